//! Requests saved in Postman (collections v2) and Insomnia (exports v4 and v5), and the variables saved with them or in an
//! environment of their own.
//!
//! Sources: Postman's collection schema 2.1.0; exports of Insomnia 2023–2026.

use serde_json::{Map, Value};

use super::body;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::evidence::variables::{Scope, Variables};
use crate::limits;

/// What a client saved.
#[derive(Debug, Default)]
pub(in crate::input) struct Saved {
    /// The token requests.
    pub requests: Vec<Request>,
    /// The variables for them.
    pub variables: Variables,
}

impl Saved {
    pub(in crate::input) fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.variables.is_empty()
    }

    pub(super) fn push(&mut self, request: Request) {
        if request.is_token_request() && self.requests.len() < limits::MAX_REQUESTS {
            self.requests.push(request);
        }
    }
}

/// Reads what Postman or Insomnia saved as JSON.
pub(super) fn from_json(document: &Value) -> Saved {
    let mut saved = Saved::default();
    walk(document, &mut saved);
    saved
}

/// Collections and environments may be inside a dump, or inside an answer of Postman's API.
fn walk(value: &Value, saved: &mut Saved) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, saved)),
        Value::Object(object) => match object.get("resources").and_then(Value::as_array) {
            Some(resources) if object.contains_key("__export_format") => insomnia_4(resources, saved),
            _ if object.contains_key("info") && object.contains_key("item") => {
                pairs(object.get("variable"), "key", |name, value| saved.variables.add(Scope::Collection, name, value));
                items(object, None, saved);
            }
            _ if is_environment(object) => {
                let global = text(object, "_postman_variable_scope") == Some("globals");
                let scope = if global { Scope::Global } else { Scope::Environment };
                for list in ["values", "variables"] {
                    pairs(object.get(list), "key", |name, value| saved.variables.add(scope, name, value));
                    pairs(object.get(list), "name", |name, value| saved.variables.add(scope, name, value));
                }
            }
            _ => match described(object) {
                Some(request) => saved.push(request),
                None => object.values().for_each(|value| walk(value, saved)),
            },
        },
        _ => {}
    }
}

fn is_environment(object: &Map<String, Value>) -> bool {
    let list = object.get("values").or_else(|| object.get("variables")).and_then(Value::as_array);
    let values = list.map(Vec::as_slice).unwrap_or_default();
    let has_key = |one: &Value| (one.get("key").is_some() || one.get("name").is_some()) && one.get("value").is_some();
    object.contains_key("_postman_variable_scope")
        || object.contains_key("name") && values.iter().all(has_key) && !values.is_empty()
}

fn text<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    object.get(name)?.as_str()
}

/// Returns whether an entry of a list takes part.
fn is_enabled(entry: &Value) -> bool {
    let is = |name: &str, state: bool| entry.get(name).and_then(Value::as_bool) == Some(state);
    !is("disabled", true) && !is("enabled", false)
}

/// Calls `each` with name and value of the entries of a list that take part.
fn pairs<'v>(list: Option<&'v Value>, name: &str, mut each: impl FnMut(&'v str, &str)) {
    for entry in list.and_then(Value::as_array).into_iter().flatten().filter(|entry| is_enabled(entry)) {
        let Some(name) = entry.get(name).and_then(Value::as_str) else { continue };
        match entry.get("value") {
            Some(Value::String(value)) => each(name, value),
            Some(Value::Null) | None => {}
            Some(value) => each(name, &value.to_string()),
        }
    }
}

fn fields(list: Option<&Value>, name: &str) -> Vec<Parameter> {
    let mut fields = Vec::new();
    pairs(list, name, |name, value| {
        if fields.len() < limits::MAX_PARAMETERS {
            fields.push(Parameter::plain(name, value));
        }
    });
    fields
}

/// The scheme of the Authorization header that a client makes from its settings for it.
pub(super) fn scheme(kind: &str) -> Option<String> {
    let scheme = match kind.to_ascii_lowercase().as_str() {
        "basic" => "Basic",
        "bearer" | "oauth2" => "Bearer",
        _ => return None,
    };
    Some(scheme.into())
}

