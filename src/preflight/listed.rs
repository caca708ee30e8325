//! Where no certificate is given: until when does each application of a list have a valid credential?

use super::{App, CLIENT_SECRET_EXPIRED, CLIENT_SECRET_VALID, Outcome, reasons};
use crate::case::inventory::Inventory;
use crate::checks::certificate_validity::{CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID};
use crate::checks::error_code::NO_REGISTERED_KEYS;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Finding, cause, pass};
use crate::checks::key_type::{CERTIFICATE_KEY_ELLIPTIC, CERTIFICATE_KEY_TOO_SMALL};
use crate::checks::registered_use::{REGISTERED_FOR_ANOTHER_USE, REGISTERED_KEY_USABLE};
use crate::evidence::certificate::PublicKey;
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat, Secret};
use crate::limits::ENTRA_MIN_RSA_BITS;
use crate::notation::encoding::to_base64url;
use crate::notation::instant::{Instant, span};

/// A result for each application that has a credential, and how many have none and were left out. An application without
/// one may need none, as a public client does; where it is the only one, it is the one that was asked about.
pub(super) fn judge(inventory: &Inventory, registrations: &[&Registration], at: Instant) -> (Vec<App>, usize) {
    // A service principal's own keys serve other ends than signing in.
    let applications = || registrations.iter().filter(|one| one.format != RegistrationFormat::ServicePrincipal);
    let is_alone = applications().count() == 1 && inventory.federated.is_empty();
    let (asked, left_out): (Vec<_>, Vec<_>) = applications().partition(|one| is_alone || has_credential(one));
    (asked.into_iter().map(|one| judge_one(one, at)).collect(), left_out.len())
}

fn has_credential(registration: &Registration) -> bool {
    !registration.keys().is_empty() || registration.secrets.as_ref().is_some_and(|all| !all.is_empty())
}

/// The end of a registered key: its own, or the certificate's if that is earlier.
pub(super) fn end(key: &RegisteredKey) -> Option<Instant> {
    [key.end, key.certificate.as_ref().map(|one| one.not_after)].into_iter().flatten().min()
}

fn start(key: &RegisteredKey) -> Option<Instant> {
    [key.start, key.certificate.as_ref().map(|one| one.not_before)].into_iter().flatten().max()
}

fn judge_one(registration: &Registration, at: Instant) -> App {
    let keys = registration.keys();
    let latest = |keys: &mut dyn Iterator<Item = &RegisteredKey>| -> Option<RegisteredKey> {
        // One without an end is not known to end.
        keys.max_by_key(|key| end(key).unwrap_or(Instant(i64::MAX))).cloned()
    };
    let valid = latest(&mut keys.iter().filter(|key| obstacle(key, at).is_none()));
    let secrets = registration.secrets.as_deref().unwrap_or_default();
    let secret =
        secrets.iter().filter(|one| one.is_valid_at(at)).max_by_key(|one| one.end.unwrap_or(Instant(i64::MAX)));
    let mut findings: Vec<Finding> = Vec::new();
    if let Some(key) = &valid {
        findings.push(usable(key));
    }
    findings.extend(secret.map(lasting));
    let outcome = if findings.is_empty() { Outcome::Fails } else { Outcome::Works };
    let shown = valid.clone().or_else(|| latest(&mut keys.iter()));
    let mut ends: Vec<Option<Instant>> = valid.iter().map(end).chain(secret.map(|one| one.end)).collect();
    if outcome == Outcome::Fails {
        findings.extend(shown.as_ref().and_then(|key| obstacle(key, at)));
        findings.extend(secrets.iter().filter_map(|one| one.end).max().map(|end| lapsed(end, at)));
        if findings.is_empty() && registration.trusted_subjects.is_empty() {
            findings.push(none(registration));
        }
        ends = shown.iter().map(end).chain(secrets.iter().map(|one| one.end)).collect();
    }
    let outcome = if findings.is_empty() { Outcome::Unknown } else { outcome };
    // It works as long as one of them does; the end of one without an end is not known.
    let end = ends.iter().copied().collect::<Option<Vec<Instant>>>().and_then(|all| all.into_iter().max());
    App {
        app_id: registration.app_id.clone(),
        label: registration.label(),
        works: outcome == Outcome::Works,
        until: end.map(Instant::rfc3339),
        because: reasons(&findings, outcome),
        x5t: shown.as_ref().and_then(RegisteredKey::sha1).map(|sha1| to_base64url(&sha1)),
        x5t_s256: shown.as_ref().and_then(RegisteredKey::sha256).map(|sha256| to_base64url(&sha256)),
        is_of_credential: false,
        end,
        outcome,
    }
}

