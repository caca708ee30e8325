//! The signature: whether it verifies and with which certificate; if not, which key signed what.

pub mod algorithm;
pub mod altered;
pub mod encodings;
pub mod inputs;
pub mod opened;
pub mod verify;

use crate::evidence::assertion::{Assertion, Malformed, Part};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::language::Phrase;
use crate::limits;
use algorithm::{Algorithm, Hash, Scheme};
use opened::RecoveredBlock;
use verify::{CannotVerify, verify};

/// Everything that the given certificates reveal about one signature.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// It verifies.
    Verified {
        /// Index of the certificate whose key verifies it.
        certificate: usize,
        /// The algorithm it verifies with.
        algorithm: Algorithm,
    },
    /// It would verify if it had been encoded correctly.
    Misencoded {
        /// Index of the certificate whose key would verify it.
        certificate: usize,
        /// A description of the mistake.
        encoding: Phrase,
    },
    /// A certificate's key made it, but with a different scheme or over different bytes than the assertion states.
    RecoveredBlock {
        /// Index of the certificate whose key made it.
        certificate: usize,
        /// The block recovered from the signature.
        opened: RecoveredBlock,
        /// What was signed.
        signed: Signed,
        /// The encoding that the signature had to be decoded from, if not the correct one.
        encoding: Option<Phrase>,
    },
    /// None of the given certificates' keys made it.
    AnotherKey {
        /// Indices of the certificates that were tried.
        tried: Vec<usize>,
    },
    /// Its length matches none of the keys.
    Length {
        /// Actual length in bytes.
        found: usize,
        /// Length in bytes of a signature made with the certificate's key.
        expected: usize,
        /// Index of that certificate.
        certificate: usize,
    },
    /// No conclusion is possible.
    Unverifiable(Unverifiable),
}

/// What a recovered signature turned out to cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// The signing input: only the scheme or the hash differs from `alg`.
    SigningInput,
    /// The digest of the signing input's digest.
    DigestTwice,
    /// Other, known bytes, with a description.
    Variant(Phrase),
    /// The signing input before one character of it was changed.
    Altered(altered::Edit),
    /// Unknown bytes.
    Unknown,
}

/// Why a signature could not be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unverifiable {
    /// There is no certificate.
    NoCertificate,
    /// The signature part is empty or cannot be read.
    NoSignature,
    /// `alg` is absent or is not one of the RS, PS and ES algorithms.
    Algorithm,
    /// No certificate has a key that fits the algorithm.
    KeyKind,
    /// The only matching keys cannot be used for computation.
    UnusableKey {
        /// Size of the modulus in bits.
        bits: usize,
    },
}

/// Judges an assertion's signature with the given certificates, which are ordered most likely first.
pub fn judge(assertion: &Assertion, certificates: &[&Certificate]) -> Judgement {
    let signature = assertion.signature.bytes.as_deref().unwrap_or_default();
    if signature.is_empty() {
        return Judgement::Unverifiable(Unverifiable::NoSignature);
    }
    let certificates = certificates.get(..limits::MAX_SIGNATURE_TRIALS).unwrap_or(certificates);
    if certificates.is_empty() {
        return Judgement::Unverifiable(Unverifiable::NoCertificate);
    }
    let alg = assertion.member(Part::Header, "alg").and_then(|member| member.value.as_str());
    // Without a usable `alg`, an RSA signature can still be opened: the recovered block reveals its scheme and hash.
    let algorithm = alg.and_then(Algorithm::read);
    // A signature in another encoding would verify here but nowhere else; header and claims are signed exactly as
    // written.
    let is_misencoded = |problem: &Malformed| matches!(problem, Malformed::Base64 { part: Part::Signature, .. });
    let strict = !assertion.malformed.iter().any(is_misencoded);
    let message = assertion.signing_input();
    let mut unusable = None;
    let mut tried = Vec::new();
    if let Some(algorithm) = algorithm {
        for (index, certificate) in certificates.iter().enumerate() {
            match verify(&certificate.key, algorithm, message, signature) {
                Ok(true) if strict => return Judgement::Verified { certificate: index, algorithm },
                Ok(_) => tried.push(index),
                Err(CannotVerify::UnusableKey { bits }) => unusable = Some(bits),
                Err(CannotVerify::OtherKind) => {}
            }
        }
    }
    if let Some(found) = misencoded(assertion, algorithm, certificates) {
        return found;
    }
    if let Some(found) = opened(assertion, signature, None, certificates) {
        return found;
    }
    for (encoding, bytes) in encodings::readings(assertion) {
        if let Some(found) = opened(assertion, &bytes, Some(encoding), certificates) {
            return found;
        }
    }
    if let Some(found) = wrong_length(signature, &tried, certificates) {
        return found;
    }
    match (tried.is_empty(), algorithm, unusable) {
        (false, ..) => Judgement::AnotherKey { tried },
        (true, _, Some(bits)) => Judgement::Unverifiable(Unverifiable::UnusableKey { bits }),
        (true, None, None) => Judgement::Unverifiable(Unverifiable::Algorithm),
        (true, Some(_), None) => Judgement::Unverifiable(Unverifiable::KeyKind),
    }
}

