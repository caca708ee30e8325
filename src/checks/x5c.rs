//! Are the certificates in x5c readable, the right ones, and in order?

use serde_json::Value;

use super::reasons::{NO_ASSERTION, NO_HEADER};
use crate::analysis::thumbprint as search;
use crate::case::{Candidate, Case};
use crate::checks::finding::Confidence::{Certain, Likely, Possible};
use crate::checks::finding::{Check, Finding, at_identifier, cause, ids, in_header, pass, skip};
use crate::evidence::assertion::{Assertion, Part};
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::shorten;

ids! {
    /// # There is a private key in x5c
    /// Looks for private keys among the entries of x5c.
    ///
    /// The header of a token is read by everybody who sees it. A private key in it is no longer private.
    ///
    /// fix: Make a new key and certificate, register the certificate, and remove the old one from the app: this key must be taken as known.
    /// fix: Put the certificate alone into x5c: base64 of its DER encoding.
    /// raises: header {"x5c":["-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"]}
    /// mended: header {"typ":"JWT"}
    X5C_PRIVATE_KEY {
        id: "x5c-private-key",
        stage: Algorithm,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials],
        citations: [RFC7515_X5C],
    }

    /// # x5c is malformed
    /// Reads each entry of x5c: standard base64 of a DER certificate, without PEM lines.
    ///
    /// RFC 7515 wants a list of base64 texts. A single text (as MSAL.NET writes it) and line breaks inside (as MSAL for
    /// Python writes them) are taken; PEM lines, base64url, base64 twice over and an empty list are not known to be.
    ///
    /// fix: Put base64 (not base64url) of each certificate's DER encoding into the list, the signing certificate first.
    /// raises: header {"x5c":[]}
    /// raises: header {"x5c":["-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----"]}
    /// raises: header {"x5c":["bm90IGEgY2VydGlmaWNhdGU="]}
    /// mended: header {"typ":"JWT"}
    X5C_MALFORMED {
        id: "x5c-malformed",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5C, MS_ERROR_CODES],
    }

    /// # x5t and x5c are of different certificates
    /// Compares the thumbprint in the header with that of the first certificate in x5c.
    ///
    /// The thumbprint must be that of the first certificate in x5c. Where they differ, the server does not know which one is
    /// meant.
    ///
    /// fix: Compute x5t (or x5t#S256) from the certificate that stands first in x5c.
    /// raises: header {"x5c":["{der:other}"]}
    /// mended: header {"x5c":["{der:app}"]}
    X5C_CERTIFICATE_DIFFERS {
        id: "x5c-certificate-differs",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5C, MS_ERROR_CODES],
    }

    /// # The certificates in x5c are in the wrong order
    /// Looks whether a later certificate of x5c made the signature, or was issued by the first.
    ///
    /// The first certificate must be the one whose key signs (RFC 7515 §4.1.6); the issuers follow. A PEM or PFX file may hold
    /// them in another order, and libraries send them as they stand.
    ///
    /// fix: Put the application's own certificate first, or send it alone.
    /// raises: certificate leaf ; key leaf ; header {"x5c":["{der:root}","{der:leaf}"],"x5t":"JJvYROqXZUGQ3_QnEpY_Vmih0yA"}
    /// mended: certificate leaf ; key leaf ; header {"x5c":["{der:leaf}","{der:root}"],"x5t":"JJvYROqXZUGQ3_QnEpY_Vmih0yA"}
    X5C_ORDER {
        id: "x5c-order",
        stage: Signature,
        guide: [IssueAssertion, IssueCredentials, FixRegenerate],
        citations: [RFC7515_X5C],
    }

    /// # x5c is not sent, and may be expected
    /// Looks for the server's hint that the app may be set up for subject-name and issuer authentication.
    ///
    /// Such an app has no certificate registered; it trusts certificates by subject and issuer, and needs the certificate in
    /// x5c. The hint is given to others too, so this is a possibility and no more.
    ///
    /// fix: If the app is set up for subject name and issuer, send the certificate: WithSendX5C(true), sendCertificateChain, or public_certificate.
    /// raises: only-error ; error AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.]. Alternatively, SNI may be configured on the app. Please ensure that client assertion is being sent with the x5c claim in the JWT header using MSAL's WithSendX5C() method so that Azure Active Directory can validate the certificate being used.
    /// mended: header {"typ":"JWT"}
    SNI_X5C_MISSING {
        id: "sni-x5c-missing",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [RFC7515_X5C],
    }

    /// # x5c is in order
    /// x5c is absent, or holds readable certificates with the signing one first.
    X5C_FINE {
        id: "x5c-fine",
        stage: Algorithm,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_X5C],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "x5c",
    question: phrase!("Are the certificates in x5c readable, the right ones, and in order?"),
    ids: &[X5C_PRIVATE_KEY, X5C_MALFORMED, X5C_CERTIFICATE_DIFFERS, X5C_ORDER, SNI_X5C_MISSING, X5C_FINE],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let hinted = case.error.is_some_and(|error| error.hints.send_x5c);
    let Some(assertion) = case.assertion else {
        return vec![if hinted { missing() } else { skip(X5C_FINE, NO_ASSERTION) }];
    };
    let Some(header) = &assertion.header.object else { return vec![skip(X5C_FINE, NO_HEADER)] };
    let Some(member) = header.get("x5c") else {
        return vec![if hinted {
            missing()
        } else {
            pass(X5C_FINE).title(say!("There is no x5c; a registered certificate needs none."))
        }];
    };
    let place = assertion.characters_of(Part::Header, "x5c");
    let mut findings = Vec::new();
    let list = matches!(&member.value, Value::String(_))
        || matches!(&member.value, Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string));
    if !list {
        let proof = in_header("x5c")
            .found(shorten(&member.text, 80))
            .expected(say!("a list of base64 certificates"))
            .at(place.clone());
        findings.push(cause(X5C_MALFORMED, Likely).title(say!("x5c is no list of certificates.")).evidence(proof));
    }
    for (index, text) in assertion.x5c().into_iter().enumerate() {
        let Some(what) = wrong(text) else { continue };
        let proof = in_header("x5c")
            .found(shorten(text, 80))
            .meaning(what.words())
            .expected(say!("base64 of a DER certificate"))
            .at(place.clone());
        let finding =
            if what == Wrong::PrivateKey { cause(X5C_PRIVATE_KEY, Certain) } else { cause(X5C_MALFORMED, Likely) };
        findings.push(finding.title(say!("x5c[{index}] is {words}.", index, words = what.words())).evidence(
            if what == Wrong::PrivateKey {
                // Not even its beginning belongs in a report.
                in_header("x5c")
                    .found(say!("a private key"))
                    .expected(say!("base64 of a DER certificate"))
                    .at(place.clone())
            } else {
                proof
            },
        ));
    }
    findings.extend(first(case, assertion));
    if findings.is_empty() {
        findings.push(pass(X5C_FINE).evidence(
            in_header("x5c").found(say_n!(assertion.x5c().len(), "1 certificate", "{count} certificates")).at(place),
        ));
    }
    findings
}

