//! A form body by itself: `grant_type=…&client_assertion=…` on one line, one parameter per line, or `name: value` lines.

use super::fields;
use crate::evidence::request::{Body, Request, RequestFormat};

/// A body has at least one of these names.
const TYPICAL_NAMES: [&str; 3] = ["grant_type", "client_assertion", "client_assertion_type"];

/// Recognises a text that is a request body and nothing else.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    let text = text.trim();
    let body = match fields::from_json(text) {
        Some(fields) => Body::Json(fields),
        None => fields::from_form(text, true).or_else(|| fields::from_table(text)).map_or(Body::None, Body::Form),
    };
    let format = if matches!(body, Body::Json(_)) { RequestFormat::JsonBody } else { RequestFormat::FormBody };
    let request = Request { format, body, ..Request::default() };
    let is_typical = request.parameters().iter().any(|one| TYPICAL_NAMES.contains(&one.name.as_str()));
    if is_typical && request.parameters().len() > 1 { vec![request] } else { Vec::new() }
}
