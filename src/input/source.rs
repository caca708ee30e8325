//! A text being read, and the positions of its parts.

use std::cell::RefCell;
use std::rc::Rc;

use super::transport::Undone;
use crate::limits;
use crate::notation::instant::Instant;
use crate::notation::place::{ExchangeId, Place, Position};
use crate::notation::text::is_guid;

/// A text with an index of its lines.
pub(super) struct Source<'t> {
    /// Name of the input.
    pub name: &'t str,
    text: &'t str,
    /// The layers taken off the text in which positions count, in this order, to get at `text`.
    undone: &'t [Undone],
    original: Rc<Indexed<'t>>,
    first_line: usize,
    exchange: Option<ExchangeId>,
}

impl<'t> Source<'t> {
    /// Creates a source whose first line has this number: 1, or more if the text is a piece of a stream.
    pub fn new(name: &'t str, text: &'t str, first_line: usize) -> Self {
        Self { name, text, undone: &[], original: Rc::new(Indexed::new(text)), first_line, exchange: None }
    }

    /// Creates a source for what is left of this text after these layers were taken off. Positions still count in this
    /// one.
    pub fn after(&self, text: &'t str, undone: &'t [Undone]) -> Self {
        Self { text, undone, original: self.original.clone(), exchange: self.exchange.clone(), ..*self }
    }

    /// Creates a source for a text that is part of a request and its response.
    pub fn for_exchange(text: &'t str, exchange: &'t ExchangeId) -> Self {
        Self { exchange: Some(exchange.clone()), ..Self::new(&exchange.input, text, 1) }
    }

    /// Returns whether the part is this whole text.
    pub fn is_whole(&self, part: &str) -> bool {
        part.len() == self.text.len() && self.first_line == 1 && self.exchange.is_none()
    }

    /// Returns the place of a part of this text. A text from elsewhere has no position.
    pub fn place(&self, part: &str) -> Place {
        // Both borrow from the same text, so the difference of their addresses is the offset.
        let offset = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        match offset.filter(|offset| *offset <= self.text.len()) {
            Some(offset) => self.place_at(self.undone.iter().rev().fold(offset, |at, undone| undone.origin(at))),
            None => Place { exchange: self.exchange.clone(), ..Place::default() },
        }
    }

    fn place_at(&self, offset: usize) -> Place {
        let (index, column) = self.original.line_and_column(offset);
        let Line { ids, at, .. } = self.original.line(index);
        let position = Some(Position { line: self.first_line + index, column });
        Place { position, exchange: self.exchange.clone(), ids, at, number: 0 }
    }
}

/// Bytes between two places at which the characters before them are counted beforehand.
const COUNTED_BYTES: usize = 1_024;

/// The lines of a text. Everything that is found asks for its line, and the whole text may be one.
struct Indexed<'t> {
    text: &'t str,
    /// Where each line starts.
    starts: Vec<usize>,
    /// Characters before every multiple of [`COUNTED_BYTES`].
    counted: Vec<usize>,
    /// The line that was asked for last.
    last: RefCell<Option<Line>>,
}

/// What a line tells about everything in it.
#[derive(Clone)]
struct Line {
    index: usize,
    ids: Vec<String>,
    at: Option<Instant>,
}

impl<'t> Indexed<'t> {
    fn new(text: &'t str) -> Self {
        let starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut before = 0;
        let counted = text.as_bytes().chunks(COUNTED_BYTES).map(|chunk| {
            let counted = before;
            before += characters(chunk);
            counted
        });
        Self { text, starts, counted: counted.collect(), last: RefCell::default() }
    }

    /// The index of the line with this offset, from 0, and the column in it, from 1.
    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let index = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or(0);
        (index, self.characters_before(offset).saturating_sub(self.characters_before(start)) + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let from = offset - offset % COUNTED_BYTES;
        let counted = self.counted.get(offset / COUNTED_BYTES).copied();
        let rest = self.text.as_bytes().get(from..offset).unwrap_or_default();
        counted.map_or_else(|| characters(self.text.as_bytes()), |counted| counted + characters(rest))
    }

