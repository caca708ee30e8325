//! The checks, in the server's order: one question per file.

#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    reason = "the ids' doc comments are reference pages with examples to be executed, not rustdoc"
)]

pub mod algorithm;
pub mod audience;
pub mod audience_request;
pub mod certificate_named;
pub mod certificate_validity;
pub mod citations;
pub mod claims_form;
pub mod client_id_mismatch;
pub mod clock_offset;
pub mod cloud;
mod code;
mod code_families;
pub mod codes;
pub mod credential_file;
pub mod error_code;
pub mod error_key;
pub(crate) mod examples;
pub mod federated_list;
pub mod federated_match;
pub mod federated_missing;
pub mod federated_signature;
pub mod federated_token;
mod federated_words;
pub mod finding;
pub mod form;
pub mod guide_points;
pub mod header_parameters;
pub mod identifier_presence;
pub mod identifiers_agree;
pub mod internal;
pub mod issuer;
pub mod key_type;
pub mod not_a_jwt;
pub mod prediction;
pub mod private_key;
pub mod ranks;
pub mod reasons;
pub mod reconcile;
pub mod registered;
pub mod registered_use;
pub mod request_body;
pub mod request_credential;
pub mod request_fault;
pub mod request_grant;
pub mod request_parameters;
pub mod run;
pub mod signature;
pub mod stated;
pub mod thumbprint_form;
pub mod times;
pub mod token_kind;
pub mod truncation;
pub mod user_assertion;
pub mod wrapping;
pub mod x5c;

use crate::checks::finding::Check;

/// The sentences of all reference pages, of the codes and of the guide, in the order of their bytes, each once. The page's
/// catalogues have their translations in this order.
#[cfg(any(all(target_arch = "wasm32", target_os = "unknown"), feature = "testing", test))]
pub fn sentences() -> Vec<String> {
    let ids = all().iter().flat_map(|check| check.ids).chain(internal::IDS);
    let mut sentences = std::collections::BTreeSet::new();
    sentences.extend(ids.flat_map(|id| id.sentences()));
    let tables = codes::phrases().chain(guide_points::phrases());
    sentences.extend(tables.map(|phrase| phrase.english().to_owned()));
    sentences.into_iter().collect()
}

/// Every check, in the order they run.
pub fn all() -> &'static [Check] {
    &[
        credential_file::CHECK,
        not_a_jwt::CHECK,
        wrapping::CHECK,
        truncation::CHECK,
        form::CHECK,
        token_kind::CHECK,
        federated_missing::CHECK,
        federated_token::CHECK,
        federated_match::CHECK,
        federated_list::CHECK,
        federated_signature::CHECK,
        algorithm::CHECK,
        key_type::CHECK,
        header_parameters::CHECK,
        x5c::CHECK,
        identifier_presence::CHECK,
        thumbprint_form::CHECK,
        identifiers_agree::CHECK,
        certificate_named::CHECK,
        cloud::CHECK,
        registered::CHECK,
        registered_use::CHECK,
        certificate_validity::CHECK,
        signature::CHECK,
        private_key::CHECK,
        claims_form::CHECK,
        issuer::CHECK,
        client_id_mismatch::CHECK,
        audience::CHECK,
        audience_request::CHECK,
        times::CHECK,
        clock_offset::CHECK,
        request_body::CHECK,
        request_parameters::CHECK,
        request_credential::CHECK,
        request_grant::CHECK,
        user_assertion::CHECK,
        error_key::CHECK,
        error_code::CHECK,
    ]
}
