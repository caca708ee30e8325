//! Other ways the signature's bytes may have been written. Decodes each known wrong encoding.
//!
//! A JWS carries base64url of the raw signature (RFC 7515 §3.1): for RSA, as many bytes as the modulus, big-endian
//! (RFC 8017 §4.1); for ECDSA, R and S concatenated (RFC 7518 §3.4).

use der::asn1::UintRef;
use der::{Decode as _, Reader as _, SliceReader};

use crate::evidence::assertion::Assertion;
use crate::language::Phrase;
use crate::notation::encoding;

/// Returns alternative decodings of a signature's text, each with a description of the mistake.
pub fn readings(assertion: &Assertion) -> Vec<(Phrase, Vec<u8>)> {
    let text = assertion.token.get(assertion.signature.range.clone()).unwrap_or_default();
    let mut all: Vec<(Phrase, Vec<u8>)> = Vec::new();
    let bytes = assertion.signature.bytes.clone().unwrap_or_default();
    if encoding::base64url(text).is_err() && !bytes.is_empty() {
        all.push((phrase!("standard base64, with + and / or padding"), bytes.clone()));
    }
    if let Some(inner) = encoding::hex(text) {
        all.push((phrase!("hexadecimal text instead of base64url"), inner));
    }
    if let Ok(inner) = std::str::from_utf8(&bytes) {
        let line: String = inner.split_whitespace().collect();
        if let Some(inner) = encoding::hex(&line) {
            all.push((phrase!("base64 of hexadecimal text"), inner));
        }
        if let Some(twice) = encoding::base64_any(&line) {
            all.push((phrase!("base64 twice over"), twice.bytes));
        }
    }
    if let Some(raw) = ecdsa_der(&bytes) {
        all.push((phrase!("ASN.1 DER instead of R and S side by side"), raw));
    }
    // As an integer, a signature loses the zeros that it begins with, or gains one that keeps it positive.
    let sizes = [128, 256, 384, 512, 1024, 2048];
    match bytes.as_slice() {
        [0, rest @ ..] if sizes.contains(&rest.len()) => {
            all.push((phrase!("a zero byte before it, as an integer has that must not be negative"), rest.to_vec()));
        }
        short => {
            // Two zeros at the start are rare, three unheard of.
            let size = sizes.into_iter().find(|size| *size > short.len() && *size <= short.len() + 2);
            if let Some(size) = size.filter(|_| !short.is_empty()) {
                let whole = [vec![0; size - short.len()], short.to_vec()].concat();
                all.push((phrase!("without the zero byte that it begins with, as an integer is written"), whole));
            }
        }
    }
    let mut reversed = bytes;
    reversed.reverse();
    all.push((phrase!("bytes in reverse order (little-endian, as Windows CryptoAPI gives them)"), reversed));
    all
}

/// Returns R and S concatenated, from `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 §2.2.3).
fn ecdsa_der(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let (r, s) = reader
        .sequence(|reader| {
            let r = UintRef::decode(reader)?.as_bytes().to_vec();
            let s = UintRef::decode(reader)?.as_bytes().to_vec();
            Ok::<_, der::Error>((r, s))
        })
        .ok()?;
    let size = [32, 48, 66].into_iter().find(|size| r.len().max(s.len()) <= *size)?;
    let fill = |number: Vec<u8>| [vec![0; size - number.len()], number].concat();
    Some([fill(r), fill(s)].concat())
}
