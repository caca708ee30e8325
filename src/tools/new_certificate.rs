//! A new RSA key and a self-signed certificate suited to signing in: SHA-256, digital signature, its start five minutes back
//! so that a clock that lags a little does not refuse it (RFC 5280 §4.1).

use std::fmt;
use std::time::Duration;

use der::asn1::UtcTime;
use der::{Decode as _, Encode as _};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::rand_core::UnwrapErr;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{EncodePublicKey as _, SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};
use zeroize::Zeroizing;

use super::pfx;
use crate::language::Text;
use crate::notation::asn1::der_writer::{element, sequence};
use crate::notation::encoding::{to_base64, to_hex};
use crate::notation::instant::Instant;
use crate::repair::sign::Platform;

/// Sizes of a key that can be made, in bits.
pub const SIZES: [usize; 3] = [2048, 3072, 4096];
/// Longest validity, in days: nobody remembers a certificate for longer than that.
pub const MAX_DAYS: u32 = 1_100;
/// Seconds by which the start lies in the past.
const BACKDATED: i64 = 300;

/// A new certificate and its key.
#[non_exhaustive]
pub struct NewCertificate {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// SHA-1 of it, as the portal will show it.
    pub sha1: String,
    pkcs8: Zeroizing<Vec<u8>>,
}

/// Why none was made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// A size that is none of [`SIZES`].
    Size(usize),
    /// A number of days that is none of 1 to [`MAX_DAYS`].
    Days(u32),
    /// A name that is empty or longer than 64 characters (RFC 5280, ub-common-name).
    Name,
    /// The library refused; its words.
    Library(String),
}

impl Refused {
    /// Why, in words.
    pub fn say(&self) -> Text {
        match self {
            Self::Size(bits) => say!("a key of {bits} bits is not made; 2048, 3072 and 4096 are", bits),
            Self::Days(days) => say!("a validity of {days} days is not made; 1 to {most} are", days, most = MAX_DAYS),
            Self::Name => say!("a name of 1 to 64 characters is needed"),
            Self::Library(words) => say!("the certificate could not be made: {words}", words),
        }
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say())
    }
}

/// The one kind of certificate that is made here.
struct ForSigningIn(Name);

impl BuilderProfile for ForSigningIn {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.0.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut extensions: Vec<Extension> = Vec::new();
        let constraints = BasicConstraints { ca: false, path_len_constraint: None };
        extensions.push(constraints.to_extension(tbs.subject(), &extensions)?);
        let usage = KeyUsage(KeyUsages::DigitalSignature.into());
        extensions.push(usage.to_extension(tbs.subject(), &extensions)?);
        let identifier = SubjectKeyIdentifier::try_from(key)?;
        extensions.push(identifier.to_extension(tbs.subject(), &extensions)?);
        Ok(extensions)
    }
}

fn library(error: impl fmt::Display) -> Refused {
    Refused::Library(error.to_string())
}

/// Makes a key and a certificate. A key of 4096 bits takes some seconds.
///
/// # Errors
/// A wish that is not fulfilled, see [`Refused`].
pub fn make(common_name: &str, days: u32, bits: usize, now: Instant) -> Result<NewCertificate, Refused> {
    if !SIZES.contains(&bits) {
        return Err(Refused::Size(bits));
    }
    let key = rsa::PrivateKey::new(&mut UnwrapErr(Platform), bits).map_err(library)?;
    certify(key, common_name, days, now)
}

/// Makes a certificate for a key in PKCS#8, which the browser has made: it is much faster at that.
///
/// # Errors
/// As [`make`]; and a key that cannot be read.
pub fn for_key(pkcs8: &[u8], common_name: &str, days: u32, now: Instant) -> Result<NewCertificate, Refused> {
    certify(rsa::PrivateKey::from_pkcs8_der(pkcs8).map_err(library)?, common_name, days, now)
}

fn certify(key: rsa::PrivateKey, common_name: &str, days: u32, now: Instant) -> Result<NewCertificate, Refused> {
    if days == 0 || days > MAX_DAYS {
        return Err(Refused::Days(days));
    }
    let common_name = common_name.trim().trim_start_matches("CN=");
    if common_name.is_empty() || common_name.chars().count() > 64 {
        return Err(Refused::Name);
    }
    let pkcs8 = key.to_pkcs8_der().map_err(library)?;
    let public = key.to_public_key().to_public_key_der().map_err(library)?;
    let public = SubjectPublicKeyInfoOwned::from_der(public.as_bytes()).map_err(library)?;

    let attribute = sequence(&[&element(0x06, &[0x55, 4, 3]), &element(0x0C, common_name.as_bytes())]);
    let name = Name::from_der(&sequence(&[&element(0x31, &attribute)])).map_err(library)?;
    let time = |seconds: i64| {
        let since = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        UtcTime::from_unix_duration(since).map(Time::from).map_err(library)
    };
    let start = now.0 - BACKDATED;
    let validity = Validity::new(time(start)?, time(start + i64::from(days) * 86_400)?);
    let serial = SerialNumber::generate(&mut UnwrapErr(Platform));
    let builder = CertificateBuilder::new(ForSigningIn(name), serial, validity, public).map_err(library)?;
    let signer = SigningKey::<Sha256>::new(key);
    let certificate = builder.build(&signer).map_err(library)?;
    let certificate = certificate.to_der().map_err(library)?;
    Ok(NewCertificate {
        sha1: to_hex(&Sha1::digest(&certificate)),
        certificate,
        pkcs8: Zeroizing::new(pkcs8.as_bytes().to_vec()),
    })
}

impl NewCertificate {
    /// The certificate as PEM: what is uploaded.
    pub fn certificate_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// The private key as PEM, PKCS#8.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(pem("PRIVATE KEY", &self.pkcs8))
    }

    /// Both as a PFX under a password; `None` where the platform has no randomness.
    pub fn pfx(&self, password: &str) -> Option<Vec<u8>> {
        pfx::write(&self.certificate, &self.pkcs8, password, &Sha1::digest(&self.certificate))
    }
}

/// A PEM block with lines of 64 letters (RFC 7468 §3).
fn pem(label: &str, der: &[u8]) -> String {
    let base64 = to_base64(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, letter) in base64.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text + &format!("\n-----END {label}-----\n")
}
