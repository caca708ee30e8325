//! Is the assertion within its time, and are its times readable?

use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, note, pass, skip, warning};
use crate::evidence::assertion::{Assertion, Part};
use crate::language::Text;
use crate::limits::{CLOCK_TOLERANCE_SECONDS, LONG_LIFETIME_SECONDS};
use crate::notation::instant::{Instant, NumericDate, span};
use crate::notation::text::shorten;

ids! {
    /// # There is no expiry
    /// Looks for the claim exp, and for an exp of zero.
    ///
    /// Without exp the server takes the year 1970 for the end (AADSTS700024 with "expiry time of assertion 1970-01-01").
    ///
    /// fix: Set exp to five or ten minutes after now, in seconds since 1970.
    /// raises: claims {"exp":null}
    /// raises: claims {"exp":0}
    /// mended: claims {"exp":1795428600}
    EXP_MISSING {
        id: "exp-missing",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7523, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # A time is in the wrong unit
    /// Reads exp, nbf and iat, and recognises milliseconds, microseconds, nanoseconds, .NET ticks, Windows file times, text
    /// and lengths of time.
    ///
    /// Times in a JWT are seconds since 1970-01-01T00:00:00Z. JavaScript's Date.now() and Java's currentTimeMillis() count
    /// milliseconds; read as seconds they lie tens of thousands of years ahead.
    ///
    /// fix: Divide milliseconds by 1000 and round: Math.floor(Date.now() / 1000), DateTimeOffset.UtcNow.ToUnixTimeSeconds(), int(time.time()).
    /// raises: claims {"exp":1795428600000}
    /// raises: claims {"exp":"2026-11-23T10:10:00Z"}
    /// raises: claims {"exp":600}
    /// mended: claims {"exp":1795428600}
    TIME_UNIT {
        id: "time-unit",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_NUMERIC_DATE],
    }

    /// # The times contradict each other
    /// Compares exp with nbf and iat.
    ///
    /// An assertion that expires before it begins is valid at no time.
    ///
    /// fix: Take one time as now; set iat and nbf to it and exp to five or ten minutes later.
    /// raises: claims {"nbf":1795428000,"iat":1795428000,"exp":1795427400}
    /// mended: claims {"nbf":1795428000,"iat":1795428000,"exp":1795428600}
    TIMES_CONTRADICT {
        id: "times-contradict",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_CLAIMS],
    }

    /// # The assertion has expired
    /// Compares exp with the time of the inspection. Where only today's time is known this is a warning: the assertion was
    /// probably captured earlier, and was good then.
    ///
    /// Entra ID refuses an assertion after its exp (AADSTS700024). Programs that keep one assertion as a setting, or reuse
    /// it after its ten minutes, run into this.
    ///
    /// fix: Make a new assertion for each sign-in, or at least shortly before the old one expires.
    /// raises: claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600}
    /// mended: claims {"iat":1795428000,"nbf":1795428000,"exp":1795428600}
    ASSERTION_EXPIRED {
        id: "assertion-expired",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_CLAIMS, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The token was requested once and sent again
    /// Looks at a token of another issuer that had expired when it was sent.
    ///
    /// A pipeline's token lives for minutes, a pod's for an hour, and its file is renewed before that. A program that reads
    /// or requests it once and keeps it sends an expired one later.
    ///
    /// fix: Ask for the token, or read its file again, for each sign-in.
    /// raises: github-token ; claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600} ; federated-credential {}
    /// mended: github-token ; federated-credential {}
    FEDERATED_TOKEN_REUSED {
        id: "federated-token-reused",
        stage: Times,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION],
    }

    /// # The assertion is not valid yet
    /// Compares nbf with the time of the inspection.
    ///
    /// Entra ID refuses an assertion before its nbf (AADSTS700024). The clock of the machine that made it is ahead, or a
    /// time zone was added where none belongs.
    ///
    /// fix: Set the machine's clock (NTP), compute times in UTC, and set nbf a little into the past.
    /// raises: claims {"nbf":1795440007,"exp":1795440607}
    /// mended: claims {"nbf":1795428000,"exp":1795428600}
    ASSERTION_NOT_YET_VALID {
        id: "assertion-not-yet-valid",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_CLAIMS, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The assertion lives long
    /// Compares exp with iat or nbf.
    ///
    /// Microsoft asks for five to ten minutes, and sets no limit. A long-lived assertion is a credential that can be stolen
    /// and used for as long.
    ///
    /// raises: claims {"exp":1798020000}
    /// mended: claims {"exp":1795428600}
    LIFETIME_LONG {
        id: "lifetime-long",
        stage: Times,
        guide: [IssueAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The assertion is within its time
    /// The time of the inspection lies between nbf and exp.
    TIMES_CURRENT {
        id: "times-current",
        stage: Times,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7519_CLAIMS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "times",
    question: phrase!("Is the assertion within its time, and are its times readable?"),
    ids: &[
        EXP_MISSING,
        TIME_UNIT,
        TIMES_CONTRADICT,
        ASSERTION_EXPIRED,
        FEDERATED_TOKEN_REUSED,
        ASSERTION_NOT_YET_VALID,
        LIFETIME_LONG,
        TIMES_CURRENT,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion.filter(|_| !case.is_users()) else {
        return vec![skip(TIMES_CURRENT, NO_ASSERTION)];
    };
    if assertion.claims.object.is_none() {
        return vec![skip(TIMES_CURRENT, NO_CLAIMS)];
    }
    let mut findings: Vec<Finding> = ["exp", "nbf", "iat"].iter().filter_map(|name| unit(assertion, name)).collect();
    let exp = assertion.time("exp");
    if exp.is_none() || exp == Some(NumericDate::Zero) {
        let found = assertion.member(Part::Claims, "exp").map_or("", |member| member.text.as_str());
        let example = Instant(case.clock.at.0 + 600);
        findings.push(
            cause(EXP_MISSING, Certain).title(say!("The assertion has no expiry: exp is missing or zero.")).evidence(
                proof(assertion, "exp", found.into())
                    .meaning(if found.is_empty() { say!("absent") } else { Text::verbatim("1970") })
                    .expected(example.0.to_string())
                    .expected_meaning(say!("ten minutes after the time of the inspection")),
            ),
        );
    }
    let seconds = |name: &str| assertion.time(name).and_then(|time| time.seconds());
    let (exp, nbf, iat) = (seconds("exp"), seconds("nbf"), seconds("iat"));
    let contradiction = exp.and_then(|exp| {
        [("nbf", nbf), ("iat", iat)]
            .into_iter()
            .find_map(|(name, start)| start.filter(|start| exp <= *start).map(|start| (name, start, exp)))
    });
    if let Some((name, start, exp)) = contradiction {
        findings.push(
            cause(TIMES_CONTRADICT, Certain)
                .title(say!(
                    "The assertion expires (exp {exp}) before it begins ({name} {start}).",
                    exp = exp.rfc3339(),
                    name,
                    start = start.rfc3339()
                ))
                .evidence(
                    instant(assertion, "exp", exp)
                        .expected(say!("later than {start}", start = start.rfc3339()))
                        .expected_meaning(Text::verbatim(name)),
                )
                .evidence(instant(assertion, name, start)),
        );
    } else {
        findings.extend(nbf.and_then(|nbf| early(case, assertion, nbf)));
        let late = exp.and_then(|exp| late(case, assertion, exp));
        let reused = exp.filter(|_| late.is_some()).and_then(|exp| reused(case, exp, iat.or(nbf)));
        let advice = reused.iter().map(|one| one.title.clone());
        findings.extend(late.map(|late| advice.fold(late, Finding::advise)));
        findings.extend(reused);
        // How long another issuer's token lives is that issuer's business.
        let is_others = case.is_federated() || case.other_service().is_some();
        let long = exp.filter(|_| !is_others).and_then(|exp| long(assertion, exp, iat.or(nbf)));
        findings.extend(long);
    }
    let fine = findings.iter().all(|finding| finding.id.name == LIFETIME_LONG.name);
    if let Some(exp) = exp.filter(|_| fine) {
        let left = span(exp.since(case.clock.at));
        let others = [("nbf", nbf), ("iat", iat)].into_iter().filter_map(|(name, time)| Some((name, time?)));
        let passed = pass(TIMES_CURRENT)
            .title(say!(
                "The assertion is within its time: it expires {left} later, at {exp}.",
                left,
                exp = exp.rfc3339()
            ))
            .evidence(instant(assertion, "exp", exp));
        findings.push(others.fold(passed, |passed, (name, time)| passed.evidence(instant(assertion, name, time))));
    }
    findings
}

fn proof(assertion: &Assertion, name: &str, found: String) -> Evidence {
    in_claim(name).found(found).at(assertion.characters_of(Part::Claims, name))
}

fn instant(assertion: &Assertion, name: &str, value: Instant) -> Evidence {
    let text = assertion.member(Part::Claims, name).map_or_else(String::new, |member| member.text.clone());
    proof(assertion, name, text).meaning(Text::verbatim(value.rfc3339()))
}

/// A time in a unit other than seconds.
fn unit(assertion: &Assertion, name: &str) -> Option<Finding> {
    let text = shorten(&assertion.member(Part::Claims, name)?.text, 60);
    let found = proof(assertion, name, text.clone());
    let fault = |unit: Text| {
        cause(TIME_UNIT, Likely).title(say!(
            "{name} is {text}: {unit}, where seconds since 1970 belong.",
            name,
            text = &text,
            unit
        ))
    };
    Some(match assertion.time(name)? {
        NumericDate::Foreign { unit, meant } => fault(unit.say()).evidence(
            found
                .meaning(say!("{meant} in {unit}", meant = meant.rfc3339(), unit = unit.say()))
                .expected(meant.0.to_string())
                .expected_meaning(say!("the same time in seconds since 1970")),
        ),
        NumericDate::Duration(_) => {
            fault(say!("a length of time")).evidence(found.expected(say!("seconds since 1970")))
        }
        NumericDate::Unreadable => fault(say!("no time")).evidence(found.expected(say!("seconds since 1970"))),
        NumericDate::Zero | NumericDate::Seconds(_) => return None,
    })
}

fn early(case: &Case<'_>, assertion: &Assertion, nbf: Instant) -> Option<Finding> {
    let ahead = nbf.since(case.clock.at);
    // How far in the future the server still accepts is not documented; MSAL for Node itself writes an nbf one second
    // ahead.
    let refused = case.error.is_some_and(|error| error.code() == Some(700_024));
    if (1..=CLOCK_TOLERANCE_SECONDS).contains(&ahead) && !refused {
        return Some(
            note(ASSERTION_NOT_YET_VALID)
                .title(say!(
                    "The assertion is valid from {nbf}, {ahead} later: clocks differ by that much.",
                    nbf = nbf.rfc3339(),
                    ahead = span(ahead)
                ))
                .evidence(instant(assertion, "nbf", nbf)),
        );
    }
    (ahead > 0).then(|| {
        cause(ASSERTION_NOT_YET_VALID, if ahead > CLOCK_TOLERANCE_SECONDS { Certain } else { Likely })
            .title(say!(
                "The assertion is not valid before {nbf}, {ahead} later.",
                nbf = nbf.rfc3339(),
                ahead = span(ahead)
            ))
            .evidence(
                instant(assertion, "nbf", nbf)
                    .expected(say!("not later than {at}", at = case.clock.at.rfc3339()))
                    .expected_meaning(say!("the time of the inspection")),
            )
    })
}

fn late(case: &Case<'_>, assertion: &Assertion, exp: Instant) -> Option<Finding> {
    let ago = case.clock.at.since(exp);
    if ago <= 0 {
        return None;
    }
    let proof = instant(assertion, "exp", exp)
        .expected(say!("later than {at}", at = case.clock.at.rfc3339()))
        .expected_meaning(say!("the time of the inspection"));
    Some(if case.clock.is_given() {
        cause(ASSERTION_EXPIRED, Certain)
            .title(say!("The assertion expired at {exp}, {ago} before.", exp = exp.rfc3339(), ago = span(ago)))
            .evidence(proof)
    } else {
        warning(ASSERTION_EXPIRED)
            .title(say!(
                "The assertion expired at {exp}, {ago} ago; if it was captured earlier, that is no fault.",
                exp = exp.rfc3339(),
                ago = span(ago)
            ))
            .evidence(proof)
            .advise(say!("To judge it as the server did, set the clock to the time of the refusal."))
    })
}

/// A federated token that was sent after it had expired, by a clock that is given.
fn reused(case: &Case<'_>, exp: Instant, start: Option<Instant>) -> Option<Finding> {
    let life = exp.since(start?);
    (case.is_federated() && case.clock.is_given()).then(|| {
        note(FEDERATED_TOKEN_REUSED).title(say!(
            "The issuer's token lives for {life} and was sent {late} after its end: ask for a new one, or read its file again, for each sign-in.",
            life = span(life),
            late = span(case.clock.at.since(exp))
        ))
    })
}

fn long(assertion: &Assertion, exp: Instant, start: Option<Instant>) -> Option<Finding> {
    let life = exp.since(start?);
    (life > LONG_LIFETIME_SECONDS).then(|| {
        note(LIFETIME_LONG)
            .title(say!("The assertion is valid for {life}; five to ten minutes are asked for.", life = span(life)))
            .evidence(instant(assertion, "exp", exp))
    })
}
