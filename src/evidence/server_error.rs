//! The contents of an error from the token endpoint: codes, reason, thumbprint, found key, times, ids.
//!
//! Entra asks clients not to depend on these texts, and they have changed four times since 2016; therefore every field is
//! optional, and whatever a reporter masked or cut is left out.

use serde::Serialize;

use crate::evidence::endpoint::endpoint;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::instant::Instant;
use crate::notation::place::Place;
use crate::notation::text::is_guid;

/// The reason in the brackets of AADSTS700027 and its kin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The identifier matches no registered key.
    KeyNotFound,
    /// The key was found but is currently outside its validity.
    KeyExpired,
    /// The key was found, but the signature does not verify with it.
    SignatureMismatch,
}

/// An error from the token endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerError {
    /// Name of the input it came from.
    pub input: String,
    /// Position in the input.
    pub place: Place,
    /// Every AADSTS code, in the order of the text.
    pub codes: Vec<u64>,
    /// The reason, if the text states it.
    pub reason: Option<Reason>,
    /// `Thumbprint of key used by client`, as written; empty if the server received an empty one.
    pub thumbprint: Option<String>,
    /// `Found key`, as written.
    pub found_key: Option<String>,
    /// The entries of `Configured keys`, as written.
    pub configured_keys: Vec<String>,
    /// The application that the server looked up.
    pub app_id: Option<String>,
    /// The server's clock, from the text of AADSTS700024 and 500133.
    pub current_time: Option<Instant>,
    /// Start of the assertion's validity as the server read it; 1970 if it was absent.
    pub valid_from: Option<Instant>,
    /// End of the assertion's validity as the server read it; 1970 if it was absent.
    pub expiry: Option<Instant>,
    /// When the error occurred.
    pub timestamp: Option<Instant>,
    /// Trace id.
    pub trace_id: Option<String>,
    /// Correlation id.
    pub correlation_id: Option<String>,
    /// The host of the sign-in service that answered, from `error_uri`.
    pub host: Option<String>,
    /// Whether the error hints that `x5c` should be sent.
    pub sni_hint: bool,
    /// The code that today's server returns for this text, if the text is more specific than its code: older servers
    /// answered many requests with 50012 and 50027, and reporters strip codes.
    pub by_text: Option<u64>,
    /// The quoted values in the leading code's text: an algorithm, a parameter, an id.
    pub quoted: Vec<String>,
}

impl ServerError {
    /// Reads one error. `text` contains one error and what belongs to it.
    pub fn read(input: &str, text: &str) -> Self {
        let thumbprint = quoted_after(text, "humbprint of key used by client:");
        let found_key = quoted_after(text, "ound key ");
        let stamp =
            after(text, "Timestamp:").or_else(|| json_member(text, "timestamp")).or_else(|| bracketed_time(text));
        let last_code = text.rfind("AADSTS").and_then(|at| text.get(at..)).unwrap_or(text);
        Self {
            input: input.to_owned(),
            place: Place::default(),
            codes: codes(text),
            reason: reason(text),
            thumbprint,
            found_key,
            configured_keys: configured_keys(text),
            app_id: app_id(text),
            current_time: after(text, "Current time:").and_then(time),
            valid_from: after(text, "assertion valid from").and_then(time),
            expiry: after(text, "expiry time of assertion").and_then(time),
            timestamp: stamp.and_then(time),
            trace_id: after(text, "Trace ID:").or_else(|| json_member(text, "trace_id")).and_then(id),
            correlation_id: after(text, "Correlation ID:").or_else(|| json_member(text, "correlation_id")).and_then(id),
            host: json_member(text, "error_uri").and_then(endpoint).map(|found| found.host.to_owned()),
            sni_hint: text.contains("WithSendX5C") || text.contains("SNI may be configured"),
            by_text: by_text(text),
            quoted: quoted(last_code),
        }
    }

    /// The code that best describes what happened: of two, the later one is more precise.
    pub fn code(&self) -> Option<u64> {
        if self.by_text.is_some() {
            return self.by_text;
        }
        // 70002 is the old wrapper around the actual code.
        self.codes.iter().rev().find(|code| **code != 70002).or(self.codes.first()).copied()
    }

    /// The code to show, or a substitute if there is none.
    pub fn code_label(&self) -> Text {
        self.code().map_or_else(|| say!("an error"), |code| Text::verbatim(format!("AADSTS{code}")))
    }

