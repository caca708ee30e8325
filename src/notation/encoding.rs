//! Base64, base64url and hexadecimal, with the position of any character outside the alphabet.
//!
//! Sources: RFC 4648 §4, §5 and §8; RFC 7515 §2 (base64url without padding).

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

/// Why a text is not base64url as defined by RFC 7515 §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base64Problem {
    /// A character outside the alphabet; `at` counts characters from the start of the text.
    Character {
        /// Position of the character.
        at: usize,
        /// The character.
        found: char,
    },
    /// A length that no sequence of bytes encodes to: one more than a multiple of four.
    Length {
        /// The text's length in characters.
        characters: usize,
    },
}

impl std::error::Error for Base64Problem {}

impl fmt::Display for Base64Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { at, found } => write!(f, "{found:?} at character {at} is not base64url"),
            Self::Length { characters } => write!(f, "no bytes encode to {characters} characters of base64url"),
        }
    }
}

/// The decoded bytes of any kind of base64, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether it uses `+` or `/`, which belong to the standard alphabet.
    pub standard: bool,
    /// Whether it ends in `=`.
    pub padded: bool,
}

/// Decodes base64url without padding. Unused trailing bits are ignored, as they are by all consumers in practice.
///
/// # Errors
/// The first character outside the alphabet, or an impossible length.
pub fn base64url(text: &str) -> Result<Vec<u8>, Base64Problem> {
    if let Some((at, found)) = text.chars().enumerate().find(|(_, c)| !is_base64url(*c)) {
        return Err(Base64Problem::Character { at, found });
    }
    URL.decode(text).map_err(|_| Base64Problem::Length { characters: text.len() })
}

/// Decodes base64 in either alphabet, with or without padding; returns `None` if it is neither or mixes both.
pub fn base64_any(text: &str) -> Option<Decoded> {
    let standard = text.contains(['+', '/']);
    let bytes = if standard { STANDARD.decode(text) } else { URL.decode(text) }.ok()?;
    Some(Decoded { bytes, standard, padded: text.ends_with('=') })
}

/// Encodes as base64url without padding.
pub fn to_base64url(bytes: &[u8]) -> String {
    URL.encode(bytes)
}

/// Encodes as standard base64 with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Decodes hexadecimal in either case, without separators; returns `None` for anything else.
pub fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if digits.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    Some(pairs.map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

/// Encodes as upper-case hexadecimal, as the Entra portal shows thumbprints.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Checks whether a character belongs to the base64url alphabet.
pub fn is_base64url(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_names_the_place() {
        assert_eq!(base64url("hOBc").as_deref(), Ok([0x84, 0xE0, 0x5C].as_slice()));
        assert_eq!(base64url("hO=c"), Err(Base64Problem::Character { at: 2, found: '=' }));
        assert_eq!(base64url("hOBcH"), Err(Base64Problem::Length { characters: 5 }));
    }

    #[test]
    fn either_alphabet() {
        let all = base64_any("CbPYTGtWhLijNZnIjFqqQR9ZacY=").unwrap();
        assert!(all.padded && !all.standard && all.bytes.len() == 20);
        assert!(base64_any("a+/-").is_none());
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(hex("84e05C"), Some(vec![0x84, 0xE0, 0x5C]));
        assert_eq!(hex("84e"), None);
        assert_eq!(hex(""), None);
        assert_eq!(to_hex(&[0x0A, 0xFF]), "0AFF");
    }
}
