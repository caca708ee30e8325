//! The sign-in service's error codes that concern client assertions: what each means and where to look for its cause.
//!
//! Sources: Microsoft's error code reference, the service's own lookup page, and published answers. If the reference
//! and the service disagree (700022, 700023), the service's own wording is used.

pub use super::code::{Code, Subject};
use super::code::{Family, code};
use super::code_families::FAMILIES;
use crate::checks::finding::Stage::{self, *};
use crate::evidence::server_error::{Reason, ServerError};
use crate::language::Text;

const ASSERTION: Subject = Subject::Assertion;
const USER: Subject = Subject::UserAssertion;
const FEDERATED: Subject = Subject::FederatedToken;
const ELSEWHERE: Subject = Subject::Elsewhere;

/// What the codes mean, as far as it stands in a table.
#[cfg(any(all(target_arch = "wasm32", target_os = "unknown"), feature = "testing", test))]
pub(super) fn phrases() -> impl Iterator<Item = crate::language::Phrase> {
    let families = FAMILIES.iter().flat_map(|family| family.about.into_iter().chain([family.code.meaning]));
    ALL.iter().map(|code| code.meaning).chain(families)
}

/// Every code with a meaning of its own; the others are in [`FAMILIES`].
pub const ALL: &[Code] = &[
    code(
        50012,
        ASSERTION,
        &[Identifier, KeyLookup, KeyValidity, Signature],
        phrase!("The client could not be authenticated; until 2018 this code carried what AADSTS700027 says today."),
    ),
    code(
        50013,
        USER,
        &[Request],
        phrase!(
            "The user assertion of the on-behalf-of grant did not verify: that is another token than the client assertion."
        ),
    ),
    code(
        50027,
        ASSERTION,
        &[Readable, Issuer, Audience, Identifier],
        phrase!("The token is malformed: it could not be read, or a claim has a form that is not taken."),
    ),
    code(50032, ASSERTION, &[Algorithm], phrase!("The RSA key is smaller than 2048 bits.")),
    code(
        50048,
        ASSERTION,
        &[Issuer],
        phrase!("Subject and issuer of the assertion differ; both must be the client id."),
    ),
    code(
        50098,
        ASSERTION,
        &[Issuer, Audience, Times],
        phrase!("A claim that must be there is missing from the assertion."),
    ),
    code(
        50120,
        ASSERTION,
        &[Readable, Identifier, Algorithm],
        phrase!("The kind of credential could not be told from the token's header."),
    ),
    code(
        50171,
        ELSEWHERE,
        &[Audience],
        phrase!("The audience is one for mutual-TLS calls, sent to the ordinary endpoint."),
    ),
    code(51000, ELSEWHERE, &[], phrase!("Mutual-TLS client authentication is switched off for the app.")),
    code(
        53003,
        ELSEWHERE,
        &[],
        phrase!(
            "A conditional access policy blocked the sign-in, of a person or of a workload identity; it says nothing against the credential."
        ),
    ),
    code(
        70002,
        ASSERTION,
        &[Identifier, KeyLookup, KeyValidity, Signature, Audience],
        phrase!("The credentials did not validate; the code after it says why."),
    ),
    code(70003, ASSERTION, &[Request], phrase!("The grant type is not one that the service knows.")),
    code(
        70011,
        ELSEWHERE,
        &[],
        phrase!(
            "The scope is not valid. Scopes are looked at after the client was authenticated, so the credential worked."
        ),
    ),
    code(
        70021,
        FEDERATED,
        &[Federation],
        phrase!("No federated identity credential matches the token's issuer, subject and audience."),
    ),
    code(70025, FEDERATED, &[Federation], phrase!("The app has no federated identity credentials.")),
    code(
        70052,
        ELSEWHERE,
        &[],
        phrase!("The identity must be a managed identity, a single-tenant app or a service account."),
    ),
    code(90002, ELSEWHERE, &[], phrase!("The tenant was not found: a wrong id or domain, or another cloud.")),
    code(
        90011,
        ASSERTION,
        &[Request],
        phrase!("The client_assertion_type of the request is not one that the service takes."),
    ),
    code(90014, ASSERTION, &[Issuer, Audience], phrase!("A claim that must be there is missing from the assertion.")),
    code(90055, ELSEWHERE, &[], phrase!("Too many requests for the tenant; the assertion is not at fault.")),
    code(
        392_189,
        ELSEWHERE,
        &[],
        phrase!("The mutual-TLS endpoint takes only subject-name and federated credentials."),
    ),
    code(392_200, ELSEWHERE, &[], phrase!("The request carried no TLS client certificate.")),
    code(392_204, ASSERTION, &[KeyValidity], phrase!("The TLS client certificate has expired.")),
    code(500_033, ASSERTION, &[Algorithm], phrase!("A key's x5t and x5c do not belong together.")),
    code(500_061, USER, &[Request], phrase!("The user assertion of the on-behalf-of grant could not be used.")),
    code(
        500_131,
        USER,
        &[Request],
        phrase!("The user assertion of the on-behalf-of grant has another audience than this app."),
    ),
    code(500_132, USER, &[Request], phrase!("The user assertion of the on-behalf-of grant cannot be read.")),
    code(500_133, USER, &[Request], phrase!("The user assertion of the on-behalf-of grant is outside its time.")),
    code(500_181, ELSEWHERE, &[], phrase!("The TLS certificate is another one than that in the assertion.")),
    code(500_184, ASSERTION, &[Signature], phrase!("The token was not signed by the certificate that it carries.")),
    code(
        700_016,
        ELSEWHERE,
        &[],
        phrase!("The application was not found in this tenant: another tenant, or another id than the client id."),
    ),
    code(700_021, ASSERTION, &[Issuer], phrase!("iss and sub of the assertion are not the client_id of the request.")),
    code(700_022, ASSERTION, &[Issuer], phrase!("The assertion has no subject.")),
    code(700_023, ASSERTION, &[Audience], phrase!("The assertion's audience is not the tenant that it was sent to.")),
    code(700_024, ASSERTION, &[Times], phrase!("The assertion is outside its time.")),
    code(700_025, ASSERTION, &[Request], phrase!("The app is a public client, which must send no credential.")),
    code(700_026, ASSERTION, &[KeyLookup], phrase!("The app has no registered keys at all.")),
    code(
        700_027,
        ASSERTION,
        &[Identifier, KeyLookup, KeyValidity, Signature],
        phrase!("The assertion's signature could not be validated."),
    ),
    code(700_028, ELSEWHERE, &[KeyLookup], phrase!("The certificate with this thumbprint is not authorised.")),
    code(700_029, ELSEWHERE, &[KeyLookup, KeyValidity], phrase!("The signing certificate is invalid.")),
    code(
        700_030,
        ELSEWHERE,
        &[KeyLookup],
        phrase!("The certificate's subject name is not among those that the app trusts."),
    ),
    code(700_031, ELSEWHERE, &[KeyLookup], phrase!("The certificate has no subject name to compare with.")),
    code(700_032, ELSEWHERE, &[KeyLookup], phrase!("The app has no trusted certificate subjects.")),
    code(700_211, FEDERATED, &[Federation], phrase!("No federated identity credential matches the token's issuer.")),
    code(700_212, FEDERATED, &[Federation], phrase!("No federated identity credential matches the token's audience.")),
    code(700_213, FEDERATED, &[Federation], phrase!("No federated identity credential matches the token's subject.")),
    code(700_223, FEDERATED, &[Readable], phrase!("Federation is constrained or switched off in the tenant.")),
    code(
        700_229,
        FEDERATED,
        &[Readable],
        phrase!("Only app-only tokens of Entra ID can be used as federated credentials."),
    ),
    code(700_238, FEDERATED, &[Readable], phrase!("Federation is constrained or switched off in the tenant.")),
    code(900_023, ELSEWHERE, &[], phrase!("The tenant in the address is neither an id nor a domain.")),
    code(900_144, ASSERTION, &[Request], phrase!("A parameter of the request is missing.")),
    code(900_382, ELSEWHERE, &[], phrase!("Confidential clients cannot make cross-cloud requests.")),
    code(900_384, USER, &[Request], phrase!("The user assertion of the on-behalf-of grant did not verify.")),
    code(900_432, ELSEWHERE, &[], phrase!("Confidential clients cannot make cross-cloud requests.")),
    code(240_002, USER, &[Request], phrase!("An ID token cannot be the user assertion of the on-behalf-of grant.")),
    code(1_000_502, ASSERTION, &[KeyValidity], phrase!("The certificate is outside its validity.")),
    code(
        1_002_012,
        ELSEWHERE,
        &[],
        phrase!(
            "The scope is not valid for this grant. Scopes are looked at after the client was authenticated, so the credential worked."
        ),
    ),
    code(5_002_723, ASSERTION, &[Identifier], phrase!("The header names no key: no x5t, no x5t#S256 and no kid.")),
    code(
        5_002_726,
        ASSERTION,
        &[Algorithm, Readable],
        phrase!("The header has a parameter that the server does not support."),
    ),
    code(5_002_730, ASSERTION, &[Algorithm], phrase!("The key does not fit the signing algorithm.")),
    code(5_002_738, ASSERTION, &[Algorithm], phrase!("The signing algorithm is not supported.")),
    code(7_000_110, ASSERTION, &[Request], phrase!("The request names several applications.")),
    code(7_000_112, ELSEWHERE, &[], phrase!("The application is disabled.")),
    code(7_000_116, ELSEWHERE, &[], phrase!("The application is disabled in this tenant.")),
    code(7_000_210, ELSEWHERE, &[KeyLookup], phrase!("No policy of trusted certificate authorities was found.")),
    code(7_000_211, ELSEWHERE, &[KeyLookup], phrase!("The tenant has no policy of trusted certificate authorities.")),
    code(7_000_212, ELSEWHERE, &[KeyLookup], phrase!("No trusted authority matches the authorised subject name.")),
    code(7_000_213, ELSEWHERE, &[KeyLookup], phrase!("The certificate chain in x5c is not valid.")),
    code(7_000_214, ELSEWHERE, &[KeyValidity], phrase!("The certificate has been revoked.")),
    code(
        7_000_215,
        ELSEWHERE,
        &[Request],
        phrase!(
            "A client secret was sent, and it is not the app's: no assertion was sent, and no certificate was used."
        ),
    ),
    code(7_000_216, ASSERTION, &[Request], phrase!("Neither client_assertion nor client_secret is in the request.")),
    code(7_000_218, ASSERTION, &[Request], phrase!("Neither client_assertion nor client_secret is in the request.")),
    code(7_000_219, ASSERTION, &[Request], phrase!("Neither client_assertion nor client_secret is in the request.")),
    code(7_000_220, ASSERTION, &[Issuer], phrase!("The grant is for another application than client_id.")),
    code(7_000_221, ELSEWHERE, &[Issuer], phrase!("The certificate's subject must be the assertion's issuer.")),
    code(
        7_000_222,
        ELSEWHERE,
        &[Request],
        phrase!(
            "The app's client secrets have expired: a secret was sent, not an assertion, and no certificate was used."
        ),
    ),
    code(
        7_000_225,
        ELSEWHERE,
        &[KeyLookup],
        phrase!("A managed identity's certificate was sent for an app that is none."),
    ),
    code(
        7_000_226,
        FEDERATED,
        &[Federation],
        phrase!("No federated identity credential policy was found for the managed identity's token."),
    ),
    code(
        7_000_227,
        FEDERATED,
        &[Federation],
        phrase!("No federated identity credential policy matches the managed identity's token."),
    ),
    code(7_000_229, ELSEWHERE, &[], phrase!("The application has no service principal in this tenant.")),
    code(7_002_137, FEDERATED, &[Federation], phrase!("No federated identity credential matches the token's subject.")),
    code(
        7_002_138,
        FEDERATED,
        &[Federation],
        phrase!("No federated identity credential matches the token's subject; letter case counts."),
    ),
    code(9_002_313, ELSEWHERE, &[Request], phrase!("The request is malformed.")),
    code(9_002_323, ASSERTION, &[Algorithm], phrase!("The certificate in the token is not base64.")),
    code(9_002_324, ASSERTION, &[Request], phrase!("The request carries more than one credential.")),
    code(50035, ELSEWHERE, &[Algorithm], phrase!("The elliptic-curve key is smaller than the service accepts.")),
    code(
        50166,
        FEDERATED,
        &[Federation],
        phrase!("The service could not reach the metadata or keys of the token's issuer."),
    ),
    code(
        501_661,
        FEDERATED,
        &[Federation],
        phrase!("The service could not reach the metadata or keys of the token's issuer."),
    ),
    code(82001, ELSEWHERE, &[], phrase!("It is about an agent identity, which may not get a token in this way.")),
    code(700_214, FEDERATED, &[Federation], phrase!("No federated identity credential matches the token's audience.")),
    code(
        700_231,
        FEDERATED,
        &[Readable],
        phrase!("The token was itself obtained with a federated credential, and such tokens cannot be chained."),
    ),
    code(700_263, FEDERATED, &[Federation], phrase!("Several federated identity credentials match the token.")),
    code(900_439, ELSEWHERE, &[], phrase!("An app of the US government cloud was used at the public endpoint.")),
    code(
        5_002_727,
        ASSERTION,
        &[Readable, Algorithm],
        phrase!("The typ in the header is not one that the service accepts."),
    ),
    code(
        7_000_274,
        ASSERTION,
        &[KeyValidity, Signature],
        phrase!(
            "The assertion's signature is not valid, or its certificate is outside its validity: lists of Microsoft disagree about this code."
        ),
    ),
    code(7_000_277, ELSEWHERE, &[KeyValidity], phrase!("The certificate has been revoked.")),
    code(7_002_142, FEDERATED, &[Federation], phrase!("The token does not match the federated identity credentials.")),
    code(
        7_002_206,
        FEDERATED,
        &[Federation],
        phrase!("No federated identity credential matches the token's audience."),
    ),
];

