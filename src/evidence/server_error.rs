//! The contents of an error from the token endpoint: codes, reason, thumbprint, found key, times, ids, quoted values, hints.
//!
//! Entra asks clients not to depend on these texts, and they have changed four times since 2016; therefore every field is
//! optional, and whatever a reporter masked or cut is left out. A terminal breaks a line anywhere, so words are found and ids
//! are read without their white space.

use serde::Serialize;

use crate::evidence::endpoint::endpoint;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::instant::Instant;
use crate::notation::place::Place;
use crate::notation::text::is_guid;

/// The reason in the brackets of AADSTS700027 and its kin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
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

/// The claims of a token, as an error quotes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotedClaims {
    /// Its subject.
    pub subject: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Its audience.
    pub audience: Option<String>,
}

/// What the server, or the tool that shows its error, suggests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// To send the chain in `x5c`.
    pub send_x5c: bool,
    /// The option that takes a certificate, such as `--certificate`.
    pub certificate_option: Option<String>,
    /// A certificate's file stands where the command takes a secret.
    pub file_as_secret: bool,
    /// To give the workflow the permission `id-token: write`.
    pub id_token_permission: bool,
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
    /// The application that asked for a token, as the server looked it up.
    pub app_id: Option<String>,
    /// The tenant or directory that the server looked in: an id, a domain or a name.
    pub tenant: Option<String>,
    /// The resource that a token was asked for.
    pub resource: Option<String>,
    /// The claims of the token that was presented.
    pub presented: QuotedClaims,
    /// The claims that the server expected instead.
    pub wanted: QuotedClaims,
    /// What the server takes: algorithms, header parameters or values of `typ`.
    pub allowed: Vec<String>,
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
    /// What the text suggests.
    pub hints: Hints,
    /// The code that today's server returns for this text, if the text is more specific than its code: older servers
    /// answered many requests with 50012 and 50027, and reporters strip codes.
    pub by_text: Option<u64>,
    /// The quoted values in the leading code's text: an algorithm, a parameter, an id.
    pub quoted: Vec<String>,
}

/// The codes about the user assertion of the on-behalf-of grant.
pub const USER_ASSERTION_CODES: [u64; 11] =
    [50_013, 240_002, 500_061, 500_131, 500_132, 500_133, 500_136, 500_137, 900_384, 1_000_014, 7_000_114];

impl ServerError {
    /// Whether it is about the user assertion of the on-behalf-of grant, which is another token than the client's.
    pub fn is_about_user_assertion(&self) -> bool {
        self.code().is_some_and(|code| USER_ASSERTION_CODES.contains(&code))
    }

    /// Whether it is about the subject or the audience of a token of another issuer: the server looks at the issuer first, so it
    /// found a federated credential that has it.
    pub fn has_found_issuer(&self) -> bool {
        matches!(self.code(), Some(700_212 | 700_213 | 700_214 | 7_002_137 | 7_002_138 | 7_002_206))
    }

    /// Reads one error. `text` contains one error and what belongs to it.
    pub fn read(input: &str, text: &str) -> Self {
        let error = Squeezed::new(text);
        let codes = codes(&error);
        let own = error.text.get(error.start_of(leading(&codes))..).unwrap_or(text);
        let own = &Squeezed::new(own);
        Self {
            input: input.to_owned(),
            place: Place::default(),
            codes,
            reason: reason(&error),
            thumbprint: error.thumbprint(),
            found_key: error.quoted_after("ound key").map(|found| found.squeezed).map(spaced),
            configured_keys: configured_keys(&error),
            app_id: app_id(&error),
            tenant: value_after(own, &TENANT_MARKS),
            resource: value_after(own, &RESOURCE_MARKS),
            presented: QuotedClaims {
                subject: shown_after(own, &["presented assertion subject", "Assertion Subject:"]).map(masked),
                issuer: shown_after(own, &["presented assertion issuer", "Assertion Issuer:"]).map(masked),
                audience: shown_after(
                    own,
                    &["presented assertion audience", "Assertion Audience:", "audience in the assertion was"],
                ),
            },
            wanted: QuotedClaims {
                subject: value_after(own, &["Credential with subject:", "identity credential Subject is"]),
                issuer: value_after(own, &["issuer:"]).filter(|_| own.find("Credential with subject:").is_some()),
                audience: value_after(own, &["and audience:", "expected audience is"]),
            },
            allowed: allowed(own),
            current_time: error.time_after("Current time"),
            valid_from: error.time_after("assertion valid from"),
            expiry: error.time_after("expiry time of assertion"),
            timestamp: error.time_after("timestamp").or_else(|| error.bracketed_time()),
            trace_id: error.id_after(&["trace id", "trace_id"]),
            correlation_id: error.id_after(&["correlation id", "correlation_id"]),
            host: error.member("error_uri").and_then(|address| Some(endpoint(&address)?.host.to_owned())),
            hints: Hints::read(text),
            by_text: by_text(own),
            quoted: quoted(own.text),
        }
    }

