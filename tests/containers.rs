//! Containers of every kind, made by OpenSSL and keytool: they open with the right password, ask for one if there is
//! none, refuse a wrong one, and never cause a panic.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use assertion_inspector::testing::case::inventory::Inventory;
use assertion_inspector::testing::input::{InputKind, recognise};
use assertion_inspector::{Options, inspect};
use common::{AT, fixture, input};

/// Opens a container. Returns its kind, the numbers of certificates and keys, whether it asks for a password, and its
/// problem.
fn open(name: &str, passwords: &[&str]) -> (InputKind, usize, usize, bool, String) {
    let mut inventory = Inventory::default();
    let passwords: Vec<String> = passwords.iter().map(|&text| text.to_owned()).collect();
    inventory.add(name, recognise(&input(name, fixture(&format!("containers/{name}"))), &passwords));
    let said = &inventory.inputs[0];
    (
        said.kind,
        inventory.certificates.len(),
        inventory.private_keys.len(),
        said.needs_password,
        said.problem.clone().map(String::from).unwrap_or_default(),
    )
}

/// A container, its password (empty if not needed), and how many certificates and keys it contains.
const CONTAINERS: [(&str, Option<&str>, usize, usize); 25] = [
    ("openssl3.pfx", Some("secret"), 1, 1),
    ("legacy.pfx", Some("secret"), 1, 1),
    ("three-des.pfx", Some("secret"), 1, 1),
    ("sha512-mac.pfx", Some("secret"), 1, 1),
    ("keytool.p12", Some("secret"), 1, 1),
    ("no-mac.pfx", Some("secret"), 1, 1),
    ("no-mac-encrypted.pfx", Some("secret"), 1, 1),
    ("unencrypted.pfx", None, 1, 1),
    ("rc2-128.pfx", Some("secret"), 1, 1),
    ("empty-password.pfx", None, 1, 1),
    ("non-ascii-password.pfx", Some("pässwörd"), 1, 1),
    ("no-key.pfx", Some("secret"), 1, 0),
    ("no-certificate.pfx", Some("secret"), 0, 1),
    ("chain.pfx", Some("secret"), 2, 1),
    ("chain.p7b", None, 2, 0),
    ("chain.p7b.pem", None, 2, 0),
    ("encrypted.key.pem", Some("secret"), 0, 1),
    ("pbes1.key.pem", Some("secret"), 0, 1),
    ("traditional.key.pem", Some("secret"), 0, 1),
    ("pkcs1.key.der", None, 0, 1),
    ("sec1.key.pem", None, 0, 1),
    ("sec1.key.der", None, 0, 1),
    ("ec-pkcs8.key.der", None, 0, 1),
    ("traditional-ec.key.pem", Some("secret"), 0, 1),
    ("ber.p7m", None, 2, 0),
];

#[test]
fn every_kind_opens_with_its_password_and_asks_for_it() {
    for (name, password, certificates, keys) in CONTAINERS {
        let passwords: Vec<&str> = ["not this one"].into_iter().chain(password).collect();
        let (kind, found_certificates, found_keys, asks, problem) = open(name, &passwords);
        assert_eq!(
            (found_certificates, found_keys, asks, problem.as_str()),
            (certificates, keys, false, ""),
            "{name}: {kind:?}"
        );
        if password.is_none() {
            continue;
        }
        let (_, certificates, keys, asks, problem) = open(name, &[]);
        let in_the_clear = usize::from(name == "no-mac.pfx");
        assert_eq!((asks, certificates, keys), (true, in_the_clear, 0), "{name}: {problem}");
        assert!(problem.contains("password"), "{name}: {problem}");
        let (.., asks, problem) = open(name, &["wrong"]);
        assert!(asks && problem.contains("does not open"), "{name}: {problem}");
    }
}

#[test]
fn what_is_in_the_clear_needs_no_password() {
    for (passwords, says) in [(&[][..], "needs its password"), (&["wrong"], "does not open it")] {
        let (_, certificates, keys, asks, problem) = open("clear-certificate.pfx", passwords);
        assert!(certificates == 1 && keys == 0 && asks, "{problem}");
        assert!(problem.starts_with("What is in the clear in it was read") && problem.contains(says), "{problem}");
    }
    assert_eq!(open("clear-certificate.pfx", &["secret"]), (InputKind::Pkcs12, 1, 1, false, String::new()));
}

#[test]
fn the_right_password_of_a_key_of_another_kind_is_not_called_wrong() {
    let (.., asks, problem) = open("ed25519.key.pem", &["secret"]);
    assert!(!asks && problem.contains("1.3.101.112"), "{problem}");
    let (.., asks, problem) = open("ed25519.key.pem", &["wrong"]);
    assert!(asks && problem.contains("does not open"), "{problem}");
}

