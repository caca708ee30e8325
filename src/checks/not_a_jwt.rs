//! Is there some other text where the assertion should be?

use super::reasons::NO_ASSERTION;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Confidence, Evidence, EvidenceValue, Finding, cause, evidence, ids, pass, skip};
use crate::evidence::credential_file::CredentialFile;
use crate::evidence::request::{Parameter, is_placeholder};
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::{is_guid, shorten};

ids! {
    /// # This is not a JWT
    /// Looks at what stands where the assertion should: the request's client_assertion or, if no assertion was given, a
    /// lone value without blanks.
    ///
    /// A client assertion is three base64url parts with dots between them. A program that sends something else as
    /// client_assertion (a file's path instead of its content, a client secret, a SAML assertion, an opaque token) is
    /// refused before any key is looked up.
    ///
    /// fix: Find out what your program passes as client_assertion; it must be the signed token itself.
    /// raises: text C:\certs\assertion.jwt
    /// raises: only-request ; request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=undefined
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
    if let Some(sent) =
        case.request.and_then(|request| request.parameter("client_assertion")).filter(|one| is_sent(one))
    {
        let value = Value::classify(&sent.value);
        return vec![
            cause(NOT_A_JWT, Certain)
                .title(say!("client_assertion is not a JWT but {what}.", what = value.label()))
                .evidence(found(say!("request, client_assertion"), &sent.value, value)),
        ];
    }
    let lone = case.unrecognised.iter().map(|text| text.trim()).find_map(|text| {
        let value = Value::classify(text);
        Some((text, value, stands_alone(case, text, value)?))
    });
    let Some((text, value, confidence)) = lone else { return vec![skip(NOT_A_JWT, NO_ASSERTION)] };
    vec![
        cause(NOT_A_JWT, confidence)
            .title(say!("This is not a JWT but {what}.", what = value.label()))
            .evidence(found(say!("input"), text, value)),
    ]
}

/// Checks whether a parameter holds something else than an assertion or a place for one.
fn is_sent(parameter: &Parameter) -> bool {
    let value = parameter.value.trim();
    // curl sends what follows an equals sign as it stands.
    let is_open = is_placeholder(value) && !value.starts_with('@');
    !value.is_empty() && !is_open
}

/// How sure it is that a lone text stands where the assertion should; `None` if it may be something else that people
/// add: an id, an address, a password.
fn stands_alone(case: &Case<'_>, text: &str, value: Value) -> Option<Confidence> {
    let alone =
        case.error.is_none() && case.registration.is_none() && case.request.is_none() && case.candidates.is_empty();
    // An address beside federated credentials is an issuer.
    let alone = alone && case.federated.is_empty();
    let in_one_piece = !text.is_empty() && !text.contains(char::is_whitespace);
    match value {
        Value::Saml | Value::SamlInBase64 => Some(Certain),
        Value::Path if !text.contains(['\n', '\r']) => Some(Certain),
        Value::Missing | Value::Object => Some(Certain),
        Value::Guid | Value::Address | Value::Thumbprint => alone.then_some(Certain),
        Value::Secret | Value::Opaque if in_one_piece => {
            // Beside a file that is locked, it is more likely a password.
            let is_locked = case.files.iter().any(CredentialFile::is_closed);
            (case.private_keys.is_empty() && case.complaints.is_empty() && !is_locked).then_some(Likely)
        }
        _ => None,
    }
}

fn found(place: Text, text: &str, value: Value) -> Evidence {
    let shown = if value.may_be_shown() {
        EvidenceValue::from(shorten(text.trim(), 60))
    } else {
        let count = text.trim().chars().count();
        EvidenceValue::from(say_n!(count, "(1 character, not shown)", "({count} characters, not shown)"))
    };
    evidence(place)
        .found(shown)
        .meaning(value.label())
        .expected("eyJ….eyJ….…")
        .expected_meaning(say!("header, claims and signature in base64url"))
}

/// What stands where the assertion should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    PrivateKey,
    Certificate,
    Der,
    Saml,
    SamlInBase64,
    Path,
    FileReference,
    Address,
    Guid,
    Thumbprint,
    Missing,
    Object,
    Claims,
    Json,
    Markup,
    Secret,
    Opaque,
    Words,
}

