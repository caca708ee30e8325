//! Why a check was skipped.

use crate::language::Phrase;

/// Why checks on the assertion are skipped if there is none.
pub(crate) const NO_ASSERTION: Phrase = phrase!("needs the client assertion (JWT)");
/// Why checks on the certificate are skipped if there is none.
pub(crate) const NO_CERTIFICATE: Phrase = phrase!("needs the certificate");
/// Why checks about the header are skipped.
pub(crate) const NO_HEADER: Phrase = phrase!("the header cannot be read");
/// Why checks about the claims are skipped.
pub(crate) const NO_CLAIMS: Phrase = phrase!("the claims cannot be read");
/// Why checks on the request are skipped if there is none.
pub(crate) const NO_REQUEST: Phrase = phrase!("needs the request: the curl command, the HTTP text or a HAR file");
/// Why checks about the request's parameters are skipped.
pub(crate) const NO_PARAMETERS: Phrase = phrase!("the text does not hold the request's parameters");
/// Why an assertion is not compared with a request that does not carry one.
pub(crate) const NOT_CARRIED: Phrase = phrase!("the request carries no assertion");
/// Why a signature is left unverified where that would cost too much.
pub(crate) const TOO_COSTLY: Phrase = phrase!("trying the keys at hand on so many assertions would cost too much");
