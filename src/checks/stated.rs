//! The finding that an error's code states by itself, whether or not the inputs prove it.

use super::{
    algorithm, audience_request, certificate_validity, claims_form, client_id_mismatch, federated_list,
    federated_match, federated_token, form, header_parameters, identifier_presence, issuer, key_type,
    request_credential, request_grant, request_parameters, signature, times, x5c,
};
use crate::checks::codes::Code;
use crate::checks::finding::Id;

/// What a code says of a federated token by itself: nothing in the token alone proves or disproves it.
pub(super) const FEDERATED: [&Id; 8] = [
    federated_match::FEDERATED_ISSUER_UNREACHABLE,
    federated_match::FEDERATED_NONE,
    federated_match::FEDERATED_ISSUER,
    federated_match::FEDERATED_AUDIENCE,
    federated_match::FEDERATED_SUBJECT,
    federated_token::FEDERATED_KIND,
    federated_token::FEDERATED_CHAINED,
    federated_list::FEDERATED_DUPLICATE,
];

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
        50_166 | 501_661 => federated_match::FEDERATED_ISSUER_UNREACHABLE,
        70_025 | 7_000_226 => federated_match::FEDERATED_NONE,
        700_211 => federated_match::FEDERATED_ISSUER,
        700_212 | 700_214 | 7_002_206 => federated_match::FEDERATED_AUDIENCE,
        700_213 | 7_000_227 | 7_002_137 | 7_002_138 => federated_match::FEDERATED_SUBJECT,
        700_229 => federated_token::FEDERATED_KIND,
        700_231 => federated_token::FEDERATED_CHAINED,
        700_263 => federated_list::FEDERATED_DUPLICATE,
        _ => return None,
    })
}
