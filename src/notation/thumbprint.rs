//! Every way of writing a thumbprint: what a header's value actually is, and how it should have been written.
//!
//! `x5t` is base64url of the 20 bytes of SHA-1 over the certificate's DER encoding, `x5t#S256` of the 32 bytes of
//! SHA-256 (RFC 7515 §4.1.7–8). People put many other things there; [`Reading`] identifies them.

use std::fmt;

use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::{is_guid, shorten};

/// What a value in place of a thumbprint actually is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// How it was written.
    pub form: Form,
    /// The intended bytes; empty if there are none.
    pub bytes: Vec<u8>,
    /// Whether it ends in a line break, either inside the encoding or as a literal character.
    pub newline: bool,
    /// What it contains besides the thumbprint: colons, spaces, a prefix such as `SHA1 Fingerprint=`, …
    pub stray: Vec<Stray>,
    /// Whether it has letters of the standard base64 alphabet (`+`, `/`).
    pub standard: bool,
    /// Whether it ends in `=`.
    pub padded: bool,
}

/// How a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Base64 or base64url of bytes, as it should be.
    Bytes,
    /// Base64 of hexadecimal text; holds the text.
    HexTextEncoded(String),
    /// Hexadecimal text, unencoded.
    HexText,
    /// A GUID; holds the text.
    Guid(String),
    /// Base64 of base64; holds the inner text.
    EncodedTwice(String),
    /// Nothing.
    Empty,
    /// None of these.
    Unreadable,
}

/// What does not belong in a thumbprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stray {
    /// A name before it, such as `SHA1 Fingerprint=`.
    Prefix(String),
    /// Colons between its digits.
    Colons,
    /// Spaces.
    Spaces,
    /// Hyphens between its digits.
    Hyphens,
    /// An invisible character.
    Invisible(char),
    /// A control character.
    Control(char),
    /// A non-breaking space.
    NonBreakingSpace,
    /// Line breaks inside it.
    LineBreaks,
    /// Tabs.
    Tabs,
    /// Quotation marks.
    Quotes,
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |c: char| format!("{:04X}", u32::from(c));
        f.write_str(&match self {
            Self::Prefix(prefix) => say!("the prefix \"{prefix}\"", prefix),
            Self::Colons => say!("colons"),
            Self::Spaces => say!("spaces"),
            Self::Hyphens => say!("hyphens"),
            Self::Invisible(c) => say!("the invisible character U+{number}", number = number(*c)),
            Self::Control(c) => say!("the control character U+{number}", number = number(*c)),
            Self::NonBreakingSpace => say!("a non-breaking space"),
            Self::LineBreaks => say!("line breaks"),
            Self::Tabs => say!("tabs"),
            Self::Quotes => say!("quotation marks"),
        })
    }
}

impl Reading {
    fn new(form: Form, bytes: Vec<u8>) -> Self {
        Self { form, bytes, newline: false, stray: Vec::new(), standard: false, padded: false }
    }

    /// Parses the text of an `x5t`, `x5t#S256` or `kid` header, or any text that should be a thumbprint.
    pub fn parse(text: &str) -> Self {
        let (stripped, stray) = strip_stray(text);
        if stripped.is_empty() {
            return Self { stray, ..Self::new(Form::Empty, Vec::new()) };
        }
        let newline = text.ends_with(['\n', '\r']);
        let mut reading = read_stripped(&stripped);
        reading.newline |= newline;
        // Base64 may legitimately contain letters that look like a prefix or a separator; in that case nothing is stray.
        if reading.stray.is_empty() && stripped != text.trim_end_matches(['\n', '\r']) {
            reading.stray = stray;
        }
        reading
    }

    /// Describes the value, to follow an equals sign: `the text "84E0…5534"`.
    pub fn describe(&self) -> Text {
        let count = self.bytes.len();
        let ended = |what: Text| if self.newline { say!("{what} and a line break", what) } else { what };
        match &self.form {
            Form::Empty => say!("nothing"),
            Form::Unreadable => say!("neither base64 nor hexadecimal"),
            Form::Guid(guid) => say!("the GUID {guid}", guid),
            Form::HexText => ended(say!("hexadecimal text, {digits} digits", digits = count * 2)),
            Form::HexTextEncoded(text) => ended(say!("the text \"{text}\"", text = shorten(text, 30))),
            Form::EncodedTwice(text) => ended(say!("the base64 text \"{text}\"", text = shorten(text, 30))),
            Form::Bytes => {
                let bytes = ended(say_n!(count, "1 byte", "{count} bytes"));
                match digest_of_length(count) {
                    Some(hash) => say!("{bytes}, the size of {hash}", bytes, hash),
                    None => say!("{bytes}, the size of no thumbprint", bytes),
                }
            }
        }
    }

    /// Returns the intended bytes as base64url; `None` if they are not the size of a thumbprint.
    pub fn mended(&self) -> Option<String> {
        matches!(self.bytes.len(), 20 | 32).then(|| encoding::to_base64url(&self.bytes))
    }
}

