//! Which error belongs to which assertion.

use crate::assertion::Assertion;
use crate::encoding;
use crate::request::Request;
use crate::server_error::ServerError;

/// The error that belongs to an assertion: the one that repeats its thumbprint, else the one about its application; a
/// single error beside a single assertion belongs to it, even where it contradicts it. Without an assertion, the first
/// error that tells a reason.
pub fn error_of<'e>(
    assertion: Option<&Assertion>,
    errors: &'e [ServerError],
    assertions: usize,
) -> Option<&'e ServerError> {
    let Some(assertion) = assertion else {
        return errors.iter().find(|error| error.reason.is_some()).or(errors.first());
    };
    let sent = assertion.header_str("x5t").and_then(encoding::base64_any).map(|decoded| decoded.bytes);
    let issuer = assertion.claim_str("iss");
    let same_thumbprint = |error: &&ServerError| {
        let seen = error.thumbprint.as_deref().and_then(encoding::hex);
        seen.is_some() && seen == sent
    };
    let same_app = |error: &&ServerError| error.app_id.is_some() && error.app_id.as_deref() == issuer;
    errors
        .iter()
        .find(|error| same_thumbprint(error))
        .or_else(|| errors.iter().find(|error| same_app(error) && error.thumbprint.is_none()))
        .or(errors.first().filter(|_| assertions == 1))
}

/// The request that carries an assertion; a single request whose assertion is a placeholder or absent belongs to the single
/// assertion beside it.
pub fn request_of<'r>(
    assertion: Option<&Assertion>,
    requests: &'r [Request],
    assertions: usize,
) -> Option<&'r Request> {
    let carries = |request: &&Request| {
        let sent = request.assertion().map(|one| one.meant());
        sent.zip(assertion).is_some_and(|(sent, assertion)| {
            let tidy: String = sent.split_whitespace().collect();
            tidy == assertion.token || tidy.trim_matches(['"', '\'', '+']) == assertion.token
        })
    };
    let lone = || {
        requests.first().filter(|one| {
            requests.len() == 1 && assertions <= 1 && (assertion.is_none() || one.value("client_assertion").is_none())
        })
    };
    requests.iter().find(carries).or_else(lone)
}
