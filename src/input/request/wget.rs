//! `wget` commands. Source: GNU Wget's manual.

use super::body;
use super::options::long_option;
use crate::evidence::request::{Body, Request, RequestFormat};

/// Short options that take a value, which may directly follow the letter.
const SHORT_OPTIONS_WITH_VALUE: &str = "aABDeiIloOPQRtTUwX";
/// Long options whose value may be the next word.
const LONG_OPTIONS_WITH_VALUE: [&str; 10] = [
    "--output-document",
    "--output-file",
    "--certificate",
    "--ca-certificate",
    "--private-key",
    "--proxy-user",
    "--proxy-password",
    "--password",
    "--user-agent",
    "--timeout",
];

/// Returns what wget would send for these arguments.
pub(super) fn request(words: &[String]) -> Request {
    let mut request = Request { format: RequestFormat::Wget, ..Request::default() };
    let (mut data, mut kind): (Option<String>, Option<String>) = (None, None);
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        let (option, attached) = long_option(word);
        let mut value = || attached.or_else(|| words.next()).unwrap_or_default();
        match option {
            "--post-data" | "--body-data" => data = Some(value().to_owned()),
            // A body in a file is not part of the text.
            "--post-file" | "--body-file" => {
                value();
                data = Some(String::new());
            }
            "--method" => request.method = Some(value().to_ascii_uppercase()),
            "--header" => super::options::header(value(), &mut kind, &mut request),
            "--user" | "--http-user" => {
                value();
                request.authorization = Some("Basic".into());
            }
            other if LONG_OPTIONS_WITH_VALUE.contains(&other) => drop(value()),
            other if other.starts_with("--") => {}
            other => match other.strip_prefix('-') {
                Some(short) if short.len() == 1 && SHORT_OPTIONS_WITH_VALUE.contains(short) => drop(value()),
                Some(_) => {}
                None if request.url.is_none() => request.url = Some(word.to_owned()),
                None => {}
            },
        }
    }
    request.method.get_or_insert_with(|| if data.is_some() { "POST".into() } else { "GET".into() });
    if let Some(data) = data {
        request.content_type = kind.or_else(|| body::media_type("application/x-www-form-urlencoded"));
        request.body = if data.is_empty() { Body::None } else { body::read(None, &data) };
    }
    request
}