/// A request that an object describes by its address, method and body, as other clients save one and programs log it.
/// How it is sent is known less well than a client's own, so it counts as a program's.
fn described(object: &Map<String, Value>) -> Option<Request> {
    const BODIES: [&str; 4] = ["body", "data", "payload", "form"];
    let first = |names: &[&str]| names.iter().find_map(|name| object.get(*name));
    let url = first(&["url", "uri"]).and_then(address)?;
    let method = text(object, "method")?;
    let sent = first(&BODIES)?;
    let header = |wanted: &str| match object.get("headers") {
        Some(Value::Object(all)) => {
            let found = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
        }
        list => [fields(list, "name"), fields(list, "key")]
            .into_iter()
            .flatten()
            .find(|one| one.name.eq_ignore_ascii_case(wanted))
            .map(|one| one.value),
    };
    let kind = header("content-type");
    let listed = |list: &Value| {
        Some([fields(Some(list), "name"), fields(Some(list), "key")].concat()).filter(|all| !all.is_empty())
    };
    let body = match sent {
        Value::String(text) => body::read(kind.as_deref(), text),
        Value::Array(_) => Body::Form(listed(sent)?),
        Value::Object(inner) => match inner.iter().find_map(|(name, list)| Some((name, listed(list)?))) {
            Some((name, all)) if name.to_ascii_lowercase().contains("multipart") => Body::Multipart(all),
            Some((_, all)) => Body::Form(all),
            None => match ["text", "raw", "content"].iter().find_map(|name| inner.get(*name)?.as_str()) {
                Some(text) => body::read(kind.as_deref(), text),
                None => body::read(kind.as_deref(), &sent.to_string()),
            },
        },
        _ => return None,
    };
    let request = Request {
        format: RequestFormat::Program,
        method: Some(method.to_ascii_uppercase()),
        url: Some(url),
        content_type: kind.as_deref().and_then(body::media_type),
        authorization: header("authorization").as_deref().and_then(body::scheme),
        body,
        ..Request::default()
    };
    let names = ["grant_type", "client_assertion"];
    names.iter().any(|name| request.parameter(name).is_some()).then_some(request)
}

/// Reads the items of a collection or folder; what they do not say about authorization is inherited.
fn items(folder: &Map<String, Value>, inherited: Option<&str>, saved: &mut Saved) {
    let own = |object: &Map<String, Value>| {
        object.get("auth").and_then(|auth| auth.get("type")).and_then(Value::as_str).map(str::to_owned)
    };
    let inherited = own(folder).or_else(|| inherited.map(str::to_owned));
    for item in folder.get("item").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
        pairs(item.get("variable"), "key", |name, value| saved.variables.add(Scope::Collection, name, value));
        if let Some(request) = item.get("request").and_then(Value::as_object) {
            let auth = own(request).or_else(|| own(item)).or_else(|| inherited.clone());
            saved.push(postman(item, request, auth.as_deref()));
        } else {
            items(item, inherited.as_deref(), saved);
        }
    }
}

fn postman(item: &Map<String, Value>, request: &Map<String, Value>, auth: Option<&str>) -> Request {
    let header = |wanted: &str| {
        let mut found = None;
        pairs(request.get("header"), "key", |name, value| {
            if name.eq_ignore_ascii_case(wanted) {
                found.get_or_insert_with(|| value.to_owned());
            }
        });
        found
    };
    let sent = request
        .get("body")
        .and_then(Value::as_object)
        .filter(|body| body.get("disabled").and_then(Value::as_bool) != Some(true));
    let mode = sent.and_then(|body| text(body, "mode")).unwrap_or_default();
    let list = |name: &str| fields(sent.and_then(|body| body.get(name)), "key");
    let raw = || sent.and_then(|body| text(body, "raw")).unwrap_or_default();
    let language = sent.and_then(|body| body.get("options")).and_then(|one| one.get("raw")?.get("language")?.as_str());
    let (body, default) = match mode {
        "urlencoded" => (Body::Form(list(mode)), "application/x-www-form-urlencoded"),
        "formdata" => (Body::Multipart(list(mode)), "multipart/form-data"),
        "raw" if language == Some("json") => (body::read(None, raw()), "application/json"),
        "raw" => (body::read(None, raw()), "text/plain"),
        _ => (Body::None, ""),
    };
    let is_sent = body != Body::None;
    // A script may add to the request, so it is no more than a program.
    let scripts = item.get("event").map(Value::to_string).unwrap_or_default();
    let changed = ["pm.request", "request.data", "request.headers"].iter().any(|name| scripts.contains(name));
    let mut answers = item.get("response").and_then(Value::as_array).into_iter().flatten();
    Request {
        format: if changed { RequestFormat::Program } else { RequestFormat::Saved },
        method: Some(text(request, "method").unwrap_or("GET").to_ascii_uppercase()),
        url: request.get("url").and_then(address),
        content_type: header("content-type").as_deref().or(is_sent.then_some(default)).and_then(body::media_type),
        authorization: header("authorization").as_deref().and_then(body::scheme).or_else(|| scheme(auth?)),
        body,
        // Of several answers it is not known which one is meant.
        response: answers
            .next()
            .filter(|_| answers.next().is_none())
            .and_then(|one| one.get("body")?.as_str())
            .map(str::to_owned),
        ..Request::default()
    }
}

/// The URL of a Postman request, with its path variables (`/:tenant/`).
fn address(url: &Value) -> Option<String> {
    let raw = url.as_str().or_else(|| url.get("raw")?.as_str())?;
    let mut address = raw.to_owned();
    pairs(url.get("variable"), "key", |name, value| {
        if !value.is_empty() {
            address = address.replace(&format!("/:{name}/"), &format!("/{value}/"));
        }
    });
    let has_scheme = address.contains("://") || address.starts_with(['{', '/']);
    Some(if has_scheme { address } else { format!("https://{address}") })
}

