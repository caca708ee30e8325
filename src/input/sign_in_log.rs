//! Rows of the sign-in log: JSON from Microsoft Graph and Azure Monitor, and the portal's CSV download.
//!
//! Only failed sign-ins are errors; a row with code 0 is a success and is ignored.

use serde_json::{Map, Value};

use super::recognised::{Item, Recognised};
use super::source::Source;
use crate::evidence::server_error::ServerError;
use crate::notation::instant::Instant;
use crate::notation::place::{Place, Position};

/// The contents of a row, whatever its columns are called.
#[derive(Default)]
struct Row {
    code: String,
    reason: String,
    at: String,
    app: String,
    correlation: String,
    request: String,
    thumbprint: String,
}

impl Row {
    /// Whether it has what a row of this log has.
    fn is_complete(&self) -> bool {
        let tells = !self.reason.is_empty() || !self.app.is_empty();
        !self.code.is_empty() && !self.at.is_empty() && tells
    }
}

/// Column names in each of the sources, in lower case without spaces and brackets.
const COLUMNS: [(&[&str], Field); 7] = [
    (&["errorcode", "sign-inerrorcode", "resulttype"], |row| &mut row.code),
    (&["failurereason", "resultdescription"], |row| &mut row.reason),
    (&["createddatetime", "dateutc", "date", "timegenerated", "timegeneratedutc"], |row| &mut row.at),
    (&["appid", "applicationid"], |row| &mut row.app),
    (&["correlationid"], |row| &mut row.correlation),
    (&["requestid", "id", "originalrequestid"], |row| &mut row.request),
    (&["serviceprincipalcredentialthumbprint"], |row| &mut row.thumbprint),
];

/// Selects the field that holds a column's value.
type Field = fn(&mut Row) -> &mut String;

fn column(name: &str) -> Option<Field> {
    let bare: String =
        name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '[' | ']' | '\u{feff}')).collect();
    let bare = bare.to_ascii_lowercase();
    COLUMNS.iter().find(|(names, _)| names.contains(&bare.as_str())).map(|(_, field)| *field)
}

/// Finds the failed sign-ins in a JSON document.
pub(super) fn rows(name: &str, document: &Value) -> Recognised {
    let mut found = Recognised::default();
    match document {
        Value::Array(rows_or_documents) => rows_or_documents.iter().for_each(|one| found.merge(rows(name, one))),
        Value::Object(object) => {
            let row = from_json(object);
            if row.is_complete() {
                add(name, row, Place::default(), &mut found);
            } else if let Some(list) = object.get("value").or_else(|| object.get("records")) {
                found = rows(name, list);
            }
        }
        _ => {}
    }
    found
}

/// Adds a row, if its sign-in failed.
fn add(name: &str, row: Row, place: Place, found: &mut Recognised) {
    found.sign_ins += 1;
    found.items.extend(failure(name, row, place));
}

fn from_json(object: &Map<String, Value>) -> Row {
    let mut row = Row::default();
    let nested = ["status", "properties"].iter().filter_map(|name| object.get(*name)?.as_object());
    for (name, value) in nested.flatten().chain(object) {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        if let Some(field) = column(name).map(|field| field(&mut row)).filter(|field| field.is_empty()) {
            *field = text;
        }
    }
    row
}

/// Finds the failed sign-ins in a CSV download; returns `None` if the text is not one.
pub(super) fn recognise(name: &str, text: &str) -> Option<Recognised> {
    let columns = Columns::of(text)?;
    Some(columns.rows(name, text, 1, true))
}

/// Whether a text is a CSV download.
pub(super) fn is_csv(text: &str) -> bool {
    Columns::of(text).is_some()
}

/// What each column of a CSV download holds.
#[derive(Clone)]
pub(super) struct Columns(Vec<Option<Field>>);

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} columns", self.0.len())
    }
}

