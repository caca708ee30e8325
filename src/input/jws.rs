//! Compact JWS: a text that is one, in whatever wrapping, or that contains some.

use super::recognised::{Item, Recognised};
use super::source::Source;
use crate::evidence::assertion::Assertion;
use crate::evidence::wrapping::Wrapping;
use crate::limits;
use crate::notation::encoding;
use crate::notation::place::Place;
use crate::notation::text::shorten;

/// Finds the assertions in a text.
pub(super) fn recognise(source: &Source<'_>, text: &str) -> Recognised {
    if text.trim().is_empty() {
        return Recognised::default();
    }
    // Several tokens on consecutive lines are several tokens, not one with line breaks inside.
    let several = text.split_whitespace().filter(|chunk| begins_with_object(chunk) && chunk.contains('.')).count() > 1;
    let (token, wrapping) = unwrap(text);
    if !several && looks_like_jws(&token) {
        // A token that is the whole input needs no position.
        let place = if source.is_whole(text) { Place::default() } else { source.place(text.trim_start()) };
        return assertion(source.name, &token, wrapping, text.trim(), place);
    }
    let mut found = Recognised::default();
    for token in within(text) {
        found.merge(assertion(source.name, token, Vec::new(), token, source.place(token)));
    }
    for run in text.split(|c: char| !(encoding::is_base64url(c) || matches!(c, '+' | '/' | '='))) {
        if let Some(token) = inside_base64(run) {
            let mut inside = assertion(source.name, &token, Vec::new(), run, source.place(run));
            if !inside.items.is_empty() {
                inside.unwrapped.push(say!("taken off: {one}", one = Wrapping::Base64));
            }
            found.merge(inside);
        }
    }
    found
}

/// Returns the assertion in a token, or a problem if the token is too long.
fn assertion(name: &str, token: &str, wrapping: Vec<Wrapping>, as_found: &str, place: Place) -> Recognised {
    if token.len() > limits::MAX_TOKEN_BYTES {
        return Recognised::problem(say!(
            "This token has {count} characters; tokens up to {most} are read.",
            count = token.len(),
            most = limits::MAX_TOKEN_BYTES
        ));
    }
    let unwrapped = wrapping.iter().map(|one| say!("taken off: {one}", one)).collect();
    let as_found = shorten(as_found, limits::EVIDENCE_VALUE_CHARS);
    let assertion = Assertion { wrapping, as_found, place, ..Assertion::parse(name, token) };
    Recognised { unwrapped, ..Recognised::item(Item::Assertion(Box::new(assertion))) }
}

/// Returns the token inside base64: a token is sometimes encoded again to pass it through a variable or a secret.
fn inside_base64(text: &str) -> Option<String> {
    // Base64 of `eyJ`, which is how base64 of `{"` begins.
    if !text.starts_with("ZXlK") || text.len() < limits::MIN_TOKEN_CHARS {
        return None;
    }
    let inner = String::from_utf8(encoding::base64_any(text)?.bytes).ok()?;
    let token = inner.trim();
    (looks_like_jws(token) && token.matches('.').count() == 2).then(|| token.to_owned())
}

/// Removes everything that people and tools put around a token. White space around it does not count.
fn unwrap(text: &str) -> (String, Vec<Wrapping>) {
    let mut wrapping = Vec::new();
    let invisible = |c: char| matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}');
    let mut token: String = text.chars().filter(|c| !invisible(*c)).collect();
    if token.trim_start_matches('\u{feff}').len() < text.trim_start_matches('\u{feff}').len() {
        wrapping.push(Wrapping::Invisible);
    }
    token = token.trim().to_owned();
    // Each round removes one layer; a token has a handful at most.
    for _ in 0..8 {
        let (rest, layer) = layer(&token);
        let Some(layer) = layer else { break };
        token = rest;
        if !wrapping.contains(&layer) {
            wrapping.push(layer);
        }
    }
    let breaks = token.split('\n').count() - 1 + token.matches("\\n").count();
    let joined: String = token.replace("\\r", "").replace("\\n", "").split_whitespace().collect();
    if joined.len() < token.len()
        && joined.chars().all(|c| encoding::is_base64url(c) || matches!(c, '.' | '=' | '+' | '/'))
    {
        let spaces = token.chars().filter(|c| matches!(c, ' ' | '\t')).count();
        if breaks > 0 {
            wrapping.push(Wrapping::LineBreaks(breaks));
        }
        if spaces > 0 {
            wrapping.push(Wrapping::Spaces(spaces));
        }
        token = joined;
    }
    (token, wrapping)
}

