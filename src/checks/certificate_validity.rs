//! Is the certificate valid at the time of signing in?

use super::reasons::NO_CERTIFICATE;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip, warning};
use crate::evidence::certificate::Certificate;
use crate::evidence::server_error::{Reason, ServerError};
use crate::language::Text;
use crate::notation::instant::{Instant, span};

ids! {
    /// # The certificate has expired
    /// Compares the end of the certificate's validity with the time of the inspection; where only today's date is known,
    /// also with the time the assertion was made.
    ///
    /// Entra ID refuses a key outside its dates with "The key used is expired" (AADSTS700027).
    ///
    /// fix: Make a new certificate, register it, and let the program use it; both may be registered side by side meanwhile.
    /// raises: error AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: 'FEE7837AEDA22B9C13EF27ED6A4A5143F6B8F8E8', Found key 'Start=01/28/2018 16:00:00, End=01/28/2019 16:00:00'] Timestamp: 2019-03-01 10:00:05Z ; only-error
    /// raises: certificate app-expired ; header {"x5t":"{x5t:app-expired}"}
    /// mended: certificate app
    CERTIFICATE_EXPIRED {
        id: "certificate-expired",
        stage: KeyValidity,
        guide: [IssueCredentials, FixCredentials, FixConfiguration],
        citations: [RFC5280_VALIDITY, MS_ERROR_CODES],
    }

    /// # The certificate is not valid yet
    /// Compares the start of the certificate's validity with the time of the inspection.
    ///
    /// The server says "The key used is expired" for this too. It happens when the machine that made the certificate had
    /// a clock ahead of time, or wrote local time as UTC.
    ///
    /// fix: Wait until the start, or make the certificate again with a start some minutes in the past, on a machine whose clock is set.
    /// raises: error AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired., Found key 'Start=11/24/2026 10:00:00, End=11/24/2027 10:00:00'] Timestamp: 2026-11-23 10:00:05Z ; only-error
    /// raises: certificate app-future ; header {"x5t":"{x5t:app-future}"}
    /// mended: certificate app
    CERTIFICATE_NOT_YET_VALID {
        id: "certificate-not-yet-valid",
        stage: KeyValidity,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC5280_VALIDITY, MS_ERROR_CODES],
    }

    /// # The registration's dates are narrower than the certificate's
    /// Compares the Start and End of the found key in the error's text with the validity of the certificate given.
    ///
    /// A registered key has dates of its own; some tools set its end to one year from now whatever the certificate says.
    /// The server goes by the registration.
    ///
    /// fix: Register the certificate again; let the entry's end be that of the certificate.
    /// raises: error AADSTS700027: The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Found key 'Start=06/01/2026 00:00:00, End=10/01/2026 00:00:00'] Timestamp: 2026-11-23 10:00:05Z
    /// mended: certificate app
    REGISTRATION_DATES_NARROWER {
        id: "registration-dates-narrower",
        stage: KeyValidity,
        guide: [IssueConfiguration, FixConfiguration, NeedAdmin],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The certificate is valid
    /// The time of the inspection lies within the certificate's validity.
    CERTIFICATE_VALID {
        id: "certificate-valid",
        stage: KeyValidity,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC5280_VALIDITY],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "certificate_validity",
    question: phrase!("Is the certificate valid at the time of signing in?"),
    ids: &[CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, REGISTRATION_DATES_NARROWER, CERTIFICATE_VALID],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let refused =
        case.error.filter(|error| error.reason == Some(Reason::KeyExpired) && !error.is_about_user_assertion());
    if let Some(error) = refused {
        return vec![outside(case, error)];
    }
    let Some(certificate) = case.named().or(case.intended()) else {
        return vec![skip(CERTIFICATE_VALID, NO_CERTIFICATE)];
    };
    let now = case.clock.at;
    // If only today's date is known, an assertion from last month was accepted or refused last month.
    let used = case.issued_at().filter(|made| !case.clock.is_given() && *made < now).unwrap_or(now);
    let expired = |at: Instant| at > certificate.not_after;
    let early = |at: Instant| at < certificate.not_before;
    vec![if expired(used) {
        past(certificate, used, true)
    } else if early(used) {
        future(certificate, used)
    } else if expired(now) {
        past(certificate, now, false)
    } else {
        pass(CERTIFICATE_VALID)
            .title(say!(
                "{certificate} is valid until {not_after}.",
                certificate = certificate.label(),
                not_after = certificate.not_after.rfc3339()
            ))
            .evidence(proof(certificate, say!("end of validity"), certificate.not_after))
    }]
}

