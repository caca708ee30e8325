//! Is there anything around the token that does not belong to it?

use super::reasons::NO_ASSERTION;
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip};
use crate::language::Text;

ids! {
    /// # The assertion is wrapped in something
    /// Looks for quotation marks, "Bearer", a parameter's name, line breaks, spaces, URL-encoding and invisible
    /// characters around or inside the token. White space before and behind it does not count.
    ///
    /// client_assertion takes the bare token. One character more and the server reads a malformed token. If the
    /// wrapping only came with the copy you dropped here, and your program sends the bare token, look at the other
    /// findings: everything else was judged on the repaired token.
    ///
    /// fix: Send the token alone: no quotation marks, no "Bearer", no line breaks.
    /// raises: text "Bearer {jws}"
    /// mended: text {jws}
    ASSERTION_WRAPPED {
        id: "assertion-wrapped",
        stage: Readable,
        guide: [ISSUE_ASSERTION, DIAGNOSE_PARAMETERS],
        citations: [RFC7515_COMPACT, MS_CLIENT_CREDENTIALS],
    }

    /// # Nothing is wrapped around the assertion
    /// The token stands alone, or was found inside a larger text.
    ASSERTION_BARE {
        id: "assertion-bare",
        stage: Readable,
        guide: [ISSUE_ASSERTION],
        citations: [RFC7515_COMPACT],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "wrapping",
    question: phrase!("Is there anything around the token that does not belong to it?"),
    ids: &[ASSERTION_WRAPPED, ASSERTION_BARE],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(ASSERTION_WRAPPED, NO_ASSERTION)] };
    if assertion.wrapping.is_empty() {
        return vec![pass(ASSERTION_BARE)];
    }
    let what = Text::list(&assertion.wrapping);
    vec![
        cause(ASSERTION_WRAPPED, Likely)
            .title(say!("The assertion is not the bare token; it has {what}.", what = &what))
            .evidence(
                evidence(say!("assertion as given"))
                    .found(assertion.as_found.clone())
                    .meaning(what)
                    .expected(assertion.token.clone())
                    .expected_meaning(say!("the token alone")),
            ),
    ]
}
