//! What may appear anywhere in a text: PEM blocks, requests, tokens, errors.

use super::budget::Budget;
use super::recognised::{Item, Recognised};
use super::source::Source;
use super::{complaint, error, exchange, federated, jws, pem};
use crate::evidence::credential_file::Form;
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
    if !found.items.is_empty() || found.closed_keys > 0 {
        found.form = Some(Form::Pem);
    }
    for gap in gaps {
        let (mut of_gap, is_exchange) = exchange::recognise(source, gap, found.last_error().or(earlier));
        if !is_exchange {
            of_gap.merge(jws::recognise(source, gap));
            of_gap.items.extend(error::recognise(source, gap, found.last_error().or(earlier)));
        }
        found.merge(of_gap);
    }
    let logs = federated::log::recognise(source, text).into_iter();
    found.items.extend(logs.map(|one| Item::PipelineLog(Box::new(one))));
    // A program that sends a request quotes such words, and does not say them.
    if !found.items.iter().any(|item| matches!(item, Item::Request(_))) {
        let complaints = complaint::recognise(source, text).into_iter();
        found.items.extend(complaints.map(|one| Item::Complaint(Box::new(one))));
    }
    found
}

/// Checks whether something found is a request with a PEM block in one of its values.
fn carries_pem(item: &Item) -> bool {
    let Item::Request(request) = item else { return false };
    request.parameters().iter().any(|one| one.value.contains("-----BEGIN "))
}
