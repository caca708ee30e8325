//! Is the certificate that the header names registered on the application?

use super::certificate_named::CERTIFICATE_REISSUED_SAME_KEY;
use super::error_code::NO_REGISTERED_KEYS;
use super::error_key::{CERTIFICATE_NOT_REGISTERED, WRONG_APPLICATION};
use super::x5c::SNI_X5C_MISSING;
use crate::assertion::Part;
use crate::case::{Case, Identifier};
use crate::certificate::Certificate;
use crate::check::{Check, Finding, Id, cause, evidence, ids, note, pass, skip};
use crate::encoding::to_hex;
use crate::registration::{RegisteredKey, Registration};
use crate::report::Confidence::{Certain, Likely, Possible};
use crate::report::{Confidence, Evidence};
use crate::thumbprint::short;

ids! {
    /// # The certificate was renewed on one side only
    /// Looks, where the certificate is not registered, for a registered one of the same name.
    ///
    /// A certificate that was renewed (by a key vault, a script, a rebuilt machine) has the old name and a new thumbprint.
    /// Until the new one is registered too, or the program goes back to the old one, the key is not found.
    ///
    /// fix: Register the new certificate beside the old one, let every program change over, and remove the old one last.
    /// fix: Where a key vault renews on its own, let the renewal register the certificate too: the vault does not.
    /// raises: certificate app-renewed ; key renewed ; header {"x5t":"{x5t:app-renewed}"} ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}","displayName":"CN=payroll-sync","type":"AsymmetricX509Cert","usage":"Verify"}]}
    /// mended: certificate app-renewed ; key renewed ; header {"x5t":"{x5t:app-renewed}"} ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}"},{"keyId":"7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app-renewed}"}]}
    CERTIFICATE_ROTATED_ONE_SIDE = "certificate-rotated-one-side", KeyLookup, [ISSUE_CONFIGURATION, DIAGNOSE_CONFIGURATION, FIX_CONFIGURATION, CHECK_EXTRA_SECURITY], [GRAPH_KEY_CREDENTIAL, MS_CERTIFICATE_CREDENTIALS];

    /// # An authority's certificate is registered
    /// Looks whether a registered certificate is the issuer of the one that signs.
    ///
    /// Registered certificates are looked up by thumbprint, each for itself: registering the authority that issued a
    /// certificate does not make that certificate known.
    ///
    /// fix: Register the application's own certificate, the one whose key signs, not its issuer's.
    /// raises: certificate leaf ; key leaf ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:root}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    /// mended: certificate leaf ; key leaf ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:leaf}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    REGISTERED_CA_CERTIFICATE = "registered-ca-certificate", KeyLookup, [ISSUE_CONFIGURATION, DIAGNOSE_CONFIGURATION, FIX_CONFIGURATION], [GRAPH_KEY_CREDENTIAL];

    /// # The certificate is registered
    /// The certificate that the header names is among the application's registered keys.
    CERTIFICATE_REGISTERED = "certificate-registered", KeyLookup, [ISSUE_CONFIGURATION, DIAGNOSE_CONFIGURATION], [GRAPH_KEY_CREDENTIAL];
}

/// The check.
pub const CHECK: Check = Check {
    name: "registered",
    ids: &[CERTIFICATE_ROTATED_ONE_SIDE, REGISTERED_CA_CERTIFICATE, CERTIFICATE_REGISTERED],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(registration) = case.registration else {
        return vec![skip(CERTIFICATE_REGISTERED, "needs the app's registered keys (keyCredentials)")];
    };
    let Some(keys) = &registration.keys else {
        return vec![skip(CERTIFICATE_REGISTERED, "the registration given has no list of keys")];
    };
    let app = other_application(case, registration);
    if keys.is_empty() && registration.trusted_subjects.is_empty() {
        return vec![empty(registration)];
    }
    let Some(identifier) = case.thumbprint() else {
        return app
            .into_iter()
            .chain([skip(CERTIFICATE_REGISTERED, "the header names no certificate that could be looked up")])
            .collect();
    };
    match (case.registered_and_named(), app) {
        (Some(_), Some(app)) => vec![app],
        (Some(key), None) => vec![found(case, registration, identifier, key)],
        (None, Some(app)) => vec![app],
        (None, None) if !comparable(case, identifier, keys) => {
            vec![skip(
                CERTIFICATE_REGISTERED,
                "needs the certificate: the header names it by SHA-256, the list by SHA-1",
            )]
        }
        (None, None) => vec![absent(case, registration, identifier)],
    }
}

