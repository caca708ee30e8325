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

pub mod analysis;
pub mod case;
pub mod checks;
#[cfg(test)]
mod declarations;
pub mod evidence;
pub mod examples;
pub mod flow;
pub mod input;
pub mod inspection;
pub mod intake;
pub mod limits;
pub mod notation;
#[cfg(test)]
mod order;
pub mod repair;
pub mod report;
pub mod tools;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use input::Input;
pub use inspection::{Inspection, Options};
pub use intake::Intake;

/// Inspects inputs and reports what was found.
pub fn inspect(inputs: &[Input], options: &Options) -> report::Report {
    let mut intake = Intake::new(options);
    inputs.iter().for_each(|input| intake.add(input));
    intake.finish().report_all(options)
}
