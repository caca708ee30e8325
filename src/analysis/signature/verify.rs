//! Does this key verify this signature over these bytes?
//!
//! Sources: RFC 7518 §3.3–3.5 for the schemes, RFC 8017 §8.1–8.2 and FIPS 186-5 beneath.

use rsa::signature::hazmat::PrehashVerifier;
use rsa::{Pkcs1v15Sign, Pss};
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::{Algorithm, Hash, Scheme};
use crate::evidence::certificate::{Curve, PublicKey};

/// Whether `signature` is the signature that `algorithm` makes over `message` with the private key of `key`.
///
/// # Errors
/// [`CannotVerify`] where the key is of another kind than the algorithm's, or cannot be computed with.
pub fn verify(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Result<bool, CannotVerify> {
    let digest = algorithm.hash.digest(message);
    match (key, algorithm.scheme) {
        (PublicKey::Rsa { key: Some(key), .. }, Scheme::Pkcs1) => {
            let scheme = match algorithm.hash {
                Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            Ok(key.verify(scheme, &digest, signature).is_ok())
        }
        (PublicKey::Rsa { key: Some(key), .. }, Scheme::Pss) => {
            let salt = algorithm.hash.size();
            Ok(match algorithm.hash {
                Hash::Sha1 => key.verify(Pss::<sha1::Sha1>::new_with_salt(salt), &digest, signature),
                Hash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt), &digest, signature),
                Hash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt), &digest, signature),
                Hash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt), &digest, signature),
            }
            .is_ok())
        }
        (PublicKey::Rsa { key: None, bits, .. }, Scheme::Pkcs1 | Scheme::Pss) => {
            Err(CannotVerify::UnusableKey { bits: *bits })
        }
        (PublicKey::Ec { curve, point }, Scheme::Ecdsa) => ecdsa(*curve, algorithm, point, &digest, signature),
        _ => Err(CannotVerify::OtherKind),
    }
}

/// Why a key says nothing about a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotVerify {
    /// The key is of another kind than the algorithm's.
    OtherKind,
    /// An RSA key that is not computed with, see [`crate::limits`].
    UnusableKey {
        /// Size of its modulus.
        bits: usize,
    },
}

/// Curve and hash belong together in JWA (RFC 7518 §3.4), unlike in X.509.
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
