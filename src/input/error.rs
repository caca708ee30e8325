//! Errors from the token endpoint anywhere in a text: JSON, escaped JSON, exception messages, log rows.

use super::recognised::Item;
use super::source::Source;
use crate::evidence::server_error::{Hints, ServerError};
use crate::limits;
use crate::notation::order::by_number;

/// Finds the errors in a text. `earlier` is the last error found before this text.
pub(super) fn recognise(source: &Source<'_>, text: &str, earlier: Option<&ServerError>) -> Vec<Item> {
    let mut found: Vec<ServerError> = Vec::new();
    let normalised = normalise(text);
    // Normalising moves the codes but keeps their number and order.
    let codes = code_starts(text);
    for piece in pieces(&normalised) {
        let mut error = ServerError::read(source.name, piece.text);
        if error.codes.is_empty() || found.last().or(earlier).is_some_and(|known| repeats(&error, known)) {
            continue;
        }
        error.hints = error.hints.and(Hints::read(piece.before));
        let start = codes.get(piece.nth).and_then(|at| text.get(*at..)).unwrap_or(text);
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

/// Where the codes begin, those across a line break included.
fn code_starts(text: &str) -> Vec<usize> {
    let mut starts: Vec<usize> = text.match_indices(CODE).map(|(at, _)| at).collect();
    for (at, _) in text.match_indices('\n') {
        let Some(before) = text.as_bytes().get(at.saturating_sub(CODE.len() + 1)..at) else { continue };
        let after = text.as_bytes().get(at..text.len().min(at + 2 * CODE.len())).unwrap_or_default().trim_ascii_start();
        let before = before.trim_ascii_end();
        let parts = (1..CODE.len()).filter_map(|length| CODE.split_at_checked(length));
        let broken =
            |(start, end): &(&str, &str)| before.ends_with(start.as_bytes()) && after.starts_with(end.as_bytes());
        if let Some((start, _)) = parts.into_iter().find(broken) {
            let blank = at - before.len().min(at);
            let trimmed = text.get(..at).map_or(blank, |head| head.trim_end_matches([' ', '\r']).len());
            starts.push(trimmed.saturating_sub(start.len()));
        }
    }
    by_number(starts, |at| u32::try_from(*at).unwrap_or(u32::MAX))
}

/// Undoes what carried the text: escapes (`\r\n`, `\\r\\n`, `\/`, `\u0027`), entities, typographic quotation marks, links and
/// the prefixes of log lines. Line breaks remain, because one inside an id is no space.
fn normalise(text: &str) -> String {
    let mut plain_text = text.to_owned();
    let mut replace = |sign: &str, table: &[(&str, &str)]| {
        if plain_text.contains(sign) {
            for (written, plain) in table {
                plain_text = plain_text.replace(written, plain);
            }
        }
    };
    replace(
        "\\",
        &[
            ("\\\\", "\\"),
            ("\\r", " "),
            ("\\n", " "),
            ("\\t", " "),
            ("\\/", "/"),
            ("\\u0027", "'"),
            ("\\u0022", "\""),
            ("\\u0026", "&"),
            ("\\'", "'"),
            ("\\\"", "\""),
        ],
    );
    replace(
        "&",
        &[
            ("&#39;", "'"),
            ("&#x27;", "'"),
            ("&apos;", "'"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&nbsp;", " "),
            ("&amp;", "&"),
        ],
    );
    for (quote, plain) in
        [("‘", "'"), ("’", "'"), ("‚", "'"), ("‛", "'"), ("′", "'"), ("“", "\""), ("”", "\""), ("„", "\"")]
    {
        replace(quote, &[(quote, plain)]);
    }
    let unlinked = without_tags(&without_links(&plain_text));
    let mut lines = String::with_capacity(unlinked.len());
    for line in unlinked.lines() {
        let ends_open = lines.trim_end().ends_with(':');
        let mut between = if lines.is_empty() { "" } else { "\n" };
        for word in without_prefix(line, ends_open).split_whitespace() {
            lines.push_str(between);
            lines.push_str(word);
            between = " ";
        }
    }
    lines
}

/// What log viewers put before every line: a frame, a time, `##[error]`. After a colon a time is a value.
fn without_prefix(line: &str, keep_time: bool) -> &str {
    let mut line = line.trim_start();
    loop {
        let bare = line.trim_start_matches(['│', '┃', '║', '╷', '╵']).trim_start();
        let bare = bare.strip_prefix("> ").or(bare.strip_prefix("| ")).unwrap_or(bare);
        let bare = bare.strip_prefix("##[error]").or(bare.strip_prefix("::error::")).unwrap_or(bare);
        let word = bare.split(' ').next().unwrap_or_default();
        let is_time = word.len() >= 20 && word.as_bytes().get(10) == Some(&b'T') && word.ends_with('Z');
        let is_time = is_time && word.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ".contains(&byte));
        let bare = if is_time && !keep_time { bare.get(word.len()..).unwrap_or_default() } else { bare }.trim_start();
        if bare.len() == line.len() {
            return line;
        }
        line = bare;
    }
}

/// Longest label and address of a link that is looked at, in bytes.
const MAX_LINK: usize = 1_000;

/// Leaves of Markdown's links only their label: issue trackers and log viewers link parts of ids and times.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(middle) = rest.find("](") {
        let (before, after) = (rest.get(..middle).unwrap_or_default(), rest.get(middle + 2..).unwrap_or_default());
        let from = before.len().saturating_sub(MAX_LINK);
        let open = before.as_bytes().get(from..).and_then(|near| near.iter().rposition(|byte| *byte == b'['));
        let near = after.as_bytes().get(..after.len().min(MAX_LINK)).unwrap_or_default();
        let close = near.iter().position(|byte| *byte == b')' || byte.is_ascii_whitespace());
        let close = close.filter(|at| near.get(*at) == Some(&b')'));
        let is_address = after.starts_with("http") || after.starts_with(['/', '#']);
        match (open, close) {
            (Some(open), Some(close)) if is_address => {
                let open = from + open;
                plain.push_str(before.get(..open).unwrap_or_default());
                plain.push_str(before.get(open + 1..).unwrap_or_default());
                rest = after.get(close + 1..).unwrap_or_default();
            }
            _ => {
                plain.push_str(before);
                plain.push_str("](");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Removes the tags of HTML that pages put around parts of a text. Anything else in angle brackets is a mask.
fn without_tags(text: &str) -> String {
    const TAGS: [&str; 14] =
        ["a", "b", "i", "p", "br", "em", "li", "div", "pre", "wbr", "code", "mark", "span", "strong"];
    let mut plain = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = (rest.get(..open).unwrap_or_default(), rest.get(open + 1..).unwrap_or_default());
        plain.push_str(before);
        let name = tag.trim_start_matches('/');
        let name = name.as_bytes().get(..name.len().min(8)).unwrap_or_default();
        let end = name.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        let near = tag.as_bytes().get(..tag.len().min(MAX_LINK)).unwrap_or_default();
        let close = near.iter().position(|byte| *byte == b'>');
        match close.filter(|_| TAGS.iter().any(|tag| tag.as_bytes() == name)) {
            Some(close) => {
                if matches!(name.as_slice(), b"br" | b"p" | b"div" | b"li") {
                    plain.push(' ');
                }
                rest = tag.get(close + 1..).unwrap_or_default();
            }
            None => {
                plain.push('<');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The text of one error.
struct Piece<'t> {
    text: &'t str,
    /// What stands before it and belongs to no other error.
    before: &'t str,
    /// The number of its first code.
    nth: usize,
}

/// Splits a text into one piece per error. Two codes belong to one error if there is no id or time between them.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut starts = code_starts(text);
    if starts.is_empty() {
        // The code may have been cut off: the words in the brackets are enough.
        let flat = text.replace('\n', " ");
        starts.extend(WITHOUT_CODE.iter().filter_map(|words| flat.find(words)).min());
    }
    let mut cuts: Vec<(usize, usize, usize)> = Vec::new();
    let mut previous = 0;
    for (nth, at) in starts.into_iter().take(limits::MAX_ERRORS * 4).enumerate() {
        let between = text.get(previous..at).unwrap_or_default();
        if cuts.is_empty() || ends(between) {
            // Of the text before the code, keep the start of this error: the JSON or the exception around it.
            let earliest = if cuts.is_empty() { 0 } else { previous };
            let from = floor(text, earliest.max(at.saturating_sub(limits::CHARS_BEFORE_CODE)));
            let own = text.get(from..at).map_or(at, |before| {
                before.rfind('{').map_or(if cuts.is_empty() { from } else { at }, |brace| from + brace)
            });
            let before = if cuts.is_empty() { at.saturating_sub(limits::CHARS_BEFORE_ERROR) } else { own };
            cuts.push((own, floor(text, before.min(own)), nth));
        }
        previous = at;
    }
    let ends = cuts.iter().skip(1).map(|(start, ..)| *start).chain([text.len()]);
    cuts.iter()
        .zip(ends)
        .filter_map(|((start, before, nth), end)| {
            let piece = text.get(*start..end)?;
            let cut = piece.char_indices().nth(limits::MAX_ERROR_CHARS).map_or(piece.len(), |(at, _)| at);
            Some(Piece { text: piece.get(..cut)?, before: text.get(*before..*start)?, nth: *nth })
        })
        .collect()
}

/// Words by which an error without its code is found.
const WITHOUT_CODE: [&str; 7] = [
    "Reason - ",
    "Thumbprint of key used by client",
    "lient assertion ",
    "signature validation",
    "nvalid client secret",
    "client secret keys",
    "federated identity record",
];

/// Whether an error ends in the text between two codes.
fn ends(between: &str) -> bool {
    if between.len() > limits::MAX_ERROR_CHARS {
        return true;
    }
    let bare: String = between.split_whitespace().collect();
    ["TraceID", "Timestamp", "CorrelationID", "trace_id", "[Reason"].iter().any(|end| bare.contains(end))
}

/// The nearest boundary of a character at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::instant::Instant;

    fn errors(text: &str) -> Vec<ServerError> {
        let found = recognise(&Source::new("log", text, 1), text, None);
        found.into_iter().filter_map(|one| if let Item::Error(error) = one { Some(*error) } else { None }).collect()
    }

    #[test]
    fn links_tags_quotes_and_prefixes() {
        let plain = "AADSTS7000215: Invalid client secret provided. Trace ID: a536496d-5fdd-4be2-b7ea-48dabe1d4000 Timestamp: 2025-01-09 08:26:10Z";
        let [expected] = &errors(plain)[..] else { panic!("one error") };
        assert_eq!(expected.timestamp, Instant::read("2025-01-09T08:26:10Z"));
        for text in [
            plain.replace("2025", "[20](https://github.com/contoso/repo/actions/runs/1/job/2#step:6:21)25"),
            plain.replace("a536496d", "<a href=\"https://x\" rel='y'>a536496d</a>"),
            plain.replace(' ', "\\r\\n"),
            plain.replace("secret provided. ", "secret provided.\n2025-01-09T08:26:11.1234567Z ##[error]"),
            plain.replace("secret provided. ", "secret\n│ provided.\n│ "),
            plain.replace("AADSTS7000215", "AADS\nTS70002\n15"),
            plain.replace("48dabe1d4000", "48dab\n2025-01-09T08:26:11.1234567Z e1d4000"),
        ] {
            let [found] = &errors(&text)[..] else { panic!("one error: {text}") };
            assert_eq!(
                (found.code(), found.timestamp, &found.trace_id),
                (expected.code(), expected.timestamp, &expected.trace_id),
                "{text}"
            );
        }
        let node = "ClientAuthError: invalid_client: 700027 - [2021-06-10 22:21:00Z](http://x/y): AADSTS700027: Client assertion contains an invalid signature.";
        assert_eq!(errors(node)[0].timestamp, Instant::read("2021-06-10T22:21:00Z"));
        let quotes = "AADSTS700016: Application with identifier ‘833aa854-2811-4f90-9620-c38070f595d7’ was not found in the directory \\u0027contoso\\u0027.";
        assert_eq!((errors(quotes)[0].app_id.is_some(), errors(quotes)[0].tenant.as_deref()), (true, Some("contoso")));
    }

    #[test]
    fn two_errors_and_their_places() {
        let text = "AADSTS700016: x Trace ID: a536496d-5fdd-4be2-b7ea-48dabe1d4000\nAAD\nSTS90002: Tenant 'x' not found. Trace ID: b536496d-5fdd-4be2-b7ea-48dabe1d4000";
        let found = errors(text);
        let lines: Vec<_> = found.iter().map(|one| (one.code(), one.place.position.map(|at| at.line))).collect();
        assert_eq!(lines, [(Some(700_016), Some(1)), (Some(90_002), Some(2))]);
    }

    #[test]
    fn a_command_before_the_error() {
        let text = "az login -u x -p ./MYCERT.pem --service-principal\nGet Token request returned http error: 401 and server response: {\"error_description\":\"AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided.\"}";
        assert!(errors(text)[0].hints.file_as_secret);
    }
}
