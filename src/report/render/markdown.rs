//! Report → Markdown, for a ticket or an email: the verdict, the values, what to do, and what was and was not checked.
//!
//! What comes from outside is text for every renderer: no link, picture, mention, reference, formula or tag is made of it.

use std::fmt::Write as _;

use crate::checks::prediction::ANSWER_AGREES;
use crate::language::Text;
use crate::notation::text::{is_unseen, visible};
use crate::report::{CaseGroup, CaseReport, Confidence, Evidence, FindingReport, Report, Status};

/// Renders a report.
///
/// ```
/// use assertion_inspector::{Input, Instant, Options, inspect, render};
///
/// let inputs = [Input { name: "error.txt".into(), bytes: b"AADSTS7000215: Invalid client secret provided.".to_vec() }];
/// let report = inspect(&inputs, &Options::new(Instant(1_795_428_000)));
/// assert!(render::markdown::render(&report).starts_with("# Inspection of a client assertion\n\n**"));
/// ```
pub fn render(report: &Report) -> String {
    let mut out = format!("# {}\n\n", say!("Inspection of a client assertion"));
    for (index, case) in report.cases.iter().enumerate() {
        if report.cases.len() > 1 {
            let heading = say!("Case {number} of {all}", number = index + 1, all = report.cases.len());
            let _ = writeln!(out, "## {heading}\n");
        }
        render_case(&mut out, case);
    }
    let _ = writeln!(out, "## {}\n", say!("Inputs"));
    for input in &report.inputs {
        let what = input.problem.as_ref().unwrap_or(&input.detail);
        let _ = writeln!(out, "- {} · {} · {}", code(&input.name), prose(&input.kind_label), prose(what));
    }
    let inspected = say!(
        "Inspected for {at} by {tool} {version}.",
        at = report.at,
        tool = report.tool.name,
        version = report.tool.version
    );
    let _ = writeln!(out, "\n{}", prose(&inspected));
    visible(&out)
}

/// A text as a block of code, which nothing in it ends.
///
/// ```
/// use assertion_inspector::render::markdown::block;
///
/// assert_eq!(block("```\nnot the end"), "````text\n```\nnot the end\n````\n");
/// ```
pub fn block(text: &str) -> String {
    let text = text.trim_end();
    let fence = fence(text, 3);
    visible(&format!("{fence}text\n{text}\n{fence}\n"))
}

/// Renders groups alone, as a list.
pub fn summary(groups: &[CaseGroup]) -> String {
    let mut out = format!("# {}\n\n", say!("Inspection of a client assertion"));
    for group in groups {
        let cases = say_n!(group.count, "1 case", "{count} cases");
        let _ = writeln!(out, "- {} · {} · {}", word(group.state), prose(&cases), prose(&group.sentence));
    }
    visible(&out)
}

fn render_case(out: &mut String, case: &CaseReport) {
    let _ = writeln!(out, "**{}**\n", prose(&case.verdict.headline));
    if let Some(id) = case.verdict.finding {
        let sure = case.verdict.confidence.map(|sure| format!(", {}", how_sure(sure))).unwrap_or_default();
        let _ = writeln!(out, "`{id}`{sure}\n");
    }
    for question in &case.questions {
        let _ = writeln!(out, "- {} {}", prose(&question.title), prose(&question.answer));
    }
    out.push('\n');
    render_answer(out, case);
    for finding in case.findings.iter().filter(|finding| finding.status <= Status::Note) {
        render_finding(out, finding);
    }
    for one in &case.verdict.unchecked {
        let what = say!("Not checked: {what} (needs {needs})", what = one.what, needs = one.needs);
        let _ = writeln!(out, "- {}", prose(&what));
        for command in &one.commands {
            let _ = writeln!(out, "  - {}", code(command));
        }
    }
    let Some(assertion) = &case.assertion else { return out.push('\n') };
    for (part, object) in [(say!("header:"), &assertion.header), (say!("claims:"), &assertion.claims)] {
        let Some(object) = object else { continue };
        let json = serde_json::to_string_pretty(object).unwrap_or_default();
        let fence = fence(&json, 3);
        let _ = writeln!(out, "\n{part}\n\n{fence}json\n{json}\n{fence}");
    }
    out.push('\n');
}

/// What Entra ID would answer, and beside it what the error says.
fn render_answer(out: &mut String, case: &CaseReport) {
    let Some(answer) = &case.answer else { return };
    let _ = writeln!(out, "{}\n", prose(&answer.say));
    if answer.code.is_some() {
        let _ = writeln!(out, "- {}\n", code(&answer.text));
    }
    // A disagreement stands among the findings.
    for finding in case.findings.iter().filter(|finding| finding.id == ANSWER_AGREES.name) {
        let _ = writeln!(out, "{}\n", prose(&finding.title));
        finding.evidence.iter().for_each(|evidence| render_evidence(out, evidence));
        out.push('\n');
    }
}

fn render_evidence(out: &mut String, evidence: &Evidence) {
    let _ = writeln!(out, "- {}", prose(&evidence.place));
    for (name, value, means) in [
        (say!("found"), &evidence.found, &evidence.found_means),
        (say!("expected"), &evidence.expected, &evidence.expected_means),
    ] {
        let means = means.as_ref().map(|means| format!(" = {}", prose(means))).unwrap_or_default();
        if let Some(value) = value {
            let _ = writeln!(out, "  - {name}: {}{means}", code(value));
        }
    }
}