    /// The code that best describes what happened: of two, the later one is more precise.
    pub fn code(&self) -> Option<u64> {
        self.by_text.or_else(|| self.written_code())
    }

    /// The leading code as written.
    fn written_code(&self) -> Option<u64> {
        leading(&self.codes)
    }

    /// The code to show, or a substitute if there is none.
    pub fn code_label(&self) -> Text {
        self.written_code().map_or_else(|| say!("an error"), |code| Text::verbatim(format!("AADSTS{code}")))
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
        let date = |mark: &str| found.split_once(mark).and_then(|(_, rest)| us_date(rest));
        (date("Start="), date("End="))
    }
}

/// Of several codes, the one that describes best what happened. 70002 is the old wrapper around the actual code.
fn leading(codes: &[u64]) -> Option<u64> {
    codes.iter().rev().find(|code| **code != 70002).or(codes.first()).copied()
}

impl Hints {
    /// Reads what a text suggests. The tool that shows the error may say it before or after.
    pub fn read(text: &str) -> Self {
        let text = Squeezed::new(text);
        let has = |words: &str| text.find(words).is_some();
        Self {
            send_x5c: has("WithSendX5C") || has("SNI may be configured"),
            certificate_option: certificate_option(text.text)
                .or_else(|| has("use --certificate").then(|| "--certificate".to_owned())),
            file_as_secret: file_as_secret(text.text),
            id_token_permission: has("ACTIONS_ID_TOKEN_REQUEST_URL") || has("id-token: write"),
        }
    }

    /// Everything that either suggests.
    pub fn and(self, other: Self) -> Self {
        Self {
            send_x5c: self.send_x5c || other.send_x5c,
            certificate_option: self.certificate_option.or(other.certificate_option),
            file_as_secret: self.file_as_secret || other.file_as_secret,
            id_token_permission: self.id_token_permission || other.id_token_permission,
        }
    }
}

/// The option for certificates that a sentence recommends: `use --certificate instead`.
fn certificate_option(text: &str) -> Option<String> {
    let mut before = "";
    text.split_whitespace().find_map(|word| {
        let said = std::mem::replace(&mut before, word);
        let said = said.to_ascii_lowercase();
        let option = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-').trim_end_matches('-');
        let recommended =
            matches!(said.as_str(), "use" | "using" | "with" | "specify" | "option" | "parameter" | "try");
        let is_option = option.starts_with('-') && option.to_ascii_lowercase().contains("cert") && option.len() < 60;
        (recommended && is_option).then(|| option.to_owned())
    })
}

/// Whether a command passes a certificate's file as a password: `-p ./app.pem`.
fn file_as_secret(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\n', '=', '"', '\'']).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| {
        let [option, value] = pair else { return false };
        let value = value.to_ascii_lowercase();
        matches!(*option, "-p" | "--password" | "--client-secret")
            && [".pem", ".pfx", ".p12", ".cer", ".crt", ".key"].iter().any(|end| value.ends_with(end))
    })
}

