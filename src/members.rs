//! Every header parameter and claim explained: what it is for, what its value amounts to, and what was found about it.

use serde_json::Value;

use crate::assertion::{Assertion, Part};
use crate::case::Case;
use crate::check::Finding;
use crate::instant::{Instant, NumericDate, span};
use crate::json::Member;
use crate::limits::MEMBER_TEXT_CHARS;
use crate::report::{MemberReport, Status};
use crate::signature::algorithm::Algorithm;
use crate::thumbprint::{Reading, shorten};

/// Explains each member in the order of the text.
pub fn explain(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> Vec<MemberReport> {
    let parts = [(Part::Header, "header"), (Part::Claims, "claim")];
    let mut all = Vec::new();
    for (part, place) in parts {
        for member in assertion.segment(part).object.iter().flat_map(|object| &object.members) {
            let characters = assertion.characters(part, &member.span);
            let about = format!("{place} {}", member.name);
            let mine: Vec<&Finding> = findings
                .iter()
                .filter(|finding| finding.evidence.iter().any(|evidence| evidence.place == about))
                .collect();
            all.push(MemberReport {
                part: part.name(),
                name: member.name.clone(),
                text: shorten(&member.text, MEMBER_TEXT_CHARS),
                reading: reading(case, part, member),
                meaning: meaning(part, &member.name).to_owned(),
                state: mine.iter().map(|finding| finding.status).min().unwrap_or(Status::Skipped),
                findings: mine.iter().map(|finding| finding.id.name).collect(),
                start: characters.start,
                end: characters.end,
            });
        }
    }
    all
}

fn meaning(part: Part, name: &str) -> &'static str {
    match (part, name) {
        (Part::Header, "alg") => "How the signature is made.",
        (Part::Header, "typ") => "The kind of token: JWT.",
        (Part::Header, "x5t") => "Names the certificate: SHA-1 thumbprint of its DER encoding, base64url.",
        (Part::Header, "x5t#S256") => "Names the certificate: SHA-256 thumbprint of its DER encoding, base64url.",
        (Part::Header, "kid") => "Names the key; Entra ID looks it up as a SHA-1 thumbprint.",
        (Part::Header, "x5c") => "The certificate itself, or its chain; for subject-name and issuer authentication.",
        (Part::Header, "nonce") => "Microsoft Graph's tokens carry this; a client assertion does not.",
        (Part::Header, "enc") => "How the content is encrypted; a client assertion is not.",
        (Part::Header, _) => "Not a header that a client assertion needs.",
        (_, "iss") => "Who made the assertion: the application's client id.",
        (_, "sub") => "Whom it is about: the application's client id again.",
        (_, "aud") => "Whom it is for: the tenant's token endpoint.",
        (_, "exp") => "When it stops being valid, in seconds since 1970.",
        (_, "nbf") => "When it starts being valid, in seconds since 1970.",
        (_, "iat") => "When it was made, in seconds since 1970.",
        (_, "jti") => "A name for this one assertion, new for each.",
        (_, "tid") => "The tenant that issued a token; a client assertion does not carry it.",
        (_, "scp" | "roles") => "What an access token allows; a client assertion does not carry it.",
        _ => "Not a claim that a client assertion needs.",
    }
}

fn reading(case: &Case<'_>, part: Part, member: &Member) -> String {
    match (part, member.name.as_str(), &member.value) {
        (Part::Header, "x5t" | "x5t#S256", Value::String(text)) => Reading::of(text).describe(),
        (Part::Header, "alg", Value::String(alg)) => match Algorithm::read(alg) {
            Some(algorithm) => format!("{} with {}", algorithm.scheme.name(), algorithm.hash.name()),
            None => String::new(),
        },
        (Part::Header, "x5c", value) => {
            let names: Vec<String> = case
                .held
                .iter()
                .filter(|held| held.x5c.is_some())
                .map(|held| held.certificate.label_and_thumbprint())
                .collect();
            match (value, names.is_empty()) {
                (Value::Array(_) | Value::String(_), false) => names.join(", "),
                _ => "no certificate that can be read".into(),
            }
        }
        (Part::Claims, "exp" | "nbf" | "iat", value) => when(case.clock.at, &NumericDate::read(value)),
        _ => String::new(),
    }
}

fn when(at: Instant, time: &NumericDate) -> String {
    let relative = |time: Instant| match time.since(at) {
        0 => "at the time of the inspection".to_owned(),
        ahead if ahead > 0 => format!("{} later", span(ahead)),
        ago => format!("{} before", span(ago)),
    };
    match time {
        NumericDate::Seconds(time) => format!("{}, {}", time.rfc3339(), relative(*time)),
        NumericDate::Foreign { unit, meant } => format!("{} if read as {unit}", meant.rfc3339()),
        NumericDate::Duration(seconds) => format!("a length of time: {}", span(*seconds)),
        NumericDate::Zero => "1970-01-01T00:00:00Z".into(),
        NumericDate::Unreadable => "no time".into(),
    }
}