    fn line(&self, index: usize) -> Line {
        let mut last = self.last.borrow_mut();
        if let Some(line) = last.as_ref().filter(|line| line.index == index) {
            return line.clone();
        }
        let start = self.starts.get(index).copied().unwrap_or(0);
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or_default();
        last.insert(Line { index, ids: ids(text), at: time(text) }).clone()
    }
}

/// The number of characters in UTF-8; one that begins before these bytes does not count.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// Returns the GUIDs in a line, in lower case and without duplicates.
fn ids(line: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for run in line.split(|c: char| !c.is_ascii_hexdigit() && c != '-') {
        let run = run.trim_matches('-');
        if run.len() == 36 && is_guid(run) && ids.len() < limits::MAX_LINE_IDS {
            let id = run.to_ascii_lowercase();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// Returns the first time near the start of a line: `2026-11-23T10:00:05Z`, `2026-11-23 10:00:05,123`,
/// `[2026-11-23 10:00:05Z`, `Mon, 23 Nov 2026 10:00:05 GMT`. Without a time zone it is taken as UTC.
fn time(line: &str) -> Option<Instant> {
    let head = line.get(..line.len().min(limits::LINE_TIME_BYTES)).or_else(|| line.get(..0))?;
    let head = if head.is_empty() { line.split_at_checked(line.len().min(80))?.0 } else { head };
    let bytes = head.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let iso = |at: usize| {
        let shape = [4, 7].iter().all(|dash| bytes.get(at + dash) == Some(&b'-'))
            && matches!(bytes.get(at + 10), Some(b'T' | b' '))
            && [13, 16].iter().all(|colon| bytes.get(at + colon) == Some(&b':'));
        (shape && (at == 0 || !digit(at - 1))).then(|| head.get(at..at + 19)).flatten()
    };
    let found = (0..bytes.len().saturating_sub(18)).filter(|at| digit(*at)).find_map(iso);
    found.and_then(|text| Instant::read(&format!("{}Z", text.replacen(' ', "T", 1)))).or_else(|| rfc_2822(head))
}

fn rfc_2822(head: &str) -> Option<Instant> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = head.split([' ', '[', ']', ',']).filter(|word| !word.is_empty()).collect();
    words.windows(4).find_map(|window| {
        let [day, month, year, clock] = window else { return None };
        let month = MONTHS.iter().position(|name| name == month)? + 1;
        let shaped = day.len() <= 2 && year.len() == 4 && clock.len() >= 8;
        shaped.then(|| Instant::read(&format!("{year}-{month:02}-{day:0>2}T{}Z", clock.get(..8)?))).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_ids_and_times() {
        let text = "first\n2026-11-23 10:00:05,123 ERROR id=6A0DD2A2-94c5-4f49-a5a4-4f3c5f2d1a01 é token";
        let source = Source::new("log", text, 1);
        let place = source.place(&text[text.find("token").unwrap()..]);
        assert_eq!(place.position, Some(Position { line: 2, column: 73 }));
        assert_eq!(place.ids, ["6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01"]);
        assert_eq!(place.at.map(|at| at.rfc3339()).as_deref(), Some("2026-11-23T10:00:05Z"));
        assert_eq!(Source::new("log", text, 101).place(text).position, Some(Position { line: 101, column: 1 }));
    }

    #[test]
    fn times_of_log_lines() {
        for line in [
            "2026-11-23T10:00:05.1234567Z msal",
            "[2026-11-23 10:00:05Z - 6a0dd2a2] Info",
            "False MSAL 4.60.0.0 MSAL.NetCore Linux [2026-11-23 10:00:05Z - 6a0dd2a2] text",
            "[Mon, 23 Nov 2026 10:00:05 GMT] : [id] : @azure/msal-node@2.0 : Info",
            "{\"time\":\"2026-11-23T10:00:05Z\",\"msg\":\"\"}",
        ] {
            assert_eq!(time(line).map(|at| at.rfc3339()).as_deref(), Some("2026-11-23T10:00:05Z"), "{line}");
        }
        for line in ["", "no time", "12026-11-23x10:00:05", "2026-11-23", "é".repeat(300).as_str()] {
            assert_eq!(time(line), None, "{line}");
        }
    }
}
