//! The signature: whether it verifies and with which certificate; if not, which key signed what.

pub mod algorithm;
pub mod altered;
pub mod encodings;
pub mod inputs;
pub mod opened;
pub mod verify;

use std::collections::BTreeSet;

use crate::analysis::fuel::{self, Fuel};
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
    /// Unknown bytes; whether one character was changed was not looked for, because that would cost too much.
    Unsearched,
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
    /// No key was tried, because that would cost too much: the keys are too large for so many assertions.
    Costly,
}

/// Judges an assertion's signature with the given certificates, which are ordered most likely first. Returns the
/// judgement, and how many certificates were not tried because that would cost too much.
pub fn judge(assertion: &Assertion, certificates: &[&Certificate], fuel: &Fuel) -> (Judgement, usize) {
    let signature = assertion.signature.bytes.as_deref().unwrap_or_default();
    if signature.is_empty() {
        return (Judgement::Unverifiable(Unverifiable::NoSignature), 0);
    }
    let (all, certificates) =
        (certificates.len(), certificates.get(..limits::MAX_SIGNATURE_TRIALS).unwrap_or(certificates));
    let mut trials = Trials { assertion, certificates, fuel, untried: BTreeSet::new() };
    let judgement = judged(&mut trials, signature);
    (judgement, trials.untried.len() + all - certificates.len())
}

fn judged(trials: &mut Trials<'_>, signature: &[u8]) -> Judgement {
    let Trials { assertion, certificates, .. } = *trials;
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
    let mut unusable = None;
    let mut tried = Vec::new();
    let mut as_written = Reading { encoding: None, bytes: signature.to_vec(), opened: Vec::new() };
    if let Some(algorithm) = algorithm {
        for index in 0..certificates.len() {
            match trials.verify(&mut as_written, algorithm, index) {
                Some(Ok(true)) if strict => return Judgement::Verified { certificate: index, algorithm },
                Some(Ok(_)) => tried.push(index),
                Some(Err(CannotVerify::UnusableKey { bits })) => unusable = Some(bits),
                Some(Err(CannotVerify::OtherKind)) | None => {}
            }
        }
    }
    let readings = encodings::readings(assertion).into_iter();
    let mut readings: Vec<Reading> =
        readings.map(|(encoding, bytes)| Reading { encoding: Some(encoding), bytes, opened: Vec::new() }).collect();
    if let Some(found) = algorithm.and_then(|algorithm| misencoded(trials, algorithm, &mut readings)) {
        return found;
    }
    for reading in std::iter::once(&mut as_written).chain(&mut readings) {
        if let Some(found) = opened(trials, reading) {
            return found;
        }
    }
    // A key that was not tried may be of this length.
    if let Some(found) = wrong_length(signature, &tried, certificates).filter(|_| trials.untried.is_empty()) {
        return found;
    }
    match (tried.is_empty(), algorithm, unusable) {
        (false, ..) => Judgement::AnotherKey { tried },
        (true, ..) if !trials.untried.is_empty() => Judgement::Unverifiable(Unverifiable::Costly),
        (true, _, Some(bits)) => Judgement::Unverifiable(Unverifiable::UnusableKey { bits }),
        (true, None, None) => Judgement::Unverifiable(Unverifiable::Algorithm),
        (true, Some(_), None) => Judgement::Unverifiable(Unverifiable::KeyKind),
    }
}

/// One way of reading the signature's text, and what each key opens it to.
struct Reading {
    /// A description of the mistake; `None` if it is read as it should be.
    encoding: Option<Phrase>,
    bytes: Vec<u8>,
    opened: Vec<Option<RecoveredBlock>>,
}

/// Trying keys on a signature, as long as the fuel lasts.
struct Trials<'a> {
    assertion: &'a Assertion,
    certificates: &'a [&'a Certificate],
    fuel: &'a Fuel,
    /// Indices of the certificates that were not tried for want of fuel.
    untried: BTreeSet<usize>,
}

