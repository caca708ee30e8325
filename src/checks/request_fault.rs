//! How serious a fault in the request is, and how certain.

use crate::case::Case;
use crate::checks::codes;
use crate::checks::finding::{Confidence, Finding, Id, Stage, cause, warning};
use crate::evidence::request::Request;

/// A fault in the request. If the error shows that the server went on to look at the assertion, the fault did not stop
/// the request and is only a warning.
pub(crate) fn request_fault(case: &Case<'_>, id: &'static Id, confidence: Confidence) -> Finding {
    let stages = case.error.map(codes::stages).unwrap_or_default();
    if stages.is_empty() || stages.contains(&Stage::Request) { cause(id, confidence) } else { warning(id) }
}

/// How certain a fault in the request is: a body or a program alone may be only part of what is sent.
pub(crate) fn sure(request: &Request) -> Confidence {
    if request.is_whole() { Confidence::Certain } else { Confidence::Likely }
}
