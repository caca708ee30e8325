//! Do the claims have the types they should, each once?

use serde_json::Value;

use super::reasons::{NO_ASSERTION, NO_CLAIMS};
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, pass, skip};
use crate::evidence::assertion::{Malformed, Part};
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # A claim has the wrong type, or stands twice
    /// Looks at the JSON types of iss, sub, aud, jti, exp, nbf and iat, and for names that stand twice.
    ///
    /// iss, sub and jti are texts, the times are numbers. A list, an object or a duplicate makes the token malformed
    /// (AADSTS50027 speaks of duplicate claims).
    ///
    /// fix: Write each claim once, with the type that RFC 7519 gives it.
    /// raises: claims {"sub":["c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"]}
    /// mended: claims {"sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}
    CLAIMS_MALFORMED {
        id: "claims-malformed",
        stage: Issuer,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7519_CLAIMS, MS_ERROR_CODES],
    }

    /// # The claims have the right types
    /// Each registered claim stands once, with the type that RFC 7519 gives it.
    CLAIMS_WELL_FORMED {
        id: "claims-well-formed",
        stage: Issuer,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7519_CLAIMS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "claims_form",
    question: phrase!("Do the claims have the types they should, each once?"),
    ids: &[CLAIMS_MALFORMED, CLAIMS_WELL_FORMED],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(CLAIMS_WELL_FORMED, NO_ASSERTION)] };
    let Some(claims) = &assertion.claims.object else { return vec![skip(CLAIMS_WELL_FORMED, NO_CLAIMS)] };
    let mut proofs = Vec::new();
    let mut title = Text::default();
    for member in &claims.members {
        let (expected, right) = match member.name.as_str() {
            "iss" | "sub" | "jti" => (say!("a text"), matches!(member.value, Value::String(_))),
            // A list is left to the audience check, and so is null, which some libraries write for an absent claim.
            "aud" => (say!("a text"), matches!(member.value, Value::String(_) | Value::Array(_) | Value::Null)),
            "exp" | "nbf" | "iat" => {
                (say!("a number"), !matches!(member.value, Value::Array(_) | Value::Object(_) | Value::Bool(_)))
            }
            _ => continue,
        };
        if right || (member.value == Value::Null && member.name != "jti") {
            continue;
        }
        if title.is_empty() {
            title = say!(
                "The claim {member} is {value}; it must be {expected}.",
                member = member.name,
                value = shorten(&member.text, 60),
                expected = &expected
            );
        }
        proofs.push(
            in_claim(&member.name)
                .found(shorten(&member.text, 200))
                .expected(expected)
                .at(assertion.characters_of(Part::Claims, &member.name)),
        );
    }
    for problem in &assertion.malformed {
        let Malformed::Duplicate { part: Part::Claims, name, span } = problem else { continue };
        if title.is_empty() {
            title = say!("The claim {name} stands twice.", name = shorten(name, 40));
        }
        let place = assertion.characters(Part::Claims, span);
        proofs.push(in_claim(&shorten(name, 40)).found(say!("twice")).expected(say!("once")).at(Some(place)));
    }
    if proofs.is_empty() {
        return vec![pass(CLAIMS_WELL_FORMED)];
    }
    vec![proofs.into_iter().fold(cause(CLAIMS_MALFORMED, Likely).title(title), Finding::evidence)]
}
