//! Explains why Microsoft Entra ID refuses a client assertion (AADSTS700027 and related errors).
//!
//! ```
//! use assertion_inspector::{Input, Instant, Options, inspect};
//!
//! let error = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on \
//!     application. [Reason - The key was not found., Thumbprint of key used by client: '84E05C1D98BCE3A5421D225B140B36E86A3D5534']";
//! let inputs = [Input { name: "error.txt".into(), bytes: error.into() }];
//! let report = inspect(&inputs, &Options::new(Instant(1_795_428_000)));
//! assert_eq!(report.cases[0].verdict.finding, Some("certificate-not-registered"));
//! assert_eq!(report.errors[0].x5t_seen.as_deref(), Some("hOBcHZi846VCHSJbFAs26Go9VTQ"));
//! ```
//!
//! # Architecture
//!
//! Data flows one way, bytes → evidence → case → findings → report → view, and a test (`order.rs`) rejects every import
//! in the other direction. The layers below `src/`, in this order:
//!
//! | layer | what it does |
//! | --- | --- |
//! | `notation` | the notations that evidence is written in: encodings, JSON, ASN.1, names, times, thumbprints |
//! | `evidence` | what can be found in an input: an assertion, a certificate, keys, a registration, a request, an error |
//! | `input` | bytes → evidence: recognises what is in an input, by content and never by name |
//! | `analysis` | what a key really signed, and what a thumbprint was really made of |
//! | `case` | evidence → case: one assertion with everything that bears on it |
//! | `checks` | case → findings: one question per file |
//! | `preflight` | case → whether it will work, and until when, before anything is sent |
//! | `report` | findings → report: the verdict, the guide's states, redaction, texts |
//! | `repair` | case → the corrected assertion, and what carries it out |
//! | `tools` | thumbprints in every notation, a new certificate, the requests of a rotation |
//!
//! The root has what drives them: [`Intake`], [`Inspection`], [`Flow`]. `limits` and [`language`] may be used
//! everywhere. The page (`src/wasm.rs`, `www/`) and the command line (`src/bin/`) are two thin views of the same
//! report.

#[macro_use]
pub mod language;

mod analysis;
mod answer;
mod case;
mod checks;
#[cfg(test)]
mod declarations;
mod evidence;
#[cfg(any(all(target_arch = "wasm32", target_os = "unknown"), feature = "testing"))]
mod examples;
mod explain;
mod flow;
mod input;
mod inspection;
mod intake;
#[doc(hidden)]
pub mod jobs;
mod limits;
mod notation;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "npm"))]
mod npm;
#[cfg(test)]
mod order;
pub mod preflight;
pub mod repair;
pub mod report;
#[cfg(test)]
mod schema;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod testing;
mod tools;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod wasm;

pub use case::inventory::InputRecord;
pub use explain::explain;
pub use flow::{Ended, Flow};
pub use input::{Input, InputKind};
pub use inspection::{Inspection, Options};
pub use intake::Intake;
pub use notation::instant::Instant;
pub use report::groups::Groups;
pub use report::redaction as redact;
pub use report::render;
pub use report::row::Row;
pub use tools::convert::{Identified, Notation};
pub use tools::new_certificate;
pub use tools::rotate;

/// Inspects inputs and reports what was found. This never fails: an input that cannot be used is listed in the report
/// with the reason.
pub fn inspect(inputs: &[Input], options: &Options) -> report::Report {
    let mut intake = Intake::new(options);
    inputs.iter().for_each(|input| intake.add(input));
    intake.finish().report_all(options)
}
