//! Bytes → evidence: what is in an input, recognised by content, never by name.
//!
//! Each recogniser is a file and answers "is it mine?" by what it returns. An input may hold several things at once (a
//! paste with a certificate and a token); whatever nothing recognises is kept as text, for a check to say so.

mod archive;
mod budget;
mod bytes;
mod der;
mod document;
mod error;
mod exchange;
mod federation;
mod jwk;
mod jws;
pub mod pbe;
mod pem;
mod pkcs12;
mod pkcs7;
mod private_key;
mod recognised;
mod registered;
pub mod request;
mod sign_in_log;
mod source;
pub mod stream;

use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::Registration;
use crate::evidence::request::Request;
use crate::evidence::server_error::ServerError;
use crate::language::Phrase;
use crate::limits;
use crate::notation::text::shorten;

use crate::evidence::wrapping::Wrapping;
use budget::Budget;
pub(crate) use jws::begins_with_object;
pub use recognised::{Recognised, kind_said};
use source::Source;

/// An input as it came.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file's name, or what stands for it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Something found in an input.
#[derive(Debug)]
pub enum Evidence {
    /// A compact JWS, or what set out to be one.
    Assertion(Box<Assertion>),
    /// An X.509 certificate.
    Certificate(Box<Certificate>),
    /// An error of the token endpoint.
    Error(Box<ServerError>),
    /// What is registered on an application.
    Registration(Box<Registration>),
    /// A request to the token endpoint.
    Request(Box<Request>),
    /// A private key.
    PrivateKey(Box<PrivateKey>),
    /// A public key without a certificate, and the name it goes by.
    PublicKey(Box<PublicKey>, Option<String>),
    /// Text that nothing recognises.
    Text(String),
}

/// What is looked for, as every refusal says.
const LOOKED_FOR: Phrase = phrase!(
    "Looked for: a client assertion (JWT), certificates and keys (PEM, DER, PFX, P7B, JWK), error texts (AADSTS…), registered keys (JSON), requests (HAR, curl, form) and logs"
);

/// Recognises what is in an input. The passwords are tried on whatever is encrypted.
pub fn recognise(input: &Input, passwords: &[String]) -> Recognised {
    recognise_inside(input, &Budget::new(passwords), 0)
}

/// Recognises an input that is inside of so many archives.
fn recognise_inside(input: &Input, budget: &Budget<'_>, depth: usize) -> Recognised {
    if input.bytes.is_empty() {
        return Recognised::refused("empty", say!("The input is empty."));
    }
    if let Some(found) = archive::recognise(input, budget, depth) {
        return found;
    }
    if let Some(found) = der::recognise(input, budget) {
        return found;
    }
    let text = match bytes::text(&input.bytes) {
        Ok(text) => text,
        Err(what) => {
            let problem = say!("This is {what}. {looked_for}.", what, looked_for = LOOKED_FOR);
            return Recognised::refused("unknown", problem);
        }
    };
    if text.len() > limits::MAX_TEXT_BYTES {
        let (size, most) = (text.len() >> 20, limits::MAX_TEXT_BYTES >> 20);
        let problem = say!("This text has {size} MB; texts up to {most} MB are read.", size, most);
        return Recognised::refused("unknown", problem);
    }
    if text.trim().is_empty() {
        return Recognised::refused("empty", say!("The input holds nothing but white space."));
    }
    from_text(&input.name, &text, budget)
}

fn from_text(name: &str, text: &str, budget: &Budget<'_>) -> Recognised {
    let mut found = Recognised::default();
    let known = document::recognise(name, text, &mut found)
        || federation::recognise(name, text, &mut found)
        || sign_in_log::recognise(name, text, &mut found);
    if !known && let Some(registration) = registered::from_listing(name, text) {
        found.evidence.push(Evidence::Registration(Box::new(registration)));
    }
    running_text(&Source::new(name, text, 1), text, budget, &mut found);
    if found.evidence.is_empty() && found.problems.is_empty() {
        bare(name, text, budget, &mut found);
    }
    found
}

/// What stands anywhere in a text: PEM blocks, tokens, errors.
fn running_text(source: &Source<'_>, text: &str, budget: &Budget<'_>, found: &mut Recognised) {
    for gap in pem::recognise(source.name, text, budget, found) {
        if exchange::recognise(source, gap, found) {
            continue;
        }
        jws::recognise(source, gap, found);
        error::recognise(source, gap, found);
    }
}

/// A text in which nothing was found: base64 of a certificate, or nothing known.
fn bare(name: &str, text: &str, budget: &Budget<'_>, found: &mut Recognised) {
    if let Some(problem) = private_key::putty_problem(text) {
        *found = Recognised::refused("unknown", problem);
        return;
    }
    match der::from_bare_text(name, text, budget) {
        Some(inner) => {
            *found = inner;
            found.unwrapped.insert(0, say!("base64 text without its BEGIN and END lines"));
        }
        None => {
            let shown = shorten(text.trim(), 40).replace(['\r', '\n'], " ");
            found.problems.push(say!(
                "Nothing known was found in this text (\"{shown}\"). {looked_for}.",
                shown,
                looked_for = LOOKED_FOR
            ));
            found.evidence.push(Evidence::Text(text.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests;
