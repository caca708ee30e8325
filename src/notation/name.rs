//! Distinguished names as text (RFC 4514), with the attribute types named by RFC 4514 §3 and those common in X.509.
//!
//! x509-cert can format names too, but only with a table of every object identifier, which adds 78 KB to the page's module.

use der::asn1::{BmpString, Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use der::oid::ObjectIdentifier;
use der::{Any, Encode as _, Tag, Tagged as _};
use x509_cert::name::Name;

use crate::notation::asn1::oids;

/// Formats a name: last part first, parts separated by commas, values within a part by plus signs (RFC 4514 §2.1).
pub fn write(name: &Name) -> String {
    let part = |rdn: &x509_cert::name::RelativeDistinguishedName| {
        let types: Vec<String> = rdn.iter().map(|one| attribute(one.oid, &one.value)).collect();
        types.join("+")
    };
    let mut parts: Vec<String> = name.iter_rdn().map(part).collect();
    parts.reverse();
    parts.join(",")
}

/// Returns the last common name, without escapes.
pub fn common_name(name: &Name) -> Option<String> {
    name.iter().filter(|one| one.oid.to_string() == oids::COMMON_NAME).last().and_then(|one| text(&one.value))
}

fn attribute(oid: ObjectIdentifier, value: &Any) -> String {
    let oid = oid.to_string();
    let name = oids::ATTRIBUTE_TYPES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name);
    match (name, text(value)) {
        (Some(name), Some(text)) => format!("{name}={}", escape(&text)),
        (None, Some(text)) => format!("{oid}={}", escape(&text)),
        // RFC 4514 §2.4: a value that is not text is written as its encoding.
        (name, None) => {
            let bytes = value.to_der().unwrap_or_default();
            format!("{}=#{}", name.unwrap_or(&oid), crate::notation::encoding::to_hex(&bytes).to_ascii_lowercase())
        }
    }
}

fn text(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        Tag::Ia5String => value.decode_as::<Ia5StringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        Tag::TeletexString => value.decode_as::<TeletexStringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        Tag::BmpString => value.decode_as::<BmpString>().ok().map(|text| text.to_string()),
        _ => None,
    }
}

/// Escapes characters that would start or end something else (RFC 4514 §2.4).
fn escape(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        let edge = (index == 0 && matches!(c, ' ' | '#')) || (index == last && c == ' ');
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', c]),
            '\0' => escaped.push_str("\\00"),
            _ if edge => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(escape("Sue, Grabbit and Runn"), "Sue\\, Grabbit and Runn");
        assert_eq!(escape("#1 + 1 "), "\\#1 \\+ 1\\ ");
    }
}
