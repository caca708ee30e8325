//! Registered keys: JSON from Microsoft Graph, the Azure CLI and PowerShell, both manifest formats, PowerShell listings.

pub(super) mod json;
mod listing;

pub(super) use listing::recognise as from_listing;

use std::sync::Arc;

use crate::evidence::certificate::Certificate;
use crate::evidence::registration::{RegisteredKey, ValueProblem};
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::instant::Instant;

/// Reads the value of a key credential: base64 of DER or, by mistake, base64 of PEM.
fn read_value(input: &str, text: &str, key: &mut RegisteredKey) {
    let compact: String = text.split_whitespace().collect();
    let unreadable = |why: Text| Some(ValueProblem::Unreadable(why));
    if compact.is_empty() {
        return;
    }
    if text.contains("-----BEGIN") {
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        key.problem = Some(ValueProblem::Pem);
        return read_der(input, encoding::base64_any(&body).map(|decoded| decoded.bytes).as_deref(), key);
    }
    let Some(bytes) = encoding::base64_any(&compact).map(|decoded| decoded.bytes) else {
        key.problem = unreadable(say!("it is not base64"));
        return;
    };
    match std::str::from_utf8(&bytes) {
        Ok(inner) if inner.contains("-----BEGIN") => {
            let body: String = inner.lines().filter(|line| !line.starts_with("-----")).collect();
            key.problem = Some(ValueProblem::Pem);
            read_der(input, encoding::base64_any(&body).map(|decoded| decoded.bytes).as_deref(), key);
        }
        _ => read_der(input, Some(&bytes), key),
    }
}

fn read_der(input: &str, bytes: Option<&[u8]>, key: &mut RegisteredKey) {
    match bytes.map(|bytes| Certificate::from_der(input, bytes)) {
        Some(Ok(certificate)) => key.certificate = Some(Arc::new(certificate)),
        Some(Err(problem)) => key.problem = Some(ValueProblem::Unreadable(Text::verbatim(problem.to_string()))),
        None => key.problem = Some(ValueProblem::Unreadable(say!("it is not base64"))),
    }
}

/// Parses a date as written by any of the sources: RFC 3339, without a time zone (taken as UTC), `/Date(1700000000000)/`, or
/// in American order as shown by PowerShell.
fn date(text: &str) -> Option<Instant> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix("/Date(") {
        let digits: String = inner.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
        return digits.parse::<i64>().ok().map(|milliseconds| Instant(milliseconds / 1000));
    }
    // A bare number would be read as seconds; none of the sources writes one.
    if text.len() < 8 || text.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Instant::read(text)
        .or_else(|| Instant::read(&format!("{}Z", text.replacen(' ', "T", 1))))
        .or_else(|| Instant::read(&format!("{text}T00:00:00Z")))
        .or_else(|| american(text))
}

/// Parses `6/1/2027 12:00:00 AM` or `06/01/2027 00:00:00`, with or without a time zone after it.
fn american(text: &str) -> Option<Instant> {
    let mut words = text.split_whitespace();
    let mut date = words.next()?.split('/').map(str::parse::<u32>);
    let (month, day, year) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut clock = words.next().unwrap_or("0:0:0").split(':').map(str::parse::<u32>);
    let (hour, minute) = (clock.next()?.ok()?, clock.next()?.ok()?);
    let second = clock.next().and_then(Result::ok).unwrap_or(0);
    let hour = match words.next().map(str::to_ascii_uppercase).as_deref() {
        Some("AM") if hour == 12 => 0,
        Some("PM") if hour < 12 => hour + 12,
        _ => hour,
    };
    Instant::read(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_of_every_source() {
        for (text, expected) in [
            ("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"),
            ("2026-06-01T00:00:00+00:00", "2026-06-01T00:00:00Z"),
            ("2026-06-01T00:00:00.1234567Z", "2026-06-01T00:00:00Z"),
            ("2026-06-01T00:00:00", "2026-06-01T00:00:00Z"),
            ("2026-06-01 10:00:00", "2026-06-01T10:00:00Z"),
            ("2026-06-01", "2026-06-01T00:00:00Z"),
            ("/Date(1795428000000)/", "2026-11-23T10:00:00Z"),
            ("6/1/2026 12:00:00 AM", "2026-06-01T00:00:00Z"),
            ("06/01/2026 1:30:00 PM", "2026-06-01T13:30:00Z"),
            ("06/01/2026 13:30:00", "2026-06-01T13:30:00Z"),
        ] {
            assert_eq!(date(text).map(|at| at.rfc3339()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "soon", "12", "1/2", "13/45/2026 99:99"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