/// A SHA-256 thumbprint says nothing of a list of SHA-1 ones, unless the certificate behind it is at hand.
fn comparable(case: &Case<'_>, identifier: &Identifier, keys: &[RegisteredKey]) -> bool {
    identifier.reading.bytes.len() == 20 || case.meant().is_some() || keys.iter().all(|key| key.certificate.is_some())
}

/// Where the registration was taken from, as evidence calls it.
fn place(registration: &Registration) -> String {
    format!("registered keys of {}", registration.label())
}

fn thumbprints(keys: &[RegisteredKey]) -> String {
    let known: Vec<String> =
        keys.iter().map(|key| key.sha1().map(|sha1| to_hex(&sha1)).unwrap_or_else(|| key.label())).collect();
    if known.is_empty() { "none".into() } else { known.join(", ") }
}

fn header(case: &Case<'_>, identifier: &Identifier) -> Evidence {
    evidence(identifier.place.clone())
        .found(identifier.text.clone())
        .meaning(format!("thumbprint {}", short(&identifier.reading.bytes)))
        .at(case.place(Part::Header, identifier.name))
}

fn found(case: &Case<'_>, registration: &Registration, identifier: &Identifier, key: &RegisteredKey) -> Finding {
    pass(CERTIFICATE_REGISTERED)
        .title(format!("{} names a registered key of {}: {}.", identifier.name, registration.label(), key.label()))
        .evidence(header(case, identifier))
}

fn empty(registration: &Registration) -> Finding {
    cause(NO_REGISTERED_KEYS, Certain)
        .title(format!("The application {} has no registered keys at all.", registration.label()))
        .evidence(evidence(place(registration)).found("none").expected("the certificate that signs the assertion"))
}

/// The assertion is of another application than the registration.
fn other_application(case: &Case<'_>, registration: &Registration) -> Option<Finding> {
    let (client, app) = (case.client_id()?, registration.app_id.as_deref()?);
    let object = registration.object_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(client));
    // An object id in iss is the issuer check's.
    (!client.eq_ignore_ascii_case(app) && !object).then(|| {
        let here = case.registered_and_named().is_some();
        let where_from =
            if here { "The certificate is registered on" } else { "The registered keys given are those of" };
        cause(WRONG_APPLICATION, if here { Certain } else { Likely })
            .title(format!(
                "{where_from} application {}; the assertion is of application {client}.",
                registration.label()
            ))
            .evidence(
                evidence("claim iss")
                    .found(client)
                    .expected(app)
                    .being(format!("the application in {}", registration.input))
                    .at(case.place(Part::Claims, "iss")),
            )
    })
}