/// A text without its white space, in which words are found wherever a line was broken.
struct Squeezed<'t> {
    text: &'t str,
    /// Without white space.
    bare: String,
    /// The same in lower case.
    lower: String,
    /// Where each byte of `bare` stands in `text`.
    at: Vec<usize>,
}

/// A value in quotation marks.
struct Quoted {
    /// Without white space.
    squeezed: String,
    /// As written, on one line.
    written: String,
    /// Whether the closing quotation mark is there.
    closed: bool,
}

/// Longest quoted value, in bytes.
const MAX_QUOTED: usize = 2_000;

impl<'t> Squeezed<'t> {
    fn new(text: &'t str) -> Self {
        let mut bare = String::with_capacity(text.len());
        let mut at = Vec::with_capacity(text.len());
        for (offset, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            bare.push(c);
            at.extend(offset..offset + c.len_utf8());
        }
        Self { lower: bare.to_ascii_lowercase(), text, bare, at }
    }

    /// Returns where these words begin.
    fn find(&self, words: &str) -> Option<usize> {
        self.lower.find(&squeeze(words))
    }

    /// Returns what follows each occurrence of these words.
    fn each_after<'s>(&'s self, words: &str) -> impl Iterator<Item = usize> + 's {
        let words = squeeze(words);
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.lower.get(from..)?.find(&words)? + from;
            from = found + words.len();
            Some(from)
        })
    }

    fn rest(&self, from: usize) -> &str {
        self.bare.get(from..).unwrap_or_default()
    }

    /// The text as written that a range of the squeezed one stands for, on one line.
    fn written(&self, from: usize, to: usize) -> String {
        let place = |index: usize| self.at.get(index).copied().unwrap_or(self.text.len());
        let end = to.checked_sub(1).map_or(0, |last| place(last) + 1);
        unwrapped(self.text.get(place(from)..end.max(place(from))).unwrap_or_default())
    }

    /// Where this code and its text begin in `text`; 0 if it is not there.
    fn start_of(&self, code: Option<u64>) -> usize {
        let found = code.and_then(|code| self.lower.find(&format!("aadsts{code}")));
        found.and_then(|from| self.at.get(from)).copied().unwrap_or(0)
    }

    /// The quoted value right after these words.
    fn quoted_after(&self, words: &str) -> Option<Quoted> {
        self.each_after(words).find_map(|from| {
            let mark = self.rest(from).chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
            let from = from + mark.len_utf8();
            let rest = self.rest(from);
            let closing = rest.find(mark);
            let length = closing.unwrap_or(rest.len());
            (length <= MAX_QUOTED).then(|| Quoted {
                squeezed: rest.get(..length).unwrap_or_default().to_owned(),
                written: self.written(from, from + length),
                closed: closing.is_some(),
            })
        })
    }

    /// `Thumbprint of key used by client`. One whose end is missing is not taken for a shorter one.
    fn thumbprint(&self) -> Option<String> {
        let found = self.quoted_after("humbprint of key used by client:")?;
        if found.closed {
            let whole = found.squeezed.bytes().all(|byte| byte.is_ascii_hexdigit());
            return Some(if whole { found.squeezed } else { found.written });
        }
        let digits: String = found.squeezed.chars().take_while(char::is_ascii_hexdigit).collect();
        Some(if matches!(digits.len(), 40 | 64) { digits } else { format!("{digits}[…]") })
    }

    /// The first time after any occurrence of these words: `Timestamp: …`, `"timestamp":"…"`.
    fn time_after(&self, words: &str) -> Option<Instant> {
        self.each_after(words).find_map(|from| time(value_start(self.rest(from))))
    }

    /// Returns the time in `[2021-06-10 22:21:00Z]: AADSTS…`, the format of MSAL for Node.
    fn bracketed_time(&self) -> Option<Instant> {
        let before = self.lower.match_indices("aadsts").find_map(|(at, _)| {
            let head = self.bare.get(..at)?.trim_end_matches([':', ']', '-']);
            time(head.get(head.len().checked_sub(19)?..)?)
        });
        before.or_else(|| self.bare.match_indices('[').find_map(|(at, _)| time(self.rest(at + 1))))
    }

    /// The id after any of these words.
    fn id_after(&self, names: &[&str]) -> Option<String> {
        let ids = names.iter().flat_map(|name| self.each_after(name)).filter_map(|from| {
            let rest = value_start(self.rest(from));
            if let Some(id) = rest.get(..36).filter(|id| is_guid(id)) {
                return Some(id.to_owned());
            }
            // Not a GUID: it ends where a space was.
            let start = from + self.rest(from).len() - rest.len();
            let written = self.text.get(*self.at.get(start)?..)?;
            let id: String = written.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(80).collect();
            (id.len() >= 8 && id.contains('-')).then_some(id)
        });
        ids.into_iter().next()
    }

    /// Returns a string member of JSON, wherever it appears, without white space.
    fn member(&self, name: &str) -> Option<String> {
        self.each_after(&format!("\"{name}\":\"")).next().map(|from| {
            let rest = self.rest(from);
            rest.get(..rest.find('"').unwrap_or(rest.len())).unwrap_or_default().to_owned()
        })
    }
}