/// Returns the hash whose digests have this many bytes.
pub fn digest_of_length(bytes: usize) -> Option<&'static str> {
    match bytes {
        16 => Some("MD5"),
        20 => Some("SHA-1"),
        32 => Some("SHA-256"),
        48 => Some("SHA-384"),
        64 => Some("SHA-512"),
        _ => None,
    }
}

fn read_stripped(text: &str) -> Reading {
    if is_guid(text) {
        return Reading::new(Form::Guid(text.to_ascii_lowercase()), Vec::new());
    }
    if let Some((bytes, stray)) = hex_text(text) {
        return Reading { stray, ..Reading::new(Form::HexText, bytes) };
    }
    let Some(decoded) = encoding::base64_any(text) else {
        return Reading::new(Form::Unreadable, Vec::new());
    };
    let (standard, padded) = (decoded.standard, decoded.padded);
    // .NET's Encoding.Unicode writes two bytes a letter.
    let wide = utf16_ascii(&decoded.bytes);
    let inner = wide.as_deref().or(std::str::from_utf8(&decoded.bytes).ok()).unwrap_or_default();
    let line = inner.trim_end_matches(['\r', '\n']);
    let newline = line.len() < inner.len();
    let reading = if is_guid(line) {
        Reading::new(Form::Guid(line.to_ascii_lowercase()), Vec::new())
    } else if let Some((bytes, stray)) = encoded_hex(line) {
        Reading { stray, ..Reading::new(Form::HexTextEncoded(line.to_owned()), bytes) }
    } else if let Some(twice) = encoding::base64_any(line).filter(|twice| matches!(twice.bytes.len(), 20 | 32)) {
        Reading::new(Form::EncodedTwice(line.to_owned()), twice.bytes)
    } else {
        let mut bytes = decoded.bytes;
        // A digest followed by a line break. A digest may itself end in CR, so the length decides how long the break is.
        let ending = [b"\n".as_slice(), b"\r\n"]
            .iter()
            .find(|ending| bytes.ends_with(ending) && matches!(bytes.len() - ending.len(), 20 | 32))
            .map_or(0, |ending| ending.len());
        bytes.truncate(bytes.len() - ending);
        let cut = ending > 0;
        return Reading { newline: cut, standard, padded, ..Reading::new(Form::Bytes, bytes) };
    };
    Reading { newline, standard, padded, ..reading }
}

/// Returns the ASCII text that these bytes are in UTF-16, in either byte order, with or without a byte order mark.
fn utf16_ascii(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(&[0xFF, 0xFE]).or(bytes.strip_prefix(&[0xFE, 0xFF])).unwrap_or(bytes);
    let (pairs, rest) = bytes.as_chunks::<2>();
    let letters: Option<Vec<u8>> = pairs
        .iter()
        .map(|pair| match pair {
            [letter, 0] | [0, letter] if letter.is_ascii() && *letter != 0 => Some(*letter),
            _ => None,
        })
        .collect();
    letters.filter(|letters| rest.is_empty() && letters.len() >= 16).and_then(|letters| String::from_utf8(letters).ok())
}

/// Parses hexadecimal text of a digest's length. Returns its bytes and what was between the digits.
fn hex_text(text: &str) -> Option<(Vec<u8>, Vec<Stray>)> {
    let mut stray = Vec::new();
    let (digits, prefix) = without_prefix(text);
    if !prefix.is_empty() {
        stray.push(Stray::Prefix(prefix.to_owned()));
    }
    for (separator, what) in [(':', Stray::Colons), (' ', Stray::Spaces), ('-', Stray::Hyphens)] {
        if digits.contains(separator) {
            stray.push(what);
        }
    }
    let bytes = encoding::hex(&digits.replace([':', ' ', '-'], ""))?;
    digest_of_length(bytes.len()).map(|_| (bytes, stray))
}

/// Same, inside a base64 value, where fingerprints usually contain colons, which are therefore not stray.
fn encoded_hex(text: &str) -> Option<(Vec<u8>, Vec<Stray>)> {
    let (stripped, mut stray) = strip_stray(text);
    let (bytes, more) = hex_text(&stripped)?;
    stray.extend(more.into_iter().filter(|what| *what != Stray::Colons));
    Some((bytes, stray))
}

/// Splits off `SHA1 Fingerprint=`, `sha1:`, `0x` and the like.
fn without_prefix(text: &str) -> (&str, &str) {
    let marks = text.rfind('=').map(|at| at + 1).filter(|at| *at < text.len());
    let named =
        text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sha1") || start.eq_ignore_ascii_case("sha2"));
    let cut = if text.starts_with("0x") || text.starts_with("0X") {
        2
    } else if let Some(at) = marks {
        at
    } else if named {
        text.find([':', ' ']).map_or(0, |at| at + 1)
    } else {
        0
    };
    let (prefix, rest) = text.split_at_checked(cut).unwrap_or(("", text));
    (rest.trim_start(), prefix)
}

