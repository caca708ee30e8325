//! Report → Markdown, for a ticket or a mail: the verdict, the values, what to do, and what was and was not checked.

use std::fmt::Write as _;

use crate::report::{CaseReport, FindingReport, Report, Status};

/// Writes a report.
pub fn render(report: &Report) -> String {
    let mut out = String::from("# Inspection of a client assertion\n\n");
    for (index, case) in report.cases.iter().enumerate() {
        if report.cases.len() > 1 {
            let _ = writeln!(out, "## Case {} of {}\n", index + 1, report.cases.len());
        }
        render_case(&mut out, case);
    }
    out.push_str("## Inputs\n\n| input | recognised as | |\n| --- | --- | --- |\n");
    for input in &report.inputs {
        let what = input.problem.as_ref().unwrap_or(&input.detail);
        let _ = writeln!(out, "| {} | {} | {} |", escape(&input.name), escape(&input.kind), escape(what));
    }
    let _ = writeln!(out, "\nInspected for {} by {} {}.", report.at, report.tool.name, report.tool.version);
    out
}

fn render_case(out: &mut String, case: &CaseReport) {
    let _ = writeln!(out, "**{}**\n", escape(&case.verdict.headline));
    if let Some(id) = case.verdict.finding {
        let sure = case.verdict.confidence.map(|sure| format!(", {sure:?}").to_lowercase()).unwrap_or_default();
        let _ = writeln!(out, "`{id}`{sure}\n");
    }
    for question in &case.questions {
        let _ = writeln!(out, "- {} {}", escape(question.title), escape(&question.answer));
    }
    out.push('\n');
    for finding in case.findings.iter().filter(|finding| finding.status <= Status::Note) {
        render_finding(out, finding);
    }
    for one in &case.verdict.unchecked {
        let _ = writeln!(out, "- Not checked: {} (needs {})", escape(&one.what), escape(&one.needs));
    }
    let Some(assertion) = &case.assertion else { return out.push('\n') };
    for (part, object) in [("header", &assertion.header), ("claims", &assertion.claims)] {
        let Some(object) = object else { continue };
        let json = serde_json::to_string_pretty(object).unwrap_or_default();
        let fence = fence(&json);
        let _ = writeln!(out, "\n{part}:\n\n{fence}json\n{json}\n{fence}");
    }
    out.push('\n');
}

fn render_finding(out: &mut String, finding: &FindingReport) {
    let status = format!("{:?}", finding.status).to_lowercase();
    let _ = writeln!(out, "### {}\n\n`{}`, {status}\n", escape(&finding.title), finding.id);
    for evidence in &finding.evidence {
        let _ = writeln!(out, "- {}", escape(&evidence.place));
        for (name, value, means) in [
            ("found", &evidence.found, &evidence.found_means),
            ("expected", &evidence.expected, &evidence.expected_means),
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

/// A fence that nothing inside can close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A value as code, whatever is in it.
fn code(value: &str) -> String {
    let tidy = value.replace(['\r', '\n'], " ");
    match tidy.as_str() {
        "" => "(empty)".into(),
        plain if !plain.contains('`') => format!("`{plain}`"),
        _ => {
            let fence = "`".repeat(fence(&tidy).len() - 2);
            format!("{fence} {tidy} {fence}")
        }
    }
}

/// Text in which nothing is markup: what comes from an input must not become a heading, a link or a tag.
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
