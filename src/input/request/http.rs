//! HTTP/1.1 as text: request line, headers, blank line, body, and possibly the response; as written by Fiddler, Wireshark,
//! Postman and the REST clients of editors.
//!
//! Source: RFC 9112 §2 and §3.

use std::borrow::Cow;

use super::body;
use crate::evidence::request::{Body, Request, RequestFormat};
use crate::evidence::variables::{Scope, Variables};
use crate::limits;

const METHODS: [&str; 6] = ["POST", "GET", "PUT", "PATCH", "HEAD", "OPTIONS"];

/// Finds every token request in the text.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    let inlined = inlined(text);
    let text = &*rejoined(&inlined);
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if request_line(line).is_some() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let messages = starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end));
    messages.filter_map(message).filter(Request::is_token_request).take(limits::MAX_REQUESTS).collect()
}

/// The text with each request line in one line, though it was wrapped after the method.
fn rejoined(text: &str) -> Cow<'_, str> {
    let wrapped = METHODS.into_iter().flat_map(|method| [format!("{method}\nhttp"), format!("{method}\n/")]);
    wrapped.fold(Cow::Borrowed(text), |text, line| match text.contains(&line) {
        true => Cow::Owned(text.replace(&line, &line.replace('\n', " "))),
        false => text,
    })
}

/// The text of a `.http` file with its variables replaced: `@name = value` defines `{{name}}`.
fn inlined(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    let mut variables = Variables::default();
    for line in text.lines().filter_map(|line| line.trim_start().strip_prefix('@')) {
        if let Some((name, value)) = line.split_once('=') {
            variables.add(Scope::Environment, name.trim(), value.trim());
        }
    }
    let text = match variables.resolve(text, &mut (2 * text.len() + limits::MAX_PROGRAM_BYTES)) {
        Cow::Owned(text) => text,
        Cow::Borrowed(text) => text.to_owned(),
    };
    // What is left is one word each, so that the request line has three.
    let mut pieces = text.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("{{");
        match piece.split_once("}}") {
            Some((name, rest)) => out.extend([name.trim(), "}}", rest]),
            None => out.push_str(piece),
        }
    }
    Cow::Owned(out)
}

/// A form that an editor writes with spaces, and sends without: `name = value &` in each line.
fn tightened(form: &str) -> Cow<'_, str> {
    let spaced = |line: &str| line.contains(" = ");
    if !form.lines().filter(|line| !line.trim().is_empty()).all(spaced) {
        return Cow::Borrowed(form);
    }
    let lines = form.lines().map(|line| line.trim().trim_end_matches('&').trim_end().replacen(" = ", "=", 1));
    Cow::Owned(lines.collect::<Vec<_>>().join("&"))
}

/// Parses `POST /tenant/oauth2/v2.0/token HTTP/1.1`; the version may be missing if the URL is absolute.
fn request_line(line: &str) -> Option<(&'static str, &str)> {
    let mut words = line.split_whitespace();
    let method = words.next()?;
    let method = METHODS.into_iter().find(|one| *one == method)?;
    let target = words.next()?;
    let version = words.next();
    let whole = target.starts_with("http://") || target.starts_with("https://");
    let known = version.map_or(whole, |version| version.starts_with("HTTP/"));
    (known && (whole || target.starts_with('/')) && words.next().is_none()).then_some((method, target))
}

fn message(text: &str) -> Option<Request> {
    let (first, rest) = text.split_once('\n')?;
    let (method, target) = request_line(first)?;
    let (headers, content) = split_headers(rest);
    // Such lines occur in logs too, but without headers after them.
    // The version may have been wrapped into the next line.
    let is_comment = |line: &&str| line.starts_with('#') || line.starts_with("//") || line.starts_with("HTTP/");
    let mut headers_read: Vec<(&str, String)> = Vec::new();
    for line in headers.lines().filter(|line| !is_comment(line)) {
        match (line.split_once(':'), headers_read.last_mut()) {
            (Some((name, value)), _) => headers_read.push((name, value.to_owned())),
            // A long value, or one that was wrapped.
            (None, Some((_, value))) => value.extend([" ", line.trim()]),
            (None, None) => return None,
        }
    }
    let headers = headers_read;
    let header = |name: &str| {
        headers.iter().find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    if headers.is_empty() {
        return None;
    }
    let (sent, response) = split_response(content);
    let url = match header("host") {
        Some(host) if target.starts_with('/') => format!("https://{host}{target}"),
        _ => target.to_owned(),
    };
    let kind = header("content-type");
    Some(Request {
        format: RequestFormat::Http,
        method: Some(method.into()),
        url: Some(url),
        content_type: kind.and_then(body::media_type),
        authorization: header("authorization").and_then(body::scheme),
        body: sent.map_or(Body::None, |sent| body::read(kind, &tightened(sent))),
        response: response.map(str::to_owned),
        ..Request::default()
    })
}

/// Splits headers from content at the first blank line.
fn split_headers(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            return text.split_at_checked(at).unwrap_or((text, ""));
        }
        at += line.len();
    }
    (text, "")
}

/// Splits the request body from the body of the response that follows it.
fn split_response(content: &str) -> (Option<&str>, Option<&str>) {
    let content = content.trim_start();
    let answer = ["HTTP/1.", "HTTP/2", "HTTP/3"].iter().filter_map(|mark| content.find(mark)).min();
    let (sent, answer) = answer.and_then(|at| content.split_at_checked(at)).unwrap_or((content, ""));
    // Separators in .http files and in collections of messages.
    let own = sent.split("\n###").next().unwrap_or(sent);
    // What an editor does with the answer, a body in a file, and what somebody pasted below the request.
    let own = ["\n> ", "\n>> ", "\n>>! ", "\n<> ", "\n-----BEGIN ", "\neyJ"]
        .into_iter()
        .fold(own, |own, mark| own.split(mark).next().unwrap_or(own));
    let own = Some(own.trim()).filter(|own| !own.starts_with("< ") && !own.starts_with("<@")).unwrap_or_default();
    let received = split_headers(answer).1.trim();
    ((!own.is_empty()).then_some(own), (!received.is_empty()).then_some(received))
}
