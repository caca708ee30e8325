//! Where in a long text something may stand that the recognisers know.
//!
//! Days of logs hold a few lines that matter. Whatever a recogniser finds has one of the [`SIGNS`] in it, so a text is passed over
//! once in search of them, and only what is near one is read. It is some lines of our own, because the page is nearly full.

use std::ops::Range;

use crate::limits;

/// Parts of what is looked for. A small letter stands for both cases, a capital one for itself, `.` for what is before a word, a
/// blank for what is between two words, `[ab]` for one of these.
const SIGNS: [&str; 46] = [
    // The beginning of a JOSE header in base64url, and its base64.
    "eyJ",
    ".e[yw][Ao0k]",
    "ZXlK",
    // An error's code, whole or with a line break in it.
    "AAD",
    "DSTS",
    "-BEG",
    // Requests, and rows of a sign-in log.
    "asser",
    "grant",
    "/token",
    "entries\"",
    "sulttype",
    "rrorcode",
    // What a pipeline says of its token.
    "claim",
    "id[_-]tok",
    "federat",
    "orkload",
    "e-ident",
    // What programs say of certificates and keys.
    "ertif",
    "private",
    "ic half",
    "pkcs",
    ".pem",
    "base64",
    "asn1",
    "st algor",
    "yset",
    "assw",
    "rkke",
    "lsat",
    "seau",
    "cl\u{e9}s",
    "\u{30bb}\u{30c3}\u{30c8}",
    "specif",
    "crypt",
    "hmacp",
    "ystore",
    "toder",
    "padded",
    ".mac ",
    "rc2",
    "envelope",
    "mismatch",
    "key from",
    "rt line",
    "deserial",
    "r routin",
];

/// Finds the signs by their last three letters, of each of which five bits count: those in which capital and small letters are
/// the same. No two signs end alike.
struct Finder {
    /// For each three letters, one more than the number of the sign that ends so; 0 if none does.
    by_ending: Vec<u8>,
    /// Where the letters of each sign stand in its notation.
    letters: Vec<Vec<(usize, usize)>>,
}

/// How many different endings there are.
const ENDINGS: usize = 1 << 15;

/// The ending of a text that had this one before its last byte.
fn ending(before: u16, byte: u8) -> u16 {
    (before << 5 | u16::from(byte & 31)) & 0x7FFF
}

impl Finder {
    fn new() -> Self {
        let mut made = Self { by_ending: vec![0; ENDINGS], letters: Vec::new() };
        for (number, sign) in (1..).zip(SIGNS) {
            let letters = letters(sign);
            let last = letters.get(letters.len().saturating_sub(3)..).unwrap_or_default();
            let mut endings = vec![0];
            for (from, to) in last {
                let letter = sign.as_bytes().get(*from..*to).unwrap_or_default();
                let before = std::mem::take(&mut endings);
                for byte in (0..=u8::MAX).filter(|byte| stands_for(letter, *byte)) {
                    endings.extend(before.iter().map(|before| ending(*before, byte)));
                }
            }
            for ending in endings {
                made.by_ending.get_mut(usize::from(ending)).into_iter().for_each(|one| *one = number);
            }
            made.letters.push(letters);
        }
        made
    }

    /// Where signs end in a text.
    fn ends<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = usize> + 't {
        let mut last = 0;
        let is_end = move |(at, byte): &(usize, &u8)| {
            last = ending(last, **byte);
            let number = self.by_ending.get(usize::from(last)).copied().unwrap_or(0);
            number != 0 && self.is_sign(usize::from(number) - 1, text.get(..=*at).unwrap_or_default())
        };
        text.iter().enumerate().filter(is_end).map(|(at, _)| at + 1)
    }

    fn is_sign(&self, index: usize, text: &[u8]) -> bool {
        let sign = SIGNS.get(index).zip(self.letters.get(index));
        sign.is_some_and(|(sign, letters)| ends_with(text, sign, letters))
    }
}

/// Whether a text ends with a sign. Before a text is what is before a word.
fn ends_with(text: &[u8], sign: &str, letters: &[(usize, usize)]) -> bool {
    let bytes = text.iter().rev().chain(std::iter::once(&b' '));
    letters.len() <= text.len() + 1
        && letters
            .iter()
            .rev()
            .zip(bytes)
            .all(|((from, to), byte)| stands_for(sign.as_bytes().get(*from..*to).unwrap_or_default(), *byte))
}

/// Where the letters of a sign stand in its notation: from, to.
fn letters(sign: &str) -> Vec<(usize, usize)> {
    let mut letters = Vec::new();
    let mut from = 0;
    while from < sign.len() {
        let rest = sign.get(from..).unwrap_or_default();
        let length = rest.strip_prefix('[').and_then(|rest| rest.find(']')).map_or(1, |length| length + 2);
        letters.push((from, from + length));
        from += length;
    }
    letters
}

