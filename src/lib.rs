//! Tells why Microsoft Entra ID refuses a client assertion (AADSTS700027 and its kin).
//!
//! The map of the house. Data goes one way: bytes → evidence → case → findings → report → view, and nothing downstream is
//! imported upstream.
//!
//! | room | what it does |
//! | --- | --- |
//! | [`input`] | bytes → evidence: recognises what is in an input, by content |
//! | [`assertion`], [`certificate`], [`private_key`], [`registration`], [`request`], [`server_error`] | evidence: what can be found in an input |
//! | [`place`], [`name`], [`json`], [`instant`], [`encoding`], [`token_kind`] | the notations that evidence is written in |
//! | [`thumbprint`], [`signature`] | what a thumbprint really is; what a key really signed |
//! | [`gathering`], [`pairing`], [`case`] | evidence → case: one assertion with all that bears on it |
//! | [`codes`], [`endpoint`] | what the server's codes and addresses mean |
//! | [`check`], [`checks`] | case → findings: one question a file |
//! | [`verdict`], [`members`], [`guide`] | findings → the sentence that leads, the explained token, the guide's states |
//! | [`inspection`], [`flow`], [`assembly`], [`report`] | the way through the house, and what comes out of it |
//! | [`repair`] | case → the corrected assertion, and what carries it out |
//! | [`redaction`], [`render`] | report → a report to hand over, a text |
//! | [`language`] | the words for people, in their language |
//!
//! The page (`src/wasm.rs`, `www/`) and the command line (`src/bin/`) both stand on [`inspect`].

#[macro_use]
pub mod language;

pub mod assembly;
pub mod assertion;
pub mod case;
pub mod certificate;
pub mod check;
pub mod checks;
pub mod citations;
pub mod codes;
pub mod encoding;
pub mod endpoint;
pub mod examples;
pub mod flow;
pub mod gathering;
pub mod guide;
pub mod input;
pub mod inspection;
pub mod instant;
pub mod json;
pub mod limits;
pub mod members;
pub mod name;
pub mod pairing;
pub mod place;
pub mod private_key;
pub mod redaction;
pub mod registration;
pub mod render;
pub mod repair;
pub mod report;
pub mod request;
pub mod server_error;
pub mod signature;
pub mod thumbprint;
pub mod token_kind;
pub mod verdict;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use input::Input;
pub use inspection::Options;

/// Inspects inputs and reports what was found.
pub fn inspect(inputs: &[Input], options: &Options) -> report::Report {
    inspection::inspect(inputs, options, &mut |_| {})
}
