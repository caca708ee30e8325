//! Lengths of time as ISO 8601 writes them (`P90D`, `P1Y6M`, `PT12H`), and as .NET does (`90.00:00:00`).
//!
//! A year and a month have no fixed length, so a duration has a shortest and a longest reading.

/// A length of time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// The shortest reading: years of 365 days, months of 28.
    pub least: i64,
    /// The longest reading: years of 366 days, months of 31.
    pub most: i64,
}

impl Duration {
    /// A length without years and months.
    pub fn seconds(seconds: i64) -> Self {
        Self { least: seconds, most: seconds }
    }

    /// Reads a duration; fractions of a second are left out. `None` if it is none, is negative, or is beyond all reason.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        text.strip_prefix(['P', 'p']).map_or_else(|| clock(text), designated)
    }
}

/// Days, hours, minutes and seconds as .NET writes a `TimeSpan`: `[days.]hours:minutes:seconds[.fraction]`.
fn clock(text: &str) -> Option<Duration> {
    let (head, rest) = text.split_once(':')?;
    let (days, hours) = head.split_once('.').unwrap_or(("0", head));
    let (minutes, seconds) = rest.split_once(':')?;
    let seconds = seconds.split('.').next().unwrap_or_default();
    let total = [(days, 86_400), (hours, 3_600), (minutes, 60), (seconds, 1)];
    let part = |(digits, unit): (&str, i64)| number(digits)?.checked_mul(unit);
    total.into_iter().try_fold(0_i64, |sum, one| sum.checked_add(part(one)?)).map(Duration::seconds)
}

/// The parts after the `P`: a number and the letter of its unit, in any number.
fn designated(text: &str) -> Option<Duration> {
    let (mut sum, mut digits, mut in_time, mut parts) = (Duration::seconds(0), String::new(), false, 0);
    for c in text.chars().map(|c| c.to_ascii_uppercase()) {
        let (least, most) = match (c, in_time) {
            ('0'..='9' | '.' | ',', _) => {
                digits.push(c);
                continue;
            }
            ('T', false) if digits.is_empty() => {
                in_time = true;
                continue;
            }
            ('Y', false) => (365 * 86_400, 366 * 86_400),
            ('M', false) => (28 * 86_400, 31 * 86_400),
            ('W', false) => (7 * 86_400, 7 * 86_400),
            ('D', false) => (86_400, 86_400),
            ('H', true) => (3_600, 3_600),
            ('M', true) => (60, 60),
            ('S', true) => (1, 1),
            _ => return None,
        };
        // Only seconds may have a fraction here, which makes no difference to a certificate.
        let whole = match digits.split_once(['.', ',']) {
            Some((whole, _)) if c == 'S' => whole,
            _ => digits.as_str(),
        };
        let count = number(whole)?;
        sum.least = sum.least.checked_add(count.checked_mul(least)?)?;
        sum.most = sum.most.checked_add(count.checked_mul(most)?)?;
        digits.clear();
        parts += 1;
    }
    (parts > 0 && digits.is_empty()).then_some(sum)
}

/// A number of digits alone.
fn number(digits: &str) -> Option<i64> {
    let is_number = !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.bytes().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_every_writing() {
        const DAY: i64 = 86_400;
        for (text, least, most) in [
            ("P4DT12H30M5S", 4 * DAY + 45_005, 4 * DAY + 45_005),
            ("P90D", 90 * DAY, 90 * DAY),
            ("P1Y6M", (365 + 168) * DAY, (366 + 186) * DAY),
            ("P2W", 14 * DAY, 14 * DAY),
            ("PT1M0.5S", 60, 60),
            (" p1d ", DAY, DAY),
            ("365.00:00:00", 365 * DAY, 365 * DAY),
            ("12:30:05.5", 45_005, 45_005),
        ] {
            assert_eq!(Duration::read(text), Some(Duration { least, most }), "{text}");
        }
        for text in
            ["", "P", "PT", "P1", "90D", "P-1D", "P1DD2", "P1H", "P1.5D", "PT1T1S", "P999999999999Y", "1:2", "a"]
        {
            assert_eq!(Duration::read(text), None, "{text}");
        }
    }
}
