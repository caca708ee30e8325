//! Bad input yields a clear sentence and affects nothing else: each is inspected together with a good certificate and
//! token.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, Instant as Stopwatch};

use assertion_inspector::testing::notation::encoding::to_base64url;
use assertion_inspector::{Options, inspect};
use common::{AT, fixture, input};

/// Inspects a bad input together with a good token and certificate, and returns its problem.
fn beside_good_ones(bytes: Vec<u8>) -> Option<String> {
    let inputs = [input("bad", bytes), input("app.jwt", fixture("in-order.jwt")), input("app.pem", fixture("app.pem"))];
    let started = Stopwatch::now();
    let report = inspect(&inputs, &Options::new(AT).at(AT));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let good = report.cases.iter().find(|case| case.assertion.as_ref().is_some_and(|one| one.input == "app.jwt"));
    let good = good.expect("the good assertion is still inspected");
    assert!(good.findings.iter().any(|one| one.id == "signature-verifies"), "{}", good.verdict.headline);
    report.inputs[0].problem.clone().map(String::from)
}

fn token(claims: &str) -> Vec<u8> {
    format!("{}.{}.c2ln", to_base64url(br#"{"alg":"RS256"}"#), to_base64url(claims.as_bytes())).into_bytes()
}

#[test]
fn files_of_the_wrong_kind() {
    for (bytes, says) in [
        (Vec::new(), "empty"),
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3".to_vec(), "PDF"),
        (vec![0; 50 << 20], "zero bytes"),
        (fixture("app.der")[..380].to_vec(), "cut off"),
        (fixture("app.pem")[..600].to_vec(), "END"),
        (b"PK\x03\x04rest of a zip".to_vec(), "ZIP"),
    ] {
        let problem = beside_good_ones(bytes).unwrap_or_default();
        assert!(problem.contains(says), "{says}: {problem}");
    }
}

#[test]
fn containers_that_cannot_be_used() {
    let pfx = fixture("containers/openssl3.pfx");
    for (bytes, says) in [
        (pfx.clone(), "needs its password"),
        (pfx[..pfx.len() / 2].to_vec(), "PKCS#12 file is cut off"),
        (fixture("containers/mixed.zip")[..500].to_vec(), "ZIP archive"),
        (br#"{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":}]}"#.to_vec(), "line 1, column"),
        (br#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"https://login.microsoftonline.com/x/oauth2/v2.0/token"}}]}}"#.to_vec(), "bod"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE=\n-----END OPENSSH PRIVATE KEY-----".to_vec(), "ssh-keygen"),
    ] {
        let problem = beside_good_ones(bytes).unwrap_or_default();
        assert!(problem.contains(says), "{says}: {problem}");
    }
}

#[test]
fn ten_thousand_certificates_at_once() {
    // The same bytes with another serial number are another certificate: only the thumbprint matters here.
    let good = fixture("app.der");
    let mut all = Vec::new();
    for number in 0..10_000_u32 {
        let mut der = good.clone();
        let end = der.len() - 1;
        der[end - 3..=end].copy_from_slice(&number.to_be_bytes());
        all.extend_from_slice(&der);
    }
    let problem = beside_good_ones(all).unwrap_or_default();
    assert!(problem.contains("More than 2000 certificates"), "{problem}");
}

#[test]
fn tokens_beyond_measure() {
    assert_eq!(beside_good_ones(token(&format!(r#"{{"big":"{}"}}"#, "x".repeat(5 << 20)))), None);
    let deep = format!(r#"{{"deep":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(beside_good_ones(token(&deep)), None);
    let report = inspect(&[input("deep", token(&deep))], &Options::new(AT));
    assert_eq!(report.cases[0].verdict.finding, Some("assertion-malformed"));
    assert!(report.cases[0].verdict.headline.contains("nested"), "{}", report.cases[0].verdict.headline);
    let many: String = (0..50_000).map(|index| format!("\"m{index}\":{index},")).collect();
    assert_eq!(beside_good_ones(token(&format!("{{{many}\"z\":0}}"))), None);
}

/// A certificate with an RSA key of 65,536 bits, built by replacing the modulus of a good one.
fn huge_key() -> Vec<u8> {
    use der::Encode as _;
    let good = fixture("app.der");
    let parsed = <x509_cert::Certificate as der::Decode>::from_der(&good).expect("a certificate");
    let mut modulus = vec![0xC5; 8_192];
    modulus[8_191] = 1;
    let uint = |bytes| der::asn1::UintRef::new(bytes).expect("a number");
    let key = rsa::pkcs1::RsaPublicKeyRef { modulus: uint(&modulus), public_exponent: uint(&[1, 0, 1]) };
    let bits = der::asn1::BitString::from_bytes(&key.to_der().expect("DER")).expect("bits");
    splice(&good, &parsed.tbs_certificate().subject_public_key_info().to_der().expect("DER"), &spki(bits))
}

fn spki(bits: der::asn1::BitString) -> Vec<u8> {
    use der::Encode as _;
    let algorithm = x509_cert::spki::AlgorithmIdentifierOwned {
        oid: der::oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
        parameters: Some(der::Any::null()),
    };
    x509_cert::spki::SubjectPublicKeyInfoOwned { algorithm, subject_public_key: bits }.to_der().expect("DER")
}

/// Replaces bytes inside the two outer SEQUENCEs of a certificate, and adjusts both lengths.
fn splice(certificate: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = certificate.windows(old.len()).position(|window| window == old).expect("the key");
    let length = |bytes: usize| u16::try_from(bytes).expect("below 64 KB").to_be_bytes();
    let grown = new.len() - old.len();
    let outer = usize::from(u16::from_be_bytes([certificate[2], certificate[3]])) + grown;
    let tbs = usize::from(u16::from_be_bytes([certificate[6], certificate[7]])) + grown;
    let mut out = vec![0x30, 0x82];
    out.extend(length(outer));
    out.extend([0x30, 0x82]);
    out.extend(length(tbs));
    out.extend(&certificate[8..at]);
    out.extend(new);
    out.extend(&certificate[at + old.len()..]);
    out
}

#[test]
fn a_key_that_is_not_computed_with() {
    let huge = huge_key();
    assert_eq!(beside_good_ones(huge.clone()), None);
    let inputs = [input("app.jwt", fixture("in-order.jwt")), input("huge.der", huge)];
    let report = inspect(&inputs, &Options::new(AT).at(AT));
    assert_eq!(report.certificates[0].key.bits, 65_536);
    let signature = &report.cases[0].assertion.as_ref().expect("an assertion").signature;
    assert!(signature.say.contains("65536 bits"), "{}", signature.say);
}

/// Damages bytes in one of several ways, chosen by a number.
fn damage(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for _ in 0..=next(4) {
        let at = next(bytes.len());
        match next(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, [next(256) as u8])),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => bytes.extend_from_within(at..(at + next(40)).min(bytes.len())),
            4 => {
                let end = (at + next(30)).min(bytes.len());
                bytes[at.min(end)..end].reverse();
            }
            _ if at < bytes.len() => bytes[at] = next(256) as u8,
            _ => {}
        }
    }
    bytes
}

#[test]
fn nothing_that_comes_in_breaks_a_check() {
    let error = "AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Found key 'Start=01/28/2018 16:00:00, End=01/28/2019 16:00:00', Configured keys: [Key0:Start=06/01/2018, End=12/31/2099, Thumbprint=6WGktXA64QmA9TPv;]] Timestamp: 2019-03-01 10:00:05Z";
    let sources = [
        fixture("in-order.jwt"),
        fixture("x5t-hex-text.jwt"),
        fixture("msal-python-pem-x5c.jwt"),
        fixture("app.pem"),
        fixture("app.der"),
        fixture("ec.pem"),
        error.as_bytes().to_vec(),
    ];
    for seed in 0..250 {
        let inputs: Vec<_> = (0..2 + seed % 2)
            .map(|index| {
                let source = &sources[(seed + index * 3) as usize % sources.len()];
                input("damaged", damage(source, seed * 7 + index))
            })
            .chain([input("app.pem", fixture("app.pem"))])
            .collect();
        let report = inspect(&inputs, &Options::new(AT));
        let broken = report.cases.iter().flat_map(|case| &case.findings).find(|one| one.id == "internal-check-failed");
        assert!(broken.is_none(), "seed {seed}: {}", broken.map(|one| &*one.title).unwrap_or_default());
        serde_json::to_string(&report).expect("a report that can be written");
    }
}
