//! The internal modules, made accessible to this repository's tests, and faults for the tests of the page. Not part of the
//! public API: anything here may change.

use std::sync::LazyLock;

use crate::InputRecord;
use crate::case::Case;
use crate::checks::finding::{Check, Finding};

macro_rules! open {
    ($($layer:ident),+) => { $(
        #[allow(missing_docs, reason = "documented where it stands")]
        pub mod $layer {
            pub use crate::$layer::*;
        }
    )+ };
}

open!(analysis, answer, case, checks, evidence, examples, input, inspection, limits, notation, repair, report, tools);

/// An assertion in an input of this name makes the check of the audience panic in [`faulty_checks`].
pub const BREAKS_A_CHECK: &str = "breaks-a-check.jwt";
/// An input of this name makes [`break_outside_checks`] panic.
pub const BREAKS_OUTSIDE_CHECKS: &str = "breaks-outside-checks.txt";

/// Every check, of which one can be made to panic from outside: a page has no other way to pass one in.
pub fn faulty_checks() -> &'static [Check] {
    static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
        let faulty = |check: &Check| match check.name {
            "audience" => Check { run: panics_if_asked, ..*check },
            _ => *check,
        };
        crate::checks::all().iter().map(faulty).collect()
    });
    &CHECKS
}

#[expect(clippy::panic, reason = "what it is for")]
fn panics_if_asked(case: &Case<'_>) -> Vec<Finding> {
    if case.assertion.is_some_and(|assertion| assertion.input == BREAKS_A_CHECK) {
        panic!("broken on purpose");
    }
    (crate::checks::audience::CHECK.run)(case)
}

/// Panics where no check is to blame, if there is an input that asks for it.
#[expect(clippy::panic, reason = "what it is for")]
pub fn break_outside_checks(inputs: &[InputRecord]) {
    if inputs.iter().any(|input| input.name == BREAKS_OUTSIDE_CHECKS) {
        panic!("broken on purpose");
    }
}
