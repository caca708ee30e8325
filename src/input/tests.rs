//! A table of inputs and what each is recognised as.

use super::*;
use crate::evidence::assertion::Assertion;
use crate::notation::encoding::{to_base64, to_base64url};

const PEM: &str = include_str!("../../tests/fixtures/app.pem");
const DER: &[u8] = include_bytes!("../../tests/fixtures/app.der");

fn read(bytes: impl AsRef<[u8]>) -> Recognised {
    recognise(&Input { name: "input".into(), bytes: bytes.as_ref().to_vec() }, &[])
}

fn token() -> String {
    let part = |json: &str| to_base64url(json.as_bytes());
    format!("{}.{}.{}", part(r#"{"alg":"RS256","x5t":"a"}"#), part(r#"{"aud":"b"}"#), to_base64url(&[7; 64]))
}

fn assertion(found: &Recognised) -> &Assertion {
    match found.items.as_slice() {
        [Item::Assertion(assertion)] => assertion,
        other => panic!("one assertion: {other:?} {:?}", found.problems),
    }
}

#[test]
fn certificates_in_every_format() {
    let with_headers = PEM.replace("CERTIFICATE-----\nMII", "CERTIFICATE-----\nProc-Type: 4,CLEAR\n\nMII");
    for bytes in [
        PEM.as_bytes().to_vec(),
        DER.to_vec(),
        PEM.replace('\n', "\r\n").into_bytes(),
        format!("Bag Attributes\n  friendlyName: app\nsubject=CN = app\n{PEM}\nmore text").into_bytes(),
        with_headers.into_bytes(),
        to_base64(DER).into_bytes(),
        PEM.replace('\n', "\\n").into_bytes(),
        [b"\xFF\xFE".to_vec(), PEM.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        [DER, b"\n"].concat(),
    ] {
        let found = read(&bytes);
        assert_eq!(found.kind(), InputKind::Certificate, "{:?} {:?}", String::from_utf8_lossy(&bytes), found.problems);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
    assert_eq!(read(format!("{PEM}{PEM}")).kind(), InputKind::Certificates);
    assert_eq!(read([DER, DER].concat()).items.len(), 2);
}

#[test]
fn assertions_in_every_wrapping() {
    let token = token();
    let (a, b) = token.split_at(40);
    for (text, wrapped) in [
        (token.clone(), 0),
        (format!("  {token}\r\n"), 0),
        (format!("\u{feff}{token}"), 0),
        (format!("\"{token}\""), 1),
        (format!("\"{token}\","), 2),
        (format!("Bearer {token}"), 1),
        (format!("Authorization: Bearer {token}"), 2),
        (format!("client_assertion={token}"), 1),
        (format!("\"client_assertion\": \"{token}\","), 3),
        (format!("{a}\n{b}"), 1),
        (format!("{a}\r\n  {b}"), 2),
        (token.replace('.', "%2E"), 1),
        (format!("{a}\u{200b}{b}"), 1),
    ] {
        let found = read(&text);
        let assertion = assertion(&found);
        assert_eq!(assertion.token, token, "{text:?}");
        assert_eq!(assertion.wrapping.len(), wrapped, "{text:?}: {:?}", assertion.wrapping);
        assert!(assertion.malformed.is_empty());
    }
    // Inside other text it is a token found there, not a wrapped token.
    let log = format!("2026-11-23 info sending assertion {token} to login, then {token}.");
    assert_eq!(read(&log).kind(), InputKind::Assertions);
    assert_eq!(read(format!("{PEM}\n{token}")).kind(), InputKind::Mixed);
    // On consecutive lines they are two tokens; even the same one counts twice until the cases are built.
    assert_eq!(read(format!("{token}\n\n{token}\n")).kind(), InputKind::Assertions);
}

#[test]
fn damaged_tokens_are_still_assertions() {
    let token = token();
    for text in [token[..50].to_owned(), token.rsplit_once('.').unwrap().0.to_owned(), format!("{}…", &token[..60])] {
        assert!(!assertion(&read(&text)).malformed.is_empty(), "{text:?}");
    }
}

#[test]
fn what_is_not_understood_is_reported() {
    for (bytes, kind, says) in [
        (b"".as_slice(), InputKind::Empty, "empty"),
        (b" \n", InputKind::Empty, "white space"),
        (b"%PDF-1.7\n", InputKind::Unknown, "PDF"),
        (b"BZh91AY&SY\xEE\xEC\xD8\x30\0", InputKind::Unknown, "bzip2"),
        (b"\xFD7zXZ\0\0\x04\xE6\xD6", InputKind::Unknown, "xz archive"),
        (b"BZhang wrote this", InputKind::Text, "Looked for"),
        (&[0; 5000], InputKind::Unknown, "zero bytes"),
        (&DER[..400], InputKind::Unknown, "cut off"),
        (b"C:\\certs\\assertion.txt", InputKind::Text, "Looked for"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n", InputKind::Unknown, "END"),
        (b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", InputKind::Unknown, "private key"),
        (b"\x80\x81\x82\x83\x84\x85\x86\x87\x88", InputKind::Unknown, "binary"),
    ] {
        let found = read(bytes);
        assert_eq!(found.kind(), kind, "{:?}", String::from_utf8_lossy(bytes));
        assert!(found.problems[0].contains(says), "{:?}", found.problems);
    }
}
