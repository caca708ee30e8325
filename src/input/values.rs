//! The values in a text that may be a DER structure or a PEM text, decoded: base64, hexadecimal, numbers, dumps.
//!
//! The whole text is passed over once. A value that does not come to the length it states costs as much as it was read
//! ahead; what all of them may cost together is limited to the length of the text.

use crate::language::Phrase;
use crate::limits;
use crate::notation::encoding;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Base64,
    Hex,
    Numbers,
}

impl Notation {
    pub(super) fn label(self) -> Phrase {
        match self {
            Self::Base64 => phrase!("base64"),
            Self::Hex => phrase!("hexadecimal"),
            Self::Numbers => phrase!("a list of bytes"),
        }
    }
}

/// A value and what it decodes to.
pub(super) struct Value {
    pub start: usize,
    pub end: usize,
    pub bytes: Vec<u8>,
    pub notation: Notation,
}

impl Value {
    pub(super) fn span(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// The values in a text, in its order. Those in PEM blocks and tokens are left out.
pub(super) struct Values<'t> {
    text: &'t [u8],
    at: usize,
    /// Bytes read ahead in vain.
    wasted: usize,
    /// Whether there is no END line any more.
    endless: bool,
}

impl<'t> Values<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), at: 0, wasted: 0, endless: false }
    }
}

impl Iterator for Values<'_> {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        loop {
            let found = self.at + self.rest(self.at).iter().position(|byte| is_base64(*byte))?;
            // The letter of an escape does not belong to the value after it.
            let escape = found.checked_sub(1).and_then(|at| self.byte(at)) == Some(b'\\')
                && matches!(self.byte(found), Some(b'n' | b'r' | b't'));
            let start = found + usize::from(escape);
            let run = run(self.rest(start));
            self.at = start + run.len();
            if run.ends_with(b"-----BEGIN") {
                self.skip_pem();
            } else if let Some(value) = self.value(start, run.len()) {
                self.at = value.end.max(self.at);
                return Some(value);
            }
        }
    }
}

/// What a value begins like.
enum Beginning {
    /// A DER structure of this length.
    Der(usize),
    /// A BER structure or a text, whose end is not stated.
    Open,
}

/// What these first bytes of a value begin.
fn beginning(head: &[u8]) -> Option<Beginning> {
    let inner = |tag: u8| matches!(tag, 0x02 | 0x06 | 0x30);
    let number = |digits: &[u8]| digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit));
    let length = match head {
        [0x30, 0x80, tag, ..] if inner(*tag) => return Some(Beginning::Open),
        [0x30, length @ 40..0x80, 0x02, ..] => 2 + usize::from(*length),
        [0x30, 0x81, length, tag, ..] if inner(*tag) => 3 + usize::from(*length),
        [0x30, 0x82, a, b, tag, ..] if inner(*tag) => 4 + number(&[*a, *b]),
        [0x30, 0x83, a, b, c, tag, ..] if inner(*tag) => 5 + number(&[*a, *b, *c]),
        [0x30, ..] => return None,
        _ if is_text(head) => return Some(Beginning::Open),
        _ => return None,
    };
    (length <= limits::MAX_VALUE_BYTES).then_some(Beginning::Der(length))
}

