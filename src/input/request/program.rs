//! A request in source code: PowerShell's Invoke-RestMethod, Python's requests, JavaScript's fetch and axios, and anything
//! else that has a URL and the parameters as string literals.
//!
//! No language is actually parsed. A program is read as a sequence of strings, words and signs; a parameter is its name
//! followed by a value in one of the few ways in which all these languages write pairs.

use super::tokens::{Token, joined, tokens};
use super::{body, fields};
use crate::evidence::request::{Body, Parameter, Request, RequestFormat};
use crate::limits;

/// A program that sends a request contains one of these.
const CALLS: [&str; 19] = [
    "Invoke-RestMethod",
    "Invoke-WebRequest",
    "irm ",
    "iwr ",
    "requests.",
    "httpx.",
    "urllib",
    "http.client",
    "axios",
    "fetch(",
    "request(",
    "https.request",
    "URLSearchParams",
    "FormUrlEncodedContent",
    "HttpRequestMessage",
    "RestRequest",
    "HttpRequest",
    "http.NewRequest",
    "FormBody",
];

/// Maximum number of pairs examined: each may search the whole program for its variable.
const MAX_PAIRS: usize = 40;

/// Parameters of a token request, as named in programs.
const NAMES: [&str; 18] = [
    "grant_type",
    "client_id",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
    "scope",
    "resource",
    "assertion",
    "requested_token_use",
    "code",
    "code_verifier",
    "redirect_uri",
    "refresh_token",
    "device_code",
    "username",
    "password",
    "id_token_hint",
    "claims",
];

/// Finds the request that a program sends.
pub(super) fn recognise(text: &str) -> Vec<Request> {
    if text.len() > limits::MAX_PROGRAM_BYTES || !CALLS.iter().any(|call| text.contains(call)) {
        return Vec::new();
    }
    let windows = ["Invoke-", "irm ", "iwr ", "@{"].iter().any(|mark| text.contains(mark));
    let program = Program { tokens: joined(tokens(text, windows)), windows };
    let kind = ["content-type", "-contenttype", "contenttype"].iter().find_map(|name| program.value_of(name));
    let kind = kind.as_deref().and_then(body::media_type);
    let mut fields = program.pairs();
    let whole = || program.texts().find(|text| text.contains("grant_type=") || text.contains("client_assertion="));
    let json_text = || program.texts().find_map(|text| fields::from_json(text.trim()));
    let body = if fields.len() < 2 {
        match (whole(), json_text()) {
            (Some(text), _) => body::read(None, text),
            (None, Some(fields)) => Body::Json(fields),
            (None, None) => return Vec::new(),
        }
    } else if writes_json(text, kind.as_deref()) {
        fields.iter_mut().for_each(|one| one.raw.clone_from(&one.value));
        Body::Json(fields)
    } else {
        Body::Form(fields)
    };
    let request = Request {
        format: RequestFormat::Program,
        method: program.method(),
        url: program.address(),
        content_type: kind,
        authorization: program.value_of("authorization").as_deref().and_then(body::scheme),
        body,
        ..Request::default()
    };
    if request.parameters().len() > 1 && request.is_token_request() { vec![request] } else { Vec::new() }
}

/// Checks whether the parameters are sent as JSON, by the content type, a function call, or how axios treats an object.
fn writes_json(text: &str, kind: Option<&str>) -> bool {
    let form = kind == Some("application/x-www-form-urlencoded");
    let encodes = ["qs.stringify", "querystring", "URLSearchParams", "FormData"].iter().any(|how| text.contains(how));
    let functions = ["JSON.stringify(", "ConvertTo-Json", "json=", "json: {", "json.dumps(", "JsonContent"];
    functions.iter().any(|how| text.contains(how)) || text.contains("axios") && !encodes && !form
}

struct Program {
    tokens: Vec<Token>,
    windows: bool,
}

impl Program {
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| if let Token::Text(text) = token { Some(text.as_str()) } else { None })
    }

    fn sign(&self, at: usize) -> Option<char> {
        if let Some(Token::Sign(sign)) = self.tokens.get(at) { Some(*sign) } else { None }
    }

    /// Returns the string assigned to a variable, if any.
    fn variable(&self, name: &str) -> Option<&str> {
        let is_variable = |token: &Token| matches!(token, Token::Word(word) if word == name);
        self.tokens.windows(3).find_map(|three| match three {
            [word, Token::Sign('='), Token::Text(text)] if is_variable(word) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Returns the value at a position: a string, a variable's string, or the variable itself as a placeholder.
    fn value(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(Token::Text(text)) => text.clone(),
            Some(Token::Word(word)) => {
                let bare = word.trim_start_matches('$');
                self.variable(word).map_or_else(|| format!("${{{bare}}}"), str::to_owned)
            }
            _ => "${…}".into(),
        }
    }

    /// Returns the value after a name: `name: v`, `name = v`, `"name", v`, `["name"] = v`, `-Name v`.
    fn pair(&self, at: usize) -> Option<String> {
        let before = at.checked_sub(1).and_then(|at| self.sign(at));
        let (text, word) = match self.tokens.get(at)? {
            Token::Text(text) => (Some(text), text),
            Token::Word(word) => (None, word),
            Token::Sign(_) => return None,
        };
        let value = match self.sign(at + 1) {
            Some(':') => at + 2,
            Some('=') if self.sign(at + 2) == Some('>') => at + 3,
            // PowerShell variables begin with $, so a bare name before = is a key of a hash table.
            Some('=') if self.windows && (text.is_some() || !word.starts_with('$')) => at + 2,
            Some(',') if text.is_some() && matches!(before, Some('(' | '{')) => at + 2,
            Some(']') if text.is_some() && self.sign(at + 2) == Some('=') => at + 3,
            None if self.windows && word.starts_with('-') => at + 1,
            _ => return None,
        };
        Some(self.value(value))
    }

    fn name(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at)? {
            Token::Text(text) | Token::Word(text) => Some(text),
            Token::Sign(_) => None,
        }
    }

    fn pairs(&self) -> Vec<Parameter> {
        let known = |at: &usize| self.name(*at).is_some_and(|name| NAMES.contains(&name));
        let pair = |at: usize| Some(Parameter::plain(self.name(at)?, &self.pair(at)?));
        (0..self.tokens.len()).filter(known).filter_map(pair).take(MAX_PAIRS).collect()
    }

    fn value_of(&self, name: &str) -> Option<String> {
        let known = |at: &usize| self.name(*at).is_some_and(|text| text.eq_ignore_ascii_case(name));
        (0..self.tokens.len()).filter(known).find_map(|at| self.pair(at))
    }

    fn method(&self) -> Option<String> {
        let verbs = ["POST", "GET", "PUT"];
        let named = self.texts().find_map(|text| verbs.into_iter().find(|verb| text.eq_ignore_ascii_case(verb)));
        named.map(str::to_owned)
    }

    /// Returns the first URL of a token endpoint, else the first URL.
    fn address(&self) -> Option<String> {
        let all = || self.texts().filter(|text| text.starts_with("https://") || text.starts_with("http://"));
        all().find(|text| text.contains("/token")).or_else(|| all().next()).map(str::to_owned)
    }
}
