//! What holds for every sequence of bytes. A law that is broken panics. `tests/seeds.rs` tries the same laws on the seeds.

#![allow(clippy::expect_used, clippy::panic, reason = "a broken law panics")]

use assertion_inspector::repair::RepairOptions;
use assertion_inspector::report::{PartName, Report, SignatureStatus};
use assertion_inspector::testing::notation::text::is_unseen;
use assertion_inspector::{Input, Instant, Intake, Options, inspect as inspect_all, redact as redaction, render};

#[path = "../../tests/common/markdown.rs"]
mod markdown_oracle;

/// When the fixtures are valid: 2026-11-23T10:00:00Z.
const AT: Instant = Instant(1_795_428_000);
/// What separates the inputs in a seed.
const SEPARATOR: &[u8] = b"\0\xff\0";
/// Characters of a secret that must not stand in a redacted report in a row.
const RUN: usize = 12;

const ASSERTION: &[u8] = include_bytes!("../../tests/fixtures/in-order.jwt");
const CERTIFICATE: &[u8] = include_bytes!("../../tests/fixtures/app.pem");
const KEY: &[u8] = include_bytes!("../../tests/fixtures/keys/app.key.pem");

fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.into(), bytes: bytes.into() }
}

fn options() -> Options {
    Options::new(AT).at(AT).passwords(vec!["secret".into()])
}

/// Inspects; a check that panics breaks this law, too.
fn report(inputs: &[Input]) -> Report {
    let report = inspect_all(inputs, &options());
    for finding in report.cases.iter().flat_map(|case| &case.findings) {
        assert_ne!(finding.id, "internal-check-failed", "{}", finding.title);
    }
    report
}

/// The inputs in a sequence of bytes.
fn inputs(bytes: &[u8]) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut rest = bytes;
    loop {
        let at = rest.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
        let (one, after) = rest.split_at(at.unwrap_or(rest.len()));
        inputs.push(input(&format!("input {}", inputs.len()), one));
        match after.get(SEPARATOR.len()..) {
            Some(after) if inputs.len() < 8 => rest = after,
            _ => return inputs,
        }
    }
}

/// Whatever an input is, it is recognised or has a problem.
pub fn recognise(bytes: &[u8]) {
    let mut intake = Intake::new(&options());
    intake.add(&input("input", bytes));
    let records = intake.inputs();
    assert!(!records.is_empty());
}

/// A token of any header, claims and signature gets every verdict.
pub fn assertion(bytes: &[u8]) {
    let with_certificate = report(&[input("app.jwt", bytes), input("app.pem", CERTIFICATE)]);
    for assertion in with_certificate.cases.iter().filter_map(|case| case.assertion.as_ref()) {
        // Places count bytes, which are characters in every token that can be sent.
        let length = assertion.token.len();
        for part in &assertion.parts {
            assert!(part.start <= part.end && part.end <= length, "{part:?}");
        }
        for member in &assertion.members {
            assert!(member.start <= member.end && member.end <= length, "{member:?}");
        }
    }
}

/// Whatever stands in for a certificate, the token beside it is still read.
pub fn certificate(bytes: &[u8]) {
    let report = report(&[input("a.cer", bytes), input("app.jwt", ASSERTION)]);
    assert!(report.cases.iter().any(|case| case.assertion.is_some()));
}

/// Key containers, with a password at hand.
pub fn pfx(bytes: &[u8]) {
    report(&[input("app.pfx", bytes), input("app.jwt", ASSERTION)]);
}

/// What a server or a program said, with the token that it may be about.
pub fn error(bytes: &[u8]) {
    report(&[input("error.txt", bytes), input("app.jwt", ASSERTION), input("app.pem", CERTIFICATE)]);
}

/// A request, with the certificate.
pub fn request(bytes: &[u8]) {
    report(&[input("request", bytes), input("app.pem", CERTIFICATE)]);
}

/// Archives, and archives in them.
pub fn archive(bytes: &[u8]) {
    report(&[input("all.zip", bytes)]);
}

/// It does not matter where a stream is cut.
pub fn stream(bytes: &[u8]) {
    let Some((cut, text)) = bytes.split_first() else { return };
    let read = |piece: usize| {
        let mut intake = Intake::new(&options());
        intake.begin("app.log");
        text.chunks(piece).for_each(|piece| intake.feed(piece));
        intake.end();
        let report = intake.finish().report_all(&options());
        serde_json::to_string(&report).expect("a report is serialised")
    };
    assert_eq!(read(usize::from(*cut) + 1), read(usize::MAX));
}

