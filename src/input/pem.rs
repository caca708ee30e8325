//! PEM blocks anywhere in a text (RFC 7468, parsed leniently: old headers, any line length, any line break).

use super::budget::Budget;
use super::recognised::{Item, Recognised};
use super::{literals, pkcs7, private_key};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::notation::encoding;

/// Finds the content of the PEM blocks in a text. Also returns the texts between them.
pub(super) fn recognise<'t>(name: &str, text: &'t str, budget: &Budget<'_>) -> (Recognised, Vec<&'t str>) {
    let mut found = Recognised::default();
    let mut gaps = Vec::new();
    let mut rest = text;
    while let Some((before, label, block)) = begin(rest) {
        gaps.push(before);
        let (body, after) = match end(block, label) {
            Some(parts) => parts,
            None if !begins_like_pem(block) => {
                // A sentence about PEM: it only quotes the line.
                gaps.push(label);
                rest = block;
                continue;
            }
            None => {
                found.problems.push(say!("The PEM block \"{label}\" has no END line: it is cut off.", label));
                (block, "")
            }
        };
        rest = after;
        found.merge(read(name, label, body, budget));
    }
    gaps.push(rest);
    (found, gaps)
}

/// Splits at `-----BEGIN label-----`.
fn begin(text: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = text.split_once("-----BEGIN ")?;
    let (label, block) = after.split_once("-----")?;
    Some((before, label, block))
}

/// Checks whether what follows a BEGIN line is a line of base64 or a header (`Proc-Type: …`), rather than the rest of a
/// sentence that quotes the line.
fn begins_like_pem(block: &str) -> bool {
    // The line alone between quotation marks, at the end of a sentence.
    if block.starts_with(['\'', '"', '`']) && block.get(1..).is_some_and(|rest| rest.trim().is_empty()) {
        return false;
    }
    let block = block.trim_start_matches(|c: char| c.is_whitespace() || "\\nr\"'`,+>#|".contains(c));
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let line = block.chars().take_while(is_base64).count();
    let is_whole = block.get(line..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r', '\\']));
    line >= 16 || is_whole || block.starts_with("Proc-Type")
}

/// Splits at the END line. Returns `None` if another BEGIN comes first.
fn end<'t>(block: &'t str, label: &str) -> Option<(&'t str, &'t str)> {
    let mut marks = block.match_indices("-----").map(|(at, _)| block.split_at(at));
    let (body, after) = marks.find(|(_, rest)| rest.starts_with("-----END ") || rest.starts_with("-----BEGIN "))?;
    let after = after.strip_prefix("-----END ")?;
    let after = after.strip_prefix(label)?.trim_start_matches('-');
    Some((body, after))
}

fn read(name: &str, label: &str, body: &str, budget: &Budget<'_>) -> Recognised {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => match decode(body) {
            Some(der) => match Certificate::from_der(name, &der) {
                Ok(certificate) => Recognised::item(Item::Certificate(Box::new(certificate))),
                Err(problem) => Recognised::problem(say!("A PEM certificate could not be read: {problem}.", problem)),
            },
            None => Recognised::problem(say!("The text between BEGIN and END of a PEM certificate is not base64.")),
        },
        label if label.ends_with("PRIVATE KEY") => {
            let der = decode(body).map(zeroize::Zeroizing::new);
            private_key::from_pem(name, label, body, der.as_ref().map(|der| der.as_slice()), budget)
        }
        "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => match decode(body).and_then(|der| pkcs7::recognise(name, &der)) {
            // In a text the certificates count, not how they were packed.
            Some(inside) => Recognised { kind: None, ..inside },
            None => Recognised::problem(say!("The PEM block \"{label}\" could not be read.", label)),
        },
        "PUBLIC KEY" | "RSA PUBLIC KEY" => match decode(body).and_then(|der| PublicKey::from_der(&der)) {
            Some(key) => Recognised::item(Item::PublicKey(Box::new(key), None)),
            None => Recognised::problem(say!("The public key could not be read.")),
        },
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            match decode(body).and_then(|der| PublicKey::of_request(&der)) {
                Some(key) => Recognised::certificate_request(key),
                None => Recognised::problem(say!("The PEM block \"{label}\" could not be read.", label)),
            }
        }
        label => Recognised::problem(say!("The PEM block \"{label}\" is not a certificate and was left alone.", label)),
    }
}

/// Decodes a block, ignoring headers (`Proc-Type: …`) and white space, including `\n` written as two characters and
/// the marks of string literals. A plus sign that no quotation mark separates from the base64 belongs to it.
fn decode(body: &str) -> Option<Vec<u8>> {
    let lines = literals::joined(body).replace("\\r", "\n").replace("\\n", "\n");
    let base64: String = lines.lines().filter(|line| !line.contains(':')).flat_map(str::split_whitespace).collect();
    let marked = base64.contains(['"', '\'']);
    let base64 = base64.trim_matches(if marked { ['"', '+', '\\', ','].as_slice() } else { &['\\', ','] });
    Some(encoding::base64_any(base64)?.bytes)
}

#[cfg(test)]
mod tests {
    use super::begins_like_pem;

    #[test]
    fn a_sentence_that_quotes_a_line_is_not_a_block() {
        for block in ["'\n", "\" is what a file begins with", " and then the key", "'."] {
            assert!(!begins_like_pem(block), "{block:?}");
        }
        for block in
            ["", "\n", "\nMIIB\n", "\\nMIIBIjANBgkqhkiG9w0B", "\n> MIIBIjANBgkqhkiG9w0B", "\nProc-Type: 4,ENCRYPTED\n"]
        {
            assert!(begins_like_pem(block), "{block:?}");
        }
    }
}
