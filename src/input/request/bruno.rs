//! Bruno's `.bru` files: blocks of lines between braces, of a request or an environment.
//!
//! Source: Bruno's page on its markup language.

use super::body;
use super::saved::{Saved, scheme};
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::evidence::variables::Scope;
use crate::limits;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Reads a `.bru` file; what else begins with such blocks has no request and no variables in them.
pub(super) fn recognise(text: &str) -> Saved {
    let mut saved = Saved::default();
    let mut request = Request { format: RequestFormat::Saved, ..Request::default() };
    let (mut form, mut kind, mut auth) = (None, None, None);
    for (name, lines) in blocks(text) {
        let value = |wanted: &str| pairs(&lines).find(|(name, _)| *name == wanted).map(|(_, value)| value);
        match name {
            "headers" => {
                for (name, value) in pairs(&lines) {
                    super::options::header(&format!("{name}:{value}"), &mut kind, &mut request);
                }
            }
            "body:form-urlencoded" => {
                form = Some(
                    pairs(&lines)
                        .take(limits::MAX_PARAMETERS)
                        .map(|(name, value)| Parameter::plain(name, value))
                        .collect(),
                );
            }
            "body:multipart-form" => {
                let fields = pairs(&lines).take(limits::MAX_PARAMETERS);
                request.body = Body::Multipart(fields.map(|(name, value)| Parameter::plain(name, value)).collect());
            }
            "body" | "body:json" | "body:text" => request.body = body::read(None, &lines.join("\n")),
            "vars" | "vars:pre-request" => {
                let scope = if name == "vars" { Scope::Environment } else { Scope::Collection };
                pairs(&lines).for_each(|(name, value)| saved.variables.add(scope, name, value));
            }
            // A script may add to the request, so it is no more than a program.
            "script:pre-request" if lines.iter().any(|line| line.contains("req.set")) => {
                request.format = RequestFormat::Program;
            }
            method if METHODS.contains(&method) => {
                request.method = Some(method.to_ascii_uppercase());
                request.url = value("url").map(str::to_owned);
                auth = value("auth").and_then(scheme);
                let default = match value("body") {
                    Some("formUrlEncoded") => "application/x-www-form-urlencoded",
                    Some("multipartForm") => "multipart/form-data",
                    Some("json") => "application/json",
                    Some("text") => "text/plain",
                    _ => "",
                };
                request.content_type = body::media_type(default);
            }
            _ => {}
        }
    }
    // A file may keep the bodies of every kind; only the chosen one is sent.
    match (request.content_type.as_deref(), form) {
        (Some("application/x-www-form-urlencoded"), Some(form)) => request.body = Body::Form(form),
        (None, _) => request.body = Body::None,
        _ => {}
    }
    request.content_type = kind.or(request.content_type);
    request.authorization = request.authorization.or(auth);
    if request.method.is_some() && request.url.is_some() {
        saved.push(request);
    }
    saved
}

/// The blocks of a file, each from a line `name {` to a line `}`, without the indentation of its lines.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let name = line.trim_end().strip_suffix('{').map(str::trim_end);
        match (open, name, blocks.last_mut()) {
            (false, Some(name), _) if is_name(name) => {
                blocks.push((name, Vec::new()));
                open = true;
            }
            (true, _, _) if line.trim_end() == "}" => open = false,
            (true, _, Some((_, lines))) => lines.push(line.strip_prefix("  ").unwrap_or(line)),
            _ => {}
        }
    }
    blocks
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b':' | b'-'))
}

/// The lines `name: value` of a block; a tilde before a name takes the line out.
fn pairs<'t>(lines: &[&'t str]) -> impl Iterator<Item = (&'t str, &'t str)> {
    let pair = |line: &&'t str| {
        let (name, value) = line.trim().split_once(':')?;
        let name = name.trim().trim_matches('"');
        (!name.is_empty() && !name.starts_with('~')).then_some((name, value.trim()))
    };
    lines.iter().filter_map(pair).collect::<Vec<_>>().into_iter()
}