impl Columns {
    /// Reads the first line of a text; `None` if it is not that of a CSV download.
    pub(super) fn of(text: &str) -> Option<Self> {
        let header = text.lines().next().unwrap_or_default();
        let known = header.split(',').filter(|name| column(name.trim_matches('"')).is_some()).count();
        let (names, _) = Records::new(text).next().filter(|_| known >= 3)?;
        Some(Self(names.iter().map(|name| column(name)).collect()))
    }

    /// Finds the failed sign-ins in whole records, the first of which begins at this line; it may be the names of the columns.
    pub(super) fn rows(&self, name: &str, text: &str, first_line: usize, has_names: bool) -> Recognised {
        let mut found = Recognised::default();
        for (record, line) in Records::new(text).skip(usize::from(has_names)) {
            let mut row = Row::default();
            for (value, field) in record.iter().zip(&self.0) {
                if let Some(field) = field.map(|field| field(&mut row)).filter(|field| field.is_empty()) {
                    *field = value.trim().to_owned();
                }
            }
            let position = Some(Position { line: first_line + line - 1, column: 1 });
            add(name, row, Place { position, ..Place::default() }, &mut found);
        }
        found
    }
}

/// Finds the failed sign-ins among the lines of a text, which Azure Monitor exports as JSON. Also returns the text with blanks
/// in place of these lines, for what else there is in it, in the same places; `None` if there is no such line.
pub(super) fn json_lines(source: &Source<'_>, text: &str) -> Option<(Recognised, String)> {
    let (mut found, mut rest) = (Recognised::default(), String::new());
    let mut copied = 0;
    for line in
        text.lines().filter(|line| ["ResultType", "resultType", "rrorCode"].iter().any(|name| line.contains(name)))
    {
        let Ok(Value::Object(object)) = serde_json::from_str(line.trim_start_matches('\u{feff}')) else { continue };
        let row = from_json(&object);
        if row.is_complete() {
            // A line is a part of the text, so the difference of their addresses is where it begins.
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            rest.push_str(text.get(copied..start).unwrap_or_default());
            rest.extend(std::iter::repeat_n(' ', line.len()));
            copied = start + line.len();
            add(source.name, row, Place { position: source.place(line).position, ..Place::default() }, &mut found);
        }
    }
    rest.push_str(text.get(copied..).unwrap_or_default());
    (found.sign_ins > 0).then_some((found, rest))
}

/// The records of a CSV text (RFC 4180), each with its first line number.
struct Records<'t> {
    reader: csv_core::Reader,
    rest: &'t [u8],
    /// The line at the start of `rest`.
    line: usize,
}

impl<'t> Records<'t> {
    fn new(text: &'t str) -> Self {
        Self { reader: csv_core::Reader::new(), rest: text.as_bytes(), line: 1 }
    }
}

impl Iterator for Records<'_> {
    type Item = (Vec<String>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        // A record begins behind the line break, of which the reader leaves the second half.
        while let Some((byte @ (b'\r' | b'\n'), rest)) = self.rest.split_first() {
            self.line += usize::from(*byte == b'\n');
            self.rest = rest;
        }
        let line = self.line;
        let (mut fields, mut field) = (Vec::new(), Vec::new());
        let mut buffer = [0; 4096];
        loop {
            let (result, read, written) = self.reader.read_field(self.rest, &mut buffer);
            let (taken, rest) = self.rest.split_at_checked(read).unwrap_or((self.rest, &[]));
            self.line += taken.iter().filter(|byte| **byte == b'\n').count();
            self.rest = rest;
            field.extend_from_slice(buffer.get(..written).unwrap_or_default());
            match result {
                // End of input: one more call ends the last field.
                csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
                csv_core::ReadFieldResult::Field { record_end } => {
                    fields.push(String::from_utf8_lossy(&std::mem::take(&mut field)).into_owned());
                    if record_end {
                        return Some((fields, line));
                    }
                }
                csv_core::ReadFieldResult::End => return None,
            }
        }
    }
}