/// Removes one layer of wrapping.
fn layer(text: &str) -> (String, Option<Wrapping>) {
    let text = text.trim();
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”'), ('`', '`'), ('<', '>')] {
        let inner = text.strip_prefix(open).map(|rest| rest.strip_suffix(close).unwrap_or(rest));
        if let Some(inner) = inner.or_else(|| text.strip_suffix(close)) {
            return (inner.trim().to_owned(), Some(Wrapping::Quotes));
        }
    }
    if let Some(last) = text.chars().next_back().filter(|c| matches!(c, ',' | ';')) {
        return (text.trim_end_matches(last).trim().to_owned(), Some(Wrapping::Trailing(last)));
    }
    if let Some(rest) = text.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer ")).and(text.get(7..)) {
        return (rest.trim().to_owned(), Some(Wrapping::Bearer));
    }
    // `client_assertion=`, `"client_assertion": `, `Authorization: `
    if let Some(at) = text.find(['=', ':']).filter(|at| *at < 40) {
        let (name, rest) = text.split_at(at);
        let bare = name.trim().trim_matches(['"', '\'']);
        let rest = rest.get(1..).unwrap_or_default().trim();
        let word = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let first = rest.trim_start_matches(['"', '\'']);
        if word
            && !bare.contains('.')
            && (begins_with_object(first) || first.to_ascii_lowercase().starts_with("bearer "))
        {
            return (
                rest.to_owned(),
                Some(Wrapping::Parameter(format!(
                    "{bare}{}",
                    if text.as_bytes().get(at) == Some(&b'=') { "=" } else { ":" }
                ))),
            );
        }
    }
    if let Some(inner) = inside_base64(text) {
        return (inner, Some(Wrapping::Base64));
    }
    if text.contains('%') && !text.contains(char::is_whitespace) {
        let decoded = percent_decoded(text);
        if decoded != text {
            return (decoded, Some(Wrapping::UrlEncoding));
        }
    }
    (text.to_owned(), None)
}

fn percent_decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        match after.get(..2).and_then(encoding::hex).as_deref() {
            Some([byte]) if byte.is_ascii() => {
                decoded.push(char::from(*byte));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// Checks whether it is, or was meant to be, a compact JWS: it has no white space, and the first or second part begins like
/// a JSON object.
fn looks_like_jws(token: &str) -> bool {
    if token.contains(char::is_whitespace) {
        return false;
    }
    let mut parts = token.split('.');
    let first = parts.next().is_some_and(begins_with_object);
    let second = parts.next().is_some_and(begins_with_object);
    first && (token.contains('.') || token.len() > limits::MIN_TOKEN_CHARS) || second
}

/// Checks for base64 that decodes to `{`, possibly after white space.
pub(crate) fn begins_with_object(part: &str) -> bool {
    let start: String = part.chars().take(8).take_while(|c| encoding::is_base64url(*c)).collect();
    let whole = start.get(..start.len() / 4 * 4).unwrap_or_default();
    encoding::base64url(whole).is_ok_and(|bytes| bytes.trim_ascii_start().first() == Some(&b'{'))
}

/// Finds tokens inside other text, such as a log or a JSON document.
pub(super) fn within(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(encoding::is_base64url(c) || matches!(c, '.')))
        .map(|run| run.trim_end_matches('.'))
        .filter(|run| run.len() >= limits::MIN_TOKEN_CHARS && run.matches('.').count() >= 2)
        .filter(|run| run.split('.').next().is_some_and(begins_with_object))
}
