//! Is the certificate that the header names registered on the application?

use super::certificate_named::CERTIFICATE_REISSUED_SAME_KEY;
use super::error_code::NO_REGISTERED_KEYS;
use super::error_key::{CERTIFICATE_NOT_REGISTERED, WRONG_APPLICATION};
use super::x5c::SNI_X5C_MISSING;
use crate::case::{Case, Identifier};
use crate::checks::finding::Confidence::{Certain, Likely, Possible};
use crate::checks::finding::Evidence;
use crate::checks::finding::{
    Check, EvidenceValue, Finding, Id, at_identifier, cause, evidence, ids, in_claim, note, pass, skip,
};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::Certificate;
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat};
use crate::language::Text;
use crate::notation::encoding::to_hex;
use crate::notation::text::short;

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
    CERTIFICATE_ROTATED_ONE_SIDE {
        id: "certificate-rotated-one-side",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration, CheckExtraSecurity],
        citations: [GRAPH_KEY_CREDENTIAL, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # An authority's certificate is registered
    /// Looks whether a registered certificate is the issuer of the one that signs.
    ///
    /// Registered certificates are looked up by thumbprint, each for itself: registering the authority that issued a
    /// certificate does not make that certificate known.
    ///
    /// fix: Register the application's own certificate, the one whose key signs, not its issuer's.
    /// raises: certificate leaf ; key leaf ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:root}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    /// mended: certificate leaf ; key leaf ; registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:leaf}","type":"AsymmetricX509Cert","usage":"Verify"}]}
    REGISTERED_CA_CERTIFICATE {
        id: "registered-ca-certificate",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The certificate is registered
    /// The certificate that the header names is among the application's registered keys.
    CERTIFICATE_REGISTERED {
        id: "certificate-registered",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "registered",
    question: phrase!("Is the certificate that the header names registered on the application?"),
    ids: &[CERTIFICATE_ROTATED_ONE_SIDE, REGISTERED_CA_CERTIFICATE, CERTIFICATE_REGISTERED],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(registration) = case.registration else {
        return vec![skip(CERTIFICATE_REGISTERED, say!("needs the app's registered keys (keyCredentials)"))];
    };
    let Some(keys) = &registration.keys else {
        return vec![skip(CERTIFICATE_REGISTERED, say!("the registration given has no list of keys"))];
    };
    let app = other_application(case, registration);
    let is_application = registration.format != RegistrationFormat::ServicePrincipal;
    if keys.is_empty() && registration.trusted_subjects.is_empty() && is_application {
        return vec![empty(case, registration)];
    }
    let Some(identifier) = case.thumbprint() else {
        return app
            .into_iter()
            .chain([skip(CERTIFICATE_REGISTERED, say!("the header names no certificate that could be looked up"))])
            .collect();
    };
    match (case.registered_and_named(), app) {
        (Some(_), Some(app)) => vec![app],
        (Some(key), None) => vec![found(case, registration, identifier, key)],
        (None, Some(app)) => vec![app],
        // A service principal's own keys, such as those that sign SAML responses, are others than the application's.
        (None, None) if registration.format == RegistrationFormat::ServicePrincipal => {
            vec![skip(
                CERTIFICATE_REGISTERED,
                say!("needs the application's keys: these are those of its service principal"),
            )]
        }
        // The entry that cannot be compared may be the one that the header names.
        (None, None) if keys.iter().any(|key| !key.is_comparable()) => {
            let count = keys.iter().filter(|key| !key.is_comparable()).count();
            vec![skip(
                CERTIFICATE_REGISTERED,
                say_n!(
                    count,
                    "one of the registered keys has no thumbprint that could be compared",
                    "{count} of the registered keys have no thumbprint that could be compared"
                ),
            )]
        }
        (None, None) if !comparable(case, identifier, keys) => {
            vec![skip(
                CERTIFICATE_REGISTERED,
                say!("needs the certificate: the header names it by SHA-256, the list by SHA-1"),
            )]
        }
        (None, None) => vec![absent(case, registration, identifier)],
    }
}

/// Whether the identifier can be compared with the registered keys: a SHA-256 thumbprint cannot be matched against a
/// list of SHA-1 ones, unless its certificate is available.
fn comparable(case: &Case<'_>, identifier: &Identifier, keys: &[RegisteredKey]) -> bool {
    identifier.reading.bytes.len() == 20
        || case.named_leniently().is_some()
        || keys.iter().all(|key| key.sha256().is_some())
}

/// Where the registration was read from, as evidence calls it.
fn place(registration: &Registration) -> Text {
    say!("registered keys of {registration}", registration = registration.label())
}

fn thumbprints(keys: &[RegisteredKey]) -> EvidenceValue {
    let known: Vec<String> =
        keys.iter().map(|key| key.sha1().map(|sha1| to_hex(&sha1)).unwrap_or_else(|| key.label())).collect();
    if known.is_empty() { say!("none").into() } else { known.join(", ").into() }
}

fn header(case: &Case<'_>, identifier: &Identifier) -> Evidence {
    at_identifier(identifier)
        .found(identifier.text.clone())
        .meaning(say!("thumbprint {bytes}", bytes = short(&identifier.reading.bytes)))
        .at(case.place(Part::Header, identifier.name))
}

fn found(case: &Case<'_>, registration: &Registration, identifier: &Identifier, key: &RegisteredKey) -> Finding {
    pass(CERTIFICATE_REGISTERED)
        .title(say!("{key} is registered on {registration}.", key = key.label(), registration = registration.label()))
        .evidence(header(case, identifier))
}

fn empty(case: &Case<'_>, registration: &Registration) -> Finding {
    // An assertion that cannot be read does not tell whose it is.
    let is_known = case.assertion.is_none_or(|assertion| assertion.claims.object.is_some());
    let finding = if is_known { cause(NO_REGISTERED_KEYS, Certain) } else { note(NO_REGISTERED_KEYS) };
    finding
        .title(say!(
            "The application {registration} has no registered keys at all.",
            registration = registration.label()
        ))
        .evidence(
            evidence(place(registration))
                .found(say!("none"))
                .expected(say!("the certificate that signs the assertion")),
        )
}

/// The assertion belongs to a different application than the registration.
fn other_application(case: &Case<'_>, registration: &Registration) -> Option<Finding> {
    let (client, app) = (case.client_id()?, registration.app_id.as_deref()?);
    let object = registration.object_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(client));
    // The issuer check reports an object id in iss.
    (!client.eq_ignore_ascii_case(app) && !object).then(|| {
        let here = case.registered_and_named().is_some();
        let registration_label = registration.label();
        let title = if here {
            say!("The certificate is registered on application {registration}; the assertion is of application {client}.", registration = registration_label, client)
        } else {
            say!("The registered keys given are those of application {registration}; the assertion is of application {client}.", registration = registration_label, client)
        };
        cause(WRONG_APPLICATION, if here { Certain } else { Likely })
            .title(title)
            .evidence(
                in_claim("iss")
                    .found(client)
                    .expected(app)
                    .expected_meaning(say!("the application in {input}", input = registration.input))
                    .at(case.place(Part::Claims, "iss")),
            )
    })
}

/// The header names a certificate that is not among the registered keys.
fn absent(case: &Case<'_>, registration: &Registration, identifier: &Identifier) -> Finding {
    let keys = registration.keys();
    let named = case.named_leniently().or(case.signer());
    let proof = header(case, identifier)
        .expected(thumbprints(keys))
        .expected_meaning(say!("the registered keys of {registration}", registration = registration.label()));
    let raise = |id: &'static Id, confidence, title: Text| cause(id, confidence).title(title).evidence(proof.clone());
    if !registration.trusted_subjects.is_empty() && keys.is_empty() {
        return subject_name(case, registration, proof);
    }
    let registered = || keys.iter().filter_map(|key| key.certificate.as_deref());
    if let (Some(named), Some(twin)) = (named, named.and_then(|named| registered().find(|one| one.spki == named.spki)))
    {
        return raise(
            CERTIFICATE_REISSUED_SAME_KEY,
            Certain,
            say!(
                "The app has {twin}, an older or newer certificate of the same key; {named} is not registered.",
                twin = twin.label_and_thumbprint(),
                named = named.label_and_thumbprint()
            ),
        );
    }
    if let (Some(named), Some(issuer)) = (named, named.and_then(|named| registered().find(|one| one.issued(named)))) {
        return raise(
            REGISTERED_CA_CERTIFICATE,
            Certain,
            say!(
                "{named} is not registered; the app has the certificate of its issuer, {issuer}.",
                issuer = issuer.label_and_thumbprint(),
                named = named.label_and_thumbprint()
            ),
        );
    }
    if let (Some(named), Some(other)) = (named, named.and_then(|named| keys.iter().find(|key| same_name(key, named)))) {
        return raise(
            CERTIFICATE_ROTATED_ONE_SIDE,
            Certain,
            say!(
                "The app has another certificate of the name {named}: {other}; {sha1} is not registered.",
                named = named.label(),
                other = other.label(),
                sha1 = short(&named.sha1)
            ),
        )
        .because(rotated(other, named));
    }
    let registration = registration.label();
    let title = say_n!(
        keys.len(),
        "The certificate {certificate} is not registered on {registration}, whose one key is another.",
        "The certificate {certificate} is not registered on {registration}, whose {count} keys are others.",
        certificate = named.map_or_else(|| short(&identifier.reading.bytes), Certificate::label_and_thumbprint),
        registration
    );
    let finding = raise(CERTIFICATE_NOT_REGISTERED, Certain, title);
    let is_registered = |one: &&Certificate| keys.iter().any(|key| key.sha1() == Some(one.sha1));
    match case.given().find(is_registered).map(Certificate::label_and_thumbprint) {
        Some(given) => finding.advise_only(say!(
            "Let the program sign with {given}, which is registered, and name it in the header.",
            given
        )),
        None => finding,
    }
}

/// Whether the entry is for a certificate with the same subject.
fn same_name(key: &RegisteredKey, named: &Certificate) -> bool {
    match &key.certificate {
        Some(certificate) => certificate.subject == named.subject && !named.subject.is_empty(),
        None => key.name.as_deref().is_some_and(|name| name == named.subject || name == named.label()),
    }
}

fn rotated(key: &RegisteredKey, named: &Certificate) -> Text {
    let start = key.certificate.as_ref().map(|one| one.not_before).or(key.start);
    match start {
        Some(start) if start < named.not_before => say!(
            "The registered one begins on {start}, the one that signs on {not_before}: the certificate was renewed and the new one not registered.",
            start = start.date(),
            not_before = named.not_before.date()
        ),
        Some(start) if start > named.not_before => say!(
            "The registered one begins on {start}, the one that signs on {not_before}: the registration was changed over and the program still uses the old one.",
            start = start.date(),
            not_before = named.not_before.date()
        ),
        _ => say!("One side was changed over to a renewed certificate and the other was not."),
    }
}

/// The application has no registered certificates, and trusts certificates by subject name.
fn subject_name(case: &Case<'_>, registration: &Registration, proof: Evidence) -> Finding {
    let subjects = registration.trusted_subjects.join(", ");
    let sends = case.assertion.is_some_and(|assertion| !assertion.x5c().is_empty());
    if sends {
        return note(CERTIFICATE_REGISTERED).title(say!("The app has no certificate of its own; it trusts certificates by subject and issuer ({subjects}), and x5c is sent.", subjects));
    }
    cause(SNI_X5C_MISSING, if case.error.is_some() { Likely } else { Possible })
        .title(say!("The app trusts certificates by subject and issuer ({subjects}) and has none registered; the assertion sends no x5c.", subjects))
        .evidence(proof)
}
