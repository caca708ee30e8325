//! Bytes → evidence: finds out what an input contains, by its content and never by its name.
//!
//! Each recogniser is a module and returns whatever it recognises. An input may contain several things at once (a paste
//! with a certificate and a token); anything that nothing recognises is kept as text, so that a check can report it.

mod app_policy;
mod archive;
mod budget;
mod bytes;
mod complaint;
mod der;
mod document;
mod embedded;
mod error;
mod exchange;
mod federated;
mod federation;
mod gzip;
mod jks;
mod jwk;
mod jws;
mod kind;
mod literals;
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
mod signs;
mod source;
pub mod stream;
mod thumbprints;
mod transport;
mod values;

use crate::evidence::assertion::Assertion;
use crate::evidence::server_error::ServerError;
use crate::language::{Phrase, Text};
use crate::limits;
use crate::notation::text::is_guid;

use budget::Budget;
pub(crate) use jws::begins_with_object;
pub use kind::InputKind;
pub use recognised::{Item, Recognised, no_failure};
use source::Source;

/// An input as given.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file's name, or a substitute for one.
    pub name: String,
    /// The content, undecoded.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Decodes a text: UTF-8 or UTF-16, as Windows writes it, with or without a byte order mark.
    ///
    /// # Errors
    /// What the bytes are instead, such as "a picture (PNG)".
    pub fn decode(bytes: &[u8]) -> Result<String, Text> {
        bytes::text(bytes)
    }
}

/// What is looked for, as stated by every refusal.
const LOOKED_FOR: Phrase = phrase!(
    "Looked for: a client assertion (JWT), certificates and keys (PEM, DER, PFX, P7B, JWK), error texts (AADSTS…), registered keys and federated credentials (JSON), requests (HAR, curl, form) and logs"
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
    let read = |path: &str, bytes: &[u8]| recognise_inside(path, bytes, budget, depth + 1);
    let archive = archive::recognise(name, bytes, budget, depth, &read)
        .or_else(|| gzip::recognise(name, bytes, budget, depth, &read));
    if let Some(found) = archive {
        return found;
    }
    if let Some(found) = jks::recognise(name, bytes, budget) {
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

/// Returns the assertion in a text that was sent as one.
pub(crate) fn sent_assertion(name: &str, text: &str) -> Option<Assertion> {
    let items = jws::recognise(&Source::new(name, text, 1), text).items;
    items.into_iter().find_map(|item| if let Item::Assertion(one) = item { Some(*one) } else { None })
}

fn from_text(name: &str, text: &str, budget: &Budget<'_>) -> Recognised {
    let source = Source::new(name, text, 1);
    if let Some((mut sign_ins, rest)) = sign_in_log::json_lines(&source, text) {
        let others = if rest.trim().is_empty() { Recognised::default() } else { from_text(name, &rest, budget) };
        if !others.items.iter().all(|item| matches!(item, Item::Text(_))) {
            sign_ins.merge(others);
        }
        return sign_ins;
    }
    // The file of an HTTP client is read as it is: what transport would take off is what tells its tokens apart. So is the
    // download of a sign-in log.
    if !request::saved(name, text).is_empty() || sign_in_log::is_csv(text) {
        let mut found = read(name, text, &source, budget);
        embedded::add(name, text, budget, &mut found);
        return found;
    }
    let (mut found, bare) =
        transport::read(text, &mut |text, undone| read(name, text, &source.after(text, undone), budget));
    let bare = bare.trim_start_matches('\u{feff}');
    // Values are looked for once, because they may cost key derivations, and after the rest: a registered certificate
    // that is found as a value must not count for more than the registration that holds it.
    if !is_nothing(&found) {
        embedded::add(name, text, budget, &mut found);
    }
    // As it is, and without what transport put around it.
    for text in [text, bare] {
        if !is_nothing(&found) {
            break;
        }
        if let Some(lone) = lone_base64(name, text, budget) {
            return lone;
        }
        embedded::add(name, text, budget, &mut found);
    }
    // A value in a document is no text that stands by itself, unless the document says that it is a token.
    let is_document = text.trim_start().starts_with(['{', '[', '<']);
    let lower = text.get(..text.floor_char_boundary(4096)).unwrap_or_default().to_ascii_lowercase();
    let is_named = ["assertion", "token", "jwt"].iter().any(|name| lower.contains(name));
    let is_other = is_guid(bare.trim()) || bare.contains("://") || !is_named;
    let shown = if is_document && is_other { text } else { bare };
    if is_nothing(&found) { unknown(shown) } else { found }
}

/// Returns whether nothing was found in a text.
fn is_nothing(found: &Recognised) -> bool {
    found.items.is_empty() && found.problems.is_empty() && found.variables.is_empty() && found.sign_ins == 0
}

/// Recognises what is in a text, but for the values in it.
fn read(name: &str, text: &str, source: &Source<'_>, budget: &Budget<'_>) -> Recognised {
    let saved = request::saved(name, text);
    if !saved.is_empty() {
        let mut found = exchange::of_saved(source, text, saved);
        found.merge(whole_document(name, text));
        found.merge(pem::recognise(name, text, budget).0);
        return found;
    }
    if let Some(sign_ins) = sign_in_log::recognise(name, text) {
        return sign_ins;
    }
    let mut found = whole_document(name, text);
    let mut others = running_text::recognise(source, text, found.last_error(), budget);
    // The reason of a failed sign-in is no error by itself.
    let is_document = text.trim_start().starts_with(['{', '[']);
    let is_of_row = |error: &ServerError| found.sign_ins > 0 && (is_document || error.trace_id.is_none());
    others.items.retain(|item| !matches!(item, Item::Error(error) if is_of_row(error)));
    found.merge(others);
    if !found.items.iter().any(|item| matches!(item, Item::Federated(_))) {
        found.merge(federated::recognise(name, text));
    }
    for item in &mut found.items {
        if let Item::Federated(one) = item {
            federated::add_owner(text, one);
        }
    }
    found.variables.merge(request::environments(text));
    if is_nothing(&found) {
        found.merge(thumbprints::recognise(name, text));
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
    let registrations = registered::from_listing(name, text);
    found.items.extend(registrations.into_iter().map(|registration| Item::Registration(Box::new(registration))));
    if found.items.is_empty() {
        found.merge(document::within(name, text));
    }
    found
}

/// Recognises a text that is nothing but base64 of DER.
fn lone_base64(name: &str, text: &str, budget: &Budget<'_>) -> Option<Recognised> {
    let mut found = der::from_base64_text(name, text, budget)?;
    found.unwrapped.insert(0, say!("base64 text without its BEGIN and END lines"));
    Some(found)
}

/// The result for a text in which nothing was found.
fn unknown(text: &str) -> Recognised {
    if let Some(problem) = private_key::putty_problem(text) {
        return Recognised::refused(InputKind::Unknown, problem);
    }
    // The text itself may be a secret.
    let problem = say!("Nothing known was found in this text. {looked_for}.", looked_for = LOOKED_FOR);
    Recognised { problems: vec![problem], ..Recognised::item(Item::Text(text.to_owned())) }
}

#[cfg(test)]
mod tests;
