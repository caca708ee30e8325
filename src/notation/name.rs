//! Distinguished names as text (RFC 4514), with the attribute types named by RFC 4514 §3 and those common in X.509.
//!
//! x509-cert can format names too, but only with a table of every object identifier, which adds 78 KB to the page's module.

use der::asn1::{BmpString, Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
use der::oid::ObjectIdentifier;
use der::{Any, Encode as _, Tag, Tagged as _};
use x509_cert::name::Name;

const TYPES: [(&str, &str); 22] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.97", "organizationIdentifier"),
    ("2.5.4.42", "GN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.12", "title"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.45", "x500UniqueIdentifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.17", "postalCode"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];

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
    name.iter().filter(|one| one.oid.to_string() == "2.5.4.3").last().and_then(|one| text(&one.value))
}

fn attribute(oid: ObjectIdentifier, value: &Any) -> String {
    let oid = oid.to_string();
    let name = TYPES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name);
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