/// Removes invisible characters, quotes and outer white space. Returns the text and what was removed.
fn strip_stray(text: &str) -> (String, Vec<Stray>) {
    let mut stray = Vec::new();
    let mut note = |what: Stray| {
        if !stray.contains(&what) {
            stray.push(what);
        }
    };
    let mut stripped = String::new();
    for c in text.trim_end_matches(['\r', '\n']).chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
                note(Stray::Invisible(c));
            }
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => note(Stray::NonBreakingSpace),
            '\r' | '\n' => note(Stray::LineBreaks),
            '\t' => note(Stray::Tabs),
            '"' | '\'' | '“' | '”' => note(Stray::Quotes),
            c if c.is_control() => note(Stray::Control(c)),
            c => stripped.push(c),
        }
    }
    let mut trimmed = stripped.trim().to_owned();
    if trimmed.len() < stripped.len() {
        note(Stray::Spaces);
    }
    // Spaces inside a base64 value; in hexadecimal they are kept, and reported as separators.
    if trimmed.contains(' ')
        && hex_text(&trimmed).is_none()
        && encoding::base64_any(&trimmed.replace(' ', "")).is_some()
    {
        note(Stray::Spaces);
        trimmed = trimmed.replace(' ', "");
    }
    (trimmed, stray)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::encoding::{to_base64, to_base64url};

    const HEX: &str = "84E05C1D98BCE3A5421D225B140B36E86A3D5534";
    const X5T: &str = "hOBcHZi846VCHSJbFAs26Go9VTQ";

    fn bytes() -> Vec<u8> {
        encoding::hex(HEX).unwrap()
    }

    #[test]
    fn the_right_notation() {
        let reading = Reading::parse(X5T);
        assert_eq!((reading.form, reading.bytes, reading.stray.len()), (Form::Bytes, bytes(), 0));
        let padded = Reading::parse("hOBcHZi846VCHSJbFAs26Go9VTQ=");
        assert!(padded.padded && padded.form == Form::Bytes && padded.stray.is_empty());
        let standard = Reading::parse("ZEPpP/+KJe2fVDBNaPNOTDoJMac=");
        assert!(standard.standard && standard.bytes.len() == 20 && standard.stray.is_empty());
    }

    #[test]
    fn hex_text_in_every_format() {
        let colons =
            HEX.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect::<Vec<_>>().join(":");
        let spaces = colons.replace(':', " ");
        // (value, encoded, newline, stray)
        for (value, encoded, newline, stray) in [
            (to_base64url(HEX.as_bytes()), true, false, 0),
            (to_base64url(HEX.to_lowercase().as_bytes()), true, false, 0),
            (to_base64(colons.as_bytes()), true, false, 0),
            (to_base64url(format!("{HEX}\n").as_bytes()), true, true, 0),
            (to_base64(format!("{HEX}\r\n").as_bytes()), true, true, 0),
            (to_base64url(format!("SHA1 Fingerprint={colons}").as_bytes()), true, false, 1),
            (to_base64url(format!("\u{200e}{HEX}").as_bytes()), true, false, 1),
            (HEX.to_owned(), false, false, 0),
            (HEX.to_lowercase(), false, false, 0),
            (format!("{HEX}\n"), false, true, 0),
            (colons.clone(), false, false, 1),
            (spaces, false, false, 1),
            (format!("SHA1 Fingerprint={colons}"), false, false, 2),
            (format!("sha1:{HEX}"), false, false, 1),
            (format!("0x{HEX}"), false, false, 1),
            (format!("\u{200e}{HEX}"), false, false, 1),
        ] {
            let reading = Reading::parse(&value);
            assert_eq!(reading.bytes, bytes(), "{value:?}: {reading:?}");
            assert_eq!(matches!(reading.form, Form::HexTextEncoded(_)), encoded, "{value:?}");
            assert_eq!((reading.newline, reading.stray.len()), (newline, stray), "{value:?}: {reading:?}");
        }
    }

    #[test]
    fn the_rest() {
        assert_eq!(Reading::parse("").form, Form::Empty);
        assert_eq!(Reading::parse(" ").form, Form::Empty);
        assert_eq!(Reading::parse("§§").form, Form::Unreadable);
        let guid = "b2f3a5b2-7350-4d33-ae4d-6cdd7b096cf7";
        assert_eq!(Reading::parse(guid).form, Form::Guid(guid.into()));
        assert_eq!(Reading::parse(&to_base64(guid.as_bytes())).form, Form::Guid(guid.into()));
        assert_eq!(Reading::parse(&to_base64(X5T.as_bytes())).form, Form::EncodedTwice(X5T.into()));
        let mut with_newline = bytes();
        with_newline.push(b'\n');
        let reading = Reading::parse(&to_base64url(&with_newline));
        assert!(reading.newline && reading.bytes == bytes() && reading.form == Form::Bytes);
        let in_json = Reading::parse(&format!("{X5T}\n"));
        assert!(in_json.newline && in_json.bytes == bytes() && in_json.stray.is_empty());
        let spaced = Reading::parse(&format!(" {} {}", &X5T[..10], &X5T[10..]));
        assert_eq!((spaced.bytes.as_slice(), spaced.stray.len()), (bytes().as_slice(), 1));
        let marked = Reading::parse(&format!("{X5T}\u{200e}"));
        assert_eq!((marked.bytes.as_slice(), marked.stray.len()), (bytes().as_slice(), 1));
    }
}
