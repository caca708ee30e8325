//! PEM blocks anywhere in a text (RFC 7468, read leniently: old headers, any line length, any line break).

use super::budget::Budget;
use super::recognised::{Item, Recognised};
use super::{pkcs7, private_key};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::notation::encoding;

/// Takes the blocks out of a text; what stands between them is given back.
pub(super) fn recognise<'t>(name: &str, text: &'t str, budget: &Budget<'_>, found: &mut Recognised) -> Vec<&'t str> {
    let mut gaps = Vec::new();
    let mut rest = text;
    while let Some((before, label, block)) = begin(rest) {
        gaps.push(before);
        let (body, after) = match end(block, label) {
            Some(parts) => parts,
            None => {
                found.problems.push(say!("The PEM block \"{label}\" has no END line: it is cut off.", label));
                (block, "")
            }
        };
        rest = after;
        read(name, label, body, budget, found);
    }
    gaps.push(rest);
    gaps
}

/// Splits at `-----BEGIN label-----`.
fn begin(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.split_once("-----BEGIN ")?;
    let (label, block) = after.split_once("-----")?;
    Some((before, label, block))
}

/// Splits at the END line. Another BEGIN before it means that there is none.
fn end<'t>(block: &'t str, label: &str) -> Option<(&'t str, &'t str)> {
    let (body, after) = block.split_once("-----END ")?;
    if body.contains("-----BEGIN ") {
        return None;
    }
    let after = after.strip_prefix(label)?.trim_start_matches('-');
    Some((body, after))
}

fn read(name: &str, label: &str, body: &str, budget: &Budget<'_>, found: &mut Recognised) {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => match decode(body) {
            Some(der) => match Certificate::from_der(name, &der) {
                Ok(certificate) => found.items.push(Item::Certificate(Box::new(certificate))),
                Err(problem) => found.problems.push(say!("A PEM certificate could not be read: {problem}.", problem)),
            },
            None => found.problems.push(say!("The text between BEGIN and END of a PEM certificate is not base64.")),
        },
        label if label.ends_with("PRIVATE KEY") => {
            let der = decode(body).map(zeroize::Zeroizing::new);
            private_key::from_pem(name, label, body, der.as_ref().map(|der| der.as_slice()), budget, found);
        }
        "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => match decode(body).and_then(|der| pkcs7::recognise(name, &der)) {
            Some(more) => {
                found.items.extend(more.items);
                found.problems.extend(more.problems);
            }
            None => found.problems.push(say!("The PEM block \"{label}\" could not be read.", label)),
        },
        "PUBLIC KEY" | "RSA PUBLIC KEY" => match decode(body).and_then(|der| PublicKey::from_der(&der)) {
            Some(key) => found.items.push(Item::PublicKey(Box::new(key), None)),
            None => found.problems.push(say!("The public key could not be read.")),
        },
        label => found.problems.push(say!("The PEM block \"{label}\" is not a certificate and was left alone.", label)),
    }
}

/// The bytes of a block: headers (`Proc-Type: …`) and white space left out, `\n` written as two characters too.
fn decode(body: &str) -> Option<Vec<u8>> {
    let lines = body.replace("\\r", "\n").replace("\\n", "\n");
    let base64: String = lines.lines().filter(|line| !line.contains(':')).flat_map(str::split_whitespace).collect();
    Some(encoding::base64_any(base64.trim_matches(['"', '+', '\\', ',']))?.bytes)
}
