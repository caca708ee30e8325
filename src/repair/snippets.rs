//! What is needed to apply the correction, filled in with this case's values: code for each stack, and commands for the
//! configuration, the test and the logs. The texts are data (`templates/`); secrets remain named placeholders in angle
//! brackets.

use serde::Serialize;
use serde_json::json;

use super::Repaired;
use crate::checks::finding::Stage;
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::token_kind::EXCHANGE_AUDIENCE;
use crate::language::Text;
use crate::notation::encoding::{to_base64, to_hex};
use crate::notation::instant::Instant;

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

/// The commands that make an application accept a token from another issuer, with the token's own values in them.
///
/// Source: Microsoft Graph, `federatedIdentityCredential`.
pub fn federated(client_id: Option<&str>, token: &Assertion) -> Vec<Snippet> {
    let claim = |name: &str| token.claim_str(name).unwrap_or_default();
    let listed = || token.member(Part::Claims, "aud")?.value.as_array()?.first()?.as_str();
    let audience = token.claim_str("aud").or_else(listed).unwrap_or(EXCHANGE_AUDIENCE);
    let credential = json!({
        "name": "<a name>", "issuer": claim("iss"), "subject": claim("sub"), "audiences": [audience],
    });
    let values = [
        ("client", client_id.unwrap_or("<client id>").to_owned()),
        ("credential", ascii(&serde_json::to_string_pretty(&credential).unwrap_or_default())),
    ];
    sections(FEDERATED).map(|(head, text)| snippet(head, text, &values, None)).collect()
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
