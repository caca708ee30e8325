//! Finds secrets in a text, however they are written there: folded, escaped, percent-encoded, in base64 or hexadecimal.

use std::fmt;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use crate::notation::encoding;
use crate::notation::text::is_unseen;

/// Characters of a signature that are kept, to tell two tokens apart.
pub(super) const KEPT: usize = 6;
/// A secret is known by any run of this many of its characters. Six bits each: a run fits into 60 bits.
const RUN: usize = 10;
const RUN_BITS: u64 = (1 << (6 * RUN)) - 1;
/// Characters in base64 or hexadecimal that could hold such a run, written once more.
const SHORTEST_ENCODED: usize = 16;
/// How often a text may have been encoded.
const DEPTH: usize = 3;

/// Secrets that must not be in a report, by all runs of their characters.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// Every run, sorted.
    runs: Vec<u64>,
    /// The run at the beginning of each secret, sorted.
    beginnings: Vec<u64>,
}

/// Whatever in the inputs is secret, kept beside a report and no part of it.
#[derive(Clone, Default)]
pub struct SecretMaterial(Arc<Material>);

#[derive(Default)]
struct Material {
    texts: Vec<Zeroizing<String>>,
    /// The same to look for, once somebody asks for it.
    secrets: OnceLock<Secrets>,
}

impl SecretMaterial {
    /// Takes the secret texts of the inputs.
    pub(crate) fn new(texts: Vec<Zeroizing<String>>) -> Self {
        Self(Arc::new(Material { texts, secrets: OnceLock::new() }))
    }

    pub(super) fn secrets(&self) -> &Secrets {
        self.0.secrets.get_or_init(|| Secrets::new(self.0.texts.iter().map(|text| text.as_str())))
    }
}

impl fmt::Debug for SecretMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretMaterial")
    }
}

/// A character of base64url, and the bytes of the text that stand for it.
struct Letter {
    value: u8,
    start: usize,
    end: usize,
    /// Whether something that a secret cannot contain stands before it.
    apart: bool,
}

impl Secrets {
    /// Takes the secrets to look for. What is shorter than a run cannot be told from other text.
    pub(super) fn new<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Self {
        let mut known = Self::default();
        for secret in secrets {
            each_run(&letters(secret), |last, run| {
                known.runs.push(run);
                // Behind a sign that does not belong in it, as many characters would stay once more.
                if last + 1 == RUN {
                    known.beginnings.push(run);
                }
            });
        }
        known.runs.sort_unstable();
        known.beginnings.sort_unstable();
        known
    }

    /// Cuts every secret out of a text. The first characters of one stay if its beginning is there.
    pub(super) fn cut(&self, text: &mut String) {
        if self.runs.is_empty() || text.len() < RUN {
            return;
        }
        let letters = letters(text);
        let mut spans: Vec<(usize, usize, bool)> = Vec::new();
        each_run(&letters, |last, run| {
            if self.runs.binary_search(&run).is_ok() {
                let first = last + 1 - RUN;
                let apart = letters.get(first).is_some_and(|letter| letter.apart);
                match spans.last_mut() {
                    Some((_, end, _)) if first <= *end || first == *end + 1 && !apart => *end = last,
                    _ => spans.push((first, last, self.beginnings.binary_search(&run).is_ok())),
                }
            }
        });
        self.encoded(&letters, DEPTH, &mut spans);
        if spans.is_empty() {
            return;
        }
        spans.sort_unstable();
        let place = |index: usize| letters.get(index).map_or((text.len(), text.len()), |one| (one.start, one.end));
        let mut left = String::with_capacity(text.len());
        let mut copied = 0;
        for (first, last, begins) in spans {
            let (start, end) = (place(first).0, place(last).1);
            if start < copied {
                continue;
            }
            let kept = if begins { place(first + KEPT - 1).1 } else { start };
            left += text.get(copied..kept).unwrap_or_default();
            left.push('…');
            // What shortening left of the end of a secret.
            let rest = text.get(end..).unwrap_or_default();
            let tail = rest.len() - rest.trim_start_matches(is_rest).len();
            copied = end + tail;
        }
        left += text.get(copied..).unwrap_or_default();
        *text = left;
    }

