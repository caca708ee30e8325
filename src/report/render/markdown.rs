//! Report → Markdown, for a ticket or an email: the verdict, the values, what to do, and what was and was not checked.

use std::fmt::Write as _;

use crate::language::Text;
use crate::report::{CaseReport, Confidence, FindingReport, Report, Status};

/// Renders a report.
pub fn render(report: &Report) -> String {
    let mut out = format!("# {}\n\n", say!("Inspection of a client assertion"));
    for (index, case) in report.cases.iter().enumerate() {
        if report.cases.len() > 1 {
            let heading = say!("Case {number} of {all}", number = index + 1, all = report.cases.len());
            let _ = writeln!(out, "## {heading}\n");
        }
        render_case(&mut out, case);
    }
    let _ = writeln!(
        out,
        "## {}\n\n| {} | {} | |\n| --- | --- | --- |",
        say!("Inputs"),
        say!("input"),
        say!("recognised as")
    );
    for input in &report.inputs {
        let what = input.problem.as_ref().unwrap_or(&input.detail);
        let _ = writeln!(out, "| {} | {} | {} |", escape(&input.name), escape(&input.kind_label), escape(what));
    }
    let inspected = say!(
        "Inspected for {at} by {tool} {version}.",
        at = report.at,
        tool = report.tool.name,
        version = report.tool.version
    );
    let _ = writeln!(out, "\n{inspected}");
    out
}

fn render_case(out: &mut String, case: &CaseReport) {
    let _ = writeln!(out, "**{}**\n", escape(&case.verdict.headline));
    if let Some(id) = case.verdict.finding {
        let sure = case.verdict.confidence.map(|sure| format!(", {}", how_sure(sure))).unwrap_or_default();
        let _ = writeln!(out, "`{id}`{sure}\n");
    }
    for question in &case.questions {
        let _ = writeln!(out, "- {} {}", escape(&question.title), escape(&question.answer));
    }
    out.push('\n');
    for finding in case.findings.iter().filter(|finding| finding.status <= Status::Note) {
        render_finding(out, finding);
    }
    for one in &case.verdict.unchecked {
        let what = say!("Not checked: {what} (needs {needs})", what = escape(&one.what), needs = escape(&one.needs));
        let _ = writeln!(out, "- {what}");
        for command in &one.commands {
            let _ = writeln!(out, "  - {}", code(command));
        }
    }
    let Some(assertion) = &case.assertion else { return out.push('\n') };
    for (part, object) in [(say!("header:"), &assertion.header), (say!("claims:"), &assertion.claims)] {
        let Some(object) = object else { continue };
        let json = serde_json::to_string_pretty(object).unwrap_or_default();
        let fence = fence(&json);
        let _ = writeln!(out, "\n{part}\n\n{fence}json\n{json}\n{fence}");
    }
    out.push('\n');
}

fn render_finding(out: &mut String, finding: &FindingReport) {
    let _ = writeln!(out, "### {}\n\n`{}`, {}\n", escape(&finding.title), finding.id, word(finding.status));
    for evidence in &finding.evidence {
        let _ = writeln!(out, "- {}", escape(&evidence.place));
        for (name, value, means) in [
            (say!("found"), &evidence.found, &evidence.found_means),
            (say!("expected"), &evidence.expected, &evidence.expected_means),
        ] {
            let means = means.as_ref().map(|means| format!(" = {}", escape(means))).unwrap_or_default();
            if let Some(value) = value {
                let _ = writeln!(out, "  - {name}: {}{means}", code(value));
            }
        }
    }
    if !finding.explanation.is_empty() {
        let _ = writeln!(out, "\n{}\n", escape(&finding.explanation));
    }
    for (index, step) in finding.advice.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", index + 1, escape(step));
    }
    let links: Vec<String> = finding.citations.iter().map(|url| format!("<{url}>")).collect();
    let _ = writeln!(out, "\n{}\n", links.join(" "));
}

/// A status in a word.
fn word(status: Status) -> Text {
    match status {
        Status::Cause => say!("cause"),
        Status::Warning => say!("warning"),
        Status::Note => say!("note"),
        Status::Pass => say!("pass"),
        Status::Skipped => say!("skipped"),
    }
}

/// A confidence in a word.
fn how_sure(confidence: Confidence) -> Text {
    match confidence {
        Confidence::Certain => say!("certain"),
        Confidence::Likely => say!("likely"),
        Confidence::Possible => say!("possible"),
    }
}

/// A code fence that nothing inside can close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A value as inline code, whatever it contains.
fn code(value: &str) -> String {
    let tidy = value.replace(['\r', '\n'], " ");
    match tidy.as_str() {
        "" => say!("(empty)").into(),
        plain if !plain.contains('`') => format!("`{plain}`"),
        _ => {
            let fence = "`".repeat(fence(&tidy).len() - 2);
            format!("{fence} {tidy} {fence}")
        }
    }
}

/// Escapes all markup in a text: input text must not become a heading, a link or a tag.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace(['\r', '\n'], " ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
