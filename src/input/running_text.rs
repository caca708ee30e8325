//! What may appear anywhere in a text: PEM blocks, requests, tokens, errors.

use super::budget::Budget;
use super::recognised::{Item, Recognised};
use super::source::Source;
use super::{error, exchange, jws, pem};
use crate::evidence::server_error::ServerError;

/// Finds what may appear anywhere in a text. `earlier` is the last error found earlier in the input.
pub(super) fn recognise(
    source: &Source<'_>,
    text: &str,
    earlier: Option<&ServerError>,
    budget: &Budget<'_>,
) -> Recognised {
    let (mut found, gaps) = pem::recognise(source.name, text, budget);
    // A request that carries a PEM block in one of its values.
    if gaps.len() > 1 {
        let (whole, is_exchange) = exchange::recognise(source, text, earlier);
        if is_exchange && whole.items.iter().any(carries_pem) {
            found.merge(whole);
            return found;
        }
    }
    for gap in gaps {
        let (mut of_gap, is_exchange) = exchange::recognise(source, gap, found.last_error().or(earlier));
        if !is_exchange {
            of_gap.merge(jws::recognise(source, gap));
            of_gap.items.extend(error::recognise(source, gap, found.last_error().or(earlier)));
        }
        found.merge(of_gap);
    }
    found
}

/// Checks whether something found is a request with a PEM block in one of its values.
fn carries_pem(item: &Item) -> bool {
    let Item::Request(request) = item else { return false };
    request.parameters().iter().any(|one| one.value.contains("-----BEGIN "))
}
