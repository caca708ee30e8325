//! What programs say before any request, anywhere in a text: found by parts of their words, in any letter case, across
//! line breaks and the frames that terminals draw.

use super::source::Source;
use crate::evidence::complaint::Meaning::{
    self, Algorithm, FileTooOld, KeyMismatch, KeyNotAccessible, NotFound, Password, ReaderTooOld,
};
use crate::evidence::complaint::Sought::{Certificate, Either, Key};
use crate::evidence::complaint::Speaker::{DotNet, Go, Java, Node, OpenSsl, Python, Windows};
use crate::evidence::complaint::{Complaint, Speaker};
use crate::evidence::credential_file::Form::{Any, Base64, Der, Pem, Pfx};
use crate::limits;

/// The words, in lower case. A space stands for any white space, `*` for anything short.
const WORDS: &[(&str, Speaker, Meaning)] = &[
    ("pkcs12: unknown digest algorithm", Go, ReaderTooOld),
    ("unknown digest algorithm: 2.16.840.1.101.3.4.2", Go, ReaderTooOld),
    ("pkcs12: algorithm*is not supported", Go, Algorithm),
    ("pkcs12: unknown algorithm", Go, Algorithm),
    ("pkcs12: decryption password incorrect", Go, Password),
    ("pkcs12: decryption error", Go, Password),
    ("encrypted private key block has invalid format or your cert password", Go, Password),
    ("pkcs12: error reading p12 data", Go, NotFound(Either, Pfx)),
    ("tls: private key does not match public key", Go, KeyMismatch),
    ("tls: failed to find any pem data", Go, NotFound(Either, Pem)),
    ("illegal base64 data at input byte", Go, NotFound(Either, Base64)),
    ("asn1: structure error", Go, NotFound(Either, Der)),
    ("the provided key does not match the public key for this certificate", DotNet, KeyMismatch),
    ("cert_without_private_key", DotNet, NotFound(Key, Any)),
    ("does not have a private key", DotNet, NotFound(Key, Any)),
    ("does not have an accessible private key", DotNet, NotFound(Key, Any)),
    ("the private key is not present in the x.509 certificate", DotNet, NotFound(Key, Any)),
    ("certificate is missing the private key", DotNet, NotFound(Key, Any)),
    ("certificate is missing the public key", DotNet, NotFound(Certificate, Any)),
    ("object contains only the public half of a key pair", DotNet, NotFound(Key, Any)),
    ("the key contents do not contain a pem", DotNet, NotFound(Key, Pem)),
    ("the certificate contents do not contain a pem", DotNet, NotFound(Certificate, Pem)),
    ("the certificate data cannot be read with the provided password", DotNet, Password),
    ("the specified network password is not correct", Windows, Password),
    ("error_invalid_password", Windows, Password),
    ("das angegebene netzwerkkennwort", Windows, Password),
    ("mot de passe réseau spécifié", Windows, Password),
    ("keyset does not exist", Windows, KeyNotAccessible),
    ("schlüsselsatz*nicht vorhanden", Windows, KeyNotAccessible),
    ("jeu de clés*existe pas", Windows, KeyNotAccessible),
    ("キーセットがありません", Windows, KeyNotAccessible),
    ("invalid provider type specified", Windows, KeyNotAccessible),
    ("key not valid for use in specified state", Windows, KeyNotAccessible),
    ("missing stored keyset", Windows, KeyNotAccessible),
    ("cryptographicexception: access*denied", Windows, KeyNotAccessible),
    ("windowscryptographicexception: access*denied", Windows, KeyNotAccessible),
    ("hmacpbe*not available", Java, ReaderTooOld),
    ("keystore password was incorrect", Java, Password),
    ("given final block not properly padded", Java, Password),
    ("failed pkcs12 integrity checking", Java, Password),
    ("toderinputstream rejects tag type", Java, NotFound(Either, Pfx)),
    ("unrecognized keystore format", Java, NotFound(Either, Pfx)),
    ("invalid keystore format", Java, NotFound(Either, Pfx)),
    ("certificate not loaded from input stream", Java, NotFound(Key, Pfx)),
    ("pem certificate provided does not contain -----begin certificate", Java, NotFound(Certificate, Pem)),
    ("pem certificate provided does not contain*private key", Java, NotFound(Key, Pem)),
    ("mac verify error", OpenSsl, Password),
    ("mac verify failure", OpenSsl, Password),
    ("pkcs12 mac mismatch", OpenSsl, Password),
    ("mac could not be verified", Node, Password),
    ("maybe wrong password", OpenSsl, Password),
    ("bad decrypt", OpenSsl, Password),
    ("algorithm (rc2", OpenSsl, FileTooOld),
    ("unknown cipher*rc2", OpenSsl, FileTooOld),
    ("digital envelope routines", OpenSsl, Algorithm),
    ("key values mismatch", OpenSsl, KeyMismatch),
    ("no cert*matches private key", OpenSsl, KeyMismatch),
    ("no start line", OpenSsl, NotFound(Either, Pem)),
    ("expecting: trusted certificate", OpenSsl, NotFound(Certificate, Pem)),
    ("expecting: any private key", OpenSsl, NotFound(Key, Pem)),
    ("unable to load certificate", OpenSsl, NotFound(Certificate, Any)),
    ("unable to load private key", OpenSsl, NotFound(Key, Any)),
    ("could not read certificate from", OpenSsl, NotFound(Certificate, Any)),
    ("could not read any certificates from", OpenSsl, NotFound(Certificate, Any)),
    ("could not read private key from", OpenSsl, NotFound(Key, Any)),
    ("could not read key from", OpenSsl, NotFound(Key, Any)),
    ("asn1 encoding routines*wrong tag", OpenSsl, NotFound(Either, Der)),
    ("valid pem but no begin certificate", Python, NotFound(Certificate, Pem)),
    ("valid pem but no begin/end delimiters for a private key", Python, NotFound(Key, Pem)),
    ("unable to load pem file", Python, NotFound(Either, Pem)),
    ("could not deserialize key data", Python, NotFound(Key, Pem)),
    ("could not deserialize pkcs12 data", Python, NotFound(Either, Pfx)),
    ("failed to deserialize certificate in pem or pkcs12 format", Python, NotFound(Either, Any)),
    ("certificate must include its private key", Python, NotFound(Key, Any)),
    ("invalid certificate, please use a valid pem file", Python, NotFound(Either, Pem)),
    ("expected start of certificate to be", Python, NotFound(Either, Pem)),
    ("invalid password or pkcs12 data", Python, Password),
    ("incorrect password, could not decrypt key", Python, Password),
    ("password was not given but private key is encrypted", Python, Password),
    ("unsupported pkcs12 pfx data", Node, FileTooOld),
    ("does not contain a pem-encoded certificate", Node, NotFound(Certificate, Pem)),
    ("invalid pem formatted message", Node, NotFound(Either, Pem)),
    ("secretorprivatekey must be an asymmetric key", Node, NotFound(Key, Pem)),
    ("decoder routines:*unsupported", Node, NotFound(Key, Pem)),
];

