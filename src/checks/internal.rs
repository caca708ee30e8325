//! What is left when a check breaks.

use crate::checks::finding::{Finding, Id, ids, warning};

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
        guide: [NOTE_SUPPORT],
        citations: [],
    }
}

/// The ids that the frame itself raises.
pub const IDS: &[&Id] = &[INTERNAL_CHECK_FAILED];

/// The finding that stands for a check that broke.
pub fn failed(check: &str) -> Finding {
    warning(INTERNAL_CHECK_FAILED)
        .title(say!("The check \"{check}\" of this tool failed and was left out.", check))
        .evidence(crate::checks::finding::evidence(say!("check")).found(check))
}