fn squeeze(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

/// What stands between a name and its value is of the notation: `: `, `":"`, `=`, `\":\"`.
fn value_start(rest: &str) -> &str {
    rest.trim_start_matches([':', '"', '\'', '=', '\\', '`', '*'])
}

/// A value as written, on one line. A line break in it was put in by whoever showed it, unless it took the place of a space.
fn unwrapped(written: &str) -> String {
    if !written.contains('\n') {
        return written.trim().to_owned();
    }
    let parts: Vec<&str> = written.split('\n').map(str::trim).collect();
    parts.join(if written.trim().contains(' ') { " " } else { "" })
}

/// Parses `2018-06-01 09:38:24Z` or `2024-10-02T22:05:03.6755165Z`, of which the white space was taken away.
fn time(text: &str) -> Option<Instant> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let clock = rest.get(..8).filter(|clock| clock.as_bytes().get(2) == Some(&b':'))?;
    let zone = rest.get(8..).unwrap_or_default();
    let zone = zone.strip_prefix('.').map_or(zone, |zone| zone.trim_start_matches(|c: char| c.is_ascii_digit()));
    // Without a zone it is UTC, as the server writes it.
    let zone = zone.get(..6).filter(|zone| zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':'));
    Instant::read(&format!("{date}T{clock}{}", zone.unwrap_or("Z")))
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

/// Gives `Start=06/29/2021 21:13:15, End=…` the spaces back that squeezing took.
fn spaced(entry: String) -> String {
    let part =
        |part: &str| match part.split_once('=').and_then(|(name, value)| Some((name, value.split_at_checked(10)?))) {
            Some((name, (date, clock))) if clock.contains(':') => format!("{name}={date} {clock}"),
            _ => part.to_owned(),
        };
    entry.split(',').map(part).collect::<Vec<_>>().join(", ")
}

fn codes(error: &Squeezed<'_>) -> Vec<u64> {
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
    error.each_after("AADSTS").for_each(|from| add(digits_of_code(error, from)));
    if let Some(from) = error.each_after("\"error_codes\"").next() {
        let list = error.rest(from).split(']').next().unwrap_or_default();
        list.split(['[', ',', ':']).for_each(&mut add);
    }
    // MSAL for Node: "Error(s): 700027 - …", "invalid_client: 700027 - …".
    for mark in ["Error(s):", "invalid_client:"] {
        if let Some(from) = error.each_after(mark).next() {
            add(error.rest(from));
        }
    }
    if codes.is_empty() {
        let has = |words: &str| error.find(words).is_some();
        let user = has("assertion failed") && !has("client assertion");
        let stripped = reason(error).map(|_| if user { 50_013 } else { 700_027 });
        codes.extend(by_text(error).or(stripped));
    }
    codes
}

