//! A form body by itself: `grant_type=…&client_assertion=…` on one line, one parameter per line, or `name: value` lines.

use super::fields;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::limits;

/// A body has at least one of these names.
const TYPICAL_NAMES: [&str; 3] = ["grant_type", "client_assertion", "client_assertion_type"];

/// Names that the bodies of other requests have, too.
const OTHER_NAMES: [&str; 5] = ["client_id", "client_secret", "scope", "resource", "assertion"];

/// Recognises a text that is a request body and nothing else.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    let text = text.trim();
    // A whole body on a line of its own needs none of the lines around it.
    if text.contains('\n') && text.contains('&') {
        let inside = within(text);
        let is_whole = |request: &Request| {
            // What follows a token in a body is what else was sent, such as a line break.
            let assertion = request.assertion().map(|sent| sent.intended_value());
            assertion.is_none_or(|sent| crate::input::jws::is_whole(sent.trim().trim_end_matches('+')))
        };
        if !inside.is_empty() && inside.iter().all(is_whole) {
            return inside;
        }
    }
    let body = match fields::from_json(text) {
        Some(fields) => Body::Json(fields),
        None => fields::from_form(text, true).or_else(|| fields::from_table(text)).map_or(Body::None, Body::Form),
    };
    let format = if matches!(body, Body::Json(_)) { RequestFormat::JsonBody } else { RequestFormat::FormBody };
    let request = Request { format, body, ..Request::default() };
    let is_typical = request.parameters().iter().any(|one| TYPICAL_NAMES.contains(&one.name.as_str()));
    if is_typical && request.parameters().len() > 1 { vec![request] } else { within(text) }
}

/// Finds the bodies inside other text, such as a line of a log: from blank to blank, or between quotation marks.
fn within(text: &str) -> Vec<Request> {
    let mut found = Vec::new();
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>'));
    for piece in pieces.map(|piece| piece.trim_end_matches('\\')) {
        if found.len() < limits::MAX_REQUESTS
            && piece.contains('&')
            && TYPICAL_NAMES.iter().any(|name| piece.contains(name))
        {
            let parameters = fields::from_form(piece, true).unwrap_or_default();
            let known = |one: &&Parameter| {
                TYPICAL_NAMES.contains(&one.name.as_str()) || OTHER_NAMES.contains(&one.name.as_str())
            };
            if parameters.iter().filter(known).count() > 1 {
                found.push(Request {
                    format: RequestFormat::FormBody,
                    body: Body::Form(parameters),
                    ..Request::default()
                });
            }
        }
    }
    found
}
