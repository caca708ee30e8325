//! Does the request have every parameter, each exactly once?

use super::reasons::{NO_PARAMETERS, NO_REQUEST};
use super::request_fault::{request_fault, sure};
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, EvidenceValue, Finding, evidence, ids, pass, skip, warning};
use crate::evidence::endpoint::cloud;
use crate::evidence::request::Request;
use crate::language::Text;
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # A parameter of the request is missing
    /// Looks for the parameters that the request's grant needs; without a request, for AADSTS900144, 7000216, 7000218 and
    /// 7000219.
    ///
    /// The token endpoint needs grant_type, client_id, scope, client_assertion_type and client_assertion. The older endpoint
    /// without v2.0 in its address takes resource in place of scope. An empty parameter is as good as none.
    ///
    /// fix: Add the parameter that is missing.
    /// raises: error AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'. ; only-error
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_PARAMETER_MISSING {
        id: "request-parameter-missing",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [MS_CLIENT_CREDENTIALS],
    }

    /// # A parameter is sent twice
    /// Looks for parameters of the same name.
    ///
    /// Each parameter may be sent once. Which of two the server takes is not written down; where two client ids are found, it
    /// says that the request is ambiguous (AADSTS7000110).
    ///
    /// fix: Send the parameter once.
    /// raises: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    REQUEST_PARAMETER_TWICE {
        id: "request-parameter-twice",
        stage: Request,
        guide: [DiagnoseParameters, FixTest],
        citations: [RFC6749_TOKEN],
    }

    /// # The request has its parameters
    /// Every parameter that the grant needs is there, each once.
    REQUEST_PARAMETERS_COMPLETE {
        id: "request-parameters-complete",
        stage: Request,
        guide: [FixTest],
        citations: [MS_CLIENT_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "request_parameters",
    question: phrase!("Does the request have every parameter, each exactly once?"),
    ids: &[REQUEST_PARAMETER_MISSING, REQUEST_PARAMETER_TWICE, REQUEST_PARAMETERS_COMPLETE],
    run,
};

/// The value of client_assertion_type (RFC 7523 §2.2).
pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Its value if the assertion is bound to a certificate, which TLS proves the possession of.
pub(crate) const BOUND_ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-pop";

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(request) = case.request else { return vec![skip(REQUEST_PARAMETERS_COMPLETE, NO_REQUEST)] };
    if request.parameters().is_empty() {
        return vec![skip(REQUEST_PARAMETERS_COMPLETE, NO_PARAMETERS)];
    }
    let findings: Vec<Finding> =
        [missing(case, request), resource(request), twice(case, request)].into_iter().flatten().collect();
    if findings.is_empty() {
        return vec![pass(REQUEST_PARAMETERS_COMPLETE).title(say!("The request has every parameter, each once."))];
    }
    findings
}

/// Whether the request goes to the endpoint without v2.0.
pub(crate) fn is_v1(request: &Request) -> bool {
    request.endpoint().is_some_and(|endpoint| endpoint.path == "/oauth2/token")
}

fn has(request: &Request, name: &str) -> bool {
    request.parameter(name).is_some_and(|one| !one.value.trim().is_empty())
}

fn missing(case: &Case<'_>, request: &Request) -> Option<Finding> {
    let grant = request.value("grant_type").unwrap_or_default();
    let assertion = request.assertion().is_some();
    let secret = has(request, "client_secret") || request.is_basic();
    let application = grant == "client_credentials";
    let user = grant == "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let iss = case.assertion.and_then(|one| one.claim_str("iss")).filter(|iss| is_guid(iss));
    // Without its address, a body that has resource may go to the endpoint that reads it.
    let may_be_v1 = request.endpoint().is_none() && has(request, "resource");
    let needed = [
        ("grant_type", true, EvidenceValue::from("client_credentials")),
        (
            "client_id",
            !request.is_basic(),
            iss.map_or_else(|| say!("the application's client id").into(), EvidenceValue::from),
        ),
        ("scope", application && !is_v1(request) && !may_be_v1, "https://graph.microsoft.com/.default".into()),
        ("client_assertion_type", assertion, ASSERTION_TYPE.into()),
        ("client_assertion", !assertion && !secret, say!("the assertion").into()),
        ("assertion", user, say!("the user's token").into()),
        ("requested_token_use", user, "on_behalf_of".into()),
    ];
    let lacks: Vec<(&str, EvidenceValue)> = needed
        .into_iter()
        .filter(|(name, needed, _)| *needed && !has(request, name))
        .map(|(name, _, expected)| (name, expected))
        .collect();
    let (first, _) = lacks.first()?;
    // It is not known for certain that the id in the assertion is not enough.
    let confidence = if *first == "client_id" && lacks.len() == 1 { Likely } else { sure(request) };
    let names = lacks.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let mut finding = request_fault(case, REQUEST_PARAMETER_MISSING, confidence);
    finding = match (names.as_str(), has(request, "resource")) {
        ("scope", true) => finding
            .title(say!("The request has resource where this endpoint reads scope."))
            .advise(say!("Send scope with the resource and /.default behind it, in place of resource.")),
        _ if user && !has(request, "assertion") => finding
            .title(say!("The request lacks {names}: its grant is on-behalf-of, which exchanges a user's token.", names))
            .advise(say!("To sign in as the application itself, send grant_type=client_credentials.")),
        _ => finding.title(say!("The request lacks {names}.", names)),
    };
    Some(lacks.into_iter().fold(finding, |finding, (name, expected)| {
        let empty = request.parameter(name).is_some();
        let proof = evidence(say!("request, {name}", name)).found("").meaning(if empty {
            say!("empty")
        } else {
            say!("absent")
        });
        finding.evidence(proof.expected(expected))
    }))
}

/// The older endpoint uses a default if resource is missing, so this is not a cause.
fn resource(request: &Request) -> Option<Finding> {
    // AD FS has the same path.
    let ours = request.endpoint().is_some_and(|endpoint| cloud(endpoint.host).is_some());
    let lacks = ours
        && is_v1(request)
        && request.value("grant_type") == Some("client_credentials")
        && !has(request, "resource");
    let proof = || {
        let scope = request.value("scope").and_then(|scope| scope.strip_suffix("/.default")).unwrap_or_default();
        evidence(say!("request, resource")).found("").meaning(say!("absent")).expected(if scope.is_empty() {
            "https://graph.microsoft.com"
        } else {
            scope
        })
    };
    lacks.then(|| {
        warning(REQUEST_PARAMETER_MISSING)
            .title(say!("The request goes to the endpoint without v2.0, which reads resource, and has none."))
            .evidence(proof())
    })
}

fn twice(case: &Case<'_>, request: &Request) -> Option<Finding> {
    let all = request.parameters();
    let again = all.iter().enumerate().find(|(at, one)| all.iter().take(*at).any(|other| other.name == one.name))?.1;
    let same: Vec<String> =
        all.iter().filter(|one| one.name == again.name).map(|one| shorten(&one.shown(), 80)).collect();
    let count = same.len();
    let name = shorten(&again.name, 40);
    let title = match count {
        2 => say!("The request has {name} twice.", name),
        _ => say!("The request has {name} {count} times.", name, count),
    };
    Some(request_fault(case, REQUEST_PARAMETER_TWICE, Likely).title(title).evidence(
        evidence(say!("request, {name}", name)).found(Text::verbatim(same.join(" · "))).expected(say!("once")),
    ))
}