/// The digits after `AADSTS`. A line may break between them, but a space ends them.
fn digits_of_code<'s>(error: &'s Squeezed<'_>, from: usize) -> &'s str {
    let rest = error.rest(from);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let place = |index: usize| error.at.get(index).copied().unwrap_or_default();
    let gap = (1..digits).find(|index| place(from + index) != place(from + index - 1) + 1);
    let length = match gap {
        Some(gap) => {
            let between = error.text.get(place(from + gap - 1) + 1..place(from + gap)).unwrap_or_default();
            let ends = rest.get(digits..).is_some_and(|next| next.starts_with([':', '.', ',', ')', ']', '\'', '"']));
            if between.contains('\n') && ends && digits <= 7 { digits } else { gap }
        }
        None => digits,
    };
    rest.get(..length).unwrap_or_default()
}

/// Texts that are more specific than their code, or that come without one, and the code that the server gives them today.
const CODES_BY_TEXT: [(&str, u64); 30] = [
    ("Invalid client secret", 7_000_215),
    ("client secret keys for app", 7_000_222),
    ("client secret keys are expired", 7_000_222),
    ("audience claim does not match Realm issuer", 700_023),
    ("application identifier doesn't match 'client_id'", 700_021),
    ("Client assertion is not within its valid time range", 700_024),
    ("No Subject claim provided in the assertion", 700_022),
    ("Subject must match the issuer claim", 50_048),
    ("Client application has no configured keys", 700_026),
    ("Client is public so", 700_025),
    ("Unexpected client assertion type", 90_011),
    ("No certificate thumbprint specified", 5_002_723),
    ("No certificate SHA-1 thumbprint", 5_002_723),
    ("Found unsupported token header", 5_002_726),
    ("is not a supported signature algorithm", 5_002_738),
    ("Unsupported key for the signing algorithm", 5_002_730),
    ("is less than the minimum required 2048 bits", 50_032),
    ("subject name in certificate is not authorized", 700_030),
    ("Trusted Certificate Subjects for application are missing", 700_032),
    ("Trusted Certificate Authority policy is not configured", 7_000_211),
    ("No matching Trusted Certificate Authority policy", 7_000_212),
    ("Invalid certificate chain", 7_000_213),
    ("Invalid signing certificate", 700_029),
    ("Client assertion contains an invalid signature", 700_027),
    ("Client assertion failed signature validation", 700_027),
    ("The certificate with identifier used to sign the client assertion", 700_027),
    ("federated identity record found for presented assertion issuer", 700_211),
    ("federated identity record found for presented assertion audience", 700_212),
    ("The subject matches with case-insensitive comparison", 7_002_138),
    ("federated identity record found for presented assertion.", 70_021),
];

fn by_text(error: &Squeezed<'_>) -> Option<u64> {
    CODES_BY_TEXT.iter().find(|(words, _)| error.find(words).is_some()).map(|(_, code)| *code)
}

