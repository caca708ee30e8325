//! Is the certificate valid at the time of signing in?

use super::NO_CERTIFICATE;
use crate::case::Case;
use crate::certificate::Certificate;
use crate::check::{Check, Finding, cause, evidence, ids, pass, skip, warning};
use crate::instant::{Instant, span};
use crate::report::Confidence::{Certain, Likely};

ids! {
    /// # The certificate has expired
    /// Compares the end of the certificate's validity with the time of the inspection; where only today's date is known,
    /// also with the time the assertion was made.
    ///
    /// Entra ID refuses a key outside its dates with "The key used is expired" (AADSTS700027).
    ///
    /// fix: Make a new certificate, register it, and let the program use it; both may be registered side by side meanwhile.
    /// raises: certificate app-expired ; header {"x5t":"{x5t:app-expired}"}
    /// mended: certificate app
    CERTIFICATE_EXPIRED = "certificate-expired", KeyValidity, [ISSUE_CREDENTIALS, FIX_CREDENTIALS, FIX_CONFIGURATION], [RFC5280_VALIDITY, MS_ERROR_CODES];

    /// # The certificate is not valid yet
    /// Compares the start of the certificate's validity with the time of the inspection.
    ///
    /// The server says "The key used is expired" for this too. It happens when the machine that made the certificate had
    /// a clock ahead of time, or wrote local time as UTC.
    ///
    /// fix: Wait until the start, or make the certificate again with a start some minutes in the past, on a machine whose clock is set.
    /// raises: certificate app-future ; header {"x5t":"{x5t:app-future}"}
    /// mended: certificate app
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid", KeyValidity, [ISSUE_CREDENTIALS, FIX_CREDENTIALS], [RFC5280_VALIDITY, MS_ERROR_CODES];

    /// # The certificate is valid
    /// The time of the inspection lies within the certificate's validity.
    CERTIFICATE_VALID = "certificate-valid", KeyValidity, [ISSUE_CREDENTIALS, FIX_CREDENTIALS], [RFC5280_VALIDITY];
}

/// The check.
pub const CHECK: Check = Check {
    name: "certificate_validity",
    ids: &[CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_VALID],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(certificate) = case.named().or(case.intended()) else {
        return vec![skip(CERTIFICATE_VALID, NO_CERTIFICATE)];
    };
    let now = case.clock.at;
    // With only today's date, an assertion from last month was refused or taken last month.
    let used = case.made().filter(|made| !case.clock.is_given() && *made < now).unwrap_or(now);
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
            .title(format!("{} is valid until {}.", certificate.label(), certificate.not_after.rfc3339()))
            .evidence(proof(certificate, "end of validity", certificate.not_after))
    }]
}

fn proof(certificate: &Certificate, what: &str, instant: Instant) -> crate::report::Evidence {
    evidence(format!("certificate {}, {what}", certificate.label())).found(instant.rfc3339())
}

fn past(certificate: &Certificate, at: Instant, used: bool) -> Finding {
    let ago = span(at.since(certificate.not_after));
    let label = certificate.label();
    let proof = proof(certificate, "end of validity", certificate.not_after)
        .expected(format!("later than {}", at.rfc3339()))
        .being("the time of the inspection");
    if used {
        return cause(CERTIFICATE_EXPIRED, Certain)
            .title(format!("The certificate {label} expired on {}, {ago} before.", certificate.not_after.date()))
            .evidence(proof);
    }
    warning(CERTIFICATE_EXPIRED)
        .title(format!(
            "The certificate {label} expired on {}, {ago} ago; it was valid when the assertion was made.",
            certificate.not_after.date()
        ))
        .evidence(proof)
}

fn future(certificate: &Certificate, at: Instant) -> Finding {
    let left = certificate.not_before.since(at);
    cause(CERTIFICATE_NOT_YET_VALID, if left > crate::limits::CLOCK_TOLERANCE_SECONDS { Certain } else { Likely })
        .title(format!(
            "The certificate {} is not valid before {}, {} later.",
            certificate.label(),
            certificate.not_before.rfc3339(),
            span(left)
        ))
        .evidence(
            proof(certificate, "start of validity", certificate.not_before)
                .expected(format!("earlier than {}", at.rfc3339()))
                .being("the time of the inspection"),
        )
}
