//! Random certificates and keys in every way that PEM is written.

use std::collections::BTreeSet;
use std::process::Command;

use assertion_inspector::testing::case::inventory::Inventory;
use assertion_inspector::testing::evidence::certificate::PublicKey;
use assertion_inspector::testing::input::recognise;
use assertion_inspector::testing::notation::encoding::{base64_any, to_base64};

use super::common::{fixture, input};
use super::dress::{self, wrapped};

/// How tools write PEM, given a label and the base64.
type Writing = fn(&str, &str) -> String;

const WRITINGS: &[(&str, Writing)] = &[
    ("64 columns", |label, base64| pem(label, &wrapped(base64, 64))),
    ("76 columns", |label, base64| pem(label, &wrapped(base64, 76))),
    ("one line", pem),
    ("CRLF", |label, base64| pem(label, &wrapped(base64, 64)).replace('\n', "\r\n")),
    ("no line end after it", |label, base64| pem(label, &wrapped(base64, 64)).trim_end().to_owned()),
    ("blanks after each line", |label, base64| pem(label, &wrapped(base64, 64)).replace('\n', "  \n")),
    ("bag attributes before it", |label, base64| {
        format!(
            "Bag Attributes\n    localKeyID: 01 00 00 00 \nsubject=CN = app\n\nissuer=CN = app\n\n{}",
            pem(label, &wrapped(base64, 64))
        )
    }),
    ("its base64 alone", |_, base64| wrapped(base64, 64)),
    ("a string literal for each line", |label, base64| {
        pem(label, &wrapped(base64, 64)).lines().map(|line| format!("    \"{line}\\n\"\n")).collect()
    }),
    ("literals that a plus joins", |label, base64| {
        let text = pem(label, &wrapped(base64, 64));
        text.lines().map(|line| format!("\"{line}\"")).collect::<Vec<_>>().join(" +\n    ")
    }),
];

fn pem(label: &str, base64: &str) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64.trim_end())
}

/// Numbers that look random and are the same in every run (xorshift).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// A certificate that nobody made: the serial number has another length, and serial number and signature are random. It
/// parses all the same, and its base64 ends in every way.
fn certificate(random: &mut Random) -> Vec<u8> {
    let whole = fixture("app.der");
    // SEQUENCE, 4 bytes of header; inside it the TBS, 4 bytes of header, 5 bytes of version, and the serial number.
    let size = |at: usize| usize::from(whole[at]) << 8 | usize::from(whole[at + 1]);
    let tbs = &whole[8..8 + size(6)];
    let rest = &whole[8 + size(6)..];
    let serial = 2 + usize::from(tbs[6]);
    let length = 1 + usize::try_from(random.next() % 20).expect("small");
    let mut number = random.bytes(length);
    number[0] = number[0] & 0x7F | 1;
    let tbs = [&tbs[..5], &[0x02, u8::try_from(length).expect("small")], &number, &tbs[5 + serial..]].concat();
    let mut rest = rest.to_vec();
    let signature = rest.len() - 255;
    rest.splice(signature.., random.bytes(255));
    let header = |size: usize| [0x30, 0x82, u8::try_from(size >> 8).expect("small"), (size & 0xFF) as u8];
    [&header(tbs.len() + 4 + rest.len())[..], &header(tbs.len()), &tbs, &rest].concat()
}

/// What OpenSSL finds in a file: the base64 of each certificate or key.
fn openssl(what: &str, text: &str) -> Vec<String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("it is written");
    let output = Command::new("openssl").args(["storeutl", what]).arg(file.path()).output().expect("openssl starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let blocks = printed.split("-----BEGIN ").skip(1).filter_map(|block| block.split("-----").nth(1));
    blocks.map(|body| body.split_whitespace().collect()).collect()
}

/// What we find in a text: the base64 of each certificate, or the point of each key.
fn found(text: &[u8]) -> BTreeSet<String> {
    let mut inventory = Inventory::default();
    inventory.add("pem", recognise(&input("pem", text), &[]));
    let certificates = inventory.certificates.iter().map(|one| to_base64(&one.der));
    let keys = inventory.private_keys.iter().map(|one| point(&one.public));
    certificates.chain(keys).collect()
}

fn point(key: &PublicKey) -> String {
    match key {
        PublicKey::Ec { point, .. } => to_base64(point),
        _ => String::new(),
    }
}

/// Reads `count` certificates and as many keys, each in one of the writings and of the dresses, and returns what is not
/// read as OpenSSL reads it.
pub fn misread(count: usize) -> (usize, Vec<String>) {
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let certificates: Vec<String> = (0..count).map(|_| to_base64(&certificate(&mut random))).collect();
    let key = |_| {
        use p256::pkcs8::EncodePrivateKey as _;
        let secret = p256::SecretKey::from_slice(&random.bytes(32)).expect("a scalar");
        let point = to_base64(secret.public_key().to_sec1_bytes().as_ref());
        (to_base64(secret.to_pkcs8_der().expect("it is written").as_bytes()), point)
    };
    let keys: Vec<(String, String)> = (0..count).map(key).collect();
    let bundle = |label: &str, all: &mut dyn Iterator<Item = &String>| -> String {
        all.map(|base64| pem(label, &wrapped(base64, 64))).collect()
    };
    assert_eq!(openssl("-certs", &bundle("CERTIFICATE", &mut certificates.iter())), certificates);
    let keys_of_openssl = openssl("-keys", &bundle("PRIVATE KEY", &mut keys.iter().map(|(key, _)| key)));
    assert!(keys_of_openssl.iter().eq(keys.iter().map(|(key, _)| key)));

    let mut broken = Vec::new();
    let all = certificates.iter().map(|one| ("CERTIFICATE", one, one));
    let all = all.chain(keys.iter().map(|(key, point)| ("PRIVATE KEY", key, point)));
    for (index, (label, base64, expected)) in all.enumerate() {
        let (writing, write) = WRITINGS[index % WRITINGS.len()];
        let text = write(label, base64);
        let (dress, dressed) = match index / WRITINGS.len() % (dress::ALL.len() + 1) {
            0 => ("as it is", text.clone().into_bytes()),
            place => (dress::ALL[place - 1].0, dress::ALL[place - 1].1(&text)),
        };
        // A base64 text in base64, or broken into pieces by marks, has nothing that would tell what it is.
        let bare = writing == "its base64 alone" && dress != "as it is";
        if !bare && found(&dressed) != BTreeSet::from([expected.clone()]) {
            let ending = base64_any(base64).map_or(0, |decoded| decoded.bytes.len() % 3);
            broken.push(format!("{label} {index} ({ending}): {writing}, {dress}: {} found", found(&dressed).len()));
        }
    }
    (certificates.len() + keys.len(), broken)
}
