//! Assertions that are addressed to another service than Entra ID, which has rules of its own.
//!
//! Sources: each service's documentation of its client assertions.

use serde_json::Value;

use super::assertion::{Assertion, Part};
use super::endpoint::{Endpoint, endpoint, is_login_host, is_named_endpoint, nearest_path, repaired};
use super::token_kind::{self, TokenKind};
use crate::notation::text::is_guid;

/// Services by the end of the host in `aud`.
const SERVICES: [(&str, &str); 17] = [
    ("github.com", "GitHub"),
    (".googleapis.com", "Google"),
    ("accounts.google.com", "Google"),
    ("appleid.apple.com", "Apple"),
    (".okta.com", "Okta"),
    (".oktapreview.com", "Okta"),
    (".okta-emea.com", "Okta"),
    (".auth0.com", "Auth0"),
    (".salesforce.com", "Salesforce"),
    ("account.docusign.com", "DocuSign"),
    ("account-d.docusign.com", "DocuSign"),
    ("api.box.com", "Box"),
    (".snowflakecomputing.com", "Snowflake"),
    (".adobelogin.com", "Adobe"),
    (".amazonaws.com", "AWS"),
    (".amazoncognito.com", "AWS Cognito"),
    (".zoom.us", "Zoom"),
];
/// The length of the client id of a GitHub App, which begins with `Iv`.
const GITHUB_CLIENT_ID: std::ops::RangeInclusive<usize> = 18..=24;

/// The service other than Entra ID that an application's own assertion is addressed to: its name, or its host. `None` if it is
/// Entra ID, or if that cannot be told.
pub fn other_service(assertion: &Assertion) -> Option<&str> {
    if token_kind::classify(assertion) != TokenKind::Own {
        return None;
    }
    let issuer = assertion.member(Part::Claims, "iss").map_or("", |iss| iss.value.as_str().unwrap_or(&iss.text));
    let audience = match assertion.member(Part::Claims, "aud").map(|aud| &aud.value) {
        Some(Value::String(one)) => one.as_str(),
        Some(Value::Array(all)) => all.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    // These two want no audience.
    if audience.is_empty() {
        let is_number = !issuer.is_empty() && issuer.bytes().all(|digit| digit.is_ascii_digit());
        let is_github = is_number || issuer.starts_with("Iv") && GITHUB_CLIENT_ID.contains(&issuer.len());
        return match (is_github, issuer.contains(".SHA256:")) {
            (true, _) => Some("GitHub"),
            (_, true) => Some("Snowflake"),
            _ => None,
        };
    }
    if audience == "appstoreconnect-v1" {
        return Some("App Store Connect");
    }
    // DocuSign and others take the host alone.
    let whole = |host: &&str| host.contains('.') && !host.contains(['/', ':']);
    if let Some((_, name)) = Some(audience).filter(whole).and_then(|host| SERVICES.iter().find(|(end, _)| *end == host))
    {
        return Some(name);
    }
    let to = endpoint(audience)?;
    let is_end = |end: &str| to.host == end.trim_start_matches('.') || end.starts_with('.') && to.host.ends_with(end);
    if let Some((_, name)) = SERVICES.iter().find(|(end, _)| is_end(end)) {
        return Some(name);
    }
    if to.tenant == "realms" || to.path.contains("/realms/") {
        return Some("Keycloak");
    }
    // Entra ID's client ids are GUIDs, so one that is no GUID at an address that is not Entra ID's is somebody else's.
    // One that is a GUID may be either's; Entra ID wants a thumbprint in the header.
    let names_thumbprint = ["x5t", "x5t#S256"].iter().any(|name| assertion.member(Part::Header, name).is_some());
    let is_entras = is_guid(issuer) && (names_thumbprint || assertion.member(Part::Header, "kid").is_none());
    (!is_entras && !issuer.is_empty() && !is_of_microsoft(audience, &to)).then_some(to.host)
}

/// Whether an address is Microsoft's, is meant to be, or has the form of the token endpoint.
fn is_of_microsoft(audience: &str, to: &Endpoint<'_>) -> bool {
    let names = ["microsoft", "azure", "windows", "office", "dynamics", "sharepoint", "adfs", "graph"];
    !to.host.contains('.')
        || is_login_host(to.host)
        || is_named_endpoint(to)
        || names.iter().any(|name| to.host.contains(name))
        || repaired(audience).is_some()
        || matches!(to.path, "/oauth2/v2.0/token" | "/v2.0")
        || nearest_path(to.path).is_some_and(|path| path.contains("v2.0"))
}
