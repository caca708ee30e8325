//! Does the header name a key, and where the server looks for it?

use super::reasons::{NO_ASSERTION, NO_HEADER};
use crate::analysis::thumbprint as search;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, in_header, pass, skip, warning};
use crate::evidence::assertion::{Assertion, Part};
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::shorten;
use crate::notation::thumbprint::Form;

ids! {
    /// # The header does not say which key signed
    /// Looks for x5t, x5t#S256 and kid in the header.
    ///
    /// An application may have several keys; without an identifier the server does not try them, it refuses
    /// (AADSTS5002723, formerly AADSTS50027 "No certificate thumbprint specified in token header").
    ///
    /// fix: Add x5t#S256 (or x5t) with the certificate's thumbprint to the header, and sign again.
    /// raises: header {"x5t":null}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    IDENTIFIER_MISSING {
        id: "identifier-missing",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7515_X5T_S256, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The thumbprint stands among the claims
    /// Looks for x5t, x5t#S256, x5c and kid in the claims, where the header has none of them.
    ///
    /// The server reads the key's identifier from the header, before it trusts any claim.
    ///
    /// fix: Put the identifier into the JOSE header, beside alg; most libraries take extra headers as a parameter of their own.
    /// raises: header {"x5t":null} ; claims {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    IDENTIFIER_IN_CLAIMS {
        id: "identifier-in-claims",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The key is named by kid alone, in a form that Entra ID does not look up
    /// Looks at kid where neither x5t nor x5t#S256 is there.
    ///
    /// Entra ID knows a certificate by its thumbprint. A kid is found when it is the base64url text of the SHA-1
    /// thumbprint; a key id of your own, an RFC 7638 thumbprint or hexadecimal text is not found (AADSTS700027 without
    /// a thumbprint in its text). Generic OpenID libraries send a kid of their own by default.
    ///
    /// fix: Add x5t#S256 (or x5t) with the certificate's thumbprint to the header.
    /// fix: If your library can only set kid, set it to the base64url text of the SHA-1 thumbprint.
    /// raises: header {"x5t":null,"kid":"B30C8CD11319F2B3C67F3A2253770FB6D19635DD"}
    /// raises: header {"x5t":null,"kid":"my-signing-key"}
    /// mended: header {"x5t":null,"kid":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    IDENTIFIER_KID_ONLY {
        id: "identifier-kid-only",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_KID, RFC7638, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The thumbprint's header is misspelled
    /// Looks for names that are nearly x5t, x5t#S256 or kid.
    ///
    /// Header names are case-sensitive: x5t#S256 with a capital S. A name that the server does not know is no
    /// identifier, or is refused as an unsupported header.
    ///
    /// fix: Write the name exactly: x5t for SHA-1, x5t#S256 for SHA-256.
    /// raises: header {"x5t":null,"x5t#s256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    /// raises: header {"x5t":null,"x5tS256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    /// mended: header {"x5t":null,"x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    THUMBPRINT_HEADER_MISSPELLED {
        id: "thumbprint-header-misspelled",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7515_X5T_S256],
    }

    /// # The header names a key
    /// The header has x5t or x5t#S256, or a kid in the form that Entra ID looks up.
    IDENTIFIER_PRESENT {
        id: "identifier-present",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_X5T, RFC7515_X5T_S256],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "identifier_presence",
    question: phrase!("Does the header name a key, and where the server looks for it?"),
    ids: &[
        IDENTIFIER_MISSING,
        IDENTIFIER_IN_CLAIMS,
        IDENTIFIER_KID_ONLY,
        THUMBPRINT_HEADER_MISSPELLED,
        IDENTIFIER_PRESENT,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(IDENTIFIER_PRESENT, NO_ASSERTION)] };
    let Some(header) = &assertion.header.object else { return vec![skip(IDENTIFIER_PRESENT, NO_HEADER)] };
    let has = |name: &str| header.get(name).is_some();
    let thumbprint = has("x5t") || has("x5t#S256");
    let mut findings = Vec::new();
    let misspelled = header.members.iter().find_map(|member| meant(&member.name).map(|right| (member, right)));
    if let Some((member, right)) = misspelled.filter(|(_, right)| !has(right)) {
        let finding = if thumbprint {
            warning(THUMBPRINT_HEADER_MISSPELLED)
        } else {
            cause(THUMBPRINT_HEADER_MISSPELLED, Certain)
        };
        findings.push(
            finding
                .title(say!(
                    "The header is named {member}; its right name is {right}.",
                    member = shorten(&member.name, 40),
                    right
                ))
                .evidence(
                    in_header("name")
                        .found(member.name.clone())
                        .expected(right)
                        .at(assertion.characters_of(Part::Header, &member.name)),
                ),
        );
    }
    if thumbprint {
        findings.push(pass(IDENTIFIER_PRESENT));
    } else if has("kid") {
        findings.push(kid(case));
    } else if findings.is_empty() {
        findings.push(absent(case, assertion));
    }
    findings
}

