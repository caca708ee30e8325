//! An error code of the sign-in service, and a family of codes.

use crate::checks::finding::Stage;
use crate::language::Phrase;

/// What a code is about: one of the tokens, or something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The client assertion, or the request that carries it.
    Assertion,
    /// The user assertion of the on-behalf-of grant, which is another token.
    UserAssertion,
    /// A token from another issuer, which is matched against federated identity credentials.
    FederatedToken,
    /// Something that cannot be the fault of an assertion.
    Elsewhere,
}

/// An error code and what it means.
#[derive(Debug)]
pub struct Code {
    /// The number after `AADSTS`; 0 if many codes share the meaning.
    pub number: u64,
    /// Which token it is about.
    pub subject: Subject,
    /// What it says about the assertion, in one sentence.
    pub meaning: Phrase,
    /// Where in the assertion to look for its cause.
    pub stages: &'static [Stage],
}

/// Codes that share a meaning.
#[derive(Debug)]
pub struct Family {
    /// What they say.
    pub code: Code,
    /// What they do not say: a second sentence.
    pub about: Option<Phrase>,
    /// The numbers after `AADSTS`.
    pub numbers: &'static [u32],
}

pub(super) const fn code(number: u64, subject: Subject, stages: &'static [Stage], meaning: Phrase) -> Code {
    Code { number, subject, meaning, stages }
}

pub(super) const fn family(
    subject: Subject,
    stages: &'static [Stage],
    about: Option<Phrase>,
    meaning: Phrase,
    numbers: &'static [u32],
) -> Family {
    Family { code: Code { number: 0, subject, meaning, stages }, about, numbers }
}
