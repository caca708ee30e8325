//! What was found in one input, and what to call it.

use super::Evidence;
use crate::language::Text;
use crate::notation::text::shorten;

/// What was found in one input.
#[derive(Debug, Default)]
pub struct Recognised {
    /// Everything found, in the order of the input.
    pub evidence: Vec<Evidence>,
    /// What could not be used, one sentence each.
    pub problems: Vec<Text>,
    /// What was put right on the way in.
    pub unwrapped: Vec<Text>,
    /// The kind, where the evidence does not tell it.
    pub kind: Option<&'static str>,
    /// Something in it is encrypted, and none of the passwords opens it.
    pub needs_password: bool,
    /// What was found in the files inside it, by their paths.
    pub members: Vec<(String, Recognised)>,
}

impl Recognised {
    /// Nothing that can be used.
    pub(super) fn refused(kind: &'static str, problem: Text) -> Self {
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
    pub fn detail(&self) -> Text {
        let one = |evidence: &Evidence| match evidence {
            Evidence::Assertion(assertion) => match assertion.header_str("alg") {
                Some(alg) => say!("client assertion, {alg}", alg = shorten(alg, 20)),
                None => say!("client assertion, damaged"),
            },
            Evidence::Certificate(certificate) => say!(
                "{certificate}, {key}, until {end}",
                certificate = shorten(&certificate.label(), 60),
                key = certificate.key.describe(),
                end = certificate.not_after.date()
            ),
            Evidence::Error(error) => {
                let time = error.time().map(|time| Text::verbatim(time.rfc3339()));
                Text::list([error.code_label()].into_iter().chain(time))
            }
            Evidence::Registration(registration) => match registration.keys.as_ref().map(Vec::len) {
                Some(1) => {
                    say!("{written} {app}, 1 key", written = registration.format_label(), app = registration.label())
                }
                Some(count) => say!(
                    "{written} {app}, {count} keys",
                    written = registration.format_label(),
                    app = registration.label(),
                    count
                ),
                None => say!("{written} {app}", written = registration.format_label(), app = registration.label()),
            },
            // The address may hold secrets in its query, and is told by the checks without it.
            Evidence::Request(request) => say!("request for a token, {written}", written = request.format_label()),
            Evidence::PrivateKey(key) => say!("private key, {key}", key = key.public.describe()),
            Evidence::PublicKey(key, Some(name)) => {
                say!("public key {name}, {key}", name = shorten(name, 40), key = key.describe())
            }
            Evidence::PublicKey(key, None) => say!("public key, {key}", key = key.describe()),
            Evidence::Text(_) => Text::default(),
        };
        let lines: Vec<String> =
            self.evidence.iter().map(one).filter(|line| !line.is_empty()).map(String::from).collect();
        match lines.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                say!("{first} · {second} · {third} · {count} more", first, second, third, count = rest.len())
            }
            lines => Text::verbatim(lines.join(" · ")),
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

/// The kind of an input, for people: a report holds it as an identifier.
pub fn kind_said(kind: &str) -> Text {
    match kind {
        "assertion" => say!("assertion"),
        "assertions" => say!("assertions"),
        "certificate" => say!("certificate"),
        "certificates" => say!("certificates"),
        "error" => say!("error"),
        "errors" => say!("errors"),
        "registered keys" => say!("registered keys"),
        "request" => say!("request"),
        "requests" => say!("requests"),
        "private key" => say!("private key"),
        "private keys" => say!("private keys"),
        "public key" => say!("public key"),
        "public keys" => say!("public keys"),
        "archive" => say!("archive"),
        "log" => say!("log"),
        "token" => say!("token"),
        "mixed" => say!("mixed"),
        "text" => say!("text"),
        "empty" => say!("empty"),
        "unknown" => say!("unknown"),
        // `pkcs12`, `pkcs7`.
        other => Text::verbatim(other),
    }
}
