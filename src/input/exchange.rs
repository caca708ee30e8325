//! Requests, the assertions they carry, and the errors that answered them.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::recognised::{Item, Recognised};
use super::source::Source;
use super::{error, jws, request};
use crate::evidence::request::{Parameter, Request};
use crate::evidence::server_error::ServerError;
use crate::limits;
use crate::notation::place::{ExchangeId, Position};

/// Finds what a text of requests contains. Also returns whether it is one; if so, the other recognisers skip it. `earlier`
/// is the last error found before this text.
pub(super) fn recognise(source: &Source<'_>, text: &str, earlier: Option<&ServerError>) -> (Recognised, bool) {
    let request::Found { requests, problems, .. } = request::recognise(source.name, text);
    let found = Recognised { problems, ..Recognised::default() };
    if requests.is_empty() {
        return (found, false);
    }
    (exchanges(source, text, requests, found, earlier), true)
}

/// Finds what a file of an HTTP client contains. An access token that was saved for other requests is none of it.
pub(super) fn of_saved(source: &Source<'_>, text: &str, saved: request::Saved) -> Recognised {
    let mut found = exchanges(source, text, saved.requests, Recognised::default(), None);
    let is_other = |name: &&str| {
        let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        ["accesstoken", "idtoken", "refreshtoken", "bearertoken"].iter().any(|other| bare.contains(other))
    };
    let values = saved.variables.values().filter(|(name, _)| is_other(name));
    let others = set(values.map(|(_, value)| value));
    found.items.retain(|item| !matches!(item, Item::Assertion(one) if others.contains_key(one.token.as_str())));
    found.variables.merge(saved.variables);
    found
}

/// A set of texts: a map of a type that is compiled anyway.
fn set<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<&'t str, usize> {
    let mut set = BTreeMap::new();
    set.extend(texts.map(|text| (text, 0)));
    set
}

/// Adds requests, what they carry, and what else is in their text.
fn exchanges(
    source: &Source<'_>,
    text: &str,
    requests: Vec<Request>,
    mut found: Recognised,
    earlier: Option<&ServerError>,
) -> Recognised {
    let start = source.place(text).position.unwrap_or(Position { line: 1, column: 1 });
    let id = |number: usize| ExchangeId { input: source.name.to_owned(), text: start, number };
    let (mut answered, mut elsewhere) = (false, false);
    let tokens: Vec<&str> = jws::within(text).collect();
    let mut sought = Sought::new(text, &tokens);
    for (number, request) in requests.iter().enumerate() {
        let exchange = &id(number);
        match sent_assertion(request) {
            // The token may be elsewhere in the text.
            Some(sent) if sent.is_placeholder() => elsewhere = true,
            Some(sent) => found.merge(carried(source, &mut sought, request, exchange, &sent)),
            None => {}
        }
        let response = request.response.as_deref().unwrap_or_default();
        let errors =
            error::recognise(&Source::for_exchange(response, exchange), response, found.last_error().or(earlier));
        answered |= !errors.is_empty();
        found.items.extend(errors);
    }
    let parts = Parts::new(&requests);
    for token in tokens.into_iter().filter(|token| elsewhere || !parts.hold(token)) {
        found.merge(jws::recognise(source, token));
    }
    // A response may follow the request without being part of it.
    if !answered {
        let errors = error::recognise(source, text, found.last_error().or(earlier));
        found.items.extend(errors);
    }
    let requests = requests.into_iter().enumerate();
    let requests = requests.map(|(number, request)| Request { exchange: Some(id(number)), ..request });
    found.items.extend(requests.map(|request| Item::Request(Box::new(request))));
    found
}

/// Returns the parameter of a request that should hold an assertion, in the body or the query.
fn sent_assertion(request: &Request) -> Option<Parameter> {
    let in_query = || request.query().into_iter().find(|one| one.name == "client_assertion");
    request.assertion().cloned().or_else(in_query)
}

/// Returns the assertion that a request carries in this parameter.
fn carried(
    source: &Source<'_>,
    sought: &mut Sought<'_>,
    request: &Request,
    exchange: &ExchangeId,
    sent: &Parameter,
) -> Recognised {
    // Form encoding is part of the transport and does not count as wrapping.
    let intended = sent.intended_value();
    let mut found = jws::recognise(&Source::for_exchange(&intended, exchange), intended.trim_matches('+'));
    let place = sought.find(&sent.raw).map(|part| source.place(part));
    let ids = ["client-request-id", "client_request_id"].iter().filter_map(|name| request.value(name));
    let ids: Vec<String> = ids.map(str::to_ascii_lowercase).collect();
    for item in &mut found.items {
        if let Item::Assertion(assertion) = item {
            assertion.place.position = place.as_ref().and_then(|place| place.position);
            assertion.place.exchange = Some(exchange.clone());
            assertion.place.at = request.at;
            assertion.place.ids.clone_from(&ids);
        }
    }
    found
}

/// Finds where values stand in a text. Thousands of requests may stand in it.
struct Sought<'t> {
    text: &'t str,
    /// Where each token stands first.
    tokens: BTreeMap<&'t str, usize>,
    /// Where the last value was found: the next one stands behind it, as a rule.
    at: usize,
    /// Bytes that may still be read in search of values that are no tokens.
    left: usize,
}

impl<'t> Sought<'t> {
    fn new(text: &'t str, tokens: &[&'t str]) -> Self {
        let mut first = BTreeMap::new();
        for token in tokens {
            first.entry(*token).or_insert(token.as_ptr() as usize - text.as_ptr() as usize);
        }
        Self { text, tokens: first, at: 0, left: text.len().saturating_mul(limits::MAX_SEARCHES) }
    }

    /// Returns the text from the value on; `None` if it is not there, or if too much was read for others.
    fn find(&mut self, value: &str) -> Option<&'t str> {
        let text = self.text;
        let known = self.tokens.get(value).copied();
        let found = known.or_else(|| self.search(self.at, value)).or_else(|| self.search(0, value))?;
        self.at = found;
        text.get(found..)
    }

    fn search(&mut self, from: usize, value: &str) -> Option<usize> {
        let rest = self.text.get(from..).filter(|_| self.left > 0)?;
        let found = rest.find(value);
        self.left = self.left.saturating_sub(found.unwrap_or(rest.len()));
        found.map(|at| from + at)
    }
}

/// What the requests and their responses hold: access tokens, and assertions that were read already.
struct Parts<'r> {
    texts: Vec<&'r str>,
    tokens: BTreeMap<&'r str, usize>,
    /// Bytes that may still be read in search of tokens that stand in other words.
    left: Cell<usize>,
}

impl<'r> Parts<'r> {
    fn new(requests: &'r [Request]) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        for request in requests {
            texts.extend(request.response.iter().chain(&request.url).map(String::as_str));
            texts.extend(request.parameters().iter().flat_map(|one| [one.raw.as_str(), one.value.as_str()]));
        }
        let tokens = set(texts.iter().flat_map(|text| jws::within(text)));
        let size: usize = texts.iter().map(|text| text.len()).sum();
        Self { texts, tokens, left: Cell::new(size.saturating_mul(limits::MAX_SEARCHES)) }
    }

    /// Checks whether a token is part of one of the requests or its response.
    fn hold(&self, token: &str) -> bool {
        let holds = |text: &&str| {
            let left = self.left.get().checked_sub(text.len());
            self.left.set(left.unwrap_or(0));
            left.is_some() && text.contains(token)
        };
        self.tokens.contains_key(token) || self.texts.iter().any(holds)
    }
}
