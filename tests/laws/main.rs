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

use std::collections::BTreeSet;

use assertion_inspector::report::{Report, Status};
use assertion_inspector::testing::checks;
use common::{Example, Forge};

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
