//! The key: which registered key the header names, whether it can be used now, and whether it made the signature.

use super::{Mark, Outcome, Refusal, Unknown, clause};
use crate::analysis::signature::{Judgement, Unverifiable};
use crate::case::{Case, Identifier};
use crate::checks::cloud::WRONG_CLOUD;
use crate::checks::error_key::WRONG_APPLICATION;
use crate::checks::finding::{Finding, Id, Stage, Status};
use crate::checks::registered::CERTIFICATE_REGISTERED;
use crate::checks::signature::unverifiable;
use crate::checks::thumbprint_form::THUMBPRINT_OF_OTHER_BYTES;
use crate::checks::x5c::X5C_ORDER;
use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::registration::{RegisteredKey, RegistrationFormat};
use crate::evidence::server_error::Reason;
use crate::language::Text;
use crate::limits::ENTRA_MIN_RSA_BITS;
use crate::notation::encoding::base64_any;

/// The bytes that the server shows as `Thumbprint of key used by client`: what `x5t` decodes to.
pub(super) fn shown(token: &Assertion) -> Option<Vec<u8>> {
    base64_any(token.header_str("x5t")?).map(|decoded| decoded.bytes)
}

/// What the service does when it looks for the key and verifies the signature; `None` if it goes on.
pub(super) fn outcome(case: &Case<'_>, findings: &[Finding]) -> Option<Outcome> {
    let is_cause = |id: &Id| findings.iter().any(|one| one.id.name == id.name && one.status == Status::Cause);
    let thumbprints: Vec<&Identifier> = case.identifiers.iter().filter(|one| one.name != "kid").collect();
    let named = if thumbprints.is_empty() { case.identifiers.iter().collect() } else { thumbprints };
    let registration = case.registration.filter(|one| one.keys.is_some());
    let keys = registration.filter(|_| !is_cause(WRONG_APPLICATION) && !is_cause(WRONG_CLOUD));
    if let Some(of) = keys.filter(|of| of.format != RegistrationFormat::ServicePrincipal)
        && of.keys().is_empty()
        && of.trusted_subjects.is_empty()
    {
        return Some(Outcome::Refused(Refusal::new(700_026, Mark::Seen)));
    }
    let results: Vec<Found<'_>> = named.iter().map(|one| find(case, findings, one, keys.is_some())).collect();
    let first = results.first()?;
    // Which of two identifiers the service takes is not documented.
    if results.iter().any(|other| !first.is_same(other)) {
        let differing = "identifiers-disagree";
        let title = findings.iter().find(|one| one.id.name == differing && one.status == Status::Cause);
        return Some(Outcome::Unknown(title.map_or(Unknown::Keys, |one| Unknown::Other(not_known(&one.title)))));
    }
    // The list at hand is of another application, or of another cloud than the one that is asked.
    let is_elsewhere = registration.is_some() && keys.is_none();
    match first {
        Found::Key(_) | Found::Unknown(Unknown::Keys) if is_elsewhere => {
            let app = case.client_id().unwrap_or_default();
            let why = say!(
                "needs the registered keys of application {app}, in the cloud that the assertion is addressed to",
                app
            );
            Some(Outcome::Unknown(Unknown::Other(why)))
        }
        Found::Key(key) => use_of(case, key, is_cause(X5C_ORDER)),
        Found::Unknown(why) => Some(Outcome::Unknown(why.clone())),
        Found::Nothing(_) if has_x5c(case) && trusts_subjects(case) => {
            let why = say!("needs to know whether the tenant trusts the certificate by its subject name and issuer");
            Some(Outcome::Unknown(Unknown::Other(why)))
        }
        Found::Nothing(mark) => Some(Outcome::Refused(Refusal::of_key(Reason::KeyNotFound, *mark))),
    }
}

/// Whether the application takes certificates by subject name and issuer.
pub(super) fn trusts_subjects(case: &Case<'_>) -> bool {
    case.registration.is_some_and(|one| !one.trusted_subjects.is_empty())
}

fn has_x5c(case: &Case<'_>) -> bool {
    case.assertion.is_some_and(|one| !one.x5c().is_empty())
}

