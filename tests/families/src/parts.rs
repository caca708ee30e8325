//! What the families repeat: tokens, certificates, errors, each one different from the one before it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// A certificate of the fixtures.
pub(crate) const CERTIFICATE: &str = include_str!("../../fixtures/app.pem");
/// Its private key.
pub(crate) const KEY: &str = include_str!("../../fixtures/keys/app.key.pem");
/// A token signed with that key.
pub(crate) const SIGNED: &str = include_str!("../../fixtures/in-order.jwt");

/// Base64 as PEM and JSON have it.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes that look random, and are the same each time.
pub(crate) fn noise(seed: usize, length: usize) -> Vec<u8> {
    let mut state = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u8::try_from(state >> 40 & 0xFF).unwrap_or(0)
    };
    (0..length).map(|_| next()).collect()
}

/// A GUID.
pub(crate) fn guid(number: usize) -> String {
    let hex: String = noise(number ^ 0x5A5A, 16).iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// An assertion with a signature of nobody.
pub(crate) fn token(number: usize) -> String {
    token_with(number, &base64url(&noise(number, 256)))
}

/// An assertion with this signature.
pub(crate) fn token_with(number: usize, signature: &str) -> String {
    let header = format!(r#"{{"alg":"RS256","typ":"JWT","x5t":"{}"}}"#, base64url(&noise(number, 20)));
    let claims = format!(
        r#"{{"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token","iss":"{id}","sub":"{id}","jti":"{number}","nbf":1795428000,"exp":1795428600}}"#,
        id = guid(number % 7)
    );
    format!("{}.{}.{signature}", base64url(header.as_bytes()), base64url(claims.as_bytes()))
}

/// A token as a redacted report shows it.
pub(crate) fn redacted(number: usize) -> String {
    token_with(number, &format!("{}\u{2026}", base64url(&noise(number, 4))))
}

/// An error with its ids.
pub(crate) fn error(number: usize) -> String {
    let thumbprint: String = noise(number, 20).iter().map(|byte| format!("{byte:02X}")).collect();
    format!(
        "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '{thumbprint}', Please visit the Azure Portal] Trace ID: {} Correlation ID: {} Timestamp: 2026-11-23 10:00:05Z",
        guid(number),
        guid(number + 1)
    )
}

/// The DER of the fixture's certificate with another serial number.
pub(crate) fn certificate_der(number: usize) -> Vec<u8> {
    let body: String = CERTIFICATE.lines().filter(|line| !line.starts_with('-')).collect();
    let mut der = STANDARD.decode(body).unwrap_or_default();
    // The serial number follows the version: [0] { INTEGER 2 }, INTEGER.
    let at = der.windows(5).position(|bytes| bytes == [0xA0, 3, 2, 1, 2]).map_or(0, |at| at + 5);
    let length = usize::from(der.get(at + 1).copied().unwrap_or(0));
    let serial = noise(number, length);
    for (place, byte) in der.iter_mut().skip(at + 2).zip(serial) {
        *place = byte & 0x3F | 0x10;
    }
    der
}

/// A block of PEM.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let body = base64(der);
    let lines: Vec<&str> = (0..body.len()).step_by(64).filter_map(|at| body.get(at..body.len().min(at + 64))).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// One element of DER.
pub(crate) fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match length {
        0..=0x7F => out.push(u8::try_from(length).unwrap_or(0)),
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap_or(0));
            out.extend(bytes);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A certificate with an RSA key of this size, of nobody.
pub(crate) fn certificate_of_bits(number: usize, bits: usize) -> Vec<u8> {
    let rsa = [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 1, 1, 5, 0];
    let signed = [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 1, 11, 5, 0];
    let mut modulus = noise(number, bits / 8);
    if let [first, .., last] = modulus.as_mut_slice() {
        *first |= 0x80;
        *last |= 1;
    }
    let modulus = der(2, &[vec![0], modulus].concat());
    let key = der(3, &[vec![0], der(0x30, &[modulus, der(2, &[1, 0, 1])].concat())].concat());
    let name = der(0x30, &der(0x31, &der(0x30, &[vec![6, 3, 85, 4, 3], der(12, b"payroll")].concat())));
    let validity = der(0x30, &[der(23, b"260101000000Z"), der(23, b"270101000000Z")].concat());
    let spki = der(0x30, &[rsa.to_vec(), key].concat());
    let serial = der(2, &number.to_be_bytes());
    let body = [der(0xA0, &der(2, &[2])), serial, signed.to_vec(), name.clone(), validity, name, spki].concat();
    let signature = der(3, &[vec![0], noise(number, 256)].concat());
    der(0x30, &[der(0x30, &body), signed.to_vec(), signature].concat())
}
