//! What is needed to apply the correction, filled in with this case's values: code for each stack, and commands for the
//! configuration, the test and the logs. The texts are data (`templates/`); secrets remain named placeholders in angle
//! brackets.

use serde::Serialize;
use serde_json::json;

use super::Repaired;
use crate::analysis::federated::subject::Entity;
use crate::analysis::federated::{Agreement, Difference, nearest};
use crate::case::Case;
use crate::checks::finding::{Id, Stage};
use crate::checks::guide_points::PointId;
use crate::evidence::federated_credential::{FederatedCredentials, TokenSourceKind};
use crate::evidence::token_kind::{EXCHANGE_AUDIENCE, is_exchange_audience};
use crate::language::Text;
use crate::notation::encoding::{to_base64, to_hex};
use crate::notation::instant::Instant;
use crate::notation::text::is_guid;

/// A text to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Snippet {
    /// Its id.
    pub id: String,
    /// Its purpose: `stack`, `register`, `list`, `test`, `logs`, `sign`, `federated`.
    pub group: String,
    /// Its title.
    pub title: Text,
    /// The language, as Markdown names it.
    pub language: String,
    /// The text.
    pub text: String,
    /// Numbers of the lines that the leading finding is about, from 1.
    pub marked: Vec<usize>,
}

const STACKS: &str = include_str!("templates/stacks.txt");
const COMMANDS: &str = include_str!("templates/commands.txt");
const FEDERATED: &str = include_str!("templates/federated.txt");
const OPENSSL: &str = include_str!("templates/openssl.sh");

/// Seconds before and after the refusal in which logs are searched.
const LOG_WINDOW: i64 = 3_600;

/// Every snippet for a corrected assertion. `lead` is the stage of the leading finding; `at` is the time of the
/// refusal.
pub fn write(repaired: &Repaired<'_>, lead: Option<Stage>, at: Instant) -> Vec<Snippet> {
    let values = values(repaired, at);
    let topic = lead.map(topic);
    let shell = Head { id: "openssl", group: STACK, title: say!("OpenSSL and shell"), language: "bash" };
    let texts = sections(STACKS).chain([(shell, OPENSSL)]).map(|(head, text)| (head, text.to_owned()));
    let commands = sections(COMMANDS).map(|(head, text)| (head, text.to_owned()));
    texts
        .chain([portal(&values)])
        .chain(commands)
        .map(|(head, text)| snippet(head, &text, &values, topic))
        // If the assertion is already signed, the commands that sign it are not needed.
        .filter(|one| one.group != "sign" || repaired.token.is_none())
        .collect()
}

