//! The safety net for every change: what each example's finding says, and the report of each fixture.
//!
//! A commit that only moves or renames code leaves these snapshots unchanged. One that changes a sentence on purpose
//! says so (`cargo insta review` shows what changed).

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;

use assertion_inspector::report::{CaseReport, Evidence, FindingReport, Report, Status};
use assertion_inspector::testing::checks;
use assertion_inspector::testing::checks::finding::Check;
use assertion_inspector::{Options, inspect};
use common::{AT, Forge, fixture, fixture_names, input};
use serde_json::Value;

/// Settings for snapshots in their own folder.
fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn write_evidence(text: &mut String, evidence: &Evidence) {
    let mut line = |name: &str, value: Option<&str>, means: Option<&str>| {
        if let Some(value) = value {
            let means = means.map(|means| format!("   = {means}")).unwrap_or_default();
            writeln!(text, "      {name} {value}{means}").expect("a string takes text");
        }
    };
    line("where   ", Some(&evidence.place), None);
    line("found   ", evidence.found.as_deref(), evidence.found_means.as_deref());
    line("expected", evidence.expected.as_deref(), evidence.expected_means.as_deref());
}

fn write_finding(text: &mut String, finding: &FindingReport) {
    let sure = finding.confidence.map(|sure| format!(", {sure:?}")).unwrap_or_default();
    writeln!(text, "   {} ({:?}{sure})\n      {}", finding.id, finding.status, &*finding.title)
        .expect("a string takes text");
    finding.evidence.iter().for_each(|one| write_evidence(text, one));
    if finding.status <= Status::Note {
        writeln!(text, "      because  {}", &*finding.explanation).expect("a string takes text");
        for step in &finding.advice {
            writeln!(text, "      advice   {}", &**step).expect("a string takes text");
        }
    }
    if let Some(why) = &finding.why {
        writeln!(text, "      skipped  {}", &**why).expect("a string takes text");
    }
}

/// Everything that a check says about the examples of its ids.
fn said(check: &Check) -> String {
    let mut text = String::new();
    let mine = |case: &CaseReport| -> Vec<FindingReport> {
        let is_mine = |finding: &&FindingReport| check.ids.iter().any(|id| id.name == finding.id);
        case.findings.iter().filter(is_mine).cloned().collect()
    };
    for id in check.ids {
        let page = id.page();
        let raises = page.raises.iter().map(|line| ("raises", line));
        for (kind, line) in raises.chain(page.mended.iter().map(|line| ("mended", line))) {
            let report = Forge::from_directives(line).example().inspect();
            let case = report.cases.first().expect("a case");
            writeln!(text, "{} {kind}: {line}\n   → {}", id.name, &*case.verdict.headline)
                .expect("a string takes text");
            mine(case).iter().for_each(|finding| write_finding(&mut text, finding));
            text.push('\n');
        }
    }
    text
}

#[test]
fn what_the_examples_of_each_check_say() {
    settings("examples").bind(|| {
        for check in checks::all() {
            insta::assert_snapshot!(check.name, said(check));
        }
    });
}

/// A report without the texts copied verbatim from the reference pages, which do not depend on the case.
fn without_pages(report: &Report) -> Value {
    let mut report = serde_json::to_value(report).expect("a report is JSON");
    let cases = report.get_mut("cases").and_then(Value::as_array_mut);
    let findings = cases.into_iter().flatten().filter_map(|case| case.get_mut("findings")?.as_array_mut()).flatten();
    for finding in findings.filter_map(Value::as_object_mut) {
        let quiet = finding.get("status").is_some_and(|status| status == "pass" || status == "skipped");
        for name in ["looks_at", "raises", "mended", "citations"] {
            finding.remove(name);
        }
        if quiet {
            finding.remove("explanation");
            finding.remove("advice");
        }
    }
    report
}

#[test]
fn the_report_of_each_fixture() {
    let files = fixture_names();
    assert!(files.len() > 60, "{files:?}");
    settings("fixtures").bind(|| {
        for file in files {
            let name = file.rsplit('/').next().unwrap_or(&file);
            let beside = name.ends_with(".jwt").then(|| input("app.pem", fixture("app.pem")));
            let inputs: Vec<_> = std::iter::once(input(name, fixture(&file))).chain(beside).collect();
            let passwords = vec!["secret".to_owned()];
            let options = Options::new(AT).at(AT).passwords(passwords);
            insta::assert_json_snapshot!(name, without_pages(&inspect(&inputs, &options)), { ".tool.version" => "*" });
        }
    });
}
