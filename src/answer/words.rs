//! The server's words for each code, as published. They are its own and not translated.

use super::Refusal;
use super::{lookup, table};
use crate::case::Case;
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::endpoint::endpoint;
use crate::evidence::request::Body;
use crate::evidence::server_error::Reason;
use crate::notation::instant::Instant;
use crate::notation::text::{is_guid, shorten};

/// Characters of a value of the token that are repeated.
const VALUE_CHARS: usize = 400;

const CLIENT: &str = "invalid_client";
const REQUEST: &str = "invalid_request";
const GRANT: &str = "invalid_grant";

/// Every code that can be predicted, in order, with `error` in the JSON of its answer and its words; what stands in braces is
/// filled in by [`value`]. What is not known of them is `…`; those of AADSTS700027 depend on the reason.
const CODES: &[(u64, &str, &str)] = &[
    (50_013, GRANT, "Assertion failed signature validation."),
    (50_027, REQUEST, "JWT token is invalid or malformed."),
    (50_032, CLIENT, "RSA key size {bits} is less than the minimum required 2048 bits."),
    (50_048, CLIENT, "Subject must match the issuer claim in the client assertion."),
    (70_003, "unsupported_grant_type", "The app requested an unsupported grant type '{grant_type}'."),
    (70_025, CLIENT, "Client application has no configured federated identity credentials."),
    (90_011, REQUEST, "Unexpected client assertion type."),
    (
        90_014,
        REQUEST,
        "The required field '{field}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
    ),
    (240_002, GRANT, "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant."),
    (
        500_131,
        GRANT,
        "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{user aud}' and the expected audience is '{application}' or one of the Application Uris of this application.",
    ),
    (500_132, GRANT, "Assertion is malformed and cannot be read."),
    (
        500_133,
        GRANT,
        "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: {now}, expiry time of assertion {user exp}.",
    ),
    (
        700_016,
        "unauthorized_client",
        "Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    ),
    (700_021, CLIENT, "Client assertion application identifier doesn't match 'client_id' parameter. {page}"),
    (700_022, CLIENT, "No Subject claim provided in the assertion. {page}"),
    (700_023, CLIENT, "Client assertion audience claim does not match Realm issuer. {page}"),
    (
        700_024,
        CLIENT,
        "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {nbf}, expiry time of assertion {exp}. {page}",
    ),
    (700_026, CLIENT, "Client application has no configured keys."),
    (700_027, CLIENT, "…"),
    (700_211, CLIENT, "{none} issuer '{iss}'. {federation}"),
    (700_212, CLIENT, "{none} audience '{aud}'. {federation}"),
    (700_213, CLIENT, "{none} subject '{sub}'. {federation}"),
    (700_229, CLIENT, "…"),
    (700_231, CLIENT, "…"),
    (700_263, CLIENT, "…"),
    (900_144, REQUEST, "The request body must contain the following parameter: '{missing}'."),
    (
        1_000_014,
        GRANT,
        "Cannot issue On-Behalf-Of token for tenant '{tenant}' as JWT bearer token was issued for '{user tid}'.",
    ),
    (
        1_002_012,
        "invalid_scope",
        "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
    ),
    (
        5_002_723,
        CLIENT,
        "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token header.",
    ),
    (5_002_726, REQUEST, "Invalid JWT token. Found unsupported token header. Supported headers are: …"),
    (5_002_727, REQUEST, "Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'."),
    (5_002_730, REQUEST, "Invalid JWT token. Unsupported key for the signing algorithm."),
    (
        5_002_738,
        REQUEST,
        "Invalid JWT token. '{alg}' is not a supported signature algorithm. Supported signing algorithms are: …",
    ),
    (7_000_110, REQUEST, "Request is ambiguous, multiple application identifiers found."),
    (
        7_000_215,
        CLIENT,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client_id}'.",
    ),
    (
        7_000_216,
        CLIENT,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
    (
        7_000_218,
        CLIENT,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    (
        7_002_137,
        CLIENT,
        "{none} subject '{sub}'. Please make sure the federated identity credential Subject is '{wanted}'.",
    ),
    (
        7_002_138,
        CLIENT,
        "{none} subject '{sub}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {federation}",
    ),
    (9_002_323, REQUEST, "Certificate must be a valid base64 encoded certificate."),
    (
        9_002_324,
        REQUEST,
        "Request should not contain more than one client credential parameters, this includes 'client_secret', 'client_assertion' and 'request' parameters.",
    ),
];

/// `error` and the words of a code; `None` if it is never predicted.
pub(super) fn of(code: u64) -> Option<(&'static str, &'static str)> {
    CODES.iter().find(|(known, ..)| *known == code).map(|(_, error, words)| (*error, *words))
}

const POINTER: &str = "Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{app}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/{app}'";
const HINT: &str = " Alternatively, SNI may be configured on the app. Please ensure that client assertion is being sent with the x5c claim in the JWT header using MSAL's WithSendX5C() method so that Azure Active Directory can validate the certificate being used.";

/// `error_description` without its ids and time.
pub(super) fn description(case: &Case<'_>, refusal: &Refusal, thumbprint: Option<&str>) -> String {
    let mut text = format!("AADSTS{}: ", refusal.code);
    match refusal.reason {
        Some(reason) => of_key(&mut text, case, refusal, reason, thumbprint),
        None => {
            let (_, words) = of(refusal.code).unwrap_or_default();
            fill(&mut text, words, &|name| value(case, name));
        }
    }
    text
}

/// Appends a text with its names in braces replaced.
fn fill(text: &mut String, words: &str, value: &dyn Fn(&str) -> String) {
    for (index, piece) in words.split(['{', '}']).enumerate() {
        if index % 2 == 0 { text.push_str(piece) } else { text.push_str(&value(piece)) }
    }
}

fn of_key(text: &mut String, case: &Case<'_>, refusal: &Refusal, reason: Reason, thumbprint: Option<&str>) {
    text.push_str(match reason {
        _ if refusal.code == 50_013 => of(50_013).unwrap_or_default().1,
        Reason::KeyNotFound => {
            "The certificate with identifier used to sign the client assertion is not registered on application."
        }
        Reason::KeyExpired => {
            "The certificate with identifier used to sign the client assertion is expired on application."
        }
        Reason::SignatureMismatch => "Client assertion failed signature validation.",
    });
    text.push_str(" [Reason - ");
    text.push_str(reason_words(reason));
    if let Some(thumbprint) = thumbprint {
        fill(text, ", Thumbprint of key used by client: '{}'", &|_| thumbprint.to_owned());
    }
    if let Some((Some(start), Some(end))) = refusal.found {
        let date = |name: &str| us_date(if name == "start" { start } else { end });
        fill(text, ", Found key 'Start={start}, End={end}'", &date);
    }
    let registered = || case.registration.and_then(|one| one.app_id.as_deref());
    // The keys of Entra ID itself, which signs users' tokens, are those of no application.
    let app = match refusal.code {
        50_013 => Some("00000000-0000-0000-0000-000000000000"),
        _ => case.client_id().or_else(registered),
    };
    if let Some(app) = app {
        text.push_str(", ");
        fill(text, POINTER, &|_| app.to_owned());
    }
    text.push_str("].");
    if reason == Reason::KeyNotFound && lookup::trusts_subjects(case) {
        text.push_str(HINT);
    }
}

/// What stands after `Reason - `.
pub(super) fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::KeyNotFound => "The key was not found.",
        Reason::KeyExpired => "The key used is expired.",
        Reason::SignatureMismatch => "Key was found, but use of the key to verify the signature failed.",
    }
}

