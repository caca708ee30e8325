//! What may appear anywhere in a text: PEM blocks, requests, tokens, errors.

use super::budget::Budget;
use super::recognised::Recognised;
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
