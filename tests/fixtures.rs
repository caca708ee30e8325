//! The committed fixtures: each is generated here, named after its fault, and verified to have it.
//!
//! `UPDATE_FIXTURES=1 cargo test --test fixtures` regenerates them. PKCS#1 signatures are deterministic, so the files
//! can be compared byte by byte; PSS signatures are made with a fixed salt.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use assertion_inspector::Options;
use assertion_inspector::inspect;
use common::{AT, Forge, fixture, input};

/// Name of the file, how it is made, and the verdict when inspected with `app.pem`.
const FIXTURES: &[(&str, &str, Option<&str>)] = &[
    ("in-order", r#"header {"alg":"PS256","x5t":null,"x5t#S256":"8e1TccjZjdm_s5AZ4ZvlkALj7wV9nBTidBINrDKd-A0"}"#, None),
    (
        "x5t-hex-text",
        r#"header {"x5t":"QjMwQzhDRDExMzE5RjJCM0M2N0YzQTIyNTM3NzBGQjZEMTk2MzVERA"}"#,
        Some("thumbprint-hex-text-encoded"),
    ),
    ("other-certificate", r#"key other ; header {"x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"}"#, Some("certificate-mismatch")),
    ("signed-with-another-key", "key other", Some("signed-with-another-key")),
    ("claims-changed-after-signing", "sign something-else", Some("signed-bytes-differ")),
    ("padding-pkcs1-as-ps256", r#"header {"alg":"PS256"} ; sign pkcs1-sha256"#, Some("signature-padding-mismatch")),
    ("expired", r#"claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600}"#, Some("assertion-expired")),
    ("milliseconds", r#"claims {"exp":1795428600000}"#, Some("time-unit")),
    ("no-identifier", r#"header {"x5t":null}"#, Some("identifier-missing")),
    ("audience-graph", r#"claims {"aud":"https://graph.microsoft.com"}"#, Some("audience-resource")),
    (
        "hostile-tenant",
        r#"claims {"aud":"https://login.microsoftonline.com/$(id).example.com';id;/oauth2/v2.0/token"}"#,
        Some("audience-misspelled"),
    ),
    ("bearer", "text Bearer {jws}", Some("assertion-wrapped")),
    ("cut-off", "text {jws-20}", Some("assertion-truncated")),
];

#[test]
fn fixtures_are_as_made_and_as_named() {
    for (name, directives, verdict) in FIXTURES {
        let example = Forge::from_directives(directives).example();
        let path = format!("{}/tests/fixtures/{name}.jwt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, &example.inputs[0].bytes).expect("a writable fixture");
        }
        assert_eq!(
            fixture(&format!("{name}.jwt")),
            example.inputs[0].bytes,
            "{name}: UPDATE_FIXTURES=1 writes it anew"
        );
        let inputs = [example.inputs[0].clone(), input("app.pem", fixture("app.pem"))];
        let report = inspect(&inputs, &Options::new(AT).at(AT));
        assert_eq!(report.cases[0].verdict.finding, *verdict, "{name}: {}", report.cases[0].verdict.headline);
    }
}
