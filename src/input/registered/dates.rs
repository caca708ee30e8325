//! Dates as the sources of registered keys write them: RFC 3339, those of .NET in every culture, those of OpenSSL.

use crate::notation::instant::Instant;

/// Which of the first two numbers of `03/04/2026` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// Finds the order that all dates of one source have, from one whose day is above twelve.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        texts.into_iter().filter_map(numbers).find_map(|found| found.order())
    }
}

/// Parses a date, taken as UTC if it has no time zone; `None` if it is not one, or if nothing tells its day from its month.
pub(super) fn date(text: &str, order: Option<Order>) -> Option<Instant> {
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
        .or_else(|| numbers(text)?.instant(order))
        .or_else(|| named_month(text))
}

/// A date in three numbers, of which the last is the year.
struct Numbers<'t> {
    first: u32,
    second: u32,
    year: u32,
    /// Whether the numbers are written without leading zeros, as they are in the United States.
    plain: bool,
    dotted: bool,
    rest: &'t str,
}

fn numbers(text: &str) -> Option<Numbers<'_>> {
    let text = text.trim();
    let end = text.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = date.split(separator).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let is_number =
        |part: &&str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(first, 2) || !is_number(second, 2) || year.len() != 4 || !is_number(year, 4) {
        return None;
    }
    Some(Numbers {
        first: first.parse().ok()?,
        second: second.parse().ok()?,
        year: year.parse().ok()?,
        plain: !first.starts_with('0') && !second.starts_with('0') && first.len() + second.len() < 4,
        dotted: separator == '.',
        rest: rest.trim_start_matches(',').trim(),
    })
}

impl Numbers<'_> {
    /// The order that this date alone proves.
    fn order(&self) -> Option<Order> {
        let is_american = self.plain && self.rest.to_ascii_uppercase().ends_with('M');
        match (self.first > 12, self.second > 12) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            // Nobody else writes dots.
            _ if self.dotted => Some(Order::DayFirst),
            // `6/1/2027 12:00:00 AM`
            _ if is_american => Some(Order::MonthFirst),
            _ => None,
        }
    }

    fn instant(&self, order: Option<Order>) -> Option<Instant> {
        let (day, month) = match self.order().or(order) {
            Some(Order::DayFirst) => (self.first, self.second),
            Some(Order::MonthFirst) => (self.second, self.first),
            None if self.first == self.second => (self.first, self.second),
            None => return None,
        };
        let (clock, zone) = clock(self.rest)?;
        Instant::read(&format!("{:04}-{month:02}-{day:02}T{clock}{zone}", self.year))
    }
}

/// Returns `hh:mm:ss` and the time zone of `1:30:00.000 PM +02:00`; midnight if there is no clock.
fn clock(text: &str) -> Option<(String, String)> {
    let mut words = text.split_whitespace();
    let mut parts = words.next().unwrap_or("0:0:0").split(':');
    let hour: u32 = parts.next()?.parse().ok()?;
    let minute: u32 = parts.next()?.parse().ok()?;
    let second: u32 = parts.next().map_or(Some(0), |second| second.split('.').next()?.parse().ok())?;
    let (mut hour, mut zone) = (hour, "Z".to_owned());
    for word in words {
        match word.to_ascii_uppercase().replace('.', "").as_str() {
            "AM" if hour == 12 => hour = 0,
            "PM" if hour < 12 => hour += 12,
            "AM" | "PM" | "Z" | "UTC" | "GMT" => {}
            offset if offset.starts_with(['+', '-']) && offset.len() == 6 => zone = offset.to_owned(),
            _ => return None,
        }
    }
    Some((format!("{hour:02}:{minute:02}:{second:02}"), zone))
}

/// Parses `Nov 20 12:01:00 2026 GMT`, as OpenSSL writes it, and `20 Nov 2026 12:01:00`.
fn named_month(text: &str) -> Option<Instant> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_ascii_lowercase().replace(',', " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let place = words.iter().position(|word| MONTHS.iter().any(|month| word.starts_with(month)))?;
    let month = MONTHS.iter().position(|month| words.get(place).is_some_and(|word| word.starts_with(month)))? + 1;
    let is_number = |word: &&&str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let day: u32 = words.iter().find(|word| is_number(word, 1..=2))?.parse().ok()?;
    let year = words.iter().find(|word| is_number(word, 4..=4))?;
    let time = words.iter().find(|word| word.contains(':')).copied().unwrap_or("0:0:0");
    let after: Vec<&str> = words.iter().copied().filter(|word| matches!(*word, "am" | "pm")).collect();
    let (clock, zone) = clock(&[&[time], after.as_slice()].concat().join(" "))?;
    Instant::read(&format!("{year}-{month:02}-{day:02}T{clock}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_source() {
        for (text, expected) in [
            ("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"),
            ("2026-06-01T00:00:00+00:00", "2026-06-01T00:00:00Z"),
            ("2026-11-20T12:01:00+01:00", "2026-11-20T11:01:00Z"),
            ("2026-06-01T00:00:00.1234567Z", "2026-06-01T00:00:00Z"),
            ("2026-06-01T00:00:00", "2026-06-01T00:00:00Z"),
            ("2026-06-01 10:00:00", "2026-06-01T10:00:00Z"),
            ("2026-06-01", "2026-06-01T00:00:00Z"),
            ("/Date(1795428000000)/", "2026-11-23T10:00:00Z"),
            ("6/1/2026 12:00:00 AM", "2026-06-01T00:00:00Z"),
            ("31/10/2026", "2026-10-31T00:00:00Z"),
            ("01.10.2026", "2026-10-01T00:00:00Z"),
            ("1.10.2026 13:30", "2026-10-01T13:30:00Z"),
            ("11/20/2026, 12:01:00.000 PM", "2026-11-20T12:01:00Z"),
            ("20/11/2026 12:01:00 AM", "2026-11-20T00:01:00Z"),
            ("11/20/2026 12:00:00 AM +02:00", "2026-11-19T22:00:00Z"),
            ("20-11-2026 08:00:00", "2026-11-20T08:00:00Z"),
            ("05/05/2026 01:02:03", "2026-05-05T01:02:03Z"),
            ("Nov 20 12:01:00 2026 GMT", "2026-11-20T12:01:00Z"),
            ("Nov  2 2026 1:01:00 pm", "2026-11-02T13:01:00Z"),
        ] {
            assert_eq!(date(text, None).map(|at| at.rfc3339()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "soon", "12", "1/2", "13/45/2026 99:99", "03/04/2026", "06/01/2026 13:30:00", "1/2/2026 later"]
        {
            assert_eq!(date(text, None), None, "{text}");
        }
    }

    #[test]
    fn another_date_of_the_same_source_tells_the_order() {
        let order = Order::of(["03/04/2026", "31/10/2026"]);
        assert_eq!(date("03/04/2026", order), Instant::read("2026-04-03T00:00:00Z"));
        let order = Order::of(["03/04/2026 00:00:00", "10/31/2026 00:00:00"]);
        assert_eq!(date("03/04/2026", order), Instant::read("2026-03-04T00:00:00Z"));
        assert_eq!(Order::of(["03/04/2026", "CN=app", ""]), None);
    }
}
