//! Laws that hold for every input, checked on everything there is: every example of every check, every fixture, and
//! cases made up at random.
//!
//! `LAWS=all` runs each law on all of it (minutes); otherwise a sample, another one for each example.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod dress;
mod good;
mod pem;
mod redaction;

use std::collections::BTreeSet;

use assertion_inspector::report::{Report, Status};
use assertion_inspector::testing::checks;
use assertion_inspector::testing::notation::encoding::to_base64url;
use assertion_inspector::{Input, Intake, Options};
use common::{AT, Example, Forge, fixture, input};

/// Whether each law runs on everything.
fn everything() -> bool {
    std::env::var("LAWS").is_ok_and(|value| value == "all")
}

/// The examples of every check: the directives and the inputs.
fn examples() -> Vec<(String, Example)> {
    let pages = checks::all().iter().flat_map(|check| check.ids.iter().map(|id| id.page()));
    let lines = pages.flat_map(|page| [page.raises.clone(), page.mended.clone()].concat());
    let lines: BTreeSet<String> = lines.collect();
    lines.into_iter().map(|line| (line.clone(), Forge::from_directives(&line).example())).collect()
}

/// What a report says, without what the dress itself may add: for each case the verdict, and every cause and warning.
#[derive(Debug, PartialEq, Eq)]
struct Outcome(Vec<(Option<String>, BTreeSet<String>)>);

/// A finding that speaks of the dress itself.
const OF_THE_DRESS: &str = "assertion-wrapped";

impl Outcome {
    fn of(report: &Report) -> Self {
        let mut cases: Vec<_> = report
            .cases
            .iter()
            .map(|case| {
                let findings = case.findings.iter().filter(|one| one.id != OF_THE_DRESS);
                let telling = findings.filter(|one| matches!(one.status, Status::Cause | Status::Warning));
                let verdict = case.verdict.finding.filter(|id| *id != OF_THE_DRESS);
                let says = |one: &assertion_inspector::report::FindingReport| {
                    format!("{:?} {}: {}", one.status, one.id, &*one.title)
                };
                (verdict.map(str::to_owned), telling.map(says).collect())
            })
            .collect();
        cases.sort();
        Self(cases)
    }
}

