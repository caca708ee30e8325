//! Finds out what was hashed to get a digest: which hash, over which form of which certificate.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::evidence::certificate::{Certificate, PublicKey};
use crate::language::{Phrase, Text};
use crate::notation::encoding;
use crate::notation::thumbprint::digest_of_length;

/// Where a digest comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Index of the certificate in the list searched.
    pub certificate: usize,
    /// The hash, such as `SHA-1`; `None` if the bytes are the unhashed data itself.
    pub hash: Option<&'static str>,
    /// A description of what was hashed.
    pub of: Phrase,
    /// Whether the DER encoding was hashed, as it should be.
    pub der: bool,
}

impl Origin {
    /// Describes the origin, such as `SHA-1 of the PEM text of CN=app`.
    pub fn describe(&self, certificate: &Certificate) -> Text {
        let name = certificate.label();
        match (self.hash, self.der) {
            (Some(hash), true) => say!("{hash} of {name}", hash, name),
            (Some(hash), false) => say!("{hash} of {of} of {name}", hash, of = self.of, name),
            (None, _) => say!("{of} of {name}", of = self.of, name),
        }
    }
}

/// A hash.
type Hash = fn(&[u8]) -> Vec<u8>;

/// Searches every form of a certificate that people hash for one that yields `bytes`; the correct form comes first.
pub fn origin(bytes: &[u8], certificates: &[&Certificate]) -> Option<Origin> {
    // Nothing is not the digest of anything.
    if bytes.is_empty() {
        return None;
    }
    let (slot, digest): (usize, Hash) = match bytes.len() {
        16 => (0, |form| Md5::digest(form).to_vec()),
        20 => (1, |form| Sha1::digest(form).to_vec()),
        32 => (2, |form| Sha256::digest(form).to_vec()),
        48 => (3, |form| Sha384::digest(form).to_vec()),
        64 => (4, |form| Sha512::digest(form).to_vec()),
        _ => (usize::MAX, |_| Vec::new()),
    };
    let hash = digest_of_length(bytes.len());
    let der = certificates.iter().position(|certificate| match slot {
        1 => certificate.sha1 == bytes,
        2 => certificate.sha256 == bytes,
        _ => digest(&certificate.der) == bytes,
    });
    if let Some(certificate) = der {
        return Some(Origin { certificate, hash, of: phrase!("the DER encoding"), der: true });
    }
    certificates.iter().enumerate().find_map(|(index, certificate)| {
        let unhashed = unhashed(certificate).into_iter().find(|(_, form)| form == bytes).map(|(of, _)| (None, of));
        let hashed = || {
            let made = || commonly_hashed(certificate).iter().map(|(_, form)| digest(form)).collect();
            let at = certificate.mistaken_digests.get(slot)?.get_or_init(made).iter().position(|one| one == bytes)?;
            commonly_hashed(certificate).into_iter().nth(at).map(|(of, _)| (hash, of))
        };
        let (hash, of) = unhashed.or_else(hashed)?;
        Some(Origin { certificate: index, hash, of, der: false })
    })
}

fn unhashed(certificate: &Certificate) -> Vec<(Phrase, Vec<u8>)> {
    encoding::hex(&certificate.serial).map(|serial| (phrase!("the serial number"), serial)).into_iter().collect()
}

/// Returns every form of a certificate and its key that people hash by mistake.
fn commonly_hashed(certificate: &Certificate) -> Vec<(Phrase, Vec<u8>)> {
    let mut forms: Vec<(Phrase, Vec<u8>)> = Vec::new();
    let body = encoding::to_base64(&certificate.der);
    let lines = lines(&body);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----");
    for text in [pem.clone(), format!("{pem}\n")] {
        forms.push((phrase!("the PEM text"), text.replace('\n', "\r\n").into_bytes()));
        forms.push((phrase!("the PEM text"), text.into_bytes()));
    }
    for text in [lines.clone(), format!("{lines}\n"), body.clone(), format!("{body}\n")] {
        forms.push((phrase!("the base64 text"), text.replace('\n', "\r\n").into_bytes()));
        forms.push((phrase!("the base64 text"), text.into_bytes()));
    }
    forms.push((phrase!("the hexadecimal text"), encoding::to_hex(&certificate.der).into_bytes()));
    forms.push((phrase!("the hexadecimal text"), encoding::to_hex(&certificate.der).to_ascii_lowercase().into_bytes()));
    forms.push((phrase!("the public key (SubjectPublicKeyInfo)"), certificate.spki.clone()));
    let key = self::lines(&encoding::to_base64(&certificate.spki));
    let key_pem = format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----");
    forms.push((phrase!("the public key's PEM text"), format!("{key_pem}\n").into_bytes()));
    forms.push((phrase!("the public key's PEM text"), key_pem.into_bytes()));
    forms.push((phrase!("the part that its issuer signed (TBSCertificate)"), certificate.tbs.clone()));
    if let PublicKey::Rsa { pkcs1, .. } = &certificate.key {
        forms.push((phrase!("the public key (PKCS#1)"), pkcs1.clone()));
        forms.extend(jwk(pkcs1).map(|jwk| (phrase!("the JWK (RFC 7638 thumbprint)"), jwk)));
    }
    for hash in [encoding::to_hex(&certificate.sha1), encoding::to_hex(&certificate.sha256)] {
        forms.push((phrase!("the thumbprint's text"), hash.to_ascii_lowercase().into_bytes()));
        forms.push((phrase!("the thumbprint's text"), hash.into_bytes()));
    }
    forms.push((phrase!("the thumbprint"), certificate.sha1.to_vec()));
    forms.push((phrase!("the SHA-256 thumbprint"), certificate.sha256.to_vec()));
    forms
}

fn lines(body: &str) -> String {
    let rows: Vec<&str> = body.as_bytes().chunks(64).filter_map(|row| std::str::from_utf8(row).ok()).collect();
    rows.join("\n")
}

/// Returns the JSON that RFC 7638 §3 hashes for an RSA key.
fn jwk(pkcs1: &[u8]) -> Option<Vec<u8>> {
    use der::Decode as _;
    let key = rsa::pkcs1::RsaPublicKeyRef::from_der(pkcs1).ok()?;
    let (n, e) =
        (encoding::to_base64url(key.modulus.as_bytes()), encoding::to_base64url(key.public_exponent.as_bytes()));
    Some(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_pem_written_by_openssl() {
        let pem = include_bytes!("../../tests/fixtures/app.pem");
        let certificate =
            Certificate::from_der("app", include_bytes!("../../tests/fixtures/app.der")).expect("a certificate");
        let found = origin(&Sha1::digest(pem), &[&certificate]).expect("an origin");
        assert_eq!((found.of, found.hash, found.der), (phrase!("the PEM text"), Some("SHA-1"), false));
        assert!(origin(&certificate.sha1, &[&certificate]).is_some_and(|found| found.der));
        for none in [&[7; 20][..], &[], &[1]] {
            assert_eq!(origin(none, &[&certificate]), None);
        }
    }
}
