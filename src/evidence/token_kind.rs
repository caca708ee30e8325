//! Classifies a JWT by its issuer and audience.

use serde_json::Value;

use crate::evidence::assertion::{Assertion, Part};
use crate::notation::text::is_guid;

/// The audience of a Graph key proof: Azure AD Graph's application id.
pub const KEY_PROOF_AUDIENCE: &str = "00000002-0000-0000-c000-000000000000";
/// The audience that federated tokens are issued for.
pub const EXCHANGE_AUDIENCE: &str = "api://AzureADTokenExchange";
/// That audience as an application id, as Entra's own tokens have it: those of managed identities and of applications.
pub const EXCHANGE_ID: &str = "fb60f99c-7a34-4190-8149-302f77469936";

/// Whether this is the audience of the exchange in one of the clouds, as an address.
pub fn is_exchange_audience(audience: &str) -> bool {
    let cloud = audience.strip_prefix(EXCHANGE_AUDIENCE);
    cloud.is_some_and(|cloud| ["", "USGov", "China", "France", "Germany"].contains(&cloud))
}

/// Checks whether a token is meant to be exchanged for another one, in whichever cloud: `api://AzureADTokenExchangeUSGov`.
pub fn is_for_exchange(assertion: &Assertion) -> bool {
    // No issuer is a mere id: such a token is an application's own, with the wrong audience.
    let issuer = assertion.claim_str("iss");
    if issuer.is_some_and(is_guid) && issuer == assertion.claim_str("sub") {
        return false;
    }
    let is_exchange = |audience: &str| audience.starts_with(EXCHANGE_AUDIENCE) || audience == EXCHANGE_ID;
    let audience = assertion.member(Part::Claims, "aud").map(|member| &member.value);
    match audience {
        Some(Value::String(text)) => is_exchange(text),
        // Kubernetes writes a list of one.
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).any(is_exchange),
        _ => false,
    }
}

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Issued by an application itself.
    Own,
    /// An access or ID token of Entra ID.
    Entra,
    /// A proof of possession: for Microsoft Graph's `addKey`, or of DPoP.
    KeyProof,
    /// A token from another issuer.
    Federated,
}

/// Classifies a token by its claims.
pub fn classify(assertion: &Assertion) -> TokenKind {
    let issuer = assertion.claim_str("iss").unwrap_or_default();
    let audience = assertion.claim_str("aud").unwrap_or_default();
    // Old tokens of Kubernetes and GitLab have issuers that are no addresses.
    let is_old = ["kubernetes.io", "kubernetes.io/serviceaccount/namespace", "project_path"]
        .iter()
        .any(|name| assertion.member(Part::Claims, name).is_some());
    let foreign = is_old && !is_guid(issuer)
        || issuer.starts_with("https://") && !is_entra_issuer(issuer) && assertion.claim_str("sub") != Some(issuer);
    if is_for_exchange(assertion) {
        TokenKind::Federated
    } else if is_entra_issuer(issuer) && has_entra_claims(assertion) {
        TokenKind::Entra
    } else if audience == KEY_PROOF_AUDIENCE || is_dpop(assertion) {
        TokenKind::KeyProof
    } else if foreign {
        TokenKind::Federated
    } else {
        TokenKind::Own
    }
}

/// Checks whether it is a proof of DPoP (RFC 9449 §4.2), which stands in a header of its own beside a token.
pub fn is_dpop(assertion: &Assertion) -> bool {
    let has = |name: &str| assertion.member(Part::Claims, name).is_some();
    assertion.header_str("typ").is_some_and(|typ| typ.eq_ignore_ascii_case("dpop+jwt")) || has("htm") && has("htu")
}

/// Checks whether this may be a user's token that a client passes on: one that a service issued, and not for an exchange.
pub fn is_users(assertion: &Assertion) -> bool {
    matches!(classify(assertion), TokenKind::Entra | TokenKind::Federated) && !is_for_exchange(assertion)
}

/// Checks whether this is the issuer of Entra's own tokens, version 1 or 2.
pub fn is_entra_issuer(issuer: &str) -> bool {
    issuer.starts_with("https://sts.windows.net/")
        || issuer.starts_with("https://sts.chinacloudapi.cn/")
        || (issuer.starts_with("https://login.microsoftonline.")
            || issuer.starts_with("https://login.partner.microsoftonline.cn"))
            && issuer.trim_end_matches('/').ends_with("/v2.0")
}

/// Checks for claims that Entra puts into its tokens and an application has no reason to include.
fn has_entra_claims(assertion: &Assertion) -> bool {
    ["tid", "ver", "oid", "appid", "azp", "scp", "uti", "rh", "aio", "idtyp"]
        .iter()
        .any(|name| assertion.member(Part::Claims, name).is_some())
}
