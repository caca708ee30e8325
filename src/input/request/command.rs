//! Commands of curl, wget and HTTPie, quoted for Bash, cmd or PowerShell.

use super::shell::{self, Dialect};
use super::{curl, httpie, wget};
use crate::evidence::request::Request;
use crate::limits;
use crate::notation::order::by_number;

/// Returns what a program would send for these arguments, beginning with its own name.
type Read = fn(&[String]) -> Request;

const PROGRAMS: [(&str, Read); 5] = [
    ("curl", curl::request),
    ("wget", wget::request),
    ("http", httpie::request),
    ("https", httpie::request),
    ("xh", httpie::request),
];

/// Finds every command in the text that requests a token.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    let all = PROGRAMS.into_iter().flat_map(|(name, read)| commands(text, name, read));
    let all = by_number(all.collect(), |(at, _)| u32::try_from(*at).unwrap_or(u32::MAX));
    all.into_iter().map(|(_, request)| request).take(limits::MAX_REQUESTS).collect()
}

/// Finds the commands of one program, with their positions.
fn commands(text: &str, name: &str, read: Read) -> Vec<(usize, Request)> {
    let mut requests = Vec::new();
    let mut trials = 0;
    let mut resume = 0;
    for (at, _) in text.match_indices(name) {
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        if at < resume || !is_command(before, rest, name) {
            continue;
        }
        if trials >= limits::MAX_COMMAND_TRIALS || requests.len() >= limits::MAX_REQUESTS {
            break;
        }
        let end = (0..=limits::MAX_COMMAND_BYTES.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end));
        let rest = rest.get(..end.unwrap_or(0)).unwrap_or_default();
        let command = shell::read(rest, dialect(before, rest));
        match command.as_ref().map(|command| (read(&command.words), command.length)) {
            Some((request, length)) if request.is_token_request() => {
                requests.push((at, request));
                resume = at + length;
            }
            _ => trials += 1,
        }
    }
    requests
}

/// Checks whether this is the name of a program: a word by itself, followed by something.
fn is_command(before: &str, rest: &str, name: &str) -> bool {
    let after = rest.strip_prefix(name).unwrap_or_default();
    let after = after.strip_prefix(".exe").unwrap_or(after);
    let first = before.chars().next_back();
    first.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '`' | '|' | ';' | '&' | '>' | '$' | '/' | '\\'))
        && after.starts_with([' ', '\t'])
}

/// Guesses the shell that a command was written for, from its first line and the prompt before it.
fn dialect(before: &str, rest: &str) -> Dialect {
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let prompt = before.rsplit('\n').next().unwrap_or_default();
    if line.ends_with('^') || line.contains("^\"") {
        Dialect::Cmd
    } else if line.ends_with('`') {
        Dialect::PowerShell
    } else if line.ends_with('\\') {
        Dialect::Bash
    } else if prompt.trim_start().starts_with("PS ") {
        Dialect::PowerShell
    } else if prompt.contains(":\\") {
        Dialect::Cmd
    } else if rest.split_whitespace().next().is_some_and(|name| name.ends_with(".exe")) {
        Dialect::PowerShell
    } else {
        Dialect::Bash
    }
}
