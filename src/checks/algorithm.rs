//! Does Entra ID accept the signature algorithm?

use super::reasons::{NO_ASSERTION, NO_HEADER};
use crate::analysis::signature::algorithm::Algorithm;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, ids, in_header, pass, skip};
use crate::evidence::assertion::Part;
use crate::notation::text::shorten;

ids! {
    /// # The assertion is not signed
    /// Looks for alg "none".
    ///
    /// An unsigned token proves nothing, and is refused (AADSTS5002738).
    ///
    /// fix: Sign with the certificate's RSA key: PS256 or RS256.
    /// raises: header {"alg":"none"}
    /// mended: header {"alg":"RS256"}
    ALGORITHM_NONE {
        id: "algorithm-none",
        stage: Algorithm,
        guide: [IssueAssertion, FixRegenerate],
        citations: [RFC7518_ALGORITHMS, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The algorithm is symmetric
    /// Looks for HS256, HS384 and HS512.
    ///
    /// These are made with a shared secret. A client assertion must be made with the private key of a registered
    /// certificate; Entra answers AADSTS5002738. A generic OAuth library does this when it is told client_secret_jwt
    /// instead of private_key_jwt.
    ///
    /// fix: Choose private_key_jwt in your library and give it the certificate's private key; sign with PS256 or RS256.
    /// raises: header {"alg":"HS256"}
    /// mended: header {"alg":"RS256"}
    ALGORITHM_SYMMETRIC {
        id: "algorithm-symmetric",
        stage: Algorithm,
        guide: [IssueAssertion, FixRegenerate],
        citations: [RFC7518_ALGORITHMS, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The algorithm is an elliptic-curve one
    /// Looks for ES256, ES384, ES512, ES256K and EdDSA.
    ///
    /// Entra ID takes RSA signatures only for client assertions; elliptic curves give AADSTS5002738.
    ///
    /// fix: Make an RSA key of at least 2048 bits with its certificate, register that certificate, and sign with PS256 or RS256.
    /// raises: header {"alg":"ES256"}
    /// mended: header {"alg":"RS256"}
    ALGORITHM_ELLIPTIC {
        id: "algorithm-elliptic",
        stage: Algorithm,
        guide: [IssueAssertion, FixRegenerate],
        citations: [RFC7518_ECDSA, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The algorithm's name is misspelled
    /// Compares alg with the names of RFC 7518, letter by letter, and finds the one that was meant.
    ///
    /// Names of algorithms are case-sensitive, and RFC 7518 has its own: RS256, not rs256, RSA256, SHA256withRSA or an
    /// XML signature address.
    ///
    /// fix: Write alg exactly as RFC 7518 does.
    /// raises: header {"alg":"rs256"}
    /// raises: header {"alg":"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
    /// mended: header {"alg":"RS256"}
    ALGORITHM_MISSPELLED {
        id: "algorithm-misspelled",
        stage: Algorithm,
        guide: [IssueAssertion, FixRegenerate],
        citations: [RFC7518_ALGORITHMS],
    }

    /// # The algorithm is unknown
    /// Looks for an alg that is absent, is not a text, or names no signature algorithm.
    ///
    /// Without a known alg the server cannot tell how to verify the signature.
    ///
    /// fix: Set alg to PS256, which Microsoft's page asks for, or RS256, and sign accordingly.
    /// raises: header {"alg":"XYZ1"}
    /// raises: header {"alg":null}
    /// mended: header {"alg":"RS256"}
    ALGORITHM_UNKNOWN {
        id: "algorithm-unknown",
        stage: Algorithm,
        guide: [IssueAssertion, FixRegenerate],
        citations: [RFC7515_ALG, RFC7518_ALGORITHMS],
    }

    /// # The algorithm is one that Entra ID takes
    /// alg is one of RS256, RS384, RS512, PS256, PS384 and PS512.
    ALGORITHM_ACCEPTED {
        id: "algorithm-accepted",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7518_ALGORITHMS, MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "algorithm",
    question: phrase!("Does Entra ID accept the signature algorithm?"),
    ids: &[
        ALGORITHM_NONE,
        ALGORITHM_SYMMETRIC,
        ALGORITHM_ELLIPTIC,
        ALGORITHM_MISSPELLED,
        ALGORITHM_UNKNOWN,
        ALGORITHM_ACCEPTED,
    ],
    run,
};

/// What kind of unaccepted `alg` it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    None,
    Symmetric,
    Elliptic,
    Misspelled(&'static str),
    Unknown,
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(ALGORITHM_ACCEPTED, NO_ASSERTION)] };
    if assertion.header.object.is_none() {
        return vec![skip(ALGORITHM_ACCEPTED, NO_HEADER)];
    }
    let Some(member) = assertion.member(Part::Header, "alg") else {
        return vec![
            cause(ALGORITHM_UNKNOWN, Certain)
                .title(say!("The header has no alg."))
                .evidence(in_header("alg").found("").meaning(say!("absent")).expected(say!("PS256 or RS256"))),
        ];
    };
    let Some(alg) = member.value.as_str() else {
        return vec![
            cause(ALGORITHM_UNKNOWN, Certain)
                .title(say!("The header's alg is no text but {member}.", member = shorten(&member.text, 40)))
                .evidence(
                    in_header("alg")
                        .found(member.text.clone())
                        .expected(say!("\"PS256\" or \"RS256\""))
                        .at(case.place(Part::Header, "alg")),
                ),
        ];
    };
    let proof = in_header("alg").found(alg).at(case.place(Part::Header, "alg"));
    let shown = shorten(alg, 60);
    if Algorithm::read(alg).is_some_and(Algorithm::is_rsa) {
        return vec![pass(ALGORITHM_ACCEPTED).title(say!("alg is {alg}, which Entra ID takes.", alg)).evidence(proof)];
    }
    let rsa = say!("PS256 or RS256");
    vec![match kind(alg) {
        Kind::None => cause(ALGORITHM_NONE, Certain)
            .title(say!("The assertion is not signed: its alg is none."))
            .evidence(proof.expected(rsa)),
        Kind::Symmetric => cause(ALGORITHM_SYMMETRIC, Certain)
            .title(say!(
                "The alg {shown} is made with a shared secret; Entra ID takes RSA signatures of a certificate's key.",
                shown
            ))
            .evidence(proof.expected(rsa)),
        Kind::Elliptic => cause(ALGORITHM_ELLIPTIC, Certain)
            .title(say!("The alg {shown} is an elliptic-curve one; Entra ID takes RSA only.", shown))
            .evidence(proof.expected(rsa)),
        Kind::Misspelled(right) => cause(ALGORITHM_MISSPELLED, Likely)
            .title(say!("The alg is written {shown}; its name is {right}.", shown, right))
            .evidence(proof.expected(right)),
        Kind::Unknown => cause(ALGORITHM_UNKNOWN, Certain)
            .title(say!("The alg {shown} is no signature algorithm that Entra ID knows.", shown))
            .evidence(proof.expected(rsa)),
    }]
}

pub(super) fn kind(alg: &str) -> Kind {
    let bare: String = alg.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    // XML signature URIs end with the algorithm's name.
    let bare = bare.rsplit_once("xmldsigmore").or(bare.rsplit_once("xmldsig")).map_or(bare.as_str(), |(_, name)| name);
    match bare {
        "none" => return Kind::None,
        "eddsa" | "ed25519" | "ed448" => return Kind::Elliptic,
        _ => {}
    }
    let bits = ["256", "384", "512"].into_iter().position(|bits| bare.contains(bits));
    let pick = |names: [&'static str; 3]| bits.and_then(|index| names.get(index).copied());
    let has = |words: &[&str]| words.iter().any(|word| bare.contains(word));
    if has(&["hs256", "hs384", "hs512", "hmac"]) {
        Kind::Symmetric
    } else if bare.starts_with("es") || has(&["ecdsa"]) {
        Kind::Elliptic
    } else if bare.starts_with("ps") || has(&["pss", "mgf1"]) {
        pick(["PS256", "PS384", "PS512"]).map_or(Kind::Unknown, Kind::Misspelled)
    } else if bare.starts_with("rs") || has(&["rsa"]) {
        pick(["RS256", "RS384", "RS512"]).map_or(Kind::Unknown, Kind::Misspelled)
    } else {
        Kind::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_meant() {
        for (alg, expected) in [
            ("None", Kind::None),
            ("HS512", Kind::Symmetric),
            ("hmacSHA256", Kind::Symmetric),
            ("ES256K", Kind::Elliptic),
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Kind::Elliptic),
            ("RSA256", Kind::Misspelled("RS256")),
            ("SHA384withRSA", Kind::Misspelled("RS384")),
            ("RSASSA-PSS-SHA512", Kind::Misspelled("PS512")),
            ("ps256", Kind::Misspelled("PS256")),
            ("RS256 ", Kind::Misspelled("RS256")),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Kind::Misspelled("RS256")),
            ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", Kind::Unknown),
            ("RS1", Kind::Unknown),
            ("", Kind::Unknown),
        ] {
            assert_eq!(kind(alg), expected, "{alg}");
        }
    }
}
