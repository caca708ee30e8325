//! The checks, in the server's order. One question a file.

pub mod algorithm;
pub mod audience;
pub mod certificate_named;
pub mod certificate_validity;
pub mod claims_form;
pub mod clock_offset;
pub mod error_code;
pub mod error_key;
pub mod form;
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
pub mod signature;
pub mod thumbprint_form;
pub mod times;
pub mod token_kind;
pub mod truncation;
pub mod wrapping;
pub mod x5c;

use crate::check::{Check, Id};

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
        registered::CHECK,
        registered_use::CHECK,
        certificate_validity::CHECK,
        signature::CHECK,
        private_key::CHECK,
        claims_form::CHECK,
        issuer::CHECK,
        audience::CHECK,
        times::CHECK,
        clock_offset::CHECK,
        error_key::CHECK,
        error_code::CHECK,
    ]
}

/// The id of this name.
pub fn id(name: &str) -> Option<&'static Id> {
    all().iter().flat_map(|check| check.ids).copied().find(|id| id.name == name)
}

/// Why checks about the assertion are skipped without one.
pub(crate) const NO_ASSERTION: &str = "needs the client assertion (JWT)";
/// Why checks about the certificate are skipped without one.
pub(crate) const NO_CERTIFICATE: &str = "needs the certificate";
/// Why checks about the header are skipped.
pub(crate) const NO_HEADER: &str = "the header cannot be read";
/// Why checks about the claims are skipped.
pub(crate) const NO_CLAIMS: &str = "the claims cannot be read";
