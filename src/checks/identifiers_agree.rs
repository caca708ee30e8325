//! Do x5t, x5t#S256 and kid all name the same certificate?

use super::reasons::NO_ASSERTION;
use crate::case::{Case, Identifier};
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, at_identifier, cause, ids, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::Certificate;
use crate::language::Text;

ids! {
    /// # The header's identifiers name different certificates
    /// Compares x5t, x5t#S256 and a kid that is a thumbprint, by the certificates at hand.
    ///
    /// After a rotation that was done halfway, one identifier names the old certificate and the other the new one.
    /// Whichever the server looks up, the other contradicts it.
    ///
    /// fix: Compute every identifier from the one certificate whose key signs, or send x5t#S256 alone.
    /// raises: header {"x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU","x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    /// mended: header {"x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    IDENTIFIERS_DISAGREE {
        id: "identifiers-disagree",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7515_X5T_S256, MS_ERROR_CODES],
    }

    /// # The header's identifiers agree
    /// Every identifier that is a thumbprint names the same certificate.
    IDENTIFIERS_AGREE {
        id: "identifiers-agree",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_X5T, RFC7515_X5T_S256],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "identifiers_agree",
    question: phrase!("Do x5t, x5t#S256 and kid all name the same certificate?"),
    ids: &[IDENTIFIERS_DISAGREE, IDENTIFIERS_AGREE],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    if case.assertion.is_none() {
        return vec![skip(IDENTIFIERS_AGREE, NO_ASSERTION)];
    }
    // MSAL.NET used to send the hexadecimal thumbprint as kid beside x5t: it counts, whatever its notation.
    let thumbprints: Vec<&Identifier> =
        case.identifiers.iter().filter(|one| matches!(one.reading.bytes.len(), 20 | 32)).collect();
    let [first, others @ ..] = thumbprints.as_slice() else {
        return vec![skip(IDENTIFIERS_AGREE, say!("the header has one identifier at the most"))];
    };
    if others.is_empty() {
        return vec![skip(IDENTIFIERS_AGREE, say!("the header has one identifier at the most"))];
    }
    let all = case.certificates();
    for other in others {
        let (named, also) = (meant(first, &all), meant(other, &all));
        let same_kind = first.reading.bytes.len() == other.reading.bytes.len();
        let differ = match (named, also) {
            (Some(one), Some(another)) => one.sha256 != another.sha256,
            // One of them matches a given certificate. If the other named the same certificate, it would match too. A
            // kid may be anything.
            (Some(_), None) => other.name != "kid" || same_kind,
            (None, Some(_)) => true,
            (None, None) => same_kind && first.reading.bytes != other.reading.bytes && other.name != "kid",
        };
        if differ {
            let proof = |one: &Identifier, certificate: Option<&Certificate>| {
                at_identifier(one)
                    .found(one.text.clone())
                    .meaning(certificate.map_or_else(
                        || say!("no certificate at hand"),
                        |one| Text::verbatim(one.label_and_thumbprint()),
                    ))
                    .at(case.place(Part::Header, one.name))
            };
            return vec![
                cause(IDENTIFIERS_DISAGREE, Certain)
                    .title(say!(
                        "{first} and {other} in the header name different certificates.",
                        first = first.name,
                        other = other.name
                    ))
                    .evidence(proof(first, named))
                    .evidence(proof(other, also)),
            ];
        }
    }
    vec![pass(IDENTIFIERS_AGREE)]
}

fn meant<'c>(identifier: &Identifier, certificates: &[&'c Certificate]) -> Option<&'c Certificate> {
    let bytes = identifier.reading.bytes.as_slice();
    certificates.iter().copied().find(|one| bytes == one.sha1 || bytes == one.sha256)
}