/// What is known about an error's code.
pub fn lookup(error: &ServerError) -> Option<&'static Code> {
    of_number(error.code()?)
}

fn of_number(number: u64) -> Option<&'static Code> {
    let own = ALL.iter().find(|code| code.number == number);
    own.or_else(|| family(number).map(|family| &family.code))
}

fn family(number: u64) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.numbers.iter().any(|one| u64::from(*one) == number))
}

/// What a code means, in a sentence or two; `None` if it is not known.
pub fn explain(number: u64) -> Option<Text> {
    let code = of_number(number)?;
    let meaning = code.meaning.say();
    Some(match family(number).and_then(|family| family.about) {
        Some(about) if code.number == 0 => Text::sentences([meaning, about.say()]),
        _ => meaning,
    })
}

/// Where to look for the cause of an error, according to its code and reason.
pub fn stages(error: &ServerError) -> &'static [Stage] {
    // 50012 and 50013 share the reasons; those of a user assertion do not concern this one.
    let user = error.is_about_user_assertion();
    match error.reason {
        Some(Reason::KeyNotFound) if !user => &[Identifier, KeyLookup],
        Some(Reason::KeyExpired) if !user => &[KeyValidity],
        Some(Reason::SignatureMismatch) if !user => &[Signature],
        _ => lookup(error).map_or(&[], |code| code.stages),
    }
}

