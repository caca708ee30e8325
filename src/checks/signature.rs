//! Does the signature verify, and if not, what did which key sign?

use super::private_key::signed_with_bare_key;
use super::reasons::{NO_ASSERTION, TOO_COSTLY};
use super::truncation::cut;
use crate::analysis::signature::algorithm::{Algorithm, Scheme};
use crate::analysis::signature::altered::Edit;
use crate::analysis::signature::opened::RecoveredBlock;
use crate::analysis::signature::{Judgement, Signed, Unverifiable, scheme_of};
use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely, Possible};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, EvidenceValue, Finding, cause, evidence, ids, pass, skip};
use crate::evidence::assertion::{Assertion, Malformed};
use crate::evidence::certificate::Certificate;
use crate::evidence::server_error::Reason;
use crate::language::{Phrase, Text};
use crate::notation::encoding;
use crate::notation::text::shorten;

ids! {
    /// # The signature was made with another key
    /// Opens the signature with the public key of every certificate at hand. A signature of that key would hold a digest
    /// in a well-known block; one of another key opens to noise.
    ///
    /// The server finds the certificate that the header names and verifies with its key: "Key was found, but use of the
    /// key to verify the signature failed". Certificate and private key that the program uses are no pair, or a
    /// character of the signature was changed.
    ///
    /// fix: Compare the public key of the private key with that of the certificate: openssl pkey -in key.pem -pubout and openssl x509 -in cert.pem -noout -pubkey must print the same.
    /// fix: Load certificate and key from one PFX, so that they cannot part.
    /// raises: key other
    /// raises: certificate app ; certificate other ; key other
    /// raises: error AADSTS700027: Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '977B10FB9D1C087E3105564B1D31B09D247BEBCD', Found key 'Start=02/07/2021 17:00:39, End=02/06/2026 17:00:39'] ; only-error
    /// mended: key app
    SIGNED_WITH_ANOTHER_KEY {
        id: "signed-with-another-key",
        stage: Signature,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials],
        citations: [RFC7515_SIGNING, RFC8017_SIGNATURES],
    }

    /// # The padding is another than alg says
    /// Opens the signature and reads how it was padded: PKCS#1 v1.5 (RS256) or PSS (PS256), and for PSS the hash of its
    /// mask and the length of its salt.
    ///
    /// PS256 and RS256 are different signatures of one key over one text. A signature of one kind never verifies as the
    /// other. For PS256, hash and mask use SHA-256 and the salt has 32 bytes; Java's default mask is SHA-1.
    ///
    /// fix: Let alg say what the key does: RS256 for PKCS#1 v1.5, PS256 for PSS with SHA-256, MGF1 over SHA-256 and a salt of 32 bytes.
    /// raises: header {"alg":"PS256"} ; sign pkcs1-sha256
    /// raises: header {"alg":"PS256"} ; sign pss-sha256-salt20
    /// mended: header {"alg":"PS256"}
    SIGNATURE_PADDING_MISMATCH {
        id: "signature-padding-mismatch",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7518_PSS, RFC8017_SIGNATURES],
    }

    /// # The hash is another than alg says
    /// Opens the signature and reads which hash it was made over.
    ///
    /// RS256 means SHA-256. A signature over SHA-1 or SHA-512 does not verify as RS256, though the key is right.
    ///
    /// fix: Sign over the hash that alg names: SHA-256 for RS256 and PS256.
    /// raises: sign pkcs1-sha1
    /// raises: sign pkcs1-sha512
    /// mended: sign pkcs1-sha256
    SIGNATURE_HASH_MISMATCH {
        id: "signature-hash-mismatch",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7518_ALGORITHMS, RFC8017_SIGNATURES],
    }

    /// # The text was hashed twice
    /// Opens the signature and compares the digest inside with the digest of the digest.
    ///
    /// Key vaults and smart cards have two calls: one takes the text and hashes it, the other takes a digest. Giving a
    /// digest to the first signs the digest's digest.
    ///
    /// fix: Give the signing call the text itself, or use the call that takes a digest (sign, not signData).
    /// raises: sign double-hashed
    /// mended: sign pkcs1-sha256
    SIGNATURE_DOUBLE_HASHED {
        id: "signature-double-hashed",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_SIGNING],
    }

    /// # The right key signed other bytes
    /// Opens the signature and compares the digest inside with those of the bytes that people sign by mistake.
    ///
    /// The signature covers base64url(header).base64url(claims), exactly as sent. If anything changes after signing (a
    /// library that writes the JSON again, a refreshed exp), or something else was signed, it cannot verify, though the
    /// key is right.
    ///
    /// fix: Sign the very text that you send: base64url of the header, a dot, base64url of the claims, as ASCII, and change nothing afterwards.
    /// raises: sign claims-only
    /// raises: sign something-else
    /// mended: sign pkcs1-sha256
    SIGNED_BYTES_DIFFER {
        id: "signed-bytes-differ",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_SIGNING],
    }

    /// # The token was changed after it was signed
    /// Opens the signature; where the right key signed something else, looks for one character whose change makes it fit,
    /// and for other damage.
    ///
    /// A token that went through an editor, a mail or a wiki may have lost, gained or changed characters. Whatever it was,
    /// the signature no longer covers what is there.
    ///
    /// fix: Take the token as your program sends it, without anything between that may change characters.
    /// raises: text {jws-one-character-changed}
    /// raises: text {jws-one-character-lost}
    /// mended: text {jws}
    ASSERTION_ALTERED {
        id: "assertion-altered",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_SIGNING],
    }

    /// # The signature is written in the wrong notation
    /// Reads the signature's text in other ways (hexadecimal, standard base64, base64 twice, ASN.1, reversed bytes) and
    /// verifies each.
    ///
    /// A JWS carries base64url of the bare signature. In another notation the server decodes other bytes, and they do
    /// not verify.
    ///
    /// fix: Encode the bytes that the signing call returns as base64url without padding, once, and do not reorder them.
    /// raises: signature hex
    /// raises: signature reversed
    /// raises: signature base64
    /// raises: signature zero-before
    /// mended: signature base64url
    SIGNATURE_ENCODING {
        id: "signature-encoding",
        stage: Signature,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_COMPACT, RFC7518_ECDSA],
    }

    /// # The signature verifies
    /// The signature verifies with the public key of a certificate at hand.
    SIGNATURE_VERIFIES {
        id: "signature-verifies",
        stage: Signature,
        guide: [IssueCredentials, DiagnoseAssertion, FixCredentials],
        citations: [RFC7515_SIGNING, RFC8017_SIGNATURES],
        proves: true,
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "signature",
    question: phrase!("Does the signature verify, and if not, what did which key sign?"),
    ids: &[
        SIGNED_WITH_ANOTHER_KEY,
        SIGNATURE_PADDING_MISMATCH,
        SIGNATURE_HASH_MISMATCH,
        SIGNATURE_DOUBLE_HASHED,
        SIGNED_BYTES_DIFFER,
        ASSERTION_ALTERED,
        SIGNATURE_ENCODING,
        SIGNATURE_VERIFIES,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![by_error_alone(case)] };
    let label = |index: usize| case.certificate(index).map(Certificate::label_and_thumbprint).unwrap_or_default();
    let text = assertion.token.get(assertion.signature.range.clone()).unwrap_or_default();
    let proof = evidence(say!("signature")).found(text).at(Some(assertion.signature.range.clone()));
    let mut findings = of_the_signer(case, assertion, &label, &proof);
    if let Some(finding) = not_the_named_key(case, &proof) {
        findings.retain(|one| one.id.name != SIGNATURE_VERIFIES.name);
        findings.insert(0, finding);
    }
    findings
}

