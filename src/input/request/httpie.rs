//! `http` and `https` commands of HTTPie, and `xh`, which is called alike. Source: HTTPie's manual on request items.

use super::body;
use super::options::long_option;
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};

/// Options that take a value.
const OPTIONS_WITH_VALUE: [&str; 18] = [
    "-A",
    "-o",
    "-p",
    "-s",
    "--auth-type",
    "--output",
    "--print",
    "--pretty",
    "--style",
    "--format-options",
    "--session",
    "--proxy",
    "--verify",
    "--ssl",
    "--cert",
    "--cert-key",
    "--timeout",
    "--default-scheme",
];

/// How the fields are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Json,
    Form,
    Multipart,
}

/// Returns what HTTPie would send for these arguments.
pub(super) fn request(words: &[String]) -> Request {
    let mut request = Request { format: RequestFormat::Httpie, ..Request::default() };
    let (mut fields, mut query): (Vec<Parameter>, Vec<Parameter>) = (Vec::new(), Vec::new());
    let (mut mode, mut raw, mut kind) = (Mode::Json, None, None);
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        let (option, attached) = long_option(word);
        let mut value = || attached.or_else(|| words.next()).unwrap_or_default();
        match option {
            "-f" | "--form" => mode = Mode::Form,
            "--multipart" => mode = Mode::Multipart,
            "-j" | "--json" => mode = Mode::Json,
            "--raw" => raw = Some(value().to_owned()),
            "-a" | "--auth" => {
                value();
                request.authorization.get_or_insert_with(|| "Basic".into());
            }
            other if OPTIONS_WITH_VALUE.contains(&other) => {
                if value().eq_ignore_ascii_case("bearer") {
                    request.authorization = Some("Bearer".into());
                }
            }
            // Several letters at once: `-fv`.
            other if other.starts_with('-') => {
                if !other.starts_with("--") && other.contains('f') {
                    mode = Mode::Form;
                }
            }
            other if request.url.is_none() => {
                let method = other.len() <= 7 && other.bytes().all(|byte| byte.is_ascii_uppercase());
                let slot = if method { &mut request.method } else { &mut request.url };
                *slot = Some(other.to_owned());
            }
            item => match split_item(item) {
                Some((name, ":", value)) => {
                    super::options::header(&format!("{name}:{value}"), &mut kind, &mut request);
                }
                Some((name, "==", value)) => query.push(Parameter::plain(name, value)),
                Some((name, "=", value)) => fields.push(Parameter::plain(name, value)),
                Some((name, ":=", value)) => fields.push(Parameter::plain(name, value)),
                // The value is in a file.
                Some((name, _, file)) => fields.push(Parameter::plain(name, &format!("@{file}"))),
                None => {}
            },
        }
    }
    if !query.is_empty() {
        let query: Vec<String> = query.iter().map(|one| format!("{}={}", one.name, one.raw)).collect();
        request.url =
            request.url.map(|url| format!("{url}{}{}", if url.contains('?') { '&' } else { '?' }, query.join("&")));
    }
    let sends = !fields.is_empty() || raw.is_some();
    request.method.get_or_insert_with(|| if sends { "POST".into() } else { "GET".into() });
    if sends {
        let default = match mode {
            Mode::Json => "application/json",
            Mode::Form => "application/x-www-form-urlencoded",
            Mode::Multipart => "multipart/form-data",
        };
        request.content_type = kind.or_else(|| body::media_type(default));
        request.body = match (raw, mode) {
            (Some(raw), _) => body::read(None, &raw),
            (None, Mode::Form) => Body::Form(fields),
            (None, Mode::Multipart) => Body::Multipart(fields),
            (None, Mode::Json) => {
                let plain = |one: Parameter| Parameter { raw: one.value.clone(), ..one };
                Body::Json(fields.into_iter().map(plain).collect())
            }
        };
    }
    request
}

/// Splits an item at the first separator in it; of two at the same place, the longer one counts.
fn split_item(item: &str) -> Option<(&str, &str, &str)> {
    const SEPARATORS: [&str; 8] = [":=@", "=@", ":=", "==", "=", "@", ":", ";"];
    let at = item.find(['=', '@', ':', ';'])?;
    let (name, rest) = item.split_at_checked(at)?;
    let separator = SEPARATORS.into_iter().find(|one| rest.starts_with(one))?;
    Some((name, separator, rest.strip_prefix(separator)?))
}
