//! The tools: what each is told to be, and what it takes.

use std::sync::Arc;

use rmcp::model::{CallToolResult, JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

use super::{Server, answers};

/// The schema of the report, which `inspect` answers with.
const SCHEMA: &str = include_str!("../../../../docs/report.schema.json");

type Answer = fn(&Server, JsonObject) -> Result<CallToolResult, String>;

/// What answers the calls of a tool; `None` if there is none of this name.
pub(super) fn find(name: &str) -> Option<Answer> {
    match name {
        "inspect" => Some(answers::inspect),
        "explain" => Some(answers::explain),
        "preflight" => Some(answers::preflight),
        _ => None,
    }
}

/// Every tool, as the agent is told of it.
pub(super) fn list(takes_paths: bool) -> Vec<Tool> {
    let what = json!({"type": "object", "properties": {"what": {
        "type": "string", "maxLength": 200,
        "description": "The id of a finding (certificate-mismatch), or a code of the server (700027, AADSTS700027).",
    }}, "required": ["what"], "additionalProperties": false});
    vec![
        tool(
            "inspect",
            "Why a client assertion is refused",
            "Says in one sentence why Microsoft Entra ID refuses a client assertion or federated token, with the values found and \
             expected, what to do, and what was not checked and which input would check it. Give everything there is: the JWT, \
             certificates, the error's text, registered keys (az ad app show, Microsoft Graph), federated credentials, the request \
             (curl, HAR), settings, logs. Private keys and PFX files are refused. The structured answer is the report, schema 1.",
            given(
                takes_paths,
                "The time of the refusal: RFC 3339, seconds since 1970, or \"made\" for each assertion's own time of issue. \
                                Without it, the time in the error, else now.",
            ),
            Some(report()),
        ),
        tool(
            "explain",
            "What a finding or an error code means",
            "Prints the reference page of a finding, or what an AADSTS code of Microsoft Entra ID means.",
            what,
            None,
        ),
        tool(
            "preflight",
            "Whether it will work, before anything is sent",
            "Says whether a certificate, or a workflow's federated token, will be accepted and until when, given the certificate (without \
             its private key) and the application's registration, or the federated credentials and the workflow file; of a list of \
             applications, when the credentials of each end. `works` is true only if the inputs prove it.",
            given(takes_paths, "The time to judge for: RFC 3339, or seconds since 1970. Now, where it is not given."),
            Some(definition("Preflight")),
        ),
    ]
}

fn tool(name: &'static str, title: &str, description: &'static str, input: Value, output: Option<Value>) -> Tool {
    let annotations = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
    let tool = Tool::new(name, description, object(input)).with_title(title).with_annotations(annotations);
    match output {
        Some(output) => tool.with_raw_output_schema(object(output)),
        None => tool,
    }
}

fn object(value: Value) -> Arc<JsonObject> {
    Arc::new(if let Value::Object(members) = value { members } else { JsonObject::default() })
}

/// The schema of what `inspect` and `preflight` take.
fn given(takes_paths: bool, at: &str) -> Value {
    let mut schema = json!({"type": "object", "properties": {
        "inputs": {"type": "array", "description": "The texts, in any order.", "items": {"type": "object", "properties": {
            "text": {"type": "string", "description": "The text as it is; what is binary, as base64."},
            "name": {"type": "string", "description": "What to call it in the answer, such as its file's name."},
        }, "required": ["text"], "additionalProperties": false}},
        "at": {"type": "string", "description": at},
    }, "additionalProperties": false});
    if takes_paths {
        let paths = json!({"type": "array", "items": {"type": "string"}, "description":
            "Files to read, in the folders that this server was started with; relative to one of them, or absolute."});
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("paths".to_owned(), paths);
        }
    }
    schema
}

/// The schema of the report without its explanations, which are for people.
fn report() -> Value {
    let mut schema = serde_json::from_str(SCHEMA).unwrap_or_default();
    strip(&mut schema);
    if let Some(members) = schema.as_object_mut() {
        // Not that of the file: it lacks the explanations.
        members.remove("$id");
    }
    schema
}

/// One of the other formats in the same file, with what it is made of.
fn definition(name: &str) -> Value {
    let mut schema = report();
    let Some(Value::Object(mut all)) = schema.get_mut("$defs").map(Value::take) else { return schema };
    let mut one = all.remove(name).unwrap_or_default();
    // Each of them may name further ones.
    let (mut found, mut text) = (JsonObject::new(), one.to_string());
    while let Some(next) = all.keys().find(|other| text.contains(&format!("#/$defs/{other}\""))).cloned() {
        let part = all.remove(&next).unwrap_or_default();
        text += &part.to_string();
        found.insert(next, part);
    }
    if let Some(members) = one.as_object_mut() {
        members.insert("$defs".to_owned(), found.into());
    }
    one
}

/// Takes the explanations out of a schema; a member of that name is not one.
fn strip(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(members) => {
            members.retain(|name, value| name != "description" || !value.is_string());
            members.values_mut().for_each(strip);
        }
        _ => {}
    }
}
