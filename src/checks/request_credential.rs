//! Does the request carry the assertion where the server looks for it, and no second credential?

use super::reasons::{NO_PARAMETERS, NO_REQUEST, NOT_CARRIED};
use super::request_fault::{request_fault, sure};
use super::request_parameters::{ASSERTION_TYPE, BOUND_ASSERTION_TYPE};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, EvidenceValue, Finding, evidence, ids, pass, skip};
use crate::evidence::request::{Parameter, Request, is_token};
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # client_assertion_type is not the one for a JWT
    /// Compares the parameter client_assertion_type with the one value that stands for a JWT.
    ///
    /// The value is a name, compared letter by letter. People send the one for SAML, the name of a grant, http in place of
    /// urn, or a value that was encoded twice.
    ///
    /// fix: Send client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-bearer&client_assertion={jws}
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn%253Aietf%253Aparams%253Aoauth%253Aclient-assertion-type%253Ajwt-bearer&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_ASSERTION_TYPE {
        id: "request-assertion-type",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [RFC7523_CLIENT, MS_CLIENT_CREDENTIALS],
    }

    /// # The request carries two credentials
    /// Looks for a client secret or a Basic header beside the assertion; without a request, for AADSTS9002324.
    ///
    /// A client secret and a client assertion must not be sent together.
    ///
    /// fix: Remove client_secret, or the Authorization header, from the request.
    /// raises: error AADSTS9002324: Request should not contain more than one client credential parameters. ; only-error
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_secret=abc~123&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_TWO_CREDENTIALS {
        id: "request-two-credentials",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_CLIENT_CREDENTIALS, RFC6749_CLIENT],
    }

    /// # The assertion stands in another parameter
    /// Looks for a signed token in a parameter that is not client_assertion, while client_assertion is absent.
    ///
    /// The server looks for the client assertion in client_assertion alone. In client_secret it is a wrong secret
    /// (AADSTS7000215), in assertion it is a user's token (AADSTS50013 and its kin).
    ///
    /// fix: Send the token in client_assertion.
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_secret={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_WRONG_PARAMETER {
        id: "request-wrong-parameter",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [RFC7523_CLIENT, MS_CLIENT_CREDENTIALS],
    }

    /// # The request carries the assertion as it should
    /// The assertion is in client_assertion, its type beside it, and there is no other credential.
    REQUEST_CREDENTIAL {
        id: "request-credential",
        stage: Request,
        guide: [FixTest],
        citations: [RFC7523_CLIENT, MS_CLIENT_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "request_credential",
    question: phrase!("Does the request carry the assertion where the server looks for it, and no second credential?"),
    ids: &[REQUEST_ASSERTION_TYPE, REQUEST_TWO_CREDENTIALS, REQUEST_WRONG_PARAMETER, REQUEST_CREDENTIAL],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(request) = case.request else { return vec![skip(REQUEST_CREDENTIAL, NO_REQUEST)] };
    if request.parameters().is_empty() {
        return vec![skip(REQUEST_CREDENTIAL, NO_PARAMETERS)];
    }
    let findings: Vec<Finding> =
        [wrong_place(case, request), kind(case, request), two(case, request)].into_iter().flatten().collect();
    match (findings.is_empty(), request.assertion()) {
        (false, _) => findings,
        (true, Some(_)) => {
            vec![pass(REQUEST_CREDENTIAL).title(say!("The request carries the assertion in client_assertion."))]
        }
        (true, None) if request.parameter("client_secret").is_some() => {
            vec![skip(REQUEST_CREDENTIAL, say!("the request carries a client secret, no assertion"))]
        }
        (true, None) => vec![skip(REQUEST_CREDENTIAL, NOT_CARRIED)],
    }
}

fn wrong_place(case: &Case<'_>, request: &Request) -> Option<Finding> {
    let spelled = |one: &&Parameter| {
        let bare: String = one.name.chars().filter(char::is_ascii_alphanumeric).collect();
        bare.eq_ignore_ascii_case("clientassertion") && one.name != "client_assertion"
    };
    if request.parameter("client_assertion").is_some_and(|one| !one.value.trim().is_empty()) {
        return None;
    }
    let other = request.assertion().or_else(|| request.parameters().iter().find(spelled))?;
    let confidence = if other.name == "client_secret" { Certain } else { Likely };
    let name = shorten(&other.name, 40);
    let shown: EvidenceValue = if is_token(&other.value) {
        say!("a signed token").into()
    } else {
        Text::verbatim(shorten(&other.shown(), 80)).into()
    };
    Some(
        request_fault(case, REQUEST_WRONG_PARAMETER, confidence)
            .title(say!("The assertion stands in {name}; the server looks for it in client_assertion.", name))
            .evidence(
                evidence(say!("request, {name}", name))
                    .found(shown)
                    .expected(say!("in the parameter client_assertion")),
            ),
    )
}

fn kind(case: &Case<'_>, request: &Request) -> Option<Finding> {
    let sent =
        request.value("client_assertion_type").filter(|sent| ![ASSERTION_TYPE, BOUND_ASSERTION_TYPE].contains(sent))?;
    let lower = sent.to_ascii_lowercase();
    let shown = shorten(sent, 80);
    let title = if lower.contains("saml2-bearer") {
        say!("client_assertion_type is the one for SAML: {shown}.", shown)
    } else if lower.contains("%3a") {
        say!("client_assertion_type was encoded twice: {shown}.", shown)
    } else if lower.contains("grant-type") {
        say!("client_assertion_type is the name of a grant: {shown}.", shown)
    } else if lower.starts_with("http") {
        say!("client_assertion_type is an address; the name begins with urn:: {shown}.", shown)
    } else {
        say!("client_assertion_type is not the one for a JWT: {shown}.", shown)
    };
    // They differ only in case; it is not known how strictly the server compares them.
    let confidence = if lower == ASSERTION_TYPE { Likely } else { sure(request) };
    Some(
        request_fault(case, REQUEST_ASSERTION_TYPE, confidence)
            .title(title)
            .evidence(evidence(say!("request, client_assertion_type")).found(sent).expected(ASSERTION_TYPE)),
    )
}

fn two(case: &Case<'_>, request: &Request) -> Option<Finding> {
    let full = |name: &str| request.parameter(name).filter(|one| !one.value.trim().is_empty());
    full("client_assertion")?;
    if let Some(secret) = full("client_secret") {
        let proof = evidence(say!("request, client_secret")).found(secret.shown()).expected(say!("absent"));
        let title = say!("The request carries a client secret beside the assertion; only one of them may be sent.");
        return Some(request_fault(case, REQUEST_TWO_CREDENTIALS, sure(request)).title(title).evidence(proof));
    }
    if !request.is_basic() {
        return None;
    }
    let proof = evidence(say!("request, Authorization header")).found("Basic").expected(say!("absent"));
    let title = say!("The request carries a Basic header beside the assertion; only one of them may be sent.");
    Some(request_fault(case, REQUEST_TWO_CREDENTIALS, Likely).title(title).evidence(proof))
}
