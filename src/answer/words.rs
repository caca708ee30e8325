//! The server's words for each code, as published. They are its own and not translated.

use super::Refusal;
use super::{lookup, table};
use crate::case::Case;
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::endpoint::endpoint;
use crate::evidence::server_error::Reason;
use crate::notation::instant::Instant;
use crate::notation::text::{is_guid, shorten};

/// Characters of a value of the token that are repeated.
const VALUE_CHARS: usize = 400;
const PAGE: &str =
    "Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
const FEDERATION: &str = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

/// `error_description` without its ids and time.
pub(super) fn description(case: &Case<'_>, refusal: &Refusal, thumbprint: Option<&str>) -> String {
    let words = match refusal.reason {
        Some(reason) => of_key(case, refusal, reason, thumbprint),
        None => of_code(case, refusal.code),
    };
    format!("AADSTS{}: {words}", refusal.code)
}

fn of_key(case: &Case<'_>, refusal: &Refusal, reason: Reason, thumbprint: Option<&str>) -> String {
    let headline = match reason {
        _ if refusal.code == 50_013 => "Assertion failed signature validation.",
        Reason::KeyNotFound => {
            "The certificate with identifier used to sign the client assertion is not registered on application."
        }
        Reason::KeyExpired => {
            "The certificate with identifier used to sign the client assertion is expired on application."
        }
        Reason::SignatureMismatch => "Client assertion failed signature validation.",
    };
    let why = reason_words(reason);
    let mut parts = vec![format!("[Reason - {why}")];
    parts.extend(thumbprint.map(|hex| format!("Thumbprint of key used by client: '{hex}'")));
    if let Some((Some(start), Some(end))) = refusal.found {
        parts.push(format!("Found key 'Start={}, End={}'", us_date(start), us_date(end)));
    }
    let registered = || case.registration.and_then(|one| one.app_id.as_deref());
    // The keys of Entra ID itself, which signs users' tokens, are those of no application.
    let app = match refusal.code {
        50_013 => Some("00000000-0000-0000-0000-000000000000"),
        _ => case.client_id().or_else(registered),
    };
    parts.extend(app.map(|app| format!("Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{app}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/{app}'")));
    let hint = match reason {
        Reason::KeyNotFound if lookup::trusts_subjects(case) => {
            " Alternatively, SNI may be configured on the app. Please ensure that client assertion is being sent with the x5c claim in the JWT header using MSAL's WithSendX5C() method so that Azure Active Directory can validate the certificate being used."
        }
        _ => "",
    };
    format!("{headline} {}].{hint}", parts.join(", "))
}

/// What stands after `Reason - `.
pub(super) fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::KeyNotFound => "The key was not found.",
        Reason::KeyExpired => "The key used is expired.",
        Reason::SignatureMismatch => "Key was found, but use of the key to verify the signature failed.",
    }
}

