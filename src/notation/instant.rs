//! Points in time: parsing and formatting them, and interpreting a NumericDate.
//!
//! Sources: RFC 3339; RFC 7519 §2 (NumericDate: seconds since 1970-01-01T00:00:00Z, fractions allowed).

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::language::{Phrase, Text};

/// A point in time, in whole seconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// Parses RFC 3339 (`2026-11-23T10:00:00Z`), or seconds since 1970.
    ///
    /// ```
    /// use assertion_inspector::Instant;
    ///
    /// let at = Instant::read("2026-11-23T11:00:00+01:00").unwrap();
    /// assert_eq!((at, at.rfc3339()), (Instant(1_795_428_000), "2026-11-23T10:00:00Z".to_owned()));
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(seconds) = text.parse::<i64>() {
            return OffsetDateTime::from_unix_timestamp(seconds).ok().map(|_| Self(seconds));
        }
        OffsetDateTime::parse(text, &Rfc3339).ok().map(|time| Self(time.unix_timestamp()))
    }

    /// Reads a time as people write it, the year first: with a space for the `T`, without seconds, and without an offset, where it
    /// is UTC.
    pub fn read_written(text: &str) -> Option<Self> {
        let read = || {
            let tidy = text.trim().replacen(' ', "T", 1).replace(' ', "").replace("UTC", "Z");
            let (minute, rest) = tidy.split_at_checked("2026-11-23T10:00".len())?;
            let seconds = if rest.starts_with(':') { "" } else { ":00" };
            let zone = if rest.contains(['Z', 'z', '+', '-']) { "" } else { "Z" };
            Self::read(&format!("{minute}{seconds}{rest}{zone}"))
        };
        Self::read(text).or_else(read)
    }

    /// Formats as RFC 3339 in UTC; a year that RFC 3339 cannot express is written as seconds.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .unwrap_or_else(|| format!("{} seconds after 1970", self.0))
    }

    /// The date alone, `2026-11-23`.
    pub fn date(self) -> String {
        self.rfc3339().chars().take(10).collect()
    }

    /// Seconds elapsed since `earlier`.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Formats a length of time in seconds, using the largest suitable unit: `10 minutes`, `3 hours`, `12 days`.
pub fn span(seconds: i64) -> Text {
    // Below two of a unit, use the next smaller one; two years of 365 days count as one of 365.25.
    let seconds = seconds.unsigned_abs();
    let count = |unit: u64| usize::try_from(seconds / unit).unwrap_or(usize::MAX);
    match seconds {
        0..120 => say_n!(count(1), "1 second", "{count} seconds"),
        120..7_200 => say_n!(count(60), "1 minute", "{count} minutes"),
        7_200..172_800 => say_n!(count(3_600), "1 hour", "{count} hours"),
        172_800..63_072_000 => say_n!(count(86_400), "1 day", "{count} days"),
        _ => say_n!(count(31_557_600), "1 year", "{count} years"),
    }
}

/// Interpretation of the value of `exp`, `nbf` or `iat`.
#[derive(Debug, Clone, PartialEq)]
pub enum NumericDate {
    /// Seconds since 1970: an integer, a number with a fraction, or a string of digits.
    Seconds(Instant),
    /// A time in another unit or notation.
    Foreign {
        /// The unit or notation, such as `milliseconds`.
        unit: Phrase,
        /// The intended time.
        meant: Instant,
    },
    /// A small number: a length of time in seconds, not a point in time.
    Duration(i64),
    /// Zero.
    Zero,
    /// Anything else.
    Unreadable,
}

impl NumericDate {
    /// Interprets a claim's value. Strings of digits count as numbers, as MSAL.NET writes them.
    pub fn read(value: &Value) -> Self {
        match value {
            Value::Number(number) => number.as_f64().map_or(Self::Unreadable, Self::from_number),
            // Use the JSON parser for the digits: the standard library's own would add 20 KB to the page's module.
            Value::String(text) => match serde_json::from_str::<f64>(text.trim()) {
                Ok(number) => Self::from_number(number),
                Err(_) => Self::from_text(text.trim()),
            },
            _ => Self::Unreadable,
        }
    }