fn missing() -> Finding {
    cause(SNI_X5C_MISSING, Possible)
        .title(say!("The server suggests that the certificate be sent in x5c; that is needed where the app is set up for subject name and issuer."))
        .evidence(in_header("x5c").found("").meaning(say!("absent")).expected(say!("the certificate, base64 of DER")))
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    PrivateKey,
    PemLines,
    Base64Url,
    Twice,
    NoCertificate,
    NotBase64,
}

impl Wrong {
    fn words(self) -> Text {
        match self {
            Self::PrivateKey => say!("a private key"),
            Self::PemLines => say!("a PEM text with its BEGIN and END lines"),
            Self::Base64Url => say!("base64url, where standard base64 belongs"),
            Self::Twice => say!("base64 twice over"),
            Self::NoCertificate => say!("base64 of something that is no certificate"),
            Self::NotBase64 => say!("no base64"),
        }
    }
}

fn wrong(text: &str) -> Option<Wrong> {
    if text.contains("PRIVATE KEY") {
        return Some(Wrong::PrivateKey);
    }
    if text.contains("-----") {
        return Some(Wrong::PemLines);
    }
    let body: String = text.split_whitespace().collect();
    let Some(decoded) = encoding::base64_any(&body) else { return Some(Wrong::NotBase64) };
    let bytes = decoded.bytes.as_slice();
    if crate::evidence::certificate::Certificate::from_der("x5c", bytes).is_ok() {
        return body.contains(['-', '_']).then_some(Wrong::Base64Url);
    }
    // The first element of a PKCS#8 or PKCS#1 private key is a version number; a certificate has a SEQUENCE there.
    if bytes.windows(3).take(6).any(|window| window == [0x02, 0x01, 0x00]) {
        return Some(Wrong::PrivateKey);
    }
    let inner = std::str::from_utf8(bytes).ok().and_then(encoding::base64_any);
    Some(if inner.is_some_and(|inner| inner.bytes.first() == Some(&0x30)) {
        Wrong::Twice
    } else {
        Wrong::NoCertificate
    })
}

