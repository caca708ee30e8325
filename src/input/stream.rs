//! Reads a text that is too large for memory piece by piece, cutting each piece at the end of a log record.

use std::borrow::Cow;

use super::budget::Budget;
use super::gzip;
use super::recognised::Recognised;
use super::running_text;
use super::sign_in_log::{self, Columns};
use super::signs;
use super::source::Source;
use super::transport;
use crate::evidence::server_error::ServerError;
use crate::jobs;
use crate::limits;

/// The character encoding of a stream.
#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
}

/// What the records of a stream are.
#[derive(Debug)]
enum Records {
    /// Lines of any text.
    Text,
    /// The records of a sign-in log's CSV download.
    SignIns(Columns),
}

/// Reads a text as its bytes arrive.
#[derive(Debug)]
pub struct TextStream {
    name: String,
    encoding: Option<Encoding>,
    /// Known once enough has arrived.
    records: Option<Records>,
    /// Bytes that have not been read yet.
    pending: Vec<u8>,
    /// Line number at the start of `pending`.
    line: usize,
    passwords: Vec<String>,
    /// Remaining rounds of key derivation for whatever is encrypted in it.
    rounds: u64,
}

/// Whole records of a text, which can be read by themselves.
#[derive(Debug)]
struct Piece {
    bytes: Vec<u8>,
    /// Number of its first line.
    line: usize,
}

/// Number of bytes at the start of an input that are needed to decide whether it is a stream.
pub const HEAD_BYTES: u64 = limits::STREAM_FROM_BYTES + 1;

/// Decides whether an input of this size that begins with `head` should be read as a stream: if it is large, a text, and not
/// a single JSON document or DER structure, whose pieces mean nothing by themselves.
pub fn is_stream(size: u64, head: &[u8]) -> bool {
    let archive = head.starts_with(b"PK\x03\x04") || gzip::begins(head);
    if size <= limits::STREAM_FROM_BYTES || archive || head.first() == Some(&0x30) {
        return false;
    }
    let document = || {
        let text = String::from_utf8_lossy(head);
        let first = text.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or_default().to_owned();
        first.starts_with(['{', '[', '<']) && serde_json::from_str::<serde_json::Value>(&first).is_err()
    };
    size > limits::MAX_TEXT_BYTES as u64 || !document()
}

impl TextStream {
    /// Creates a stream for the input of this name.
    pub fn new(name: &str, passwords: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            encoding: None,
            records: None,
            pending: Vec::new(),
            line: 1,
            passwords: passwords.to_vec(),
            rounds: limits::MAX_KDF_ROUNDS,
        }
    }

    /// Adds the next bytes. Once enough have arrived, returns what the complete records contain, piece by piece. If the bytes are
    /// many, their pieces are read at once, as far as there are cores.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Recognised> {
        let bytes = bytes.chunks(limits::STREAM_PIECE_BYTES);
        let pieces: Vec<Piece> = bytes.filter_map(|bytes| self.cut(bytes)).collect();
        self.read(&pieces)
    }

    /// Adds the next bytes. Once enough have arrived, returns the complete records.
    fn cut(&mut self, bytes: &[u8]) -> Option<Piece> {
        self.pending.extend_from_slice(bytes);
        let encoding = *self.encoding.get_or_insert_with(|| match self.pending.get(..2) {
            Some([0xFF, 0xFE]) => Encoding::Utf16(u16::from_le_bytes),
            Some([0xFE, 0xFF]) => Encoding::Utf16(u16::from_be_bytes),
            _ => Encoding::Utf8,
        });
        if self.pending.len() < limits::STREAM_PIECE_BYTES {
            return None;
        }
        let records = self.records.get_or_insert_with(|| Records::of(&encoding.decode(&self.pending)));
        let cut = match (encoding, records) {
            (Encoding::Utf8, Records::Text) => record_end(&self.pending)?,
            (_, records) => {
                // A line feed in either byte order; all its bytes belong to the piece. One in quotes ends no record.
                let is_csv = matches!(records, Records::SignIns(_));
                let long = self.pending.len() > limits::STREAM_PIECE_BYTES * 8;
                let last = encoding.last_line_end(&self.pending, is_csv);
                last.or_else(|| encoding.last_line_end(&self.pending, false).filter(|_| long)).or_else(|| {
                    let most = 2 * limits::MAX_TOKEN_BYTES;
                    Some(self.pending.len() & !1).filter(|length| *length > most)
                })?
            }
        };
        let rest = self.pending.split_off(cut);
        let bytes = std::mem::replace(&mut self.pending, rest);
        Some(self.piece(bytes))
    }

    /// The name of the input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends the text and returns what the rest of it contains.
    pub fn end(&mut self) -> Recognised {
        let rest = std::mem::take(&mut self.pending);
        let piece = self.piece(rest);
        self.read(&[piece]).pop().unwrap_or_default()
    }

    fn piece(&mut self, bytes: Vec<u8>) -> Piece {
        let line = self.line;
        self.line += self.encoding.unwrap_or(Encoding::Utf8).line_feeds(&bytes);
        Piece { bytes, line }
    }

    /// What each of some pieces contains. Each may spend all that is left of the key derivation.
    fn read(&mut self, pieces: &[Piece]) -> Vec<Recognised> {
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        if let Some(first) = pieces.first() {
            self.records.get_or_insert_with(|| Records::of(&encoding.decode(&first.bytes)));
        }
        let read = jobs::map(pieces, |piece| self.read_piece(piece, &encoding.decode(&piece.bytes)));
        let mut found = Vec::new();
        for (of_piece, spent) in read {
            self.rounds = self.rounds.saturating_sub(spent);
            found.push(of_piece);
        }
        found
    }

    /// What a piece contains, and how many rounds of key derivation that took.
    fn read_piece(&self, piece: &Piece, text: &str) -> (Recognised, u64) {
        match &self.records {
            Some(Records::SignIns(columns)) => (columns.rows(&self.name, text, piece.line, piece.line == 1), 0),
            _ => self.read_text(text, piece.line),
        }
    }

    fn read_text(&self, text: &str, line: usize) -> (Recognised, u64) {
        let budget = Budget::with_rounds(&self.passwords, self.rounds);
        let mut found = Recognised::default();
        let (mut passed, mut line) = (0, line);
        for region in signs::regions(text) {
            line += Encoding::Utf8.line_feeds(text.as_bytes().get(passed..region.start).unwrap_or_default());
            passed = region.start;
            let near = self.read_near(text.get(region).unwrap_or_default(), line, found.last_error(), &budget);
            found.merge(near);
        }
        (found, self.rounds.saturating_sub(budget.rounds()))
    }

    /// What a part of a text contains in which something may stand. `earlier` is the last error before it.
    fn read_near(&self, text: &str, line: usize, earlier: Option<&ServerError>, budget: &Budget<'_>) -> Recognised {
        let source = Source::new(&self.name, text, line);
        let (mut found, rest) = match sign_in_log::json_lines(&source, text) {
            Some((found, rest)) => (found, Cow::Owned(rest)),
            None => (Recognised::default(), Cow::Borrowed(text)),
        };
        if !rest.trim().is_empty() {
            let (others, _) = transport::read(&rest, &mut |text, undone| {
                running_text::recognise(&source.after(text, undone), text, earlier, budget)
            });
            found.merge(others);
        }
        found
    }
}