    fn from_number(number: f64) -> Self {
        const SECONDS_FROM_YEAR_1_TO_1970: f64 = 62_135_596_800.0;
        const SECONDS_FROM_1601_TO_1970: f64 = 11_644_473_600.0;
        let at = |seconds: f64| Instant(seconds as i64);
        let foreign = |unit: Phrase, seconds: f64| Self::Foreign { unit, meant: at(seconds) };
        // The ranges cover roughly the years 1990 to 2200 in each unit, and do not overlap.
        match number {
            0.0 => Self::Zero,
            n if n < 0.0 => Self::Unreadable,
            n if n < 1e8 => Self::Duration(n as i64),
            n if n < 1e11 => Self::Seconds(at(n)),
            n if n < 1e14 => foreign(phrase!("milliseconds"), n / 1e3),
            n if n < 1e16 => foreign(phrase!("microseconds"), n / 1e6),
            n if n < 2e17 => foreign(phrase!("Windows file time"), n / 1e7 - SECONDS_FROM_1601_TO_1970),
            n if n < 8e17 => foreign(phrase!(".NET ticks"), n / 1e7 - SECONDS_FROM_YEAR_1_TO_1970),
            n if n < 1e19 => foreign(phrase!("nanoseconds"), n / 1e9),
            _ => Self::Unreadable,
        }
    }

    fn from_text(text: &str) -> Self {
        // Without a time zone the text is read as UTC: this is only approximate, but good enough to report.
        let text = text.replacen(' ', "T", 1);
        Instant::read(&text)
            .or_else(|| Instant::read(&format!("{text}Z")))
            .map_or(Self::Unreadable, |meant| Self::Foreign { unit: phrase!("text"), meant })
    }

    /// Returns the point in time if the value is in seconds.
    pub fn seconds(&self) -> Option<Instant> {
        match self {
            Self::Seconds(instant) => Some(*instant),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_time_is_read_as_people_write_it_and_never_guessed() {
        let five = Some(Instant(1_795_627_200));
        assert_eq!(five, Instant::read("2026-11-25T17:20:00Z"));
        for text in [
            "2026-11-25 17:20",
            " 2026-11-25T17:20 ",
            "2026-11-25 17:20:00",
            "2026-11-25 17:20 UTC",
            "2026-11-25 17:20Z",
            "2026-11-25 18:20+01:00",
            "2026-11-25 18:20:00 +01:00",
            "2026-11-25 12:20-05:00",
            "1795627200",
        ] {
            assert_eq!(Instant::read_written(text), five, "{text}");
        }
        for text in [
            "11/25/2026",
            "25/11/2026 5pm",
            "11-12-2026 17:20",
            "2026-11-25",
            "17:20",
            "2026-11-25 5:20 pm",
            "né à 2026-11-25",
            "",
        ] {
            assert_eq!(Instant::read_written(text), None, "{text}");
        }
    }

    #[test]
    fn instants() {
        assert_eq!(Instant::read("2026-11-23T10:00:00Z"), Some(Instant(1_795_428_000)));
        assert_eq!(Instant::read("2026-11-23T11:00:00.5+01:00"), Some(Instant(1_795_428_000)));
        assert_eq!(Instant::read("1795428000"), Some(Instant(1_795_428_000)));
        assert_eq!(Instant::read("tomorrow"), None);
        assert_eq!(Instant(1_795_428_000).rfc3339(), "2026-11-23T10:00:00Z");
        assert_eq!(span(600), "10 minutes");
        assert_eq!(span(-1), "1 second");
    }

    #[test]
    fn numeric_dates_in_every_unit() {
        let want = Instant(1_795_428_000);
        for value in [json!(1_795_428_000), json!(1_795_428_000.25), json!("1795428000")] {
            assert_eq!(NumericDate::read(&value), NumericDate::Seconds(want), "{value}");
        }
        for (value, unit) in [
            (json!(1_795_428_000_000_i64), phrase!("milliseconds")),
            (json!(1_795_428_000_000_000_i64), phrase!("microseconds")),
            (json!(1_795_428_000_000_000_000_i64), phrase!("nanoseconds")),
            (json!(639_310_248_000_000_000_i64), phrase!(".NET ticks")),
            (json!(134_399_016_000_000_000_i64), phrase!("Windows file time")),
            (json!("2026-11-23T10:00:00Z"), phrase!("text")),
            (json!("2026-11-23 10:00:00"), phrase!("text")),
        ] {
            assert_eq!(NumericDate::read(&value), NumericDate::Foreign { unit, meant: want }, "{value}");
        }
        assert_eq!(NumericDate::read(&json!(600)), NumericDate::Duration(600));
        assert_eq!(NumericDate::read(&json!(0)), NumericDate::Zero);
        assert_eq!(NumericDate::read(&json!([1])), NumericDate::Unreadable);
    }
}
