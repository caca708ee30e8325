//! Classifies a JWT by its issuer and audience.

use crate::evidence::assertion::{Assertion, Part};

/// The audience of a Graph key proof: Azure AD Graph's application id.
const KEY_PROOF_AUDIENCE: &str = "00000002-0000-0000-c000-000000000000";
/// The audience that federated tokens are issued for.
pub const EXCHANGE_AUDIENCE: &str = "api://AzureADTokenExchange";

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Issued by an application itself.
    Own,
    /// An access or ID token of Entra ID.
    Entra,
    /// A proof of possession for Microsoft Graph's `addKey`.
    KeyProof,
    /// A token from another issuer.
    Federated,
}

/// Classifies a token by its claims.
pub fn classify(assertion: &Assertion) -> TokenKind {
    let issuer = assertion.claim_str("iss").unwrap_or_default();
    let audience = assertion.claim_str("aud").unwrap_or_default();
    let foreign =
        issuer.starts_with("https://") && !is_entra_issuer(issuer) && assertion.claim_str("sub") != Some(issuer);
    if is_entra_issuer(issuer) && has_entra_claims(assertion) {
        TokenKind::Entra
    } else if audience == KEY_PROOF_AUDIENCE {
        TokenKind::KeyProof
    } else if audience == EXCHANGE_AUDIENCE || foreign {
        TokenKind::Federated
    } else {
        TokenKind::Own
    }
}

/// Checks whether this is the issuer of Entra's own tokens, version 1 or 2.
fn is_entra_issuer(issuer: &str) -> bool {
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
