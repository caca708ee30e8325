//! Text helpers: shortening, comparing and recognising texts, and spelling out what nobody would see in them.

use std::fmt::Write as _;

use crate::notation::encoding;

/// Whether a character leaves no trace on a screen, turns the direction of others, or controls a terminal: the control
/// characters, and what Unicode calls default ignorable.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text whose unseen characters are written out, `\u202e`. Line breaks stay. JSON stays the same data, since such
/// characters only occur inside its texts.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_unseen(c) || c == '\n' {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Formats a thumbprint as the portal shows it, shortened: `84E05C1D…5534`.
pub fn short(digest: &[u8]) -> String {
    shorten(&encoding::to_hex(digest), 13)
}

/// Shortens a text in the middle to at most `most` characters.
pub fn shorten(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let tail = most.saturating_sub(1) / 3;
    let head = most.saturating_sub(1).saturating_sub(tail);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

/// A text with its ids shortened: GUIDs, and thumbprints in hexadecimal.
pub fn shorten_ids(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let (mut at, mut is_inside) = (0, false);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let part = |from: usize, to: usize| text.get(at + from..at + to).unwrap_or_default();
        let digits = || text.bytes().skip(at).take_while(u8::is_ascii_hexdigit).take(65).count();
        let (length, tail) = match guid_at(text, at) {
            Some(guid) => (guid.len(), 0),
            None => (if is_inside { 0 } else { digits() }, 4),
        };
        if matches!(length, 32 | 36 | 40 | 64) && (tail == 0 || length != 36) {
            left.push_str(part(0, 8));
            left.push('…');
            left.push_str(part(length - tail, length));
            at += length;
        } else {
            left.push(c);
            at += c.len_utf8();
        }
        is_inside = c.is_ascii_hexdigit();
    }
    left
}

/// The GUID that begins at a byte of a text.
pub fn guid_at(text: &str, at: usize) -> Option<&str> {
    // Most of what is no id has no hyphen where one belongs.
    let is_shaped = text.as_bytes().get(at + 8) == Some(&b'-');
    is_shaped.then(|| text.get(at..at + 36)).flatten().filter(|guid| !guid.starts_with('{') && is_guid(guid))
}

/// Checks whether a text is a GUID with hyphens, optionally in braces (RFC 9562 §4).
pub fn is_guid(text: &str) -> bool {
    let bare = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
    let groups: Vec<&str> = bare.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_hexdigit()))
}

/// Returns the number of letters to insert, delete or change to turn one text into the other (Levenshtein).
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = (left + 1).min(above + 1).min(diagonal + usize::from(x != *y));
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }

    #[test]
    fn what_nobody_would_see_is_spelled_out() {
        assert_eq!(visible("a\u{202e}b\u{1b}]52;\u{7}\n\u{9b}1m"), "a\\u202eb\\u001b]52;\\u0007\n\\u009b1m");
        assert_eq!(visible("größer · 日本語 \u{a0}… ✓"), "größer · 日本語 \u{a0}… ✓");
        let data = serde_json::json!({ "a\u{2066}": "\u{7f}\u{9b}\u{e0041}é\"\\\u{feff}" });
        let json = visible(&data.to_string());
        assert_eq!(json, "{\"a\\u2066\":\"\\u007f\\u009b\\udb40\\udc41é\\\"\\\\\\ufeff\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), data);
    }

    #[test]
    fn shortening() {
        assert_eq!(short(&[0x84, 0xE0, 0x5C, 0x1D, 0, 0, 0, 0, 0x55, 0x34]), "84E05C1D…5534");
        assert_eq!(shorten("short", 13), "short");
    }

    #[test]
    fn ids_are_shortened_whatever_stands_beside_them() {
        let (id, sha1) = ("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "84E05C1D000000000000000000000000000D5534");
        for (text, expected) in [
            (format!("app {id} é"), "app c3b1d9e2… é"),
            (format!("app-{id}-x"), "app-c3b1d9e2…-x"),
            (format!("ab{id}"), "abc3b1d9e2…"),
            (format!("{sha1}."), "84E05C1D…5534."),
            (format!("a-{sha1}-b"), "a-84E05C1D…5534-b"),
            (format!("0{sha1}"), &format!("0{sha1}")),
            ("é-".into(), "é-"),
        ] {
            assert_eq!(shorten_ids(&text), expected);
        }
    }
}
