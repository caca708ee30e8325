//! The body of a request: its format, judged by its text and its content type.

use super::fields;
use crate::evidence::request::Body;

/// Returns the media type without its parameters, in lower case.
pub(super) fn media_type(header: &str) -> Option<String> {
    let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!kind.is_empty()).then_some(kind)
}

/// Returns the scheme of an Authorization header; the credentials themselves are not kept.
pub(super) fn scheme(header: &str) -> Option<String> {
    header.split_whitespace().next().map(str::to_owned)
}

/// Parses a body. The text itself determines its format; the content type, as written, only gives the multipart boundary.
pub(super) fn read(content_type: Option<&str>, text: &str) -> Body {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Body::None;
    }
    if let Some(fields) = fields::from_json(trimmed) {
        return Body::Json(fields);
    }
    let boundary = content_type.and_then(|header| header.split_once("boundary=")).map(|(_, rest)| rest);
    if let Some(boundary) = boundary.map(|rest| rest.split(';').next().unwrap_or(rest).trim().trim_matches('"')) {
        return Body::Multipart(fields::from_multipart(boundary, text));
    }
    match fields::from_form(trimmed, false) {
        Some(fields) => Body::Form(fields),
        None => Body::Other(trimmed.to_owned()),
    }
}