    /// The `x5t` header that the server decoded the thumbprint from: the hexadecimal text re-encoded as base64url.
    pub fn x5t_seen(&self) -> Option<String> {
        let thumbprint = self.thumbprint.as_ref()?;
        if thumbprint.is_empty() {
            return Some(String::new());
        }
        encoding::hex(thumbprint).map(|bytes| encoding::to_base64url(&bytes))
    }

    /// The time of the refusal by the server's clock.
    pub fn time(&self) -> Option<Instant> {
        self.current_time.or(self.timestamp)
    }

    /// Start and end of the found key in UTC; `None` for each that cannot be read.
    pub fn found_dates(&self) -> (Option<Instant>, Option<Instant>) {
        let found = self.found_key.as_deref().unwrap_or_default();
        (after(found, "Start=").and_then(us_date), after(found, "End=").and_then(us_date))
    }
}

/// Returns what follows a mark, without leading white space.
fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    let at = find_ignoring_case(text, mark)?;
    Some(text.get(at + mark.len()..)?.trim_start())
}

fn find_ignoring_case(text: &str, mark: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&mark.to_ascii_lowercase())
}

/// Returns the text in single quotation marks after a mark.
fn quoted_after(text: &str, mark: &str) -> Option<String> {
    let rest = after(text, mark)?.strip_prefix('\'')?;
    Some(rest.split('\'').next().unwrap_or_default().trim().to_owned())
}

/// Returns a string member of JSON, wherever it appears.
fn json_member<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.split_once(&format!("\"{name}\""))?.1.trim_start().strip_prefix(':')?.trim_start();
    rest.strip_prefix('"')?.split('"').next()
}

/// Returns the time in `[2021-06-10 22:21:00Z]`, the format of MSAL for Node.
fn bracketed_time(text: &str) -> Option<&str> {
    text.split('[').skip(1).map(|rest| rest.split(']').next().unwrap_or_default()).find(|inner| time(inner).is_some())
}

fn id(text: &str) -> Option<String> {
    let id: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (id.len() >= 8 && id.contains('-')).then_some(id)
}

/// Parses `2018-06-01 09:38:24Z` or `2024-10-02T22:05:03.6755165Z`.
fn time(text: &str) -> Option<Instant> {
    let stamp: String =
        text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T' | ' ' | '.' | 'Z')).collect();
    let stamp = stamp.trim().trim_end_matches('.').replacen(' ', "T", 1);
    let bare = stamp.split([' ', ',']).next()?;
    Instant::read(bare).or_else(|| Instant::read(&format!("{bare}Z"))).filter(|_| bare.len() >= 19)
}

/// Parses `06/29/2021 21:13:15` or `06/01/2018`: month first, UTC.
fn us_date(text: &str) -> Option<Instant> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let rest = rest.trim_start();
    let clock = match rest.get(..8).filter(|clock| clock.as_bytes().get(2) == Some(&b':')) {
        Some(clock) => clock,
        // A clock that is broken in two is not midnight.
        None if rest.starts_with(|c: char| c.is_ascii_digit()) => return None,
        None => "00:00:00",
    };
    Instant::read(&format!("{year}-{month}-{day}T{clock}Z"))
}

fn codes(text: &str) -> Vec<u64> {
    let mut codes: Vec<u64> = Vec::new();
    let mut add = |digits: &str| {
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(code) = digits.parse::<u64>()
            && (4..=9).contains(&digits.len())
            && !codes.contains(&code)
        {
            codes.push(code);
        }
    };
    text.split("AADSTS").skip(1).for_each(&mut add);
    if let Some((_, rest)) = text.split_once("\"error_codes\"") {
        let list = rest.split(']').next().unwrap_or_default();
        list.split(['[', ',', ':']).map(str::trim).for_each(&mut add);
    }
    // MSAL for Node: "Error(s): 700027 - …", "invalid_client: 700027 - …".
    for mark in ["Error(s):", "invalid_client:"] {
        if let Some(rest) = after(text, mark) {
            add(rest);
        }
    }
    if codes.is_empty() {
        let has = |words: &str| find_ignoring_case(text, words).is_some();
        let user = has("assertion failed") && !has("client assertion");
        let stripped = reason(text).map(|_| if user { 50_013 } else { 700_027 });
        let generic = find_ignoring_case(text, "Client assertion failed signature validation").map(|_| 700_027);
        codes.extend(by_text(text).or(stripped).or(generic));
    }
    codes
}