impl Value {
    /// Classifies a text by what it looks like.
    fn classify(text: &str) -> Self {
        let text = text.trim();
        let lower: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
        let starts = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
        let has = |words: &[&str]| words.iter().any(|one| lower.contains(one));
        let drive = lower.get(1..3).is_some_and(|sign| matches!(sign, ":\\" | ":/"));
        // Colons and blanks are how thumbprints are shown.
        let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-' | '\u{200e}')).collect();
        if has(&["private key-----", "private+key-----"]) {
            Self::PrivateKey
        } else if has(&["begin certificate", "begin+certificate"]) {
            Self::Certificate
        } else if has(&["saml:assertion", "saml2:assertion", "<assertion", "samlp:response", "urn:oasis:names:tc:saml"])
        {
            Self::Saml
        } else if starts(&["phnhbwx", "pd94bwwg", "pefzc2vydglvb"]) {
            Self::SamlInBase64
        } else if lower.starts_with('@') && !text.contains(char::is_whitespace) {
            Self::FileReference
        } else if starts(&["http://", "https://"]) {
            Self::Address
        } else if drive || starts(&["/", "~/", "./", "../", "\\\\", ".\\", "file:", "cert:", "env:"]) {
            Self::Path
        } else if is_guid(text) {
            Self::Guid
        } else if matches!(digits.len(), 40 | 64) && encoding::hex(&digits).is_some() {
            Self::Thumbprint
        } else if matches!(
            lower.as_str(),
            "undefined" | "null" | "none" | "nil" | "nan" | "true" | "false" | "(null)" | "empty"
        ) {
            Self::Missing
        } else if starts(&[
            "[object ",
            "promise {",
            "<coroutine ",
            "<function ",
            "<bound method",
            "system.",
            "microsoft.",
            "function ",
            "async ",
        ]) || has(&["() =>", " object at 0x"])
        {
            Self::Object
        } else if lower.starts_with('{') && has(&["\"alg\"", "\"aud\""]) {
            Self::Claims
        } else if starts(&["{", "["]) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            Self::Json
        } else if lower.starts_with('<') {
            Self::Markup
        } else if text.starts_with("MII") && text.len() > 200 {
            Self::Der
        } else if !text.contains(char::is_whitespace) {
            // Entra's own client secrets have 40 characters, of which the sixth is often a Q and a tilde follows.
            let is_secret = (34..=44).contains(&text.len()) && text.contains('~');
            if is_secret { Self::Secret } else { Self::Opaque }
        } else {
            Self::Words
        }
    }

    /// What it is, in words.
    fn label(self) -> Text {
        match self {
            Self::PrivateKey => say!("a private key, which must never be sent: replace it and the certificate"),
            Self::Certificate => say!("a certificate"),
            Self::Der => say!("a certificate or a key in base64"),
            Self::Saml => say!("a SAML assertion"),
            Self::SamlInBase64 => say!("a SAML assertion in base64"),
            Self::Path => say!("the path of a file"),
            Self::FileReference => say!("the name of a file with an @ before it, sent as it stands"),
            Self::Address => say!("a web address"),
            Self::Guid => say!("a GUID"),
            Self::Thumbprint => say!("a certificate's thumbprint"),
            Self::Missing => say!("a word that a program writes for a missing value"),
            Self::Object => say!("a program's description of an object, in place of its value"),
            Self::Claims => {
                say!("the decoded JSON of a token: the encoded token is needed, since only that carries the signature")
            }
            Self::Json => Text::verbatim("JSON"),
            Self::Markup => say!("XML or HTML"),
            Self::Secret => say!("an opaque text, perhaps a client secret"),
            Self::Opaque => say!("an opaque text"),
            Self::Words => say!("other text"),
        }
    }

    /// Whether the text cannot be a secret or hold one.
    fn may_be_shown(self) -> bool {
        matches!(
            self,
            Self::Path
                | Self::FileReference
                | Self::Guid
                | Self::Thumbprint
                | Self::Missing
                | Self::Object
                | Self::Certificate
        )
    }
}