impl Records {
    /// Tells by the beginning of a text what its records are.
    fn of(text: &str) -> Self {
        Columns::of(text).map_or(Self::Text, Self::SignIns)
    }
}

impl Encoding {
    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Utf16(_) => String::from_utf16_lossy(&self.units(bytes).collect::<Vec<u16>>()),
        }
    }

    /// The code units of a text: bytes in UTF-8.
    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u16> {
        let size = self.size();
        bytes.chunks_exact(size).map(move |unit| match self {
            Self::Utf8 => unit.first().copied().map_or(0, u16::from),
            Self::Utf16(read) => unit.try_into().map_or(0, read),
        })
    }

    fn line_feeds(self, bytes: &[u8]) -> usize {
        match self {
            Self::Utf8 => bytes.iter().filter(|byte| **byte == b'\n').count(),
            Self::Utf16(_) => self.units(bytes).filter(|unit| *unit == u16::from(b'\n')).count(),
        }
    }

    fn size(self) -> usize {
        match self {
            Self::Utf8 => 1,
            Self::Utf16(_) => 2,
        }
    }

    /// Returns the end of the last line in bytes; if quotes count, of the last one that does not end in them.
    fn last_line_end(self, bytes: &[u8], quotes_count: bool) -> Option<usize> {
        let (mut is_quoted, mut last) = (false, None);
        for (index, unit) in self.units(bytes).enumerate() {
            is_quoted ^= quotes_count && unit == u16::from(b'"');
            if unit == u16::from(b'\n') && !is_quoted {
                last = Some((index + 1) * self.size());
            }
        }
        last
    }
}

