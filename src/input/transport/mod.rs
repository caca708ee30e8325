//! What copying, logging and sending did to a text, taken off layer by layer.
//!
//! Nothing says which layers a text has, and a text may look as if it had one that it does not have. So every layer is
//! tried, and what it leaves is read: it stays off unless less is understood without it.

mod layers;
mod undone;

use super::recognised::{Item, Recognised};
use crate::evidence::assertion::Assertion;
use crate::evidence::federated_credential::FederatedCredential;
use crate::evidence::registration::Registration;
use crate::evidence::server_error::{Hints, ServerError};
use crate::evidence::wrapping::Wrapping;
use crate::input::sent_assertion;
use crate::limits;
use crate::notation::encoding;
use crate::notation::text::is_guid;
pub(super) use undone::Undone;

/// Reads a text, as it is and with the layers taken off that transport put on it, and returns the reading that
/// understands most; of equals the one with the fewest layers taken off. `read` gets a text and the layers taken off to
/// get there. Also returns the text that is left if every layer is taken off.
pub(super) fn read(text: &str, read: &mut dyn FnMut(&str, &[Undone]) -> Recognised) -> (Recognised, String) {
    let bare = |off: &[Undone]| off.last().map_or(text, |undone| undone.text.as_str()).to_owned();
    let mut best = read(text, &[]);
    let mut most = understood(&best);
    let mut off: Vec<Undone> = Vec::new();
    let mut latest = most;
    let mut trials = if text.len() > limits::TRANSPORT_LARGE_BYTES { 4 } else { limits::MAX_TRANSPORT_TRIALS };
    for _ in 0..limits::MAX_TRANSPORT_ROUNDS {
        let before = off.len();
        let sure = layers::SURE.into_iter().map(|layer| (layer, true));
        for (layer, is_sure) in sure.chain(layers::ALL.into_iter().map(|layer| (layer, false))) {
            let Some(undone) = layer(off.last().map_or(text, |undone| undone.text.as_str())) else { continue };
            if trials == 0 {
                return (best, bare(&off));
            }
            trials -= 1;
            off.push(undone);
            let found = read(off.last().map_or(text, |undone| undone.text.as_str()), &off);
            let value = understood(&found);
            if value < latest {
                off.pop();
                continue;
            }
            latest = value;
            if value > most || is_sure && value == most {
                (best, most) = (found, value);
            }
        }
        if off.len() == before {
            break;
        }
    }
    (best, bare(&off))
}

/// How much of a text was understood; only good for comparing two readings of the same text.
fn understood(found: &Recognised) -> i64 {
    let items: i64 = found.items.iter().map(value).sum();
    // A document of variables says itself what its values are.
    (items + if found.variables.is_empty() { 0 } else { 100 }) * 4
        - i64::try_from(found.problems.len()).unwrap_or(i64::MAX / 8)
}

