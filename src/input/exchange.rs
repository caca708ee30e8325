//! Requests, the assertions that they carry, and the errors that answered them.

use super::recognised::{Item, Recognised};
use super::source::Source;
use super::{error, jws, request};
use crate::evidence::request::Request;

/// Adds what a text of requests holds. True where it is one: then what is left of it is no running text.
pub(super) fn recognise(source: &Source<'_>, text: &str, found: &mut Recognised) -> bool {
    let requests = request::recognise(source.name, text);
    found.problems.extend(requests.problems);
    if requests.requests.is_empty() {
        return false;
    }
    let (mut answered, mut elsewhere) = (false, false);
    for (index, request) in requests.requests.iter().enumerate() {
        let exchange = format!("{}#{}", source.name, index + 1);
        elsewhere |= !carried(source, text, request, &exchange, found);
        let response = request.response.as_deref().unwrap_or_default();
        let before = found.items.len();
        error::recognise(&Source::for_exchange(source.name, response, &exchange), response, found);
        answered |= found.items.len() > before;
    }
    for token in jws::within(text).filter(|token| elsewhere || !part_of(token, &requests.requests)) {
        jws::recognise(source, token, found);
    }
    // An answer may stand below the request without being part of it.
    if !answered {
        error::recognise(source, text, found);
    }
    for (index, mut request) in requests.requests.into_iter().enumerate() {
        request.exchange = Some(format!("{}#{}", source.name, index + 1));
        found.items.push(Item::Request(Box::new(request)));
    }
    true
}

/// Adds the assertion that a request carries. False where it carries a variable: the token may stand elsewhere.
fn carried(source: &Source<'_>, text: &str, request: &Request, exchange: &str, found: &mut Recognised) -> bool {
    let query = request.query();
    let in_query = || query.iter().find(|one| one.name == "client_assertion");
    let Some(sent) = request.assertion().or_else(in_query) else { return true };
    if sent.is_placeholder() {
        return false;
    }
    // The form's own encoding is the transport, not a wrapping.
    let meant = sent.meant();
    let before = found.items.len();
    jws::recognise(&Source::for_exchange(source.name, &meant, exchange), meant.trim_matches('+'), found);
    let place = text.find(&sent.raw).and_then(|at| text.get(at..)).map(|part| source.place(part));
    let ids = ["client-request-id", "client_request_id"].iter().filter_map(|name| request.value(name));
    let ids: Vec<String> = ids.map(str::to_ascii_lowercase).collect();
    for one in found.items.iter_mut().skip(before) {
        if let Item::Assertion(assertion) = one {
            assertion.place.position = place.as_ref().and_then(|place| place.position);
            assertion.place.exchange = Some(exchange.to_owned());
            assertion.place.at = request.at;
            assertion.place.ids.clone_from(&ids);
        }
    }
    true
}

/// The token stands in one of the requests, or in its answer: an access token, or the assertion that was read already.
fn part_of(token: &str, requests: &[Request]) -> bool {
    requests.iter().any(|request| {
        let response = request.response.as_deref().is_some_and(|response| response.contains(token));
        let address = request.url.as_deref().is_some_and(|url| url.contains(token));
        response
            || address
            || request.parameters().iter().any(|one| one.raw.contains(token) || one.value.contains(token))
    })
}