/// The commands that make an application accept a token from another issuer, with the token's own values in them, and
/// those of the nearest credential that there is.
///
/// Source: Microsoft Graph, `federatedIdentityCredential`.
pub fn federated(client_id: Option<&str>, case: &Case<'_>) -> Vec<Snippet> {
    let token = &case.presented;
    let of_owner = |one: &'_ &FederatedCredentials| one.list.iter().all(|one| one.expression.is_none());
    let lists = || case.federated.iter().filter(of_owner);
    let near = nearest(token, lists().flat_map(|one| &one.list), false);
    let owner = near.as_ref().and_then(|near| lists().find(|one| one.list.contains(near.credential)));
    // A workflow that asks for no audience gets one that no credential should have.
    let audience = token.audiences.first().filter(|one| is_exchange_audience(one));
    // What a log masks or a file does not tell has to be put in.
    let known = |value: &Option<String>, place: &str| {
        value.clone().filter(|value| !value.contains("***")).unwrap_or_else(|| place.to_owned())
    };
    let values = [
        ("issuer", known(&token.issuer, "<issuer>")),
        ("subject", known(&token.subject, "<subject>")),
        ("audiences", audience.cloned().unwrap_or_else(|| EXCHANGE_AUDIENCE.into())),
    ];
    let has_own_audience = token.audiences.iter().any(|one| one.starts_with("https://github.com/"));
    let present = near.as_ref().and_then(|near| near.credential.name.clone()).filter(|name| is_plain(name));
    // A new credential takes another name than that of the one that there is.
    let new_name = present.as_ref().map_or_else(|| "<a name>".into(), |name| format!("{name}-2"));
    let name = present.unwrap_or_else(|| "<a name>".into());
    let client = client_id.or_else(|| owner?.client_id.as_deref()).filter(|id| is_guid(id)).unwrap_or("<client id>");
    let identity = owner.and_then(|one| one.owner.clone()).filter(|name| is_plain(name) && !is_guid(name));
    let identity = identity.unwrap_or_else(|| "<identity>".into());
    let differs = near.as_ref().is_some_and(|near| !near.agrees());
    // What the workflow would have to say for the nearest credential to take its token.
    let entities = near.as_ref().and_then(|near| match &near.subject {
        Agreement::Differs(all) => all.iter().find_map(|one| match one {
            Difference::Entity { token, credential } => Some((token, credential)),
            _ => None,
        }),
        _ => None,
    });
    let entity = entities.map(|(_, credential)| credential);
    let has_environment = entities.is_some_and(|(token, _)| token.0 == Entity::Environment);
    // A credential that takes the token already, or all of it but an audience that none should have, stays as it is.
    let is_for_workflow = near.as_ref().is_some_and(|near| {
        !near.issuer.is_different() && !near.subject.is_different() && has_own_audience || near.agrees()
    });
    let applies = |id: &str| match id {
        "workflow-permission" | "pod-label" => false,
        "workflow-environment" => entity.is_some_and(|(entity, _)| *entity == Entity::Environment),
        "workflow-branch" => has_environment && entity.is_some_and(|(entity, _)| *entity == Entity::Branch),
        "workflow-audience" => has_own_audience,
        "federated-list" => true,
        "federated-update" => differs && !is_for_workflow,
        _ => !is_for_workflow,
    };
    let wanted = entity.map(|(_, name)| ascii(&json!(name).to_string())).unwrap_or_default();
    sections(FEDERATED)
        .filter(|(head, _)| applies(head.id))
        .map(|(head, text)| {
            let credential = match head.id {
                "federated-terraform" => terraform(&values),
                "federated-identity" => options(&values),
                "federated-bicep" => bicep(&values),
                "federated-update" => credential(&name, &values),
                _ => credential(&new_name, &values),
            };
            let name = if head.id == "federated-update" { &name } else { &new_name };
            // A stranger's words come last, so that nothing is put into them.
            let known = [("client", client.to_owned()), ("owner", identity.clone()), ("name", name.clone())];
            let last = match head.id {
                "workflow-environment" => ("environment", wanted.clone()),
                "workflow-branch" => ("branch", wanted.clone()),
                "workflow-audience" => ("audience", EXCHANGE_AUDIENCE.to_owned()),
                _ => ("credential", credential),
            };
            let all = known.into_iter().chain([last]).collect::<Vec<_>>();
            snippet(head, text, &all, None)
        })
        .collect()
}

/// Findings that are mended by registering the certificate that the correction is made for.
const REGISTERED: [&str; 5] = [
    "certificate-not-registered",
    "certificate-rotated-one-side",
    "no-registered-keys",
    "registered-ca-certificate",
    "registered-for-another-use",
];

/// What mends a finding by itself, once an assertion can be corrected: the command that registers the certificate, which holds
/// it and asks for nothing more, or the signed assertion.
pub fn remedy(id: &Id, is_signed: bool) -> Option<&'static str> {
    let is_registration =
        id.guide.iter().any(|point| matches!(point, PointId::IssueConfiguration | PointId::FixConfiguration));
    match id.stage {
        _ if REGISTERED.contains(&id.name) => Some("register-graph"),
        // An error about another assertion says nothing of this one, and a key that was sent is everybody's.
        _ if ["error-names-another-assertion", "x5c-private-key"].contains(&id.name) => None,
        // What is wrong beside the assertion stays wrong.
        Stage::Request | Stage::Federation => None,
        _ => (is_signed && !is_registration).then_some("token"),
    }
}

