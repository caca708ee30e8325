//! Bytes → evidence: what is in an input, recognised by content, never by name.
//!
//! Each recogniser is a file and answers "is it mine?" by what it returns. An input may hold several things at once (a
//! paste with a certificate and a token); whatever nothing recognises is kept as text, for a check to say so.

mod bytes;
mod der;
mod error;
mod jws;
mod pem;
pub mod request;

use std::fmt;

use crate::assertion::Assertion;
use crate::certificate::Certificate;
use crate::limits;
use crate::request::Request;
use crate::server_error::ServerError;
use crate::thumbprint::shorten;

/// An input as it came.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file's name, or what stands for it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Something found in an input.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// A compact JWS, or what set out to be one.
    Assertion(Box<Assertion>),
    /// An X.509 certificate.
    Certificate(Box<Certificate>),
    /// An error of the token endpoint.
    Error(Box<ServerError>),
    /// A request to the token endpoint.
    Request(Box<Request>),
    /// Text that nothing recognises.
    Text(String),
}

/// What was taken off a token to get at it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wrapping {
    /// Quotation marks around it.
    Quotes,
    /// `Bearer ` before it.
    Bearer,
    /// The name of a parameter before it, such as `client_assertion=`.
    Parameter(String),
    /// Line breaks inside it.
    LineBreaks(usize),
    /// Spaces or tabs inside it.
    Spaces(usize),
    /// `%2E` and the like.
    UrlEncoding,
    /// Characters that nobody sees, such as a byte order mark.
    Invisible,
    /// A comma or semicolon behind it.
    Trailing(char),
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quotes => f.write_str("quotation marks around it"),
            Self::Bearer => f.write_str("the word \"Bearer\" before it"),
            Self::Parameter(name) => write!(f, "\"{name}\" before it"),
            Self::LineBreaks(1) => f.write_str("a line break inside it"),
            Self::LineBreaks(count) => write!(f, "{count} line breaks inside it"),
            Self::Spaces(1) => f.write_str("a space inside it"),
            Self::Spaces(count) => write!(f, "{count} spaces inside it"),
            Self::UrlEncoding => f.write_str("URL-encoding (%2E and the like)"),
            Self::Invisible => f.write_str("invisible characters"),
            Self::Trailing(c) => write!(f, "a {c:?} behind it"),
        }
    }
}

/// What was found in one input.
#[derive(Debug, Clone, Default)]
pub struct Recognised {
    /// Everything found, in the order of the input.
    pub evidence: Vec<Evidence>,
    /// What could not be used, one sentence each.
    pub problems: Vec<String>,
    /// What was put right on the way in.
    pub unwrapped: Vec<String>,
    /// The kind, where no evidence tells it.
    pub kind: Option<&'static str>,
}

/// What is looked for, as every refusal says.
const LOOKED_FOR: &str =
    "Looked for: a client assertion (JWT), certificates (PEM, DER or base64) and error texts (AADSTS…)";

/// Recognises what is in an input.
pub fn recognise(input: &Input) -> Recognised {
    let refuse =
        |kind, problem: String| Recognised { problems: vec![problem], kind: Some(kind), ..Recognised::default() };
    if input.bytes.is_empty() {
        return refuse("empty", "The input is empty.".into());
    }
    if let Some(found) = der::recognise(input) {
        return found;
    }
    let text = match bytes::text(&input.bytes) {
        Ok(text) => text,
        Err(what) => return refuse("unknown", format!("This is {what}. {LOOKED_FOR}.")),
    };
    if text.len() > limits::MAX_TEXT_BYTES {
        let (size, most) = (text.len() >> 20, limits::MAX_TEXT_BYTES >> 20);
        return refuse("unknown", format!("This text has {size} MB; texts up to {most} MB are read."));
    }
    if text.trim().is_empty() {
        return refuse("empty", "The input holds nothing but white space.".into());
    }
    from_text(&input.name, &text)
}

fn from_text(name: &str, text: &str) -> Recognised {
    let mut found = Recognised::default();
    let gaps = pem::recognise(name, text, &mut found);
    for gap in gaps {
        if from_requests(name, gap, &mut found) {
            continue;
        }
        jws::recognise(name, gap, &mut found);
        error::recognise(name, gap, &mut found);
    }
    if found.evidence.is_empty() && found.problems.is_empty() {
        match der::from_bare_text(name, text) {
            Some(Ok(certificate)) => {
                found.unwrapped.push("base64 text without its BEGIN and END lines".into());
                found.evidence.push(Evidence::Certificate(Box::new(certificate)));
            }
            Some(Err(problem)) => {
                found.problems.push(format!("This is base64 of something that is no certificate: {problem}."))
            }
            None => {
                let shown = shorten(text.trim(), 40).replace(['\r', '\n'], " ");
                found.problems.push(format!("Nothing known was found in this text (\"{shown}\"). {LOOKED_FOR}."));
                found.evidence.push(Evidence::Text(text.to_owned()));
            }
        }
    }
    found
}

/// Adds requests, the assertions that they carry and the errors that answered them.
fn from_requests(name: &str, text: &str, found: &mut Recognised) -> bool {
    let requests = request::recognise(name, text);
    found.problems.extend(requests.problems);
    if requests.requests.is_empty() {
        return false;
    }
    let mut answered = false;
    let mut elsewhere = false;
    for request in requests.requests {
        let query = request.query();
        let in_query = || query.iter().find(|one| one.name == "client_assertion");
        match request.assertion().or_else(in_query) {
            // The form's own encoding is the transport, not a wrapping.
            Some(sent) if !sent.is_open() => jws::recognise(name, sent.meant().trim_matches('+'), found),
            // A variable: the token may stand above it in the same text.
            Some(_) => elsewhere = true,
            None => {}
        }
        let before = found.evidence.len();
        error::recognise(name, request.response.as_deref().unwrap_or_default(), found);
        answered |= found.evidence.len() > before;
        found.evidence.push(Evidence::Request(Box::new(request)));
    }
    if elsewhere {
        jws::recognise(name, text, found);
    }
    // An answer may stand below the request without being part of it.
    if !answered {
        error::recognise(name, text, found);
    }
    true
}

impl Recognised {
    /// The kind to show: `assertion`, `certificate`, `error` (or the plural), `mixed`, `text`, `empty` or `unknown`.
    pub fn kind(&self) -> &'static str {
        if let Some(kind) = self.kind {
            return kind;
        }
        let count = |kind: fn(&Evidence) -> bool| self.evidence.iter().filter(|one| kind(one)).count();
        let assertions = count(|one| matches!(one, Evidence::Assertion(_)));
        let certificates = count(|one| matches!(one, Evidence::Certificate(_)));
        let errors = count(|one| matches!(one, Evidence::Error(_)));
        let requests = count(|one| matches!(one, Evidence::Request(_)));
        match (assertions, certificates, errors) {
            (_, 0, _) if requests == 1 => "request",
            (_, 0, _) if requests > 1 => "requests",
            (0, 0, 0) if self.evidence.is_empty() => "unknown",
            (0, 0, 0) => "text",
            (1, 0, 0) => "assertion",
            (_, 0, 0) => "assertions",
            (0, 1, 0) => "certificate",
            (0, _, 0) => "certificates",
            (0, 0, 1) => "error",
            (0, 0, _) => "errors",
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
            Evidence::Request(request) => format!("request for a token, {}", request.written),
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

#[cfg(test)]
mod tests;
