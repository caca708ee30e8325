//! Cases → lines: JSON and CSV, one line a case or a group, for whatever counts and sorts them.

use std::io::{Result, Write};

use serde::Serialize;

use crate::notation::text::visible;
use crate::report::render::json;
use crate::report::row::{Cell, Row};
use crate::report::{CaseGroup, CaseReport, SCHEMA, Status};

/// Writes a case as one line of JSON.
///
/// # Errors
/// `out` cannot be written to.
pub fn write_row(out: &mut dyn Write, row: &Row) -> Result<()> {
    json::write(out, row, false)?;
    writeln!(out)
}

/// Writes the whole report of a case as one line of JSON.
///
/// # Errors
/// `out` cannot be written to.
pub fn write_case(out: &mut dyn Write, case: &CaseReport) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema: u32,
        #[serde(flatten)]
        case: &'a CaseReport,
    }
    json::write(out, &Line { schema: SCHEMA, case }, false)?;
    writeln!(out)
}

/// A group without the list of its cases.
#[derive(Serialize)]
struct Group<'a> {
    count: usize,
    state: Status,
    verdict: Option<&'static str>,
    client_ids: &'a [String],
    thumbprint: Option<&'a str>,
    first: Option<&'a str>,
    last: Option<&'a str>,
    headline: &'a str,
    input: &'a str,
    line: Option<usize>,
}

impl<'a> From<&'a CaseGroup> for Group<'a> {
    fn from(group: &'a CaseGroup) -> Self {
        Self {
            count: group.count,
            state: group.state,
            verdict: group.verdict,
            client_ids: &group.client_ids,
            thumbprint: group.thumbprint.as_deref(),
            first: group.first.as_deref(),
            last: group.last.as_deref(),
            headline: &group.sentence,
            input: &group.input,
            line: group.line,
        }
    }
}

/// Writes a group as one line of JSON.
///
/// # Errors
/// `out` cannot be written to.
pub fn write_group(out: &mut dyn Write, group: &CaseGroup) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        schema: u32,
        #[serde(flatten)]
        group: Group<'a>,
    }
    json::write(out, &Line { schema: SCHEMA, group: group.into() }, false)?;
    writeln!(out)
}

/// Writes groups as a JSON document.
///
/// # Errors
/// `out` cannot be written to.
pub fn write_groups(out: &mut dyn Write, groups: &[CaseGroup]) -> Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: u32,
        cases: usize,
        groups: Vec<Group<'a>>,
    }
    let cases = groups.iter().map(|group| group.count).sum();
    json::write(out, &Document { schema: SCHEMA, cases, groups: groups.iter().map(Group::from).collect() }, true)?;
    writeln!(out)
}

/// Writes CSV (RFC 4180).
#[derive(Debug)]
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// Begins a table of cases, with the columns of [`Row`].
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn of_rows(out: W) -> Result<Self> {
        Self::new(out, &Row::COLUMNS)
    }

    /// Begins a table of groups.
    ///
    /// # Errors
    /// `out` cannot be written to.
    pub fn of_groups(out: W) -> Result<Self> {
        let columns =
            ["count", "state", "verdict", "client_ids", "thumbprint", "first", "last", "headline", "input", "line"];
        Self::new(out, &columns)
    }

    fn new(out: W, columns: &[&str]) -> Result<Self> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns).map_err(io_error)?;
        Ok(Self(writer))
    }

    /// Writes a case.
    ///
    /// # Errors
    /// The output cannot be written to.
    pub fn row(&mut self, row: &Row) -> Result<()> {
        let cells = row.cells().map(|cell| match cell {
            Cell::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Cell::Own(text) => text.unwrap_or_default().to_owned(),
            Cell::Outside(text) => harmless(&text.unwrap_or_default()),
            Cell::List(ids) => ids.join(" "),
        });
        self.0.write_record(&cells).map_err(io_error)
    }

    /// Writes a group.
    ///
    /// # Errors
    /// The output cannot be written to.
    pub fn group(&mut self, group: &CaseGroup) -> Result<()> {
        let Group { count, state, verdict, client_ids, thumbprint, first, last, headline, input, line } = group.into();
        let outside = |text: Option<&str>| harmless(text.unwrap_or_default());
        let cells = [
            count.to_string(),
            state.name().to_owned(),
            verdict.unwrap_or_default().to_owned(),
            outside(Some(&client_ids.join(" "))),
            outside(thumbprint),
            outside(first),
            outside(last),
            outside(Some(headline)),
            outside(Some(input)),
            line.map(|line| line.to_string()).unwrap_or_default(),
        ];
        self.0.write_record(&cells).map_err(io_error)
    }

    /// Passes on what was written.
    ///
    /// # Errors
    /// The output cannot be written to.
    pub fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

/// What went wrong with the output itself: a reader that went away is recognised by its kind.
fn io_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// A text that no spreadsheet takes for a formula, in one line: what begins like one gets an apostrophe, which spreadsheets take
/// as the mark of a text.
fn harmless(text: &str) -> String {
    let text = visible(&text.replace(['\r', '\n'], " "));
    let begins = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+2", "'=1+2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3|cmd", "'-2+3|cmd"),
            ("+1", "'+1"),
            (" =1", "' =1"),
            ("\t=1", "\\u0009=1"),
            ("\r\n=1", "'  =1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("c3b1d9e2-5a44", "c3b1d9e2-5a44"),
        ] {
            assert_eq!(harmless(text), cell, "{text:?}");
        }
    }
}
