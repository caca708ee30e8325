//! Certificates and keys as DER, or as plain base64 of DER.

use super::budget::Budget;
use super::kind::InputKind;
use super::recognised::{Item, Recognised};
use super::{pkcs7, pkcs12, private_key};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::credential_file::Form;
use crate::notation::asn1::ber::tag;
use crate::notation::encoding;

/// Recognises bytes that begin like DER; reads several certificates in a row too.
pub(super) fn recognise(name: &str, bytes: &[u8], budget: &Budget<'_>) -> Option<Recognised> {
    let found = structure(name, bytes, budget)?;
    let form = match found.kind {
        Some(InputKind::Pkcs12) => Form::Pfx,
        Some(InputKind::Pkcs7) => Form::Pkcs7,
        _ => Form::Der,
    };
    Some(Recognised { form: Some(form), ..found })
}

fn structure(name: &str, bytes: &[u8], budget: &Budget<'_>) -> Option<Recognised> {
    // A short SEQUENCE that begins with a number: an EC key may be this small. No text has such a third byte.
    if matches!(bytes, [0x30, 0..0x80, tag::INTEGER, ..]) {
        return private_key::recognise(name, bytes, budget);
    }
    // A SEQUENCE with a two- or three-byte length: `30 82 …`. No text begins like this.
    if !matches!(bytes, [0x30, 0x80..=0x84, ..]) {
        return None;
    }
    let known = pkcs12::recognise(name, bytes, budget)
        .or_else(|| pkcs7::recognise(name, bytes))
        .or_else(|| PublicKey::of_request(bytes).map(Recognised::certificate_request))
        .or_else(|| private_key::recognise(name, bytes, budget));
    if known.is_some() {
        return known;
    }
    let mut found = Recognised::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        match Certificate::from_der(name, rest) {
            Ok(certificate) => {
                rest = rest.get(certificate.der.len()..).unwrap_or_default();
                found.items.push(Item::Certificate(Box::new(certificate)));
            }
            Err(problem) if found.items.is_empty() => {
                found.problems.push(say!("This looks like DER, but is no certificate: {problem}.", problem));
                break;
            }
            // Whatever follows a valid certificate is not part of it: a line break or padding.
            Err(_) => break,
        }
    }
    Some(found)
}

/// Recognises a text that is nothing but base64 of DER; returns `None` for anything else.
pub(super) fn from_base64_text(name: &str, text: &str, budget: &Budget<'_>) -> Option<Recognised> {
    let body: String = text.split_whitespace().collect::<String>().replace("\\n", "").replace("\\r", "");
    let body = body.trim_matches(|c| matches!(c, '"' | '\'' | ',' | '[' | ']'));
    // In base64, `30 82` begins with `MI`; a shorter or BER-encoded SEQUENCE begins with `M` and another capital letter.
    if !body.starts_with('M') || body.len() < 40 {
        return None;
    }
    let decoded = encoding::base64_any(body)?;
    let found = recognise(name, &decoded.bytes, budget)?;
    Some(Recognised { form: Some(Form::Base64), ..found })
}
