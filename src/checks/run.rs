//! Runs the checks, each isolated from the others, so that one that panics does not affect the rest.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::internal;
use super::reconcile::{by_elimination, reconcile};
use crate::case::Case;
use crate::checks::finding::{self, Check, Finding, Status};
use crate::evidence::token_kind::{self, TokenKind};
use crate::language::Text;

/// Runs checks on a case, in order, and then demotes what an error's code merely states.
///
/// `skip` names checks that panicked in an earlier run and are left out. `progress` is called with each check's name
/// before it runs, so that the caller knows which one failed if a panic ends the whole program, as it does in
/// WebAssembly.
pub fn run(checks: &[Check], case: &Case<'_>, skip: &[String], progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    let mut findings: Vec<Finding> = checks.iter().flat_map(|check| run_one(check, case, skip, progress)).collect();
    reconcile(case, &mut findings);
    findings.extend(by_elimination(case, &findings));
    findings
}

/// The checks of what holds only for an assertion that an application makes itself.
const OF_OWN_ASSERTIONS: [&str; 18] = [
    "algorithm",
    "key_type",
    "header_parameters",
    "x5c",
    "identifier_presence",
    "thumbprint_form",
    "identifiers_agree",
    "certificate_named",
    "registered",
    "registered_use",
    "signature",
    "issuer",
    "client_id_mismatch",
    "audience",
    "audience_request",
    "cloud",
    "clock_offset",
    "private_key",
];

/// Those of them that hold for whomever an assertion is addressed to.
const OF_EVERY_ASSERTION: [&str; 3] = ["signature", "private_key", "clock_offset"];

/// Why the rules for an application's own assertions do not apply, if they do not.
fn foreign_kind(case: &Case<'_>, check: &Check) -> Option<Text> {
    // GitHub, for one, takes a number where Entra ID wants a text.
    let is_own = OF_OWN_ASSERTIONS.contains(&check.name);
    let is_entra_only = is_own && !OF_EVERY_ASSERTION.contains(&check.name) || check.name == "claims_form";
    if let Some(service) = case.other_service().filter(|_| is_entra_only) {
        return Some(say!("the assertion is addressed to {service}, with rules of its own", service));
    }
    if !is_own {
        return None;
    }
    match token_kind::classify(case.assertion?) {
        TokenKind::Entra => Some(say!("this is a token that Entra ID issued, with rules of its own")),
        TokenKind::Federated => Some(say!("this is a token of another issuer, with rules of its own")),
        TokenKind::KeyProof if token_kind::is_dpop(case.assertion?) => {
            Some(say!("this is a proof of DPoP, with rules of its own"))
        }
        TokenKind::Own | TokenKind::KeyProof => None,
    }
}

fn run_one(check: &Check, case: &Case<'_>, skip: &[String], progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    if skip.iter().any(|name| name == check.name) {
        return vec![internal::failed(check.name)];
    }
    if let Some(kind) = foreign_kind(case, check) {
        let answer = check.ids.last().map(|id| finding::skip(id, kind));
        return answer.into_iter().map(|finding| finding.title(check.question.say())).collect();
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
