//! JSON documents: registered keys, JSON Web Keys, sign-in log rows, a bare `x5c` array.

use serde_json::Value;

use super::recognised::{Item, Recognised};
use super::{app_policy, federated, jwk, registered, sign_in_log};
use crate::evidence::certificate::Certificate;
use crate::language::Text;
use crate::limits;
use crate::notation::encoding;

/// Finds everything that a JSON document contains.
pub(super) fn recognise(name: &str, text: &str) -> Recognised {
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    if !trimmed.starts_with(['{', '[']) {
        return Recognised::default();
    }
    let document: Value = match serde_json::from_str(trimmed) {
        Ok(document) => document,
        Err(error) => {
            let problems = broken(trimmed, &error).into_iter().collect();
            return Recognised { problems, ..Recognised::default() };
        }
    };
    from_value(name, &document)
}

/// Finds everything that a parsed JSON document contains.
fn from_value(name: &str, document: &Value) -> Recognised {
    let mut found = jwk::recognise(name, document);
    found.merge(x5c(name, document));
    let registrations = registered::json::recognise(name, document);
    found.items.extend(registrations.into_iter().map(|one| Item::Registration(Box::new(one))));
    let federated = federated::json::recognise(name, document);
    found.items.extend(federated.into_iter().map(|one| Item::Federated(Box::new(one))));
    found.items.extend(app_policy::recognise(name, document));
    let sources = federated::source::recognise_json(name, document);
    found.items.extend(sources.into_iter().map(|one| Item::TokenSource(Box::new(one))));
    found.merge(sign_in_log::rows(name, document));
    found
}

/// Finds what the JSON documents inside a text contain, such as one below a prompt or in a variable's value.
pub(super) fn within(name: &str, text: &str) -> Recognised {
    let mut found = Recognised::default();
    if !is_named(text) {
        return found;
    }
    let mut at = 0;
    let mut wasted = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(['{', '['])).map(|offset| at + offset) {
        let mut documents =
            serde_json::Deserializer::from_str(text.get(start..).unwrap_or_default()).into_iter::<Value>();
        match documents.next() {
            Some(Ok(document)) if document.is_object() || document.is_array() => {
                at = start + documents.byte_offset();
                found.merge(from_value(name, &document));
            }
            outcome => {
                // Where it stopped is not known exactly; the error tells the line and column.
                wasted += outcome.and_then(Result::err).map_or(1, |error| read_before(text, start, &error));
                at = start + 1;
            }
        }
        if wasted > text.len().saturating_mul(limits::MAX_DOCUMENT_WASTE) {
            break;
        }
    }
    found
}

/// Checks whether a text has a name that the documents have that are read here.
pub(super) fn is_named(text: &str) -> bool {
    const NAMES: [&str; 10] = [
        "\"keyCredentials\"",
        "\"trustedCertificateAuthorities\"",
        "\"customKeyIdentifier\"",
        "\"keys\"",
        "\"kty\"",
        "\"appId\"",
        "\"ResultType\"",
        "\"grant_type\"",
        "\"issuer\"",
        "federatedIdentityCredentials\"",
    ];
    NAMES.iter().any(|one| text.contains(one))
}

/// Returns how many bytes were read before this error.
fn read_before(text: &str, start: usize, error: &serde_json::Error) -> usize {
    let lines = text.get(start..).unwrap_or_default().split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// Finds the certificates in a bare list of base64 certificates, as found in the `x5c` header.
fn x5c(name: &str, document: &Value) -> Recognised {
    let mut found = Recognised::default();
    let Some(items) = document.as_array().filter(|items| !items.is_empty()) else { return found };
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    let Some(texts) = texts.filter(|texts| texts.iter().all(|text| text.starts_with("MI"))) else { return found };
    for (index, text) in texts.into_iter().enumerate() {
        let read = encoding::base64_any(&text.split_whitespace().collect::<String>())
            .map(|decoded| Certificate::from_der(name, &decoded.bytes));
        match read {
            Some(Ok(certificate)) => found.items.push(Item::Certificate(Box::new(certificate))),
            Some(Err(problem)) => {
                found.problems.push(say!("Entry {number} of the list: {problem}.", number = index + 1, problem))
            }
            None => found.problems.push(say!("Entry {number} of the list is not base64.", number = index + 1)),
        }
    }
    found
}

/// The problem with a text that looks like a JSON document of a known kind but cannot be parsed. JSON lines are a log, not a
/// problem.
fn broken(text: &str, error: &serde_json::Error) -> Option<Text> {
    const NAMES: [&str; 6] =
        ["\"keyCredentials\"", "\"customKeyIdentifier\"", "\"keys\"", "\"entries\"", "\"kty\"", "\"appId\""];
    let first = text.lines().next().unwrap_or_default();
    let lines = text.lines().nth(1).is_some() && serde_json::from_str::<Value>(first).is_ok();
    (!lines && NAMES.iter().any(|name| text.contains(name))).then(|| {
        let words = error.to_string();
        let what = words.split(" at line ").next().unwrap_or(&words);
        say!(
            "This sets out to be JSON, but is not from line {line}, column {column} on: {what}.",
            line = error.line(),
            column = error.column(),
            what
        )
    })
}
