//! `curl` commands.
//!
//! Source: curl's manual page.

use super::body;
use super::options::header;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};

/// Options whose value is a URL that the request does not go to.
const OTHER_URL_OPTIONS: [&str; 9] =
    ["-x", "--proxy", "-e", "--referer", "--preproxy", "--connect-to", "--resolve", "-A", "--user-agent"];
/// Short options that take a value, which may directly follow the letter.
const SHORT_OPTIONS_WITH_VALUE: &str = "AbcdDeEFHmoPQrtTuUwxXyYzK";

/// Returns what curl would send for these arguments.
pub(super) fn request(words: &[String]) -> Request {
    let mut request = Request { format: RequestFormat::Curl, ..Request::default() };
    let (mut data, mut fields): (Vec<String>, Vec<Parameter>) = (Vec::new(), Vec::new());
    let (mut kind, mut in_query, mut json) = (None, false, false);
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        let (option, attached) = split_option(word);
        let mut value = || attached.or_else(|| words.next()).unwrap_or_default();
        match option {
            "-X" | "--request" => request.method = Some(value().to_ascii_uppercase()),
            "--url" => request.url = Some(value().to_owned()),
            "-H" | "--header" => header(value(), &mut kind, &mut request),
            "-u" | "--user" => {
                value();
                request.authorization = Some("Basic".into());
            }
            "--oauth2-bearer" => {
                value();
                request.authorization = Some("Bearer".into());
            }
            "-d" | "--data" | "--data-ascii" | "--data-raw" | "--data-binary" => data.push(value().to_owned()),
            "--data-urlencode" => data.push(urlencoded(value())),
            "--json" => {
                json = true;
                data.push(value().to_owned());
            }
            "-F" | "--form" | "--form-string" => {
                if let Some((name, value)) = value().split_once('=') {
                    fields.push(Parameter { name: name.into(), value: value.into(), raw: value.into() });
                }
            }
            "-G" | "--get" => in_query = true,
            other if OTHER_URL_OPTIONS.contains(&other) => drop(value()),
            other if !other.starts_with('-') && request.url.is_none() && is_address(other) => {
                request.url = Some(other.to_owned());
            }
            _ => {}
        }
    }
    let data = data.join("&");
    let sends = !data.is_empty() || !fields.is_empty();
    let default = match (json, fields.is_empty()) {
        (true, _) => "application/json",
        (_, false) => "multipart/form-data",
        _ => "application/x-www-form-urlencoded",
    };
    request.method.get_or_insert_with(|| if sends && !in_query { "POST".into() } else { "GET".into() });
    if in_query && sends {
        request.url = request.url.map(|url| format!("{url}{}{data}", if url.contains('?') { '&' } else { '?' }));
    } else if sends {
        request.content_type = kind.or_else(|| body::media_type(default));
        // A body in a file is not part of the text.
        request.body = match data.strip_prefix('@') {
            _ if !fields.is_empty() => Body::Multipart(fields),
            Some(_) => Body::None,
            None => body::read(None, &data),
        };
    }
    request
}

/// Splits an option from the value that directly follows it: `-XPOST`, `-d"…"`.
fn split_option(word: &str) -> (&str, Option<&str>) {
    let letter = word.strip_prefix('-').and_then(|rest| rest.chars().next());
    match letter {
        Some(c) if SHORT_OPTIONS_WITH_VALUE.contains(c) && word.len() > 2 => {
            word.split_at_checked(2).map_or((word, None), |(option, value)| (option, Some(value)))
        }
        _ => (word, None),
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains("/token") || word.starts_with("login.")
}

/// Handles `name=content`, where curl encodes the content, and `name@file`, where it is in a file.
fn urlencoded(text: &str) -> String {
    match (text.split_once('='), text.split_once('@')) {
        (Some((name, content)), _) if !name.contains('@') => {
            let parameter = Parameter::plain(name, content);
            // Variables are left as they are.
            let value = if parameter.is_placeholder() { content.to_owned() } else { parameter.raw };
            if name.is_empty() { value } else { format!("{name}={value}") }
        }
        (_, Some((name, file))) => format!("{name}=@{file}"),
        _ => text.to_owned(),
    }
}
