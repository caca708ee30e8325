//! Is it a compact JWS with a JSON header and JSON claims?

use super::header_parameters;
use super::reasons::NO_ASSERTION;
use super::truncation::cut;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, in_header, pass, skip};
use crate::evidence::assertion::{Assertion, Malformed, Part};
use crate::language::Text;
use crate::notation::encoding::Base64Problem;
use crate::notation::text::shorten;

ids! {
    /// # The assertion is malformed
    /// Takes the token apart as RFC 7515 says: three parts, each in base64url, header and claims JSON objects without
    /// duplicate names. Names the first part and position that deviates.
    ///
    /// A token that cannot be read is refused (AADSTS50027 and its kin) before the server looks at keys or claims.
    ///
    /// fix: Build the token with a JWT library instead of by hand, and send exactly what it returns.
    /// raises: text {header-with-padding}.{claims}.{signature}
    /// mended: text {jws}
    ASSERTION_MALFORMED {
        id: "assertion-malformed",
        stage: Readable,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_COMPACT, RFC4648_URL],
    }

    /// # The assertion is encrypted
    /// Looks for the five parts of an encrypted token (JWE).
    ///
    /// A client assertion is signed, not encrypted: the server reads its claims before it knows any key.
    ///
    /// fix: Sign the claims (JWS) and do not encrypt the result.
    /// raises: text eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6ji.XFBoMYUZodetZdvTiFvSkQ
    /// mended: text {jws}
    ASSERTION_ENCRYPTED {
        id: "assertion-encrypted",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [RFC7516_JWE, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The assertion can be read
    /// Three base64url parts; header and claims are JSON objects.
    ASSERTION_READABLE {
        id: "assertion-readable",
        stage: Readable,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_COMPACT],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "form",
    question: phrase!("Is it a compact JWS with a JSON header and JSON claims?"),
    ids: &[ASSERTION_MALFORMED, ASSERTION_ENCRYPTED, ASSERTION_READABLE],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(ASSERTION_MALFORMED, NO_ASSERTION)] };
    if assertion.encrypted() {
        return vec![
            cause(ASSERTION_ENCRYPTED, Certain)
                .title(say!("The assertion is an encrypted token (JWE); a signed one (JWS) is expected."))
                .evidence(
                    evidence(say!("token"))
                        .found(say_n!(assertion.extra.len() + 3, "1 part", "{count} parts"))
                        .expected(say!("3 parts"))
                        .expected_meaning(say!("header, claims and signature")),
                ),
        ];
    }
    if cut(case, assertion).is_some() {
        return vec![skip(ASSERTION_READABLE, say!("the token is cut off"))];
    }
    // A valid character replaced by another one. One that base64url does not have is better reported by its position.
    let changed =
        case.judgement.altered().filter(|edit| edit.found.is_none_or(crate::notation::encoding::is_base64url));
    if changed.is_some() && !assertion.malformed.is_empty() {
        return vec![skip(
            ASSERTION_READABLE,
            say!("a character was changed after signing; the signature tells which"),
        )];
    }
    // A signature that is not base64url is left to the signature check, and duplicate claims to the claims check.
    let mine: Vec<&Malformed> = assertion
        .malformed
        .iter()
        .filter(|problem| match problem {
            Malformed::Duplicate { part, .. } => *part == Part::Header,
            Malformed::Base64 { part: Part::Signature, .. } => case.judgement.signer().is_none(),
            _ => true,
        })
        .collect();
    let Some(first) = mine.first() else {
        let unsigned = assertion.signature.range.is_empty() && !header_parameters::is_none(assertion);
        return vec![if unsigned { no_signature(assertion) } else { pass(ASSERTION_READABLE) }];
    };
    let mut finding =
        cause(ASSERTION_MALFORMED, if matches!(first, Malformed::Duplicate { .. }) { Likely } else { Certain })
            .title(say!("The assertion is malformed: {first}.", first));
    for problem in mine {
        finding = finding.evidence(proof(assertion, problem));
    }
    vec![finding]
}

fn no_signature(assertion: &Assertion) -> Finding {
    let end = assertion.token.len();
    cause(ASSERTION_MALFORMED, Certain)
        .title(say!("The assertion is malformed: its signature part is empty."))
        .evidence(
            evidence(say!("signature"))
                .found("")
                .meaning(say!("nothing"))
                .expected(say!("the signature in base64url"))
                .at(Some(end..end)),
        )
}

/// Evidence about a whole part of the token.
fn whole(part: Part) -> Evidence {
    Evidence { member: Some((part, String::new())), ..evidence(part.label()) }
}

/// Evidence about a member of a part.
fn member(part: Part, name: &str) -> Evidence {
    match part {
        Part::Header => in_header(name),
        _ => evidence(say!("{part} {name}", part = part.label(), name)),
    }
}

fn proof(assertion: &Assertion, problem: &Malformed) -> Evidence {
    let text = |part: Part| assertion.token.get(assertion.segment(part).range.clone()).unwrap_or_default();
    match problem {
        Malformed::Parts { count } => evidence(say!("token"))
            .found(say_n!(*count, "1 part", "{count} parts"))
            .expected(say!("3 parts"))
            .expected_meaning(say!("header, claims and signature")),
        Malformed::Empty { part } => {
            whole(*part).found("").meaning(say!("nothing")).expected(say!("base64url of a JSON object"))
        }
        Malformed::Base64 { part, problem: Base64Problem::Character { at, found } } => {
            let start = assertion.segment(*part).range.start + at;
            let around: String = text(*part).chars().skip(at.saturating_sub(12)).take(25).collect();
            evidence(say!("{part}, character {at}", part = part.label(), at = at + 1))
                .found(found.to_string())
                .meaning(say!("in \"{around}\"", around))
                .expected(Text::verbatim("A–Z a–z 0–9 - _"))
                .expected_meaning(say!("the base64url alphabet, without padding"))
                .at(Some(start..start + found.len_utf8()))
        }
        Malformed::Base64 { part, problem: Base64Problem::Length { characters } } => whole(*part)
            .found(say!("{characters} characters", characters))
            .expected(say!("a length that is not one more than a multiple of four")),
        Malformed::Utf8 { part, at } => evidence(say!("{part}, byte {at}", part = part.label(), at = at + 1))
            .found(say!("no text"))
            .expected(say!("a JSON object as UTF-8")),
        Malformed::Json { part, problem } => whole(*part)
            .found(shorten(assertion.segment(*part).text().unwrap_or_default(), 200))
            .meaning(Text::verbatim(problem.to_string()))
            .expected(say!("a JSON object"))
            .at(Some(assertion.segment(*part).range.clone())),
        Malformed::Duplicate { part, name, span } => {
            member(*part, name).found(say!("twice")).expected(say!("once")).at(Some(assertion.characters(*part, span)))
        }
    }
}