    /// Finds runs of base64 and hexadecimal that contain a secret once they are decoded.
    fn encoded(&self, letters: &[Letter], depth: usize, spans: &mut Vec<(usize, usize, bool)>) {
        let mut first = 0;
        while first < letters.len() {
            let rest = letters.get(first + 1..).unwrap_or_default();
            let end = rest.iter().position(|letter| letter.apart).map_or(letters.len(), |at| first + 1 + at);
            let run = letters.get(first..end).unwrap_or_default();
            if run.len() >= SHORTEST_ENCODED && decoded(run).into_iter().any(|text| self.is_in(&text, depth - 1)) {
                spans.push((first, end - 1, false));
            }
            first = end;
        }
    }

    fn is_in(&self, text: &str, depth: usize) -> bool {
        let letters = letters(text);
        let mut found = false;
        each_run(&letters, |_, run| found |= self.runs.binary_search(&run).is_ok());
        if !found && depth > 0 {
            let mut spans = Vec::new();
            self.encoded(&letters, depth, &mut spans);
            found = !spans.is_empty();
        }
        found
    }
}

/// Calls with each run and the index of its last letter.
fn each_run(letters: &[Letter], mut each: impl FnMut(usize, u64)) {
    let (mut run, mut length) = (0, 0);
    for (index, letter) in letters.iter().enumerate() {
        length = if letter.apart { 1 } else { length + 1 };
        run = (run << 6 | u64::from(letter.value)) & RUN_BITS;
        if length >= RUN {
            each(index, run);
        }
    }
}

/// What a run of letters stands for in base64, and in hexadecimal: texts, which everything that is sent is.
fn decoded(run: &[Letter]) -> Vec<String> {
    let text: String = run.iter().map(|letter| char::from(symbol(letter.value))).collect();
    let text_of = |bytes: Vec<u8>| Some(String::from_utf8_lossy(&bytes).into_owned());
    // Of base64 that something was put in front of, the first quartet may begin anywhere.
    let base64 = (0..4).filter_map(|skip| {
        let rest = text.get(skip..)?;
        let whole = rest.get(..rest.len() / 4 * 4)?;
        text_of(encoding::base64_any(whole)?.bytes)
    });
    base64.chain(encoding::hex(&text).and_then(text_of)).collect()
}

/// The letters of base64url in a text, both alphabets being one. White space, signs of no width, padding and escapes that
/// stand for them are no letters and separate nothing.
fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    let mut apart = true;
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (letter, length) = written(text, at, first);
        match value(letter) {
            Some(value) => {
                letters.push(Letter { value, start: at, end: at + length, apart });
                apart = false;
            }
            None => apart |= !is_nothing(letter),
        }
        at += length;
    }
    letters
}

/// The character that is written at a place, and how many bytes it takes: `%2D`, `\u002d`, `\n`, `&#45;` or itself.
fn written(text: &str, at: usize, first: char) -> (char, usize) {
    let itself = (first, first.len_utf8());
    let number = |from: usize, digits: usize, base: u32| {
        let digits = text.get(at + from..at + from + digits)?;
        char::from_u32(u32::from_str_radix(digits, base).ok()?)
    };
    match first {
        '%' => number(1, 2, 16).map_or(itself, |one| (one, 3)),
        '\\' => match text.as_bytes().get(at + 1) {
            Some(b'u') => number(2, 4, 16).map_or(itself, |one| (one, 6)),
            Some(b'x') => number(2, 2, 16).map_or(itself, |one| (one, 4)),
            Some(b'n' | b'r' | b't') => ('\n', 2),
            _ => itself,
        },
        '&' => {
            let entity = text.get(at..).and_then(|rest| rest.strip_prefix("&#")?.split_once(';')).map(|(one, _)| one);
            let Some(entity) = entity.filter(|one| one.len() <= 6) else { return itself };
            let hex = entity.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            let number = hex.unwrap_or_else(|| entity.parse()).ok().and_then(char::from_u32);
            number.map_or(itself, |one| (one, entity.len() + 3))
        }
        _ => itself,
    }
}