/// Runs a law over cases and prints what broke it; fails if anything did.
fn law(name: &str, broken: &[String], ran: usize) {
    println!("{name}: {ran} inputs");
    if let Ok(path) = std::env::var("LAWS_OUT") {
        std::fs::write(format!("{path}/{name}.txt"), broken.join("\n")).expect("a file");
    }
    let shown: Vec<&String> = broken.iter().take(40).collect();
    assert!(
        broken.is_empty(),
        "{name}: {} of {ran}\n{}",
        broken.len(),
        shown.iter().map(|s| s.as_str()).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn dress() {
    let mut broken = Vec::new();
    let mut ran = 0;
    for (number, (line, example)) in examples().into_iter().enumerate() {
        let plain = Outcome::of(&example.inspect());
        for which in 0..example.inputs.len() {
            let Ok(text) = String::from_utf8(example.inputs[which].bytes.clone()) else { continue };
            let mut dressed: Vec<(String, Vec<u8>)> =
                dress::ALL.iter().map(|(name, write)| ((*name).to_owned(), write(&text))).collect();
            let widths: Vec<usize> =
                if everything() { (40..=200).step_by(7).collect() } else { vec![40 + number * 13 % 161, 64, 80] };
            for width in widths {
                dressed.push((format!("hard wraps at {width}"), dress::wrapped(&text, width).into()));
                dressed.push((format!("soft wraps at {width}"), dress::soft_wrapped(&text, width).into()));
            }
            dressed.extend(dress::linked(&text).map(|linked| ("linked".to_owned(), linked.into())));
            for (index, (dress, bytes)) in dressed.into_iter().enumerate() {
                if !everything() && (index + number) % 5 != 0 {
                    continue;
                }
                let mut inputs = example.inputs.clone();
                inputs[which].bytes = bytes;
                let other = Outcome::of(&Example { inputs, at: example.at }.inspect());
                ran += 1;
                if other != plain {
                    broken.push(format!(
                        "{dress} | {} | {line}\n   plain {plain:?}\n   dress {other:?}",
                        example.inputs[which].name
                    ));
                }
            }
        }
    }
    law("dress", &broken, ran);
}

/// What may be added to any case: it is right, or has nothing to do with it.
fn additions() -> Vec<(&'static str, Vec<Input>)> {
    let one = |name: &'static str, file: &str| (name, vec![input(name, fixture(file))]);
    let text = |name: &'static str, text: &str| (name, vec![input(name, text)]);
    vec![
        one("other.pem", "other.pem"),
        one("root.pem", "root.pem"),
        ("store.pem", vec![input("store.pem", ["root.pem", "leaf.pem", "small.pem", "ec.pem"].map(fixture).concat())]),
        one("server.key", "keys/leaf.key.pem"),
        text("README.md", "# Payroll\n\nSends the payroll. See [the wiki](https://wiki.contoso.example/payroll).\n"),
        text("notes.txt", "restarted at 10, no change"),
        text("settings.json", "{\"retries\": 3, \"log\": [\"a\", \"b\"]}"),
        text("stack.txt", "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\n    main()\n"),
        text("application-id.txt", "5d2b7c1e-0f3a-4e8b-9c55-77aa00bb11cc"),
        (
            "other-app.json",
            vec![input(
                "other-app.json",
                "{\"appId\":\"5d2b7c1e-0f3a-4e8b-9c55-77aa00bb11cc\",\"displayName\":\"intranet\",\"keyCredentials\":[]}",
            )],
        ),
    ]
}

#[test]
fn more_is_not_less() {
    let additions = additions();
    let mut broken = Vec::new();
    let mut ran = 0;
    for (number, (line, example)) in examples().into_iter().enumerate() {
        let plain = example.inspect();
        for (index, (name, more)) in additions.iter().enumerate() {
            // What the example is about is not unrelated to it.
            let is_about =
                |file: &str| line.contains(&format!("certificate {file}")) || line.contains(&format!("key {file}"));
            let related = match *name {
                // Without an assertion, what goes with the certificate, the error or the complaint is the question.
                _ if plain.cases[0].assertion.is_none()
                    && !matches!(*name, "README.md" | "notes.txt" | "settings.json" | "stack.txt") =>
                {
                    true
                }
                // A thumbprint is compared only if there is no certificate.
                _ if line.contains("listed ") && name.ends_with(".pem") => true,
                // An issuer that is not an id may be any application's.
                "other-app.json" if line.contains(r#""iss":"payroll-sync""#) => true,
                "other.pem" => line.contains("other") || line.contains("rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"),
                "root.pem" | "server.key" if line.contains("public-key") => true,
                "root.pem" | "server.key" => is_about("leaf") || is_about("root") || line.contains("{der:root}"),
                "store.pem" => {
                    ["small", "leaf", "root", "ec"].iter().any(|file| is_about(file)) || line.contains("{der:")
                }
                _ => false,
            };
            if related || !everything() && (index + number) % 3 != 0 {
                continue;
            }
            let inputs = if index % 2 == 0 {
                [&example.inputs[..], more].concat()
            } else {
                [more, &example.inputs[..]].concat()
            };
            let report = Example { inputs, at: example.at }.inspect();
            ran += 1;
            if let Some(fault) = weakened(&plain, &report) {
                broken.push(format!("{name} | {line}\n   {fault}"));
            }
        }
    }
    law("more", &broken, ran);
}

/// What is worse in the second report: a proved cause that is gone, another verdict, a cause where there was none.
fn weakened(plain: &Report, more: &Report) -> Option<String> {
    if plain.cases.len() != more.cases.len() {
        return Some(format!("{} cases instead of {}", more.cases.len(), plain.cases.len()));
    }
    plain.cases.iter().zip(&more.cases).find_map(|(before, after)| {
        let causes = |case: &assertion_inspector::report::CaseReport| -> BTreeSet<String> {
            let found = case.findings.iter().filter(|one| one.status == Status::Cause);
            found.map(|one| format!("{} {:?}: {}", one.id, one.confidence, &*one.title)).collect()
        };
        let (had, has) = (causes(before), causes(after));
        (had != has || before.verdict.finding != after.verdict.finding).then(|| {
            let gone: Vec<_> = had.difference(&has).collect();
            let new: Vec<_> = has.difference(&had).collect();
            format!("{:?} → {:?}, gone {gone:?}, new {new:?}", before.verdict.finding, after.verdict.finding)
        })
    })
}

/// What a preflight of these inputs says, in its own order.
fn preflight(example: &Example) -> String {
    let options = Options::new(AT).at(example.at);
    let mut intake = Intake::new(&options);
    example.inputs.iter().for_each(|input| intake.add(input));
    serde_json::to_string(&intake.finish().preflight(&options)).expect("JSON")
}

/// Another list of the keys of the application that most examples are about, as of another day.
const ANOTHER_LIST: &str = r#"{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","displayName":"payroll of another day","keyCredentials":[{"keyId":"8a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"A17B9F4C5E3D2A1B0C9D8E7F6A5B4C3D2E1F0A9B","displayName":"CN=payroll-sync","endDateTime":"2026-10-01T00:00:00Z","type":"AsymmetricX509Cert","usage":"Verify"}],"passwordCredentials":[{"startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2026-02-01T00:00:00Z"}]}"#;

#[test]
fn order() {
    let mut broken = Vec::new();
    let mut ran = 0;
    // Of everything that there may be several of, several.
    let with_another = |(line, example): &(String, Example)| {
        line.contains(r#"registered {"appId":"c3b1"#).then(|| {
            let inputs = [&example.inputs[..], &[input("another.json", ANOTHER_LIST)]].concat();
            (format!("{line} ; another list"), Example { inputs, at: example.at })
        })
    };
    let examples = examples();
    let doubled: Vec<(String, Example)> = examples.iter().filter_map(with_another).collect();
    assert!(doubled.len() > 10, "{}", doubled.len());
    for (line, example) in examples.into_iter().chain(doubled) {
        let plain = (Outcome::of(&example.inspect()), preflight(&example));
        let options = Options::new(AT).at(example.at);
        let mut intake = Intake::new(&options);
        intake.add_all(&example.inputs);
        let at_once = Outcome::of(&intake.finish().report_all(&options));
        if at_once != plain.0 {
            broken.push(format!("all at once | {line}\n   plain {plain:?}\n   at once {at_once:?}"));
        }
        let mut reversed = example.inputs.clone();
        reversed.reverse();
        let mut turned = example.inputs.clone();
        turned.rotate_left(1.min(example.inputs.len().saturating_sub(1)));
        // Everything in one file, as people paste it, and the other way around.
        // The name of the input is said where a finding is about it.
        let glue = |inputs: &[Input]| {
            let bytes: Vec<Vec<u8>> = inputs.iter().map(|one| [one.bytes.clone(), b"\n".to_vec()].concat()).collect();
            vec![input("all.txt", bytes.concat())]
        };
        // A private key counts as the program's own only if it stands alone, and JSON as a document.
        let texts = !line.contains("listed ")
            && !line.contains("only-complaint")
            && !line.contains("private-key")
            && !line.contains("text ")
            && !line.contains("{pem64:");
        let glued = if texts { vec![glue(&example.inputs), glue(&reversed)] } else { Vec::new() };
        for inputs in [reversed, turned].into_iter().chain(glued) {
            let name = inputs.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(" ");
            let is_one = name == "all.txt";
            let example = Example { inputs, at: example.at };
            // The name of a file is what a preflight calls that which has no other.
            let other = if is_one { plain.1.clone() } else { preflight(&example) };
            let other = (Outcome::of(&example.inspect()), other);
            ran += 1;
            if other != plain {
                broken.push(format!("{name} | {line}\n   plain {plain:?}\n   order {other:?}"));
            }
        }
    }
    law("order", &broken, ran);
}

/// What is said of these inputs if one of them stands in the middle of a long log, whose other lines say this.
fn in_a_log(example: &Example, which: usize, text: &str, line: &str) -> Outcome {
    let options = Options::new(AT).at(example.at);
    let mut intake = Intake::new(&options);
    let filler = format!("2026-11-23 10:00:00 INFO {line}\n").repeat(1_000);
    for (index, input) in example.inputs.iter().enumerate() {
        if index == which {
            intake.begin(&input.name);
            intake.feed(format!("{filler}{}\n{filler}", text.trim_end()).as_bytes());
            intake.end();
        } else {
            intake.add(input);
        }
    }
    Outcome::of(&intake.finish().report_all(&options))
}

#[test]
fn a_log_is_read_where_something_stands_as_if_all_of_it_were_read() {
    let mut broken = Vec::new();
    let (mut ran, mut telling) = (0, 0);
    for (number, (line, example)) in examples().into_iter().enumerate() {
        for which in 0..example.inputs.len() {
            let Ok(text) = String::from_utf8(example.inputs[which].bytes.clone()) else { continue };
            let dressed =
                dress::ALL.iter().filter_map(|(name, write)| Some((*name, String::from_utf8(write(&text)).ok()?)));
            for (index, (dress, text)) in [("as it is", text.clone())].into_iter().chain(dressed).enumerate() {
                if !everything() && (index + number) % 16 != 0 {
                    continue;
                }
                // A line in which something might stand is read, and those around it.
                let whole = in_a_log(&example, which, &text, "the claim is handled");
                let near = in_a_log(&example, which, &text, "the chain is handled");
                ran += 1;
                telling += usize::from(!whole.0.iter().all(|(verdict, _)| verdict.is_none()));
                if near != whole {
                    broken.push(format!(
                        "{dress} | {} | {line}\n   whole {whole:?}\n   near {near:?}",
                        example.inputs[which].name
                    ));
                }
            }
        }
    }
    assert!(telling > ran / 2, "{telling} of {ran}");
    law("near", &broken, ran);
}

#[test]
fn no_false_red() {
    let count = if everything() { 10_000 } else { 500 };
    let mut broken = Vec::new();
    let mut random = good::Random(20_261_126);
    for number in 0..count {
        let (about, example) = good::case(&mut random);
        let report = example.inspect();
        let bad =
            |one: &&assertion_inspector::report::FindingReport| matches!(one.status, Status::Cause | Status::Warning);
        let findings: Vec<String> = report
            .cases
            .iter()
            .flat_map(|case| {
                case.findings.iter().filter(bad).map(|one| format!("{:?} {}: {}", one.status, one.id, &*one.title))
            })
            .collect();
        let problems: Vec<String> = report
            .inputs
            .iter()
            .filter_map(|one| one.problem.as_ref().map(|text| format!("{}: {}", one.name, &**text)))
            .collect();
        let read = report.cases.iter().all(|case| case.assertion.is_some());
        if !findings.is_empty() || !problems.is_empty() || !read || report.cases.len() != 1 {
            broken.push(format!(
                "{number} {about}\n   {findings:?} {problems:?} {} cases, read: {read}",
                report.cases.len()
            ));
        }
    }
    law("no false red", &broken, count);
}

#[test]
fn every_pem_is_read_as_openssl_reads_it() {
    let (ran, broken) = pem::misread(if everything() { 3_000 } else { 450 });
    law("pem", &broken, ran);
}

/// A token of somebody else that carries this text in a claim.
fn in_a_claim(text: &str) -> String {
    let part = |value: serde_json::Value| to_base64url(value.to_string().as_bytes());
    let claims = serde_json::json!({"iss": "https://contoso.example", "note": text.trim(), "exp": 1_795_428_600});
    format!("{}.{}.{}", part(serde_json::json!({"alg": "RS256"})), part(claims), to_base64url(&[7; 256]))
}

#[test]
fn no_redacted_report_has_a_secret_in_it() {
    let (mut ran, mut broken) = (0, Vec::new());
    for (number, (line, example)) in examples().into_iter().enumerate() {
        let secrets = redaction::secrets(&example.inputs);
        if secrets.is_empty() {
            continue;
        }
        let mut dressed = vec![("as it is".to_owned(), example.inputs.clone())];
        for which in 0..example.inputs.len() {
            let Ok(text) = String::from_utf8(example.inputs[which].bytes.clone()) else { continue };
            let mut dresses: Vec<(String, Vec<u8>)> =
                dress::ALL.iter().map(|(name, write)| ((*name).to_owned(), write(&text))).collect();
            dresses.push(("hard wraps at 64".to_owned(), dress::wrapped(&text, 64).into()));
            dresses.push(("in a sentence".to_owned(), format!("I sent {} and got nothing.\n", text.trim()).into()));
            dresses.push(("in a claim".to_owned(), in_a_claim(&text).into()));
            dresses.push((
                "as a wrong parameter".to_owned(),
                format!("grant_type=client_credentials&scope={}", text.trim()).into(),
            ));
            for (index, (dress, bytes)) in dresses.into_iter().enumerate() {
                if everything() || (index + number) % 23 == 0 {
                    let mut inputs = example.inputs.clone();
                    inputs[which].bytes = bytes;
                    dressed.push((dress, inputs));
                }
            }
        }
        for (dress, inputs) in dressed {
            // Starting the program takes longer than an inspection.
            let is_sampled = everything() && ran % 11 == 0 || ran % 41 == 0;
            let mut kept = if is_sampled { redaction::shown(&inputs, &secrets) } else { Vec::new() };
            kept.extend(redaction::kept(Example { inputs, at: example.at }.inspect(), &secrets));
            ran += 1;
            if !kept.is_empty() {
                broken.push(format!("{dress} | {line}\n   {kept:?}"));
            }
        }
    }
    law("redaction", &broken, ran);
}