fn misencoded(assertion: &Assertion, algorithm: Option<Algorithm>, certificates: &[&Certificate]) -> Option<Judgement> {
    let algorithm = algorithm?;
    encodings::readings(assertion).into_iter().find_map(|(encoding, bytes)| {
        let verifies = |certificate: &&Certificate| {
            verify(&certificate.key, algorithm, assertion.signing_input(), &bytes) == Ok(true)
        };
        let certificate = certificates.iter().position(verifies)?;
        Some(Judgement::Misencoded { certificate, encoding })
    })
}

fn opened(
    assertion: &Assertion,
    signature: &[u8],
    encoding: Option<Phrase>,
    certificates: &[&Certificate],
) -> Option<Judgement> {
    certificates.iter().enumerate().find_map(|(index, certificate)| {
        let PublicKey::Rsa { key: Some(key), bits, .. } = &certificate.key else { return None };
        let opened = opened::open(key, *bits, signature, assertion.signing_input());
        if opened == RecoveredBlock::Unstructured {
            return None;
        }
        let signed = what_was_signed(assertion, &opened);
        Some(Judgement::RecoveredBlock { certificate: index, opened, signed, encoding })
    })
}

fn what_was_signed(assertion: &Assertion, opened: &RecoveredBlock) -> Signed {
    let message = assertion.signing_input();
    if opened.signs(message) {
        return Signed::SigningInput;
    }
    let twice = Hash::ALL.iter().any(|hash| opened.signs(&hash.digest(message)));
    if twice {
        return Signed::DigestTwice;
    }
    inputs::variants(assertion)
        .into_iter()
        .find(|(_, bytes)| opened.signs(bytes))
        .map(|(name, _)| Signed::Variant(name))
        .or_else(|| altered::find(message, opened).map(Signed::Altered))
        .unwrap_or(Signed::Unknown)
}

/// A signature is as long as its key's modulus: if all keys agree on one length, a different length indicates damage.
fn wrong_length(signature: &[u8], tried: &[usize], certificates: &[&Certificate]) -> Option<Judgement> {
    let sizes = tried.iter().filter_map(|index| Some((*index, signature_size(&certificates.get(*index)?.key)?)));
    let (certificate, expected) = sizes.clone().next()?;
    let differs = sizes.clone().all(|(_, size)| size != signature.len());
    differs.then_some(Judgement::Length { found: signature.len(), expected, certificate })
}

/// Returns the length in bytes of a signature made with this key; `None` if unknown.
pub fn signature_size(key: &PublicKey) -> Option<usize> {
    match key {
        PublicKey::Rsa { bits, .. } => Some(bits.div_ceil(8)),
        PublicKey::Ec { .. } => Some(key.bits().div_ceil(8) * 2),
        PublicKey::Other { .. } => None,
    }
}

impl Judgement {
    /// The one character that was changed after signing.
    pub fn altered(&self) -> Option<altered::Edit> {
        match self {
            Self::RecoveredBlock { signed: Signed::Altered(edit), .. } => Some(*edit),
            _ => None,
        }
    }

    /// Index of the certificate whose key provably made the signature.
    pub fn signer(&self) -> Option<usize> {
        match self {
            Self::Verified { certificate, .. }
            | Self::Misencoded { certificate, .. }
            | Self::RecoveredBlock { certificate, .. } => Some(*certificate),
            Self::AnotherKey { .. } | Self::Length { .. } | Self::Unverifiable(_) => None,
        }
    }
}

/// Returns the scheme of a recovered block, for comparison with the one that `alg` names.
pub fn scheme_of(opened: &RecoveredBlock) -> Option<Scheme> {
    match opened {
        RecoveredBlock::Pkcs1 { .. } | RecoveredBlock::Bare { .. } => Some(Scheme::Pkcs1),
        RecoveredBlock::Pss { .. } => Some(Scheme::Pss),
        RecoveredBlock::Unstructured => None,
    }
}
