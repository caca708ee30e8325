//! Is the assertion addressed to the tenant and the cloud that the request goes to?

use super::reasons::{NO_ASSERTION, NO_REQUEST, NOT_CARRIED};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, Id, cause, evidence, ids, in_claim, note, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::endpoint::{Endpoint, cloud, endpoint};
use crate::evidence::request::{Request, is_placeholder};
use crate::language::Text;
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # The audience is another tenant
    /// Compares the tenant in aud with the tenant in the request's address; without a request, looks for AADSTS700023.
    ///
    /// The tenant in aud must be the tenant that the request is sent to, in the same cloud.
    ///
    /// fix: Compare the tenant in aud with the tenant in the address that you send to, and the hosts of both.
    /// raises: error AADSTS700016: Application with identifier 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11' was not found in the directory '0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10'.
    /// raises: error AADSTS700023: Client assertion audience claim does not match Realm issuer. ; only-error
    /// raises: request curl https://login.microsoftonline.com/0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    /// raises: request curl https://login.microsoftonline.com/common/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    /// mended: request curl https://login.windows.net/72F988BF-86F1-41AF-91AB-2D7CD011DB47/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    AUDIENCE_TENANT {
        id: "audience-tenant",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [MS_ERROR_CODES, MS_NATIONAL_CLOUDS],
    }

    /// # The audience is another cloud
    /// Compares the host in aud with the host that the request goes to.
    ///
    /// The clouds (global, US government, China) know nothing of one another. An assertion for one is not taken by the
    /// other, even where the tenant's id is right. The older names of a cloud's host are as good as its present one.
    ///
    /// fix: Use the hosts of one cloud in aud, in the address that you send to, and in scope.
    /// raises: request curl https://login.microsoftonline.us/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.us/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    /// mended: request curl https://westus.login.microsoft.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'
    AUDIENCE_CLOUD {
        id: "audience-cloud",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters, FixRegenerate],
        citations: [MS_NATIONAL_CLOUDS],
    }

    /// # The audience is where the request goes
    /// aud and the request's address name the same tenant, in the same cloud.
    AUDIENCE_OF_REQUEST {
        id: "audience-of-request",
        stage: Audience,
        guide: [IssueAssertion, DiagnoseParameters],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "audience_request",
    question: phrase!("Is the assertion addressed to the tenant and the cloud that the request goes to?"),
    ids: &[AUDIENCE_TENANT, AUDIENCE_CLOUD, AUDIENCE_OF_REQUEST],
    run,
};

/// Path names that do not stand for one particular tenant.
const NO_TENANT: [&str; 3] = ["common", "organizations", "consumers"];

fn run(case: &Case<'_>) -> Vec<Finding> {
    let no = |why: Text| vec![skip(AUDIENCE_OF_REQUEST, why)];
    let Some(request) = case.request else {
        return vec![searched_elsewhere(case).unwrap_or_else(|| skip(AUDIENCE_OF_REQUEST, NO_REQUEST.say()))];
    };
    let Some(assertion) = case.assertion else { return no(NO_ASSERTION.say()) };
    if request.assertion().is_none() {
        return no(NOT_CARRIED.say());
    }
    let Some(to) = request.endpoint() else { return no(say!("the text does not say where the request goes")) };
    let Some(aud) = assertion.claim_str("aud") else { return no(say!("aud is no text")) };
    if aud == request.address() {
        return vec![
            pass(AUDIENCE_OF_REQUEST)
                .title(say!("aud is the address that the request goes to."))
                .evidence(evidence(say!("request, address")).found(request.address())),
        ];
    }
    let Some((meant, aud_cloud)) = endpoint(aud).and_then(|meant| Some((meant, cloud(meant.host)?))) else {
        return no(say!("aud is no address of Entra ID"));
    };
    let Some(to_cloud) = cloud(to.host) else {
        return no(say!("the request goes to {host}, which is no known host of Entra ID", host = shorten(to.host, 60)));
    };
    let proof = |finding: Finding, found: &str, sent: &str| {
        let place = assertion.characters_of(Part::Claims, "aud");
        finding
            .evidence(
                in_claim("aud")
                    .found(found)
                    .expected(sent)
                    .expected_meaning(say!("as in the request's address"))
                    .at(place),
            )
            .evidence(evidence(say!("request, address")).found(request.address()))
    };
    if aud_cloud != to_cloud {
        let title = say!(
            "The assertion is addressed to {meant} ({host}), but the request goes to {cloud} ({sent}).",
            meant = aud_cloud.name(),
            host = meant.host,
            cloud = to_cloud.name(),
            sent = to.host
        );
        return vec![proof(cause(AUDIENCE_CLOUD, Certain).title(title), meant.host, to.host)];
    }
    match tenants(request, meant, to) {
        Tenants::Unknown(why) => no(why),
        Tenants::Same => vec![
            pass(AUDIENCE_OF_REQUEST)
                .title(say!(
                    "aud and the request's address name the tenant {tenant}.",
                    tenant = shorten(meant.tenant, 60)
                ))
                .evidence(evidence(say!("request, address")).found(request.address())),
        ],
        Tenants::Fault(finding) => vec![proof(*finding, meant.tenant, to.tenant)],
    }
}

