//! X.509 certificates: their fields and the public key.
//!
//! Sources: RFC 5280 §4.1–4.2; thumbprints are digests of the complete DER encoding (RFC 7515 §4.1.7–8).

use std::fmt;
use std::sync::OnceLock;

use der::asn1::BitStringRef;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Header, Reader, SliceReader, Tag};
use rsa::BoxedUint;
use serde::Serialize;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};

use crate::limits;
use crate::notation::asn1::ber::{self, tag};
use crate::notation::asn1::oids;
use crate::notation::encoding;
use crate::notation::instant::Instant;
use crate::notation::name;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap(oids::RSA_ENCRYPTION);
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap(oids::RSASSA_PSS);
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap(oids::EC_PUBLIC_KEY);
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (ObjectIdentifier::new_unwrap(oids::P256), Curve::P256),
    (ObjectIdentifier::new_unwrap(oids::P384), Curve::P384),
    (ObjectIdentifier::new_unwrap(oids::P521), Curve::P521),
];

/// An elliptic curve from RFC 7518 §3.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
}

impl Curve {
    /// Returns the curve with this object identifier.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        CURVES.iter().find(|(known, _)| *known == oid).map(|(_, curve)| *curve)
    }
}

/// The numbers of an RSA key, prepared when they are first needed: that costs as much as a signature, and a bundle has
/// hundreds of certificates that no signature needs.
#[derive(Debug, Clone, Default)]
pub struct Prepared(OnceLock<Option<rsa::PublicKey>>);

/// It follows from the other fields of the key.
impl PartialEq for Prepared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The public key of a certificate.
#[derive(Debug, Clone, PartialEq)]
pub enum PublicKey {
    /// RSA.
    Rsa {
        /// Size of the modulus in bits.
        bits: usize,
        /// The key, ready for use.
        key: Prepared,
        /// PKCS#1 `RSAPublicKey`, DER.
        pkcs1: Vec<u8>,
    },
    /// A key on one of JWA's elliptic curves.
    Ec {
        /// The curve.
        curve: Curve,
        /// The point, encoded as in SEC 1.
        point: Vec<u8>,
    },
    /// Any other key.
    Other {
        /// Object identifier of its algorithm.
        oid: ObjectIdentifier,
    },
}