/// The command that makes an application accept a token from another issuer, if one does it as it is. A slip is mended; what may
/// be another token's credential, or a workflow's mistake, is somebody's choice.
pub fn federated_remedy(id: &Id, case: &Case<'_>, all: &[Snippet]) -> Option<String> {
    let of_owner = |one: &'_ &FederatedCredentials| one.list.iter().all(|one| one.expression.is_none());
    let list = case.federated.iter().filter(of_owner).flat_map(|one| &one.list);
    let wanted = match nearest(&case.presented, list, false) {
        Some(near) if near.is_slip() => "federated-update",
        _ if id.name == "federated-none" => "federated-create",
        _ => return None,
    };
    let is_whole = |one: &&Snippet| one.id == wanted && !one.text.replace("<<", "").contains('<');
    all.iter().find(is_whole).map(|one| one.id.clone())
}

/// What lets a workflow or a pod get a token at all.
pub fn token(kind: TokenSourceKind) -> Vec<Snippet> {
    let id = if kind == TokenSourceKind::Workflow { "workflow-permission" } else { "pod-label" };
    let mine = sections(FEDERATED).filter(|(head, _)| head.id == id);
    mine.map(|(head, text)| snippet(head, text, &[], None)).collect()
}

/// Whether a name may stand in a command as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 120
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// A credential as JSON.
fn credential(name: &str, values: &[(&str, String); 3]) -> String {
    let [issuer, subject, audience] = values;
    let all = json!({ "name": name, "issuer": issuer.1, "subject": subject.1, "audiences": [audience.1] });
    ascii(&serde_json::to_string_pretty(&all).unwrap_or_default())
}

/// The values as the arguments of a Terraform block, whose strings are those of JSON but for what begins a template.
fn terraform(values: &[(&str, String); 3]) -> String {
    let text = |value: &str| ascii(&json!(value).to_string()).replace("${", "$${").replace("%{", "%%{");
    let line = |(name, value): &(&str, String)| match *name {
        "audiences" => format!("  audiences      = [{}]", text(value)),
        name => format!("  {name:<14} = {}", text(value)),
    };
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The values as the properties of a Bicep resource.
fn bicep(values: &[(&str, String); 3]) -> String {
    let text = |value: &str| {
        let mut out = String::new();
        for c in value.chars() {
            match c {
                '\'' | '\\' | '$' => out.extend(['\\', c]),
                ' '..='~' => out.push(c),
                c => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            }
        }
        format!("'{out}'")
    };
    let line = |(name, value): &(&str, String)| match *name {
        "audiences" => format!("    audiences: [\n      {}\n    ]", text(value)),
        name => format!("    {name}: {}", text(value)),
    };
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The values as the options of a command. What a shell could not hold is left to be put in.
fn options(values: &[(&str, String); 3]) -> String {
    let quoted = |(name, value): &(&str, String)| {
        let shown = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        let value = if shown { value.replace('\'', r"'\''") } else { format!("<{name}>") };
        format!("--{name} '{value}'")
    };
    values.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// The steps in the portal, which are prose.
fn portal(values: &[(&str, String)]) -> (Head, String) {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let head = Head { id: "register-portal", group: "register", title: say!("In the portal"), language: "text" };
    let upload = say!(
        "{portal} → App registrations → {client} → Certificates & secrets → Certificates → Upload certificate: the file with the certificate alone, never the private key.",
        portal = value("portal"),
        client = value("client")
    );
    let afterwards = say!(
        "Afterwards the thumbprint {sha1} stands there. It is known everywhere after half a minute to a minute and a half, at times after some minutes.",
        sha1 = value("sha1")
    );
    (head, format!("{upload}\n{afterwards}"))
}

/// A template section with its values filled in.
fn snippet(head: Head, text: &str, values: &[(&str, String)], topic: Option<&str>) -> Snippet {
    let (text, marked) = fill(text, values, topic);
    let [id, group, language] = [head.id, head.group, head.language].map(str::to_owned);
    Snippet { id, group, title: head.title, language, text, marked }
}

/// JSON in pure ASCII, so that the contents of a claim can neither control a terminal nor be mistaken for something
/// else.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && (c == '\n' || !c.is_control()) {
            text.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        }
    }
    text
}