/// What the service does with a key that it found.
fn use_of(case: &Case<'_>, key: &RegisteredKey, is_out_of_order: bool) -> Option<Outcome> {
    let certificate = key.certificate.as_deref().or_else(|| {
        case.candidates.iter().map(|one| one.certificate.as_ref()).find(|one| key.matches_certificate(one))
    });
    let of_certificate = |of: fn(&Certificate) -> crate::notation::instant::Instant| certificate.map(of);
    let found = (key.start.or(of_certificate(|one| one.not_before)), key.end.or(of_certificate(|one| one.not_after)));
    let refused =
        |reason, mark| Some(Outcome::Refused(Refusal { found: Some(found), ..Refusal::of_key(reason, mark) }));
    // Only keys for verifying serve for signing in; that the others are not even found is inferred.
    if !key.is_for_verification() {
        return Some(Outcome::Refused(Refusal::of_key(Reason::KeyNotFound, Mark::Inferred)));
    }
    let at = case.clock.at;
    if found.0.is_some_and(|start| at < start) || found.1.is_some_and(|end| end < at) {
        return refused(Reason::KeyExpired, Mark::Seen);
    }
    let Some(certificate) = certificate else {
        return Some(Outcome::Unknown(Unknown::Other(unverifiable(Unverifiable::NoCertificate))));
    };
    // The registration can be valid for longer than its certificate.
    if at < certificate.not_before || certificate.not_after < at {
        return refused(Reason::KeyExpired, Mark::Inferred);
    }
    match certificate.key {
        PublicKey::Rsa { bits, .. } if bits < ENTRA_MIN_RSA_BITS => {
            return Some(Outcome::Refused(Refusal::new(50_032, Mark::Seen)));
        }
        PublicKey::Rsa { .. } => {}
        _ => return Some(Outcome::Refused(Refusal::new(5_002_730, Mark::Inferred))),
    }
    // The text of today for a signature that does not verify has been seen of user assertions alone.
    let mismatch = || refused(Reason::SignatureMismatch, Mark::Inferred);
    let is_signer = |index: usize| case.certificate(index).is_some_and(|one| one.spki == certificate.spki);
    match &case.judgement {
        Judgement::Verified { certificate, .. } if is_signer(*certificate) => {
            if is_out_of_order {
                mismatch()
            } else {
                None
            }
        }
        Judgement::Unverifiable(Unverifiable::NoSignature) => mismatch(),
        Judgement::Unverifiable(why) => Some(Outcome::Unknown(Unknown::Other(unverifiable(*why)))),
        Judgement::AnotherKey { tried } if !tried.iter().any(|index| is_signer(*index)) => {
            Some(Outcome::Unknown(Unknown::Other(unverifiable(Unverifiable::Costly))))
        }
        _ => mismatch(),
    }
}

/// What looking for one identifier gives.
enum Found<'c> {
    Key(&'c RegisteredKey),
    Nothing(Mark),
    Unknown(Unknown),
}

impl Found<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(one), Self::Key(another)) => std::ptr::eq(*one, *another),
            (Self::Nothing(_), Self::Nothing(_)) | (Self::Unknown(_), Self::Unknown(_)) => true,
            _ => false,
        }
    }
}

/// Looks for the key that one identifier names.
fn find<'c>(case: &Case<'c>, findings: &[Finding], identifier: &Identifier, has_keys: bool) -> Found<'c> {
    let is_of_other_bytes =
        || findings.iter().any(|one| one.id.name == THUMBPRINT_OF_OTHER_BYTES.name && one.status == Status::Cause);
    let decoded = if identifier.is_string { base64_any(&identifier.text).map(|decoded| decoded.bytes) } else { None };
    // What is said of the header is also why it is not known.
    let fault = || {
        let is_about = |one: &&Finding| one.status == Status::Cause && one.id.stage == Stage::Identifier;
        let title = findings.iter().find(is_about).map(|one| one.title.clone()).unwrap_or_default();
        Found::Unknown(Unknown::Other(not_known(&title)))
    };
    // A kid may be any text; how an x5t is read that is no base64, is not known.
    let Some(bytes) = decoded else {
        return if identifier.name == "kid" { Found::Nothing(Mark::Seen) } else { fault() };
    };
    // What is not as long as a digest is no certificate's. Of a SHA-256 kid, reports disagree.
    let is_digest = match identifier.name {
        "x5t" => bytes.len() == 20,
        "x5t#S256" => bytes.len() == 32,
        _ => matches!(bytes.len(), 20 | 32),
    };
    if !is_digest || is_of_other_bytes() {
        return Found::Nothing(if identifier.name == "x5t#S256" { Mark::Inferred } else { Mark::Seen });
    }
    let is_named = |key: &&RegisteredKey| {
        let holds = |one: &Certificate| bytes == one.sha1 || bytes == one.sha256;
        let own = match (&key.certificate, key.visible()) {
            (Some(certificate), _) => holds(certificate),
            (None, Some(start)) => bytes.len() == 20 && bytes.starts_with(&start),
            (None, None) => {
                key.sha1().is_some_and(|sha1| bytes == sha1) || key.sha256().is_some_and(|one| bytes == one)
            }
        };
        own || case.candidates.iter().any(|one| holds(&one.certificate) && key.matches_certificate(&one.certificate))
    };
    match case.registered().iter().find(is_named) {
        Some(_) if identifier.name == "kid" && bytes.len() == 32 => fault(),
        Some(key) => Found::Key(key),
        None if case.registration.is_none_or(|one| one.keys.is_none()) || !has_keys => Found::Unknown(Unknown::Keys),
        // A certificate at hand that is one of the list tells its other digest, too.
        None if bytes.len() == 32 && case.registered().iter().all(|key| is_whole(case, key)) => {
            Found::Nothing(Mark::Seen)
        }
        None => {
            match findings.iter().find(|one| one.id.name == CERTIFICATE_REGISTERED.name).and_then(|one| one.why.clone())
            {
                Some(why) => Found::Unknown(Unknown::Other(why)),
                None => Found::Nothing(Mark::Seen),
            }
        }
    }
}

/// Whether the SHA-256 thumbprint of a registered key is known.
fn is_whole(case: &Case<'_>, key: &RegisteredKey) -> bool {
    key.sha256().is_some() || case.candidates.iter().any(|one| key.matches_certificate(&one.certificate))
}

/// That it is not known what the service does with a fault.
pub(super) fn not_known(title: &Text) -> Text {
    say!("what the service says to this is not known: {title}", title = clause(title))
}