fn of_code(case: &Case<'_>, code: u64) -> String {
    let token = case.assertion;
    let header = |name: &str| shown(token, Part::Header, name);
    let claim = |name: &str| shown(token, Part::Claims, name);
    let parameter = |name: &str| {
        let value = case.request.and_then(|request| request.value(name)).unwrap_or_default();
        shorten(value, VALUE_CHARS)
    };
    let time = |name: &str| {
        let time = token.and_then(|one| one.time(name)).and_then(|time| time.seconds());
        net_time(time.unwrap_or_default())
    };
    match code {
        50_027 => "JWT token is invalid or malformed.".into(),
        50_032 => {
            let bits = case.named_leniently().map_or(0, |one| one.key.bits());
            format!("RSA key size {bits} is less than the minimum required 2048 bits.")
        }
        50_048 => "Subject must match the issuer claim in the client assertion.".into(),
        70_003 => format!("The app requested an unsupported grant type '{}'.", parameter("grant_type")),
        70_025 => "Client application has no configured federated identity credentials.".into(),
        90_011 => "Unexpected client assertion type.".into(),
        90_014 => {
            let is_issuer = token.and_then(|one| one.claim_str("iss")).is_none_or(|iss| iss.trim().is_empty());
            let name = if is_issuer { "iss" } else { "aud" };
            format!("The required field '{name}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.")
        }
        240_002 => "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.".into(),
        500_131 => format!("Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{}' and the expected audience is '{}' or one of the Application Uris of this application.", user_claim(case, "aud"), application(case)),
        500_132 => "Assertion is malformed and cannot be read.".into(),
        500_133 => {
            let exp = case.user_token().and_then(|one| one.time("exp")).and_then(|time| time.seconds());
            format!("Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: {}, expiry time of assertion {}.", net_time(case.clock.at), net_time(exp.unwrap_or_default()))
        }
        700_016 => format!("Application with identifier '{}' was not found in the directory '{}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", parameter("client_id"), tenant(case)),
        700_021 => format!("Client assertion application identifier doesn't match 'client_id' parameter. {PAGE}"),
        700_022 => format!("No Subject claim provided in the assertion. {PAGE}"),
        700_023 => format!("Client assertion audience claim does not match Realm issuer. {PAGE}"),
        700_024 => format!("Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry time of assertion {}. {PAGE}", net_time(case.clock.at), time("nbf"), time("exp")),
        700_026 => "Client application has no configured keys.".into(),
        700_211 => format!("No matching federated identity record found for presented assertion issuer '{}'. {FEDERATION}", claim("iss")),
        700_212 => format!("No matching federated identity record found for presented assertion audience '{}'. {FEDERATION}", claim("aud")),
        700_213 => format!("No matching federated identity record found for presented assertion subject '{}'. {FEDERATION}", claim("sub")),
        7_002_137 => {
            let mut subjects = case.federated.iter().flat_map(|one| &one.list).filter_map(|one| one.subject.as_deref());
            let wanted = subjects.find(|subject| subject.contains(table::TENANT_PLACEHOLDER)).unwrap_or_default();
            format!(
                "No matching federated identity record found for presented assertion subject '{}'. Please make sure the federated identity credential Subject is '{}'.",
                claim("sub"),
                shorten(wanted, VALUE_CHARS)
            )
        }
        7_002_138 => format!("No matching federated identity record found for presented assertion subject '{}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {FEDERATION}", claim("sub")),
        900_144 => {
            let name = match table::missing(case) { "" => "grant_type", name => name };
            let is_form = case.request.is_some_and(|one| matches!(one.body, crate::evidence::request::Body::Form(_)));
            format!("The request body must contain the following parameter: '{}'.", if is_form { name } else { "grant_type" })
        }
        1_000_014 => format!("Cannot issue On-Behalf-Of token for tenant '{}' as JWT bearer token was issued for '{}'.", tenant(case), user_claim(case, "tid")),
        1_002_012 => format!("The provided value for scope {} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", parameter("scope")),
        5_002_723 => "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token header.".into(),
        5_002_726 => "Invalid JWT token. Found unsupported token header. Supported headers are: …".into(),
        5_002_727 => "Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'.".into(),
        5_002_730 => "Invalid JWT token. Unsupported key for the signing algorithm.".into(),
        5_002_738 => format!("Invalid JWT token. '{}' is not a supported signature algorithm. Supported signing algorithms are: …", header("alg")),
        7_000_110 => "Request is ambiguous, multiple application identifiers found.".into(),
        7_000_215 => format!("Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.", parameter("client_id")),
        7_000_216 => "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.".into(),
        7_000_218 => "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.".into(),
        9_002_323 => "Certificate must be a valid base64 encoded certificate.".into(),
        9_002_324 => "Request should not contain more than one client credential parameters, this includes 'client_secret', 'client_assertion' and 'request' parameters.".into(),
        // 700229, 700231 and 700263, whose words are not on record.
        _ => "…".into(),
    }
}

/// The text of a header parameter or claim.
fn shown(token: Option<&Assertion>, part: Part, name: &str) -> String {
    let member = token.and_then(|one| one.member(part, name));
    let text = member.map(|one| one.value.as_str().unwrap_or(&one.text)).unwrap_or_default();
    shorten(text, VALUE_CHARS)
}

fn user_claim(case: &Case<'_>, name: &str) -> String {
    shown(case.user_token(), Part::Claims, name)
}

fn application<'c>(case: &'c Case<'_>) -> &'c str {
    let requested = case.request.and_then(|one| one.value("client_id")).filter(|id| is_guid(id));
    let registered = || case.registration.and_then(|one| one.app_id.as_deref());
    requested.or_else(|| case.client_id()).or_else(registered).unwrap_or("…")
}

/// The tenant that is asked: of the request's address, else of the audience.
fn tenant(case: &Case<'_>) -> String {
    let of_request = case.request.and_then(|one| one.endpoint()).map(|to| to.tenant);
    let of_audience = || case.assertion.and_then(|one| one.claim_str("aud")).and_then(endpoint).map(|to| to.tenant);
    let tenant = of_request.or_else(of_audience).filter(|tenant| !tenant.is_empty());
    shorten(tenant.unwrap_or("…"), VALUE_CHARS)
}

/// `2026-11-23T10:00:00.0000000Z`.
fn net_time(time: Instant) -> String {
    time.rfc3339().replace('Z', ".0000000Z")
}

/// `11/23/2026 10:00:00`, in UTC.
fn us_date(time: Instant) -> String {
    let text = time.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{}/{}/{} {}", part(5, 7), part(8, 10), part(0, 4), part(11, 19))
}