fn render_finding(out: &mut String, finding: &FindingReport) {
    let _ = writeln!(out, "### {}\n\n`{}`, {}\n", prose(&finding.title), finding.id, word(finding.status));
    finding.evidence.iter().for_each(|evidence| render_evidence(out, evidence));
    if !finding.explanation.is_empty() {
        let _ = writeln!(out, "\n{}\n", prose(&finding.explanation));
    }
    for (index, step) in finding.advice.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", index + 1, prose(step));
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

/// Backticks that nothing in a text can close: more than stand in a row in it, and at least this many.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

/// A value as inline code, whatever it contains.
fn code(value: &str) -> String {
    let tidy = value.replace(['\r', '\n'], " ");
    if tidy.is_empty() {
        return say!("(empty)").into();
    }
    let fence = fence(&tidy, 1);
    // A renderer takes one space off either end.
    let pad = if tidy.starts_with(['`', ' ']) || tidy.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{tidy}{pad}{fence}")
}

/// A text in which others may have written. Every word of it that is more than a word stands in code: of an address, a
/// name or a number, renderers make links, mentions and references only after a backslash before it has gone.
fn prose(text: &str) -> String {
    let mut prose = Prose::default();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let separates = |c: char| c.is_whitespace() || is_ideographic(c);
        let end = if separates(first) { first.len_utf8() } else { rest.find(separates).unwrap_or(rest.len()) };
        let (word, after) = rest.split_at(end);
        rest = after;
        if first.is_whitespace() {
            prose.space();
            rest = after.trim_start();
        } else if is_ideographic(first) {
            prose.plain(word);
        } else {
            prose.word(&visible(word), after.starts_with(is_ideographic));
        }
    }
    prose.finish()
}

/// Prose as it is written.
#[derive(Default)]
struct Prose {
    out: String,
    /// Words at the end that stand in one code.
    code: String,
}

impl Prose {
    /// A word, with the punctuation around it. If letters without spaces follow, that punctuation may be within an address.
    fn word(&mut self, word: &str, goes_on: bool) {
        let core = word.trim_start_matches(['(', '"', '\'']);
        let length = if goes_on {
            core.len()
        } else {
            core.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']).len()
        };
        let (before, _) = word.split_at(word.len() - core.len());
        let (core, behind) = core.split_at(length);
        // At the beginning of a line, it would be an item of a list.
        let is_item = self.out.is_empty() && is_number(core) && behind.starts_with(['.', ')']);
        if core.is_empty() {
            self.code += word;
        } else if is_word(core) && !is_item {
            self.plain(word);
        } else {
            self.plain(before);
            self.code += core;
            self.plain(behind);
        }
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.end_code();
            self.out += text;
        }
    }

    fn space(&mut self) {
        (if self.code.is_empty() { &mut self.out } else { &mut self.code }).push(' ');
    }

    fn end_code(&mut self) {
        if !self.code.is_empty() {
            let code_and_space = std::mem::take(&mut self.code);
            let words = code_and_space.trim_end();
            self.out += &code(words);
            self.out += code_and_space.get(words.len()..).unwrap_or_default();
        }
    }

    fn finish(mut self) -> String {
        self.end_code();
        self.out
    }
}

/// Whether this is a word and nothing else: letters, or a short number. `GH-12`, a commit's hash, what begins an address and
/// anything with a sign in it is more.
fn is_word(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
    let has_digit = text.bytes().any(|c| c.is_ascii_digit());
    let is_hash = text.len() >= 7 && text.bytes().all(|c| c.is_ascii_hexdigit());
    let joins = |c: char| is_letter(c) || !has_digit && matches!(c, '-' | '\'');
    let is_plain = text.starts_with(is_letter) && text.ends_with(is_letter) && text.chars().all(joins);
    let is_more = is_hash || has_digit && text.len() >= 7 || text.eq_ignore_ascii_case("www");
    text == "&" || is_plain && !is_more
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_digit())
}

/// Whether a character belongs to a script that puts no spaces between words, or to its punctuation.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}') && !is_unseen(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_and_the_rest_is_code() {
        for (text, expected) in [
            (
                "It ended 5 minutes ago (the certificate's own time).",
                "It ended 5 minutes ago (the certificate's own time).",
            ),
            ("aud is https://login.example/t, not x5t#S256.", "aud is `https://login.example/t`, not `x5t#S256`."),
            ("openssl x509 -in A.pem -out B.pem", "openssl x509 `-in A.pem -out B.pem`"),
            ("\"a@b\" (see @user): GH-12", "\"`a@b`\" (see `@user`): `GH-12`"),
            ("deadbeef 1234567 123456 www.", "`deadbeef 1234567` 123456 `www`."),
            ("対象は「https://a.b/c」です。", "対象は「`https://a.b/c`」です。"),
            ("www.あ", "`www.`あ"),
            ("a\u{202e}b \u{3164}c", "`a\\u202eb \\u3164c`"),
            ("1. a", "`1`. a"),
            ("a `b` ``c", "a ``` `b` ``c ```"),
            ("- a", "`-` a"),
            (" a\n# b ", "a `#` b"),
            ("", ""),
        ] {
            assert_eq!(prose(text), expected);
        }
        for (value, expected) in [
            ("a", "`a`"),
            ("`", "`` ` ``"),
            ("a``b", "```a``b```"),
            ("a` ", "`` a`  ``"),
            ("a\nb", "`a b`"),
            ("", "(empty)"),
        ] {
            assert_eq!(code(value), expected);
        }
    }
}
