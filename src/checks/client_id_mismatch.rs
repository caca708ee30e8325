//! Is the request's client_id the application that the assertion speaks for?

use super::reasons::{NO_ASSERTION, NO_REQUEST, NOT_CARRIED};
use crate::case::Case;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, in_claim, pass, skip};
use crate::evidence::assertion::Part;
use crate::notation::text::shorten;

ids! {
    /// # The client id of the request is another one
    /// Compares client_id of the request with iss and sub, and both with the ids of the registration; without these, looks for
    /// AADSTS700021 and 7000220.
    ///
    /// The parameter client_id of the request, and iss and sub of the assertion, must be one and the same application.
    ///
    /// fix: Set iss and sub to the client_id that the request carries.
    /// raises: error AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter. ; only-error
    /// raises: request grant_type=client_credentials&client_id=0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    /// raises: claims {"iss":"0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10","sub":"0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10"} ; registered {"id":"0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10","appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}"}]}
    /// mended: request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}
    CLIENT_ID_MISMATCH {
        id: "client-id-mismatch",
        stage: Issuer,
        guide: [IssueCredentials, DiagnoseParameters, FixCredentials],
        citations: [MS_ERROR_CODES, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The client id of the request is that of the assertion
    /// client_id, iss and sub are one application.
    CLIENT_ID_OF_REQUEST {
        id: "client-id-of-request",
        stage: Issuer,
        guide: [IssueCredentials, DiagnoseParameters, FixCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "client_id_mismatch",
    question: phrase!("Is the request's client_id the application that the assertion speaks for?"),
    ids: &[CLIENT_ID_MISMATCH, CLIENT_ID_OF_REQUEST],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    if let Some(finding) = object_id(case) {
        return vec![finding];
    }
    let Some(request) = case.request else { return vec![skip(CLIENT_ID_OF_REQUEST, NO_REQUEST)] };
    let Some(assertion) = case.assertion else { return vec![skip(CLIENT_ID_OF_REQUEST, NO_ASSERTION)] };
    if request.assertion().is_none() {
        return vec![skip(CLIENT_ID_OF_REQUEST, NOT_CARRIED)];
    }
    let Some(sent) = request.value("client_id") else {
        return vec![skip(CLIENT_ID_OF_REQUEST, say!("the request tells no client_id"))];
    };
    let claims: Vec<(&str, &str)> =
        ["iss", "sub"].into_iter().filter_map(|name| Some((name, assertion.claim_str(name)?))).collect();
    if claims.is_empty() {
        return vec![skip(CLIENT_ID_OF_REQUEST, say!("the assertion has neither iss nor sub"))];
    }
    let place = |name: &str, value: &str| in_claim(name).found(value).at(assertion.characters_of(Part::Claims, name));
    // It is not known whether Entra compares case-sensitively, so nothing is claimed about it.
    let Some((name, value)) = claims.iter().find(|(_, value)| !value.eq_ignore_ascii_case(sent)) else {
        let proof = evidence(say!("request, client_id")).found(sent);
        return vec![
            pass(CLIENT_ID_OF_REQUEST)
                .title(say!("client_id, iss and sub are {sent}.", sent = shorten(sent, 60)))
                .evidence(proof),
        ];
    };
    vec![
        cause(CLIENT_ID_MISMATCH, Certain)
            .title(say!(
                "The request's client_id is {sent}, but the assertion's {name} is {value}.",
                sent = shorten(sent, 60),
                name,
                value = shorten(value, 60)
            ))
            .evidence(
                evidence(say!("request, client_id"))
                    .found(sent)
                    .expected(*value)
                    .expected_meaning(say!("the same as {name}", name)),
            )
            .evidence(place(name, value).expected(sent).expected_meaning(say!("the request's client_id"))),
    ]
}

/// The portal lists an application's client id and object id one below the other; the object id is the wrong one here.
fn object_id(case: &Case<'_>) -> Option<Finding> {
    let registration = case.registration?;
    let (object, client) = (registration.object_id.as_deref()?, registration.app_id.as_deref()?);
    let assertion = case.assertion?;
    let name = ["iss", "sub"]
        .into_iter()
        .find(|name| assertion.claim_str(name).is_some_and(|id| id.eq_ignore_ascii_case(object)))?;
    Some(
        cause(CLIENT_ID_MISMATCH, Certain)
            .title(say!(
                "{name} is the application's object id ({object}); its client id is {client}.",
                name,
                object,
                client
            ))
            .evidence(
                in_claim(name)
                    .found(object)
                    .meaning(say!("the object id"))
                    .expected(client)
                    .expected_meaning(say!("the client id"))
                    .at(assertion.characters_of(Part::Claims, name)),
            ),
    )
}