impl PublicKey {
    /// Builds an RSA key from its modulus and public exponent, both big-endian; `None` if they cannot be written as PKCS#1.
    pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let uint = |bytes| der::asn1::UintRef::new(bytes).ok();
        let (n, e) = (uint(modulus)?, uint(exponent)?);
        let pkcs1 = rsa::pkcs1::RsaPublicKeyRef { modulus: n, public_exponent: e }.to_der().ok()?;
        let n = n.as_bytes();
        let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
        Some(Self::Rsa { bits, key: Prepared::default(), pkcs1 })
    }

    /// The RSA key, ready for use; `None` if it is another key or its numbers are outside the limits, see [`limits`].
    pub fn as_rsa(&self) -> Option<&rsa::PublicKey> {
        let Self::Rsa { bits, key, pkcs1 } = self else { return None };
        let prepare = || {
            let numbers = rsa::pkcs1::RsaPublicKeyRef::from_der(pkcs1).ok()?;
            let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, u32::try_from(bytes.len() * 8).ok()?).ok();
            let (n, e) = (numbers.modulus.as_bytes(), numbers.public_exponent.as_bytes());
            let sizes = limits::MIN_RSA_BITS..=limits::MAX_RSA_BITS;
            rsa::PublicKey::new_with_size_limits(number(n)?, number(e)?, sizes).ok()
        };
        if *bits > limits::MAX_RSA_BITS { None } else { key.0.get_or_init(prepare).as_ref() }
    }

    /// Reads a public key in DER: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) or PKCS#1.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        match x509_cert::spki::SubjectPublicKeyInfoRef::from_der(der) {
            Ok(info) => {
                let algorithm =
                    x509_cert::spki::AlgorithmIdentifierOwned::from_der(&info.algorithm.to_der().ok()?).ok()?;
                Some(public_key(&algorithm, info.subject_public_key.raw_bytes()))
            }
            Err(_) => rsa_key(der),
        }
    }

    /// Reads the public key of a certificate request in DER or BER (PKCS#10, RFC 2986 §4.1); `None` if it is not one.
    pub fn of_request(bytes: &[u8]) -> Option<Self> {
        let info = ber::first(bytes)?.child(0, tag::SEQUENCE)?;
        // A certificate begins with its version in a context tag, or with its serial number and a signature algorithm
        // before the issuer; only in a request is the third element the key.
        info.child(0, tag::INTEGER).filter(|version| version.number() == Some(0))?;
        Self::from_der(info.child(2, tag::SEQUENCE)?.whole)
    }

    /// The kind as used in the report: `RSA`, `EC P-256`, …
    pub fn kind(&self) -> String {
        match self {
            Self::Rsa { .. } => "RSA".into(),
            Self::Ec { curve: Curve::P256, .. } => "EC P-256".into(),
            Self::Ec { curve: Curve::P384, .. } => "EC P-384".into(),
            Self::Ec { curve: Curve::P521, .. } => "EC P-521".into(),
            Self::Other { oid } => match oid.to_string().as_str() {
                oids::ED25519 => "Ed25519".into(),
                oids::ED448 => "Ed448".into(),
                oids::DSA => "DSA".into(),
                oids::EC_PUBLIC_KEY => "EC, another curve".into(),
                other => other.to_owned(),
            },
        }
    }

    /// Size in bits, 0 if unknown.
    pub fn bits(&self) -> usize {
        match self {
            Self::Rsa { bits, .. } => *bits,
            Self::Ec { curve: Curve::P256, .. } => 256,
            Self::Ec { curve: Curve::P384, .. } => 384,
            Self::Ec { curve: Curve::P521, .. } => 521,
            Self::Other { .. } => 0,
        }
    }

    /// The kind for people, with the size unless the kind implies it: `RSA 2048`, `EC P-256`.
    pub fn describe(&self) -> String {
        match self {
            Self::Rsa { bits, .. } => format!("RSA {bits}"),
            Self::Other { oid } if *oid == EC_PUBLIC_KEY => say!("EC, another curve").into(),
            _ => self.kind(),
        }
    }
}

/// An X.509 certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Name of the input it came from, or `x5c[0]`.
    pub input: String,
    /// The DER encoding, without any trailing bytes.
    pub der: Vec<u8>,
    /// The subject, as in RFC 4514.
    pub subject: String,
    /// The issuer, as in RFC 4514.
    pub issuer: String,
    /// The serial number, in upper-case hexadecimal.
    pub serial: String,
    /// Start of validity.
    pub not_before: Instant,
    /// End of validity.
    pub not_after: Instant,
    /// Whether the basic constraints mark it as a CA.
    pub ca: bool,
    /// Key usage; empty if the extension is absent.
    pub key_usage: Vec<KeyUsageName>,
    /// The public key.
    pub key: PublicKey,
    /// SubjectPublicKeyInfo, DER.
    pub spki: Vec<u8>,
    /// TBSCertificate, DER.
    pub tbs: Vec<u8>,
    /// SHA-1 of the DER encoding.
    pub sha1: [u8; 20],
    /// SHA-256 of the DER encoding.
    pub sha256: [u8; 32],
    /// The `kid` that the key set it came from gives it.
    pub kid: Option<String>,
    /// What `analysis/thumbprint.rs` works out of it once, for as many cases as there are: digests by the hash's length.
    pub(crate) mistaken_digests: [OnceLock<Vec<Vec<u8>>>; 5],
    common_name: Option<String>,
}

/// What a certificate's key may be used for (RFC 5280 §4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub enum KeyUsageName {
    /// Signing anything other than certificates.
    #[serde(rename = "digital signature")]
    DigitalSignature,
    /// Signing for non-repudiation.
    #[serde(rename = "non-repudiation")]
    NonRepudiation,
    /// Encrypting keys.
    #[serde(rename = "key encipherment")]
    KeyEncipherment,
    /// Encrypting data.
    #[serde(rename = "data encipherment")]
    DataEncipherment,
    /// Agreeing on a key.
    #[serde(rename = "key agreement")]
    KeyAgreement,
    /// Signing certificates.
    #[serde(rename = "certificate signing")]
    CertificateSigning,
    /// Signing certificate revocation lists.
    #[serde(rename = "CRL signing")]
    CrlSigning,
}

