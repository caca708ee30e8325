//! The steps of the service in the order in which they are taken to come, and what each fault is answered with.
//!
//! That a request is read before the token, the token before its key, and the key before the other claims follows from the
//! answers: what comes before the key is `invalid_request`, what comes after it `invalid_client`.

use super::lookup::{self, not_known};
use super::{Mark, Outcome, Refusal, Unknown, clause};
use crate::analysis::federated::{Agreement, Difference, compare};
use crate::case::Case;
use crate::checks::finding::{Confidence, Finding, Id, Status};
use crate::checks::{
    algorithm, audience, audience_request, claims_form, client_id_mismatch, clock_offset, federated_list,
    federated_match, federated_signature, federated_token, form, header_parameters, identifier_presence, issuer,
    not_a_jwt, request_body, request_credential, request_grant, request_parameters, times, token_kind, truncation,
    user_assertion, wrapping, x5c,
};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::server_error::Reason;
use crate::notation::instant::NumericDate;
use crate::notation::text::is_guid;
use Mark::{Inferred, Seen};

/// What a fault is answered with.
#[derive(Debug)]
struct Row {
    id: &'static Id,
    /// The code; [`NOT_KNOWN`] if it is not known.
    code: u64,
    mark: Mark,
    /// Whether a warning is enough.
    by_warning: bool,
}

/// The code of faults whose answer is not known.
pub(super) const NOT_KNOWN: u64 = 0;

const fn row(id: &'static Id, code: u64, mark: Mark) -> Row {
    Row { id, code, mark, by_warning: false }
}

const fn warned(id: &'static Id, code: u64, mark: Mark) -> Row {
    Row { id, code, mark, by_warning: true }
}

/// The request around the token.
const REQUEST: &[Row] = &[
    row(request_body::REQUEST_BODY_FORMAT, 900_144, Seen),
    row(request_grant::REQUEST_GRANT_TYPE, 70_003, Inferred),
    row(request_parameters::REQUEST_PARAMETER_MISSING, 900_144, Seen),
    row(request_parameters::REQUEST_PARAMETER_TWICE, 7_000_110, Inferred),
    row(request_credential::REQUEST_TWO_CREDENTIALS, 9_002_324, Inferred),
    row(request_credential::REQUEST_ASSERTION_TYPE, 90_011, Inferred),
    row(request_credential::REQUEST_WRONG_PARAMETER, 7_000_216, Inferred),
    row(request_body::REQUEST_UNESCAPED, 50_027, Inferred),
];

/// The token by itself.
const TOKEN: &[Row] = &[
    row(form::ASSERTION_ENCRYPTED, 50_027, Inferred),
    row(not_a_jwt::NOT_A_JWT, 50_027, Inferred),
    row(wrapping::ASSERTION_WRAPPED, 50_027, Inferred),
    row(truncation::ASSERTION_TRUNCATED, 50_027, Inferred),
    row(form::ASSERTION_MALFORMED, 50_027, Inferred),
    row(claims_form::CLAIMS_MALFORMED, 50_027, Inferred),
    row(audience::AUDIENCE_ARRAY, 50_027, Inferred),
    row(algorithm::ALGORITHM_NONE, 5_002_738, Seen),
    row(algorithm::ALGORITHM_SYMMETRIC, 5_002_738, Seen),
    row(algorithm::ALGORITHM_ELLIPTIC, 5_002_738, Seen),
    row(algorithm::ALGORITHM_MISSPELLED, 5_002_738, Inferred),
    row(algorithm::ALGORITHM_UNKNOWN, 5_002_738, Inferred),
    row(federated_token::FEDERATED_ALGORITHM, 5_002_738, Inferred),
    row(header_parameters::HEADER_TYP, 5_002_727, Inferred),
    row(federated_token::FEDERATED_TYP, 5_002_727, Seen),
    warned(header_parameters::HEADER_UNSUPPORTED_PARAMETER, 5_002_726, Seen),
    row(x5c::X5C_PRIVATE_KEY, 9_002_323, Inferred),
    row(x5c::X5C_MALFORMED, 9_002_323, Inferred),
    row(identifier_presence::IDENTIFIER_MISSING, 5_002_723, Seen),
    row(identifier_presence::IDENTIFIER_IN_CLAIMS, 5_002_723, Seen),
    row(issuer::ISSUER_MISSING, 90_014, Seen),
    row(audience::AUDIENCE_MISSING, 90_014, Seen),
    row(token_kind::ENTRA_ACCESS_TOKEN, 50_048, Inferred),
    row(federated_token::FEDERATED_KIND, 700_229, Seen),
    row(federated_token::FEDERATED_CHAINED, 700_231, Seen),
];

