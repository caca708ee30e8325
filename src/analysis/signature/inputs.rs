//! Bytes that are commonly signed instead of the signing input.
//!
//! The signing input is ASCII(BASE64URL(header) "." BASE64URL(claims)) (RFC 7515 §5.1). Each variant here is a mistake
//! that someone has made or that a careless library invites.

use serde_json::{Map, Value};

use super::algorithm::Hash;
use crate::evidence::assertion::Assertion;
use crate::language::Phrase;
use crate::notation::encoding;

/// Returns other bytes that the signature may cover instead of the signing input, each with a description of the
/// mistake.
pub fn variants(assertion: &Assertion) -> Vec<(Phrase, Vec<u8>)> {
    let text = |range: &std::ops::Range<usize>| assertion.token.get(range.clone()).unwrap_or_default().to_owned();
    let (header, claims) = (text(&assertion.header.range), text(&assertion.claims.range));
    let input = format!("{header}.{claims}");
    let raw = |bytes: &Option<Vec<u8>>| bytes.clone().unwrap_or_default();
    let (header_json, claims_json) = (raw(&assertion.header.bytes), raw(&assertion.claims.bytes));
    let padded = |part: &str| format!("{part}{}", "=".repeat(part.len().wrapping_neg() % 4));
    let standard = |bytes: &[u8]| encoding::to_base64(bytes);
    let bare = |bytes: &[u8]| encoding::to_base64(bytes).trim_end_matches('=').to_owned();

    let mut all: Vec<(Phrase, Vec<u8>)> = vec![
        (phrase!("the claims part alone, without the header"), claims.clone().into_bytes()),
        (phrase!("the header part alone"), header.clone().into_bytes()),
        (phrase!("the decoded header and claims, before base64url"), [&header_json[..], b".", &claims_json].concat()),
        (phrase!("the decoded header and claims, without a dot"), [&header_json[..], &claims_json].concat()),
        (phrase!("the decoded claims alone"), claims_json.clone()),
        (phrase!("the decoded header alone"), header_json.clone()),
        (phrase!("header and claims without the dot between them"), format!("{header}{claims}").into_bytes()),
        (phrase!("header and claims in the wrong order"), format!("{claims}.{header}").into_bytes()),
        (phrase!("header and claims with a final dot"), format!("{input}.").into_bytes()),
        (phrase!("header and claims with a line feed behind them"), format!("{input}\n").into_bytes()),
        (phrase!("header and claims with a line break (CR LF) behind them"), format!("{input}\r\n").into_bytes()),
        (phrase!("header and claims with a space behind them"), format!("{input} ").into_bytes()),
        (phrase!("header and claims with a zero byte behind them"), format!("{input}\0").into_bytes()),
        (phrase!("header and claims in quotation marks"), format!("\"{input}\"").into_bytes()),
        (phrase!("base64url parts with padding"), format!("{}.{}", padded(&header), padded(&claims)).into_bytes()),
        (
            phrase!("parts in standard base64 with padding"),
            format!("{}.{}", standard(&header_json), standard(&claims_json)).into_bytes(),
        ),
        (
            phrase!("parts in standard base64 without padding"),
            format!("{}.{}", bare(&header_json), bare(&claims_json)).into_bytes(),
        ),
        (phrase!("header and claims as UTF-16 text (little-endian)"), utf16(&input, u16::to_le_bytes)),
        (phrase!("header and claims as UTF-16 text (big-endian)"), utf16(&input, u16::to_be_bytes)),
        (phrase!("header and claims behind a byte order mark"), [b"\xEF\xBB\xBF", input.as_bytes()].concat()),
        (phrase!("header and claims in base64url once more"), encoding::to_base64url(input.as_bytes()).into_bytes()),
        (phrase!("header and claims in base64 once more"), encoding::to_base64(input.as_bytes()).into_bytes()),
        (phrase!("nothing: an empty input"), Vec::new()),
        (phrase!("the whole token with its signature"), assertion.token.clone().into_bytes()),
    ];
    for hash in [Hash::Sha256, Hash::Sha1, Hash::Sha512, Hash::Sha384] {
        let digest = hash.digest(input.as_bytes());
        let hex = encoding::to_hex(&digest);
        all.push((phrase!("the digest's hexadecimal text, upper case"), hex.clone().into_bytes()));
        all.push((phrase!("the digest's hexadecimal text, lower case"), hex.to_ascii_lowercase().into_bytes()));
        all.push((phrase!("the digest's base64 text"), encoding::to_base64(&digest).into_bytes()));
        all.push((phrase!("the digest's base64url text"), encoding::to_base64url(&digest).into_bytes()));
    }
    all.extend(reserialised(assertion));
    all
}

