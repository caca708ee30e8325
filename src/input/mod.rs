//! Bytes → evidence: finds out what an input contains, by its content and never by its name.
//!
//! Each recogniser is a module and returns whatever it recognises. An input may contain several things at once (a paste
//! with a certificate and a token); anything that nothing recognises is kept as text, so that a check can report it.

mod archive;
mod budget;
mod bytes;
mod complaint;
mod der;
mod document;
mod error;
mod exchange;
mod federation;
mod jwk;
mod jws;
mod kind;
mod pbe;
mod pem;
mod pfx_algorithms;
mod pkcs12;
mod pkcs7;
mod private_key;
mod recognised;
mod registered;
pub mod request;
mod running_text;
mod sign_in_log;
mod source;
pub mod stream;

use crate::language::Phrase;
use crate::limits;
use crate::notation::text::shorten;

use budget::Budget;
pub(crate) use jws::begins_with_object;
pub use kind::InputKind;
pub use recognised::{Item, Recognised};
use source::Source;

/// An input as given.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file's name, or a substitute for one.
    pub name: String,
    /// The content, undecoded.
    pub bytes: Vec<u8>,
}

/// What is looked for, as stated by every refusal.
const LOOKED_FOR: Phrase = phrase!(
    "Looked for: a client assertion (JWT), certificates and keys (PEM, DER, PFX, P7B, JWK), error texts (AADSTS…), registered keys (JSON), requests (HAR, curl, form) and logs"
);

/// Recognises what an input contains. The passwords are tried on everything encrypted.
pub fn recognise(input: &Input, passwords: &[String]) -> Recognised {
    recognise_inside(&input.name, &input.bytes, &Budget::new(passwords), 0)
}

/// Recognises what an input inside `depth` archives contains.
fn recognise_inside(name: &str, bytes: &[u8], budget: &Budget<'_>, depth: usize) -> Recognised {
    if bytes.is_empty() {
        return Recognised::refused(InputKind::Empty, say!("The input is empty."));
    }
    if let Some(found) =
        archive::recognise(name, bytes, budget, depth, &|path, bytes| recognise_inside(path, bytes, budget, depth + 1))
    {
        return found;
    }
    if let Some(found) = der::recognise(name, bytes, budget) {
        return found;
    }
    let text = match bytes::text(bytes) {
        Ok(text) => text,
        Err(what) => {
            let problem = say!("This is {what}. {looked_for}.", what, looked_for = LOOKED_FOR);
            return Recognised::refused(InputKind::Unknown, problem);
        }
    };
    if text.len() > limits::MAX_TEXT_BYTES {
        let (size, most) = (text.len() >> 20, limits::MAX_TEXT_BYTES >> 20);
        let problem = say!("This text has {size} MB; texts up to {most} MB are read.", size, most);
        return Recognised::refused(InputKind::Unknown, problem);
    }
    if text.trim().is_empty() {
        return Recognised::refused(InputKind::Empty, say!("The input holds nothing but white space."));
    }
    from_text(name, &text, budget)
}

fn from_text(name: &str, text: &str, budget: &Budget<'_>) -> Recognised {
    let mut found = whole_document(name, text);
    found.merge(running_text::recognise(&Source::new(name, text, 1), text, found.last_error(), budget));
    if found.items.is_empty() && found.problems.is_empty() {
        return base64_or_unknown(name, text, budget);
    }
    found
}

/// Recognises a text that is a single document: JSON, XML, a CSV file, a listing of keys.
fn whole_document(name: &str, text: &str) -> Recognised {
    let mut found = document::recognise(name, text);
    if found.items.is_empty() {
        found.merge(federation::recognise(name, text));
    }
    if !found.items.is_empty() {
        return found;
    }
    if let Some(sign_ins) = sign_in_log::recognise(name, text) {
        found.items.extend(sign_ins);
    } else if let Some(registration) = registered::from_listing(name, text) {
        found.items.push(Item::Registration(Box::new(registration)));
    }
    found
}

/// Handles a text in which nothing was found: it is either base64 of DER or unknown.
fn base64_or_unknown(name: &str, text: &str, budget: &Budget<'_>) -> Recognised {
    if let Some(problem) = private_key::putty_problem(text) {
        return Recognised::refused(InputKind::Unknown, problem);
    }
    if let Some(mut found) = der::from_base64_text(name, text, budget) {
        found.unwrapped.insert(0, say!("base64 text without its BEGIN and END lines"));
        return found;
    }
    let shown = shorten(text.trim(), 40).replace(['\r', '\n'], " ");
    let problem =
        say!("Nothing known was found in this text (\"{shown}\"). {looked_for}.", shown, looked_for = LOOKED_FOR);
    Recognised { problems: vec![problem], ..Recognised::item(Item::Text(text.to_owned())) }
}

#[cfg(test)]
mod tests;