/// Returns the end of the last complete record: before a line that begins like a record (a time, a brace, a level in
/// brackets), else before the last line. This keeps the lines of one exception together.
fn record_end(bytes: &[u8]) -> Option<usize> {
    let begins = |at: &usize| {
        bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'{' | b'[' | b'<' | b'"'))
    };
    let breaks = || bytes.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    // Not too far back: a text without such lines is cut at any line.
    let near = bytes.len() / 2;
    breaks()
        .take_while(|at| *at > near)
        .find(begins)
        .or_else(|| breaks().next())
        .map(|at| at + 1)
        .or_else(|| {
            // A single line of many megabytes is cut where no token is.
            let long = bytes.len() > limits::STREAM_PIECE_BYTES * 8;
            bytes.iter().rposition(|byte| matches!(byte, b' ' | b',' | b'"')).filter(|_| long).map(|at| at + 1)
        })
        // Nothing that is looked for is as long as this.
        .or_else(|| Some(bytes.len()).filter(|length| *length > 2 * limits::MAX_TOKEN_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::recognised::Item;
    use crate::notation::encoding::to_base64url;

    fn token(number: usize) -> String {
        let part = |text: String| to_base64url(text.as_bytes());
        format!(
            "{}.{}.{}",
            part(r#"{"alg":"RS256"}"#.into()),
            part(format!(r#"{{"jti":"{number}"}}"#)),
            to_base64url(&[1; 64])
        )
    }

    /// Feeds a text in arbitrary chunks; returns the line numbers of the assertions found.
    fn lines(bytes: &[u8], chunk: usize) -> Vec<usize> {
        let mut stream = TextStream::new("log", &[]);
        let mut found: Vec<Recognised> = bytes.chunks(chunk).flat_map(|chunk| stream.feed(chunk)).collect();
        found.push(stream.end());
        let place = |one: &Item| match one {
            Item::Assertion(assertion) => assertion.place.position.map(|position| position.line),
            _ => None,
        };
        found.iter().flat_map(|one| one.items.iter().filter_map(place)).collect()
    }

    #[test]
    fn nothing_is_lost_at_the_cuts_and_lines_go_on() {
        let log: String = (0..3_000)
            .map(|number| {
                format!(
                    "2026-11-23 10:00:00 INFO sends {}\n    at line two é of it\n{}\n",
                    token(number),
                    "x".repeat(700)
                )
            })
            .collect();
        let expected: Vec<usize> = (0..3_000).map(|number| number * 3 + 1).collect();
        assert!(log.len() > 2 * limits::STREAM_PIECE_BYTES);
        for chunk in [65_536, 99_991] {
            assert_eq!(lines(log.as_bytes(), chunk), expected);
        }
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(log.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(lines(&utf16, 99_991), expected);
    }

    #[test]
    fn a_sign_in_log_of_any_size_is_read_row_by_row() {
        let id = |number: usize| format!("{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01");
        let csv: String = (0..9_000)
            .map(|number| {
                let code = if number % 3 == 0 { "700027" } else { "0" };
                format!("2026-11-23T10:00:05Z,{},\"payroll,\n\"\"sync\"\"\",c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11,{code},\"Client assertion failed signature validation.\r\n\"\r\n", id(number))
            })
            .collect();
        let csv = "\u{feff}Date (UTC),Request ID,Application,Application ID,Sign-in error code,Failure reason\r\n"
            .to_owned()
            + &csv;
        let json: String = (0..9_000)
            .map(|number| {
                let code = if number % 3 == 0 { "700027" } else { "0" };
                let reason = "Client assertion failed signature validation.";
                format!("{{\"TimeGenerated\":\"2026-11-23T10:00:05Z\",\"Id\":\"{}\",\"AppId\":\"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\",\"ResultType\":\"{code}\",\"ResultDescription\":\"{reason}\"}}\n", id(number))
            })
            .collect();
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(csv.encode_utf16().skip(1).flat_map(u16::to_le_bytes)).collect();
        for (bytes, line_of) in [
            (csv.clone().into_bytes(), (|number| number * 3 + 2) as fn(usize) -> usize),
            (utf16, |number| number * 3 + 2),
            (json.clone().into_bytes(), |number| number + 1),
        ] {
            assert!(bytes.len() > limits::STREAM_PIECE_BYTES);
            let mut stream = TextStream::new("signins", &[]);
            let mut found: Vec<Recognised> = bytes.chunks(70_001).flat_map(|chunk| stream.feed(chunk)).collect();
            found.push(stream.end());
            let errors: Vec<(Option<usize>, Option<String>, Option<u64>)> = found
                .iter()
                .flat_map(|one| &one.items)
                .filter_map(|item| if let Item::Error(error) = item { Some(error) } else { None })
                .map(|error| (error.place.position.map(|at| at.line), error.trace_id.clone(), error.code()))
                .collect();
            let expected = (0..9_000).step_by(3).map(|number| (Some(line_of(number)), Some(id(number)), Some(700_027)));
            let differs = errors.iter().cloned().zip(expected).find(|(error, expected)| error != expected);
            assert_eq!((differs, errors.len()), (None, 3_000));
        }
    }

    #[test]
    fn what_is_a_stream() {
        let large = limits::STREAM_FROM_BYTES + 1;
        assert!(is_stream(large, b"2026-11-23 10:00:00 INFO"));
        assert!(is_stream(large, b"{\"time\":1}\n{\"time\":2}\n"));
        assert!(!is_stream(large, b"{\n  \"log\": {"));
        assert!(!is_stream(large, b"PK\x03\x04"));
        assert!(!is_stream(100, b"2026-11-23 10:00:00 INFO"));
    }
}