/// The error says in which tenant the server looked, and the audience names another one.
fn searched_elsewhere(case: &Case<'_>) -> Option<Finding> {
    let (error, assertion) = (case.error?, case.assertion?);
    let theirs = error.tenant.as_deref().filter(|id| is_guid(id) && !error.is_about_user_assertion())?;
    let ours = endpoint(assertion.claim_str("aud")?)?.tenant;
    (is_guid(ours) && !ours.eq_ignore_ascii_case(theirs)).then(|| {
        let is_ours = error.app_id.as_deref().zip(case.client_id()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        cause(AUDIENCE_TENANT, if is_ours { Certain } else { Likely })
            .title(say!(
                "The server looked in the tenant {theirs}; the assertion's audience is the tenant {ours}.",
                theirs,
                ours
            ))
            .evidence(
                in_claim("aud")
                    .found(ours)
                    .expected(theirs)
                    .expected_meaning(say!("as the error says"))
                    .at(assertion.characters_of(Part::Claims, "aud")),
            )
    })
}

enum Tenants {
    Same,
    Unknown(Text),
    Fault(Box<Finding>),
}

fn tenants(request: &Request, meant: Endpoint<'_>, to: Endpoint<'_>) -> Tenants {
    let general = |tenant: &str| NO_TENANT.iter().any(|name| tenant.eq_ignore_ascii_case(name));
    let id: &'static Id = AUDIENCE_TENANT;
    let (ours, theirs) = (shorten(meant.tenant, 60), shorten(to.tenant, 60));
    let fault = |finding: Finding, title: Text| Tenants::Fault(Box::new(finding.title(title)));
    if is_placeholder(to.tenant) || is_placeholder(meant.tenant) || to.tenant.is_empty() || meant.tenant.is_empty() {
        Tenants::Unknown(say!("a placeholder stands where the tenant belongs"))
    } else if to.tenant.eq_ignore_ascii_case(meant.tenant) {
        Tenants::Same
    } else if general(meant.tenant) {
        Tenants::Unknown(say!("aud names no tenant of its own"))
    } else if general(to.tenant) {
        let title =
            say!("The request goes to /{theirs}, which is no tenant of its own; aud names {ours}.", theirs, ours);
        // Multi-tenant web applications sign users in there.
        match request.value("grant_type") {
            Some("client_credentials") => fault(cause(id, Likely), title),
            _ => fault(note(id), title),
        }
    } else if is_guid(to.tenant) && is_guid(meant.tenant) {
        fault(
            cause(id, Certain),
            say!("The audience is the tenant {ours}, but the request goes to {theirs}.", ours, theirs),
        )
    } else {
        let title = say!(
            "aud names the tenant {ours}, the request's address {theirs}; whether these are one tenant cannot be told offline.",
            ours,
            theirs
        );
        fault(note(id), title)
    }
}
