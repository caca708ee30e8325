//! Runs checks, each by itself: one that panics spoils nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::internal;
use super::reconcile::reconcile;
use crate::case::Case;
use crate::checks::finding::{Check, Finding, Status};

/// Runs checks on a case, in their order, and then lets what an error's code merely states step back.
///
/// `skip` names checks that broke in an earlier run and are left out. `progress` is told each check's name before it
/// runs, so that whoever watches knows which one broke if a panic ends the whole program, as it does in WebAssembly.
pub fn run(checks: &[Check], case: &Case<'_>, skip: &[String], progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    let mut findings: Vec<Finding> = checks.iter().flat_map(|check| run_one(check, case, skip, progress)).collect();
    reconcile(case, &mut findings);
    findings
}

fn run_one(check: &Check, case: &Case<'_>, skip: &[String], progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    if skip.iter().any(|name| name == check.name) {
        return vec![internal::failed(check.name)];
    }
    progress(check.name);
    let outcome = catch_unwind(AssertUnwindSafe(|| (check.run)(case)));
    let mut findings = outcome.unwrap_or_else(|_| vec![internal::failed(check.name)]);
    // The title of an answer would say what nobody has looked at.
    for finding in findings.iter_mut().filter(|one| one.status == Status::Skipped && one.title.is_empty()) {
        finding.title = check.question.say();
    }
    findings
}