/// Texts that are more specific than their code, or that come without one.
const CODES_BY_TEXT: [(&str, u64); 6] = [
    ("audience claim does not match Realm issuer", 700_023),
    ("No certificate thumbprint specified", 5_002_723),
    ("application identifier doesn't match 'client_id'", 700_021),
    ("Client assertion is not within its valid time range", 700_024),
    ("No Subject claim provided in the assertion", 700_022),
    ("Client application has no configured keys", 700_026),
];

fn by_text(text: &str) -> Option<u64> {
    CODES_BY_TEXT.iter().find(|(words, _)| find_ignoring_case(text, words).is_some()).map(|(_, code)| *code)
}

fn reason(text: &str) -> Option<Reason> {
    let has = |words: &str| find_ignoring_case(text, words).is_some();
    if has("key was not found") || has("is not registered on application") {
        Some(Reason::KeyNotFound)
    } else if has("key used is expired") || has("is expired on application") {
        Some(Reason::KeyExpired)
    } else if has("did not match the expected signature value") || has("use of the key to verify the signature failed")
    {
        Some(Reason::SignatureMismatch)
    } else {
        None
    }
}

fn configured_keys(text: &str) -> Vec<String> {
    let Some(list) = after(text, "Configured keys:") else { return Vec::new() };
    let list = list.trim_start_matches('[').split(']').next().unwrap_or_default();
    list.split(';').map(str::trim).filter(|entry| entry.starts_with("Key")).map(str::to_owned).collect()
}

/// The application's id: from the wording, from the URL to query, or from the texts that name an application.
fn app_id(text: &str) -> Option<String> {
    let address = text
        .split("/applications/")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect::<String>())
        .find(|id| is_guid(id));
    [
        quoted_after(text, "app Id"),
        address,
        quoted_after(text, "Application with identifier"),
        quoted_after(text, "for app"),
    ]
    .into_iter()
    .flatten()
    .find(|id| is_guid(id))
}

fn quoted(text: &str) -> Vec<String> {
    // An apostrophe inside a word does not open a quotation.
    let text = text.replace("n't", "nt");
    text.split('\'').skip(1).step_by(2).map(str::trim).filter(|one| one.len() < 200).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generation() {
        let old = ServerError::read(
            "e",
            "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: 'C49C25705D60569884EDC91986CEF8A01A495783', Found key 'Start=08/03/2016, End=08/03/2017, Thumbprint=C39C', Configured keys: [Key0:Start=08/03/2016, End=08/03/2017, Thumbprint=C39C;]] Trace ID: e4d34f1c-a584-47f5-884e-1235026d5000 Correlation ID: a44d870e-6f23-405a-8b23-9b44aebfa4bb Timestamp: 2017-10-06 20:44:56Z",
        );
        assert_eq!(
            (old.codes.as_slice(), old.code(), old.reason),
            ([70_002, 50_012].as_slice(), Some(50_012), Some(Reason::KeyExpired))
        );
        assert_eq!(old.found_dates().1, Instant::read("2017-08-03T00:00:00Z"));
        assert_eq!(old.configured_keys.len(), 1);
        assert_eq!(old.timestamp, Instant::read("2017-10-06T20:44:56Z"));
        assert_eq!(old.x5t_seen().as_deref(), Some("xJwlcF1gVpiE7ckZhs74oBpJV4M"));

        let times = ServerError::read(
            "e",
            "AADSTS700024: Client assertion is not within its valid time range. Current time: 2024-10-02T22:05:03.6755165Z, assertion valid from 1970-01-01T00:00:00.0000000Z, expiry time of assertion 2024-10-02T21:30:53.0000000Z. Review the documentation at",
        );
        assert_eq!(times.current_time, Instant::read("2024-10-02T22:05:03Z"));
        assert_eq!((times.valid_from, times.expiry), (Some(Instant(0)), Instant::read("2024-10-02T21:30:53Z")));

        let masked = ServerError::read(
            "e",
            "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '37453...']",
        );
        assert_eq!((masked.thumbprint.as_deref(), masked.x5t_seen()), (Some("37453..."), None));
        let none = ServerError::read("e", "Thumbprint of key used by client: '', [Reason - The key was not found.");
        assert_eq!((none.x5t_seen().as_deref(), none.codes.len()), (Some(""), 1));
        let alg = ServerError::read(
            "e",
            "AADSTS5002738: Invalid JWT token. 'ES384' is not a supported signature algorithm. Supported signing algorithms are: 'RS256, HS256'",
        );
        assert_eq!(alg.quoted.first().map(String::as_str), Some("ES384"));
    }
}
