//! Reports as Markdown and for a terminal, of inputs whose names, claims, headers, certificates and errors were written by
//! somebody who wants the reader's ticket system or terminal to do something.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/markdown.rs"]
mod oracle;

use assertion_inspector::report::Report;
use assertion_inspector::testing::tools::new_certificate;
use assertion_inspector::{Input, Options, inspect, redact, render};
use common::{AT, Forge, fixture, input};
use serde_json::{Value, json};

/// Inputs with a text in every place where outside text can stand.
fn inputs(text: &str) -> Vec<Input> {
    let quoted = Value::String(text.to_owned());
    let object = |value: Value| value.as_object().cloned().expect("an object");
    let mut forge = Forge::default();
    forge.header.extend(object(json!({ "x5t": text, "kid": text, "typ": text, text: text })));
    forge.claims.extend(object(json!({
        "aud": format!("https://login.microsoftonline.com/{text}/oauth2/v2.0/token"), "iss": text, "sub": text, "jti": text, text: text,
    })));
    let token = forge.token();
    let line = text.replace(['\r', '\n'], " ");
    let error = format!(
        "AADSTS700016: Application with identifier '{text}' was not found in the directory '{text}'. Trace ID: {text} \
         Correlation ID: {text} Timestamp: 2026-11-23 10:00:00Z"
    );
    let request = format!(
        "POST https://{line}/{line}/oauth2/v2.0/token\nContent-Type: {line}\n\ngrant_type={line}&client_id={line}&scope={line}&{line}={line}"
    );
    let registration = format!(
        r#"{{"appId":{quoted},"displayName":{quoted},"keyCredentials":[{{"keyId":{quoted},"displayName":{quoted},"usage":{quoted},"type":{quoted},"customKeyIdentifier":{quoted},"endDateTime":"2027-01-01T00:00:00Z"}}]}}"#
    );
    let federated = format!(r#"[{{"name":{quoted},"issuer":{quoted},"subject":{quoted},"audiences":[{quoted}]}}]"#);
    let mut inputs = vec![
        input(text, token),
        input(&format!("{text}.pem"), fixture("app.pem")),
        input(&format!("error {text}"), error),
        input(&format!("{text}/request"), request),
        input(&format!("{text}.json"), registration),
        input(&format!("{text}.federated"), federated),
        input(&format!("{text}.unknown"), text),
        input(&format!("{text}.pdf"), "%PDF-1.7"),
    ];
    if let Some(certificate) = certificate_named(&line) {
        inputs.push(input(&format!("{text}.cer"), certificate));
    }
    inputs
}

/// A certificate with a name that somebody chose; its key is that of the fixtures.
fn certificate_named(name: &str) -> Option<String> {
    let key = String::from_utf8(fixture("keys/other.key.pem")).expect("text");
    let der = assertion_inspector::testing::notation::encoding::base64_any(
        &key.lines().filter(|line| !line.starts_with('-')).collect::<String>(),
    )?;
    let name: String = name.chars().take(60).collect();
    new_certificate::for_key(&der.bytes, &name, 365, AT).ok().map(|made| made.certificate_pem().to_string())
}

fn report(text: &str) -> Report {
    inspect(&inputs(text), &Options::new(AT).at(AT))
}

/// The addresses that a report links by itself.
fn own_links(report: &Report) -> Vec<&'static str> {
    report.cases.iter().flat_map(|case| &case.findings).flat_map(|finding| finding.citations.iter().copied()).collect()
}

#[test]
fn a_report_as_markdown_is_text_for_every_renderer() {
    let corpus = oracle::corpus();
    assert!(corpus.len() >= 200);
    let mut named = 0;
    for text in &corpus {
        named += usize::from(certificate_named(&text.replace(['\r', '\n'], " ")).is_some());
        let mut report = report(text);
        let whole = render::markdown::render(&report);
        redact::redact(&mut report);
        redact::shorten_ids(&mut report);
        for markdown in [whole, render::markdown::render(&report)] {
            let faults = oracle::faults(&markdown, &own_links(&report));
            assert!(faults.is_empty(), "{text:?}: {faults:#?}\n{markdown}");
        }
    }
    assert!(named > 100, "{named} of the names are those of a certificate");
}

/// Texts that make a terminal or a reader see something else than what is there.
const UNSEEN: [&str; 12] = [
    "\u{1b}]52;c;ZXZpbA==\u{7}",
    "\u{1b}[2J\u{1b}[31m",
    "\u{9b}2J",
    "\u{9d}0;title\u{9c}",
    "\u{90}q\u{1b}\\",
    "a\rb\u{8}\u{8}c",
    "a\u{202e}txt.exe\u{202c}",
    "\u{2066}a\u{2069}\u{200f}\u{61c}",
    "a\u{200b}\u{200d}\u{feff}\u{2060}b",
    "\u{ad}\u{34f}\u{180e}\u{3164}",
    "\u{e0041}\u{e0042}\u{fe0f}",
    "a\u{2028}b\u{2029}c\u{85}d\u{7f}",
];

#[test]
fn nothing_unseen_is_in_a_report_for_people() {
    let is_unseen = |c: char| assertion_inspector::testing::notation::text::is_unseen(c) && c != '\n';
    for text in UNSEEN {
        let mut report = report(text);
        let markdown = render::markdown::render(&report);
        let mut json = Vec::new();
        render::json::write(&mut json, &report, true).expect("memory takes it");
        let json = String::from_utf8(json).expect("text");
        assert_eq!(
            serde_json::from_str::<Value>(&json).expect("JSON"),
            serde_json::to_value(&report).expect("a report"),
            "the same data"
        );
        redact::disarm(&mut report);
        let terminal = render::terminal::render(&report, None);
        let terminal = anstream::adapter::strip_str(&terminal).to_string();
        for (name, output) in [("Markdown", markdown), ("JSON", json), ("terminal", terminal)] {
            let found = output.lines().find(|line| line.chars().any(is_unseen));
            assert_eq!(found, None, "{name} of {text:?}");
        }
    }
}