/// Reads an environment file of an editor: an object for each environment, by its name.
pub(super) fn environments(document: &Value) -> Variables {
    // What other documents of this shape have.
    const OTHERS: [&str; 7] = ["alg", "aud", "iss", "typ", "kty", "error", "code"];
    let mut variables = Variables::default();
    let settings = document.get("rest-client.environmentVariables").unwrap_or(document);
    let inner: Option<Vec<&Map<String, Value>>> =
        settings.as_object().and_then(|all| all.values().map(Value::as_object).collect());
    let inner = inner.unwrap_or_default();
    let plain = |one: &&Map<String, Value>| {
        !one.is_empty()
            && one
                .iter()
                .all(|(name, value)| !value.is_object() && !value.is_array() && !OTHERS.contains(&name.as_str()))
    };
    if inner.iter().all(plain) {
        for (name, value) in inner.into_iter().flatten() {
            flatten(value, name, &mut |name, value| variables.add(Scope::Environment, name, value));
        }
    }
    variables
}

/// Reads an Insomnia export, whose folders, requests and environments are in one list.
fn insomnia_4(resources: &[Value], saved: &mut Saved) {
    for resource in resources.iter().filter_map(Value::as_object) {
        match text(resource, "_type") {
            Some("request") => saved.push(insomnia(resource)),
            Some("environment") => insomnia_environment(resource, saved),
            _ => {}
        }
    }
}

/// Reads an Insomnia export of today: folders with requests, and environments inside one another.
pub(super) fn insomnia_5(document: &Value) -> Saved {
    fn folder(items: &Value, saved: &mut Saved) {
        for item in items.as_array().into_iter().flatten().filter_map(Value::as_object) {
            match item.get("children") {
                Some(children) => folder(children, saved),
                None => saved.push(insomnia(item)),
            }
        }
    }
    let mut saved = Saved::default();
    folder(document.get("collection").unwrap_or(&Value::Null), &mut saved);
    // A file of an environment alone has it at the top.
    let base = document.get("environments").unwrap_or(document);
    let mut add = |scope: Scope, environment: &Value| {
        if let Some(data) = environment.get("data") {
            flatten(data, "", &mut |name, value| saved.variables.add(scope, name, value));
        }
    };
    add(Scope::Collection, base);
    let inner = base.get("subEnvironments").and_then(Value::as_array);
    inner.into_iter().flatten().for_each(|one| add(Scope::Environment, one));
    saved
}

/// The environment at the top applies to everything, and those below it take precedence.
fn insomnia_environment(environment: &Map<String, Value>, saved: &mut Saved) {
    let inner = text(environment, "parentId").is_some_and(|parent| parent.starts_with("env_"));
    let scope = if inner { Scope::Environment } else { Scope::Collection };
    if let Some(data) = environment.get("data") {
        flatten(data, "", &mut |name, value| saved.variables.add(scope, name, value));
    }
}

/// Calls `each` with every value inside and the path to it, as in `azure.tenant`.
pub(super) fn flatten(value: &Value, path: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if path.len() <= limits::MAX_VARIABLE_NAME {
                    flatten(value, &path, each);
                }
            }
        }
        Value::String(text) => each(path, text),
        Value::Number(number) => each(path, &number.to_string()),
        _ => {}
    }
}

/// A request of Insomnia, in either form of its exports.
pub(super) fn insomnia(request: &Map<String, Value>) -> Request {
    let mut headers: Vec<(String, String)> = Vec::new();
    pairs(request.get("headers"), "name", |name, value| headers.push((name.to_ascii_lowercase(), value.to_owned())));
    let header = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let sent = request.get("body").and_then(Value::as_object);
    let kind = sent.and_then(|body| text(body, "mimeType")).filter(|kind| !kind.is_empty());
    let whole = sent.and_then(|body| text(body, "text")).unwrap_or_default();
    let listed = fields(sent.and_then(|body| body.get("params")), "name");
    let body = match kind {
        Some("application/x-www-form-urlencoded") if whole.is_empty() => Body::Form(listed),
        Some("multipart/form-data") => Body::Multipart(listed),
        _ => body::read(None, whole),
    };
    let authentication = request.get("authentication").and_then(Value::as_object);
    let authentication = authentication.filter(|one| one.get("disabled").and_then(Value::as_bool) != Some(true));
    Request {
        format: RequestFormat::Saved,
        method: Some(text(request, "method").unwrap_or("GET").to_ascii_uppercase()),
        url: text(request, "url").map(str::to_owned),
        content_type: header("content-type").or(kind).and_then(body::media_type),
        authorization: header("authorization")
            .and_then(body::scheme)
            .or_else(|| scheme(text(authentication?, "type")?)),
        body,
        ..Request::default()
    }
}