/// Why bytes are not a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateProblem {
    /// The encoding announces more bytes than there are.
    Truncated {
        /// Number of bytes present.
        found: usize,
        /// Number of bytes announced.
        announced: usize,
    },
    /// Larger than the limit for certificates, see [`limits::MAX_CERTIFICATE_BYTES`].
    TooLarge {
        /// Number of bytes announced.
        announced: usize,
    },
    /// Not the structure of RFC 5280, as described by the parser.
    Structure {
        /// Where and why.
        reason: String,
    },
}

impl std::error::Error for CertificateProblem {}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Truncated { found, announced } => say!(
                "the certificate is cut off: its encoding announces {announced} bytes, {found} are there",
                announced,
                found
            ),
            Self::TooLarge { announced } => say!(
                "this announces {announced} bytes; certificates above {most} bytes are not read",
                announced,
                most = limits::MAX_CERTIFICATE_BYTES
            ),
            Self::Structure { reason } => {
                say!("the structure of an X.509 certificate was looked for: {reason}", reason)
            }
        })
    }
}

impl Certificate {
    /// Reads one DER certificate; any trailing bytes are ignored.
    ///
    /// # Errors
    /// If the bytes are truncated, too many, or not a certificate.
    pub fn from_der(input: &str, bytes: &[u8]) -> Result<Self, CertificateProblem> {
        let structure = |error: der::Error| CertificateProblem::Structure { reason: error.to_string() };
        let der = outer_sequence(bytes)?;
        let parsed = CertificateInner::<Raw>::from_der(der).map_err(structure)?;
        let tbs = parsed.tbs_certificate();
        let spki = tbs.subject_public_key_info();
        let bits = BitStringRef::from(&spki.subject_public_key);
        let constraints = tbs.get_extension::<BasicConstraints>().ok().flatten();
        let usage = tbs.get_extension::<KeyUsage>().ok().flatten();
        Ok(Self {
            input: input.to_owned(),
            subject: name::write(tbs.subject()),
            issuer: name::write(tbs.issuer()),
            serial: encoding::to_hex(tbs.serial_number().as_bytes()),
            not_before: Instant(tbs.validity().not_before.to_unix_duration().as_secs() as i64),
            not_after: Instant(tbs.validity().not_after.to_unix_duration().as_secs() as i64),
            ca: constraints.is_some_and(|(_, constraints)| constraints.ca),
            key_usage: usage.map(|(_, usage)| usage_names(&usage)).unwrap_or_default(),
            key: public_key(&spki.algorithm, bits.raw_bytes()),
            spki: spki.to_der().map_err(structure)?,
            tbs: tbs.to_der().map_err(structure)?,
            sha1: Sha1::digest(der).into(),
            sha256: Sha256::digest(der).into(),
            kid: None,
            mistaken_digests: Default::default(),
            common_name: name::common_name(tbs.subject()),
            der: der.to_vec(),
        })
    }

    /// The display name: `CN=payroll-sync`, or the subject if there is no common name.
    pub fn label(&self) -> String {
        match &self.common_name {
            Some(name) => format!("CN={name}"),
            None if self.subject.is_empty() => say!("serial {serial}", serial = self.serial).into(),
            None => self.subject.clone(),
        }
    }

    /// The label with the end of the SHA-1 thumbprint, which distinguishes two certificates with the same name.
    pub fn label_and_thumbprint(&self) -> String {
        format!("{} ({})", self.label(), crate::notation::text::short(&self.sha1))
    }

    /// The value of the `x5t` header for this certificate (RFC 7515 §4.1.7).
    pub fn x5t(&self) -> String {
        encoding::to_base64url(&self.sha1)
    }

    /// The value of the `x5t#S256` header for this certificate (RFC 7515 §4.1.8).
    pub fn x5t_s256(&self) -> String {
        encoding::to_base64url(&self.sha256)
    }

    /// Returns whether subject and issuer are the same name.
    pub fn self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Returns whether `other` is a different certificate that names this one as its issuer.
    pub fn issued(&self, other: &Self) -> bool {
        other.issuer == self.subject && other.sha256 != self.sha256 && !other.self_issued()
    }
}

