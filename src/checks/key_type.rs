//! Does Entra ID accept the certificate's key, and does it fit the algorithm?

use super::reasons::NO_CERTIFICATE;
use crate::analysis::signature::algorithm::Algorithm;
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, evidence, ids, in_header, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::certificate::PublicKey;
use crate::limits::ENTRA_MIN_RSA_BITS;

ids! {
    /// # The certificate has an elliptic-curve key
    /// Looks at the public key of the certificate that the assertion is about.
    ///
    /// Entra ID takes RSA keys only for client assertions. A certificate with an elliptic-curve key cannot sign one,
    /// whatever alg says.
    ///
    /// fix: Make a certificate with an RSA key of at least 2048 bits and register that one.
    /// raises: certificate ec ; only-certificate
    /// mended: certificate app ; only-certificate
    CERTIFICATE_KEY_ELLIPTIC {
        id: "certificate-key-elliptic",
        stage: Algorithm,
        guide: [IssueCredentials, FixCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The certificate's key is too small
    /// Looks at the size of the certificate's RSA key.
    ///
    /// Entra ID refuses RSA keys below 2048 bits (AADSTS50032).
    ///
    /// fix: Make a certificate with an RSA key of 2048 bits or more and register that one.
    /// raises: key small
    /// mended: key app
    CERTIFICATE_KEY_TOO_SMALL {
        id: "certificate-key-too-small",
        stage: Algorithm,
        guide: [IssueCredentials, FixCredentials],
        citations: [MS_ERROR_CODES],
    }

    /// # Algorithm and key do not go together
    /// Compares the kind of signature that alg announces with the key of the certificate that the header names.
    ///
    /// An RSA algorithm needs an RSA key. The server answers that the key is not supported for the algorithm
    /// (AADSTS5002730).
    ///
    /// fix: Use the certificate whose RSA key signs, or make one; and let alg say what the key does.
    /// raises: certificate ec ; header {"x5t":"{x5t:ec}"}
    /// mended: certificate app
    ALGORITHM_KEY_MISMATCH {
        id: "algorithm-key-mismatch",
        stage: Algorithm,
        guide: [IssueCredentials, FixCredentials],
        citations: [MS_ERROR_CODES, RFC7518_ALGORITHMS],
    }

    /// # The certificate's key is one that Entra ID takes
    /// RSA, 2048 bits or more.
    CERTIFICATE_KEY_ACCEPTED {
        id: "certificate-key-accepted",
        stage: Algorithm,
        guide: [IssueCredentials, FixCredentials],
        citations: [MS_CERTIFICATE_CREDENTIALS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "key_type",
    question: phrase!("Does Entra ID accept the certificate's key, and does it fit the algorithm?"),
    ids: &[CERTIFICATE_KEY_ELLIPTIC, CERTIFICATE_KEY_TOO_SMALL, ALGORITHM_KEY_MISMATCH, CERTIFICATE_KEY_ACCEPTED],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(certificate) = case.intended() else { return vec![skip(CERTIFICATE_KEY_ACCEPTED, NO_CERTIFICATE)] };
    let (key, label) = (certificate.key.describe(), certificate.label());
    let proof = evidence(say!("certificate {label}", label)).found(key.clone());
    if let PublicKey::Rsa { bits, .. } = certificate.key {
        return vec![if bits < ENTRA_MIN_RSA_BITS {
            cause(CERTIFICATE_KEY_TOO_SMALL, Certain)
                .title(say!(
                    "The RSA key of {label} has {bits} bits; Entra ID takes {least} or more.",
                    label,
                    bits,
                    least = ENTRA_MIN_RSA_BITS
                ))
                .evidence(proof.expected(say!("RSA {bits} or more", bits = ENTRA_MIN_RSA_BITS)))
        } else {
            pass(CERTIFICATE_KEY_ACCEPTED)
                .title(say!("The key of {label} is {key}, which Entra ID takes.", label, key))
                .evidence(proof)
        }];
    }
    let alg = case.assertion.and_then(|assertion| assertion.header_str("alg"));
    let mut findings = Vec::new();
    let named = case.named().is_some_and(|named| named.sha256 == certificate.sha256);
    if let Some(alg) = alg.filter(|alg| named && Algorithm::read(alg).is_some_and(Algorithm::is_rsa)) {
        findings.push(
            cause(ALGORITHM_KEY_MISMATCH, Certain)
                .title(say!("alg is {alg}, an RSA algorithm, but the certificate that the header names, {label}, has the key {key}.", alg, label, key))
                .evidence(in_header("alg").found(alg).at(case.place(Part::Header, "alg")))
                .evidence(proof.clone().expected(say!("an RSA key"))),
        );
    }
    // A key of RSA may be under another name, such as RSASSA-PSS.
    let is_rsa_by_name = |oid: &[u8]| oid.starts_with(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1]);
    let certain = !matches!(&certificate.key, PublicKey::Other { oid } if is_rsa_by_name(oid.as_bytes()));
    findings.push(
        cause(CERTIFICATE_KEY_ELLIPTIC, if certain { Certain } else { Likely })
            .title(say!("The key of {label} is {key}; Entra ID takes RSA keys only.", label, key))
            .evidence(proof.expected(say!("RSA {bits} or more", bits = ENTRA_MIN_RSA_BITS))),
    );
    findings
}
