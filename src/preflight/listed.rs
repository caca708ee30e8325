//! Where no certificate is given: until when does each application of a list have a valid credential?

use super::{
    App, CLIENT_SECRET_EXPIRED, CLIENT_SECRET_NOT_YET_VALID, CLIENT_SECRET_VALID, Outcome, REGISTRATION_UNKNOWN,
    outcome,
};
use crate::case::clock::Clock;
use crate::case::inventory::Inventory;
use crate::case::{Case, CaseParts};
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, Status, cause, note, pass};
use crate::checks::registered_use::{self, REGISTERED_KEY_USABLE};
use crate::checks::run::run;
use crate::checks::{certificate_validity, key_type, registered};
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat, Secret};
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

/// A key or a client secret, and what is to be said of it.
struct Credential {
    findings: Vec<Finding>,
    outcome: Outcome,
    end: Option<Instant>,
}

/// The credential to tell of: of those that work, else of those of which it is not known, else of all, the one that ends last.
fn best<T>(all: impl Iterator<Item = (T, Credential)>) -> Option<(T, Credential)> {
    // One without an end is not known to end.
    all.max_by_key(|(_, one)| (rank(one.outcome), one.end.unwrap_or(Instant(i64::MAX))))
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Works | Outcome::Soon => 2,
        Outcome::Unknown => 1,
        Outcome::Fails => 0,
    }
}

fn judge_one(registration: &Registration, at: Instant) -> App {
    let key = best(registration.keys().iter().map(|key| (key, of_key(registration, key, at))));
    let shown = key.as_ref().map(|(key, _)| *key);
    let secrets = registration.secrets.iter().flatten();
    let secret = best(secrets.map(|one| ((), of_secret(one, at))));
    let mut told: Vec<Credential> = key.map(|(_, one)| one).into_iter().chain(secret.map(|(_, one)| one)).collect();
    // It works as long as one of them does.
    let outcome = told.iter().map(|one| one.outcome).max_by_key(|one| rank(*one));
    told.retain(|one| Some(one.outcome) == outcome);
    let ends: Option<Vec<Instant>> = told.iter().map(|one| one.end).collect();
    let mut findings: Vec<Finding> = told.into_iter().flat_map(|one| one.findings).collect();
    if outcome.is_none() {
        findings = without_credential(registration, at);
    }
    let outcome = outcome.unwrap_or_else(|| super::outcome(&findings));
    App {
        app_id: registration.app_id.clone(),
        x5t: shown.and_then(RegisteredKey::sha1).map(|sha1| to_base64url(&sha1)),
        x5t_s256: shown.and_then(RegisteredKey::sha256).map(|sha256| to_base64url(&sha256)),
        is_of_credential: false,
        ..App::new(registration.label(), &findings, outcome).ending(ends.and_then(|all| all.into_iter().max()))
    }
}

/// Runs checks for an application with these keys and nothing else.
fn checked(registration: &Registration, checks: &[Check], at: Instant) -> Vec<Finding> {
    let clock = Clock::new(None, Some(at), at);
    run(checks, &Case::new(CaseParts { registration: Some(registration), ..CaseParts::empty(clock) }), &[], &mut |_| {})
}

/// What the checks say of a registered key by itself; of what is fine, that it can be used.
fn of_key(registration: &Registration, key: &RegisteredKey, at: Instant) -> Credential {
    let alone = Registration {
        input: registration.input.clone(),
        app_id: registration.app_id.clone(),
        name: registration.name.clone(),
        keys: Some(vec![key.clone()]),
        ..Registration::default()
    };
    let mut findings = checked(&alone, &[registered_use::OF_ONE], at);
    if key.certificate.is_some() {
        findings.extend(checked(&alone, &[key_type::CHECK, certificate_validity::CHECK], at));
    }
    findings.retain(|one| one.status != Status::Pass || one.id.name == REGISTERED_KEY_USABLE.name);
    Credential { outcome: outcome(&findings), end: end(key), findings }
}

fn of_secret(secret: &Secret, at: Instant) -> Credential {
    let finding = match (secret.start, secret.end) {
        (_, Some(end)) if end < at => cause(CLIENT_SECRET_EXPIRED, Certain).title(say!(
            "The last client secret ended on {end}, {ago} before.",
            end = end.date(),
            ago = span(at.since(end))
        )),
        (Some(start), _) if start > at => cause(CLIENT_SECRET_NOT_YET_VALID, Certain)
            .title(say!("A client secret begins only on {start}.", start = start.rfc3339())),
        (_, Some(end)) => {
            pass(CLIENT_SECRET_VALID).title(say!("A client secret can be used until {end}.", end = end.date()))
        }
        (_, None) => pass(CLIENT_SECRET_VALID).title(say!("A client secret can be used.")),
    };
    let findings = vec![finding];
    Credential { outcome: outcome(&findings), end: secret.end, findings }
}

/// What to say of an application with neither a key nor a secret.
fn without_credential(registration: &Registration, at: Instant) -> Vec<Finding> {
    if registration.trusted_subjects.is_empty() {
        return checked(registration, &[registered::CHECK], at);
    }
    vec![note(REGISTRATION_UNKNOWN).title(say!(
        "{app} trusts certificates by subject and issuer ({subjects}): until when it works is not known without the certificate.",
        app = registration.label(),
        subjects = registration.trusted_subjects.join(", ")
    ))]
}