fn reason(error: &Squeezed<'_>) -> Option<Reason> {
    let has = |words: &str| error.find(words).is_some();
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

fn configured_keys(error: &Squeezed<'_>) -> Vec<String> {
    let Some(from) = error.each_after("Configured keys:").next() else { return Vec::new() };
    let list = error.rest(from).trim_start_matches('[').split(']').next().unwrap_or_default();
    list.split(';').filter(|entry| entry.starts_with("Key")).map(|entry| spaced(entry.to_owned())).collect()
}

/// Words before the id of the application that asked.
const APPLICATION_MARKS: [&str; 9] = [
    "app Id",
    "Application with identifier",
    "Client app ID:",
    "client application",
    "use the application with ID",
    "added to app",
    "secret keys for app",
    "for app",
    "AADSTS7000112: Application",
];

/// The application's id: from the wording, or from the URL to query.
fn app_id(error: &Squeezed<'_>) -> Option<String> {
    let id = |from: usize| {
        let rest = error.rest(from).trim_start_matches(['\'', '"', '`', '(']);
        rest.get(..36).filter(|id| is_guid(id)).map(str::to_owned)
    };
    let marks = APPLICATION_MARKS.iter().chain(&["/applications/"]);
    marks.flat_map(|mark| error.each_after(mark)).find_map(id)
}

/// Words before the tenant that the server looked in.
const TENANT_MARKS: [&str; 9] = [
    "in the directory",
    "tenant named",
    "in the tenant",
    "on the tenant",
    "in tenant",
    "tenant identifier",
    "Tenant",
    "issued for tenant",
    "on identity tenant",
];

/// Words before the resource that was asked for.
const RESOURCE_MARKS: [&str; 4] =
    ["resource principal named", "service principal for resource", "Resource value from request:", "value for scope"];

/// The value after any of these words: in quotation marks, or the next word. A masked one is none.
fn value_after(error: &Squeezed<'_>, marks: &[&str]) -> Option<String> {
    marks.iter().find_map(|mark| {
        let quoted = error.quoted_after(mark).filter(|found| found.closed).map(|found| found.written);
        let bare = || {
            // Without quotation marks only an id, an address or a domain can be told from the sentence around it.
            let from = error.each_after(mark).next()?;
            if let Some(id) = error.rest(from).get(..36).filter(|id| is_guid(id)) {
                return Some(id.to_owned());
            }
            let rest = error.text.get(*error.at.get(from)?..)?;
            let (word, after) = rest.split_at_checked(rest.find(char::is_whitespace)?)?;
            let word = word.trim_end_matches(['.', ',']);
            let is_value = word.contains("://")
                || word.contains('.') && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
            // The line may have been broken inside the word.
            (is_value && word.len() <= MAX_QUOTED && !after.starts_with('\n')).then(|| word.to_owned())
        };
        let is_value = |value: &String| {
            value.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '{') && !is_masked(value)
        };
        quoted.filter(is_value).or_else(bare).filter(is_value)
    })
}

/// The same, but for one in which a pipeline put asterisks: the rest of it can be compared.
fn shown_after(error: &Squeezed<'_>, marks: &[&str]) -> Option<String> {
    let quoted = || {
        let mut found = marks.iter().filter_map(|mark| error.quoted_after(mark).filter(|found| found.closed));
        let is_shown = |value: &String| value.contains("***") && !value.trim_matches(['*', '.']).is_empty();
        found.next().map(|found| found.written).filter(is_shown)
    };
    value_after(error, marks).or_else(quoted)
}

