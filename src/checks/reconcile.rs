//! Runs after all checks: demotes what an error's code merely states if a check proved it from the inputs.

use super::audience::AUDIENCE_COMMON;
use super::audience_request::AUDIENCE_TENANT;
use super::certificate_named::WRONG_CERTIFICATE_OF_CHAIN;
use super::error_code::{ERROR_OTHER_CODE, ERROR_USER_ASSERTION, understood};
use super::error_key::CERTIFICATE_NOT_REGISTERED;
use super::federated_match::{FEDERATED_NONE, FEDERATED_STALE};
use super::federated_missing::FEDERATED_TOKEN_MISSING;
use super::form::ASSERTION_MALFORMED;
use super::request_body::REQUEST_BODY_FORMAT;
use super::request_parameters::REQUEST_PARAMETER_MISSING;
use super::stated::FEDERATED;
use super::user_assertion;
use crate::analysis::signature::Judgement;
use crate::case::Case;
use crate::checks::codes;
use crate::checks::finding::{Confidence, Finding, Id, Stage, Status, cause, evidence};
use crate::evidence::endpoint::endpoint;
use crate::evidence::server_error::Reason;

/// Adds the one thing that is left if a refusal is about the key and everything that can be checked here is right: that the
/// certificate is not registered where the server looked.
pub fn by_elimination(case: &Case<'_>, findings: &[Finding]) -> Option<Finding> {
    let error = case.error.filter(|error| codes::stages(error).contains(&Stage::KeyLookup))?;
    let is_suspect = |finding: &Finding| finding.status == Status::Cause;
    let (named, signer) = (case.named()?, case.signer()?);
    let is_right = named.sha256 == signer.sha256 && matches!(case.judgement, Judgement::Verified { .. });
    // A list of registered keys says more, and another reason is another story.
    let is_known = case.registration.is_some_and(|one| one.keys.is_some());
    let is_other = error.reason.is_some_and(|reason| reason != Reason::KeyNotFound);
    if !is_right || is_known || is_other || findings.iter().any(is_suspect) {
        return None;
    }
    let app = error.app_id.as_deref().or(case.client_id()).unwrap_or_default();
    let certificate = named.label_and_thumbprint();
    let tenant = error.tenant.as_deref().or_else(|| {
        let audience = case.assertion?.claim_str("aud")?;
        endpoint(audience).map(|found| found.tenant)
    });
    let title = match tenant {
        Some(tenant) => say!(
            "Everything that can be checked here is right; what is left is that {certificate} is not registered on application {app} in the tenant {tenant}.",
            certificate,
            app,
            tenant
        ),
        None => say!(
            "Everything that can be checked here is right; what is left is that {certificate} is not registered on application {app}.",
            certificate,
            app
        ),
    };
    let proof = evidence(say!("error, code")).found(error.code_label());
    Some(cause(CERTIFICATE_NOT_REGISTERED, Confidence::Likely).title(title).evidence(proof))
}

/// Demotes each finding that merely repeats the error's code if there is a proven cause with the same id.
pub fn reconcile(case: &Case<'_>, findings: &mut [Finding]) {
    let is_proved =
        |id: &Id| findings.iter().any(|one| !one.stated && one.status == Status::Cause && one.id.name == id.name);
    // The credentials at hand say which claim it is, or that it is none of them.
    let is_other_proved = |stated: &Finding| {
        let any = stated.confidence == Some(Confidence::Possible);
        is_proved(FEDERATED_STALE) || is_proved(FEDERATED_NONE) || any && FEDERATED.iter().any(|id| is_proved(id))
    };
    let steps_back = |stated: &Finding| {
        // The request shows whether its body is not a form or is a form that lacks a parameter.
        is_proved(stated.id)
            || FEDERATED.iter().any(|id| id.name == stated.id.name) && is_other_proved(stated)
            || stated.id.name == REQUEST_BODY_FORMAT.name && is_proved(REQUEST_PARAMETER_MISSING)
            // The server says no more than that the tenants differ.
            || stated.id.name == AUDIENCE_TENANT.name && is_proved(AUDIENCE_COMMON)
            // What could not be read was never there.
            || stated.id.name == ASSERTION_MALFORMED.name
                && (is_proved(FEDERATED_TOKEN_MISSING)
                    || case.assertion.is_none() && is_proved(user_assertion::USER_ASSERTION_KIND))
            // What is wrong with the user's token is in the token.
            || stated.id.name == ERROR_USER_ASSERTION.name && user_assertion::CAUSES.iter().any(|id| is_proved(id))
            // An application that is not found was looked for in another tenant.
            || stated.id.name == ERROR_OTHER_CODE.name && is_proved(AUDIENCE_TENANT)
    };
    // That the certificate of an authority is not registered is no reason to register it.
    let is_chain = is_proved(WRONG_CERTIFICATE_OF_CHAIN);
    let places: Vec<bool> = findings.iter().map(|finding| finding.stated && steps_back(finding)).collect();
    for (finding, _) in findings.iter_mut().zip(places).filter(|(_, steps_back)| *steps_back) {
        *finding = understood(case, finding);
    }
    let absent = |finding: &&mut Finding| is_chain && finding.id.name == CERTIFICATE_NOT_REGISTERED.name;
    for finding in findings.iter_mut().filter(absent) {
        *finding = Finding { status: Status::Note, confidence: None, advice: Vec::new(), ..finding.clone() };
    }
}
