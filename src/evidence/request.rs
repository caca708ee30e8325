//! A request to the token endpoint: where it goes and what it carries.
//!
//! Source: RFC 6749 §4.4.2 and RFC 7523 §2.2; Microsoft's page on the client credentials flow.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::evidence::endpoint::{self, Endpoint};
use crate::evidence::variables::Variables;
use crate::language::Text;
use crate::notation::instant::Instant;
use crate::notation::place::ExchangeId;

/// A request to the token endpoint, whichever format it was written in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Name of the input it came from.
    pub input: String,
    /// The format it was read from.
    pub format: RequestFormat,
    /// The method, in upper case; `None` if the text does not state it.
    pub method: Option<String>,
    /// The URL as written; `None` if the text does not state it.
    pub url: Option<String>,
    /// The media type of the body, in lower case and without parameters; `None` if the text does not state it.
    pub content_type: Option<String>,
    /// The scheme of the Authorization header, such as `Basic`; `None` if there is no such header.
    pub authorization: Option<String>,
    /// The body, parsed by its format.
    pub body: Body,
    /// The body of the response, if it came with the request.
    pub response: Option<String>,
    /// When it was sent.
    pub at: Option<Instant>,
    /// The exchange it shares with its assertion and with the error that answered it.
    pub exchange: Option<ExchangeId>,
}

/// Formats that a request comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RequestFormat {
    /// The body alone: `name=value&name=value`.
    #[default]
    FormBody,
    /// The body alone, as JSON.
    JsonBody,
    /// A curl command.
    Curl,
    /// A wget command.
    Wget,
    /// An HTTPie command.
    Httpie,
    /// A request saved in an HTTP client: Postman, Insomnia, Bruno.
    Saved,
    /// Request line, header fields and body.
    Http,
    /// An entry of an HTTP archive.
    Har,
    /// The source code of a program that sends it.
    Program,
}

/// The body of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// There is none, or the text does not contain it.
    #[default]
    None,
    /// A form: `name=value&name=value`.
    Form(Vec<Parameter>),
    /// A JSON object; its members are kept as parameters, so that the intended request can be judged.
    Json(Vec<Parameter>),
    /// Fields of `multipart/form-data`.
    Multipart(Vec<Parameter>),
    /// Anything else, as text.
    Other(String),
}

/// One parameter of a request.
#[derive(Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name, decoded.
    pub name: String,
    /// The value as the server receives it: percent-decoded once, with `+` read as a space.
    pub value: String,
    /// The value as it appears in the body.
    pub raw: String,
}

/// Names of parameters whose values are never shown.
const SECRET_PARAMETERS: [&str; 7] =
    ["client_secret", "password", "refresh_token", "code", "code_verifier", "device_code", "access_token"];

/// Characters that a form leaves unencoded (application/x-www-form-urlencoded, WHATWG URL §5.2).
const FORM_ENCODE_SET: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

impl Parameter {
    /// Creates a parameter from a form body, where name and value are encoded. Line breaks are artefacts and are removed.
    pub fn encoded(name: &str, raw: &str) -> Self {
        let raw: String = raw.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        Self { name: decoded(name.trim()), value: decoded(&raw), raw }
    }

    /// Creates a parameter from a program or a table, where a library encodes the value on sending.
    pub fn plain(name: &str, value: &str) -> Self {
        Self { name: name.into(), value: value.into(), raw: utf8_percent_encode(value, FORM_ENCODE_SET).to_string() }
    }

    /// Replaces the variables in the value.
    fn resolve(&mut self, variables: &Variables, room: &mut usize) {
        // Where a library encodes the value, the braces are encoded too.
        if self.raw.contains("{{") {
            let raw = variables.resolve(&self.raw, room).into_owned();
            if raw != self.raw {
                let same = self.raw == self.value;
                *self = if same {
                    Self { value: raw.clone(), raw, name: std::mem::take(&mut self.name) }
                } else {
                    Self::encoded(&self.name, &raw)
                };
            }
        } else if self.value.contains("{{") {
            *self = Self::plain(&self.name, &variables.resolve(&self.value, room));
        }
    }

    /// The intended value: percent-decoded, but with `+` left alone.
    pub fn intended_value(&self) -> String {
        percent_decode_str(&self.raw).decode_utf8_lossy().into_owned()
    }