/// Finds the complaints in a text, each meaning once.
pub(super) fn recognise(source: &Source<'_>, text: &str) -> Vec<Complaint> {
    let mut by_first: [Vec<&(&str, Speaker, Meaning)>; 256] = std::array::from_fn(|_| Vec::new());
    for one in WORDS {
        let first = one.0.as_bytes().first().map_or(0, |byte| usize::from(*byte));
        by_first.get_mut(first).into_iter().for_each(|list| list.push(one));
    }
    let bytes = text.as_bytes();
    let mut found: Vec<Complaint> = Vec::new();
    let mut next = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if at < next || found.len() >= limits::MAX_COMPLAINTS || !begins_word(bytes, at) {
            continue;
        }
        let here = bytes.get(at..).unwrap_or_default();
        let candidates = by_first.get(usize::from(byte.to_ascii_lowercase())).into_iter().flatten();
        let hit =
            candidates.filter_map(|one| Some((*one, matched(here, one.0.as_bytes())?))).find(|_| !is_code(bytes, at));
        let Some(((_, speaker, meaning), length)) = hit else { continue };
        next = at + length;
        if found.iter().any(|one| one.meaning == *meaning) {
            continue;
        }
        let words = text.get(at..next).unwrap_or_default();
        let words: Vec<&str> = words.split_whitespace().filter(|word| !word.starts_with(['│', '|'])).collect();
        let algorithm = text.get(at..).and_then(object_identifier);
        found.push(Complaint {
            input: source.name.to_owned(),
            place: source.place(text.get(at..).unwrap_or(text)),
            speaker: *speaker,
            meaning: *meaning,
            words: words.join(" "),
            algorithm,
        });
    }
    found
}

