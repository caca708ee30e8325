//! Verifies a signature over given bytes with a given key.
//!
//! Sources: RFC 7518 §3.3–3.5 for the schemes; RFC 8017 §8.1–8.2 and FIPS 186-5 for the primitives.

use std::fmt;

use rsa::signature::hazmat::PrehashVerifier;
use rsa::{Pkcs1v15Sign, Pss};
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::{Algorithm, Hash, Scheme};
use crate::evidence::certificate::{Curve, PublicKey};
use crate::limits::{MAX_RSA_BITS, MIN_RSA_BITS};

/// Returns whether `signature` is a valid signature over `message`, made with `algorithm` and the private key of `key`.
///
/// # Errors
/// [`CannotVerify`] if the key does not fit the algorithm or cannot be used for computation.
pub fn verify(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<bool, CannotVerify> {
    // A signature of another length is of another key, and no reason to prepare this one.
    if let PublicKey::Rsa { bits, .. } = key
        && algorithm.is_rsa()
        && (MIN_RSA_BITS..=MAX_RSA_BITS).contains(bits)
        && signature.len() != bits.div_ceil(8)
    {
        return Ok(false);
    }
    let digest = algorithm.hash.digest(message);
    match (key, key.as_rsa(), algorithm.scheme) {
        (PublicKey::Rsa { .. }, Some(key), Scheme::Pkcs1) => {
            let scheme = match algorithm.hash {
                Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            Ok(key.verify(scheme, &digest, signature).is_ok())
        }
        (PublicKey::Rsa { .. }, Some(key), Scheme::Pss) => {
            let salt = algorithm.hash.size();
            Ok(match algorithm.hash {
                Hash::Sha1 => key.verify(Pss::<sha1::Sha1>::new_with_salt(salt), &digest, signature),
                Hash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt), &digest, signature),
                Hash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt), &digest, signature),
                Hash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt), &digest, signature),
            }
            .is_ok())
        }
        (PublicKey::Rsa { bits, .. }, None, Scheme::Pkcs1 | Scheme::Pss) => {
            Err(CannotVerify::UnusableKey { bits: *bits })
        }
        (PublicKey::Ec { curve, point }, _, Scheme::Ecdsa) => ecdsa(*curve, algorithm, point, &digest, signature),
        _ => Err(CannotVerify::OtherKind),
    }
}

/// Why a key cannot verify a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotVerify {
    /// The key does not fit the algorithm.
    OtherKind,
    /// An RSA key outside the supported sizes, see [`crate::limits`].
    UnusableKey {
        /// Size of its modulus in bits.
        bits: usize,
    },
}

impl std::error::Error for CannotVerify {}

impl fmt::Display for CannotVerify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKind => f.write_str("the key does not fit the algorithm"),
            Self::UnusableKey { bits } => write!(f, "an RSA key of {bits} bits is not computed with"),
        }
    }
}

/// JWA ties each curve to one hash (RFC 7518 §3.4), unlike X.509.
fn ecdsa(
    curve: Curve,
    algorithm: Algorithm,
    point: &[u8],
    digest: &[u8],
    signature: &[u8],
) -> Result<bool, CannotVerify> {
    macro_rules! with {
        ($curve:ident) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let signature = $curve::ecdsa::Signature::from_slice(signature);
            Ok(key.is_ok_and(|key| signature.is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())))
        }};
    }
    match (curve, algorithm.hash) {
        (Curve::P256, Hash::Sha256) => with!(p256),
        (Curve::P384, Hash::Sha384) => with!(p384),
        (Curve::P521, Hash::Sha512) => with!(p521),
        _ => Err(CannotVerify::OtherKind),
    }
}
