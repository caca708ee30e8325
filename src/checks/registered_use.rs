//! Can the registered key that the header names be used now, and for signing in?

use super::certificate_validity::{CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, REGISTRATION_DATES_NARROWER};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip, warning};
use crate::evidence::registration::RegisteredKey;
use crate::evidence::server_error::Reason;
use crate::notation::instant::{Instant, span};

ids! {
    /// # The key is registered for another use
    /// Looks at usage and type of the registered key.
    ///
    /// Only keys with usage Verify and type AsymmetricX509Cert serve to check a client's assertions. A key with usage Sign
    /// is one that Entra ID itself signs with, such as that of a SAML application.
    ///
    /// fix: Upload the certificate (without its private key) under App registrations → the app → Certificates & secrets → Certificates.
    /// raises: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","type":"AsymmetricX509Cert","usage":"Sign"}]}
    /// mended: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    REGISTERED_FOR_ANOTHER_USE {
        id: "registered-for-another-use",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration, NeedAdmin],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # An older certificate is still used
    /// Looks, where the registered key is outside its dates, for another registered key that is within them.
    ///
    /// The newer certificate is registered and valid; the program still names the old one: its configuration holds the old
    /// thumbprint, or it takes the first certificate it finds.
    ///
    /// fix: Let the program use the newer certificate: replace the thumbprint or the file in its configuration, and restart it.
    /// raises: certificate app-expired ; header {"x5t":"{x5t:app-expired}"} ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app-expired}"},{"keyId":"7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app}"}]}
    /// mended: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app-expired}"},{"keyId":"7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app}"}]}
    OLDER_CERTIFICATE_SELECTED {
        id: "older-certificate-selected",
        stage: KeyValidity,
        guide: [IssueCredentials, FixCredentials, CheckExtraSecurity],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The registered value is not base64 of the certificate's DER
    /// Reads the value (key) of each registered entry.
    ///
    /// A manifest wants base64 of the DER encoding there. Base64 of a PEM file, with its BEGIN line inside, is another
    /// value, and an entry made from it is not the certificate's.
    ///
    /// fix: Remove the entry and upload the certificate file itself under Certificates & secrets.
    /// raises: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","value":"{pem64:app}"}]}
    /// mended: registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","value":"{der:app}"}]}
    REGISTERED_VALUE_MALFORMED {
        id: "registered-value-malformed",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The registered key can be used
    /// The registered key is for verifying, and within its dates.
    REGISTERED_KEY_USABLE {
        id: "registered-key-usable",
        stage: KeyValidity,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "registered_use",
    question: phrase!("Can the registered key that the header names be used now, and for signing in?"),
    ids: &[REGISTERED_FOR_ANOTHER_USE, OLDER_CERTIFICATE_SELECTED, REGISTERED_VALUE_MALFORMED, REGISTERED_KEY_USABLE],
    run,
};

/// The same of an application's only key, which nothing has to name.
pub const OF_ONE: Check = Check { run: |case| judge(case, case.registered().first()), ..CHECK };

fn run(case: &Case<'_>) -> Vec<Finding> {
    judge(case, case.registered_and_named())
}

fn judge(case: &Case<'_>, key: Option<&RegisteredKey>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = case.registered().iter().filter_map(|key| malformed(case, key)).collect();
    findings.push(match key {
        Some(key) => of(case, key),
        None => skip(REGISTERED_KEY_USABLE, say!("needs the registered key that the header names")),
    });
    findings
}

/// Whether this registered key can be used now, and for signing in.
fn of(case: &Case<'_>, key: &RegisteredKey) -> Finding {
    let place = |what: &str| evidence(say!("registered key {key}, {what}", key = key.label(), what));
    if !key.is_for_verification() {
        let usage = key.usage.clone().unwrap_or_else(|| "Verify".into());
        let kind = key.kind.clone().unwrap_or_else(|| "AsymmetricX509Cert".into());
        return cause(REGISTERED_FOR_ANOTHER_USE, Certain)
            .title(say!("The certificate is registered, but with usage {usage} and type {kind}: it does not serve for signing in.", usage, kind))
            .evidence(place("usage").found(usage).expected("Verify"))
            .evidence(place("type").found(kind).expected("AsymmetricX509Cert"));
    }
    dates(case, key)
}

fn malformed(case: &Case<'_>, key: &RegisteredKey) -> Option<Finding> {
    let what = key.problem.as_ref()?.to_string();
    let input = case.registration.map(|one| one.input.clone()).unwrap_or_default();
    Some(
        warning(REGISTERED_VALUE_MALFORMED)
            .title(say!(
                "The value of {key} in {input} is {what}; base64 of the DER encoding belongs there.",
                key = key.label(),
                input,
                what
            ))
            .evidence(
                evidence(say!("{input}, {key}", input, key = key.label()))
                    .found(what)
                    .expected(say!("base64 of the certificate's DER")),
            ),
    )
}

/// When the key was used: the time of the refusal, or the time of the assertion if only today's date is known.
fn used(case: &Case<'_>) -> Instant {
    let now = case.clock.at;
    case.issued_at().filter(|made| !case.clock.is_given() && *made < now).unwrap_or(now)
}

fn dates(case: &Case<'_>, key: &RegisteredKey) -> Finding {
    let at = used(case);
    // What the server says about the dates counts for more than a list that may be out of date.
    let refused = case.error.is_some_and(|error| error.reason == Some(Reason::KeyExpired));
    let certificate = key.certificate.as_deref().or_else(|| case.named());
    let certified = certificate.is_none_or(|one| one.not_before <= at && at <= one.not_after);
    if key.is_valid_at(at) && certified && !refused {
        let title = match key.end {
            Some(end) => say!("The registered key {key} can be used until {end}.", key = key.label(), end = end.date()),
            None => say!("The registered key {key} can be used.", key = key.label()),
        };
        return pass(REGISTERED_KEY_USABLE).title(title);
    }
    let proof = |ended: bool, found: Option<Instant>| -> Evidence {
        let (key, at) = (key.label(), at.rfc3339());
        let (place, expected) = if ended {
            (say!("registered key {key}, end", key), say!("later than {at}", at))
        } else {
            (say!("registered key {key}, start", key), say!("earlier than {at}", at))
        };
        let proof = evidence(place).found(found.map(Instant::rfc3339).unwrap_or_default());
        proof.expected(expected).expected_meaning(say!("the time of the refusal"))
    };
    let end = [key.end, certificate.map(|one| one.not_after)].into_iter().flatten().min();
    let start = [key.start, certificate.map(|one| one.not_before)].into_iter().flatten().max();
    let newer = case.registered().iter().find(|other| {
        let valid = other.certificate.as_ref().is_none_or(|one| one.not_before <= at && at <= one.not_after);
        other.key_id != key.key_id
            && other.is_for_verification()
            && other.is_valid_at(at)
            && valid
            && other.end.or(other.certificate.as_ref().map(|one| one.not_after)).is_some()
    });
    let over = end.is_some_and(|end| end < at);
    if let Some(newer) = newer.filter(|_| over || refused) {
        return cause(OLDER_CERTIFICATE_SELECTED, Certain)
            .title(say!(
                "{key} is past its end; the app also has {newer}, which is valid.",
                key = key.label(),
                newer = newer.label()
            ))
            .evidence(proof(true, end).expected_meaning(say!("{newer} is valid", newer = newer.label())));
    }
    if !certified || refused {
        // The certificate itself is outside its validity period, or the server gave the dates: another check reports
        // it.
        return skip(REGISTERED_KEY_USABLE, say!("the certificate itself is outside its validity"));
    }
    if certificate.is_some() {
        let found = if over { key.end } else { key.start };
        let when = found.map(Instant::rfc3339).unwrap_or_default();
        let title = if over {
            say!("The certificate is valid, but its registration ended on {when}.", when)
        } else {
            say!("The certificate is valid, but its registration begins only on {when}.", when)
        };
        return cause(REGISTRATION_DATES_NARROWER, Certain).title(title).evidence(proof(over, found));
    }
    if over {
        let ago = span(end.map_or(0, |end| at.since(end)));
        let ended = end.map(Instant::date).unwrap_or_default();
        cause(CERTIFICATE_EXPIRED, Certain)
            .title(say!("The registered key {key} ended on {end}, {ago} before.", key = key.label(), end = ended, ago))
            .evidence(proof(true, end))
    } else {
        let left = start.map_or(0, |start| start.since(at));
        cause(CERTIFICATE_NOT_YET_VALID, if left > crate::limits::CLOCK_TOLERANCE_SECONDS { Certain } else { Likely })
            .title(say!(
                "The registered key {key} begins only on {start}.",
                key = key.label(),
                start = start.map(Instant::rfc3339).unwrap_or_default()
            ))
            .evidence(proof(false, start))
    }
}
