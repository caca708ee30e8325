//! The checks, in the server's order. One question a file.

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
pub mod codes;
pub mod error_code;
pub mod error_key;
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
pub mod private_key;
pub mod registered;
pub mod registered_use;
pub mod request_body;
pub mod request_credential;
pub mod request_grant;
pub mod request_parameters;
pub mod signature;
pub mod thumbprint_form;
pub mod times;
pub mod token_kind;
pub mod truncation;
pub mod wrapping;
pub mod x5c;

use crate::case::Case;
use crate::checks::finding::{Check, Finding, Id, Stage, cause, warning};
use crate::evidence::request::Request;
use crate::language::Phrase;
use crate::report::{Confidence, Status};

/// Every check, in the order they run.
pub fn all() -> &'static [Check] {
    &[
        not_a_jwt::CHECK,
        wrapping::CHECK,
        truncation::CHECK,
        form::CHECK,
        token_kind::CHECK,
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
        error_key::CHECK,
        error_code::CHECK,
    ]
}

/// The id of this name.
pub fn id(name: &str) -> Option<&'static Id> {
    all().iter().flat_map(|check| check.ids).copied().find(|id| id.name == name)
}

/// Why checks about the assertion are skipped without one.
pub(crate) const NO_ASSERTION: Phrase = phrase!("needs the client assertion (JWT)");
/// Why checks about the certificate are skipped without one.
pub(crate) const NO_CERTIFICATE: Phrase = phrase!("needs the certificate");
/// Why checks about the header are skipped.
pub(crate) const NO_HEADER: Phrase = phrase!("the header cannot be read");
/// Why checks about the claims are skipped.
pub(crate) const NO_CLAIMS: Phrase = phrase!("the claims cannot be read");
/// Why checks about the request are skipped without one.
pub(crate) const NO_REQUEST: Phrase = phrase!("needs the request: the curl command, the HTTP text or a HAR file");
/// Why checks about the request's parameters are skipped.
pub(crate) const NO_PARAMETERS: Phrase = phrase!("the text does not hold the request's parameters");

/// Why an assertion is not compared with a request that does not carry one.
pub(crate) const NOT_CARRIED: Phrase = phrase!("the request carries no assertion");

/// A fault of the request. Where the error shows that the server went on to look at the assertion, the fault did not stop
/// the request, and is only a warning.
pub(crate) fn request_fault(case: &Case<'_>, id: &'static Id, confidence: Confidence) -> Finding {
    let stages = case.error.map(codes::stages).unwrap_or_default();
    if stages.is_empty() || stages.contains(&Stage::Request) { cause(id, confidence) } else { warning(id) }
}

/// Whether a check of the request proves by its values what an error's code says.
pub(crate) fn told_by_request(case: &Case<'_>, id: &Id) -> bool {
    let checks = [
        client_id_mismatch::CHECK,
        audience_request::CHECK,
        request_body::CHECK,
        request_parameters::CHECK,
        request_credential::CHECK,
        request_grant::CHECK,
    ];
    let mine = checks.iter().filter(|check| check.ids.iter().any(|one| one.name == id.name));
    mine.flat_map(|check| (check.run)(case)).any(|one| one.id.name == id.name && one.status == Status::Cause)
}

/// How sure a fault of the request is: a body or a program alone may be a part of what is sent.
pub(crate) fn sure(request: &Request) -> Confidence {
    if request.is_whole() { Confidence::Certain } else { Confidence::Likely }
}
