//! Is the thumbprint in the header the right bytes, written the right way?

use super::reasons::{NO_ASSERTION, NO_HEADER};
use crate::analysis::thumbprint as search;
use crate::case::{Case, Identifier};
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::Evidence;
use crate::checks::finding::{Check, Finding, at_identifier, cause, ids, note, pass, skip};
use crate::evidence::assertion::Part;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::text::shorten;
use crate::notation::thumbprint::{Form, Reading};

ids! {
    /// # The header holds the thumbprint's hexadecimal text, encoded
    /// Decodes x5t and x5t#S256 and looks whether the result is the text of a thumbprint instead of its bytes.
    ///
    /// The header takes base64url of the 20 (or 32) bytes of the digest. Encoding the 40 letters that a tool shows
    /// gives twice the length; the server decodes it, looks for a certificate with a 40-byte thumbprint, and finds none.
    /// This is the most common mistake in assertions built by hand.
    ///
    /// fix: Decode the hexadecimal text to bytes before you encode it as base64url; in .NET use GetCertHash() instead of Thumbprint.
    /// raises: header {"x5t":"QjMwQzhDRDExMzE5RjJCM0M2N0YzQTIyNTM3NzBGQjZEMTk2MzVERA"}
    /// raises: header {"x5t":"QgAzADAAQwA4AEMARAAxADEAMwAxADkARgAyAEIAMwBDADYANwBGADMAQQAyADIANQAzADcANwAwAEYAQgA2AEQAMQA5ADYAMwA1AEQARAA="}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_HEX_TEXT_ENCODED {
        id: "thumbprint-hex-text-encoded",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7515_X5T_S256, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The header holds the thumbprint's hexadecimal text
    /// Looks whether x5t or x5t#S256 is the hexadecimal text itself.
    ///
    /// Hexadecimal letters are valid base64url letters too, so nothing complains: the server decodes them to 30
    /// meaningless bytes and finds no such certificate.
    ///
    /// fix: Decode the hexadecimal text to bytes, then encode the bytes as base64url.
    /// raises: header {"x5t":"B30C8CD11319F2B3C67F3A2253770FB6D19635DD"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_HEX_AS_IS {
        id: "thumbprint-hex-as-is",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The thumbprint has characters that do not belong to it
    /// Looks for colons, spaces, a prefix such as "SHA1 Fingerprint=", quotation marks, and characters that nobody sees:
    /// the Windows certificate dialog puts U+200E before a copied thumbprint.
    ///
    /// The characters change the bytes that the server decodes, or make the value no base64url at all.
    ///
    /// fix: Take the thumbprint from a tool instead of a dialog, and strip everything but the digits before decoding.
    /// raises: header {"x5t":"B3:0C:8C:D1:13:19:F2:B3:C6:7F:3A:22:53:77:0F:B6:D1:96:35:DD"}
    /// raises: header {"x5t":"\u200eswyM0RMZ8rPGfzoiU3cPttGWNd0"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_STRAY_CHARACTERS {
        id: "thumbprint-stray-characters",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC4648_URL],
    }

    /// # x5t holds a SHA-256 thumbprint
    /// Looks at the length of x5t: 20 bytes belong there, 32 are a SHA-256 digest.
    ///
    /// The server compares x5t with the SHA-1 thumbprints of the registered certificates. A version of Microsoft's own
    /// page showed a SHA-256 thumbprint in x5t.
    ///
    /// fix: Rename the header to x5t#S256, or put the SHA-1 thumbprint into x5t.
    /// raises: header {"x5t":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    /// mended: header {"x5t":null,"x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    THUMBPRINT_SHA256_IN_X5T {
        id: "thumbprint-sha256-in-x5t",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7515_X5T_S256, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # x5t#S256 holds a SHA-1 thumbprint
    /// Looks at the length of x5t#S256: 32 bytes belong there, 20 are a SHA-1 digest.
    ///
    /// The thumbprint in x5t#S256 is SHA-256 over the certificate's DER encoding. The sample token on Microsoft's own
    /// page carries a value of 20 bytes there, which cannot be right.
    ///
    /// fix: Rename the header to x5t, or put the SHA-256 thumbprint into x5t#S256.
    /// raises: header {"x5t":null,"x5t#S256":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    /// mended: header {"x5t":null,"x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}
    THUMBPRINT_SHA1_IN_X5T_S256 {
        id: "thumbprint-sha1-in-x5t-s256",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T_S256, MS_CERTIFICATE_CREDENTIALS],
    }

    /// # The thumbprint was taken over other bytes than the certificate
    /// Searches what was hashed: the PEM text, its base64 body, the public key, a JWK and more, of every certificate at
    /// hand.
    ///
    /// A certificate's thumbprint is the digest of its DER encoding, nothing more and nothing less. A digest of the PEM
    /// file has the right length and names no certificate.
    ///
    /// fix: Hash the DER encoding: decode the base64 between the BEGIN and END lines first.
    /// raises: header {"x5t":"OxeGAdeuO35DeSAb3-yJ95_QvTU"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_OF_OTHER_BYTES {
        id: "thumbprint-of-other-bytes",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC7638],
    }

    /// # The thumbprint is a GUID
    /// Looks whether x5t or x5t#S256 is a GUID, written out or encoded.
    ///
    /// The portal shows a key id beside each certificate; it is the name of the entry, not the thumbprint, and the
    /// server does not look keys up by it. The same goes for the application's id.
    ///
    /// fix: Put the certificate's thumbprint there, base64url of its bytes.
    /// raises: header {"x5t":"b2f3a5b2-7350-4d33-ae4d-6cdd7b096cf7"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_IS_GUID {
        id: "thumbprint-is-guid",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, GRAPH_KEY_CREDENTIAL],
    }

    /// # The thumbprint ends in a line break
    /// Looks for a line break behind the thumbprint, inside the encoded value or behind it.
    ///
    /// echo and Out-File put a line break behind what they write; encoded with the thumbprint it makes another value.
    ///
    /// fix: Strip the line break before encoding: echo -n, printf '%s', or -NoNewline.
    /// raises: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0K"}
    /// raises: header {"x5t":"QjMwQzhDRDExMzE5RjJCM0M2N0YzQTIyNTM3NzBGQjZEMTk2MzVERAo"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_TRAILING_NEWLINE {
        id: "thumbprint-trailing-newline",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T],
    }

    /// # The thumbprint is encoded twice
    /// Decodes x5t and x5t#S256 and looks whether the result is base64 text of a thumbprint.
    ///
    /// Encoding a value that is already base64url gives the server a text where it expects the digest's bytes.
    ///
    /// fix: Encode the digest's bytes once.
    /// raises: header {"x5t":"c3d5TTBSTVo4clBHZnpvaVUzY1B0dEdXTmQw"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_ENCODED_TWICE {
        id: "thumbprint-encoded-twice",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T],
    }

    /// # The thumbprint is in standard base64
    /// Looks for padding and for the letters + and / in a thumbprint that is right otherwise.
    ///
    /// RFC 7515 asks for base64url without padding. Entra ID takes standard base64 as well: MSAL for Go sends it, and MSAL
    /// for Python sends padding. So this explains no refusal.
    ///
    /// raises: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0="}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_STANDARD_BASE64 {
        id: "thumbprint-standard-base64",
        stage: Identifier,
        guide: [IssueAssertion],
        citations: [RFC7515_X5T, RFC4648_URL],
    }

    /// # The thumbprint is empty
    /// Looks for an x5t or x5t#S256 with nothing in it.
    ///
    /// A setting that was never set arrives as an empty text. The server then looks for a certificate without thumbprint.
    ///
    /// fix: Find the setting or variable that should hold the thumbprint, or compute it from the certificate itself.
    /// raises: header {"x5t":""}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_EMPTY {
        id: "thumbprint-empty",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T],
    }

    /// # The thumbprint cannot be read
    /// Looks for a value that is neither base64 nor hexadecimal, is not a text, or has the size of no thumbprint.
    ///
    /// Whatever it is, no certificate has such a thumbprint.
    ///
    /// fix: Compute the thumbprint from the certificate: SHA-1 over the DER encoding for x5t, SHA-256 for x5t#S256, as base64url.
    /// raises: header {"x5t":"not§base64"}
    /// raises: header {"x5t":["swyM0RMZ8rPGfzoiU3cPttGWNd0"]}
    /// raises: header {"x5t":"AQIDBAUGBw"}
    /// mended: header {"x5t":"swyM0RMZ8rPGfzoiU3cPttGWNd0"}
    THUMBPRINT_UNREADABLE {
        id: "thumbprint-unreadable",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion, FixRegenerate],
        citations: [RFC7515_X5T, RFC4648_URL],
    }

    /// # The thumbprint is well-formed
    /// The header holds the bytes of a digest of the right size, as base64url.
    THUMBPRINT_WELL_FORMED {
        id: "thumbprint-well-formed",
        stage: Identifier,
        guide: [IssueAssertion, DiagnoseAssertion],
        citations: [RFC7515_X5T, RFC7515_X5T_S256],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "thumbprint_form",
    question: phrase!("Is the thumbprint in the header the right bytes, written the right way?"),
    ids: &[
        THUMBPRINT_HEX_TEXT_ENCODED,
        THUMBPRINT_HEX_AS_IS,
        THUMBPRINT_STRAY_CHARACTERS,
        THUMBPRINT_SHA256_IN_X5T,
        THUMBPRINT_SHA1_IN_X5T_S256,
        THUMBPRINT_OF_OTHER_BYTES,
        THUMBPRINT_IS_GUID,
        THUMBPRINT_TRAILING_NEWLINE,
        THUMBPRINT_ENCODED_TWICE,
        THUMBPRINT_STANDARD_BASE64,
        THUMBPRINT_EMPTY,
        THUMBPRINT_UNREADABLE,
        THUMBPRINT_WELL_FORMED,
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let thumbprints: Vec<&Identifier> = case.identifiers.iter().filter(|one| one.name != "kid").collect();
    if thumbprints.is_empty() {
        let why = match case.assertion {
            None => NO_ASSERTION,
            Some(assertion) if assertion.header.object.is_none() => NO_HEADER,
            Some(_) => phrase!("the header has neither x5t nor x5t#S256"),
        };
        return vec![skip(THUMBPRINT_WELL_FORMED, why)];
    }
    thumbprints.into_iter().flat_map(|one| judge(case, one)).collect()
}

fn judge(case: &Case<'_>, identifier: &Identifier) -> Vec<Finding> {
    let (name, reading) = (identifier.name, &identifier.reading);
    let proof = proof(case, identifier);
    let mut findings = Vec::new();
    let mut add = |finding: Finding, title: Text| findings.push(finding.title(title).evidence(proof.clone()));
    if !identifier.is_string {
        add(
            cause(THUMBPRINT_UNREADABLE, Certain),
            say!("{name} is no text but {identifier}.", name, identifier = shorten(&identifier.text, 40)),
        );
        return findings;
    }
    let size = identifier.size();
    if reading.newline {
        add(
            cause(THUMBPRINT_TRAILING_NEWLINE, Certain),
            say!("A line break was encoded with the thumbprint in {name}.", name),
        );
    }
    if !reading.stray.is_empty() && reading.form != Form::Empty {
        let what = Text::list(&reading.stray);
        add(
            cause(THUMBPRINT_STRAY_CHARACTERS, Certain),
            say!("The thumbprint in {name} has characters that do not belong to it: {what}.", name, what),
        );
    }
    match &reading.form {
        Form::HexTextEncoded(_) => add(
            cause(THUMBPRINT_HEX_TEXT_ENCODED, Certain),
            say!(
                "{name} holds the thumbprint's hexadecimal text, not its {bytes} bytes.",
                name,
                bytes = reading.bytes.len()
            ),
        ),
        Form::HexText => add(
            cause(THUMBPRINT_HEX_AS_IS, Certain),
            say!("{name} is the thumbprint's hexadecimal text; base64url of its bytes belongs there.", name),
        ),
        Form::EncodedTwice(_) => {
            add(
                cause(THUMBPRINT_ENCODED_TWICE, Certain),
                say!("The thumbprint in {name} is base64url-encoded twice.", name),
            );
        }
        Form::Guid(guid) => add(
            cause(THUMBPRINT_IS_GUID, Certain),
            say!("{name} holds the GUID {guid}, not the certificate's thumbprint.", name, guid),
        ),
        Form::Empty => add(cause(THUMBPRINT_EMPTY, Certain), say!("{name} is empty.", name)),
        Form::Unreadable => add(
            cause(THUMBPRINT_UNREADABLE, Certain),
            say!(
                "{name} is neither base64url nor hexadecimal: {identifier}.",
                name,
                identifier = shorten(&identifier.text, 40)
            ),
        ),
        Form::Bytes => {}
    }
    match reading.bytes.len() {
        32 if size == 20 => add(
            cause(THUMBPRINT_SHA256_IN_X5T, Certain),
            say!("x5t holds a SHA-256 thumbprint (32 bytes); SHA-1 (20 bytes) belongs there."),
        ),
        20 if size == 32 => add(
            cause(THUMBPRINT_SHA1_IN_X5T_S256, Certain),
            say!("x5t#S256 holds a SHA-1 thumbprint (20 bytes); SHA-256 (32 bytes) belongs there."),
        ),
        _ => {}
    }
    if let Some(origin) = search::origin(&reading.bytes, &case.certificates()).filter(|origin| !origin.der) {
        let what = case.certificate(origin.certificate).map(|one| origin.describe(one)).unwrap_or_default();
        add(
            cause(THUMBPRINT_OF_OTHER_BYTES, Certain),
            say!("{name} holds the {what}, not the digest of the certificate's DER encoding.", name, what),
        );
    } else if reading.form == Form::Bytes && !matches!(reading.bytes.len(), 20 | 32) && reading.stray.is_empty() {
        add(
            cause(THUMBPRINT_UNREADABLE, if size == 20 { Certain } else { Likely }),
            say!("{name} holds {bytes} bytes; a thumbprint there has {size}.", name, bytes = reading.bytes.len(), size),
        );
    }
    if findings.is_empty() {
        findings.push(fine(identifier, proof));
    }
    findings
}

fn fine(identifier: &Identifier, proof: Evidence) -> Finding {
    let Reading { standard, padded, .. } = identifier.reading;
    let name = identifier.name;
    // With a hyphen or an underscore it is base64url, padded or not.
    if (standard || padded) && !identifier.text.contains(['-', '_']) {
        return note(THUMBPRINT_STANDARD_BASE64)
            .title(say!(
                "{name} is written in standard base64; Entra ID takes it, though RFC 7515 asks for base64url.",
                name
            ))
            .evidence(
                Evidence { expected_means: Some(say!("the same bytes in base64url")), ..proof }
                    .expected(encoding::to_base64url(&identifier.reading.bytes)),
            );
    }
    pass(THUMBPRINT_WELL_FORMED)
        .title(say!("{name} is well-formed: {identifier} bytes in base64url.", name, identifier = identifier.size()))
        .evidence(Evidence { expected: None, expected_means: None, ..proof })
}

/// Both values: what the header says and what it should say.
fn proof(case: &Case<'_>, identifier: &Identifier) -> Evidence {
    let sha1 = identifier.size() == 20;
    let proof = at_identifier(identifier)
        .found(identifier.text.clone())
        .meaning(identifier.reading.describe())
        .at(case.place(Part::Header, identifier.name));
    if let Some(certificate) = case.intended() {
        let (value, hash) = if sha1 { (certificate.x5t(), "SHA-1") } else { (certificate.x5t_s256(), "SHA-256") };
        return proof.expected(value).expected_meaning(say!(
            "{hash} of {certificate}",
            hash,
            certificate = certificate.label_and_thumbprint()
        ));
    }
    // Without a certificate, only the bytes that were meant are known; they help only if they have the right size.
    match identifier.reading.mended().filter(|_| identifier.reading.bytes.len() == identifier.size()) {
        Some(value) => proof.expected(value).expected_meaning(say!("the same thumbprint's bytes in base64url")),
        None => proof,
    }
}