/// The federated credentials, for a token of another issuer.
const FEDERATION: &[Row] = &[
    row(federated_match::FEDERATED_NONE, 70_025, Seen),
    row(federated_match::FEDERATED_ISSUER, 700_211, Seen),
    row(federated_match::FEDERATED_SUBJECT, 700_213, Seen),
    row(federated_match::FEDERATED_AUDIENCE, 700_212, Inferred),
    row(federated_signature::FEDERATED_SIGNATURE, NOT_KNOWN, Inferred),
    row(federated_list::FEDERATED_DUPLICATE, 700_263, Inferred),
];

/// What comes after the key.
const CLAIMS: &[Row] = &[
    row(x5c::X5C_CERTIFICATE_DIFFERS, NOT_KNOWN, Inferred),
    row(issuer::SUBJECT_MISSING, 700_022, Seen),
    row(issuer::ISSUER_SUBJECT_DIFFER, 50_048, Seen),
    row(client_id_mismatch::CLIENT_ID_MISMATCH, 700_021, Seen),
    row(issuer::CLIENT_ID_NOT_GUID, 700_016, Inferred),
    row(token_kind::KEY_PROOF, 700_023, Inferred),
    row(audience::AUDIENCE_RESOURCE, 700_023, Inferred),
    row(audience::AUDIENCE_COMMON, 700_023, Seen),
    row(audience::AUDIENCE_MISSPELLED, 700_023, Inferred),
    row(audience_request::AUDIENCE_CLOUD, 700_023, Seen),
    row(audience_request::AUDIENCE_TENANT, 700_023, Seen),
    row(times::EXP_MISSING, 700_024, Seen),
    warned(times::ASSERTION_EXPIRED, 700_024, Seen),
    row(times::ASSERTION_NOT_YET_VALID, 700_024, Seen),
    row(times::TIMES_CONTRADICT, 700_024, Inferred),
    row(times::TIME_UNIT, 700_024, Inferred),
    row(clock_offset::TIME_ZONE_OFFSET, 700_024, Seen),
    row(clock_offset::CLOCK_SKEW, 700_024, Seen),
];

/// What is asked for: the user's token that is passed on, and the scope.
const GRANT: &[Row] = &[
    row(user_assertion::USER_ASSERTION_KIND, 240_002, Seen),
    row(user_assertion::USER_ASSERTION_AUDIENCE, 500_131, Seen),
    row(user_assertion::USER_ASSERTION_TENANT, 1_000_014, Inferred),
    warned(user_assertion::USER_ASSERTION_EXPIRED, 500_133, Seen),
    warned(request_grant::REQUEST_SCOPE, 1_002_012, Seen),
];

/// What each step does that does not go on, in the order of the steps.
pub(super) fn outcomes(case: &Case<'_>, findings: &[Finding]) -> Vec<Outcome> {
    let of = |rows: &[Row]| rows.iter().flat_map(|row| of_row(row, case, findings)).collect::<Vec<_>>();
    if case.is_users() {
        let mut outcomes = of(TOKEN);
        // The same faults have codes of their own in the user's token; its issuer and algorithm are not the application's.
        outcomes.retain_mut(|outcome| match outcome {
            Outcome::Refused(refusal) if refusal.code == 50_027 => {
                refusal.code = 500_132;
                true
            }
            _ => false,
        });
        outcomes.extend(of(GRANT));
        outcomes
            .push(Outcome::Unknown(Unknown::Other(say!("needs the keys of the service that issued the user's token"))));
        return outcomes;
    }
    let mut outcomes = of(REQUEST);
    outcomes.extend(of(TOKEN));
    if case.is_federated() {
        let matching = of(FEDERATION);
        let is_taken = findings
            .iter()
            .any(|one| one.id.name == federated_match::FEDERATED_MATCHES.name && one.status == Status::Pass);
        if matching.is_empty() && !is_taken {
            outcomes.push(Outcome::Unknown(Unknown::Other(say!(
                "needs the federated credentials of the application or identity, and all that they are compared with"
            ))));
        }
        outcomes.extend(matching);
    } else {
        outcomes.extend(lookup::outcome(case, findings));
    }
    outcomes.extend(of(CLAIMS));
    outcomes.extend(of(GRANT));
    // Quotation marks and the like may have come with the copy that is at hand.
    let wrapped = findings.iter().find(|one| one.id.name == wrapping::ASSERTION_WRAPPED.name);
    if let Some(wrapped) = wrapped.filter(|one| one.status == Status::Cause && case.request.is_none()) {
        outcomes.push(Outcome::Unknown(Unknown::Other(say!(
            "needs the request, which shows whether that is sent: {title}",
            title = clause(&wrapped.title)
        ))));
    }
    outcomes
}

