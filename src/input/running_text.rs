//! What may stand anywhere in a text: PEM blocks, requests, tokens, errors.

use super::budget::Budget;
use super::recognised::Recognised;
use super::source::Source;
use super::{error, exchange, jws, pem};

/// Adds what stands anywhere in a text.
pub(super) fn recognise(source: &Source<'_>, text: &str, budget: &Budget<'_>, found: &mut Recognised) {
    for gap in pem::recognise(source.name, text, budget, found) {
        if exchange::recognise(source, gap, found) {
            continue;
        }
        jws::recognise(source, gap, found);
        error::recognise(source, gap, found);
    }
}