/// Returns the error of a failed sign-in; `None` if it succeeded.
fn failure(name: &str, row: Row, place: Place) -> Option<Item> {
    let code = row.code.trim_start_matches("AADSTS");
    if code.parse::<u64>().unwrap_or(0) == 0 {
        return None;
    }
    let some = |text: String| (!text.is_empty()).then_some(text);
    let read = ServerError::read(name, &format!("AADSTS{code}: {}", row.reason));
    let at = Instant::read(&row.at).or_else(|| Instant::read(&format!("{}Z", row.at.replacen(' ', "T", 1))));
    let thumbprint =
        some(row.thumbprint).filter(|text| crate::notation::encoding::hex(text).is_some_and(|hex| hex.len() == 20));
    Some(Item::Error(Box::new(ServerError {
        app_id: read.app_id.clone().or_else(|| some(row.app).filter(|id| crate::notation::text::is_guid(id))),
        timestamp: read.timestamp.or(at),
        correlation_id: read.correlation_id.clone().or_else(|| some(row.correlation)),
        trace_id: read.trace_id.clone().or_else(|| some(row.request)),
        thumbprint: read.thumbprint.clone().or(thumbprint),
        place,
        ..read
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors(found: &[Item]) -> Vec<&ServerError> {
        found.iter().filter_map(|one| if let Item::Error(error) = one { Some(error.as_ref()) } else { None }).collect()
    }

    #[test]
    fn graph_and_monitor() {
        let graph = json!({"value": [
            {"id": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "createdDateTime": "2026-11-23T10:00:05Z", "appId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
             "correlationId": "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "status": {"errorCode": 700027, "failureReason": "Client assertion failed signature validation."}},
            {"id": "x", "createdDateTime": "2026-11-23T10:01:05Z", "appId": "a", "status": {"errorCode": 0, "failureReason": "Other."}}]});
        let monitor = json!([{"TimeGenerated": "2026-11-23T10:00:05Z", "AppId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "ResultType": "700027",
            "ResultDescription": "Client assertion failed signature validation.", "CorrelationId": "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01",
            "ServicePrincipalCredentialThumbprint": "B30C8CD11319F2B3C67F3A2253770FB6D19635DD"}]);
        for document in [graph, monitor] {
            let found = rows("log.json", &document).items;
            let [error] = errors(&found)[..] else { panic!("one error: {found:?}") };
            assert_eq!(
                (error.code(), error.app_id.is_some(), error.correlation_id.is_some()),
                (Some(700_027), true, true)
            );
            assert_eq!(error.timestamp.map(|at| at.rfc3339()).as_deref(), Some("2026-11-23T10:00:05Z"));
        }
        let found = rows(
            "x",
            &json!({"error": "invalid_client", "error_codes": [700027], "timestamp": "2026-11-23 10:00:05Z"}),
        );
        assert!(found.items.is_empty() && found.sign_ins == 0);
    }

    #[test]
    fn the_portals_csv() {
        let text = "\u{feff}Date (UTC),Request ID,Correlation ID,Application,Application ID,Status,Sign-in error code,Failure reason\n\
            2026-11-23T10:00:05Z,6a0d,7a0d,\"payroll, sync\",c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11,Failure,700027,Client assertion failed signature validation.\n\
            2026-11-23T10:00:06Z,6a0e,7a0e,payroll,c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11,Success,0,Other.\n";
        let found = recognise("signins.csv", text).unwrap().items;
        let [error] = errors(&found)[..] else { panic!("one error: {found:?}") };
        assert_eq!((error.codes.as_slice(), error.place.position.map(|at| at.line)), ([700_027].as_slice(), Some(2)));
        assert!(recognise("x", "a,b,c\n1,2,3\n").is_none());
        assert!(recognise("x", "").is_none());
    }
}