#[test]
fn keys_and_stores_of_other_formats_are_named() {
    for (bytes, says) in [
        (&b"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n"[..], "puttygen"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n", "ssh-keygen"),
        (b"-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----\n", "DSA"),
        (b"\xFE\xED\xFE\xED\0\0\0\x02", "JKS"),
        (b"\xCE\xCE\xCE\xCE\0\0\0\x02", "JCEKS"),
    ] {
        let mut inventory = Inventory::default();
        inventory.add("key", recognise(&input("key", bytes), &[]));
        let problem = inventory.inputs[0].problem.clone().unwrap_or_default();
        assert!(problem.contains(says), "{problem}");
    }
}

/// Converts DER to the BER that older Windows, Java and NSS write: indefinite lengths, and longer strings in pieces.
fn to_ber(der: &[u8]) -> Vec<u8> {
    const PIECE: usize = 100;
    let mut ber = Vec::new();
    let mut rest = der;
    while let [tag, length, ..] = *rest {
        let (head, size) = match length {
            0x82 => (4, usize::from(rest[2]) << 8 | usize::from(rest[3])),
            0x81 => (3, usize::from(rest[2])),
            short => (2, usize::from(short)),
        };
        let content = &rest[head..head + size];
        if tag & 0x20 != 0 {
            ber.extend([&[tag, 0x80][..], &to_ber(content), &[0, 0]].concat());
        } else if matches!(tag, 0x04 | 0x80) && size > PIECE {
            ber.extend([tag | 0x20, 0x80]);
            content.chunks(PIECE).for_each(|piece| ber.extend([&[4, piece.len() as u8], piece].concat()));
            ber.extend([0, 0]);
        } else {
            ber.extend(&rest[..head + size]);
        }
        rest = &rest[head + size..];
    }
    ber
}

#[test]
fn a_pfx_in_ber_opens_too() {
    for (name, password, certificates, keys) in CONTAINERS {
        // Certificates are DER wherever they occur, and a SignedData is converted down to them.
        if !name.contains(".pfx") && !name.contains(".p12") {
            continue;
        }
        let ber = to_ber(&fixture(&format!("containers/{name}")));
        assert_eq!(ber[1], 0x80);
        let mut inventory = Inventory::default();
        let passwords: Vec<String> = password.map(str::to_owned).into_iter().collect();
        inventory.add(name, recognise(&input(name, ber), &passwords));
        assert_eq!((inventory.certificates.len(), inventory.private_keys.len()), (certificates, keys), "{name}");
    }
}

#[test]
fn a_pfx_as_base64_opens_too() {
    let text = assertion_inspector::testing::notation::encoding::to_base64(&fixture("containers/openssl3.pfx"));
    for (passwords, keys, asks) in [(vec![], 0, true), (vec!["secret".to_owned()], 1, false)] {
        let mut inventory = Inventory::default();
        inventory.add("pfx.txt", recognise(&input("pfx.txt", text.clone()), &passwords));
        assert_eq!((inventory.private_keys.len(), inventory.inputs[0].needs_password), (keys, asks));
    }
}

#[test]
fn a_derivation_of_absurd_cost_is_not_begun() {
    let begun = std::time::Instant::now();
    let (_, certificates, _, asks, problem) = open("costly.pfx", &["secret"]);
    assert!(certificates == 0 && !asks && problem.contains("3000000 rounds"), "{problem}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn the_key_of_a_pfx_proves_its_certificate() {
    let options = Options::new(AT).at(AT).passwords(vec!["secret".into()]);
    let token = input("app.jwt", fixture("in-order.jwt"));
    let report = inspect(&[token, input("app.pfx", fixture("containers/openssl3.pfx"))], &options);
    assert!(report.certificates[0].has_private_key);
    let fits = report.cases[0].findings.iter().find(|one| one.id == "private-key-fits").expect("the check ran");
    assert!(fits.title.contains("app.pfx"), "{}", fits.title);
    // No part of a private key appears in a report.
    let json = serde_json::to_string(&report).expect("JSON");
    assert!(!json.contains("PRIVATE KEY") && !json.contains("secret\""));
}

#[test]
fn damage_is_refused_and_breaks_nothing() {
    for (name, ..) in CONTAINERS {
        let bytes = fixture(&format!("containers/{name}"));
        // Each attempt derives a key, so a few of each kind are enough.
        for at in (0..bytes.len()).step_by(bytes.len() / 12 + 1) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x41;
            for damaged in [flipped, bytes[..at].to_vec()] {
                let mut inventory = Inventory::default();
                inventory.add(name, recognise(&input(name, damaged), &["secret".to_owned()]));
                assert_eq!(inventory.inputs.len(), 1);
            }
        }
    }
}
