//! Signs the corrected assertion. Randomness comes from the platform through `getrandom`, which uses
//! `crypto.getRandomValues` in a browser.

use rsa::rand_core::{TryCryptoRng, TryRng, UnwrapErr};
use rsa::{Pkcs1v15Sign, Pss};
use sha2::{Digest as _, Sha256};

use super::correction::{Choice, Correction};
use crate::evidence::private_key::PrivateKey;
use crate::notation::encoding::to_base64url;

/// The platform's source of randomness.
pub(crate) struct Platform;

impl TryRng for Platform {
    type Error = getrandom::Error;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        getrandom::u32()
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        getrandom::u64()
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        getrandom::fill(bytes)
    }
}

impl TryCryptoRng for Platform {}

/// Signs an assertion and returns its compact serialisation. `None` if the key is not an RSA key or cannot make this
/// signature.
pub fn sign(correction: &Correction, choice: Choice, key: &PrivateKey) -> Option<String> {
    let key = key.rsa()?;
    let input = correction.signing_input();
    let digest = Sha256::digest(input.as_bytes());
    let mut random = UnwrapErr(Platform);
    // Given randomness, the private operation is blinded, also for PKCS#1 v1.5.
    let signature = match choice {
        Choice::Ps256 => key.sign_with_rng(&mut random, Pss::<Sha256>::new_with_salt(32), &digest),
        Choice::Rs256 => key.sign_with_rng(&mut random, Pkcs1v15Sign::new::<Sha256>(), &digest),
    };
    Some(format!("{input}.{}", to_base64url(&signature.ok()?)))
}

/// A new version 4 GUID (RFC 9562 §5.4); `None` if the platform has no randomness.
pub fn guid() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0F | 0x40;
    *variant = *variant & 0x3F | 0x80;
    let hex = crate::notation::encoding::to_hex(&bytes).to_ascii_lowercase();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
    let groups: Vec<&str> = groups.into_iter().filter_map(|range| hex.get(range)).collect();
    Some(groups.join("-"))
}
