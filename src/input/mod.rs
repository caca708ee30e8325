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
mod kind;
mod pbe;
mod pem;
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

/// An input as it came.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file's name, or what stands for it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is looked for, as every refusal says.
const LOOKED_FOR: Phrase = phrase!(
    "Looked for: a client assertion (JWT), certificates and keys (PEM, DER, PFX, P7B, JWK), error texts (AADSTS…), registered keys (JSON), requests (HAR, curl, form) and logs"
);

/// Recognises what is in an input. The passwords are tried on whatever is encrypted.
pub fn recognise(input: &Input, passwords: &[String]) -> Recognised {
    recognise_inside(&input.name, &input.bytes, &Budget::new(passwords), 0)
}

/// Recognises what is in an input that is inside this number of archives.
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
    let mut found = whole_text(name, text);
    found.merge(running_text::recognise(&Source::new(name, text, 1), text, found.last_error(), budget));
    if found.items.is_empty() && found.problems.is_empty() {
        return otherwise_unknown(name, text, budget);
    }
    found
}

/// A text that is one document as a whole: JSON, XML, a CSV file, a listing of keys.
fn whole_text(name: &str, text: &str) -> Recognised {
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

/// A text in which nothing was found: it is base64 of DER, or nothing known.
fn otherwise_unknown(name: &str, text: &str, budget: &Budget<'_>) -> Recognised {
    if let Some(problem) = private_key::putty_problem(text) {
        return Recognised::refused(InputKind::Unknown, problem);
    }
    if let Some(mut found) = der::from_bare_text(name, text, budget) {
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
