//! The table of ranks: which of several causes leads.

use super::{
    algorithm, audience, audience_request, certificate_named, certificate_validity, claims_form, client_id_mismatch,
    clock_offset, cloud, credential_file, error_code, error_key, federated_list, federated_match, federated_missing,
    federated_signature, federated_token, form, header_parameters, identifier_presence, identifiers_agree, issuer,
    key_type, not_a_jwt, private_key, registered, registered_use, request_body, request_credential, request_grant,
    request_parameters, signature, thumbprint_form, times, token_kind, truncation, user_assertion, wrapping, x5c,
};
use crate::checks::finding::{Id, Stage};

/// The causes that lead whatever their stage: the error is about another assertion, so that nothing found in this one
/// explains it.
pub const FOREMOST: &[&Id] = &[error_key::ERROR_NAMES_ANOTHER_ASSERTION];

/// Every other cause by rank: in the server's order of stages, and the most telling first within each.
///
/// Ids that are never causes are not in it.
pub const RANKS: &[(Stage, &[&Id])] = &[
    (
        Stage::Readable,
        &[
            credential_file::PFX_ALGORITHMS_UNSUPPORTED,
            credential_file::KEY_FILE_WITHOUT_CERTIFICATE,
            credential_file::CERTIFICATE_FILE_WITHOUT_KEY,
            credential_file::CREDENTIAL_FILE_FORM,
            credential_file::CERTIFICATE_REQUEST,
            credential_file::KEY_NOT_ACCESSIBLE,
            credential_file::PFX_PASSWORD_WRONG,
            form::ASSERTION_ENCRYPTED,
            not_a_jwt::NOT_A_JWT,
            wrapping::ASSERTION_WRAPPED,
            truncation::ASSERTION_TRUNCATED,
            form::ASSERTION_MALFORMED,
            token_kind::ENTRA_ACCESS_TOKEN,
            token_kind::KEY_PROOF,
            federated_missing::FEDERATED_TOKEN_MISSING,
            federated_token::FEDERATED_KIND,
            federated_token::FEDERATED_CHAINED,
            federated_token::FEDERATED_TYP,
            federated_token::FEDERATED_ALGORITHM,
        ],
    ),
    (
        Stage::Federation,
        &[
            federated_match::FEDERATED_NONE,
            federated_match::FEDERATED_ISSUER_UNREACHABLE,
            federated_match::FEDERATED_ISSUER,
            federated_match::FEDERATED_SUBJECT,
            federated_match::FEDERATED_AUDIENCE,
            federated_signature::FEDERATED_SIGNATURE,
            federated_list::FEDERATED_DUPLICATE,
            federated_match::FEDERATED_STALE,
        ],
    ),
    (
        Stage::Algorithm,
        &[
            algorithm::ALGORITHM_NONE,
            algorithm::ALGORITHM_MISSPELLED,
            algorithm::ALGORITHM_SYMMETRIC,
            algorithm::ALGORITHM_ELLIPTIC,
            algorithm::ALGORITHM_UNKNOWN,
            header_parameters::HEADER_TYP,
            key_type::ALGORITHM_KEY_MISMATCH,
            key_type::CERTIFICATE_KEY_ELLIPTIC,
            key_type::CERTIFICATE_KEY_TOO_SMALL,
            x5c::X5C_PRIVATE_KEY,
            x5c::X5C_MALFORMED,
            x5c::X5C_CERTIFICATE_DIFFERS,
            header_parameters::HEADER_UNSUPPORTED_PARAMETER,
        ],
    ),
    (
        Stage::Identifier,
        &[
            thumbprint_form::THUMBPRINT_EMPTY,
            thumbprint_form::THUMBPRINT_TRAILING_NEWLINE,
            thumbprint_form::THUMBPRINT_STRAY_CHARACTERS,
            thumbprint_form::THUMBPRINT_HEX_TEXT_ENCODED,
            thumbprint_form::THUMBPRINT_HEX_AS_IS,
            thumbprint_form::THUMBPRINT_ENCODED_TWICE,
            thumbprint_form::THUMBPRINT_IS_GUID,
            thumbprint_form::THUMBPRINT_SHA256_IN_X5T,
            thumbprint_form::THUMBPRINT_SHA1_IN_X5T_S256,
            thumbprint_form::THUMBPRINT_OF_OTHER_BYTES,
            thumbprint_form::THUMBPRINT_UNREADABLE,
            identifiers_agree::IDENTIFIERS_DISAGREE,
            identifier_presence::THUMBPRINT_HEADER_MISSPELLED,
            identifier_presence::IDENTIFIER_IN_CLAIMS,
            identifier_presence::IDENTIFIER_KID_ONLY,
            identifier_presence::IDENTIFIER_MISSING,
        ],
    ),
    (
        Stage::KeyLookup,
        &[
            error_code::NO_REGISTERED_KEYS,
            error_key::WRONG_APPLICATION,
            cloud::WRONG_CLOUD,
            certificate_named::WRONG_CERTIFICATE_OF_CHAIN,
            registered::REGISTERED_CA_CERTIFICATE,
            certificate_named::CERTIFICATE_REISSUED_SAME_KEY,
            registered::CERTIFICATE_ROTATED_ONE_SIDE,
            registered_use::REGISTERED_FOR_ANOTHER_USE,
            error_key::REGISTRATION_PROPAGATING,
            x5c::SNI_X5C_MISSING,
            error_key::CERTIFICATE_NOT_REGISTERED,
            certificate_named::CERTIFICATE_MISMATCH,
        ],
    ),
    (
        Stage::KeyValidity,
        &[
            registered_use::OLDER_CERTIFICATE_SELECTED,
            certificate_validity::REGISTRATION_DATES_NARROWER,
            certificate_validity::CERTIFICATE_EXPIRED,
            certificate_validity::CERTIFICATE_NOT_YET_VALID,
        ],
    ),
    (
        Stage::Signature,
        &[
            x5c::X5C_ORDER,
            private_key::PRIVATE_KEY_MISMATCH,
            signature::SIGNATURE_ENCODING,
            signature::SIGNATURE_PADDING_MISMATCH,
            signature::SIGNATURE_HASH_MISMATCH,
            signature::SIGNATURE_DOUBLE_HASHED,
            signature::SIGNED_BYTES_DIFFER,
            signature::ASSERTION_ALTERED,
            signature::SIGNED_WITH_ANOTHER_KEY,
        ],
    ),
    (
        Stage::Issuer,
        &[
            claims_form::CLAIMS_MALFORMED,
            issuer::ISSUER_MISSING,
            issuer::SUBJECT_MISSING,
            issuer::CLIENT_ID_NOT_GUID,
            issuer::ISSUER_SUBJECT_DIFFER,
            client_id_mismatch::CLIENT_ID_MISMATCH,
        ],
    ),
    (
        Stage::Audience,
        &[
            audience::AUDIENCE_MISSING,
            audience::AUDIENCE_ARRAY,
            audience::AUDIENCE_RESOURCE,
            audience::AUDIENCE_COMMON,
            audience::AUDIENCE_MISSPELLED,
            audience_request::AUDIENCE_CLOUD,
            audience_request::AUDIENCE_TENANT,
        ],
    ),
    (
        Stage::Times,
        &[
            times::EXP_MISSING,
            times::TIME_UNIT,
            times::TIMES_CONTRADICT,
            clock_offset::TIME_ZONE_OFFSET,
            clock_offset::CLOCK_SKEW,
            times::ASSERTION_NOT_YET_VALID,
            times::ASSERTION_EXPIRED,
        ],
    ),
    (
        Stage::Request,
        &[
            request_body::REQUEST_BODY_FORMAT,
            request_credential::REQUEST_WRONG_PARAMETER,
            request_body::REQUEST_UNESCAPED,
            request_grant::REQUEST_GRANT_TYPE,
            request_credential::REQUEST_ASSERTION_TYPE,
            request_credential::REQUEST_TWO_CREDENTIALS,
            request_parameters::REQUEST_PARAMETER_MISSING,
            request_parameters::REQUEST_PARAMETER_TWICE,
            user_assertion::USER_ASSERTION_KIND,
            user_assertion::USER_ASSERTION_AUDIENCE,
            user_assertion::USER_ASSERTION_TENANT,
            user_assertion::USER_ASSERTION_EXPIRED,
            error_code::REQUEST_PUBLIC_CLIENT,
            error_code::CLIENT_SECRET_REFUSED,
            error_code::ERROR_USER_ASSERTION,
            error_code::ERROR_OTHER_CODE,
        ],
    ),
];

/// The rank of an id: lower leads.
pub fn rank(id: &Id) -> (Stage, usize) {
    let place = RANKS
        .iter()
        .find(|(stage, _)| *stage == id.stage)
        .and_then(|(_, ids)| ids.iter().position(|one| one.name == id.name));
    (id.stage, place.unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ranks_and_ids_match_one_to_one() {
        let ranked: Vec<&Id> = RANKS.iter().flat_map(|(_, ids)| *ids).chain(FOREMOST).copied().collect();
        let ids: Vec<&Id> = crate::checks::all().iter().flat_map(|check| check.ids).copied().collect();
        let names = |ids: &[&Id]| ids.iter().map(|id| id.name).collect::<HashSet<_>>();
        assert_eq!(ids.len(), names(&ids).len(), "an id is declared twice");
        assert_eq!(ranked.len(), names(&ranked).len(), "an id is ranked twice");
        assert!(names(&ranked).is_subset(&names(&ids)), "a ranked id is no check's");
        for (stage, ids) in RANKS {
            for id in *ids {
                assert_eq!(id.stage, *stage, "{}", id.name);
            }
        }
    }
}
