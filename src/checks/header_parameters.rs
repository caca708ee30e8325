//! Does the header hold parameters that Entra ID does not know?

use super::reasons::{NO_ASSERTION, NO_HEADER};
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, cause, ids, in_header, note, pass, skip, warning};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::token_kind::{self, TokenKind};
use crate::notation::text::shorten;

/// The names in the server's own list (AADSTS5002726, 2023), and `x5t#S256`, which it has accepted since then.
const SUPPORTED: [&str; 12] =
    ["alg", "typ", "x5t", "x5t#S256", "x5c", "kid", "use", "enc", "ctx", "nonce", "rh", "kdf_ver"];

/// The types that the server's own list allows (AADSTS5002727).
pub(super) const TYPES: [&str; 2] = ["JWT", "http://openid.net/specs/jwt/1.0"];

ids! {
    /// # The header has a parameter that Entra ID may refuse
    /// Compares the names in the header with the list that the server itself has given.
    ///
    /// Entra ID has refused assertions for headers outside its list (AADSTS5002726). The list is not fixed, so this is
    /// a warning and no proof.
    ///
    /// fix: Leave the parameter out; alg, typ and x5t#S256 (or x5t) are enough.
    /// raises: header {"cty":"JWT"}
    /// mended: header {"typ":"JWT"}
    HEADER_UNSUPPORTED_PARAMETER {
        id: "header-unsupported-parameter",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [MS_ERROR_CODES, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The header's typ is not one that Entra ID takes
    /// Looks at typ: JWT, http://openid.net/specs/jwt/1.0, or absent.
    ///
    /// The server has a list of the types it allows and refuses any other (AADSTS5002727). Libraries that follow newer
    /// drafts may write client-authentication+jwt, which is not in it.
    ///
    /// fix: Set typ to JWT, or leave it out.
    /// raises: header {"typ":"JWS+custom"}
    /// raises: header {"typ":"client-authentication+jwt"}
    /// mended: header {"typ":"JWT"}
    HEADER_TYP {
        id: "header-typ",
        stage: Algorithm,
        guide: [IssueAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS, MS_ERROR_CODES],
    }

    /// # The header's parameters are known to Entra ID
    /// Every name in the header is in the server's list.
    HEADER_PARAMETERS_SUPPORTED {
        id: "header-parameters-supported",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "header_parameters",
    question: phrase!("Does the header hold parameters that Entra ID does not know?"),
    ids: &[HEADER_UNSUPPORTED_PARAMETER, HEADER_TYP, HEADER_PARAMETERS_SUPPORTED],
    run,
};

/// Whether the header says that there is no signature.
pub(super) fn is_none(assertion: &Assertion) -> bool {
    assertion.header_str("alg").is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(HEADER_PARAMETERS_SUPPORTED, NO_ASSERTION)] };
    let Some(header) = &assertion.header.object else { return vec![skip(HEADER_PARAMETERS_SUPPORTED, NO_HEADER)] };
    let mut findings = Vec::new();
    let odd: Vec<&str> =
        header.members.iter().map(|member| member.name.as_str()).filter(|name| !SUPPORTED.contains(name)).collect();
    if !odd.is_empty() {
        let shown: Vec<String> = odd.iter().take(8).map(|name| shorten(name, 40)).collect();
        let mut finding = warning(HEADER_UNSUPPORTED_PARAMETER).title(say!(
            "The header has {shown}, which is not in Entra ID's list of supported headers.",
            shown = shown.join(", ")
        ));
        for name in odd.into_iter().take(8) {
            let text = header.get(name).map(|member| shorten(&member.text, 80)).unwrap_or_default();
            finding = finding.evidence(in_header(name).found(text).at(case.place(Part::Header, name)));
        }
        findings.push(finding);
    }
    if let Some(typ) = header.get("typ").filter(|typ| !typ.value.as_str().is_some_and(|text| TYPES.contains(&text))) {
        let proof = in_header("typ").found(typ.text.clone()).expected("\"JWT\"").at(case.place(Part::Header, "typ"));
        let title = say!("typ is {typ}; Entra ID takes JWT, or none.", typ = shorten(&typ.text, 40));
        // RFC 7519 §5.1 recommends capitals and does not demand them. Tokens of other issuers have types of their own.
        let harmless = typ.value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("JWT"))
            || token_kind::classify(assertion) != TokenKind::Own;
        findings.push(if harmless { note(HEADER_TYP) } else { cause(HEADER_TYP, Likely) }.title(title).evidence(proof));
    }
    if findings.is_empty() {
        let typ =
            header.get("typ").map(|typ| in_header("typ").found(typ.text.clone()).at(case.place(Part::Header, "typ")));
        findings.push(typ.into_iter().fold(pass(HEADER_PARAMETERS_SUPPORTED), Finding::evidence));
    }
    findings
}