/// If the key of one certificate at hand signed and the header names another one: the server uses only the key that is
/// named.
fn not_the_named_key(case: &Case<'_>, proof: &Evidence) -> Option<Finding> {
    let signer = case.signer()?;
    let identifier = case.thumbprint()?;
    let named = case.certificates().into_iter().find(|one| identifier.identifies(one))?;
    // A certificate of the chain that is named by mistake is a finding of its own.
    let is_authority = case.certificates().into_iter().any(|other| named.issued(other));
    if named.spki == signer.spki || is_authority {
        return None;
    }
    let (signer_label, named_label) = (signer.label_and_thumbprint(), named.label_and_thumbprint());
    let is_registered = |one: &Certificate| {
        case.candidates.iter().any(|candidate| candidate.registered && candidate.certificate.sha256 == one.sha256)
    };
    let advice = match (is_registered(signer), is_registered(named)) {
        (true, false) => {
            say!("Let the header name {signer}, which is registered and whose key signs.", signer = &signer_label)
        }
        (false, true) => say!(
            "Sign with the private key of {named}, which is registered and which the header names.",
            named = &named_label
        ),
        _ => say!(
            "Let the program take certificate and private key from one place, so that the header names the certificate whose key signs."
        ),
    };
    let finding = cause(SIGNED_WITH_ANOTHER_KEY, Certain)
        .title(say!("The header names {named}, but the private key of {signer} made the signature.", named = &named_label, signer = &signer_label))
        .evidence(
            proof
                .clone()
                .meaning(say!("made by the key of {label}", label = &signer_label))
                .expected(say!("a signature by the key of {name}", name = &named_label)),
        )
        .because(say!("The server verifies with the key that the header names and tries no other, so it never tries that of {signer}.", signer = &signer_label))
        .advise(advice);
    Some(finding)
}