/// A value in the words of [`CODES`]: a parameter of the request, a header parameter, a claim, or what is computed.
fn value(case: &Case<'_>, name: &str) -> String {
    let token = case.assertion;
    let shown = match name {
        "now" => return net_time(Some(case.clock.at)),
        "nbf" | "exp" => return net_time(time(token, name)),
        "user exp" => return net_time(time(case.user_token(), "exp")),
        "alg" => return member(token, Part::Header, name),
        "iss" | "sub" | "aud" => return member(token, Part::Claims, name),
        "user aud" | "user tid" => return member(case.user_token(), Part::Claims, name.get(5..).unwrap_or_default()),
        "bits" => return case.named_leniently().map_or(0, |one| one.key.bits()).to_string(),
        "page" => {
            "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."
        }
        "none" => "No matching federated identity record found for presented assertion",
        "federation" => {
            "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
        }
        "field" if token.and_then(|one| one.claim_str("iss")).is_none_or(|iss| iss.trim().is_empty()) => "iss",
        "field" => "aud",
        // What is no form has no parameters.
        "missing" => match table::missing(case) {
            missing if case.request.is_some_and(|one| matches!(one.body, Body::Form(_))) && !missing.is_empty() => {
                missing
            }
            _ => "grant_type",
        },
        "wanted" => table::with_placeholder(case).unwrap_or_default(),
        "tenant" => tenant(case).unwrap_or("…"),
        "application" => application(case).unwrap_or("…"),
        parameter => case.request.and_then(|request| request.value(parameter)).unwrap_or_default(),
    };
    shorten(shown, VALUE_CHARS)
}

/// The text of a header parameter or claim.
fn member(token: Option<&Assertion>, part: Part, name: &str) -> String {
    let member = token.and_then(|one| one.member(part, name));
    let text = member.map(|one| one.value.as_str().unwrap_or(&one.text)).unwrap_or_default();
    shorten(text, VALUE_CHARS)
}

fn time(token: Option<&Assertion>, name: &str) -> Option<Instant> {
    token?.time(name)?.seconds()
}

fn application<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let requested = case.request.and_then(|one| one.value("client_id")).filter(|id| is_guid(id));
    let registered = || case.registration.and_then(|one| one.app_id.as_deref());
    requested.or_else(|| case.client_id()).or_else(registered)
}

/// The tenant that is asked: of the request's address, else of the audience.
fn tenant<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let of_request = case.request.and_then(|one| one.endpoint()).map(|to| to.tenant);
    let of_audience = || case.assertion.and_then(|one| one.claim_str("aud")).and_then(endpoint).map(|to| to.tenant);
    of_request.or_else(of_audience).filter(|tenant| !tenant.is_empty())
}

/// `2026-11-23T10:00:00.0000000Z`; 1970 for a time that is not there.
fn net_time(time: Option<Instant>) -> String {
    time.unwrap_or_default().rfc3339().replace('Z', ".0000000Z")
}

/// `11/23/2026 10:00:00`, in UTC.
fn us_date(time: Instant) -> String {
    let text = time.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    [part(5, 7), "/", part(8, 10), "/", part(0, 4), " ", part(11, 19)].concat()
}
