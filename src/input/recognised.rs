//! What was found in one input, and what to call it.

use super::Evidence;
use crate::thumbprint::shorten;

/// What was found in one input.
#[derive(Debug, Default)]
pub struct Recognised {
    /// Everything found, in the order of the input.
    pub evidence: Vec<Evidence>,
    /// What could not be used, one sentence each.
    pub problems: Vec<String>,
    /// What was put right on the way in.
    pub unwrapped: Vec<String>,
    /// The kind, where the evidence does not tell it.
    pub kind: Option<&'static str>,
    /// Something in it is encrypted, and none of the passwords opens it.
    pub needs_password: bool,
    /// What was found in the files inside it, by their paths.
    pub members: Vec<(String, Recognised)>,
}

impl Recognised {
    /// Nothing that can be used.
    pub(super) fn refused(kind: &'static str, problem: String) -> Self {
        Self { problems: vec![problem], kind: Some(kind), ..Self::default() }
    }

    /// The kind to show: `assertion`, `certificate`, `error` (or the plural), `registered keys`, `request`, `private key`,
    /// `mixed`, `text`, `empty` or `unknown`; for containers `pkcs12`, `pkcs7`, `archive`.
    pub fn kind(&self) -> &'static str {
        if let Some(kind) = self.kind {
            return kind;
        }
        let mut kinds: Vec<&'static [&'static str; 2]> = Vec::new();
        for one in &self.evidence {
            let kind = kind_of(one);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let requests = self.evidence.iter().filter(|one| matches!(one, Evidence::Request(_))).count();
        // A request brings its assertion and the error that answered it.
        let exchange = requests > 0 && kinds.iter().all(|[one, _]| matches!(*one, "request" | "assertion" | "error"));
        match kinds.as_slice() {
            [] => "unknown",
            _ if exchange && requests == 1 => "request",
            _ if exchange => "requests",
            [[one, _]] if self.evidence.len() == 1 => one,
            [[_, many]] => many,
            _ => "mixed",
        }
    }

    /// One line on what the input contributed.
    pub fn detail(&self) -> String {
        let one = |evidence: &Evidence| match evidence {
            Evidence::Assertion(assertion) => match assertion.header_str("alg") {
                Some(alg) => format!("client assertion, {}", shorten(alg, 20)),
                None => "client assertion, damaged".into(),
            },
            Evidence::Certificate(certificate) => format!(
                "{}, {}, until {}",
                shorten(&certificate.label(), 60),
                certificate.key.describe(),
                certificate.not_after.date()
            ),
            Evidence::Error(error) => {
                let code = error.code().map_or("an error".to_owned(), |code| format!("AADSTS{code}"));
                error.time().map_or(code.clone(), |time| format!("{code}, {}", time.rfc3339()))
            }
            Evidence::Registration(registration) => match registration.keys.as_ref().map(Vec::len) {
                Some(1) => format!("{} {}, 1 key", registration.written, registration.label()),
                Some(count) => format!("{} {}, {count} keys", registration.written, registration.label()),
                None => format!("{} {}", registration.written, registration.label()),
            },
            // The address may hold secrets in its query, and is told by the checks without it.
            Evidence::Request(request) => format!("request for a token, {}", request.written),
            Evidence::PrivateKey(key) => format!("private key, {}", key.public.describe()),
            Evidence::PublicKey(key, Some(name)) => format!("public key {}, {}", shorten(name, 40), key.describe()),
            Evidence::PublicKey(key, None) => format!("public key, {}", key.describe()),
            Evidence::Text(_) => String::new(),
        };
        let lines: Vec<String> = self.evidence.iter().map(one).filter(|line| !line.is_empty()).collect();
        match lines.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first} · {second} · {third} · {} more", rest.len())
            }
            lines => lines.join(" · "),
        }
    }
}

/// The word for a find, and for several.
fn kind_of(evidence: &Evidence) -> &'static [&'static str; 2] {
    match evidence {
        Evidence::Assertion(_) => &["assertion", "assertions"],
        Evidence::Certificate(_) => &["certificate", "certificates"],
        Evidence::Error(_) => &["error", "errors"],
        Evidence::Registration(_) => &["registered keys", "registered keys"],
        Evidence::Request(_) => &["request", "requests"],
        Evidence::PrivateKey(_) => &["private key", "private keys"],
        Evidence::PublicKey(..) => &["public key", "public keys"],
        Evidence::Text(_) => &["text", "text"],
    }
}
