//! What the options of several programs have in common.

use super::body;
use crate::evidence::request::Request;

/// Reads a header line, `Name: value`. The content type goes to `kind`.
pub(super) fn header(text: &str, kind: &mut Option<String>, request: &mut Request) {
    let Some((name, value)) = text.split_once(':') else { return };
    if name.trim().eq_ignore_ascii_case("content-type") {
        *kind = body::media_type(value);
    } else if name.trim().eq_ignore_ascii_case("authorization") {
        request.authorization = body::scheme(value);
    }
}

/// Splits `--option=value`; the value may also be the next word.
pub(super) fn long_option(word: &str) -> (&str, Option<&str>) {
    match word.split_once('=') {
        Some((option, value)) if option.starts_with("--") => (option, Some(value)),
        _ => (word, None),
    }
}
