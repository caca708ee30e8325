//! Detects a single character changed after signing. The digest recovered from the signature reveals which one.
//!
//! Hashes every text that is one edit away, one character replaced, removed or inserted, if it can have been signed: it
//! must still decode to text around the edit. That leaves a third of the replacements and next to nothing of the rest. It
//! only runs if the right key signed something unknown.

use super::opened::RecoveredBlock;
use crate::analysis::fuel::{self, Fuel};
use crate::notation::encoding;

const TOKEN_CHARACTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

/// A one-character difference between what was signed and what is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// Position in characters from the start of the token.
    pub at: usize,
    /// The character present now; `None` if a character was lost.
    pub found: Option<char>,
    /// The character that was signed; `None` if a character was added.
    pub was: Option<char>,
}

/// The fuel ran out before every text was hashed.
#[derive(Debug, PartialEq, Eq)]
pub struct TooCostly;

/// Finds the single edit that turns the message back into what was signed.
///
/// # Errors
/// [`TooCostly`] if there is not enough fuel for every text that is one edit away.
pub fn find(message: &[u8], opened: &RecoveredBlock, fuel: &Fuel) -> Result<Option<Edit>, TooCostly> {
    let mut text = message.to_vec();
    // What is tried must have been text where it is edited.
    let signed = |text: &[u8], at: usize| {
        if !is_text(text, at) {
            return Ok(false);
        }
        if fuel.spend(fuel::of_digest(text.len())) { Ok(opened.signs(text)) } else { Err(TooCostly) }
    };
    for (at, found) in message.iter().copied().enumerate() {
        for letter in TOKEN_CHARACTERS.iter().copied().filter(|letter| *letter != found) {
            put(&mut text, at, letter);
            if signed(&text, at)? {
                return Ok(Some(Edit { at, found: Some(char::from(found)), was: Some(char::from(letter)) }));
            }
        }
        put(&mut text, at, found);
    }
    for (at, found) in message.iter().copied().enumerate() {
        text.remove(at);
        if signed(&text, at)? {
            return Ok(Some(Edit { at, found: Some(char::from(found)), was: None }));
        }
        text.insert(at, found);
    }
    for at in 0..=message.len() {
        text.insert(at, 0);
        for letter in TOKEN_CHARACTERS {
            put(&mut text, at, *letter);
            if signed(&text, at)? {
                return Ok(Some(Edit { at, found: None, was: Some(char::from(*letter)) }));
            }
        }
        text.remove(at);
    }
    Ok(None)
}

fn put(text: &mut [u8], at: usize, letter: u8) {
    text.get_mut(at).into_iter().for_each(|place| *place = letter);
}

/// Quartets of base64 around an edit that are decoded: none of a thousand insertions leaves text in so many.
const QUARTETS: usize = 4;

/// Whether the part with this character decodes to text there, as JSON does.
fn is_text(text: &[u8], at: usize) -> bool {
    let start =
        text.get(..at).and_then(|before| before.iter().rposition(|byte| *byte == b'.')).map_or(0, |dot| dot + 1);
    let from = start + (at - start) / 4 * 4;
    let rest = text.get(from..text.len().min(from + 4 * QUARTETS)).unwrap_or_default();
    let part = rest.split(|byte| *byte == b'.').next().unwrap_or_default();
    // A part of one character more than whole quartets is none, but may have been signed.
    let decoded = std::str::from_utf8(part).ok().and_then(|part| Some(encoding::base64_any(part)?.bytes));
    decoded.is_none_or(|bytes| {
        // The window may begin and end inside a character.
        let whole = bytes.iter().position(|byte| byte & 0xC0 != 0x80).unwrap_or(bytes.len()).min(3);
        let bytes = bytes.get(whole..).unwrap_or_default();
        let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || *byte == 0x7F;
        !bytes.iter().any(is_control) && std::str::from_utf8(bytes).map_or_else(|e| e.error_len().is_none(), |_| true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::signature::algorithm::Hash;

    fn block(signed: &[u8]) -> RecoveredBlock {
        RecoveredBlock::Pkcs1 { hash: Some(Hash::Sha256), digest: Hash::Sha256.digest(signed) }
    }

    #[test]
    fn finds_the_changed_character() {
        let signed = b"eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9";
        let find = |text: &[u8]| find(text, &block(signed), &Fuel::of_one_in(1)).unwrap();
        let mut replaced = signed.to_vec();
        replaced[5] = b'X';
        assert_eq!(find(&replaced), Some(Edit { at: 5, found: Some('X'), was: Some('G') }));
        let mut shorter = signed.to_vec();
        shorter.remove(30);
        assert_eq!(find(&shorter).unwrap().found, None);
        let mut longer = signed.to_vec();
        longer.insert(12, b'_');
        assert_eq!(find(&longer), Some(Edit { at: 12, found: Some('_'), was: None }));
        let mut twice = replaced.clone();
        twice[9] = b'X';
        assert_eq!(find(&twice), None);
    }

    /// Whatever is done to one character of a text that was signed is found again.
    #[test]
    fn finds_every_edit_of_every_character() {
        let claims = encoding::to_base64url("{\"name\":\"M\u{fc}ller \u{1f600}\",\n \"exp\": 1795428600}".as_bytes());
        let signed = format!("eyJhbGciOiJSUzI1NiJ9.{claims}").into_bytes();
        let block = block(&signed);
        for at in 0..signed.len() {
            let (mut replaced, mut shorter, mut longer) = (signed.clone(), signed.clone(), signed.clone());
            replaced[at] = if replaced[at] == b'Q' { b'.' } else { b'Q' };
            shorter.remove(at);
            longer.insert(at, b'z');
            for text in [replaced, shorter, longer] {
                let found = find(&text, &block, &Fuel::of_one_in(1)).unwrap();
                assert!(found.is_some(), "{at}: {}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn what_is_too_long_is_not_called_unchanged() {
        let text = [b"eyJhbGciOiJSUzI1NiJ9.".to_vec(), b"YWFh".repeat(10_000)].concat();
        assert_eq!(find(&text, &block(b"another"), &Fuel::of_one_in(1)), Err(TooCostly));
    }
}
