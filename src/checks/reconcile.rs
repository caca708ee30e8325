//! Runs after all checks: demotes what an error's code merely states if a check proved it from the inputs.

use super::error_code::understood;
use super::request_body::REQUEST_BODY_FORMAT;
use super::request_parameters::REQUEST_PARAMETER_MISSING;
use crate::case::Case;
use crate::checks::finding::{Finding, Id, Status};

/// Demotes each finding that merely repeats the error's code if there is a proven cause with the same id.
pub fn reconcile(case: &Case<'_>, findings: &mut [Finding]) {
    let is_proved =
        |id: &Id| findings.iter().any(|one| !one.stated && one.status == Status::Cause && one.id.name == id.name);
    let steps_back = |stated: &Finding| {
        // The request shows whether its body is not a form or is a form that lacks a parameter.
        is_proved(stated.id) || stated.id.name == REQUEST_BODY_FORMAT.name && is_proved(REQUEST_PARAMETER_MISSING)
    };
    let places: Vec<bool> = findings.iter().map(|finding| finding.stated && steps_back(finding)).collect();
    for (finding, _) in findings.iter_mut().zip(places).filter(|(_, steps_back)| *steps_back) {
        *finding = understood(case, finding);
    }
}