/// Whatever the inputs, there is a report, and every view of it; nobody overlooks anything in one for people.
pub fn inspect(bytes: &[u8]) {
    let report = report(&inputs(bytes));
    serde_json::to_string(&report).expect("a report is serialised");
    let markdown = render::markdown::render(&report);
    assert!(!markdown.chars().any(|c| is_unseen(c) && c != '\n'));
}

/// A redacted report has nothing of a token's signature in it, and redacting it again changes nothing.
pub fn redact(bytes: &[u8]) {
    let mut report = report(&inputs(bytes));
    let assertions = report.cases.iter().filter_map(|case| case.assertion.as_ref());
    let signatures = assertions.filter_map(|assertion| {
        let part = assertion.parts.iter().find(|part| part.name == PartName::Signature)?;
        assertion.token.get(part.start..part.end).map(str::to_owned)
    });
    let signatures: Vec<String> = signatures.collect();
    redaction::redact(&mut report);
    let json = serde_json::to_string(&report).expect("a report is serialised");
    for view in [json.clone(), json.replace("\\n", "")] {
        for signature in signatures.iter().filter(|signature| signature.is_ascii() && signature.len() > 2 * RUN) {
            for at in 0..=signature.len() - RUN {
                let run = signature.get(at..at + RUN).expect("it is ASCII");
                assert!(!view.contains(run) || is_dull(run), "{run} is left of {signature}");
            }
        }
    }
    redaction::redact(&mut report);
    assert_eq!(json, serde_json::to_string(&report).expect("a report is serialised"), "redacted twice");
    redaction::shorten_ids(&mut report);
}

/// A run that may well stand elsewhere, such as `AAAAAAAAAAAA`: it has fewer different characters than any secret.
fn is_dull(run: &str) -> bool {
    let mut letters: Vec<char> = run.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() < 6
}

/// What is signed as a correction verifies.
pub fn repair(bytes: &[u8]) {
    let mut intake = Intake::new(&options());
    let mut all = inputs(bytes);
    all.extend([input("app.pem", CERTIFICATE), input("app.key.pem", KEY)]);
    all.iter().for_each(|one| intake.add(one));
    let inspection = intake.finish();
    for index in 0..inspection.cases().min(3) {
        let tenant = Some("72f988bf-86f1-41af-91ab-2d7cd011db47".to_owned());
        let repaired = inspection.repair(index, &options(), &RepairOptions::new(AT).tenant(tenant));
        let Some(token) = repaired.token else { continue };
        // The certificate that it names may be another one of the inputs.
        let mut beside = all.clone();
        beside.insert(0, input("corrected.jwt", token.clone()));
        let report = report(&beside);
        let case = report.cases.iter().find(|case| case.assertion.as_ref().is_some_and(|one| one.token == token));
        let signature = case.and_then(|case| case.assertion.as_ref()).map(|one| one.signature.status);
        assert_eq!(signature, Some(SignatureStatus::Verified), "{token}");
    }
}

/// In Markdown, no renderer makes anything of what others wrote.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let quoted = serde_json::Value::String(text.clone().into_owned());
    let error = format!("AADSTS700016: Application with identifier '{text}' was not found in the directory '{text}'.");
    let claims = format!(r#"{{"aud":{quoted},"iss":{quoted},"sub":{quoted},{quoted}:1}}"#);
    let part = |json: &str| assertion_inspector::testing::notation::encoding::to_base64url(json.as_bytes());
    let token = format!("{}.{}.c2lnbmF0dXJl", part(&format!(r#"{{"alg":{quoted},"x5t":{quoted}}}"#)), part(&claims));
    let report = report(&[input(&text, token), input("error", error), input("app.pem", CERTIFICATE)]);
    let findings = report.cases.iter().flat_map(|case| &case.findings);
    let links: Vec<&str> = findings.flat_map(|finding| finding.citations.iter().copied()).collect();
    let markdown = render::markdown::render(&report);
    let faults = markdown_oracle::faults(&markdown, &links);
    assert!(faults.is_empty(), "{faults:#?}\n{markdown}");
}
