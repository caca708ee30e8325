//! The finding that an error's code states by itself, whether or not the inputs prove it.

use super::{
    algorithm, audience_request, certificate_validity, claims_form, client_id_mismatch, form, header_parameters,
    identifier_presence, issuer, key_type, request_credential, request_grant, request_parameters, signature, times,
    token_kind, x5c,
};
use crate::checks::codes::{Code, Subject};
use crate::checks::finding::Id;

/// The id of another check that a code states; `None` if it states none or could mean several.
pub(super) fn elsewhere(code: &Code) -> Option<&'static Id> {
    Some(match code.number {
        50027 | 50120 => form::ASSERTION_MALFORMED,
        50032 => key_type::CERTIFICATE_KEY_TOO_SMALL,
        50048 => issuer::ISSUER_SUBJECT_DIFFER,
        50098 | 90014 => claims_form::CLAIMS_MALFORMED,
        70003 => request_grant::REQUEST_GRANT_TYPE,
        90011 => request_credential::REQUEST_ASSERTION_TYPE,
        392_204 | 1_000_502 => certificate_validity::CERTIFICATE_EXPIRED,
        500_033 => x5c::X5C_CERTIFICATE_DIFFERS,
        500_184 => signature::SIGNED_WITH_ANOTHER_KEY,
        700_021 | 7_000_220 => client_id_mismatch::CLIENT_ID_MISMATCH,
        700_022 => issuer::SUBJECT_MISSING,
        700_023 => audience_request::AUDIENCE_TENANT,
        700_024 => times::ASSERTION_EXPIRED,
        900_144 | 7_000_216 | 7_000_218 | 7_000_219 => request_parameters::REQUEST_PARAMETER_MISSING,
        5_002_723 => identifier_presence::IDENTIFIER_MISSING,
        5_002_726 => header_parameters::HEADER_UNSUPPORTED_PARAMETER,
        5_002_727 => header_parameters::HEADER_TYP,
        5_002_730 => key_type::ALGORITHM_KEY_MISMATCH,
        5_002_738 => algorithm::ALGORITHM_UNKNOWN,
        7_000_110 => request_parameters::REQUEST_PARAMETER_TWICE,
        9_002_323 => x5c::X5C_MALFORMED,
        9_002_324 => request_credential::REQUEST_TWO_CREDENTIALS,
        _ if code.subject == Subject::FederatedToken => token_kind::FEDERATED_TOKEN,
        _ => return None,
    })
}
