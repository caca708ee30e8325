//! Does the header name the certificate that was given?

use super::private_key::signed_with_bare_key;
use super::reasons::{NO_ASSERTION, NO_CERTIFICATE};
use crate::analysis::thumbprint as search;
use crate::case::{Case, Identifier, leaf};
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, at_identifier, cause, ids, note, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::Certificate;
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::short;

ids! {
    /// # The header names another certificate than the one given
    /// Compares the thumbprint in the header with the thumbprints of every certificate given.
    ///
    /// The server looks up the certificate that the header names. If the one you gave is registered, the program
    /// signs with, or at least names, another one: an old file, another machine's, another store's.
    ///
    /// fix: Let the program use the certificate that is registered, or register the one it uses: App registrations → the app → Certificates & secrets.
    /// raises: header {"x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"}
    /// raises: no-certificate ; listed SHA1 Fingerprint={sha1:other}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    /// mended: no-certificate ; listed {sha1:app}
    CERTIFICATE_MISMATCH {
        id: "certificate-mismatch",
        stage: KeyLookup,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials, FixConfiguration],
        citations: [RFC7515_X5T, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The certificate was issued again for the same key
    /// Looks for two certificates at hand with one public key and different thumbprints, of which the header names one.
    ///
    /// Entra ID looks certificates up by thumbprint. A renewed certificate of the same key pair has another one: every
    /// signature verifies with both, and still the key is not found when only the other is registered.
    ///
    /// fix: The private key is right. Register the certificate that the header names, or let the header name the registered one.
    /// raises: certificate app ; certificate app-reissued
    /// mended: certificate app
    CERTIFICATE_REISSUED_SAME_KEY {
        id: "certificate-reissued-same-key",
        stage: KeyLookup,
        guide: [IssueCredentials, IssueConfiguration, FixConfiguration],
        citations: [RFC7515_X5T, GRAPH_KEY_CREDENTIAL],
    }

    /// # The header names another certificate of the chain
    /// Looks whether the certificate that the header names is an authority that issued another one at hand.
    ///
    /// A file with a whole chain holds the application's own certificate and those of its issuers. A program that takes
    /// the first one it finds may name the issuer's, whose private key it does not have.
    ///
    /// fix: Put the application's own certificate first in the file, or keep it in a file of its own.
    /// raises: certificate leaf ; certificate root ; key leaf ; header {"x5t":"2pcHpWjkCiT0-7vhU6oK30il8fI"}
    /// mended: certificate leaf ; certificate root ; key leaf
    WRONG_CERTIFICATE_OF_CHAIN {
        id: "wrong-certificate-of-chain",
        stage: KeyLookup,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials],
        citations: [RFC7515_X5T, RFC7515_X5C],
    }

    /// # The header names the certificate given
    /// The thumbprint in the header is that of a certificate at hand.
    THUMBPRINT_MATCHES {
        id: "thumbprint-matches",
        stage: KeyLookup,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials],
        citations: [RFC7515_X5T, RFC7515_X5T_S256],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "certificate_named",
    question: phrase!("Does the header name the certificate that was given?"),
    ids: &[CERTIFICATE_MISMATCH, CERTIFICATE_REISSUED_SAME_KEY, WRONG_CERTIFICATE_OF_CHAIN, THUMBPRINT_MATCHES],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    if case.assertion.is_none() && case.identifiers.is_empty() {
        return vec![skip(THUMBPRINT_MATCHES, NO_ASSERTION)];
    }
    let given: Vec<&Certificate> = case.given().collect();
    if given.is_empty() {
        return vec![by_listed(case).unwrap_or_else(|| skip(THUMBPRINT_MATCHES, NO_CERTIFICATE))];
    }
    // However badly a thumbprint is written, its bytes still show which certificate it means.
    let named: Vec<&Identifier> =
        case.identifiers.iter().filter(|one| matches!(one.reading.bytes.len(), 20 | 32)).collect();
    let thumbprints = named.iter().any(|one| one.name != "kid");
    let named: Vec<&Identifier> = named.into_iter().filter(|one| !thumbprints || one.name != "kid").collect();
    let Some(first) = named.first().copied() else {
        return vec![skip(THUMBPRINT_MATCHES, say!("the header holds no thumbprint that could be compared"))];
    };
    let all = case.certificates();
    let found = named.iter().find_map(|one| Some((*one, *all.iter().find(|candidate| is_of(one, candidate))?)));
    vec![match found {
        Some((identifier, certificate)) => matched(case, identifier, certificate, &all),
        None if search::origin(&first.reading.bytes, &all).is_some() => {
            skip(THUMBPRINT_MATCHES, say!("the thumbprint is of other bytes than a certificate's"))
        }
        None => mismatch(case, first, &given),
    }]
}

/// Compares the header with thumbprints that were given as text, if neither a certificate nor the registration says more.
fn by_listed(case: &Case<'_>) -> Option<Finding> {
    let identifier = case.thumbprint().filter(|_| case.registered_and_named().is_none())?;
    let says = &identifier.reading.bytes;
    let listed: Vec<&ListedThumbprint> = case.listed.iter().filter(|one| one.digest.len() == says.len()).collect();
    let proof = header(case, identifier, say!("thumbprint {says}", says = short(says)));
    if let Some(one) = listed.iter().find(|one| one.digest == *says) {
        let title = say!(
            "{identifier} names the certificate whose thumbprint is in {input}, {thumbprint}.",
            identifier = identifier.name,
            input = one.input,
            thumbprint = short(&one.digest)
        );
        return Some(pass(THUMBPRINT_MATCHES).title(title).evidence(proof));
    }
    match listed.as_slice() {
        [] => None,
        [one] => {
            let thumbprint = encoding::to_base64url(&one.digest);
            Some(
                cause(CERTIFICATE_MISMATCH, Certain)
                    .title(say!(
                        "The assertion names another certificate ({says}) than the one whose thumbprint was given ({given}).",
                        says = short(says),
                        given = short(&one.digest)
                    ))
                    .evidence(proof.expected(thumbprint).expected_meaning(say!("the thumbprint in {input}", input = one.input)))
                    .because(say!("The server looks up the certificate that the header names. If the thumbprint given is that of the registered certificate, the program uses another one.")),
            )
        }
        // A whole store: that the certificate is not in it says nothing about the application.
        several => Some(
            note(CERTIFICATE_MISMATCH)
                .title(say!(
                    "None of the {count} thumbprints listed is the one that the header names ({says}).",
                    count = several.len(),
                    says = short(says)
                ))
                .evidence(proof),
        ),
    }
}

