//! Files from elsewhere: PyPI's `cryptography-vectors`, read by us and by OpenSSL.
//!
//! `cargo xtask test` fetches them. Every certificate that OpenSSL reads must have the same thumbprint and subject here, or
//! be refused with a reason; the table in the output counts them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use assertion_inspector::testing::case::inventory::Inventory;
use assertion_inspector::testing::evidence::certificate::PublicKey;
use assertion_inspector::testing::input::recognise;
use assertion_inspector::testing::notation::encoding::to_hex;
use common::input;
use rawzip::{CompressionMethod, ZipArchive};

/// The passwords of the vectors, from their documentation.
const PASSWORDS: [&str; 11] = [
    "cryptography",
    "password",
    "changeit",
    "123456",
    "asdf",
    "foobar",
    "baz",
    "a123456",
    "hunter2",
    "PolarSSLTest",
    "Red Hat Enterprise Linux 7.4",
];

/// Folders of the vectors.
const FOLDERS: [&str; 11] = [
    "pkcs12/",
    "pkcs7/",
    "x509/",
    "x509/custom/",
    "x509/PKITS_data/pkcs12/",
    "x509/PKITS_data/certs/",
    "asymmetric/PKCS8/",
    "asymmetric/PEM_Serialization/",
    "asymmetric/DER_Serialization/",
    "asymmetric/Traditional_OpenSSL_Serialization/",
    "asymmetric/EC/",
];

/// The files in the wheel by path; `None` if it was not fetched.
fn vectors() -> Option<BTreeMap<String, Vec<u8>>> {
    let path = format!("{}/target/vectors/cryptography_vectors.whl", env!("CARGO_MANIFEST_DIR"));
    let Ok(wheel) = std::fs::read(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{path} is missing: `cargo xtask test` fetches it");
        println!("not run: {path} is missing; `cargo xtask test` fetches it");
        return None;
    };
    let archive = ZipArchive::from_slice(wheel.as_slice()).expect("a wheel is a ZIP archive");
    let mut files = BTreeMap::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().expect("an entry") {
        let path = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        let path = path.trim_start_matches("cryptography_vectors/").to_owned();
        let wanted = FOLDERS.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| !rest.contains('/')));
        if !wanted || path.ends_with('/') {
            continue;
        }
        let packed = archive.get_entry(entry.wayfinder()).expect("its content").data();
        let bytes = match entry.compression_method() {
            CompressionMethod::STORE => packed.to_vec(),
            _ => miniz_oxide::inflate::decompress_to_vec(packed).expect("it unpacks"),
        };
        files.insert(path, bytes);
    }
    Some(files)
}

/// What OpenSSL prints for these bytes.
fn openssl(arguments: &[&str], bytes: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl starts");
    // It may end before it has read everything.
    let _ = child.stdin.take().expect("a pipe").write_all(bytes);
    child.wait_with_output().expect("openssl ends").stdout
}