/// The heading of a section.
struct Head {
    id: &'static str,
    group: &'static str,
    title: Text,
    language: &'static str,
}

/// The group of a section whose heading has none.
const STACK: &str = "stack";

/// The sections of a template file. A heading has the fields id, group, title and language, separated by bars; without
/// a group, it is a stack.
fn sections(file: &'static str) -> impl Iterator<Item = (Head, &'static str)> {
    file.split("=== ").filter_map(|section| {
        let (head, text) = section.split_once('\n')?;
        let head: Vec<&'static str> = head.split('|').map(str::trim).collect();
        let (id, group, title, language) = match *head.as_slice() {
            [id, group, title, language] => (id, group, title, language),
            [id, title, language] => (id, STACK, title, language),
            _ => return None,
        };
        Some((Head { id, group, title: Text::say(title, &[]), language }, text.trim_end()))
    })
}

/// Marks of the lines that concern a stage.
fn topic(stage: Stage) -> &'static str {
    match stage {
        Stage::Audience => "aud",
        Stage::Issuer => "app",
        Stage::Times => "time",
        _ => "key",
    }
}

fn fill(template: &str, values: &[(&str, String)], topic: Option<&str>) -> (String, Vec<usize>) {
    let mut marked = Vec::new();
    let mut text = String::with_capacity(template.len() + 200);
    for (index, line) in template.trim_end().lines().enumerate() {
        let line = match line.strip_prefix('§').and_then(|rest| rest.split_once(' ')) {
            Some((about, rest)) => {
                if Some(about) == topic {
                    marked.push(index + 1);
                }
                rest
            }
            None => line,
        };
        text.push_str(line);
        text.push('\n');
    }
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    (text, marked)
}

fn values(repaired: &Repaired<'_>, at: Instant) -> Vec<(&'static str, String)> {
    let facts = &repaired.facts;
    let certificate = facts.certificate;
    let (environment, portal) = match facts.graph() {
        "graph.microsoft.us" => ("USGov", "https://entra.microsoft.us"),
        "microsoftgraph.chinacloudapi.cn" => ("China", "https://entra.microsoftonline.cn"),
        _ => ("Global", "https://entra.microsoft.com"),
    };
    // A name may contain anything, and PowerShell also ends a string at typographic quotes, so only harmless characters
    // are kept.
    let plain = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '=' | ',' | '@');
    let label: String = certificate.label().chars().filter(plain).collect();
    let assertion = repaired.token.clone().unwrap_or_else(|| "<signed assertion>".into());
    // Each library has its own option for sending the certificate, used if the assertion has or needs it.
    let x5c = |text: &str| if repaired.correction.header.contains_key("x5c") { text.to_owned() } else { String::new() };
    vec![
        ("x5c_net", x5c(", sendX5C: true")),
        ("x5c_msal_python", x5c(", \"public_certificate\": True")),
        ("x5c_node", x5c("\n      x5c: readFileSync(\"<path to certificate>\", \"utf8\"),")),
        ("x5c_go", x5c(", confidential.WithX5C()")),
        ("x5c_azure_python", x5c("\n    send_certificate_chain=True,")),
        ("x5c_azure_js", x5c(", sendCertificateChain: true")),
        ("client", facts.client_id.clone()),
        ("tenant", facts.tenant.clone()),
        ("host", facts.host.clone()),
        ("endpoint", facts.endpoint()),
        ("graph", facts.graph().to_owned()),
        ("environment", environment.to_owned()),
        ("portal", portal.to_owned()),
        ("x5t_s256", certificate.x5t_s256()),
        ("x5t", certificate.x5t()),
        ("sha1", to_hex(&certificate.sha1)),
        ("sha256", to_hex(&certificate.sha256)),
        ("der", to_base64(&certificate.der)),
        ("label", label),
        ("from", Instant(at.0 - LOG_WINDOW).rfc3339()),
        ("to", Instant(at.0 + LOG_WINDOW).rfc3339()),
        ("input", repaired.correction.signing_input()),
        ("assertion", assertion),
    ]
}
