//! Errors from the token endpoint anywhere in a text: JSON, escaped JSON, exception messages, log rows.

use super::recognised::Item;
use super::source::Source;
use crate::evidence::server_error::ServerError;
use crate::limits;

/// Finds the errors in a text. `earlier` is the last error found before this text.
pub(super) fn recognise(source: &Source<'_>, text: &str, earlier: Option<&ServerError>) -> Vec<Item> {
    let mut found: Vec<ServerError> = Vec::new();
    let normalised = normalise(text);
    // Normalising moves the codes but keeps their number and order.
    let codes: Vec<usize> = text.match_indices(CODE).map(|(at, _)| at).collect();
    for (piece, nth) in pieces(&normalised) {
        let error = ServerError::read(source.name, piece);
        if error.codes.is_empty() || found.last().or(earlier).is_some_and(|known| repeats(&error, known)) {
            continue;
        }
        let start = codes.get(nth).and_then(|at| text.get(*at..)).unwrap_or(text);
        found.push(ServerError { place: source.place(start), ..error });
    }
    found.into_iter().map(|error| Item::Error(Box::new(error))).collect()
}

/// An exception repeats the response body in its message: the same error in two texts with the same trace id.
fn repeats(error: &ServerError, known: &ServerError) -> bool {
    known.trace_id.is_some() && known.trace_id == error.trace_id && known.code() == error.code()
}

/// The prefix of every code.
const CODE: &str = "AADSTS";

/// Undoes escapes and collapses white space: `\r\n`, `\\r\\n`, `\/`, `\u0027`, wrapped lines.
fn normalise(text: &str) -> String {
    let mut plain_text = text.to_owned();
    if plain_text.contains('\\') || plain_text.contains("&#39;") {
        for (escaped, plain) in [
            ("\\\\", "\\"),
            ("\\r", " "),
            ("\\n", " "),
            ("\\t", " "),
            ("\\/", "/"),
            ("\\u0027", "'"),
            ("\\\"", "\""),
            ("&#39;", "'"),
        ] {
            plain_text = plain_text.replace(escaped, plain);
        }
    }
    plain_text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Splits a text into one piece per error, each with the number of its first code. Two codes belong to one error if there is
/// no id or time between them.
fn pieces(text: &str) -> Vec<(&str, usize)> {
    let mut starts: Vec<usize> = text.match_indices(CODE).map(|(at, _)| at).collect();
    if starts.is_empty() {
        // The code may have been cut off: the words in the brackets are enough.
        let known = ["Reason - ", "Thumbprint of key used by client", "lient assertion ", "signature validation"];
        starts.extend(known.iter().filter_map(|words| text.find(words)).min());
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut previous = 0;
    for (nth, at) in starts.into_iter().take(limits::MAX_ERRORS * 4).enumerate() {
        let between = text.get(previous..at).unwrap_or_default();
        let ended =
            ["Trace ID", "Timestamp", "Correlation ID", "trace_id", "[Reason"].iter().any(|end| between.contains(end));
        if cuts.is_empty() || ended {
            // Of the text before the code, keep the start of this error: the JSON or the exception around it.
            let earliest = if cuts.is_empty() { 0 } else { previous };
            let from = earliest.max(at.saturating_sub(limits::CHARS_BEFORE_CODE));
            let own = text.get(from..at).map_or(at, |before| {
                before.rfind('{').map_or(if cuts.is_empty() { from } else { at }, |brace| from + brace)
            });
            cuts.push((if text.is_char_boundary(own) { own } else { at }, nth));
        }
        previous = at;
    }
    let ends = cuts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    cuts.iter()
        .zip(ends)
        .filter_map(|((start, nth), end)| {
            let piece = text.get(*start..end)?;
            let cut = piece.char_indices().nth(limits::MAX_ERROR_CHARS).map_or(piece.len(), |(at, _)| at);
            Some((piece.get(..cut)?, *nth))
        })
        .collect()
}
