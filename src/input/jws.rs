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
    let inside: Vec<&str> = within(text).collect();
    let (token, wrapping) = unwrap(text);
    // A text with several tokens, or with something behind a whole one, is not one token with line breaks inside.
    if inside.len() < 2
        && let Some(token) = looks_like_jws(&token).then(|| first_whole(&token, text)).flatten()
    {
        // A token that is the whole input needs no position.
        let place = if source.is_whole(text) { Place::default() } else { source.place(text.trim_start()) };
        return assertion(source.name, token, wrapping, text.trim(), place);
    }
    let mut found = Recognised::default();
    for token in inside {
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

/// Returns the token unless it is whole already at one of the text's line breaks, so that what follows belongs to
/// something else.
fn first_whole<'t>(token: &'t str, text: &str) -> Option<&'t str> {
    let first = text.split_whitespace().find_map(|chunk| within(chunk).next());
    first.is_none_or(|one| !is_whole(one) || token.starts_with(one) && token.len() == one.len()).then_some(token)
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
    // What shortened it for a screen left its mark behind it. Whether it is cut off, its length tells.
    for mark in ["[...]", "[…]", "...", "…"] {
        if let Some(rest) = token.strip_suffix(mark) {
            token = rest.to_owned();
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
    // In a form, a blank is a plus sign.
    let bearer = |start: &&str| start.eq_ignore_ascii_case("bearer ") || start.eq_ignore_ascii_case("bearer+");
    if let Some(rest) = text.get(..7).filter(bearer).and(text.get(7..)) {
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

/// Checks whether it is, or was meant to be, a compact JWS: the first or second part begins like a JSON object in base64,
/// and it has none of the signs by which other notations put texts together.
fn looks_like_jws(token: &str) -> bool {
    if token.contains(|c: char| {
        c.is_whitespace() || matches!(c, '{' | '}' | '"' | '<' | '>' | '&' | '(' | ')' | ';' | '\\')
    }) {
        return false;
    }
    // The host of an address may begin as an encoded brace does.
    if token.contains("://") {
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

/// Finds tokens inside other text, such as a log or a JSON document: whole ones, cut ones that still have their second
/// part, and those without a signature. One that the text itself shows shortened (`eyJ….eyJ…...`) is left out: it was cut
/// by whoever wrote the text.
pub(super) fn within(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            // Base64 of `{` and what may follow it begins so.
            let is_start = |pair: &[u8]| matches!(pair, [b'e', b'y' | b'w']);
            let start = at + text.as_bytes().get(at..)?.windows(2).position(is_start)?;
            let rest = text.get(start..)?;
            let is_start = !text.get(..start)?.ends_with(|c: char| encoding::is_base64url(c) || c == '.');
            let token = is_start.then(|| token_at(rest)).flatten();
            at = start + token.map_or(2, str::len);
            if let Some(token) =
                token.filter(|_| !is_shortened(rest.get(token.map_or(0, str::len)..).unwrap_or_default()))
            {
                return Some(token);
            }
        }
    })
}

/// Returns the token at the start of a text.
fn token_at(text: &str) -> Option<&str> {
    if !begins_with_object(text) {
        return None;
    }
    let part = |from: usize, padded: bool| {
        let rest = text.get(from..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| encoding::is_base64url(char::from(*byte))).count();
        let after = rest.get(length..).unwrap_or_default();
        let padding = after.bytes().take_while(|byte| *byte == b'=').count();
        let is_padding = padded && padding < 3 && after.get(padding..).is_some_and(|rest| rest.starts_with('.'));
        from + length + if is_padding { padding } else { 0 }
    };
    let header = part(0, true);
    let claims_start = text.get(header..)?.starts_with('.').then_some(header + 1)?;
    let claims = part(claims_start, true);
    let token = text.get(..claims).filter(|token| token.len() >= limits::MIN_TOKEN_CHARS);
    if !text.get(claims..)?.starts_with('.') {
        return token.filter(|_| begins_with_object(text.get(claims_start..).unwrap_or_default()));
    }
    let start = claims + 1;
    let mut end = signature_end(text, start);
    if end == start {
        // A dot that ends the token, if it says that it has no signature, or else the sentence.
        return if says_unsigned(text.get(..header)?) { text.get(..start) } else { token };
    }
    // An encrypted token has five parts; a damaged one, any number.
    while text.get(end..)?.starts_with('.') && part(end + 1, false) > end + 1 {
        end = part(end + 1, false);
    }
    text.get(..end).filter(|token| token.len() >= limits::MIN_TOKEN_CHARS)
}

/// Returns where a signature ends. The signs of standard base64 belong to it if only with them it has the length of a
/// signature; elsewhere they separate.
fn signature_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let run = |accepts: fn(u8) -> bool| rest.bytes().take_while(|byte| accepts(*byte)).count();
    let url = run(|byte| encoding::is_base64url(char::from(byte)));
    let any = run(|byte| encoding::is_base64url(char::from(byte)) || matches!(byte, b'+' | b'/'));
    let padding = |from: usize| {
        let count = rest.get(from..).unwrap_or_default().bytes().take_while(|byte| *byte == b'=').count();
        if count < 3 && (from + count).is_multiple_of(4) { count } else { 0 }
    };
    let is_whole = |length: usize| rest.get(..length).is_some_and(is_signature);
    let end = if any > url && !is_whole(url) && is_whole(any) { any } else { url };
    start + end + padding(end)
}

/// Checks whether a text is a token from its header to the end of its signature.
pub(super) fn is_whole(text: &str) -> bool {
    text.matches('.').count() == 2
        && within(text).next() == Some(text)
        && text.rsplit('.').next().is_some_and(is_signature)
}

/// Checks whether a part has the length of a signature: RSA from 1024 bits, ECDSA, HMAC.
fn is_signature(part: &str) -> bool {
    let part = part.trim_end_matches('=');
    let bytes = part.len() * 3 / 4;
    part.len() % 4 != 1 && matches!(bytes, 32 | 48 | 64 | 96 | 128 | 132 | 256 | 384 | 512 | 768 | 1024 | 2048)
}

/// Checks whether a header says that the token has no signature.
fn says_unsigned(header: &str) -> bool {
    let bytes = encoding::base64_any(header.trim_end_matches('=')).map(|decoded| decoded.bytes).unwrap_or_default();
    let header: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let alg = header.as_ref().and_then(|header| header.get("alg")?.as_str());
    alg.is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
}

/// Checks whether what follows a token says that the rest of it is not shown.
fn is_shortened(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    ["...", "\u{2026}", "..", "***", "[...", "(...", "[truncated", "(truncated", "<truncated", "[cut", "[snip", "<snip"]
        .iter()
        .any(|sign| after.starts_with(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_running_text() {
        let (header, claims) = ("eyJhbGciOiJSUzI1NiJ9", "eyJpc3MiOiJhIn0");
        let signature = "A".repeat(342);
        let whole = format!("{header}.{claims}.{signature}");
        let standard = format!("{header}.{claims}.{}+/{}==", "A".repeat(200), "B".repeat(140));
        let unsigned = format!("eyJhbGciOiJub25lIn0.{claims}.");
        let cut = format!("{header}.{claims}");
        let cases: [(String, Vec<&str>); 12] = [
            (format!("sent {whole}. Then"), vec![&whole]),
            (format!("Bearer+{whole}&x=1"), vec![&whole]),
            (format!("A={whole}\nB={whole}\n"), vec![&whole, &whole]),
            (format!("{whole}\n{whole}"), vec![&whole, &whole]),
            (format!("'{standard}'"), vec![&standard]),
            (format!("/{whole}/more"), vec![&whole]),
            (format!("({unsigned})"), vec![&unsigned]),
            (format!("x {cut} y"), vec![&cut]),
            (format!("x {cut}."), vec![&cut]),
            (format!("x {cut}... y {cut}.abc\u{2026}"), vec![]),
            (format!("key{whole}"), vec![]),
            ("they knew; eye, ewe".to_owned(), vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(within(&text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
