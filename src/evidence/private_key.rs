//! A given private key: it identifies the certificates it belongs to and signs the corrected assertion.
//!
//! It is never part of a report. Its bytes are overwritten when it is dropped.

use std::fmt;

use p256::elliptic_curve::sec1::ToSec1Point as _;
use rsa::pkcs8::{DecodePrivateKey as _, PrivateKeyInfoRef};
use rsa::traits::PublicKeyParts as _;
use zeroize::Zeroizing;

use crate::evidence::certificate::{Certificate, Curve, PublicKey};
use crate::notation::asn1::oids;
use der::Decode as _;

/// A private key.
pub struct PrivateKey {
    /// Name of the input it came from.
    pub input: String,
    /// The corresponding public key.
    pub public: PublicKey,
    /// Whether its input holds it unencrypted.
    pub in_the_clear: bool,
    pkcs8: Zeroizing<Vec<u8>>,
}

/// Why bytes are not a usable private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyProblem {
    /// Not the structure of RFC 5958, as described by the parser.
    Structure {
        /// Where and why.
        reason: String,
    },
    /// A kind of key that no certificate credential uses.
    Kind {
        /// Object identifier of its algorithm.
        oid: String,
    },
    /// Its numbers are inconsistent.
    Numbers,
}

impl std::error::Error for KeyProblem {}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Structure { reason } => {
                say!("the structure of a PKCS#8 private key was looked for: {reason}", reason)
            }
            Self::Kind { oid } => say!("its algorithm {oid} is neither RSA nor an elliptic curve of JWA", oid),
            Self::Numbers => say!("its numbers do not fit together"),
        })
    }
}

impl PrivateKey {
    /// Reads an unencrypted PKCS#8 `PrivateKeyInfo` (RFC 5958 §2), DER.
    ///
    /// # Errors
    /// If the bytes are something else, a kind other than RSA or one of JWA's curves, or inconsistent.
    pub fn from_pkcs8(input: &str, der: &[u8]) -> Result<Self, KeyProblem> {
        let info =
            PrivateKeyInfoRef::from_der(der).map_err(|error| KeyProblem::Structure { reason: error.to_string() })?;
        let oid = info.algorithm.oid.to_string();
        let public = match oid.as_str() {
            oids::RSA_ENCRYPTION | oids::RSASSA_PSS => {
                // A key restricted to PSS has the same key inside.
                return Self::from_pkcs1(input, info.private_key.as_bytes());
            }
            oids::EC_PUBLIC_KEY => ec_public_key(der).ok_or(KeyProblem::Numbers)?,
            _ => return Err(KeyProblem::Kind { oid }),
        };
        Ok(Self { input: input.to_owned(), public, in_the_clear: true, pkcs8: Zeroizing::new(der.to_vec()) })
    }

    /// Reads a PKCS#1 `RSAPrivateKey` (RFC 8017 §A.1.2), DER.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8`].
    pub fn from_pkcs1(input: &str, der: &[u8]) -> Result<Self, KeyProblem> {
        use rsa::pkcs1::DecodeRsaPrivateKey as _;
        use rsa::pkcs8::EncodePrivateKey as _;
        let key = rsa::PrivateKey::from_pkcs1_der(der)
            .map_err(|error| KeyProblem::Structure { reason: error.to_string() })?;
        let public = PublicKey::rsa(&key.n_bytes(), &key.e_bytes()).ok_or(KeyProblem::Numbers)?;
        let pkcs8 = Zeroizing::new(key.to_pkcs8_der().map_err(|_| KeyProblem::Numbers)?.as_bytes().to_vec());
        Ok(Self { input: input.to_owned(), public, in_the_clear: true, pkcs8 })
    }

    /// Reads a SEC 1 `ECPrivateKey` that names its curve (RFC 5915 §3), DER.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8`].
    pub fn from_sec1(input: &str, der: &[u8]) -> Result<Self, KeyProblem> {
        let parsed =
            sec1::EcPrivateKey::from_der(der).map_err(|error| KeyProblem::Structure { reason: error.to_string() })?;
        let oid = parsed.parameters.as_ref().and_then(|parameters| parameters.named_curve());
        let oid = oid.ok_or(KeyProblem::Structure { reason: say!("it names no curve").into() })?;
        let curve = Curve::from_oid(oid).ok_or(KeyProblem::Kind { oid: oid.to_string() })?;
        Self::from_scalar(input, curve, parsed.private_key).ok_or(KeyProblem::Numbers)
    }

