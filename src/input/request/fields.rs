//! The fields of a body as parameters: from a form, a JSON object, `multipart/form-data` or a table.

use serde_json::Value;

use crate::evidence::request::Parameter;
use crate::limits;

/// Maximum length of a parameter name, in characters.
const MAX_NAME_CHARS: usize = 64;

/// Parses `name=value&name=value`, or one pair per line; returns `None` if the text is not a form. A text that is known to
/// be a body (not `strict`) may have pieces without a name, as left by an unescaped `&`.
pub(super) fn from_form(text: &str, strict: bool) -> Option<Vec<Parameter>> {
    let separator = if text.contains('&') { '&' } else { '\n' };
    let mut found: Vec<(&str, String)> = Vec::new();
    for piece in text.split(separator) {
        if found.len() >= limits::MAX_PARAMETERS {
            break;
        }
        match piece.split_once('=') {
            Some((name, raw)) if is_name(name) => found.push((name, raw.trim_matches(['\r', '\n']).to_owned())),
            _ if piece.trim().is_empty() => {}
            // A value may be wrapped over several lines.
            _ if separator == '\n' && piece.trim().chars().all(|c| c.is_ascii_graphic()) => {
                found.last_mut()?.1.push_str(piece.trim());
            }
            _ if strict || found.is_empty() => return None,
            _ => {}
        }
    }
    (!found.is_empty()).then(|| found.into_iter().map(|(name, raw)| Parameter::encoded(name, &raw)).collect())
}

/// Returns the members of a JSON object; `None` if the text is not one.
pub(super) fn from_json(text: &str) -> Option<Vec<Parameter>> {
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

/// Returns the fields of `multipart/form-data` (RFC 7578).
pub(super) fn from_multipart(boundary: &str, text: &str) -> Vec<Parameter> {
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

/// Parses lines of `name: value`, as in Postman's bulk edit and browser developer tools; `None` if any line is not one.
pub(super) fn from_table(text: &str) -> Option<Vec<Parameter>> {
    let row = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim().trim_matches('"');
        is_name(name).then(|| Parameter::plain(name, value.trim().trim_matches('"')))
    };
    text.lines().filter(|line| !line.trim().is_empty()).take(limits::MAX_PARAMETERS).map(row).collect()
}

fn is_name(name: &str) -> bool {
    let name = name.trim();
    (1..=MAX_NAME_CHARS).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%' | b'[' | b']'))
}