/// Compares the first certificate with the thumbprint and the signature.
fn first(case: &Case<'_>, assertion: &Assertion) -> Option<Finding> {
    let sent: Vec<&Candidate> = case.candidates.iter().filter(|candidate| candidate.x5c.is_some()).collect();
    let first = sent.iter().find(|candidate| candidate.x5c == Some(0))?;
    let later = |candidate: &&&Candidate| candidate.x5c.is_some_and(|index| index > 0);
    let proof = in_header("x5c")
        .found(first.certificate.label_and_thumbprint())
        .meaning(say!("first in x5c"))
        .at(assertion.characters_of(Part::Header, "x5c"));
    let signer = case.signer();
    let behind = sent
        .iter()
        .filter(later)
        .find(|candidate| signer.is_some_and(|signer| signer.sha256 == candidate.certificate.sha256));
    let issued = || sent.iter().filter(later).find(|candidate| first.certificate.issued(&candidate.certificate));
    if let Some(right) = behind.or_else(issued) {
        let label = right.certificate.label_and_thumbprint();
        return Some(
            cause(X5C_ORDER, if behind.is_some() { Certain } else { Likely })
                .title(say!(
                    "x5c begins with {certificate}; {label} signs and must stand first.",
                    certificate = first.certificate.label(),
                    label
                ))
                .evidence(proof.expected(label).expected_meaning(say!("the certificate whose key signs"))),
        );
    }
    let named = case.identifiers.iter().find(|one| one.name != "kid" && matches!(one.reading.bytes.len(), 20 | 32))?;
    let bytes = named.reading.bytes.as_slice();
    if bytes == first.certificate.sha1 || bytes == first.certificate.sha256 {
        return None;
    }
    // A digest of another form of this same certificate is a separate mistake, reported by its own check.
    if search::origin(bytes, &case.certificates()).is_some_and(|origin| !origin.der) {
        return None;
    }
    let right = if named.size() == 32 { first.certificate.x5t_s256() } else { first.certificate.x5t() };
    Some(
        cause(X5C_CERTIFICATE_DIFFERS, Certain)
            .title(say!(
                "{named} is not the thumbprint of the first certificate in x5c, {certificate}.",
                named = named.name,
                certificate = first.certificate.label_and_thumbprint()
            ))
            .evidence(
                at_identifier(named)
                    .found(named.text.clone())
                    .expected(right)
                    .expected_meaning(say!("the thumbprint of {certificate}", certificate = first.certificate.label()))
                    .at(assertion.characters_of(Part::Header, named.name)),
            )
            .evidence(proof),
    )
}