fn is_of(identifier: &Identifier, certificate: &Certificate) -> bool {
    let bytes = identifier.reading.bytes.as_slice();
    bytes == certificate.sha1 || bytes == certificate.sha256
}

fn header(case: &Case<'_>, identifier: &Identifier, meaning: Text) -> Evidence {
    at_identifier(identifier)
        .found(identifier.text.clone())
        .meaning(meaning)
        .at(case.place(Part::Header, identifier.name))
}

/// The value that would identify this certificate in the same header parameter.
fn naming(identifier: &Identifier, certificate: &Certificate) -> String {
    if identifier.size() == 32 { certificate.x5t_s256() } else { certificate.x5t() }
}

fn matched(case: &Case<'_>, identifier: &Identifier, certificate: &Certificate, all: &[&Certificate]) -> Finding {
    let label = certificate.label_and_thumbprint();
    let proof = header(case, identifier, say!("the thumbprint of {label}", label));
    let signer = case.signer();
    let signed_itself = signer.is_some_and(|signer| signer.spki == certificate.spki);
    let authority = all.iter().any(|other| certificate.issued(other));
    let better =
        signer.filter(|_| !signed_itself).or_else(|| leaf(all)).filter(|other| other.sha256 != certificate.sha256);
    if let Some(better) = better.filter(|_| authority && !signed_itself) {
        let proved = signer.is_some();
        return cause(WRONG_CERTIFICATE_OF_CHAIN, if proved { Certain } else { Likely })
            .title(say!(
                "The header names {certificate}, which issued {better}: it is another certificate of the chain.",
                certificate = certificate.label(),
                better = better.label()
            ))
            .evidence(
                proof
                    .expected(naming(identifier, better))
                    .expected_meaning(say!("the thumbprint of {better}", better = better.label_and_thumbprint())),
            );
    }
    // If the registered keys are known, they decide which of two certificates for one key is the wrong one.
    let known = case.registration.is_some_and(|registration| registration.keys.is_some());
    let twin = all.iter().find(|other| !known && other.spki == certificate.spki && other.sha256 != certificate.sha256);
    if let Some(twin) = twin {
        return cause(CERTIFICATE_REISSUED_SAME_KEY, Likely)
            .title(say!("Two certificates of one key are at hand; the header names {sha1}. If {sha1_2} is the one registered, the key is not found.", sha1 = short(&certificate.sha1), sha1_2 = short(&twin.sha1)))
            .evidence(proof.expected(naming(identifier, twin)).expected_meaning(say!("the thumbprint of {twin}", twin = twin.label_and_thumbprint())));
    }
    pass(THUMBPRINT_MATCHES)
        .title(say!("{identifier} names {label}.", identifier = identifier.name, label))
        .evidence(proof)
}

fn mismatch(case: &Case<'_>, identifier: &Identifier, given: &[&Certificate]) -> Finding {
    let Some(expected) = case.intended().or(given.first().copied()) else {
        return skip(THUMBPRINT_MATCHES, NO_CERTIFICATE);
    };
    let says = short(&identifier.reading.bytes);
    if let Some(key) = case.registered_and_named() {
        return note(CERTIFICATE_MISMATCH)
            .title(say!(
                "The header names {key}, which is registered; the certificate given, {expected}, is another.",
                key = key.label(),
                expected = expected.label_and_thumbprint()
            ))
            .evidence(header(case, identifier, say!("thumbprint {says}", says)));
    }
    // The key that signed is at hand without its certificate, which may well be the one that the header names.
    if signed_with_bare_key(case).is_some() {
        return note(CERTIFICATE_MISMATCH)
            .title(say!(
                "The header names another certificate ({says}) than the one given, {expected}.",
                says,
                expected = expected.label_and_thumbprint()
            ))
            .evidence(header(case, identifier, say!("thumbprint {says}", says)));
    }
    let thumbprint = if identifier.reading.bytes.len() == 32 { short(&expected.sha256) } else { short(&expected.sha1) };
    let finding = cause(CERTIFICATE_MISMATCH, Certain)
        .title(say!(
            "The assertion names another certificate ({says}) than the one given ({thumbprint}, {expected}).",
            says,
            thumbprint,
            expected = expected.label()
        ))
        .evidence(
            header(case, identifier, say!("thumbprint {says}", says))
                .expected(naming(identifier, expected))
                .expected_meaning(say!("the thumbprint of {expected}", expected = expected.label_and_thumbprint())),
        );
    match case.signer() {
        Some(signer) => finding.because(say!("The signature was made with the private key of {signer}, so the key is right and only the thumbprint is not: it belongs to another certificate, perhaps an older one of the same key. The server looks up the certificate that the header names, and does not find it.", signer = signer.label())).advise(say!("Put the thumbprint of {signer} into the header, or let the library compute it from the certificate.", signer = signer.label())),
        None => finding,
    }
}