fn of_the_signer(
    case: &Case<'_>,
    assertion: &Assertion,
    label: &dyn Fn(usize) -> String,
    proof: &Evidence,
) -> Vec<Finding> {
    let proof = proof.clone();
    match &case.judgement {
        Judgement::Verified { certificate, algorithm } => vec![
            pass(SIGNATURE_VERIFIES)
                .title(say!(
                    "The signature verifies with {label} ({algorithm}).",
                    label = label(*certificate),
                    algorithm = algorithm.name()
                ))
                .evidence(proof.meaning(say!("made by the key of {label}", label = label(*certificate)))),
        ],
        Judgement::Misencoded { encoding, certificate } => {
            vec![misencoded(*encoding, &label(*certificate), proof)]
        }
        Judgement::RecoveredBlock { certificate, opened, signed, encoding } => {
            let mut findings = differs(assertion, opened, *signed, &label(*certificate), proof.clone());
            findings.extend(encoding.map(|encoding| misencoded(encoding, &label(*certificate), proof)));
            findings
        }
        Judgement::AnotherKey { .. } if case.named().is_none() && case.registered_and_named().is_some() => {
            vec![skip(SIGNATURE_VERIFIES, say!("needs the registered certificate that the header names"))]
        }
        Judgement::AnotherKey { .. } | Judgement::Length { .. } if signed_with_bare_key(case).is_some() => {
            vec![skip(SIGNATURE_VERIFIES, say!("it verifies with a public key that came without a certificate"))]
        }
        // The key of the certificate that is named is of a kind that this alg cannot have been made with.
        Judgement::AnotherKey { tried } if case.named().is_some_and(|named| !is_among(case, tried, named)) => {
            let why = if case.untried > 0 { Unverifiable::Costly } else { Unverifiable::KeyKind };
            vec![skip(SIGNATURE_VERIFIES, unverifiable(why))]
        }
        Judgement::AnotherKey { tried } => vec![another_key(case, assertion, tried, proof)],
        Judgement::Length { .. } if cut(case, assertion).is_some() => {
            vec![skip(SIGNATURE_VERIFIES, say!("the signature is cut off"))]
        }
        Judgement::Length { found, expected, .. } => {
            let sizes =
                proof.clone().meaning(say!("{found} bytes", found)).expected(say!("{expected} bytes", expected));
            vec![another_key(case, assertion, &[], sizes.expected_meaning(say!("the size of this key's signatures")))]
        }
        Judgement::Unverifiable(why) => vec![skip(SIGNATURE_VERIFIES, unverifiable(*why))],
    }
}

fn is_among(case: &Case<'_>, tried: &[usize], certificate: &Certificate) -> bool {
    tried.iter().any(|index| case.certificate(*index).is_some_and(|one| one.sha256 == certificate.sha256))
}

/// Without the assertion, there is only the server's statement: it found the key, and the signature did not verify.
fn by_error_alone(case: &Case<'_>) -> Finding {
    let refused =
        case.error.filter(|error| error.reason == Some(Reason::SignatureMismatch) && !error.is_about_user_assertion());
    let Some(error) = refused else { return skip(SIGNATURE_VERIFIES, NO_ASSERTION) };
    let key = error
        .thumbprint
        .as_ref()
        .filter(|one| !one.is_empty())
        .map(|one| format!(" {}", shorten(one, 13)))
        .unwrap_or_default();
    cause(SIGNED_WITH_ANOTHER_KEY, Possible)
        .title(say!("The server found the key{key}, but the signature does not verify with it: another private key signed, or other bytes were signed.", key))
        .evidence(evidence(say!("error, reason")).found(say!("signature does not match")).expected(say!("a signature by that key over header.claims")))
        .advise(say!("Add the assertion and the certificate here: opened with the certificate's public key, the signature tells which it is."))
}

/// Why there is no verdict on a signature, worded for a skipped finding.
pub(crate) fn unverifiable(why: Unverifiable) -> Text {
    match why {
        Unverifiable::NoCertificate => say!("needs the certificate"),
        Unverifiable::NoSignature => say!("there is no signature"),
        Unverifiable::Algorithm => say!("alg is none that can be verified"),
        Unverifiable::Costly => TOO_COSTLY.say(),
        Unverifiable::KeyKind => say!("no certificate at hand has a key for this alg"),
        Unverifiable::UnusableKey { bits } => {
            say!(
                "the RSA key has {bits} bits; keys up to {most} are computed with",
                bits,
                most = crate::limits::MAX_RSA_BITS
            )
        }
    }
}