/// Returns whether these first bytes are of a text, in UTF-8 or UTF-16.
fn is_text(head: &[u8]) -> bool {
    let letter = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
    match head {
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest.iter().all(letter),
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] => rest.iter().all(|byte| *byte == 0 || letter(byte)),
        [first, 0, _, 0, ..] => letter(first) && head.iter().all(|byte| *byte == 0 || letter(byte)),
        _ => head.iter().all(letter),
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn run(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !is_base64(*byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Characters of base64 that are decoded to see what a value begins like, and the shortest value that is a text.
const HEAD_CHARS: usize = 36;
const MIN_TEXT_CHARS: usize = 40;
/// Shortest line of a value that goes on in the next one.
const MIN_LINE_CHARS: usize = 16;

impl<'t> Values<'t> {
    fn rest(&self, at: usize) -> &'t [u8] {
        self.text.get(at..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied()
    }

    /// Goes on behind the END line, if there is one.
    fn skip_pem(&mut self) {
        const END: &[u8] = b"-----END";
        if self.endless {
            return;
        }
        match self.rest(self.at).windows(END.len()).position(|window| window == END) {
            Some(end) => self.at += end + END.len(),
            None => self.endless = true,
        }
    }

    /// Returns the value whose first run of letters begins here.
    fn value(&mut self, start: usize, length: usize) -> Option<Value> {
        let run = self.text.get(start..start + length).unwrap_or_default();
        let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        match run {
            // `\x30\x82`, `0x30, 0x82`, `0x3082…`
            [b'x', b'3', b'0', ..] => self.hex(start, start + 1),
            [b'0', b'x' | b'X', b'3', b'0', ..] => self.hex(start, start + 2),
            [b'3', b'0'] | [b'3', b'0', b'-' | b'8', ..] => self.hex(start, start),
            [b'2', b'd' | b'D', b'2', b'd' | b'D', b'2', b'd' | b'D', ..] => self.hex(start, start),
            [b'4', b'8'] => self.numbers(start),
            [b'0'] => self.escaped(start),
            // The first line of a dump begins with its offset.
            [b'0', b'0', b'0', b'0', ..] if length <= 16 && is_hex(run) => self.dump(start, length),
            _ => None,
        }
        .or_else(|| self.base64(start, length))
    }

    fn base64(&mut self, start: usize, length: usize) -> Option<Value> {
        let run = self.text.get(start..start + length).unwrap_or_default();
        // A part of a token.
        let joins = |dot: usize, other: usize| self.byte(dot) == Some(b'.') && self.byte(other).is_some_and(is_base64);
        let is_token = start >= 2 && joins(start - 1, start - 2) || joins(start + length, start + length + 1);
        if length < MIN_LINE_CHARS || is_token || run.first() != Some(&b'M') && length < MIN_TEXT_CHARS {
            return None;
        }
        let head = decoded(run.get(..HEAD_CHARS.min(length / 4 * 4))?)?;
        let (value, end) = match beginning(&head)? {
            Beginning::Der(size) => {
                let most = (size * 4).div_ceil(3);
                let (value, end) = self.gather(start, most, true);
                if value.len() < most {
                    self.wasted += end - start - length;
                    return None;
                }
                (value, end)
            }
            Beginning::Open if length < MIN_TEXT_CHARS => return None,
            Beginning::Open => self.gather(start, limits::MAX_VALUE_BYTES, false),
        };
        let whole = if value.len() % 4 == 1 { value.len() - 1 } else { value.len() };
        let bytes = decoded(value.get(..whole)?)?;
        Some(Value { start, end, bytes, notation: Notation::Base64 })
    }

    /// Returns up to `most` characters of the base64 that begins here, in the standard alphabet, and where they end. If
    /// its length is not `known`, a line that is shorter than the one before it is the last one.
    fn gather(&self, start: usize, most: usize, known: bool) -> (Vec<u8>, usize) {
        let mut value = Vec::new();
        let (mut at, mut previous) = (start, 0);
        loop {
            let before = value.len();
            at = self.line(at, most, &mut value);
            let length = value.len() - before;
            let padded = self.byte(at) == Some(b'=');
            if value.len() >= most || padded || !known && (length < previous || length < MIN_LINE_CHARS) {
                break;
            }
            previous = length;
            let next = self.glue(at).filter(|next| known || self.is_line(*next));
            match next.filter(|_| self.wasted <= self.text.len()) {
                Some(next) => at = next,
                None => break,
            }
        }
        (value, at)
    }

    /// Adds the letters of one line; returns where they end. JSON may escape a plus sign or a slash.
    fn line(&self, mut at: usize, most: usize, value: &mut Vec<u8>) -> usize {
        while value.len() < most {
            let (letter, length) = match self.rest(at) {
                [b'-', ..] => (b'+', 1),
                [b'_', ..] => (b'/', 1),
                [letter, ..] if is_base64(*letter) => (*letter, 1),
                [b'\\', b'/', ..] => (b'/', 2),
                [b'\\', b'u', b'0', b'0', b'2', b'B' | b'b', ..] => (b'+', 6),
                [b'\\', b'u', b'0', b'0', b'2', b'F' | b'f', ..] => (b'/', 6),
                _ => break,
            };
            value.push(letter);
            at += length;
        }
        at
    }

    /// Returns where a value goes on after a line of it: behind line breaks, escaped or not, the marks of string literals,
    /// and what a language writes between two of them.
    fn glue(&self, start: usize) -> Option<usize> {
        const WORDS: [&[u8]; 5] = [b"Environment.NewLine", b"vbCrLf", b"vbNewLine", b"vbLf", b"Chr(10)"];
        let (mut at, mut outside) = (start, false);
        while at - start < limits::VALUE_GLUE_BYTES {
            at += match self.rest(at) {
                [b'\\', b'n' | b'r' | b't', ..] => 2,
                [b'\\', b'u' | b'/', ..] => return None,
                [b'"' | b'\'', ..] => {
                    outside = !outside;
                    1
                }
                [b'`' | b'^', b'\r' | b'\n', ..] => 1,
                [b'\\', ..] => 1,
                [byte, ..] if byte.is_ascii_whitespace() => 1,
                [b'+' | b'.' | b',' | b'&' | b'_' | b'(' | b')' | b'@', ..] if outside => 1,
                rest if outside => WORDS.iter().find(|word| rest.starts_with(word))?.len(),
                [byte, ..] if is_base64(*byte) && at > start => return Some(at),
                _ => return None,
            };
        }
        None
    }

    /// Returns whether the letters here are all of a line, rather than the name of the next value.
    fn is_line(&self, at: usize) -> bool {
        let rest = self.rest(at + run(self.rest(at)).len());
        let padding = rest.iter().take_while(|byte| **byte == b'=').count();
        rest.get(padding).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\'))
    }

    fn hex(&mut self, start: usize, from: usize) -> Option<Value> {
        self.listed(start, from, Notation::Hex, |rest| {
            let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            match rest {
                [a, b, ..] => Some((digit(a)? << 4 | digit(b)?, 2)),
                _ => None,
            }
        })
    }

    /// Numbers from 0 to 255, or from -128 to 127.
    fn numbers(&mut self, start: usize) -> Option<Value> {
        self.listed(start, start, Notation::Numbers, |rest| {
            let sign = usize::from(rest.first() == Some(&b'-'));
            let digits = rest.iter().skip(sign).take(4).take_while(|byte| byte.is_ascii_digit()).count();
            let number: i16 = std::str::from_utf8(rest.get(..sign + digits)?).ok()?.parse().ok()?;
            let byte = u8::try_from(number).ok().or_else(|| i8::try_from(number).ok().map(i8::cast_unsigned));
            Some((byte?, sign + digits))
        })
    }

    /// Returns the value whose bytes are listed from here on, each as `read` reads it.
    fn listed(
        &mut self,
        start: usize,
        from: usize,
        notation: Notation,
        read: impl Fn(&[u8]) -> Option<(u8, usize)>,
    ) -> Option<Value> {
        let (mut at, mut bytes, mut most) = (from, Vec::new(), limits::MAX_VALUE_BYTES);
        while bytes.len() < most {
            let next = self.separator(at, notation);
            let Some((byte, length)) = read(self.rest(next)) else { break };
            bytes.push(byte);
            at = next + length;
            if bytes.len() == HEAD_BYTES {
                match beginning(&bytes)? {
                    Beginning::Der(size) => most = size,
                    Beginning::Open => {}
                }
                if self.wasted > self.text.len() {
                    return None;
                }
            }
        }
        if bytes.len() < HEAD_BYTES || bytes.len() < most && most < limits::MAX_VALUE_BYTES {
            self.wasted += at - start;
            return None;
        }
        Some(Value { start, end: at, bytes, notation })
    }

    /// Returns where the next byte of a list begins.
    fn separator(&self, start: usize, notation: Notation) -> usize {
        let mut at = start;
        while at - start < limits::VALUE_GLUE_BYTES {
            at += match self.rest(at) {
                [b'0', b'x' | b'X', ..] | [b'\\', b'x' | b'n' | b'r', ..] | [b'&', b'H' | b'h', ..] => 2,
                rest if rest.starts_with(b"(byte)") => 6,
                [b'-', ..] if notation == Notation::Numbers => break,
                [b':' | b'-' | b',' | b'+' | b'"' | b'\'' | b'\\', ..] => 1,
                [byte, ..] if byte.is_ascii_whitespace() => 1,
                _ => break,
            };
        }
        at
    }

    /// The bytes of a string as Python and C print them: `0\x82\x02\xf50\x82…`, letters as they are.
    fn escaped(&mut self, start: usize) -> Option<Value> {
        let (mut at, mut bytes, mut most) = (start, Vec::new(), HEAD_BYTES);
        while bytes.len() < most {
            let (byte, length) = match self.rest(at) {
                [b'\\', b'x', a, b, ..] => (number(&[*a, *b]).and_then(|byte| u8::try_from(byte).ok()), 4),
                [b'\\', b'n', ..] => (Some(b'\n'), 2),
                [b'\\', b'r', ..] => (Some(b'\r'), 2),
                [b'\\', b't', ..] => (Some(b'\t'), 2),
                [b'\\', mark @ (b'\\' | b'"' | b'\''), ..] => (Some(*mark), 2),
                [byte @ b' '..=b'~', ..] if *byte != b'\\' => (Some(*byte), 1),
                _ => (None, 0),
            };
            let Some(byte) = byte else { break };
            bytes.push(byte);
            at += length;
            if bytes.len() == HEAD_BYTES {
                let Some(Beginning::Der(size)) = beginning(&bytes).filter(|_| self.wasted <= self.text.len()) else {
                    return None;
                };
                most = size;
            }
        }
        if bytes.len() < most || most == HEAD_BYTES {
            self.wasted += at - start;
            return None;
        }
        Some(Value { start, end: at, bytes, notation: Notation::Hex })
    }

    /// A dump by xxd, hexdump, od, certutil or PowerShell: lines of an offset, bytes, and the letters they are.
    fn dump(&mut self, start: usize, digits: usize) -> Option<Value> {
        let (mut at, mut bytes, mut most) = (start, Vec::new(), None);
        let (mut width, mut swapped) = (None, false);
        loop {
            let line = self.rest(at);
            let line = line.get(..line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len()))?;
            let offset = number(line.get(..digits)?)?;
            let rest = line.get(digits..)?;
            let rest = rest.strip_prefix(b":").unwrap_or(rest);
            // The offsets may be octal. The last line is shorter, unless the length is stated.
            if offset != bytes.len() && octal(line.get(..digits)?) != Some(bytes.len()) {
                break;
            }
            let room = most.map_or(usize::MAX, |most: usize| most - bytes.len()).min(width.unwrap_or(64));
            // Of words, the last one is read whole.
            let mut read = dumped(rest, if swapped { room.next_multiple_of(2) } else { room });
            // hexdump and od write words as the processor reads them, with the bytes changed over.
            swapped |= width.is_none() && read.starts_with(&[0x82, 0x30]);
            if swapped {
                read.chunks_exact_mut(2).for_each(|word| word.reverse());
                read.truncate(room);
            }
            if read.is_empty() || most.is_none() && read.len() < 8 {
                break;
            }
            width.get_or_insert(read.len());
            bytes.extend_from_slice(&read);
            at += line.len() + 1;
            if most.is_none() {
                most = Some(match beginning(&bytes)? {
                    Beginning::Der(size) => size,
                    Beginning::Open => limits::MAX_VALUE_BYTES,
                });
            }
            if most.is_some_and(|most| bytes.len() >= most) || self.wasted > self.text.len() {
                break;
            }
        }
        if most.is_none_or(|most| most < limits::MAX_VALUE_BYTES && bytes.len() < most) {
            self.wasted += at - start;
            return None;
        }
        Some(Value { start, end: at.min(self.text.len()), bytes, notation: Notation::Hex })
    }
}

/// Bytes of a list that are needed to see what it begins.
const HEAD_BYTES: usize = 12;

/// The bytes of a line of a dump: groups of two or more digits. At most `room` of them.
fn dumped(line: &[u8], room: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Behind the bytes are the letters, which may look like bytes: they come after two spaces, as a group may.
    let mut size = None;
    for group in line.split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'-')).filter(|group| !group.is_empty()) {
        let decoded = std::str::from_utf8(group).ok().and_then(encoding::hex);
        let Some(decoded) = decoded.filter(|group| group.len() <= *size.get_or_insert(group.len())) else { break };
        bytes.extend(decoded);
        if bytes.len() >= room {
            bytes.truncate(room);
            break;
        }
    }
    bytes
}

fn number(digits: &[u8]) -> Option<usize> {
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn octal(digits: &[u8]) -> Option<usize> {
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

fn decoded(base64: &[u8]) -> Option<Vec<u8>> {
    let text: String = base64
        .iter()
        .map(|byte| match byte {
            b'-' => '+',
            b'_' => '/',
            byte => char::from(*byte),
        })
        .collect();
    Some(encoding::base64_any(&text)?.bytes)
}