    /// Whether its name says that its value is a secret.
    pub fn is_secret(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        SECRET_PARAMETERS.contains(&name.as_str()) || name.contains("secret") || name.contains("password")
    }

    /// The value to show; secrets are omitted.
    pub fn shown(&self) -> Text {
        if self.is_secret() && !self.value.is_empty() {
            return say_n!(self.value.chars().count(), "(1 character, not shown)", "({count} characters, not shown)");
        }
        Text::verbatim(self.value.clone())
    }

    /// Returns whether the text has a variable or placeholder in place of the value.
    pub fn is_placeholder(&self) -> bool {
        is_placeholder(&self.value)
    }
}

impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.shown())
    }
}

/// Checks whether a value is a variable, a placeholder or a file name: `$TOKEN`, `{{token}}`, `<token>`, `%TOKEN%`, `@file`.
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    value.contains(['{', '$', '`', '…'])
        || value.starts_with('@')
        || value.contains("...")
        || value.starts_with('<') && value.ends_with('>')
        || value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(word)
}

/// Removes one layer of form encoding.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Parameters that legitimately carry other tokens.
const OTHER_TOKENS: [&str; 8] =
    ["subject_token", "actor_token", "access_token", "refresh_token", "id_token", "code", "request", "client_info"];

/// Checks whether a text begins like a signed token, with the base64 of `{"`.
pub fn is_token(value: &str) -> bool {
    value.trim_start().starts_with("eyJ") && value.contains('.')
}

impl Request {
    /// The format it was read from, for people.
    pub fn format_label(&self) -> Text {
        match self.format {
            RequestFormat::FormBody => say!("form body"),
            RequestFormat::JsonBody => say!("JSON body"),
            RequestFormat::Curl => say!("curl command"),
            RequestFormat::Wget => say!("wget command"),
            RequestFormat::Httpie => say!("HTTPie command"),
            RequestFormat::Saved => say!("saved request"),
            RequestFormat::Http => say!("HTTP request"),
            RequestFormat::Har => say!("HAR entry"),
            RequestFormat::Program => say!("program"),
        }
    }

    /// Every parameter of the body, whatever its format.
    pub fn parameters(&self) -> &[Parameter] {
        match &self.body {
            Body::Form(all) | Body::Json(all) | Body::Multipart(all) => all,
            Body::None | Body::Other(_) => &[],
        }
    }

