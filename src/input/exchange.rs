//! Requests, the assertions they carry, and the errors that answered them.

use super::recognised::{Item, Recognised};
use super::source::Source;
use super::{error, jws, request};
use crate::evidence::request::{Parameter, Request};
use crate::evidence::server_error::ServerError;
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
    let is_other = |name: &str| {
        let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        ["accesstoken", "idtoken", "refreshtoken", "bearertoken"].iter().any(|other| bare.contains(other))
    };
    found.items.retain(|item| match item {
        Item::Assertion(one) => !saved.variables.names_of(&one.token).any(is_other),
        _ => true,
    });
    found.variables.merge(saved.variables);
    found
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
    for (number, request) in requests.iter().enumerate() {
        let exchange = &id(number);
        match sent_assertion(request) {
            // The token may be elsewhere in the text.
            Some(sent) if sent.is_placeholder() => elsewhere = true,
            Some(sent) => found.merge(carried(source, text, request, exchange, &sent)),
            None => {}
        }
        let response = request.response.as_deref().unwrap_or_default();
        let errors =
            error::recognise(&Source::for_exchange(response, exchange), response, found.last_error().or(earlier));
        answered |= !errors.is_empty();
        found.items.extend(errors);
    }
    for token in jws::within(text).filter(|token| elsewhere || !is_part_of(token, &requests)) {
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
fn carried(source: &Source<'_>, text: &str, request: &Request, exchange: &ExchangeId, sent: &Parameter) -> Recognised {
    // Form encoding is part of the transport and does not count as wrapping.
    let intended = sent.intended_value();
    let mut found = jws::recognise(&Source::for_exchange(&intended, exchange), intended.trim_matches('+'));
    let place = text.find(&sent.raw).and_then(|at| text.get(at..)).map(|part| source.place(part));
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

/// Checks whether the token is part of one of the requests or its response: an access token, or an assertion already read.
fn is_part_of(token: &str, requests: &[Request]) -> bool {
    requests.iter().any(|request| {
        let response = request.response.as_deref().is_some_and(|response| response.contains(token));
        let address = request.url.as_deref().is_some_and(|url| url.contains(token));
        response
            || address
            || request.parameters().iter().any(|one| one.raw.contains(token) || one.value.contains(token))
    })
}