/// The header names a certificate that is not among the registered keys.
fn absent(case: &Case<'_>, registration: &Registration, identifier: &Identifier) -> Finding {
    let keys = registration.keys();
    let named = case.meant().or(case.signer());
    // An entry without a thumbprint may be the one: then nothing is certain.
    let unknown = keys.iter().filter(|key| key.sha1().is_none() && key.visible().is_none()).count();
    let sure = |confidence: Confidence| if unknown > 0 { Confidence::Likely.max(confidence) } else { confidence };
    let says = short(&identifier.reading.bytes);
    let proof = header(case, identifier)
        .expected(thumbprints(keys))
        .being(format!("the registered keys of {}", registration.label()));
    let raise =
        |id: &'static Id, confidence, title: String| cause(id, sure(confidence)).title(title).evidence(proof.clone());
    if !registration.trusted_subjects.is_empty() && keys.is_empty() {
        return subject_name(case, registration, proof);
    }
    let registered = || keys.iter().filter_map(|key| key.certificate.as_deref());
    if let (Some(named), Some(twin)) = (named, named.and_then(|named| registered().find(|one| one.spki == named.spki)))
    {
        return raise(
            CERTIFICATE_REISSUED_SAME_KEY,
            Certain,
            format!(
                "The app has {}, an older or newer certificate of the same key; the header names {}, which is not registered.",
                twin.label_and_thumbprint(),
                named.label_and_thumbprint()
            ),
        );
    }
    if let (Some(named), Some(issuer)) = (named, named.and_then(|named| registered().find(|one| one.issued(named)))) {
        return raise(
            REGISTERED_CA_CERTIFICATE,
            Certain,
            format!(
                "The app has the certificate of {}, which issued {}; the certificate that signs is not registered itself.",
                issuer.label_and_thumbprint(),
                named.label_and_thumbprint()
            ),
        );
    }
    if let (Some(named), Some(other)) = (named, named.and_then(|named| keys.iter().find(|key| same_name(key, named)))) {
        return raise(
            CERTIFICATE_ROTATED_ONE_SIDE,
            Certain,
            format!(
                "The app has another certificate of the name {}: {}. The assertion uses {}, which is not registered.",
                named.label(),
                other.label(),
                short(&named.sha1)
            ),
        )
        .because(rotated(other, named));
    }
    let what = named.map_or(format!("The certificate that the header names ({says})"), |named| {
        format!("The certificate that the header names, {},", named.label_and_thumbprint())
    });
    let count = match keys.len() {
        1 => "whose one key is another".to_owned(),
        count => format!("whose {count} keys are others"),
    };
    raise(
        CERTIFICATE_NOT_REGISTERED,
        Certain,
        format!("{what} is not registered on {}, {count}.", registration.label()),
    )
}

/// The entry is of a certificate with the same subject.
fn same_name(key: &RegisteredKey, named: &Certificate) -> bool {
    match &key.certificate {
        Some(certificate) => certificate.subject == named.subject && !named.subject.is_empty(),
        None => key.name.as_deref().is_some_and(|name| name == named.subject || name == named.label()),
    }
}

fn rotated(key: &RegisteredKey, named: &Certificate) -> String {
    let start = key.certificate.as_ref().map(|one| one.not_before).or(key.start);
    match start {
        Some(start) if start < named.not_before => format!(
            "The registered one begins on {}, the one that signs on {}: the certificate was renewed and the new one not registered.",
            start.date(),
            named.not_before.date()
        ),
        Some(start) if start > named.not_before => format!(
            "The registered one begins on {}, the one that signs on {}: the registration was changed over and the program still uses the old one.",
            start.date(),
            named.not_before.date()
        ),
        _ => "One side was changed over to a renewed certificate and the other was not.".into(),
    }
}

/// The application has no certificate of its own, and trusts certificates by their names.
fn subject_name(case: &Case<'_>, registration: &Registration, proof: Evidence) -> Finding {
    let subjects = registration.trusted_subjects.join(", ");
    let sends = case.assertion.is_some_and(|assertion| !assertion.x5c().is_empty());
    if sends {
        return note(CERTIFICATE_REGISTERED).title(format!(
            "The app has no certificate of its own; it trusts certificates by subject and issuer ({subjects}), and x5c is sent."
        ));
    }
    cause(SNI_X5C_MISSING, if case.error.is_some() { Likely } else { Possible })
        .title(format!("The app trusts certificates by subject and issuer ({subjects}) and has none registered; the assertion sends no x5c."))
        .evidence(proof)
}