/// What a fault is answered with, if it is there.
fn of_row(row: &Row, case: &Case<'_>, findings: &[Finding]) -> Option<Outcome> {
    let has_status = |one: &&Finding| one.id.name == row.id.name && one.status <= Status::Warning;
    let finding = findings.iter().filter(has_status).min_by_key(|one| one.status)?;
    // Which client_id is sent beside such an assertion decides between two codes.
    let by_client_id = [client_id_mismatch::CLIENT_ID_MISMATCH, issuer::CLIENT_ID_NOT_GUID];
    let unknown = || {
        let why = match by_client_id.iter().any(|id| id.name == row.id.name) {
            true => say!("needs the client_id that is sent beside the assertion"),
            false => not_known(&finding.title),
        };
        Some(Outcome::Unknown(Unknown::Other(why)))
    };
    let is_sure = match finding.status {
        Status::Cause => finding.confidence != Some(Confidence::Possible),
        _ => row.by_warning,
    };
    // Someone's notes are no request.
    if !is_sure && row.id.name == request_body::REQUEST_BODY_FORMAT.name {
        return None;
    }
    let refusal = if is_sure { refusal(row, case)? } else { Refusal::new(NOT_KNOWN, Inferred) };
    if refusal.code == NOT_KNOWN {
        return unknown();
    }
    let mark = if finding.confidence == Some(Confidence::Likely) { Inferred } else { refusal.mark };
    // That it expired, by whichever clock, and that it is early are answered alike.
    let mark = if refusal.code == 700_024 { refusal.mark } else { mark };
    Some(Outcome::Refused(Refusal { mark, ..refusal }))
}

/// The code of a fault, where it depends on more than the fault; `None` if it is no refusal of its own.
fn refusal(row: &Row, case: &Case<'_>) -> Option<Refusal> {
    let assertion = case.assertion?;
    let request = case.request;
    let has_grant = |grant: &str| request.is_some_and(|one| one.value("grant_type") == Some(grant));
    let no_credential = if has_grant("client_credentials") { 7_000_216 } else { 7_000_218 };
    let name = row.id.name;
    let is = |id: &Id| id.name == name;
    let (code, mark) = if is(request_body::REQUEST_BODY_FORMAT) {
        // What is said to another method than POST has not been published with the rest.
        let is_post = request.and_then(|one| one.method.as_deref()).is_none_or(|method| method == "POST");
        (if is_post { row.code } else { NOT_KNOWN }, row.mark)
    } else if is(request_parameters::REQUEST_PARAMETER_MISSING) {
        match missing(case) {
            "client_assertion" => (no_credential, Seen),
            "grant_type" => (row.code, Seen),
            "" => (NOT_KNOWN, row.mark),
            _ => (row.code, Inferred),
        }
    } else if is(request_parameters::REQUEST_PARAMETER_TWICE) {
        let count = request.map_or(0, |one| one.parameters().iter().filter(|one| one.name == "client_id").count());
        (if count > 1 { row.code } else { NOT_KNOWN }, row.mark)
    } else if is(request_credential::REQUEST_WRONG_PARAMETER) {
        let is_secret = request.is_some_and(|one| one.value("client_secret").is_some());
        (if is_secret { 7_000_215 } else { no_credential }, row.mark)
    } else if is(wrapping::ASSERTION_WRAPPED) {
        request?;
        (row.code, row.mark)
    } else if is(truncation::ASSERTION_TRUNCATED) {
        // A signature that is too short is one that does not verify.
        if assertion.claims.object.is_some() && assertion.signature.bytes.is_some() {
            return None;
        }
        (row.code, row.mark)
    } else if is(header_parameters::HEADER_UNSUPPORTED_PARAMETER) {
        let is_seen = ["cty", "gty"].iter().any(|name| assertion.member(Part::Header, name).is_some());
        (row.code, if is_seen { Seen } else { Inferred })
    } else if is(federated_match::FEDERATED_NONE) {
        let is_empty = case.federated.iter().all(|one| one.list.is_empty());
        (if is_empty { row.code } else { NOT_KNOWN }, row.mark)
    } else if is(federated_match::FEDERATED_SUBJECT) {
        (subject_code(case).unwrap_or(row.code), row.mark)
    } else if is(client_id_mismatch::CLIENT_ID_MISMATCH) || is(issuer::CLIENT_ID_NOT_GUID) {
        (if request.is_some_and(|one| one.value("client_id").is_some()) { row.code } else { NOT_KNOWN }, row.mark)
    } else if is(times::TIME_UNIT) {
        // Read as seconds since 1970, a length of time is long past.
        let is_past = matches!(assertion.time("exp"), Some(NumericDate::Duration(_)));
        (if is_past { row.code } else { NOT_KNOWN }, row.mark)
    } else if is(user_assertion::USER_ASSERTION_KIND) {
        (user_kind(case), row.mark)
    } else if is(user_assertion::USER_ASSERTION_AUDIENCE) {
        // Graph changes the header before it is signed, so that nobody else can verify the signature.
        if case.user_token().is_some_and(|token| token.member(Part::Header, "nonce").is_some()) {
            let reason = Some(Reason::SignatureMismatch);
            return Some(Refusal { reason, ..Refusal::new(50_013, Seen) });
        }
        (row.code, row.mark)
    } else {
        (row.code, row.mark)
    };
    Some(Refusal::new(code, mark))
}

