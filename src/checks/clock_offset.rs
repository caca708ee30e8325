//! Is the clock of the machine that made the assertion wrong, or its time zone?

use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, Id, cause, ids, in_claim, pass, skip, warning};
use crate::evidence::assertion::Part;
use crate::language::Text;
use crate::notation::instant::{Instant, span};

/// Time zones differ from UTC by multiples of this.
const HALF_HOUR: i64 = 1_800;
/// The time zones furthest from UTC differ from it by 14 hours.
const WIDEST: i64 = 14 * 3_600;
/// How close to a whole offset the difference must be, in seconds, for an assertion from the future. It allows for
/// network delay and an inexact clock.
const NEAR_FUTURE: i64 = 120;
/// The same for an assertion from the past, which may also simply have been kept too long. A random delay falls within
/// it one time in sixty.
const NEAR_PAST: i64 = 15;

ids! {
    /// # A time zone was added or taken away
    /// Compares the time the assertion was made (iat, else nbf) with the time of the refusal; a difference of whole or
    /// half hours is that of a time zone.
    ///
    /// Times in a JWT count from 1970 in UTC. A program that takes local time for UTC makes assertions hours too early or
    /// too late (AADSTS700024).
    ///
    /// fix: Compute the time in UTC: DateTimeOffset.UtcNow, Instant.now(), datetime.now(timezone.utc), [DateTimeOffset]::UtcNow.
    /// raises: claims {"iat":1795435205,"nbf":1795435205,"exp":1795435805}
    /// raises: claims {"iat":1795417203,"nbf":1795417203,"exp":1795417803}
    /// mended: claims {"iat":1795428000,"nbf":1795428000,"exp":1795428600}
    TIME_ZONE_OFFSET {
        id: "time-zone-offset",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_NUMERIC_DATE],
    }

    /// # The clock of the machine is ahead
    /// Compares the time the assertion was made (iat, else nbf) with the time of the refusal.
    ///
    /// An assertion cannot be made after it was refused: the clock that made it runs ahead of the server's. Which
    /// difference Entra ID still takes is not documented.
    ///
    /// fix: Let the machine set its clock by NTP, and look at it again after a restart.
    /// raises: claims {"iat":1795431000,"nbf":1795431000,"exp":1795431600}
    /// mended: claims {"iat":1795428000,"nbf":1795428000,"exp":1795428600}
    CLOCK_SKEW {
        id: "clock-skew",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The clock of the machine agrees
    /// The assertion was made at or before the time of the inspection.
    CLOCK_AGREES {
        id: "clock-agrees",
        stage: Times,
        guide: [DiagnoseAssertion],
        citations: [RFC7519_NUMERIC_DATE],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "clock_offset",
    question: phrase!("Is the clock of the machine that made the assertion wrong, or its time zone?"),
    ids: &[TIME_ZONE_OFFSET, CLOCK_SKEW, CLOCK_AGREES],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(CLOCK_AGREES, NO_ASSERTION)] };
    if assertion.claims.object.is_none() {
        return vec![skip(CLOCK_AGREES, NO_CLAIMS)];
    }
    let Some(made) = case.issued_at() else {
        return vec![skip(CLOCK_AGREES, say!("the assertion does not say when it was made"))];
    };
    let at = case.clock.at;
    let ahead = made.since(at);
    let seconds = |name: &str| assertion.time(name).and_then(|time| time.seconds());
    let expired = seconds("exp").is_some_and(|exp| exp < at);
    let early = seconds("nbf").is_some_and(|nbf| nbf > at);
    // It is not known whether an iat in the future is enough to be refused.
    let fault = |id: &'static Id| if expired || early { cause(id, Likely) } else { warning(id) };
    let name = if assertion.time("iat").is_some() { "iat" } else { "nbf" };
    let proof = in_claim(name)
        .found(made.rfc3339())
        .expected(at.rfc3339())
        .expected_meaning(say!("the time of the inspection"))
        .at(assertion.characters_of(Part::Claims, name));
    let zone = zone(made, at).filter(|_| ahead > 0 || (case.clock.is_given() && expired));
    vec![if let Some(offset) = zone {
        let zone = hours(offset);
        let title = if offset > 0 {
            say!(
                "The assertion was made {zone} after the time of the inspection, to the second nearly: local time was taken for UTC.",
                zone
            )
        } else {
            say!(
                "The assertion was made {zone} before the time of the inspection, to the second nearly: local time was taken for UTC.",
                zone
            )
        };
        fault(TIME_ZONE_OFFSET).title(title).evidence(proof)
    } else if ahead > crate::limits::CLOCK_TOLERANCE_SECONDS {
        fault(CLOCK_SKEW)
            .title(say!(
                "The assertion was made {ahead} after the time of the inspection: the clock that made it is ahead.",
                ahead = span(ahead)
            ))
            .evidence(proof)
    } else {
        pass(CLOCK_AGREES)
    }]
}

/// The time zone offset in seconds, if the difference matches one.
pub(super) fn zone(made: Instant, at: Instant) -> Option<i64> {
    let ahead = made.since(at);
    let halves = (ahead as f64 / HALF_HOUR as f64).round() as i64;
    let near = if ahead > 0 { NEAR_FUTURE } else { NEAR_PAST };
    (halves != 0 && (ahead - halves * HALF_HOUR).abs() <= near && ahead.abs() <= WIDEST + near)
        .then_some(halves * HALF_HOUR)
}

/// A time zone offset in words.
pub(super) fn hours(offset: i64) -> Text {
    match offset.abs() {
        1_800 => say!("half an hour"),
        3_600 => say!("one hour"),
        whole if whole % 3_600 == 0 => say!("{hours} hours", hours = whole / 3_600),
        half => say!("{hours} hours and a half", hours = half / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        let at = Instant(1_795_428_000);
        let zone_of = |ahead: i64| zone(Instant(at.0 + ahead), at);
        assert_eq!(zone_of(7_205), Some(7_200));
        assert_eq!(zone_of(-19_803), Some(-19_800));
        assert_eq!(zone_of(-3_640), None);
        assert_eq!(zone_of(2_600), None);
        assert_eq!(zone_of(10), None);
        assert_eq!(zone_of(40 * 3_600), None);
    }
}