/// Returns the complete first DER SEQUENCE of these bytes.
fn outer_sequence(bytes: &[u8]) -> Result<&[u8], CertificateProblem> {
    let structure = |error: der::Error| CertificateProblem::Structure { reason: error.to_string() };
    let mut reader = SliceReader::new(bytes).map_err(structure)?;
    let header = Header::decode(&mut reader).map_err(structure)?;
    if header.tag() != Tag::Sequence {
        return Err(CertificateProblem::Structure { reason: say!("it begins with {tag}", tag = header.tag()).into() });
    }
    let length = usize::try_from(u32::from(header.length())).unwrap_or(usize::MAX);
    let announced = usize::try_from(u32::from(reader.position())).unwrap_or(0).saturating_add(length);
    if announced > limits::MAX_CERTIFICATE_BYTES {
        return Err(CertificateProblem::TooLarge { announced });
    }
    bytes.get(..announced).ok_or(CertificateProblem::Truncated { found: bytes.len(), announced })
}

fn public_key(algorithm: &x509_cert::spki::AlgorithmIdentifierOwned, bits: &[u8]) -> PublicKey {
    let other = PublicKey::Other { oid: algorithm.oid };
    match algorithm.oid {
        RSA_ENCRYPTION | RSASSA_PSS => rsa_key(bits).unwrap_or(other),
        EC_PUBLIC_KEY => {
            let named = algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            match named.and_then(Curve::from_oid) {
                Some(curve) => PublicKey::Ec { curve, point: bits.to_vec() },
                None => other,
            }
        }
        _ => other,
    }
}

/// Reads a PKCS#1 `RSAPublicKey` (RFC 8017 §A.1.1).
fn rsa_key(pkcs1: &[u8]) -> Option<PublicKey> {
    let parsed = rsa::pkcs1::RsaPublicKeyRef::from_der(pkcs1).ok()?;
    PublicKey::rsa(parsed.modulus.as_bytes(), parsed.public_exponent.as_bytes())
}

fn usage_names(usage: &KeyUsage) -> Vec<KeyUsageName> {
    [
        (KeyUsages::DigitalSignature, KeyUsageName::DigitalSignature),
        (KeyUsages::NonRepudiation, KeyUsageName::NonRepudiation),
        (KeyUsages::KeyEncipherment, KeyUsageName::KeyEncipherment),
        (KeyUsages::DataEncipherment, KeyUsageName::DataEncipherment),
        (KeyUsages::KeyAgreement, KeyUsageName::KeyAgreement),
        (KeyUsages::KeyCertSign, KeyUsageName::CertificateSigning),
        (KeyUsages::CRLSign, KeyUsageName::CrlSigning),
    ]
    .into_iter()
    .filter(|(bit, _)| usage.0.contains(*bit))
    .map(|(_, name)| name)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DER: &[u8] = include_bytes!("../../tests/fixtures/app.der");

    #[test]
    fn facts() {
        let certificate = Certificate::from_der("app.der", DER).unwrap();
        assert_eq!(certificate.label(), "CN=payroll-sync");
        assert_eq!(certificate.not_before.rfc3339(), "2026-06-01T00:00:00Z");
        assert_eq!(certificate.key.describe(), "RSA 2048");
        assert_eq!(certificate.key_usage, [KeyUsageName::DigitalSignature]);
        assert!(!certificate.ca && certificate.self_issued());
        assert_eq!(certificate.x5t().len(), 27);
        assert_eq!(certificate.x5t_s256().len(), 43);
    }

    #[test]
    fn trailing_bytes_are_not_part_of_the_thumbprint() {
        let longer = [DER, b"\n"].concat();
        let certificate = Certificate::from_der("app.der", &longer).unwrap();
        assert_eq!(certificate.der, DER);
    }

    #[test]
    fn damage_is_reported() {
        let half = Certificate::from_der("app.der", &DER[..DER.len() / 2]).unwrap_err();
        assert_eq!(half, CertificateProblem::Truncated { found: DER.len() / 2, announced: DER.len() });
        assert!(matches!(Certificate::from_der("x", b"\x30\x00"), Err(CertificateProblem::Structure { .. })));
        assert!(matches!(Certificate::from_der("x", b"hello"), Err(CertificateProblem::Structure { .. })));
    }
}