/// Reserialises the JSON of both parts, as a library does if it parses and writes them before or after signing.
fn reserialised(assertion: &Assertion) -> Vec<(Phrase, Vec<u8>)> {
    type Write = fn(&Value) -> Option<Vec<u8>>;
    let styles: [(Phrase, Write); 3] = [
        (phrase!("JSON without white space"), |value| serde_json::to_vec(value).ok()),
        (phrase!("JSON with line breaks and indents"), |value| serde_json::to_vec_pretty(value).ok()),
        (phrase!("JSON with spaces behind colons and commas"), |value| spaced(value).map(String::into_bytes)),
    ];
    let part = |segment: &crate::evidence::assertion::Segment, style: Option<Write>| -> Option<String> {
        let bytes = segment.bytes.as_ref()?;
        match style {
            None => Some(encoding::to_base64url(bytes)),
            // Keeps the order of the text; a map would sort the members.
            Some(write) => {
                let object = segment.object.as_ref()?;
                let mut written = Vec::new();
                for member in &object.members {
                    let mut one = Map::new();
                    one.insert(member.name.clone(), member.value.clone());
                    let one = Value::Object(one);
                    written.push(String::from_utf8(write(&one)?).ok()?);
                }
                Some(encoding::to_base64url(join_objects(&written).as_bytes()))
            }
        }
    };
    let mut all = Vec::new();
    for (name, write) in styles {
        for (header, claims) in [(Some(write), Some(write)), (None, Some(write)), (Some(write), None)] {
            if let Some((header, claims)) = part(&assertion.header, header).zip(part(&assertion.claims, claims)) {
                all.push((name, format!("{header}.{claims}").into_bytes()));
            }
        }
    }
    all
}

/// Joins single-member objects, all written in the same style, into one object in that style.
fn join_objects(written: &[String]) -> String {
    let pretty = written.first().is_some_and(|one| one.contains('\n'));
    let spaced = written.first().is_some_and(|one| one.contains("\": "));
    let (comma, open, close) = match (pretty, spaced) {
        (true, _) => (",\n", "{\n", "\n}"),
        (false, true) => (", ", "{", "}"),
        (false, false) => (",", "{", "}"),
    };
    let inner: Vec<&str> =
        written.iter().filter_map(|one| one.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))).collect();
    format!("{open}{}{close}", inner.join(comma))
}

/// Writes JSON as Python's `json.dumps` does by default.
fn spaced(value: &Value) -> Option<String> {
    Some(match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(spaced).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(map) => {
            let members =
                map.iter().map(|(name, value)| Some(format!("{}: {}", Value::from(name.as_str()), spaced(value)?)));
            format!("{{{}}}", members.collect::<Option<Vec<_>>>()?.join(", "))
        }
        other => serde_json::to_string(other).ok()?,
    })
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_json() {
        let token = format!(
            "{}.{}.c2ln",
            encoding::to_base64url(br#"{"alg": "RS256", "b": [1, 2]}"#),
            encoding::to_base64url(br#"{"z":1,"a":{"b":2}}"#)
        );
        let written = reserialised(&Assertion::parse("a", &token));
        let has = |header: &str, claims: &str| {
            let wanted =
                format!("{}.{}", encoding::to_base64url(header.as_bytes()), encoding::to_base64url(claims.as_bytes()));
            written.iter().any(|(_, bytes)| *bytes == wanted.as_bytes())
        };
        assert!(has(r#"{"alg":"RS256","b":[1,2]}"#, r#"{"z":1,"a":{"b":2}}"#));
        assert!(has(r#"{"alg": "RS256", "b": [1, 2]}"#, r#"{"z": 1, "a": {"b": 2}}"#));
        assert!(has(r#"{"alg": "RS256", "b": [1, 2]}"#, "{\n  \"z\": 1,\n  \"a\": {\n    \"b\": 2\n  }\n}"));
    }
}
