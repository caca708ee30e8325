//! Errors of the token endpoint anywhere in a text: JSON, escaped JSON, exception texts, log rows.

use super::{Evidence, Recognised};
use crate::limits;
use crate::server_error::ServerError;

/// Characters before a code that may still belong to its error, such as the start of the JSON around it.
const BEFORE: usize = 300;
/// Longest text of one error, in characters.
const LONGEST: usize = 6_000;

/// Adds the errors of a text.
pub(super) fn recognise(name: &str, text: &str, found: &mut Recognised) {
    let tidy = tidy(text);
    for piece in pieces(&tidy) {
        let error = ServerError::read(name, piece);
        if error.codes.is_empty() {
            continue;
        }
        found.evidence.push(Evidence::Error(Box::new(error)));
    }
}

/// The text with escapes undone and white space collapsed: `\r\n`, `\\r\\n`, `\/`, `\u0027`, wrapped lines.
fn tidy(text: &str) -> String {
    let mut tidy = text.to_owned();
    if tidy.contains('\\') || tidy.contains("&#39;") {
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
            tidy = tidy.replace(escaped, plain);
        }
    }
    tidy.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a text into one piece an error. Two codes belong to one error where no id or time stands between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = text.match_indices("AADSTS").map(|(at, _)| at).collect();
    if starts.is_empty() {
        // The code may have been cut off: the words in the brackets are enough.
        let known = ["Reason - ", "Thumbprint of key used by client", "lient assertion ", "signature validation"];
        starts.extend(known.iter().filter_map(|words| text.find(words)).min());
    }
    let mut cuts: Vec<usize> = Vec::new();
    let mut previous = 0;
    for at in starts.into_iter().take(limits::MAX_ERRORS * 4) {
        let between = text.get(previous..at).unwrap_or_default();
        let ended = ["Trace ID", "Timestamp", "Correlation ID", "trace_id"].iter().any(|end| between.contains(end));
        if cuts.is_empty() || ended {
            // Of what stands before the code, this error's own beginning: the JSON or the exception around it.
            let earliest = if cuts.is_empty() { 0 } else { previous };
            let from = earliest.max(at.saturating_sub(BEFORE));
            let own = text.get(from..at).map_or(at, |before| {
                before.rfind('{').map_or(if cuts.is_empty() { from } else { at }, |brace| from + brace)
            });
            cuts.push(if text.is_char_boundary(own) { own } else { at });
        }
        previous = at;
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    cuts.iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let piece = text.get(*start..end)?;
            let cut = piece.char_indices().nth(LONGEST).map_or(piece.len(), |(at, _)| at);
            piece.get(..cut)
        })
        .collect()
}