/// A value in which a row of X, which people write for what they hide, is a mask as a pipeline writes it.
fn masked(value: String) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value.as_str();
    while let Some(c) = rest.chars().next() {
        let run = if matches!(c, 'x' | 'X') { rest.len() - rest.trim_start_matches(c).len() } else { 0 };
        if run >= 4 {
            out.push_str("***");
            rest = rest.get(run..).unwrap_or_default();
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// Whether somebody put a mask in the place of a value, or of a part of it.
pub fn is_masked(value: &str) -> bool {
    let same = |c: char| value.len() >= 3 && value.chars().all(|one| one.eq_ignore_ascii_case(&c) || one == '-');
    value.contains("***")
        || value.contains("...")
        || value.contains(['…', '<', '>', '{', '}', '█'])
        || same('x')
        || value.to_ascii_lowercase().contains("redacted")
}

/// What the server says that it takes.
fn allowed(error: &Squeezed<'_>) -> Vec<String> {
    let marks = ["Allowed types:", "Supported signing algorithms are:", "Supported headers are:"];
    let Some(from) = marks.iter().find_map(|mark| error.each_after(mark).next()) else { return Vec::new() };
    // The list ends with the last quotation mark before the ids.
    let rest = error.rest(from);
    let lower = error.lower.get(from..).unwrap_or_default();
    let end = ["traceid", "trace_id", "aadsts"].iter().filter_map(|mark| lower.find(mark)).min().unwrap_or(rest.len());
    let list = rest.get(..end).unwrap_or_default();
    let quoted: Vec<&str> = if list.contains('\'') {
        list.split('\'').skip(1).step_by(2).collect()
    } else {
        vec![list.trim_end_matches('.')]
    };
    let values = quoted.iter().flat_map(|one| one.split(',')).filter(|one| !one.is_empty() && one.len() < 100);
    values.take(40).map(str::to_owned).collect()
}

fn quoted(text: &str) -> Vec<String> {
    // An apostrophe inside a word does not open a quotation.
    let mut marks: Vec<usize> = Vec::new();
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let inside = before.is_alphabetic() && rest.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if c == '\'' && !inside {
            marks.push(at);
        }
        before = c;
    }
    let value = |pair: &[usize]| match pair {
        [from, to] => text.get(from + 1..*to).map(unwrapped),
        _ => None,
    };
    marks.chunks(2).filter_map(value).filter(|one| one.len() < 200).collect()
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
            ([70_002, 50_012].as_slice(), Some(700_027), Some(Reason::KeyExpired))
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

    #[test]
    fn lines_broken_anywhere() {
        let whole = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B00547A85AD9ED797A7C6AB96FA2FF9E019E9ABA', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id 'b1946ac9-2492-4d23-9c7f-5e0a1d2b3c4f'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments]. Trace ID: 5f1c0f5e-0a0b-4c0d-8e0f-101112131400 Correlation ID: 6a2d1e3c-9f8e-4d7c-8b6a-594837261504 Timestamp: 2026-11-26 17:00:02Z";
        let expected = ServerError::read("e", whole);
        assert_eq!(expected.thumbprint.as_deref(), Some("B00547A85AD9ED797A7C6AB96FA2FF9E019E9ABA"));
        assert_eq!(expected.timestamp, Instant::read("2026-11-26T17:00:02Z"));
        for width in 7..200 {
            let cut: Vec<&str> =
                whole.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            let found = ServerError::read("e", &cut.join("\n"));
            assert_eq!(ServerError { quoted: expected.quoted.clone(), ..found }, expected, "{width}");
        }
        // A break that became a space, as in a form of one line.
        let spaced = whole.replace("5AD9ED", "5A D9ED").replace("-4d23-", "-4d 23-");
        assert_eq!(ServerError::read("e", &spaced).thumbprint, expected.thumbprint);
        assert_eq!(ServerError::read("e", &spaced).app_id, expected.app_id);
    }

    #[test]
    fn words_count_for_more_than_the_number() {
        for (text, code) in [
            ("AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided.", 7_000_215),
            (
                "AADSTS70002: Error validating credentials. AADSTS50012: The provided client secret keys are expired.",
                7_000_222,
            ),
            (
                "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion contains an invalid signature. [Reason - The key was not found.]",
                700_027,
            ),
            (
                "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion audience claim does not match Realm issuer.",
                700_023,
            ),
            (
                "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion is not within its valid time range.",
                700_024,
            ),
            (
                "AADSTS50012: Client assertion application identifier doesn\u{2019}t match 'client_id' parameter."
                    .replace('\u{2019}', "'")
                    .as_str(),
                700_021,
            ),
            ("AADSTS50027: Invalid JWT token. No certificate thumbprint specified in token header.", 5_002_723),
            ("AADSTS50012: Authentication failed.", 50_012),
            ("AADSTS90011: Unexpected client assertion type.", 90_011),
            ("Unexpected client assertion type.", 90_011),
            ("AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.]", 50_013),
        ] {
            assert_eq!(ServerError::read("e", text).code(), Some(code), "{text}");
        }
    }

    #[test]
    fn values_in_the_text() {
        let federated = ServerError::read(
            "e",
            "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'. Assertion Subject: 'repo:contoso/app:environment:My Env'. Assertion Audience: 'api://AzureADTokenExchange'.",
        );
        let claims = |subject: &str, issuer: &str, audience: &str| {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            QuotedClaims { subject: some(subject), issuer: some(issuer), audience: some(audience) }
        };
        assert_eq!(
            federated.presented,
            claims(
                "repo:contoso/app:environment:My Env",
                "https://token.actions.githubusercontent.com",
                "api://AzureADTokenExchange"
            )
        );
        let split = ServerError::read(
            "e",
            "AADSTS700213: No matching federated identity record found for presented assertion subj\nect 'repo:contoso/a\npp:ref:refs/heads/main'. Check your federated identity credential Subject, Audience and Issuer",
        );
        assert_eq!(
            (split.code(), split.presented),
            (Some(700_213), claims("repo:contoso/app:ref:refs/heads/main", "", ""))
        );
        let managed = ServerError::read(
            "e",
            "AADSTS7000227: No Federated Identity Credential policy found on application that matched the presented MSI-signed client assertion. Expecting a Federated Identity Credential with subject: '7e307b14-2a27-4f66-ada8-ec6400eb4977', issuer: 'https://login.microsoftonline.com/x/v2.0' and audience: 'api://AzureADTokenExchange'.",
        );
        assert_eq!(
            managed.wanted,
            claims(
                "7e307b14-2a27-4f66-ada8-ec6400eb4977",
                "https://login.microsoftonline.com/x/v2.0",
                "api://AzureADTokenExchange"
            )
        );
        assert_eq!(managed.presented, QuotedClaims::default());
        let app = ServerError::read(
            "e",
            "AADSTS700016: Application with identifier '833aa854-2811-4f90-9620-c38070f595d7' was not found in the directory 'Contoso Ltd'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
        );
        assert_eq!(
            (app.app_id.as_deref(), app.tenant.as_deref()),
            (Some("833aa854-2811-4f90-9620-c38070f595d7"), Some("Contoso Ltd"))
        );
        let resource = ServerError::read(
            "e",
            "AADSTS500011: The resource principal named https://vault.contoso.example was not found in the tenant named contoso.onmicrosoft.com. This can happen if",
        );
        assert_eq!(
            (resource.resource.as_deref(), resource.tenant.as_deref()),
            (Some("https://vault.contoso.example"), Some("contoso.onmicrosoft.com"))
        );
        let tenant = ServerError::read(
            "e",
            "AADSTS90002: Tenant '8f2c1b7e-3d4a-4c55-9e21-6a7b8c9d0e1f' not found. Check to make sure you have the correct tenant ID",
        );
        assert_eq!(tenant.tenant.as_deref(), Some("8f2c1b7e-3d4a-4c55-9e21-6a7b8c9d0e1f"));
        let kind = ServerError::read(
            "e",
            "AADSTS5002727: Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'. Trace ID: x",
        );
        assert_eq!(kind.allowed, ["JWT", "http://openid.net/specs/jwt/1.0"]);
        let masked = ServerError::read(
            "e",
            "AADSTS700016: Application with identifier '***' was not found in the directory '***'. AADSTS700016",
        );
        assert_eq!((masked.app_id, masked.tenant), (None, None));
        for cut in ["'B00547A85AD9ED79", "'B00547A85AD9ED79..."] {
            let error = ServerError::read(
                "e",
                &format!("AADSTS700027: [Reason - The key was not found., Thumbprint of key used by client: {cut}"),
            );
            assert_eq!(error.x5t_seen(), None, "{cut}");
        }
    }

    #[test]
    fn hints() {
        let text = "AADSTS7000215: Invalid client secret provided. Error: Please note that --password no longer accepts a service principal certificate. To pass a service principal certificate, use --certificate instead.";
        assert_eq!(ServerError::read("e", text).hints.certificate_option.as_deref(), Some("--certificate"));
        assert!(Hints::read("az login -u https://x --tenant t -p ./MYCERT.pem --service-principal").file_as_secret);
        assert!(!Hints::read("az login --service-principal --certificate ./MYCERT.pem -u x").file_as_secret);
        assert!(Hints::read("Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable").id_token_permission);
        assert_eq!(Hints::read("az login --certificate app.pem"), Hints::default());
    }
}
