//! Is there some other text where the assertion should be?

use super::reasons::NO_ASSERTION;
use crate::case::Case;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip};
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # This is not a JWT
    /// Looks at texts that nothing recognises, while no assertion is there: one of them probably stands where the
    /// assertion should.
    ///
    /// A client assertion is three base64url parts with dots between them. A program that sends something else as
    /// client_assertion (a file's path instead of its content, a client secret, a SAML assertion, an opaque token) is
    /// refused before any key is looked up.
    ///
    /// fix: Find out what your program passes as client_assertion; it must be the signed token itself.
    /// raises: text C:\certs\assertion.jwt
    /// mended: text {jws}
    NOT_A_JWT {
        id: "not-a-jwt",
        stage: Readable,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_COMPACT, MS_ERROR_CODES],
    }

    /// # There is a token
    /// The inputs hold a token of the form that a client assertion has.
    TOKEN_FOUND {
        id: "token-found",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [RFC7515_COMPACT],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "not_a_jwt",
    question: phrase!("Is there some other text where the assertion should be?"),
    ids: &[NOT_A_JWT, TOKEN_FOUND],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    if case.assertion.is_some() {
        return vec![pass(TOKEN_FOUND)];
    }
    let Some(text) = case.unrecognised.first() else { return vec![skip(NOT_A_JWT, NO_ASSERTION)] };
    let text = text.trim();
    let what = kind(text);
    let shown = shorten(text, 60);
    vec![
        cause(NOT_A_JWT, Certain).title(say!("This is not a JWT but {what}.", what = &what)).evidence(
            evidence(say!("input"))
                .found(shown)
                .meaning(what)
                .expected("eyJ….eyJ….…")
                .expected_meaning(say!("header, claims and signature in base64url")),
        ),
    ]
}

/// What the text is instead, in words.
fn kind(text: &str) -> Text {
    let lower: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let path = lower.starts_with(['/', '~'])
        || lower.get(1..3) == Some(":\\")
        || lower.starts_with("\\\\")
        || lower.starts_with("./");
    if lower.contains("saml:assertion") || lower.contains("saml2:assertion") || lower.contains("<assertion") {
        say!("a SAML assertion")
    } else if lower.starts_with("phnhbwx") || lower.starts_with("pd94bwwg") {
        say!("a SAML assertion in base64")
    } else if path && !text.contains('\n') {
        say!("the path of a file")
    } else if lower.starts_with("http://") || lower.starts_with("https://") {
        say!("a web address")
    } else if crate::notation::text::is_guid(text) {
        say!("a GUID")
    } else if lower.starts_with('{') && (lower.contains("\"alg\"") || lower.contains("\"aud\"")) {
        say!("the decoded JSON of a token: the encoded token is needed, since only that carries the signature")
    } else if lower.starts_with('{') || lower.starts_with('[') {
        Text::verbatim("JSON")
    } else if lower.starts_with('<') {
        say!("XML or HTML")
    } else if !text.contains(char::is_whitespace) && text.len() >= 30 && text.len() <= 64 && text.contains(['~', '.']) {
        say!("an opaque text, perhaps a client secret")
    } else if !text.contains(char::is_whitespace) {
        say!("an opaque text")
    } else {
        say!("other text")
    }
}