/// The first parameter that the request lacks, of those that the service asks for; empty if none of them.
pub(super) fn missing(case: &Case<'_>) -> &'static str {
    let Some(request) = case.request else { return "" };
    let has = |name: &str| request.parameter(name).is_some_and(|one| !one.value.trim().is_empty());
    let names = ["grant_type", "client_id", "scope", "client_assertion_type", "assertion", "requested_token_use"];
    let lacks = |name: &&&str| match **name {
        "client_assertion_type" => request.assertion().is_some() && !has(name),
        "assertion" | "requested_token_use" => has_on_behalf_of(request.value("grant_type")) && !has(name),
        "scope" => request.value("grant_type") == Some("client_credentials") && !has(name),
        name => !has(name),
    };
    let is_secret = has("client_secret") || request.is_basic();
    match names.iter().find(lacks) {
        Some(name) => name,
        None if request.assertion().is_none() && !is_secret => "client_assertion",
        None => "",
    }
}

fn has_on_behalf_of(grant: Option<&str>) -> bool {
    grant == Some("urn:ietf:params:oauth:grant-type:jwt-bearer")
}

/// The subject of a credential that has what documentation writes where the tenant's id belongs.
pub(super) fn with_placeholder<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let mut all = case.federated.iter().flat_map(|one| &one.list).filter_map(|one| one.subject.as_deref());
    all.find(|subject| subject.contains("{tenantId}"))
}

/// The code that says more of a subject than that none matches.
fn subject_code(case: &Case<'_>) -> Option<u64> {
    case.federated.iter().flat_map(|one| &one.list).find_map(|one| {
        let compared = compare(&case.presented, one);
        let (Agreement::Same, Agreement::Differs(parts)) = (compared.issuer, compared.subject) else { return None };
        let has_placeholder = one.subject.is_some() && one.subject.as_deref() == with_placeholder(case);
        match parts.as_slice() {
            [Difference::LetterCase] => Some(7_002_138),
            _ => has_placeholder.then_some(7_002_137),
        }
    })
}

/// What a user's token that cannot be passed on is answered with: only of ID tokens it is known.
fn user_kind(case: &Case<'_>) -> u64 {
    let Some(token) = case.user_token() else { return 500_132 };
    let has = |name: &str| token.member(Part::Claims, name).is_some();
    let is_jwt = |token: &Assertion| token.header_str("typ").is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    let is_own = token.claim_str("iss").is_some_and(is_guid);
    let is_app = token.claim_str("idtyp") == Some("app") || has("roles") && (has("azp") || has("appid"));
    if is_jwt(token) && !is_own && !is_app && !has("scp") { 240_002 } else { NOT_KNOWN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_words() {
        for row in [REQUEST, TOKEN, FEDERATION, CLAIMS, GRANT].into_iter().flatten().filter(|row| row.code != NOT_KNOWN)
        {
            assert!(super::super::words::of(row.code).is_some(), "{}", row.code);
        }
        assert!(super::super::words::of(NOT_KNOWN).is_none());
    }
}