fn proof(certificate: &Certificate, what: Text, instant: Instant) -> crate::checks::finding::Evidence {
    evidence(say!("certificate {certificate}, {what}", certificate = certificate.label(), what))
        .found(instant.rfc3339())
}

fn past(certificate: &Certificate, at: Instant, used: bool) -> Finding {
    let ago = span(at.since(certificate.not_after));
    let label = certificate.label();
    let proof = proof(certificate, say!("end of validity"), certificate.not_after)
        .expected(say!("later than {at}", at = at.rfc3339()))
        .expected_meaning(say!("the time of the inspection"));
    if used {
        return cause(CERTIFICATE_EXPIRED, Certain)
            .title(say!(
                "The certificate {label} expired on {not_after}, {ago} before.",
                label,
                not_after = certificate.not_after.date(),
                ago
            ))
            .evidence(proof);
    }
    warning(CERTIFICATE_EXPIRED)
        .title(say!(
            "The certificate {label} expired on {not_after}, {ago} ago; it was valid when the assertion was made.",
            label,
            not_after = certificate.not_after.date(),
            ago
        ))
        .evidence(proof)
}

fn future(certificate: &Certificate, at: Instant) -> Finding {
    let left = certificate.not_before.since(at);
    cause(CERTIFICATE_NOT_YET_VALID, if left > crate::limits::CLOCK_TOLERANCE_SECONDS { Certain } else { Likely })
        .title(say!(
            "The certificate {certificate} is not valid before {not_before}, {left} later.",
            certificate = certificate.label(),
            not_before = certificate.not_before.rfc3339(),
            left = span(left)
        ))
        .evidence(
            proof(certificate, say!("start of validity"), certificate.not_before)
                .expected(say!("earlier than {at}", at = at.rfc3339()))
                .expected_meaning(say!("the time of the inspection")),
        )
}

/// The key was found but is outside its validity period.
fn outside(case: &Case<'_>, error: &ServerError) -> Finding {
    let (start, end) = error.found_dates();
    let at = error.time();
    let proof = evidence(say!("error, found key")).found(error.found_key.clone().unwrap_or_default());
    let proof = match at {
        Some(at) => {
            proof.expected(at.rfc3339()).expected_meaning(say!("the time of the refusal, between start and end"))
        }
        None => proof.expected(say!("the time of the refusal between start and end")),
    };
    let certificate = case.named().or_else(|| case.intended());
    if let (Some(certificate), Some(at)) = (certificate, at) {
        let valid = certificate.not_before <= at && at <= certificate.not_after;
        if valid && (end.is_some_and(|end| end < at) || start.is_some_and(|start| start > at)) {
            return cause(REGISTRATION_DATES_NARROWER, Certain)
                .title(say!("The certificate {certificate} is valid until {not_after}, but its registration on the app is not valid at {at}.", certificate = certificate.label(), not_after = certificate.not_after.date(), at = at.rfc3339()))
                .evidence(proof)
                .evidence(evidence(say!("certificate {certificate}", certificate = certificate.label())).found(say!("{not_before} to {not_after}", not_before = certificate.not_before.rfc3339(), not_after = certificate.not_after.rfc3339())));
        }
    }
    let say = match (at, start, end) {
        (Some(at), Some(start), _) if start > at => {
            say!(
                "The registered key{named} is not valid before {start}.",
                named = named(error),
                start = start.rfc3339()
            )
        }
        (Some(at), _, Some(end)) if end < at => {
            say!("The registered key{named} expired on {end}.", named = named(error), end = end.date())
        }
        (None, _, Some(end)) if end < case.clock.at => {
            say!("The registered key{named} ended on {end}.", named = named(error), end = end.date())
        }
        (_, Some(start), _) => say!(
            "The registered key{named} is outside its dates: it starts at {start}; if that was still to come, a clock is ahead.",
            named = named(error),
            start = start.rfc3339()
        ),
        _ => say!("The registered key{named} is outside its dates: expired, or not valid yet.", named = named(error)),
    };
    let known = at.is_some() && (start.is_some() || end.is_some());
    let early = at.zip(start).is_some_and(|(at, start)| start > at);
    let id = if early { CERTIFICATE_NOT_YET_VALID } else { CERTIFICATE_EXPIRED };
    cause(id, if known { Certain } else { Likely }).title(say).evidence(proof)
}

fn named(error: &ServerError) -> String {
    error
        .thumbprint
        .as_ref()
        .filter(|one| !one.is_empty())
        .map(|one| format!(" {}", crate::notation::text::shorten(one, 13)))
        .unwrap_or_default()
}