/// The six bits of a letter of base64 or base64url.
fn value(letter: char) -> Option<u8> {
    let byte = u8::try_from(letter).ok()?;
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' | b'+' => 62,
        b'_' | b'/' => 63,
        _ => return None,
    })
}

fn symbol(value: u8) -> u8 {
    match value {
        0..26 => b'A' + value,
        26..52 => b'a' + value - 26,
        52..62 => b'0' + value - 52,
        62 => b'-',
        _ => b'_',
    }
}

/// Whether a character between two letters changes nothing: white space, padding, or a sign of no width.
fn is_nothing(c: char) -> bool {
    c.is_whitespace() || c == '=' || is_unseen(c)
}

/// Whether a character can belong to what is left of a secret that was shortened: `NP-OUZXdPk…Ifoq`.
fn is_rest(c: char) -> bool {
    value(c).is_some() || matches!(c, '=' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::encoding::{to_base64, to_hex};

    const SIGNATURE: &str = "NP-OUZXdPk_C2GFsRjcFXaORFtbHH0hRebGBwLABHPy79suHG9uLbhlat_UgLpIGGhBcbEkYGcKJvNBtPnE1zA";

    fn cut(text: &str) -> String {
        let mut text = text.to_owned();
        Secrets::new([SIGNATURE]).cut(&mut text);
        text
    }

    #[test]
    fn a_secret_is_found_in_every_notation() {
        let folded = |width: usize, between: &str| {
            let lines: Vec<&str> =
                (0..SIGNATURE.len()).step_by(width).map(|at| &SIGNATURE[at..SIGNATURE.len().min(at + width)]).collect();
            lines.join(between)
        };
        let standard = SIGNATURE.replace('-', "+").replace('_', "/");
        for (text, expected) in [
            (SIGNATURE.to_owned(), "NP-OUZ…"),
            (format!("the signature {SIGNATURE} is"), "the signature NP-OUZ… is"),
            (format!("{}…79suH, shortened", &SIGNATURE[..24]), "NP-OUZ…, shortened"),
            (format!("behind {}", &SIGNATURE[30..]), "behind …"),
            (folded(64, "\n"), "NP-OUZ…"),
            (folded(7, "\r\n  "), "NP-OUZ…"),
            (folded(3, "\u{200b}"), "NP-\u{200b}OUZ…"),
            (folded(20, "%0A"), "NP-OUZ…"),
            (folded(20, "\\n"), "NP-OUZ…"),
            (folded(9, "\\u000a"), "NP-OUZ…"),
            (standard.clone(), "NP+OUZ…"),
            (standard.replace('+', "%2B").replace('/', "%2f") + "%3D", "NP%2BOUZ…%3D"),
            (SIGNATURE.replace('-', "&#45;").replace('_', "\\x5f"), "NP&#45;OUZ…"),
            (to_base64(format!("a=1;{SIGNATURE}").as_bytes()), "…"),
            (to_base64(to_base64(SIGNATURE.as_bytes()).as_bytes()), "…"),
            (to_hex(SIGNATURE.as_bytes()), "…"),
            ("a text without any of this in it".to_owned(), "a text without any of this in it"),
            (SIGNATURE[..9].to_owned(), "NP-OUZXdP"),
        ] {
            assert_eq!(cut(&text), expected, "{text}");
            // Nothing is left to cut.
            assert_eq!(cut(&cut(&text)), expected, "{text}");
        }
    }

    #[test]
    fn of_a_secret_with_a_sign_in_it_no_more_is_kept() {
        let damaged = format!("{}*{}", &SIGNATURE[..KEPT], &SIGNATURE[KEPT..]);
        let mut text = damaged.clone();
        Secrets::new([damaged.as_str()]).cut(&mut text);
        assert_eq!(text, "NP-OUZ*…");
    }

    #[test]
    fn two_secrets_side_by_side_are_both_cut() {
        assert_eq!(cut(&format!("{SIGNATURE}\", \"{SIGNATURE}")), "NP-OUZ…\", \"NP-OUZ…");
    }
}