    /// Returns the first parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters().iter().find(|one| one.name == name)
    }

    /// Returns a parameter's value; `None` if it is absent, empty or a placeholder.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.parameter(name)
            .filter(|one| !one.is_placeholder())
            .map(|one| one.value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Where it goes: host, tenant and path.
    pub fn endpoint(&self) -> Option<Endpoint<'_>> {
        let url = self.url.as_deref()?.split(['?', '#']).next()?;
        Some(endpoint::parse_after_scheme(endpoint::after_scheme(url)))
    }

    /// The URL to show. Anything after the question mark or before an `@` may be secret and is left out.
    pub fn address(&self) -> String {
        let url = self.url.as_deref().unwrap_or_default();
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = url.split_at(url.len() - endpoint::after_scheme(url).len());
        // Behind the host, an `@` is a sign like any other.
        let host =
            rest.split(['/', '\\']).next().and_then(|host| host.rsplit_once('@')).map_or(0, |(user, _)| user.len() + 1);
        format!("{scheme}{}", rest.get(host..).unwrap_or_default())
    }

    /// The parameters in the URL's query.
    pub fn query(&self) -> Vec<Parameter> {
        let query = self.url.as_deref().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, raw)| Parameter::encoded(name, raw))
            .collect()
    }

    /// Returns whether it goes to a token endpoint, or carries what only a token request does.
    pub fn is_token_request(&self) -> bool {
        let path = self.url.as_deref().and_then(|url| url.split(['?', '#']).next()).unwrap_or_default();
        path.ends_with("/token")
            || self.parameters().iter().any(|one| matches!(one.name.as_str(), "grant_type" | "client_assertion"))
    }

    /// Returns the parameter that carries the client assertion: `client_assertion`, else another one that holds a signed
    /// token by mistake. A user's token that belongs where it is, as in the on-behalf-of grant, does not count.
    pub fn assertion(&self) -> Option<&Parameter> {
        let named = self.parameter("client_assertion").filter(|one| !one.value.trim().is_empty());
        let secret = || self.value("client_secret").is_some_and(|secret| !is_token(secret));
        let user = self.is_on_behalf_of();
        let fits = |one: &&Parameter| {
            is_token(&one.value) && !OTHER_TOKENS.contains(&one.name.as_str()) && !(user && one.name == "assertion")
        };
        named.or_else(|| self.parameters().iter().find(fits).filter(|_| !secret()))
    }

    /// Whether its grant is on-behalf-of, which passes a user's token on.
    pub fn is_on_behalf_of(&self) -> bool {
        self.parameter("requested_token_use").is_some()
            || self.value("grant_type").is_some_and(|grant| grant.ends_with("grant-type:jwt-bearer"))
    }

    /// The user assertion of an on-behalf-of request: the value of `assertion`, token or not.
    pub fn user_assertion(&self) -> Option<String> {
        // A SAML assertion is passed on by a grant of its own.
        let is_saml = self.value("grant_type").is_some_and(|grant| grant.contains("saml"));
        let is_due = self.is_on_behalf_of() && !is_saml;
        let sent = self.parameter("assertion").filter(|one| is_due && !one.is_placeholder())?;
        Some(sent.intended_value().trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Replaces the variables in it, see [`Variables::resolve`].
    pub fn resolve(&mut self, variables: &Variables, room: &mut usize) {
        if let Some(url) = &mut self.url {
            *url = variables.resolve(url, room).into_owned();
        }
        if let Body::Form(all) | Body::Json(all) | Body::Multipart(all) = &mut self.body {
            all.iter_mut().for_each(|one| one.resolve(variables, room));
        }
    }

    /// Returns whether it carries a secret in a Basic header.
    pub fn is_basic(&self) -> bool {
        self.authorization.as_deref().is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
    }

    /// Returns whether the text contains everything that was sent, so that whatever is missing was not sent.
    pub fn is_whole(&self) -> bool {
        !matches!(self.format, RequestFormat::FormBody | RequestFormat::JsonBody | RequestFormat::Program)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_values() {
        for open in
            ["$TOKEN", "${token}", "{{token}}", "<token>", "%TOKEN%", "@token.txt", "$(cat token)", "eyJ...", ""]
        {
            assert_eq!(is_placeholder(open), !open.is_empty(), "{open}");
        }
        for value in ["eyJhbGciOiJub25lIn0.e30.", "https://graph.microsoft.com/.default", "a%2Bb", "72f988bf"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let secret = Parameter::encoded("client_secret", "abc%7Edef");
        assert_eq!(secret.value, "abc~def");
        assert_eq!(secret.shown(), "(7 characters, not shown)");
        assert!(!format!("{secret:?}").contains("def"));
        for name in ["clientSecret", "PASSWORD", "code"] {
            assert!(!Parameter::plain(name, "$a{b}...").shown().contains("$a"), "{name}");
        }
        assert_eq!(Parameter::encoded("scope", "a+b%2F").shown(), "a b/");
        assert_eq!(Parameter::encoded("client_assertion", "a+b%2F").intended_value(), "a+b/");
    }

    #[test]
    fn where_it_goes() {
        let request = |url: &str| Request { url: Some(url.into()), ..Request::default() };
        let one = request("https://login.microsoftonline.com:443/contoso.com/oauth2/v2.0/token?api-version=1#x");
        let found = one.endpoint().unwrap();
        assert_eq!(
            (found.host, found.tenant, found.path),
            ("login.microsoftonline.com", "contoso.com", "/oauth2/v2.0/token")
        );
        assert!(one.is_token_request());
        assert_eq!(one.query()[0].value, "1");
        for (url, address) in [
            ("https://a:b@c.d/e?client_secret=f", "https://c.d/e"),
            ("a:b@c.d/e", "c.d/e"),
            ("https://a@b@c.d/e", "https://c.d/e"),
            ("https://c.d/e@f/g", "https://c.d/e@f/g"),
        ] {
            assert_eq!(request(url).address(), address);
        }
        assert!(request("login.microsoftonline.us/a/oauth2/token").endpoint().is_some());
        assert!(!request("https://graph.microsoft.com/v1.0/me").is_token_request());
    }
}
