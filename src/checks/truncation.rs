//! Was the token cut off?

use super::reasons::NO_ASSERTION;
use crate::analysis::signature::Judgement;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip};
use crate::evidence::assertion::{Assertion, Malformed, Part};
use crate::notation::encoding::Base64Problem;
use crate::notation::json::JsonProblem;

/// Sizes of complete signatures, in bytes: RSA from 1024 to 16384 bits, ECDSA, HMAC and EdDSA.
pub(super) const WHOLE: [usize; 12] = [32, 48, 64, 96, 128, 132, 256, 384, 512, 768, 1024, 2048];

ids! {
    /// # The assertion is cut off
    /// Looks at where the token ends: claims that stop in the middle of their JSON, a signature of a length that
    /// base64url or the key cannot have.
    ///
    /// Log viewers, terminals, column widths and environment variables cut long values. Without its end the token is
    /// malformed, or its signature cannot verify.
    ///
    /// fix: Take the whole token. If your program reads it from a file, a variable or a database column, look at the length there.
    /// raises: text {jws-20}
    /// raises: text {jws-20}...
    /// raises: text {jws-20}…
    /// mended: text {jws}
    ASSERTION_TRUNCATED {
        id: "assertion-truncated",
        stage: Readable,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_COMPACT, RFC8017_SIGNATURES],
    }

    /// # The assertion is whole
    /// The token's last part has a length that a signature can have.
    ASSERTION_WHOLE {
        id: "assertion-whole",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [RFC7515_COMPACT],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "truncation",
    question: phrase!("Was the token cut off?"),
    ids: &[ASSERTION_TRUNCATED, ASSERTION_WHOLE],
    run,
};

/// Where a token was cut off, if that can be determined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cut {
    /// In the header or the claims.
    Inside(Part),
    /// In the signature: the bytes found, and the bytes expected if a key determines them.
    Signature(usize, Option<usize>),
}

/// Whether, and where, a token was cut off.
pub(super) fn cut(case: &Case<'_>, assertion: &Assertion) -> Option<Cut> {
    let last = match assertion.malformed.iter().find(|problem| matches!(problem, Malformed::Parts { .. })) {
        Some(Malformed::Parts { count: 1 }) => Some(Part::Header),
        Some(Malformed::Parts { count: 2 }) => Some(Part::Claims),
        Some(_) => return None,
        None => None,
    };
    if let Some(last) = last {
        // The last part's JSON ends before its object does, or its base64 ends in the middle of a byte.
        let length = |part: &str| part.len();
        let text = assertion.segment(last).text().map(length);
        let ends_early = assertion.malformed.iter().any(|problem| match problem {
            Malformed::Json { part, problem: JsonProblem::Syntax { at, .. } } => {
                *part == last && text.is_some_and(|length| at + 1 >= length)
            }
            Malformed::Base64 { part, problem: Base64Problem::Length { .. } } => *part == last,
            Malformed::Utf8 { part, .. } | Malformed::Empty { part } => *part == last,
            _ => false,
        });
        return ends_early.then_some(Cut::Inside(last));
    }
    let found = assertion.token.get(assertion.signature.range.clone()).unwrap_or_default();
    let impossible = assertion.malformed.iter().any(|problem| {
        matches!(problem, Malformed::Base64 { part: Part::Signature, problem: Base64Problem::Length { .. } })
    });
    let bytes = found.len() * 3 / 4;
    match case.judgement {
        Judgement::Length { found, expected, .. } if found < expected && !WHOLE.contains(&found) => {
            Some(Cut::Signature(found, Some(expected)))
        }
        _ if impossible => Some(Cut::Signature(bytes, None)),
        // Shorter than any signature in use, and not a known size: it was cut off, whoever signed it.
        Judgement::Unverifiable(_)
            if assertion.malformed.is_empty()
                && !found.is_empty()
                && bytes < 1024
                && !WHOLE.contains(&bytes)
                && rsa(assertion) =>
        {
            Some(Cut::Signature(bytes, None))
        }
        _ => None,
    }
}

fn rsa(assertion: &Assertion) -> bool {
    assertion.header_str("alg").is_some_and(|alg| alg.starts_with("RS") || alg.starts_with("PS"))
        && assertion.signature.bytes.as_ref().is_some_and(|bytes| bytes.len() % 32 != 0)
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(ASSERTION_TRUNCATED, NO_ASSERTION)] };
    let end: String = {
        let skip = assertion.token.chars().count().saturating_sub(24);
        format!("…{}", assertion.token.chars().skip(skip).collect::<String>())
    };
    let tail = evidence(say!("the token's end")).found(end);
    vec![match cut(case, assertion) {
        None => pass(ASSERTION_WHOLE),
        Some(Cut::Inside(part)) => cause(ASSERTION_TRUNCATED, Certain)
            .title(say!("The assertion is cut off in the middle of its {part}.", part = part.label()))
            .evidence(tail.meaning(say!("the {part} part breaks off here", part = part.label()))),
        Some(Cut::Signature(found, Some(expected))) => cause(ASSERTION_TRUNCATED, Certain)
            .title(say!("The assertion is cut off: its signature has {found} bytes of {expected}.", found, expected))
            .evidence(
                tail.meaning(say!("{found} bytes of signature", found))
                    .expected(say!("{expected} bytes", expected))
                    .expected_meaning(say!("the size of this key's signatures")),
            ),
        Some(Cut::Signature(found, None)) => cause(ASSERTION_TRUNCATED, Likely)
            .title(say!("The assertion seems to be cut off: no signature is {found} bytes long.", found))
            .evidence(
                tail.meaning(say!("{found} bytes of signature", found))
                    .expected(say!("256 bytes"))
                    .expected_meaning(say!("the size for an RSA key of 2048 bits")),
            ),
    }]
}