/// Whether a letter of a sign stands for a byte.
fn stands_for(letter: &[u8], byte: u8) -> bool {
    match letter {
        [b'[', inner @ .., b']'] => inner.contains(&byte),
        b"." => !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'.'),
        // White space, the bar of a frame, or the end of an escape.
        b" " => byte.is_ascii_whitespace() || matches!(byte, b'|' | 0x82 | b'n' | b'r' | b't'),
        [letter] if letter.is_ascii_lowercase() => byte.to_ascii_lowercase() == *letter,
        [letter] => byte == *letter,
        _ => false,
    }
}

/// The parts of a text, in whole lines, outside of which nothing stands that a recogniser finds.
pub(super) fn regions(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let line_end = |from: usize| {
        let length = bytes.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
        length.map_or(bytes.len(), |length| from + length + 1)
    };
    let line_start = |to: usize| {
        let before = bytes.get(..to).and_then(|head| head.iter().rposition(|byte| *byte == b'\n'));
        before.map_or(0, |at| at + 1)
    };
    let mut regions: Vec<Range<usize>> = Vec::new();
    for at in Finder::new().ends(bytes) {
        if regions.last().is_some_and(|last| at + limits::NEAR_BYTES <= last.end || last.end == bytes.len()) {
            continue;
        }
        let to = line_end(at + limits::NEAR_BYTES);
        let from = at.saturating_sub(limits::NEAR_BYTES);
        match regions.last_mut().filter(|last| from <= last.end) {
            Some(last) => last.end = to,
            None => regions.push(line_start(from)..to),
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_sign(text: &str) -> bool {
        !regions(text).is_empty()
    }

    #[test]
    fn every_sign_is_found_in_any_case_it_stands_for_and_ordinary_lines_have_none() {
        for sign in SIGNS {
            let plain = sign.replace(['[', ']'], "").replace("yw", "y").replace("Ao0k", "k").replace("_-", "-");
            let plain = plain.strip_prefix('.').unwrap_or(&plain).to_owned();
            assert!(has_sign(&plain), "{sign}");
            assert!(has_sign(&format!("x ({plain} x")), "{sign}");
            if !plain.contains(|c: char| c.is_ascii_uppercase() || !c.is_ascii()) && !sign.contains('[') {
                assert!(has_sign(&plain.to_uppercase()), "{sign}");
            }
        }
        for line in [
            "2026-11-23 10:00:00.123 INFO [http-nio-8080-exec-7] o.s.w.s.DispatcherServlet : Completed 200 OK in 7 ms",
            r#"10.0.0.7 - - [23/Nov/2026:10:00:00 +0000] "GET /api/orders/17?page=2 HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64)""#,
            r#"{"time":"2026-11-23T10:00:00Z","level":"info","msg":"request handled","user":17,"took":"3ms"}"#,
            "org.springframework.web.context started in 3.2 seconds; framework ready, the keyboard of a monkey",
        ] {
            assert!(!has_sign(line), "{line}");
        }
    }

    #[test]
    fn no_two_signs_end_alike() {
        let finder = Finder::new();
        for (index, sign) in SIGNS.iter().enumerate() {
            let last = finder.letters[index].iter().rev().take(3).rev();
            let ended = last.fold(0, |before, (from, to)| {
                let byte = (0..=u8::MAX).find(|byte| stands_for(&sign.as_bytes()[*from..*to], *byte)).unwrap();
                ending(before, byte)
            });
            assert_eq!(usize::from(finder.by_ending[usize::from(ended)]), index + 1, "{sign}");
        }
    }

    #[test]
    fn only_what_is_near_is_read_in_whole_lines() {
        let line = format!("{}\n", "x".repeat(99));
        let filler = line.repeat(10 * limits::NEAR_BYTES / line.len());
        let near = |text: &str| -> Vec<String> { regions(text).into_iter().map(|one| text[one].to_owned()).collect() };
        assert!(near(&filler).is_empty());
        let text = format!("{filler}AADSTS700027\n{filler}");
        let found = near(&text);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("xx") && found[0].contains("\nAADSTS700027\n") && found[0].ends_with("x\n"));
        let most = 2 * limits::NEAR_BYTES + 3 * line.len();
        assert!((2 * limits::NEAR_BYTES..most).contains(&found[0].len()), "{}", found[0].len());
        // Two that are near each other are in one part, and a long line is not cut.
        let text = format!("{filler}AADSTS700027\n{line}AADSTS700027 {} \n{filler}AADSTS7", "y".repeat(200_000));
        assert_eq!(near(&text).len(), 2);
        assert!(near(&text)[0].contains(&"y".repeat(200_000)));
    }
}
