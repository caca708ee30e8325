//! How much a fault of the request amounts to, and how sure it is.

use crate::case::Case;
use crate::checks::codes;
use crate::checks::finding::{Confidence, Finding, Id, Stage, cause, warning};
use crate::evidence::request::Request;

/// A fault of the request. Where the error shows that the server went on to look at the assertion, the fault did not stop
/// the request, and is only a warning.
pub(crate) fn request_fault(case: &Case<'_>, id: &'static Id, confidence: Confidence) -> Finding {
    let stages = case.error.map(codes::stages).unwrap_or_default();
    if stages.is_empty() || stages.contains(&Stage::Request) { cause(id, confidence) } else { warning(id) }
}

/// How sure a fault of the request is: a body or a program alone may be a part of what is sent.
pub(crate) fn sure(request: &Request) -> Confidence {
    if request.is_whole() { Confidence::Certain } else { Confidence::Likely }
}
