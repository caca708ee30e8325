//! Project Wycheproof's `json_web_signature` vectors through the verifier.
//!
//! If the outcome differs from the vectors, the exceptions file gives the expected outcome, the actual one and the
//! reason; an exception that no longer holds fails too.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use assertion_inspector::testing::analysis::signature::algorithm::Algorithm;
use assertion_inspector::testing::analysis::signature::verify::verify;
use assertion_inspector::testing::evidence::assertion::{Assertion, Malformed, Part};
use assertion_inspector::testing::evidence::certificate::{Curve, PublicKey};
use assertion_inspector::testing::notation::encoding::base64url;
use serde_json::Value;
use wycheproof_ng_core::TestResult;
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

#[derive(serde::Deserialize)]
struct Exception {
    expected: String,
    actual: String,
    reason: String,
}

/// The public key of a JWK; `None` for symmetric ones, which prove nothing about a certificate.
fn key(jwk: &Value) -> Option<PublicKey> {
    let number = |name: &str| base64url(jwk[name].as_str().unwrap_or_default()).expect("base64url");
    match jwk["kty"].as_str()? {
        "RSA" => PublicKey::rsa(&number("n"), &number("e")),
        "EC" => {
            let (curve, size) = match jwk["crv"].as_str()? {
                "P-256" => (Curve::P256, 32),
                "P-384" => (Curve::P384, 48),
                "P-521" => (Curve::P521, 66),
                other => panic!("curve {other}"),
            };
            let fill = |bytes: Vec<u8>| [vec![0; size - bytes.len()], bytes].concat();
            Some(PublicKey::Ec { curve, point: [vec![4], fill(number("x")), fill(number("y"))].concat() })
        }
        _ => None,
    }
}

fn accepts(key: &PublicKey, token: &str) -> bool {
    let assertion = Assertion::parse("wycheproof", token);
    // The vectors' payloads are not JSON; everything else must follow RFC 7515.
    let formed = assertion.malformed.iter().all(|one| {
        matches!(
            one,
            Malformed::Empty { part: Part::Claims }
                | Malformed::Json { part: Part::Claims, .. }
                | Malformed::Utf8 { part: Part::Claims, .. }
        )
    });
    let algorithm = assertion.header_str("alg").and_then(Algorithm::read);
    let signature = assertion.signature.bytes.clone().unwrap_or_default();
    formed && algorithm.is_some_and(|one| verify(key, one, assertion.signing_input(), &signature) == Ok(true))
}

#[test]
fn json_web_signature() {
    let exceptions: BTreeMap<String, Exception> =
        serde_json::from_str(include_str!("wycheproof-exceptions.json")).expect("the exceptions file");
    let mut unmet: Vec<&String> = exceptions.keys().collect();
    let (mut agreed, mut symmetric, mut failures) = (0, 0, Vec::new());
    for group in TestSet::load(TestName::JsonWebSignature).expect("the vectors").test_groups {
        let jwk = group.public_key.as_ref().or(group.private_key.as_ref());
        let Some(key) = jwk.and_then(key) else {
            symmetric += group.tests.len();
            continue;
        };
        for test in &group.tests {
            let token = match &test.jws {
                Some(Value::String(token)) => token.clone(),
                Some(other) => other.to_string(),
                None => continue,
            };
            let says = |accepted: bool| if accepted { "accepted" } else { "refused" };
            let actual = says(accepts(&key, &token));
            let expected = says(test.result == TestResult::Valid);
            let id = test.tc_id.to_string();
            match exceptions.get(&id) {
                Some(exception) => {
                    unmet.retain(|one| **one != id);
                    if exception.expected != expected || exception.actual != actual || exception.reason.is_empty() {
                        failures.push(format!("{id}: the exception no longer holds: expected {expected}, {actual}"));
                    }
                }
                None if actual == expected => agreed += 1,
                None => failures.push(format!("{id} ({}): expected {expected}, {actual}: {token}", test.comment)),
            }
        }
    }
    println!(
        "wycheproof json_web_signature: {agreed} agree, {} exceptions, {symmetric} with symmetric keys left out",
        exceptions.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(unmet.is_empty(), "exceptions for vectors that do not exist: {unmet:?}");
    assert!(agreed > 200, "{agreed} vectors are too few to mean anything");
}
