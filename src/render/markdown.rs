//! Report → Markdown, for a ticket or a mail: the verdict, the values, what to do, and what was and was not checked.

use std::fmt::Write as _;

use serde_json::Value;

/// Writes a report, given as its JSON: the redacted and the full one are written by the same hand.
pub fn render(report: &Value) -> String {
    let mut out = String::from("# Inspection of a client assertion\n\n");
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let _ = writeln!(out, "Inspected for {} ({}).\n", text(report, "at"), text(report, "at_source"));
    let cases = list(report, "cases");
    for (index, case) in cases.iter().enumerate() {
        if cases.len() > 1 {
            let _ = writeln!(out, "## Case {} of {}\n", index + 1, cases.len());
        }
        render_case(&mut out, case);
    }
    out.push_str("## Inputs\n\n| input | recognised as | |\n| --- | --- | --- |\n");
    for input in list(report, "inputs") {
        let what = input.get("problem").and_then(Value::as_str).map_or_else(|| text(input, "detail"), str::to_owned);
        let _ = writeln!(out, "| {} | {} | {} |", cell(&text(input, "name")), cell(&text(input, "kind")), cell(&what));
    }
    let tool = report.get("tool").cloned().unwrap_or_default();
    let _ = writeln!(out, "\n{} {}", text(&tool, "name"), text(&tool, "version"));
    out
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn render_case(out: &mut String, case: &Value) {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let verdict = case.get("verdict").cloned().unwrap_or_default();
    let _ = writeln!(out, "**{}**\n", escape(&text(&verdict, "headline")));
    if let Some(id) = verdict.get("finding").and_then(Value::as_str) {
        let _ = writeln!(out, "`{id}`, {}\n", text(&verdict, "confidence"));
    }
    for question in list(case, "questions") {
        let _ = writeln!(out, "- {} {}", escape(&text(question, "title")), escape(&text(question, "answer")));
    }
    out.push('\n');
    for finding in
        list(case, "findings").iter().filter(|one| matches!(text(one, "status").as_str(), "cause" | "warning" | "note"))
    {
        let _ = writeln!(
            out,
            "### {}\n\n`{}`, {}\n",
            escape(&text(finding, "title")),
            text(finding, "id"),
            text(finding, "status")
        );
        for evidence in list(finding, "evidence") {
            let _ = writeln!(out, "- {}", escape(&text(evidence, "where")));
            for name in ["found", "expected"] {
                let value = text(evidence, name);
                let means = text(evidence, &format!("{name}_means"));
                if !value.is_empty() || !means.is_empty() {
                    let means = if means.is_empty() { means } else { format!(" = {}", escape(&means)) };
                    let _ = writeln!(out, "  - {name}: {}{means}", code(&value));
                }
            }
        }
        let explanation = text(finding, "explanation");
        if !explanation.is_empty() {
            let _ = writeln!(out, "\n{}", escape(&explanation));
        }
        let advice = list(finding, "advice");
        if !advice.is_empty() {
            out.push('\n');
        }
        for (index, step) in advice.iter().filter_map(Value::as_str).enumerate() {
            let _ = writeln!(out, "{}. {}", index + 1, escape(step));
        }
        let citations = list(finding, "citations").iter().filter_map(Value::as_str);
        let links: Vec<String> = citations.map(|url| format!("<{url}>")).collect();
        let _ = writeln!(out, "\n{}\n", links.join(" "));
    }
    for one in list(&verdict, "unchecked") {
        let _ = writeln!(out, "- Not checked: {} (needs {})", escape(&text(one, "what")), escape(&text(one, "needs")));
    }
    if let Some(assertion) = case.get("assertion").filter(|one| !one.is_null()) {
        for part in ["header", "claims"] {
            let Some(object) = assertion.get(part).filter(|one| !one.is_null()) else { continue };
            let json = serde_json::to_string_pretty(object).unwrap_or_default();
            let fence = fence(&json);
            let _ = writeln!(out, "\n{part}:\n\n{fence}json\n{json}\n{fence}");
        }
    }
    out.push('\n');
}

/// A fence that nothing inside can close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A value as code, whatever is in it.
fn code(value: &str) -> String {
    let tidy = value.replace(['\r', '\n'], " ");
    let fence = "`".repeat(fence(&tidy).len() - 2);
    if tidy.is_empty() { "(empty)".into() } else { format!("{fence} {tidy} {fence}") }
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

fn cell(text: &str) -> String {
    escape(text)
}