/// What keeps a registered key from being used at this time, if anything does.
fn obstacle(key: &RegisteredKey, at: Instant) -> Option<Finding> {
    let label = key.label();
    if !key.is_for_verification() {
        let usage = key.usage.clone().unwrap_or_else(|| "Verify".into());
        let kind = key.kind.clone().unwrap_or_else(|| "AsymmetricX509Cert".into());
        return Some(cause(REGISTERED_FOR_ANOTHER_USE, Certain).title(say!(
            "The certificate is registered, but with usage {usage} and type {kind}: it does not serve for signing in.",
            usage,
            kind
        )));
    }
    match key.certificate.as_ref().map(|one| &one.key) {
        Some(PublicKey::Rsa { bits, .. }) if *bits < ENTRA_MIN_RSA_BITS => {
            return Some(cause(CERTIFICATE_KEY_TOO_SMALL, Certain).title(say!(
                "The RSA key of {label} has {bits} bits; Entra ID takes {least} or more.",
                label,
                bits,
                least = ENTRA_MIN_RSA_BITS
            )));
        }
        Some(PublicKey::Ec { .. }) => {
            let kind = key.certificate.as_ref().map(|one| one.key.describe()).unwrap_or_default();
            return Some(cause(CERTIFICATE_KEY_ELLIPTIC, Certain).title(say!(
                "The key of {label} is {key}; Entra ID takes RSA keys only.",
                label,
                key = kind
            )));
        }
        _ => {}
    }
    if let Some(end) = end(key).filter(|end| *end < at) {
        return Some(cause(CERTIFICATE_EXPIRED, Certain).title(say!(
            "The registered key {key} ended on {end}, {ago} before.",
            key = label,
            end = end.date(),
            ago = span(at.since(end))
        )));
    }
    let start = start(key).filter(|start| *start > at)?;
    Some(cause(CERTIFICATE_NOT_YET_VALID, Certain).title(say!(
        "The registered key {key} begins only on {start}.",
        key = label,
        start = start.rfc3339()
    )))
}

fn usable(key: &RegisteredKey) -> Finding {
    pass(REGISTERED_KEY_USABLE).title(match end(key) {
        Some(end) => say!("The registered key {key} can be used until {end}.", key = key.label(), end = end.date()),
        None => say!("The registered key {key} can be used.", key = key.label()),
    })
}

fn lasting(secret: &Secret) -> Finding {
    pass(CLIENT_SECRET_VALID).title(match secret.end {
        Some(end) => say!("A client secret can be used until {end}.", end = end.date()),
        None => say!("A client secret can be used."),
    })
}

fn lapsed(end: Instant, at: Instant) -> Finding {
    let ago = span(at.since(end));
    cause(CLIENT_SECRET_EXPIRED, Certain).title(say!(
        "The last client secret ended on {end}, {ago} before.",
        end = end.date(),
        ago
    ))
}

fn none(registration: &Registration) -> Finding {
    cause(NO_REGISTERED_KEYS, Certain).title(say!(
        "The application {registration} has no registered keys at all.",
        registration = registration.label()
    ))
}