fn another_key(case: &Case<'_>, assertion: &Assertion, tried: &[usize], proof: Evidence) -> Finding {
    // Of a certificate that was not tried, nothing is known.
    let is_known = |one: &&Certificate| case.untried == 0 || is_among(case, tried, one);
    let names: Vec<String> = match case.intended().filter(is_known) {
        Some(certificate) => vec![certificate.label_and_thumbprint()],
        None => {
            let known = case.certificates().into_iter().filter(is_known);
            known.map(Certificate::label_and_thumbprint).collect()
        }
    };
    let name = names.join(", ");
    // A damaged signature may still have been made by this key.
    let damaged = assertion.malformed.iter().any(|problem| !matches!(problem, Malformed::Duplicate { .. }));
    let title = say!("The signature was not made with the private key of {name}.", name);
    let untried = say_n!(
        case.untried,
        "1 other certificate was not tried: that would cost too much.",
        "{count} other certificates were not tried: that would cost too much."
    );
    let title = if case.untried > 0 { Text::sentences([title, untried]) } else { title };
    cause(SIGNED_WITH_ANOTHER_KEY, if damaged { Likely } else { Certain })
        .title(title)
        .evidence(proof.expected(say!("a signature by the key of {name}", name)))
}

fn misencoded(encoding: Phrase, label: &str, proof: Evidence) -> Finding {
    let encoding = encoding.say();
    cause(SIGNATURE_ENCODING, Certain)
        .title(say!(
            "The signature by {label} is written in the wrong notation: {encoding}.",
            label,
            encoding = &encoding
        ))
        .evidence(proof.meaning(encoding).expected(say!("base64url of the signature's bytes")))
}

fn differs(
    assertion: &Assertion,
    opened: &RecoveredBlock,
    signed: Signed,
    label: &str,
    proof: Evidence,
) -> Vec<Finding> {
    let alg = assertion.header_str("alg").unwrap_or("nothing");
    let announced = Algorithm::read(alg);
    let mut findings = Vec::new();
    if let Some(announced) = announced {
        if let Some(found) = padding(announced, opened) {
            findings.push(
                cause(SIGNATURE_PADDING_MISMATCH, Certain)
                    .title(say!(
                        "The signature by {label} has {found}, but alg says {alg} ({wanted}).",
                        label,
                        found,
                        alg,
                        wanted = wanted(announced)
                    ))
                    .evidence(
                        proof
                            .clone()
                            .meaning(found)
                            .expected(wanted(announced))
                            .expected_meaning(say!("what {alg} means", alg)),
                    ),
            );
        }
        if let Some(hash) = opened.hash().filter(|hash| *hash != announced.hash) {
            findings.push(
                cause(SIGNATURE_HASH_MISMATCH, Certain)
                    .title(say!(
                        "The signature by {label} was made over {hash}, but alg says {alg} ({hash_2}).",
                        label,
                        hash = hash.name(),
                        alg,
                        hash_2 = announced.hash.name()
                    ))
                    .evidence(
                        proof
                            .clone()
                            .meaning(say!("a digest of {hash}", hash = hash.name()))
                            .expected(announced.hash.name())
                            .expected_meaning(say!("what {alg} means", alg)),
                    ),
            );
        }
    }
    let bytes = proof.meaning(inside(opened));
    let expected = |proof: Evidence| {
        let hash = opened.hash().or(announced.map(|one| one.hash));
        match hash {
            Some(hash) => proof
                .expected(encoding::to_hex(&hash.digest(assertion.signing_input())))
                .expected_meaning(say!("{hash} of header.claims as they stand", hash = hash.name())),
            None => proof,
        }
    };
    match signed {
        Signed::SigningInput => {}
        Signed::DigestTwice => findings.push(
            cause(SIGNATURE_DOUBLE_HASHED, Certain)
                .title(say!("The key of {label} signed the digest's digest: the text was hashed twice.", label))
                .evidence(expected(bytes)),
        ),
        Signed::Variant(what) => findings.push(
            cause(SIGNED_BYTES_DIFFER, Certain)
                .title(say!("The right key ({label}) signed the wrong bytes: {what}.", label, what))
                .evidence(expected(Evidence { found_means: Some(say!("covers {what}", what)), ..bytes })),
        ),
        Signed::Altered(edit) => findings.push(altered(assertion, edit, label)),
        Signed::Unknown | Signed::Unsearched if assertion.malformed.is_empty() => {
            let title = say!("The signature was made by the key of {label}, but over different bytes: header or claims were changed after signing, or something else was signed.", label);
            let unsearched = say!("Whether a single character was changed was not looked for: that would cost too much.");
            let title = if signed == Signed::Unsearched { Text::sentences([title, unsearched]) } else { title };
            findings.push(cause(SIGNED_BYTES_DIFFER, Certain).title(title).evidence(expected(bytes)));
        }
        Signed::Unknown | Signed::Unsearched => findings.push(
            cause(ASSERTION_ALTERED, Likely)
                .title(say!("The key of {label} signed this token before it was damaged: header or claims are not as they were.", label))
                .evidence(expected(bytes)),
        ),
    }
    if findings.is_empty() {
        // Everything inside matches, yet it did not verify: only its encoding can be at fault, which is reported
        // separately.
        findings.push(skip(SIGNATURE_VERIFIES, say!("it verifies once it is read in its real notation")));
    }
    findings
}