fn value(item: &Item) -> i64 {
    match item {
        Item::Assertion(assertion) => of_assertion(assertion),
        Item::Certificate(_) | Item::PrivateKey(_) | Item::PublicKey(..) => 12,
        Item::Error(error) => of_error(error),
        Item::Complaint(complaint) => {
            2 + complaint.algorithm.as_deref().map_or(0, |oid| i64::try_from(oid.len()).unwrap_or(0))
        }
        Item::Registration(registration) => of_registration(registration),
        Item::Request(request) => {
            const NAMES: [&str; 10] = [
                "grant_type",
                "client_id",
                "client_assertion",
                "client_assertion_type",
                "client_secret",
                "scope",
                "resource",
                "assertion",
                "requested_token_use",
                "tenant",
            ];
            let known = NAMES.iter().filter(|name| request.parameter(name).is_some()).count();
            let id = request.value("client_id").is_some_and(is_guid);
            let tenant = request.endpoint().is_some_and(|to| is_guid(to.tenant));
            // The user's token is nowhere else.
            let user = request.user_assertion().and_then(|sent| sent_assertion(&request.input, &sent));
            user.as_ref().map_or(0, of_assertion)
                + 4
                + i64::try_from(known).unwrap_or(0)
                + i64::from(request.url.is_some())
                + i64::from(id)
                + i64::from(tenant)
        }
        Item::Federated(found) => {
            let whole = |one: &FederatedCredential| {
                let known = [&one.issuer, &one.subject, &one.expression, &one.name].into_iter().flatten().count();
                let clean = |one: &&String| !one.contains(char::is_whitespace);
                known + one.audiences.iter().filter(clean).count().min(2)
            };
            let ids = usize::from(found.owner.is_some()) + usize::from(found.client_id.is_some());
            // An empty list says that there are none, and cannot be anything else.
            let base = if found.list.is_empty() { 20 } else { 4 };
            base + i64::try_from(ids + found.list.iter().map(whole).sum::<usize>()).unwrap_or(0)
        }
        Item::PipelineLog(log) => {
            let claims = [&log.claims.issuer, &log.claims.subject, &log.claims.audience];
            2 + i64::try_from(claims.into_iter().flatten().count()).unwrap_or(0)
        }
        Item::TokenSource(source) => 2 + i64::from(source.claims.subject.is_some()),
        Item::AppPolicy(policy) => 6 + i64::from(policy.lifetime.is_some()) + i64::from(policy.authorities.is_some()),
        Item::Authorities(found) => 6 + i64::try_from(found.certificates.len()).unwrap_or(0),
        Item::Thumbprint(_) => 3,
        Item::Text(_) => 0,
    }
}

fn of_assertion(assertion: &Assertion) -> i64 {
    let whole = assertion.signature.bytes.as_ref().is_some_and(|bytes| bytes.len() % 32 == 0);
    // Nobody sends the base64 of a token: it is what a variable or a secret is stored as.
    let stored = assertion.wrapping.contains(&Wrapping::Base64);
    let readable = [&assertion.header, &assertion.claims].into_iter().filter(|part| part.object.is_some()).count();
    // A whole signature in another notation is as good as one in base64url.
    if assertion.malformed.is_empty() || readable == 2 && whole {
        return 12 + i64::from(whole) - i64::from(stored);
    }
    let letters = assertion.token.bytes().all(|byte| encoding::is_base64url(char::from(byte)) || byte == b'.');
    let signed = if assertion.signature.range.is_empty() { 0 } else { 2 };
    4 + i64::try_from(readable).unwrap_or(0) + signed + i64::from(whole) + i64::from(letters) - i64::from(stored)
}

fn of_error(error: &ServerError) -> i64 {
    let stated = [
        error.reason.is_some(),
        error.x5t_seen().is_some(),
        error.found_key.is_some(),
        error.found_dates().0.is_some(),
        error.found_dates().1.is_some(),
        error.app_id.is_some(),
        error.current_time.is_some(),
        error.valid_from.is_some(),
        error.expiry.is_some(),
        error.timestamp.is_some(),
        error.trace_id.as_ref().is_some_and(|id| id.len() == 36),
        error.correlation_id.as_ref().is_some_and(|id| id.len() == 36),
        error.host.is_some(),
        error.tenant.is_some(),
        error.resource.is_some(),
        error.presented.subject.is_some(),
        error.presented.issuer.is_some(),
        error.presented.audience.is_some(),
        error.hints != Hints::default(),
        error.by_text.is_some(),
    ];
    let is_clean =
        |value: &&String| !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || "\\=".contains(c));
    let quoted = error.quoted.first().iter().filter(|value| is_clean(value)).count();
    2 + i64::try_from(quoted + stated.iter().filter(|one| **one).count() + error.configured_keys.len()).unwrap_or(0)
}

fn of_registration(registration: &Registration) -> i64 {
    let comparable = registration.keys().iter().filter(|key| key.is_comparable()).count();
    let ids = [&registration.app_id, &registration.object_id].into_iter().flatten();
    let whole_ids = ids.filter(|id| is_guid(id)).count();
    // A certificate says more as the value of a registered key than by itself.
    let values = registration.keys().iter().filter(|key| key.certificate.is_some() || key.problem.is_some()).count();
    4 + i64::try_from(registration.keys().len() + comparable + whole_ids + 12 * values).unwrap_or(0)
}