/// The correct name of a nearly correct header parameter; `None` for correct names and unrelated ones.
fn meant(name: &str) -> Option<&'static str> {
    if ["x5t", "x5t#S256", "kid", "x5c"].contains(&name) {
        return None;
    }
    let bare: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    match bare.as_str() {
        "x5t" | "xt5" | "x5tsha1" | "x5ts1" | "x5thumbprint" | "thumbprint" | "x509thumbprint" => Some("x5t"),
        "x5ts256" | "x5t256" | "x5tsha256" | "xt5s256" | "x5ts2256" | "x5tsha" => Some("x5t#S256"),
        "kid" | "keyid" => Some("kid"),
        _ => None,
    }
}

fn kid(case: &Case<'_>) -> Finding {
    let Some(kid) = case.identifier("kid") else { return pass(IDENTIFIER_PRESENT) };
    let place = case.place(Part::Header, "kid");
    if kid.is_proper() {
        return pass(IDENTIFIER_PRESENT)
            .title(say!(
                "The header names the key by kid alone, in the form that Entra ID looks up: the SHA-1 thumbprint."
            ))
            .evidence(in_header("kid").found(kid.text.clone()).at(place));
    }
    let origin = search::origin(&kid.reading.bytes, &case.certificates());
    let origin = origin
        .and_then(|found| Some(say!("the {found}", found = found.describe(case.certificate(found.certificate)?))));
    let what = match &kid.reading.form {
        form if origin.is_some() => notation(form, &origin.unwrap_or_default()),
        Form::Unreadable => say!("a name of your own"),
        Form::Bytes if kid.reading.bytes.len() != 32 => say!("a name of your own"),
        _ => kid.reading.describe(),
    };
    let mut proof: Evidence = in_header("kid").found(kid.text.clone()).meaning(what.clone()).at(place);
    if let Some(certificate) = case.intended() {
        proof = proof.expected(certificate.x5t()).expected_meaning(say!(
            "SHA-1 of {certificate}, base64url; better as x5t",
            certificate = certificate.label()
        ));
    } else if kid.reading.bytes.len() == 20 {
        proof = proof
            .expected(encoding::to_base64url(&kid.reading.bytes))
            .expected_meaning(say!("the same thumbprint, base64url"));
    }
    cause(IDENTIFIER_KID_ONLY, Likely)
        .title(say!(
            "The header names the key by kid alone, and the kid is {what}: Entra ID looks for the thumbprint.",
            what
        ))
        .evidence(proof)
}

/// How a thumbprint in kid was written, if not as base64url.
fn notation(form: &Form, thumbprint: &Text) -> Text {
    match form {
        Form::HexText => say!("{thumbprint} in hexadecimal", thumbprint),
        Form::HexTextEncoded(_) => say!("{thumbprint} as encoded hexadecimal text", thumbprint),
        Form::EncodedTwice(_) => say!("{thumbprint} encoded twice", thumbprint),
        _ => thumbprint.clone(),
    }
}

fn absent(case: &Case<'_>, assertion: &Assertion) -> Finding {
    let expected = |proof: Evidence| match case.intended() {
        Some(certificate) => proof
            .expected(certificate.x5t_s256())
            .expected_meaning(say!("x5t#S256 of {certificate}", certificate = certificate.label())),
        None => proof.expected(say!("the certificate's thumbprint")),
    };
    let claim = ["x5t", "x5t#S256", "x5c", "kid"].into_iter().find_map(|name| assertion.member(Part::Claims, name));
    match claim {
        Some(member) => cause(IDENTIFIER_IN_CLAIMS, Certain)
            .title(say!("{member} stands among the claims; the server reads it from the header.", member = member.name))
            .evidence(expected(
                in_claim(&member.name)
                    .found(shorten(&member.text, 100))
                    .at(assertion.characters_of(Part::Claims, &member.name)),
            )),
        None => cause(IDENTIFIER_MISSING, Certain)
            .title(say!("The header does not say which key signed: it has no x5t, x5t#S256 or kid."))
            .evidence(expected(
                in_header("").found("").meaning(say!("no identifier")).at(Some(assertion.header.range.clone())),
            )),
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn nearly_right_names() {
        for (name, right) in [
            ("x5t", None),
            ("x5t#S256", None),
            ("x5t#s256", Some("x5t#S256")),
            ("x5tS256", Some("x5t#S256")),
            ("x5t_s256", Some("x5t#S256")),
            ("x5t#SHA256", Some("x5t#S256")),
            ("X5T", Some("x5t")),
            ("KID", Some("kid")),
            ("typ", None),
            ("nonce", None),
        ] {
            assert_eq!(meant(name), right, "{name}");
        }
    }
}
