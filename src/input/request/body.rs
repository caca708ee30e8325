//! The body of a request: what it is, by what it looks like and by what its content type says.

use serde_json::Value;

use super::form;
use crate::evidence::request::{Body, Parameter};
use crate::limits;

/// The media type without its parameters, lower case.
pub(super) fn media_type(header: &str) -> Option<String> {
    let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!kind.is_empty()).then_some(kind)
}

/// The scheme in an Authorization header: the credentials themselves are not kept.
pub(super) fn scheme(header: &str) -> Option<String> {
    header.split_whitespace().next().map(str::to_owned)
}

/// Reads a body. What it is, the text itself tells; the content type, as written, only gives a multipart's boundary.
pub(super) fn read(content_type: Option<&str>, text: &str) -> Body {
    let tidy = text.trim();
    if tidy.is_empty() {
        return Body::None;
    }
    if let Some(fields) = json(tidy) {
        return Body::Json(fields);
    }
    let boundary = content_type.and_then(|header| header.split_once("boundary=")).map(|(_, rest)| rest);
    if let Some(boundary) = boundary.map(|rest| rest.split(';').next().unwrap_or(rest).trim().trim_matches('"')) {
        return Body::Multipart(multipart(boundary, text));
    }
    match form::parameters(tidy, false) {
        Some(fields) => Body::Form(fields),
        None => Body::Other(tidy.to_owned()),
    }
}

/// The members of a JSON object, as parameters.
pub(super) fn json(text: &str) -> Option<Vec<Parameter>> {
    if !text.starts_with('{') {
        return None;
    }
    let Value::Object(members) = serde_json::from_str(text).ok()? else { return None };
    let plain = |(name, value): (&String, &Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Parameter { name: name.clone(), raw: text.clone(), value: text }
    };
    Some(members.iter().take(limits::MAX_PARAMETERS).map(plain).collect())
}

/// The fields of `multipart/form-data` (RFC 7578).
fn multipart(boundary: &str, text: &str) -> Vec<Parameter> {
    if boundary.is_empty() {
        return Vec::new();
    }
    let field = |part: &str| {
        let part = part.replace("\r\n", "\n");
        let (headers, value) = part.split_once("\n\n")?;
        let name = headers.split_once("name=\"")?.1.split('"').next()?.to_owned();
        let value = value.trim_end_matches('\n').to_owned();
        Some(Parameter { name, raw: value.clone(), value })
    };
    text.split(&format!("--{boundary}")).filter_map(field).take(limits::MAX_PARAMETERS).collect()
}