impl Trials<'_> {
    /// Verifies a reading with the key of a certificate; `None` if there is no fuel for it.
    ///
    /// An RSA key that opens the signature to noise cannot verify it, and need not be applied a second time.
    fn verify(
        &mut self,
        reading: &mut Reading,
        algorithm: Algorithm,
        index: usize,
    ) -> Option<Result<bool, CannotVerify>> {
        let key = &self.certificates.get(index)?.key;
        let cost = fuel::of_verification(key, algorithm, &reading.bytes);
        if !matches!(key, PublicKey::Rsa { .. }) || cost == 0 {
            let is_paid = self.spend(cost, index);
            return is_paid.then(|| verify(key, algorithm, self.assertion.signing_input(), &reading.bytes));
        }
        match self.open(reading, index) {
            Some(RecoveredBlock::Unstructured) => Some(Ok(false)),
            // Whoever signed is verified once more.
            Some(_) => Some(verify(key, algorithm, self.assertion.signing_input(), &reading.bytes)),
            None if self.untried.contains(&index) => None,
            None => key.as_rsa().is_none().then_some(Err(CannotVerify::UnusableKey { bits: key.bits() })),
        }
    }

    /// Opens a reading with the RSA key of a certificate; `None` if it has another key, or there is no fuel for it.
    fn open<'r>(&mut self, reading: &'r mut Reading, index: usize) -> Option<&'r RecoveredBlock> {
        let key = &self.certificates.get(index)?.key;
        if reading.opened.get(index).is_none_or(Option::is_none) {
            let PublicKey::Rsa { bits, .. } = key else { return None };
            if reading.bytes.len() != bits.div_ceil(8) || *bits > limits::MAX_RSA_BITS {
                return None;
            }
            if !self.spend(fuel::of_key(key), index) {
                return None;
            }
            let message = self.assertion.signing_input();
            let block = opened::open(key.as_rsa()?, *bits, &reading.bytes, message);
            reading.opened.resize(reading.opened.len().max(index + 1), None);
            *reading.opened.get_mut(index)? = Some(block);
        }
        reading.opened.get(index)?.as_ref()
    }

    fn spend(&mut self, units: u64, index: usize) -> bool {
        let is_paid = self.fuel.spend(units);
        if !is_paid {
            self.untried.insert(index);
        }
        is_paid
    }
}

fn misencoded(trials: &mut Trials<'_>, algorithm: Algorithm, readings: &mut [Reading]) -> Option<Judgement> {
    readings.iter_mut().find_map(|reading| {
        let encoding = reading.encoding?;
        let mut indices = 0..trials.certificates.len();
        let certificate = indices.find(|index| trials.verify(reading, algorithm, *index) == Some(Ok(true)))?;
        Some(Judgement::Misencoded { certificate, encoding })
    })
}

fn opened(trials: &mut Trials<'_>, reading: &mut Reading) -> Option<Judgement> {
    let encoding = reading.encoding;
    (0..trials.certificates.len()).find_map(|certificate| {
        let opened = trials.open(reading, certificate).filter(|one| **one != RecoveredBlock::Unstructured)?.clone();
        let signed = what_was_signed(trials.assertion, &opened, trials.fuel);
        Some(Judgement::RecoveredBlock { certificate, opened, signed, encoding })
    })
}

fn what_was_signed(assertion: &Assertion, opened: &RecoveredBlock, fuel: &Fuel) -> Signed {
    let message = assertion.signing_input();
    if opened.signs(message) {
        return Signed::SigningInput;
    }
    let twice = Hash::ALL.iter().any(|hash| opened.signs(&hash.digest(message)));
    if twice {
        return Signed::DigestTwice;
    }
    let variant = inputs::variants(assertion).into_iter().find(|(_, bytes)| opened.signs(bytes));
    if let Some((name, _)) = variant {
        return Signed::Variant(name);
    }
    match altered::find(message, opened, fuel) {
        Ok(edit) => edit.map_or(Signed::Unknown, Signed::Altered),
        Err(altered::TooCostly) => Signed::Unsearched,
    }
}

/// Whether a key verifies an assertion's signature, as its `alg` says; `false` also if there is no fuel to try.
pub fn signed_by(assertion: &Assertion, key: &PublicKey, fuel: &Fuel) -> bool {
    let signature = assertion.signature.bytes.as_deref().unwrap_or_default();
    assertion.header_str("alg").and_then(Algorithm::read).is_some_and(|algorithm| {
        fuel.spend(fuel::of_verification(key, algorithm, signature))
            && verify(key, algorithm, assertion.signing_input(), signature) == Ok(true)
    })
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