    /// Builds an RSA key from its numbers, all big-endian; `None` if they are inconsistent.
    pub fn from_rsa_numbers(
        input: &str,
        modulus: &[u8],
        exponent: &[u8],
        private: &[u8],
        primes: &[Zeroizing<Vec<u8>>],
    ) -> Option<Self> {
        use rsa::pkcs8::EncodePrivateKey as _;
        let number = |bytes: &[u8]| rsa::BoxedUint::from_be_slice(bytes, u32::try_from(bytes.len() * 8).ok()?).ok();
        let primes = primes.iter().map(|prime| number(prime)).collect::<Option<Vec<_>>>()?;
        let (n, e, d) = (number(modulus)?, number(exponent)?, number(private)?);
        let key = rsa::PrivateKey::from_components(n, e, d, primes).ok()?;
        Self::from_pkcs8(input, key.to_pkcs8_der().ok()?.as_bytes()).ok()
    }

    /// Builds an EC key from its secret scalar, big-endian; `None` if it is out of range for the curve.
    pub fn from_scalar(input: &str, curve: Curve, secret: &[u8]) -> Option<Self> {
        use rsa::pkcs8::EncodePrivateKey as _;
        let pkcs8 = match curve {
            Curve::P256 => p256::SecretKey::from_slice(secret).ok()?.to_pkcs8_der(),
            Curve::P384 => p384::SecretKey::from_slice(secret).ok()?.to_pkcs8_der(),
            Curve::P521 => p521::SecretKey::from_slice(secret).ok()?.to_pkcs8_der(),
        };
        Self::from_pkcs8(input, pkcs8.ok()?.as_bytes()).ok()
    }

    /// Marks the key as encrypted in its input.
    #[must_use]
    pub fn encrypted(mut self) -> Self {
        self.in_the_clear = false;
        self
    }

    /// Checks whether this is the certificate's private key.
    pub fn matches_certificate(&self, certificate: &Certificate) -> bool {
        self.public == certificate.key
    }

    /// Returns the RSA key, ready to sign; `None` for other kinds.
    pub fn rsa(&self) -> Option<rsa::PrivateKey> {
        rsa::PrivateKey::from_pkcs8_der(&self.pkcs8).ok()
    }
}

/// Returns the public key of an EC private key in PKCS#8.
fn ec_public_key(der: &[u8]) -> Option<PublicKey> {
    macro_rules! of {
        ($curve:ident, $name:ident) => {
            if let Ok(key) = $curve::SecretKey::from_pkcs8_der(der) {
                let point = key.public_key().to_sec1_point(false).as_bytes().to_vec();
                return Some(PublicKey::Ec { curve: Curve::$name, point });
            }
        };
    }
    of!(p256, P256);
    of!(p384, P384);
    of!(p521, P521);
    None
}

impl fmt::Debug for PrivateKey {
    /// Names the kind of key and reveals nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("input", &self.input).field("kind", &self.public.describe()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::encoding;

    fn der(pem: &str) -> Vec<u8> {
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        encoding::base64_any(&body).unwrap().bytes
    }

    #[test]
    fn matches_only_its_own_certificate() {
        let key =
            PrivateKey::from_pkcs8("app.key", &der(include_str!("../../tests/fixtures/keys/app.key.pem"))).unwrap();
        let own = Certificate::from_der("app", &der(include_str!("../../tests/fixtures/app.pem"))).unwrap();
        let other = Certificate::from_der("other", &der(include_str!("../../tests/fixtures/other.pem"))).unwrap();
        assert!(key.matches_certificate(&own) && !key.matches_certificate(&other));
        assert_eq!(format!("{key:?}"), r#"PrivateKey { input: "app.key", kind: "RSA 2048" }"#);
        let pkcs1 = PrivateKeyInfoRef::from_der(&key.pkcs8).unwrap().private_key.as_bytes().to_vec();
        assert!(PrivateKey::from_pkcs1("app.key", &pkcs1).unwrap().matches_certificate(&own));
    }

    #[test]
    fn other_bytes_are_refused_with_a_reason() {
        assert!(matches!(PrivateKey::from_pkcs8("x", b"0\0"), Err(KeyProblem::Structure { .. })));
        assert!(matches!(PrivateKey::from_pkcs1("x", b"0\0"), Err(KeyProblem::Structure { .. })));
    }
}
