//! Runs the checks, each isolated from the others, so that one that panics does not affect the rest.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::internal;
use super::reconcile::reconcile;
use crate::case::Case;
use crate::checks::finding::{Check, Finding, Status};

/// Runs checks on a case, in order, and then demotes what an error's code merely states.
///
/// `skip` names checks that panicked in an earlier run and are left out. `progress` is called with each check's name
/// before it runs, so that the caller knows which one failed if a panic ends the whole program, as it does in
/// WebAssembly.
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
    // The title of an answer would state something that was not checked.
    for finding in findings.iter_mut().filter(|one| one.status == Status::Skipped && one.title.is_empty()) {
        finding.title = check.question.say();
    }
    findings
}
