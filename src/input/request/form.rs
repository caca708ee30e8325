//! A form body by itself: `grant_type=…&client_assertion=…`, in one line, one parameter a line, or `name: value` lines.

use super::body;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::limits;

/// Names of which a body has at least one.
const TELLING: [&str; 3] = ["grant_type", "client_assertion", "client_assertion_type"];
/// Longest name of a parameter, in characters.
const LONGEST_NAME: usize = 64;

/// A text that is a body, and nothing else.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    let text = text.trim();
    let body = match body::json(text) {
        Some(fields) => Body::Json(fields),
        None => parameters(text, true).or_else(|| table(text)).map_or(Body::None, Body::Form),
    };
    let format = if matches!(body, Body::Json(_)) { RequestFormat::JsonBody } else { RequestFormat::FormBody };
    let request = Request { format, body, ..Request::default() };
    let telling = request.parameters().iter().any(|one| TELLING.contains(&one.name.as_str()));
    if telling && request.parameters().len() > 1 { vec![request] } else { Vec::new() }
}

/// The parameters of a form body; `None` where it is none. What is known to be a body (not `strict`) may have pieces that
/// are none, as an unescaped `&` leaves them.
pub(super) fn parameters(text: &str, strict: bool) -> Option<Vec<Parameter>> {
    let between = if text.contains('&') { '&' } else { '\n' };
    let mut found: Vec<(&str, String)> = Vec::new();
    for piece in text.split(between) {
        if found.len() >= limits::MAX_PARAMETERS {
            break;
        }
        match piece.split_once('=') {
            Some((name, raw)) if is_name(name) => found.push((name, raw.trim_matches(['\r', '\n']).to_owned())),
            _ if piece.trim().is_empty() => {}
            // A value may be wrapped over several lines.
            _ if between == '\n' && piece.trim().chars().all(|c| c.is_ascii_graphic()) => {
                found.last_mut()?.1.push_str(piece.trim());
            }
            _ if strict || found.is_empty() => return None,
            _ => {}
        }
    }
    (!found.is_empty()).then(|| found.into_iter().map(|(name, raw)| Parameter::encoded(name, &raw)).collect())
}

/// Lines of `name: value`, as Postman's bulk edit and the developer tools of browsers show them.
fn table(text: &str) -> Option<Vec<Parameter>> {
    let row = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim().trim_matches('"');
        is_name(name).then(|| Parameter::plain(name, value.trim().trim_matches('"')))
    };
    text.lines().filter(|line| !line.trim().is_empty()).take(limits::MAX_PARAMETERS).map(row).collect()
}

fn is_name(name: &str) -> bool {
    let name = name.trim();
    (1..=LONGEST_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%' | b'[' | b']'))
}
