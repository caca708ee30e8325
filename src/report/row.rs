//! A case as one short line, for logs with more cases than anybody reads.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::notation::text::{shorten, visible};
use crate::report::redaction::secrets::SecretMaterial;
use crate::report::{SCHEMA, Summary};

/// A case, or an error that belongs to no assertion, as one short line. As JSON it has the members of [`Row::COLUMNS`] and takes
/// less than a kilobyte, whatever the inputs.
///
/// ```
/// use assertion_inspector::render::lines;
/// use assertion_inspector::{Input, Instant, Intake, Options};
///
/// let options = Options::new(Instant(1_795_428_000));
/// let mut intake = Intake::of_list(&options);
/// intake.add(&Input { name: "app.log".into(), bytes: b"AADSTS7000215: Invalid client secret provided.".to_vec() });
/// let (inspection, refusals) = intake.finish_list();
/// let mut out = Vec::new();
/// for index in refusals {
///     lines::write_row(&mut out, &inspection.row(index, &options)).unwrap();
/// }
/// assert!(String::from_utf8(out).unwrap().contains(r#""code":7000215"#));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Row {
    /// What is told of it.
    pub summary: Summary,
    /// Ids of all causes, the most telling first.
    pub causes: Vec<&'static str>,
    /// The secrets of the inputs, for redaction.
    pub(crate) secrets: SecretMaterial,
}

/// The longest line, in bytes.
const MOST: usize = 1_000;
/// The most characters of an outside text, and how few they become where a line is still too long.
const LENGTHS: [usize; 6] = [240, 160, 80, 40, 20, 8];
/// The most characters of an input's name.
const INPUT: usize = 160;
/// The most characters of an id or a thumbprint: SHA-256 in hexadecimal.
const ID: usize = 64;
/// Causes that are listed. Nobody has seen a case with half as many.
const CAUSES: usize = 12;

/// One column's value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number; `null` if there is none.
    Number(Option<u64>),
    /// A text of ours, such as an id; `null` if there is none.
    Own(Option<&'static str>),
    /// A text that may come from outside; `null` if there is none.
    Outside(Option<String>),
    /// Ids of ours.
    List(Vec<&'static str>),
}

impl Row {
    /// The columns, in order.
    pub const COLUMNS: [&str; 14] = [
        "schema",
        "input",
        "line",
        "time",
        "client_id",
        "tenant",
        "thumbprint",
        "verdict",
        "confidence",
        "headline",
        "causes",
        "code",
        "trace_id",
        "correlation_id",
    ];

    /// The value of each column. Texts are shortened until the line is short enough.
    pub fn cells(&self) -> [Cell; Self::COLUMNS.len()] {
        let names: usize = Self::COLUMNS.iter().map(|name| name.len() + 4).sum();
        let fits = |cells: &[Cell; Self::COLUMNS.len()]| {
            let json = serde_json::to_string(cells).map_or(0, |json| visible(&json).len());
            json + names <= MOST
        };
        LENGTHS.into_iter().map(|most| self.cells_within(most)).find(fits).unwrap_or_else(|| self.cells_within(1))
    }

    fn cells_within(&self, most: usize) -> [Cell; Self::COLUMNS.len()] {
        let Summary {
            input,
            line,
            time,
            client_id,
            tenant,
            thumbprint,
            verdict,
            confidence,
            headline,
            code,
            trace_id,
            correlation_id,
            ..
        } = &self.summary;
        let id = |id: &Option<String>| Cell::Outside(id.as_ref().map(|id| shorten(id, most.min(ID))));
        [
            Cell::Number(Some(u64::from(SCHEMA))),
            Cell::Outside(Some(input).filter(|input| !input.is_empty()).map(|input| shorten(input, most.min(INPUT)))),
            Cell::Number(line.and_then(|line| u64::try_from(line).ok())),
            Cell::Outside(time.clone()),
            id(client_id),
            id(tenant),
            id(thumbprint),
            Cell::Own(*verdict),
            Cell::Own(confidence.map(|confidence| confidence.name())),
            Cell::Outside(Some(shorten(headline, most))),
            Cell::List(self.causes.iter().take(CAUSES).copied().collect()),
            Cell::Number(*code),
            id(trace_id),
            id(correlation_id),
        ]
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("Row", Self::COLUMNS.len())?;
        for (name, cell) in Self::COLUMNS.into_iter().zip(self.cells()) {
            members.serialize_field(name, &cell)?;
        }
        members.end()
    }
}