fn altered(assertion: &Assertion, edit: Edit, label: &str) -> Finding {
    let in_header = edit.at < assertion.header.range.end;
    let show = |c: Option<char>| {
        c.map_or_else(|| EvidenceValue::from(say!("nothing")), |c| EvidenceValue::from(c.to_string()))
    };
    let what = match (edit.found, edit.was) {
        (Some(found), Some(was)) => {
            say!("character {at} is \"{found}\" and was \"{was}\"", at = edit.at + 1, found, was)
        }
        (None, Some(was)) => say!("a \"{was}\" was lost before character {at}", was, at = edit.at + 1),
        (Some(found), None) => say!("character {at} (\"{found}\") was added", at = edit.at + 1, found),
        (None, None) => say!("nothing"),
    };
    let title = if in_header {
        say!("The token was changed after {label} signed it: in its header part, {what}.", label, what)
    } else {
        say!("The token was changed after {label} signed it: in its claims part, {what}.", label, what)
    };
    cause(ASSERTION_ALTERED, Certain).title(title).evidence(
        evidence(say!("token, character {at}", at = edit.at + 1))
            .found(show(edit.found))
            .expected(show(edit.was))
            .expected_meaning(say!("what was signed"))
            .at(Some(edit.at..edit.at + usize::from(edit.found.is_some()))),
    )
}

/// How the signature is padded, if not as the algorithm requires.
fn padding(announced: Algorithm, opened: &RecoveredBlock) -> Option<Text> {
    let found = scheme_of(opened)?;
    match opened {
        RecoveredBlock::Bare { .. } => {
            Some(say!("PKCS#1 v1.5 padding around a bare digest, without the DigestInfo that names the hash"))
        }
        _ if found != announced.scheme => Some(say!("{found} padding", found = found.name())),
        RecoveredBlock::Pss { hash, mgf, .. } if mgf != hash => {
            Some(say!("PSS padding with MGF1 over {mgf}", mgf = mgf.name()))
        }
        RecoveredBlock::Pss { hash, salt, .. } if salt.len() != hash.size() => {
            Some(say!("PSS padding with a salt of {salt} bytes", salt = salt.len()))
        }
        _ => None,
    }
}

fn wanted(algorithm: Algorithm) -> Text {
    let hash = algorithm.hash;
    match algorithm.scheme {
        Scheme::Pkcs1 => say!("PKCS#1 v1.5 padding with {hash}", hash = hash.name()),
        Scheme::Pss => say!(
            "PSS padding with {hash}, MGF1 over {hash} and a salt of {hash_2} bytes",
            hash = hash.name(),
            hash_2 = hash.size()
        ),
        Scheme::Ecdsa => say!("ECDSA with {hash}", hash = hash.name()),
    }
}

/// The digest inside, if the block shows it: PSS hides it.
fn inside(opened: &RecoveredBlock) -> Text {
    match opened {
        RecoveredBlock::Pkcs1 { hash, digest } => {
            say!(
                "covers {hash} {digest}",
                hash = hash.map_or_else(|| say!("the digest"), |hash| Text::verbatim(hash.name())),
                digest = encoding::to_hex(digest)
            )
        }
        RecoveredBlock::Bare { content } => say!("holds {content}", content = shorten(&encoding::to_hex(content), 80)),
        RecoveredBlock::Pss { hash, .. } => say!("covers another {hash} digest", hash = hash.name()),
        RecoveredBlock::Unstructured => say!("noise"),
    }
}
