//! Does the private key at hand belong to the certificate, and did it sign?

use super::reasons::TOO_COSTLY;
use crate::analysis::signature::signed_by;
use crate::case::Case;
use crate::case::inventory::BareKey;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, evidence, ids, note, pass, skip};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::private_key::PrivateKey;
use crate::language::Text;

ids! {
    /// # The private key does not belong to the certificate
    /// Compares the public half of each private key given with the public key of each certificate given.
    ///
    /// A signature verifies only with the certificate of the key that made it. A program that is given one pair's
    /// certificate and another pair's key makes assertions that name the one and are signed by the other.
    ///
    /// fix: Give the program the key and the certificate that were made together; a PFX keeps them in one file.
    /// fix: To see which belong together: openssl x509 -noout -pubkey -in CERTIFICATE and openssl pkey -pubout -in KEY print the same.
    /// raises: private-key other
    /// raises: private-key other ; only-certificate
    /// mended: private-key app
    PRIVATE_KEY_MISMATCH {
        id: "private-key-mismatch",
        stage: Signature,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC5280_KEY, RFC8017_SIGNATURES],
    }

    /// # A private key lies beside the certificate
    /// Looks for files that hold a private key in the clear beside a certificate.
    ///
    /// Whoever gets such a file can sign in as the application. What is uploaded to the portal, sent to a colleague or put
    /// into a ticket is the certificate alone.
    ///
    /// fix: Keep the certificate in a file of its own (openssl x509 -in BOTH.pem -out CERTIFICATE.pem), and give away only that.
    /// raises: private-key app ; beside
    /// mended: certificate app
    PRIVATE_KEY_EXPOSED {
        id: "private-key-exposed",
        stage: KeyLookup,
        guide: [IssueCredentials, CheckExtraSecurity],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The signature verifies with a bare public key
    /// Tries the public keys that came without a certificate, such as those of a JWKS.
    ///
    /// Entra ID looks a key up by its certificate's thumbprint. A bare key has none: that it made the signature says
    /// nothing of which certificate is registered.
    ///
    /// fix: Add the certificate that was made for this key.
    /// raises: public-key app ; no-certificate
    /// mended: certificate app
    SIGNED_WITH_BARE_KEY {
        id: "signed-with-bare-key",
        stage: Signature,
        guide: [DiagnoseAssertion, IssueCredentials],
        citations: [RFC7515_X5T],
    }

    /// # The private key belongs to the certificate
    /// The private key at hand is that of a certificate at hand.
    PRIVATE_KEY_FITS {
        id: "private-key-fits",
        stage: Signature,
        guide: [IssueCredentials, FixCredentials],
        citations: [RFC8017_SIGNATURES],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "private_key",
    question: phrase!("Does the private key at hand belong to the certificate, and did it sign?"),
    ids: &[PRIVATE_KEY_MISMATCH, PRIVATE_KEY_EXPOSED, SIGNED_WITH_BARE_KEY, PRIVATE_KEY_FITS],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = bare(case).into_iter().chain(exposed(case)).collect();
    let given: Vec<&Certificate> = case.given().collect();
    findings.push(match case.private_keys {
        [] => skip(PRIVATE_KEY_FITS, say!("no private key was given, and none is needed")),
        _ if given.is_empty() => skip(PRIVATE_KEY_FITS, super::reasons::NO_CERTIFICATE),
        keys => match keys.iter().find_map(|key| Some((key, given.iter().find(|one| key.matches_certificate(one))?))) {
            Some((key, certificate)) => pass(PRIVATE_KEY_FITS).title(say!(
                "The private key in {input} is that of {certificate}.",
                input = key.input,
                certificate = certificate.label_and_thumbprint()
            )),
            None => mismatch(case, keys.iter().map(AsRef::as_ref).collect(), &given),
        },
    });
    findings
}

/// Checks whether one of the keys is in the same file as one of the certificates, as a pair would be.
fn is_beside(keys: &[&PrivateKey], given: &[&Certificate]) -> bool {
    keys.iter().any(|key| given.iter().any(|one| one.input == key.input))
}

fn mismatch(case: &Case<'_>, keys: Vec<&PrivateKey>, given: &[&Certificate]) -> Finding {
    let certificate = case.intended().or(given.first().copied());
    let name = certificate.map(Certificate::label_and_thumbprint).unwrap_or_default();
    let signer = case.assertion.and_then(|one| keys.iter().find(|key| signed_by(one, &key.public, &case.fuel)));
    if signer.is_none() && case.assertion.is_some() && case.fuel.ran_out() {
        return skip(PRIVATE_KEY_FITS, TOO_COSTLY);
    }
    let (key, confidence, signed) = match (signer, case.assertion) {
        (Some(key), _) => (*key, Certain, true),
        // The certificate's key made the signature, or this one certainly did not: it may be of something else.
        (None, _) if case.assertion.is_some() && !is_beside(&keys, given) => {
            return note(PRIVATE_KEY_MISMATCH).title(say!(
                "The private key in {first} is not that of {name}; it did not sign this assertion either.",
                first = keys.first().map(|key| key.input.as_str()).unwrap_or_default(),
                name
            ));
        }
        (None, _) => match keys.first() {
            Some(key) => (*key, if case.assertion.is_some() { Likely } else { Certain }, false),
            None => return skip(PRIVATE_KEY_FITS, say!("there is no private key")),
        },
    };
    let foreign =
        say!("The private key in {input} does not belong to the certificate {name}.", input = key.input, name);
    let title =
        if signed { Text::sentences([foreign, say!("It is the key that signed this assertion.")]) } else { foreign };
    cause(PRIVATE_KEY_MISMATCH, confidence).title(title).evidence(
        evidence(say!("private key in {input}", input = key.input))
            .found(described(&key.public))
            .meaning(say!("the start of its public half"))
            .expected(certificate.map(|one| described(&one.key)).unwrap_or_default())
            .expected_meaning(say!("that of {name}", name)),
    )
}

/// A description of a key: its kind and the start of its fingerprint.
fn described(key: &PublicKey) -> Text {
    Text::verbatim(format!("{}, {}", key.describe(), fingerprint(key)))
}

/// The first bytes of the number that distinguishes two keys: the modulus or the point.
fn fingerprint(key: &PublicKey) -> String {
    let bytes = match key {
        // The modulus of a PKCS#1 key comes after headers of up to nine bytes.
        PublicKey::Rsa { pkcs1, .. } => pkcs1.get(9..21),
        PublicKey::Ec { point, .. } => point.get(1..13),
        PublicKey::Other { .. } => None,
    };
    bytes.map(crate::notation::encoding::to_hex).map(|hex| format!("{hex}…")).unwrap_or_default()
}

/// A file that holds a certificate together with its unencrypted private key.
fn exposed(case: &Case<'_>) -> Option<Finding> {
    let beside = |key: &&PrivateKey| key.in_the_clear && case.given().any(|one| one.input == key.input);
    let key = case.private_keys.iter().map(AsRef::as_ref).find(beside)?;
    // Some programs want it so: it is no fault, only a file to be careful with.
    Some(
        note(PRIVATE_KEY_EXPOSED)
            .title(say!(
                "{input} holds a private key in the clear beside the certificate: do not upload or send this file.",
                input = key.input
            ))
            .advise(say!("To give the certificate away, keep it in a file of its own: openssl x509 -in BOTH.pem -out CERTIFICATE.pem"))
            .evidence(
                evidence(Text::verbatim(&key.input))
                    .found(say!("a certificate and a private key"))
                    .expected(say!("the certificate alone")),
            ),
    )
}

/// The public key without a certificate whose private half made the signature.
pub(super) fn signed_with_bare_key<'a>(case: &Case<'a>) -> Option<&'a BareKey> {
    case.bare_keys.get(case.bare_signer?)
}

/// A public key that made the signature and has no certificate.
fn bare(case: &Case<'_>) -> Option<Finding> {
    let key = signed_with_bare_key(case)?;
    let name = key.name.as_deref().map_or_else(|| key.key.describe(), |name| format!("{name:?}"));
    Some(
        note(SIGNED_WITH_BARE_KEY)
            .title(say!("The signature verifies with the public key {name}, which came without a certificate.", name))
            .evidence(evidence(say!("public key")).found(name)),
    )
}
