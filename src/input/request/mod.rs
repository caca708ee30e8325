//! Requests to the token endpoint, in any format.
//!
//! Each format is a module that returns the requests it finds. `body.rs` parses a body by its format, `fields.rs` its
//! parameters, and `shell/` splits a command line as the shell would.

mod body;
mod bruno;
mod command;
mod curl;
mod fields;
mod form;
mod found;
mod har;
mod http;
mod httpie;
mod options;
mod program;
mod saved;
mod shell;
mod tokens;
mod wget;
mod yaml;

use crate::evidence::variables::Variables;
use crate::limits;

pub use found::Found;
pub(super) use saved::Saved;

/// A text without any of these contains no token request.
const MARKS: [&str; 4] = ["grant_type", "client_assertion", "/token", "\"entries\""];

/// Finds the token requests in a text. Logs, tokens and error texts do not count.
pub fn recognise(name: &str, text: &str) -> Found {
    let text = unfenced(text);
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return Found::default();
    }
    let mut found = har::recognise(text).unwrap_or_default();
    if found == Found::default() {
        // The most reliable format first: those that hold a whole request before those that hold only its body.
        let forms = [http::recognise, command::recognise, program::recognise, form::recognise];
        found.requests = forms.into_iter().map(|form| form(text)).find(|some| !some.is_empty()).unwrap_or_default();
    }
    if found.requests.len() == limits::MAX_REQUESTS && found.problems.is_empty() {
        found.problems.push(say!("{most} requests were read; what follows was left out.", most = limits::MAX_REQUESTS));
    }
    for request in &mut found.requests {
        request.input = name.to_owned();
    }
    found
}

/// Reads a file of an HTTP client as a whole: its requests may stand between keys and certificates.
pub(super) fn saved(name: &str, text: &str) -> Saved {
    const MARKS: [&str; 4] = ["_postman", "schema.getpostman.com", "__export_format", "\"values\""];
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut saved = if text.starts_with(['{', '[']) {
        let document = || serde_json::from_str(text).ok();
        let named = text.contains("grant_type") && !text.contains("\"entries\"");
        let marked = (named || MARKS.iter().any(|mark| text.contains(mark))).then(document).flatten();
        marked.as_ref().map(saved::from_json).unwrap_or_default()
    } else if text.len() <= limits::MAX_PROGRAM_BYTES && text.contains("insomnia.rest/5.") {
        saved::insomnia_5(&yaml::read(text))
    } else {
        bruno::recognise(text)
    };
    for request in &mut saved.requests {
        request.input = name.to_owned();
    }
    saved
}

/// The variables of an environment file of the clients in editors: JSON with an object for each environment.
pub(super) fn environments(text: &str) -> Variables {
    let text = text.trim_start_matches('\u{feff}').trim();
    let document =
        (text.starts_with('{') && text.len() <= limits::MAX_PROGRAM_BYTES).then(|| serde_json::from_str(text).ok());
    document.flatten().as_ref().map(saved::environments).unwrap_or_default()
}

/// Removes the byte order mark of Windows programs and a Markdown code fence around the text.
fn unfenced(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim();
    let inner = text.strip_prefix("```").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, rest)| rest);
    let inner = inner.trim_end();
    inner.strip_suffix("```").unwrap_or(inner)
}

#[cfg(test)]
mod tests;
