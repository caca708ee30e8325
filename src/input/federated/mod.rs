//! Federated identity credentials in JSON, HCL, Bicep, YAML, listings, commands and the portal's own words; and what
//! the logs of pipelines say of the tokens that they presented.

pub(super) mod json;
pub(super) mod log;
pub(super) mod source;
mod text;

use super::recognised::{Item, Recognised};
use crate::evidence::federated_credential::FederatedCredentials;
use crate::notation::text::is_guid;

/// Finds the credentials that a text defines outside JSON, and what decides which token will be presented.
pub(super) fn recognise(name: &str, text: &str) -> Recognised {
    let defined = text::recognise(name, text).into_iter().map(|one| Item::Federated(Box::new(one)));
    let sources = source::recognise(name, text).into_iter().map(|one| Item::TokenSource(Box::new(one)));
    Recognised { items: defined.into_iter().chain(sources).collect(), ..Recognised::default() }
}

/// Adds what the words around credentials say of their owner: the address of a request, or a command's options.
pub(super) fn add_owner(text: &str, found: &mut FederatedCredentials) {
    let after = |mark: &str| {
        let at = text.find(mark)? + mark.len();
        let rest = text.get(at..)?.trim_start_matches(['\'', '"', ' ', '=']);
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '/' | '?' | ')' | ',' | ';' | '`'));
        Some(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()).filter(|id| !id.is_empty() && id.len() < 130)
    };
    let id = |mark: &str| {
        let at = text.find(mark)? + mark.len();
        let rest = text.get(at..)?.trim_start_matches(['\'', '"', '%']);
        let id = rest.get(..36).or_else(|| rest.get(2..38))?;
        is_guid(id).then(|| id.to_ascii_lowercase())
    };
    if found.client_id.is_none() {
        found.client_id = id("applications(appId=").or_else(|| id("applications(appId=%27"));
    }
    if found.owner.is_none() {
        let named = ["--identity-name ", "userAssignedIdentities/", "-IdentityName ", "--id ", "-ApplicationId "];
        let owner = || {
            (text.contains("ederated")).then(|| named.iter().find_map(|mark| after(mark))).flatten().map(str::to_owned)
        };
        found.owner = id("applications/").or_else(|| id("applications('")).or_else(owner);
    }
}