/// Whether a word begins here, be it after an escaped line break.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at));
    let escaped = matches!(before(1), Some(b'n' | b'r' | b't')) && before(2) == Some(&b'\\');
    escaped || before(1).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether the words are quoted in a program's source, which only would say them.
fn is_code(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(limits::COMPLAINT_GAP_BYTES)..at).unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    ["throw ", "raise ", "errors.new(", "errorf(", "exception("].iter().any(|word| line.contains(word))
}

/// Returns the length of the text at the start that these words match.
fn matched(text: &[u8], words: &[u8]) -> Option<usize> {
    let mut at = 0;
    for (index, wanted) in words.iter().enumerate() {
        match wanted {
            b'*' => {
                let rest = words.get(index + 1..)?;
                let mut starts = at..text.len().min(at + limits::COMPLAINT_GAP_BYTES);
                return starts.find_map(|from| Some(from + matched(text.get(from..)?, rest)?));
            }
            b' ' => at += gap(text.get(at..)?).filter(|length| *length > 0)?,
            _ if text.get(at)?.to_ascii_lowercase() == *wanted => at += 1,
            _ => return None,
        }
    }
    Some(at)
}

/// The length of the white space at the start, with escaped line breaks and the bars of a frame.
fn gap(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < limits::COMPLAINT_GAP_BYTES {
        at += match text.get(at..)? {
            [b' ' | b'\t' | b'\r' | b'\n' | b'|', ..] => 1,
            [b'\\', b'n' | b'r' | b't', ..] => 2,
            [0xE2, 0x94, 0x82, ..] => 3,
            _ => break,
        };
    }
    Some(at)
}

/// The first object identifier near the start of a text.
fn object_identifier(text: &str) -> Option<String> {
    let near =
        text.char_indices().nth(limits::COMPLAINT_GAP_BYTES).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let line = near.split("\n\n").next().unwrap_or_default();
    let mut runs = line.split(|c: char| !c.is_ascii_digit() && c != '.').map(|run| run.trim_matches('.'));
    runs.find(|run| run.matches('.').count() >= 5).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> (Speaker, Meaning, String, Option<String>) {
        let found = recognise(&Source::new("log", text, 1), text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().map(|one| (one.speaker, one.meaning, one.words, one.algorithm)).unwrap()
    }

    #[test]
    fn what_programs_print() {
        let wrapped = "│ Error: the Client Certificate Path is not a valid pfx file: pkcs12: unknown digest\n│ algorithm: 2.16.840.1.101.3.4.2.1\n│ ";
        let (speaker, meaning, words, oid) = only(wrapped);
        assert_eq!((speaker, meaning, words.as_str()), (Go, ReaderTooOld, "pkcs12: unknown digest algorithm"));
        assert_eq!(oid.as_deref(), Some("2.16.840.1.101.3.4.2.1"));
        for (text, meaning) in [
            ("[('PEM routines', 'get_name', 'no start line')]", NotFound(Either, Pem)),
            ("Error: error:0480006C:PEM routines::no start line", NotFound(Either, Pem)),
            ("Mac verify error: invalid password?", Password),
            ("keytool error: java.io.IOException: keystore password was incorrect", Password),
            (
                "Integrity check failed: java.security.NoSuchAlgorithmException: Algorithm HmacPBESHA256 not available",
                ReaderTooOld,
            ),
            ("Exception calling \"GetResult\" with \"0\" argument(s): \"Keyset does not exist\n\"", KeyNotAccessible),
            ("{\"m\":\"failed:\\r\\nInvalid provider type specified.\"}", KeyNotAccessible),
            ("Could not read certificate from /tmp/key.pem\nUnable to load certificate", NotFound(Certificate, Any)),
            ("ValueError: Could not deserialize key data. The data may be in an incorrect format", NotFound(Key, Pem)),
            ("MsalClientException: The certificate certificate does not have a private key.", NotFound(Key, Any)),
        ] {
            assert_eq!(only(text).1, meaning, "{text}");
        }
    }

    #[test]
    fn programs_and_prose_do_not_complain() {
        for text in [
            "throw new Exception(\"The certificate does not have a private key\");",
            "Access is denied.",
            "AADSTS700027: Client assertion contains an invalid signature.",
        ] {
            assert!(recognise(&Source::new("x", text, 1), text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_long_log_is_read_where_they_stand() {
        for (words, ..) in WORDS {
            assert!(!crate::input::signs::regions(&words.replace('*', " ")).is_empty(), "{words}");
        }
    }
}
