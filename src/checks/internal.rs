//! What remains if a check panics, and the ids that no check raises.

use super::prediction;
use crate::checks::finding::Id;
use crate::checks::finding::{Finding, ids, warning};

ids! {
    /// # A check of this tool failed
    /// A check ran into a fault of its own and was left out; every other check ran as usual.
    ///
    /// What the check would have found is not known. The fault is in this tool, not in your assertion.
    ///
    /// fix: Report it with the check's name and, if you can, a redacted report.
    INTERNAL_CHECK_FAILED {
        id: "internal-check-failed",
        stage: Readable,
        guide: [NoteSupport],
        citations: [],
    }
}

/// The ids that are raised by the code around the checks, not by a check.
pub const IDS: &[&Id] = &[INTERNAL_CHECK_FAILED, prediction::ANSWER_DIFFERS, prediction::ANSWER_AGREES];

/// The finding reported in place of a check that panicked.
pub fn failed(check: &str) -> Finding {
    warning(INTERNAL_CHECK_FAILED)
        .title(say!("The check \"{check}\" of this tool failed and was left out.", check))
        .evidence(crate::checks::finding::evidence(say!("check")).found(check))
}
