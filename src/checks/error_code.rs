//! What does the error's code say by itself?

use super::{algorithm, audience, clock_offset, federated_match, issuer, stated, times};
use super::{
    audience_request, client_id_mismatch, request_body, request_credential, request_grant, request_parameters,
};
use crate::case::Case;
use crate::checks::codes::{self, Code, Subject};
use crate::checks::finding::Confidence::{self, Certain, Likely, Possible};
use crate::checks::finding::{Check, Finding, Id, cause, evidence, ids, pass, skip};
use crate::evidence::endpoint::endpoint;
use crate::evidence::server_error::ServerError;
use crate::language::{Phrase, Text};
use crate::notation::instant::{Instant, span};
use crate::notation::text::is_guid;

/// Assertion lifetimes that libraries use, in seconds: MSAL ten minutes, others five.
const USUAL_LIVES: [i64; 2] = [600, 300];

ids! {
    /// # The error is about a user assertion
    /// Looks at the code: 50013 and its kin are answers to the on-behalf-of grant.
    ///
    /// In that grant the parameter "assertion" carries the user's token, beside the client assertion. It is that token
    /// which was refused; often it is one for Microsoft Graph, which nobody but Graph can verify.
    ///
    /// fix: Look at the token in the parameter "assertion": its audience must be your API's own application id, or its App ID URI.
    /// raises: error AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.] ; only-error
    /// mended: no-error
    ERROR_USER_ASSERTION {
        id: "error-user-assertion",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ON_BEHALF_OF, MS_ERROR_CODES],
    }

    /// # The error is not about the assertion
    /// Looks up the code among those of the sign-in service.
    ///
    /// Some refusals come before the assertion is looked at (the tenant or the application is unknown), others only after
    /// it was accepted (a scope, a policy). The code says which it is.
    ///
    /// fix: Follow the code: it says what was refused.
    /// raises: error AADSTS700016: Application with identifier '833aa854-2811-4f90-9620-c38070f595d7' was not found in the directory 'MSIDLAB4'. ; only-error
    /// mended: no-error
    ERROR_OTHER_CODE {
        id: "error-other-code",
        stage: Request,
        guide: [DiagnoseParameters, IssueConfiguration],
        citations: [MS_ERROR_CODES],
    }

    /// # The application has no registered keys
    /// Looks for AADSTS700026.
    ///
    /// No certificate was ever uploaded to this application, or all were removed; perhaps they went to another app of the
    /// same name.
    ///
    /// fix: Upload the certificate under App registrations → the app → Certificates & secrets → Certificates.
    /// raises: error AADSTS700026: Client application has no configured keys. ; only-error
    /// mended: no-error
    NO_REGISTERED_KEYS {
        id: "no-registered-keys",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration, NeedAdmin],
        citations: [MS_ERROR_CODES, GRAPH_KEY_CREDENTIAL],
    }

    /// # The application is a public client
    /// Looks for AADSTS700025.
    ///
    /// An app that is registered as a public client (mobile, desktop, single page) must send no credential.
    ///
    /// fix: Under Authentication, move the redirect address to the platform Web, and turn "Allow public client flows" off.
    /// raises: error AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented. ; only-error
    /// mended: no-error
    REQUEST_PUBLIC_CLIENT {
        id: "request-public-client",
        stage: Request,
        guide: [IssueConfiguration, DiagnoseParameters, FixConfiguration],
        citations: [MS_ERROR_CODES],
    }

    /// # A client secret was sent, not a client assertion
    /// Looks for the refusal of a client secret (AADSTS7000215 and 7000222, or 50012 with words about a secret), if the text or
    /// the other inputs show that a certificate was meant.
    ///
    /// No client assertion was made: whatever certificate there is, it was never used. A program that is given a certificate's
    /// file where it expects a secret sends the file's name or content as the secret.
    ///
    /// fix: Give the certificate with the option or setting for certificates, not with the one for a secret or a password.
    /// fix: Look at the request that is sent: it must carry client_assertion and client_assertion_type, and no client_secret.
    /// raises: error AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided. ; only-error
    /// raises: error AADSTS7000215: Invalid client secret provided. To pass a service principal certificate, use --certificate instead. ; only-error
    /// raises: error AADSTS7000215: Invalid client secret provided. ; only-certificate
    /// mended: no-error
    CLIENT_SECRET_REFUSED {
        id: "client-secret-refused",
        stage: Request,
        guide: [IssueConfiguration, DiagnoseParameters],
        citations: [MS_ERROR_CODES, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The error's code is understood
    /// The code says where the cause lies; the findings about that place follow.
    ERROR_UNDERSTOOD {
        id: "error-understood",
        stage: Request,
        guide: [DiagnoseParameters],
        citations: [MS_ERROR_CODES],
    }
}

/// What a code says about the request if the request itself is not available to prove it.
const STATED: &[&Id] = &[
    client_id_mismatch::CLIENT_ID_MISMATCH,
    audience_request::AUDIENCE_TENANT,
    request_body::REQUEST_BODY_FORMAT,
    request_parameters::REQUEST_PARAMETER_MISSING,
    request_parameters::REQUEST_PARAMETER_TWICE,
    request_credential::REQUEST_ASSERTION_TYPE,
    request_credential::REQUEST_TWO_CREDENTIALS,
    request_grant::REQUEST_GRANT_TYPE,
];

/// The check.
pub const CHECK: Check = Check {
    name: "error_code",
    question: phrase!("What does the error's code say by itself?"),
    ids: &[
        ERROR_USER_ASSERTION,
        ERROR_OTHER_CODE,
        NO_REGISTERED_KEYS,
        REQUEST_PUBLIC_CLIENT,
        CLIENT_SECRET_REFUSED,
        ERROR_UNDERSTOOD,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(error) = case.error else { return vec![skip(ERROR_UNDERSTOOD, say!("needs the error's text"))] };
    let written: Vec<String> = error.codes.iter().map(|code| format!("AADSTS{code}")).collect();
    let proof = evidence(say!("error, code")).found(written.join(", "));
    let meaning = codes::meaning(error);
    let Some((id, confidence, title)) = stated(case, error, meaning.clone()) else {
        return vec![with_values(pass(ERROR_UNDERSTOOD).title(meaning).evidence(proof), case, error)];
    };
    // If the assertion is available, its own checks say the same with its values.
    let elsewhere = !CHECK.ids.iter().chain(STATED).chain(&stated::FEDERATED).any(|mine| mine.name == id.name);
    if case.assertion.is_some() && elsewhere {
        return vec![with_values(pass(ERROR_UNDERSTOOD).title(meaning).evidence(proof), case, error)];
    }
    let why = match codes::lookup(error) {
        Some(_) => why(id),
        None => say!("Whether it is about the assertion cannot be told; the server's own words may say it."),
    };
    let finding = cause(id, confidence).title(title).because(say!("{meaning} {why}", meaning, why));
    let mut finding = Finding { stated: true, advice: advice(error), ..finding.evidence(proof) };
    // The platform of a redirect address makes an app a public client, too, so `false` does not refute it.
    if id.name == REQUEST_PUBLIC_CLIENT.name
        && let Some(registration) = case.registration.filter(|one| one.is_public_client == Some(true))
    {
        finding = finding.evidence(
            evidence(say!("registration of {registration}", registration = registration.label()))
                .found(say!("allow public client flows: yes")),
        );
    }
    vec![with_values(finding, case, error)]
}

/// Adds the values that the text quotes as evidence, each beside the value of the other inputs that it belongs to.
fn with_values(mut finding: Finding, case: &Case<'_>, error: &ServerError) -> Finding {
    let claim = |name: &str| case.assertion.and_then(|assertion| assertion.claim_str(name));
    let aud_tenant = claim("aud").and_then(endpoint).map(|to| to.tenant).filter(|tenant| is_guid(tenant));
    let client = case.client_id();
    let mut add = |place: Text, value: Option<&String>, other: Option<(&str, Text)>| {
        let Some(value) = value else { return };
        let row = evidence(place).found(value);
        finding.evidence.push(match other {
            // Ids differ in letter case without meaning anything else.
            Some((other, what)) if !(is_guid(value) && value.eq_ignore_ascii_case(other)) && value != other => {
                row.expected(other).expected_meaning(what)
            }
            _ => row,
        });
    };
    let of_assertion = |name: &str| say!("{name} of the assertion", name);
    let tenant = error.tenant.as_ref();
    let comparable = aud_tenant.filter(|_| tenant.is_some_and(|tenant| is_guid(tenant)));
    add(
        say!("error, tenant"),
        tenant,
        comparable.map(|tenant| (tenant, say!("the tenant in the assertion's audience"))),
    );
    // In an error about a user's token, the application is the one whose keys signed that token.
    let user = error.is_about_user_assertion();
    let app = error.app_id.as_ref().filter(|_| !user);
    add(say!("error, application"), app, client.map(|id| (id, of_assertion("iss"))));
    add(say!("error, resource"), error.resource.as_ref(), None);
    // The claims of a user's token are not those of the client assertion.
    let compared = |name: &'static str| claim(name).filter(|_| !user).map(|claim| (claim, of_assertion(name)));
    // What is compared with the credentials follows below.
    let presented = [
        (say!("error, issuer presented"), &error.presented.issuer, "iss"),
        (say!("error, subject presented"), &error.presented.subject, "sub"),
        (say!("error, audience presented"), &error.presented.audience, "aud"),
    ];
    for (place, value, name) in presented {
        add(place, value.as_ref().filter(|value| !case.presented.has(value)), compared(name));
    }
    add(say!("error, issuer expected"), error.wanted.issuer.as_ref(), None);
    add(say!("error, subject expected"), error.wanted.subject.as_ref(), None);
    add(say!("error, audience expected"), error.wanted.audience.as_ref(), None);
    let allowed = (!error.allowed.is_empty()).then(|| error.allowed.join(", "));
    add(say!("error, values allowed"), allowed.as_ref(), None);
    let times = [error.current_time, error.valid_from, error.expiry].map(|time| time.map(Instant::rfc3339));
    let [current, from, until] = &times;
    add(say!("error, server's time"), current.as_ref(), None);
    add(say!("error, start of the assertion"), from.as_ref(), None);
    add(say!("error, end of the assertion"), until.as_ref(), None);
    federated_match::with_presented(finding, case)
}

/// What the text itself advises.
fn advice(error: &ServerError) -> Vec<Text> {
    let mut advice = Vec::new();
    if let Some(option) = &error.hints.certificate_option {
        advice.push(say!("Pass the certificate with {option}, as the text itself says.", option));
    } else if error.hints.file_as_secret {
        advice.push(say!(
            "The command passes a certificate's file where it takes a secret; with the Azure CLI, --certificate is the option for it."
        ));
    }
    if let Some(app) = error.app_id.as_ref().filter(|app| error.code() == Some(500_131) && is_guid(app)) {
        advice.push(say!(
            "Let the client ask for a token for your API: the scope api://{app}/.default, or api://{app}/access_as_user.",
            app
        ));
    }
    // Codes about the user's token that say by themselves what to do.
    match error.code() {
        Some(500_133) => advice.push(say!(
            "Let the client get a new token and pass it on at once; for a later job, keep the tokens that this grant returned in the cache of your library."
        )),
        Some(1_000_014) => advice.push(say!(
            "Send the request to the tenant in the token's tid rather than to one fixed tenant."
        )),
        Some(7_000_114) => advice.push(say!(
            "If an application called with a token of its own, ask for the next token with client_credentials, without a user."
        )),
        _ => {}
    }
    if error.hints.id_token_permission {
        advice.push(say!(
            "Give the workflow \"permissions: id-token: write\": without it, the job gets no token that could be sent."
        ));
    }
    if error.hints.send_x5c {
        advice.push(say!(
            "If the app trusts certificates by subject and issuer, send the chain in x5c, as the text itself says; with MSAL.NET, by WithSendX5C."
        ));
    }
    advice
}

/// Whether the text or the other inputs show that a certificate was meant to be used.
fn certificate_was_meant(case: &Case<'_>, error: &ServerError) -> bool {
    let hinted = error.hints.certificate_option.is_some() || error.hints.file_as_secret;
    // Until 2018, 50012 was the answer to both kinds of credential.
    let old = error.codes.contains(&50_012);
    old || hinted || case.assertion.is_some() || case.given().next().is_some() || !case.private_keys.is_empty()
}

/// What remains of a finding stated by the code if another check proved the same from the values.
pub(crate) fn understood(case: &Case<'_>, stated: &Finding) -> Finding {
    let meaning = case.error.map(codes::meaning).unwrap_or_default();
    Finding {
        evidence: stated.evidence.clone(),
        advice: stated.advice.clone(),
        ..pass(ERROR_UNDERSTOOD).title(meaning)
    }
}

/// The id that the code of a case's error states by itself; `None` if it could be one of several.
pub fn stated_id(case: &Case<'_>) -> Option<&'static Id> {
    let error = case.error?;
    id_of(case, error, codes::lookup(error)?)
}

fn id_of(case: &Case<'_>, error: &ServerError, code: &Code) -> Option<&'static Id> {
    match (code.number, code.subject) {
        (7_000_215 | 7_000_222, _) if certificate_was_meant(case, error) => Some(CLIENT_SECRET_REFUSED),
        (700_025, _) => Some(REQUEST_PUBLIC_CLIENT),
        (700_026, _) => Some(NO_REGISTERED_KEYS),
        (_, Subject::UserAssertion) => Some(ERROR_USER_ASSERTION),
        (_, Subject::Elsewhere) => Some(ERROR_OTHER_CODE),
        // Which of the three claims it is cannot be told.
        (70_021 | 7_002_142, _) => None,
        (_, Subject::FederatedToken) => stated::elsewhere(code).or(Some(ERROR_OTHER_CODE)),
        (_, Subject::Assertion) => stated::elsewhere(code),
    }
}

fn why(id: &Id) -> Text {
    Phrase::said(id.page().paragraphs.get(1).map(String::as_str).unwrap_or_default())
}

/// The finding that the code states by itself.
fn stated(case: &Case<'_>, error: &ServerError, meaning: Text) -> Option<(&'static Id, Confidence, Text)> {
    let number = error.code()?;
    let Some(known) = codes::lookup(error) else {
        return error.reason.is_none().then_some((ERROR_OTHER_CODE, Possible, meaning));
    };
    let name = error.quoted.first().map(String::as_str).unwrap_or_default();
    Some(match number {
        700_024 => times_of(error)?,
        70_021 | 7_002_142 => (federated_match::FEDERATED_SUBJECT, Possible, meaning),
        5_002_738 => {
            let id = match algorithm::kind(name) {
                algorithm::Kind::None => algorithm::ALGORITHM_NONE,
                algorithm::Kind::Symmetric => algorithm::ALGORITHM_SYMMETRIC,
                algorithm::Kind::Elliptic => algorithm::ALGORITHM_ELLIPTIC,
                algorithm::Kind::Misspelled(_) => algorithm::ALGORITHM_MISSPELLED,
                algorithm::Kind::Unknown => algorithm::ALGORITHM_UNKNOWN,
            };
            (id, Certain, say!("The server does not support the algorithm {name}.", name))
        }
        90_014 | 50_098 => {
            let id = match name {
                "iss" => issuer::ISSUER_MISSING,
                "sub" => issuer::SUBJECT_MISSING,
                "aud" => audience::AUDIENCE_MISSING,
                "exp" => times::EXP_MISSING,
                _ => {
                    return Some((
                        id_of(case, error, known)?,
                        Likely,
                        say!("The server misses the claim {name}.", name),
                    ));
                }
            };
            (id, Certain, say!("The claim {name} is missing from the assertion.", name))
        }
        900_144 if name == "grant_type" => (
            request_body::REQUEST_BODY_FORMAT,
            Likely,
            say!("The server did not find even grant_type: the request's body is not a form."),
        ),
        900_144 => (
            request_parameters::REQUEST_PARAMETER_MISSING,
            Certain,
            say!("The request lacks the parameter {name}.", name),
        ),
        // 50027 and 50120 cover many things, and the text alone does not say which.
        50_027 | 50_120 => (id_of(case, error, known)?, Confidence::Possible, meaning),
        50_012 | 70_002 if error.quoted.is_empty() && error.reason.is_none() => return None,
        _ => (id_of(case, error, known)?, Certain, meaning),
    })
}

/// AADSTS700024 includes the times; 1970 stands for a claim that is absent or unreadable.
fn times_of(error: &ServerError) -> Option<(&'static Id, Confidence, Text)> {
    let Some((at, expiry)) = error.current_time.zip(error.expiry) else {
        return Some((
            times::ASSERTION_EXPIRED,
            Confidence::Possible,
            say!("The assertion was outside its time: expired, or not valid yet."),
        ));
    };
    let epoch = |time: Instant| time.0 == 0;
    if epoch(expiry) {
        return Some((
            times::EXP_MISSING,
            Certain,
            say!("The server read no expiry: exp is missing, zero or unreadable."),
        ));
    }
    if let Some(start) = error.valid_from.filter(|start| !epoch(*start) && *start > at) {
        let ahead = span(start.since(at));
        return Some(match clock_offset::zone(start, at) {
            Some(offset) => (
                clock_offset::TIME_ZONE_OFFSET,
                Likely,
                say!(
                    "The assertion begins {hours} after the server's time, as if local time were UTC.",
                    hours = clock_offset::hours(offset)
                ),
            ),
            None => (
                times::ASSERTION_NOT_YET_VALID,
                Certain,
                say!("The assertion was not valid yet: it begins {ahead} later.", ahead),
            ),
        });
    }
    if expiry < at {
        // The start according to the text, or derived from usual lifetimes.
        let start = error.valid_from.filter(|start| !epoch(*start));
        let made = start
            .into_iter()
            .chain(USUAL_LIVES.iter().filter(|_| start.is_none()).map(|life| Instant(expiry.0 - life)));
        let zone = made.filter_map(|made| clock_offset::zone(made, at)).next();
        let ago = span(at.since(expiry));
        return Some(match zone {
            Some(offset) => (
                clock_offset::TIME_ZONE_OFFSET,
                Likely,
                say!(
                    "The assertion expired {ago} before it was sent: it was made {hours} in the past, as if local time were UTC.",
                    ago,
                    hours = clock_offset::hours(offset)
                ),
            ),
            None => (
                times::ASSERTION_EXPIRED,
                Certain,
                say!(
                    "The assertion had expired {ago} before it was sent, at {expiry}.",
                    ago,
                    expiry = expiry.rfc3339()
                ),
            ),
        });
    }
    Some((times::ASSERTION_EXPIRED, Confidence::Possible, say!("The assertion was outside its time.")))
}