/// Thumbprint and subject of a certificate according to OpenSSL; `None` if it cannot read it.
fn certificate(bytes: &[u8], form: &str) -> Option<(String, String)> {
    let asked = ["-fingerprint", "-sha1", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb"];
    let output = openssl(&[&["x509", "-noout", "-inform", form], &asked[..]].concat(), bytes);
    let text = String::from_utf8_lossy(&output);
    let mut lines = text.lines();
    let thumbprint = lines.next()?.split_once('=')?.1.replace(':', "");
    let subject = lines.next()?.strip_prefix("subject=")?.to_owned();
    Some((thumbprint, subject))
}

/// The public key of a private key according to OpenSSL, as a DER SubjectPublicKeyInfo; `None` if no password opens it.
fn public_key(bytes: &[u8], form: &str) -> Option<Vec<u8>> {
    let encrypted = bytes.windows(9).any(|word| word == b"ENCRYPTED") || form == "DER";
    let passwords = if encrypted { &PASSWORDS[..] } else { &[""] };
    let asked = ["-pubout", "-outform", "DER", "-provider", "legacy", "-provider", "default"];
    let public = |password: &&str| {
        let password = format!("pass:{password}");
        openssl(&[&["pkey", "-inform", form, "-passin", &password], &asked[..]].concat(), bytes)
    };
    passwords.iter().map(public).find(|der| !der.is_empty())
}

/// Whether it is the same key: a SubjectPublicKeyInfo ends with its numbers or its point.
fn same_key(ours: &PublicKey, theirs: &[u8]) -> bool {
    match ours {
        PublicKey::Rsa { pkcs1, .. } => theirs.ends_with(pkcs1),
        PublicKey::Ec { point, .. } => theirs.ends_with(point),
        PublicKey::Other { .. } => false,
    }
}

/// Attribute types from Russian tax law, which OpenSSL knows by name and we write as a number.
const NAMED: [(&str, &str); 2] = [
    ("INN=007710474375", "1.2.643.3.131.1.1=#120c303037373130343734333735"),
    ("OGRN=1047702026701", "1.2.643.100.1=#120d31303437373032303236373031"),
];

/// Case is not significant in attribute types and hexadecimal (RFC 4514 §2.3–2.4).
fn same(ours: &(String, String), theirs: &(String, String)) -> bool {
    let subject = NAMED.iter().fold(theirs.1.clone(), |text, (name, number)| text.replace(name, number));
    ours.0 == theirs.0 && ours.1.to_lowercase() == subject.to_lowercase()
}

#[derive(Default)]
struct Row {
    files: usize,
    read: usize,
    refused: usize,
    certificates: usize,
    keys: usize,
    differing: Vec<String>,
}

#[test]
fn what_openssl_reads_is_read_alike_or_refused_with_a_reason() {
    let Some(files) = vectors() else { return };
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut compared: BTreeMap<String, Option<String>> = BTreeMap::new();
    let passwords: Vec<String> = PASSWORDS.iter().map(|&text| text.to_owned()).collect();
    for (path, bytes) in &files {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let row = rows.entry(folder).or_default();
        row.files += 1;
        let mut inventory = Inventory::default();
        inventory.add(path, recognise(&input(path, bytes.clone()), &passwords));
        let refused = inventory.inputs[0].problem.is_some();
        let found = inventory.certificates.len() + inventory.private_keys.len() + inventory.bare_keys.len();
        row.read += usize::from(found > 0);
        row.refused += usize::from(refused && found == 0);
        row.certificates += inventory.certificates.len();
        if found == 0 && !refused {
            // A PFX that is legitimately empty still says so.
            row.differing.push(format!("{path}: neither read nor refused"));
        }
        // Each certificate as OpenSSL sees it.
        for certificate in &inventory.certificates {
            let ours = (to_hex(&certificate.sha1), certificate.subject.clone());
            let theirs = compared
                .entry(ours.0.clone())
                .or_insert_with(|| match self::certificate(&certificate.der, "DER") {
                    Some(theirs) if same(&ours, &theirs) => None,
                    Some(theirs) => Some(format!("{ours:?}, OpenSSL {theirs:?}")),
                    None => None,
                })
                .clone();
            row.differing.extend(theirs.map(|theirs| format!("{path}: {theirs}")));
        }
        // And each one that OpenSSL reads, as we see it.
        let form = if bytes.starts_with(&[0x30]) { "DER" } else { "PEM" };
        // The same for each private key.
        for key in inventory.private_keys.iter().filter(|_| folder.starts_with("asymmetric")) {
            row.keys += 1;
            match public_key(bytes, form) {
                Some(theirs) if same_key(&key.public, &theirs) => {}
                Some(_) => row.differing.push(format!("{path}: OpenSSL reads another key")),
                None => row.differing.push(format!("{path}: OpenSSL reads no key")),
            }
        }
        let alone = !path.ends_with(".p12") && !path.ends_with(".p7b");
        if let Some((thumbprint, _)) = certificate(bytes, form).filter(|_| alone)
            && !inventory.certificates.iter().any(|one| to_hex(&one.sha1) == thumbprint)
            && !refused
        {
            row.differing.push(format!("{path}: OpenSSL reads {thumbprint}, we do not"));
        }
    }
    println!(
        "\n{:<46}{:>7}{:>7}{:>9}{:>14}{:>7}{:>11}",
        "vectors", "files", "read", "refused", "certificates", "keys", "differing"
    );
    for (folder, row) in &rows {
        println!(
            "{folder:<46}{:>7}{:>7}{:>9}{:>14}{:>7}{:>11}",
            row.files,
            row.read,
            row.refused,
            row.certificates,
            row.keys,
            row.differing.len()
        );
    }
    let differing: Vec<&String> = rows.values().flat_map(|row| &row.differing).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    let counts = |folder: &str| rows.get(folder).map(|row| (row.files, row.read)).expect("a folder");
    assert_eq!(counts("pkcs12"), (31, 31));
    assert_eq!(counts("x509/PKITS_data/pkcs12"), (405, 405));
    assert_eq!(counts("x509/PKITS_data/certs"), (405, 404));
}
