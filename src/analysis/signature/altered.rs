//! Detects a single character changed after signing. The digest recovered from the signature reveals which one.
//!
//! Hashes every text that is one edit away: one character replaced, removed or inserted. That is about 100,000 digests
//! and takes a tenth of a second at most; it only runs if the right key signed something unknown.

use super::opened::RecoveredBlock;
use crate::limits;

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

/// Finds the single edit that turns the message back into what was signed.
pub fn find(message: &[u8], opened: &RecoveredBlock) -> Option<Edit> {
    if message.len() > limits::MAX_ALTERED_BYTES {
        return None;
    }
    let mut text = message.to_vec();
    for at in 0..message.len() {
        let found = *message.get(at)?;
        for letter in TOKEN_CHARACTERS.iter().filter(|letter| **letter != found) {
            *text.get_mut(at)? = *letter;
            if opened.signs(&text) {
                return Some(Edit { at, found: Some(char::from(found)), was: Some(char::from(*letter)) });
            }
        }
        *text.get_mut(at)? = found;
    }
    for at in 0..message.len() {
        let found = text.remove(at);
        if opened.signs(&text) {
            return Some(Edit { at, found: Some(char::from(found)), was: None });
        }
        text.insert(at, found);
    }
    for at in 0..=message.len() {
        text.insert(at, 0);
        for letter in TOKEN_CHARACTERS {
            *text.get_mut(at)? = *letter;
            if opened.signs(&text) {
                return Some(Edit { at, found: None, was: Some(char::from(*letter)) });
            }
        }
        text.remove(at);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::signature::algorithm::Hash;

    #[test]
    fn finds_the_changed_character() {
        let signed = b"eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9";
        let opened = RecoveredBlock::Pkcs1 { hash: Some(Hash::Sha256), digest: Hash::Sha256.digest(signed) };
        let mut replaced = signed.to_vec();
        replaced[5] = b'X';
        assert_eq!(find(&replaced, &opened), Some(Edit { at: 5, found: Some('X'), was: Some('G') }));
        let mut shorter = signed.to_vec();
        shorter.remove(30);
        assert_eq!(find(&shorter, &opened).unwrap().found, None);
        let mut longer = signed.to_vec();
        longer.insert(12, b'_');
        assert_eq!(find(&longer, &opened), Some(Edit { at: 12, found: Some('_'), was: None }));
        let mut twice = replaced.clone();
        twice[9] = b'X';
        assert_eq!(find(&twice, &opened), None);
    }
}