/// What an error says, in one sentence.
pub fn meaning(error: &ServerError) -> Text {
    let meaning = match error.code() {
        Some(number) => explain(number).unwrap_or_else(|| say!("What AADSTS{number} means is not known here.", number)),
        None => say!("The text carries no code."),
    };
    let reason = match error.reason {
        Some(Reason::KeyNotFound) => say!("No registered key matches the identifier in the header."),
        Some(Reason::KeyExpired) => {
            say!("The key was found, but now is outside its dates, before the start or after the end.")
        }
        Some(Reason::SignatureMismatch) => say!("The key was found, but the signature does not verify with it."),
        None => return meaning,
    };
    Text::sentences([meaning, reason])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::server_error::USER_ASSERTION_CODES;

    #[test]
    fn every_listed_code_is_explained_once() {
        let listed = include_str!("../../tests/codes.txt");
        let numbers: Vec<u64> = listed.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert!(numbers.len() > 780);
        for number in numbers {
            assert!(explain(number).is_some(), "{number}");
        }
        let own = ALL.iter().map(|code| code.number);
        let mut all: Vec<u64> =
            own.chain(FAMILIES.iter().flat_map(|one| one.numbers).map(|one| u64::from(*one))).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a code is explained twice");
        let about_user = all.iter().filter(|number| of_number(**number).is_some_and(|code| code.subject == USER));
        assert_eq!(about_user.copied().collect::<Vec<_>>(), USER_ASSERTION_CODES);
        assert!(explain(123_456).is_none() && explain(0).is_none());
    }
}
