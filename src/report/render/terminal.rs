//! Report → text for a terminal: the verdict first, the faulty member underlined, and both values one below the other.
//!
//! Styles are written as ANSI codes; the caller strips them if the terminal has no colours. Lines are wrapped at the width of the
//! terminal; without one, each paragraph is a line.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::checks::prediction::ANSWER_AGREES;
use crate::language::Text;
use crate::notation::text::{shorten, visible};
use crate::report::{
    AssertionReport, CaseGroup, CaseReport, Confidence, Evidence, FindingReport, GuideState, MemberReport, Report,
    Status,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Characters of a value that fit beside a label, if the width of the terminal is not known.
const VALUE: usize = 90;
/// The narrowest terminal that lines are wrapped for.
const NARROWEST: usize = 40;
/// Lines are no longer than one can read.
const WIDEST: usize = 110;

/// The sign, word and colour of a status: never colour alone.
fn mark(status: Status) -> (&'static str, Text, Style) {
    let colour = |colour: AnsiColor| Style::new().bold().fg_color(Some(colour.into()));
    match status {
        Status::Cause => ("✕", say!("stops sign-in"), colour(AnsiColor::Red)),
        Status::Warning => ("!", say!("may cause trouble"), colour(AnsiColor::Yellow)),
        Status::Note => ("·", say!("note"), colour(AnsiColor::Cyan)),
        Status::Pass => ("✓", say!("fine"), colour(AnsiColor::Green)),
        Status::Skipped => ("○", say!("not checked"), DIM),
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

/// Renders a report for a terminal of this many columns; `None` if it is not for a terminal.
///
/// ```
/// use assertion_inspector::{Input, Instant, Options, inspect, redact, render};
///
/// let inputs = [Input { name: "error.txt".into(), bytes: b"AADSTS7000215: Invalid client secret provided.".to_vec() }];
/// let mut report = inspect(&inputs, &Options::new(Instant(1_795_428_000)));
/// redact::disarm(&mut report);
/// assert!(render::terminal::render(&report, Some(80)).contains("secret"));
/// ```
pub fn render(report: &Report, width: Option<usize>) -> String {
    let mut page = Page::new(width);
    let many = report.cases.len() > 1;
    if many {
        page.groups(&report.groups);
    }
    // If many cases have the same verdict, one of them is shown in full.
    for group in &report.groups {
        let shown = if report.cases.len() <= FEW { group.cases.len() } else { 1 };
        for (index, case) in group.cases.iter().take(shown).filter_map(|index| Some((index, report.cases.get(*index)?)))
        {
            if many {
                let (number, all) = (index + 1, report.cases.len());
                let place = place(&case.summary.input, case.summary.line);
                let heading = say!("case {number} of {all}: {place}", number, all, place);
                page.line(&format!("{BOLD}── {heading}{BOLD:#}\n"));
            }
            page.case(case);
        }
    }
    for one in &report.unpaired {
        let (place, kind) = (place(&one.input, one.line), &one.kind_label);
        let said =
            say!("{place}: {kind} {what} belongs to no case: {why}.", place, kind, what = one.what, why = one.why);
        page.line(&format!("○ {}", page.wrap(&said, 2)));
    }
    let at = say!("Inspected for {at} ({source}).", at = report.at, source = at_source(report));
    page.line(&format!("{DIM}{at}{DIM:#}"));
    for input in &report.inputs {
        let what = input.problem.as_deref().unwrap_or(&input.detail);
        let (sign, _, style) = mark(if input.problem.is_some() { Status::Warning } else { Status::Pass });
        let sign = if input.problem.is_some() { sign } else { "●" };
        let before = format!("  {style}{sign}{style:#} {}  {DIM}{}{DIM:#}  ", input.name, input.kind_label);
        page.line(&format!("{before}{}", page.wrap_after(what, 4, before_width(input))));
    }
    page.out
}

fn before_width(input: &crate::report::InputReport) -> usize {
    8 + input.name.width() + input.kind_label.width()
}

/// Renders groups alone, for a terminal of this many columns.
pub fn summary(groups: &[CaseGroup], width: Option<usize>) -> String {
    let mut page = Page::new(width);
    page.groups(groups);
    page.out
}

/// Up to this many cases, each is shown in full.
const FEW: usize = 3;

fn place(input: &str, line: Option<usize>) -> Text {
    match line {
        Some(line) => say!("{input}, line {line}", input, line),
        None => Text::verbatim(input),
    }
}

fn at_source(report: &Report) -> Text {
    match report.at_source {
        crate::report::AtSource::Error => say!("the error's own time"),
        crate::report::AtSource::Given => say!("the time given"),
        crate::report::AtSource::Now => say!("now; --at TIME sets the time of the refusal"),
    }
}

/// The applications of a group: the only one, or how many.
fn applications(group: &CaseGroup) -> Option<Text> {
    match group.client_ids.as_slice() {
        [] => None,
        [only] => Some(Text::verbatim(visible(&shorten(only, 40)))),
        // More are not named.
        many if many.len() == crate::report::groups::NAMED => {
            Some(say!("{count} or more applications", count = many.len()))
        }
        many => Some(say_n!(many.len(), "1 application", "{count} applications")),
    }
}

/// Text that is being written.
struct Page {
    out: String,
    width: Option<usize>,
}

impl Page {
    fn new(width: Option<usize>) -> Self {
        Self { out: String::new(), width: width.map(|width| width.clamp(NARROWEST, WIDEST)) }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Breaks a text into lines, all but the first indented.
    fn wrap(&self, text: &str, indent: usize) -> String {
        self.wrap_after(text, indent, indent)
    }

    /// The same for a text whose first line begins in this column.
    fn wrap_after(&self, text: &str, indent: usize, column: usize) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(width) = self.width else { return text };
        let (mut out, mut at, mut is_first) = (String::new(), column, true);
        for word in words(&text) {
            let length = word.trim_end().width();
            if at + length > width && !is_first && at > indent {
                let kept = out.trim_end().len();
                out.truncate(kept);
                let _ = write!(out, "\n{}", " ".repeat(indent));
                at = indent;
            }
            out.push_str(word);
            at += word.width();
            is_first = false;
        }
        out
    }

    /// The most characters of a value behind a label that is this wide.
    fn value(&self, label: usize) -> usize {
        self.width.map_or(VALUE, |width| width.saturating_sub(label).max(20))
    }

    fn groups(&mut self, groups: &[CaseGroup]) {
        let all: usize = groups.iter().map(|group| group.count).sum();
        let cases = say_n!(all, "1 case", "{count} cases");
        self.line(&format!("{BOLD}{cases}{BOLD:#}\n"));
        let digits = groups.iter().map(|group| group.count.to_string().len()).max().unwrap_or(1);
        for group in groups {
            let (sign, _, style) = mark(group.state);
            let span = match (&group.first, &group.last) {
                (Some(first), Some(last)) if first != last => Some(say!("{first} to {last}", first, last)),
                (Some(first), _) => Some(Text::verbatim(first)),
                _ => None,
            };
            let indent = digits + 6;
            let sentence = self.wrap(&visible(&group.sentence), indent);
            self.line(&format!("  {style}{sign} {:>digits$}{style:#}  {sentence}", group.count));
            let thumbprint = group.thumbprint.as_deref();
            let thumbprint =
                thumbprint.map_or_else(|| say!("no thumbprint"), |text| Text::verbatim(visible(&shorten(text, 40))));
            let place = Text::verbatim(visible(&place(&group.input, group.line)));
            let first = say!("first: {place}", place);
            let facts: Vec<String> = [applications(group), Some(thumbprint), span, Some(first)]
                .into_iter()
                .flatten()
                .map(|fact| fact.to_string())
                .collect();
            let facts = self.wrap(&facts.join(" · "), indent);
            self.line(&format!("{}{DIM}{facts}{DIM:#}", " ".repeat(indent)));
        }
        self.out.push('\n');
    }

    fn case(&mut self, case: &CaseReport) {
        let lead = case.verdict.finding.and_then(|id| case.findings.iter().find(|finding| finding.id == id));
        match lead {
            Some(finding) => self.lead(case, finding),
            None => {
                let (sign, _, style) = mark(case.summary.state);
                let headline = self.wrap(&case.verdict.headline, 2);
                self.line(&format!("{style}{sign}{style:#} {BOLD}{headline}{BOLD:#}\n"));
            }
        }
        let widest = case.questions.iter().map(|question| question.title.width()).max().unwrap_or(0);
        for question in &case.questions {
            let (sign, _, style) = mark(question.state);
            let gap = " ".repeat(widest - question.title.width() + 2);
            let answer = self.wrap(&question.answer, widest + 6);
            self.line(format!("  {style}{sign}{style:#} {}{gap}{answer}", question.title).trim_end());
        }
        self.out.push('\n');
        self.answer(case);
        let others = case
            .findings
            .iter()
            .filter(|finding| finding.status <= Status::Note && Some(finding.id) != case.verdict.finding);
        for finding in others {
            let (sign, word, style) = mark(finding.status);
            let title = self.wrap(&finding.title, 2);
            self.line(&format!("{style}{sign}{style:#} {title}  {DIM}[{}] {word}{DIM:#}", finding.id));
            for evidence in &finding.evidence {
                self.evidence(evidence);
            }
            for step in finding.advice.iter().take(1) {
                self.labelled(4, &say!("do this"), step);
            }
            self.out.push('\n');
        }
        self.unchecked(case);
        self.counts(case);
    }

    fn lead(&mut self, case: &CaseReport, finding: &FindingReport) {
        let (sign, word, style) = mark(finding.status);
        let sure = finding.confidence.map(|sure| format!("{} · ", how_sure(sure))).unwrap_or_default();
        let title = self.wrap(&finding.title, 2);
        self.line(&format!("{style}{sign} {title}{style:#}"));
        self.line(&format!("  {DIM}[{}] {sure}{word}{DIM:#}\n", finding.id));
        if let Some(assertion) = &case.assertion {
            self.excerpt(assertion, finding);
        }
        for evidence in &finding.evidence {
            self.evidence(evidence);
        }
        self.out.push('\n');
        if !finding.explanation.is_empty() {
            let explanation = self.wrap(&finding.explanation, 2);
            self.line(&format!("  {explanation}\n"));
        }
        let label = format!("{}:", say!("Do this"));
        let indent = label.width() + 3;
        for (index, step) in finding.advice.iter().enumerate() {
            let label = if index == 0 { label.clone() } else { " ".repeat(label.width()) };
            let step = self.wrap(step, indent);
            self.line(&format!("  {BOLD}{label}{BOLD:#} {step}"));
        }
        if !finding.advice.is_empty() {
            self.out.push('\n');
        }
    }

    /// The decoded header or claims, with the faulty member underlined.
    fn excerpt(&mut self, assertion: &AssertionReport, finding: &FindingReport) {
        let culprit = finding.evidence.iter().find_map(|evidence| {
            assertion.members.iter().find(|member| {
                evidence.place.ends_with(&format!(" {}", member.name))
                    && evidence.at == Some([member.start, member.end])
            })
        });
        let Some(culprit) = culprit else { return };
        let title = say!("{part} of {input}", part = culprit.part.label(), input = assertion.input);
        self.line(&format!("  {DIM}{title}{DIM:#}"));
        let mine: Vec<&MemberReport> = assertion.members.iter().filter(|member| member.part == culprit.part).collect();
        for member in mine {
            let room = self.value(member.name.len().min(30) + 8);
            let line = format!("\"{}\": {}", member.name, shorten(&member.text, room));
            if std::ptr::eq(member, culprit) {
                let (_, _, style) = mark(finding.status);
                self.line(&format!("  {style}│ {line}{style:#}"));
                self.line(&format!("  {style}│ {}{style:#}", "^".repeat(line.width())));
            } else {
                self.line(&format!("  {DIM}│ {line}{DIM:#}"));
            }
        }
        self.out.push('\n');
    }

    /// A label and a text beside it.
    fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        let gap = " ".repeat(LABEL.saturating_sub(label.width()).max(1));
        let column = indent + label.width() + gap.len();
        let text = self.wrap(text, column);
        self.line(&format!("{}{label}{gap}{text}", " ".repeat(indent)));
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.line(&format!("    {DIM}{}{DIM:#}", evidence.place));
        for (label, value, means) in [
            (say!("found"), &evidence.found, &evidence.found_means),
            (say!("expected"), &evidence.expected, &evidence.expected_means),
        ] {
            let Some(value) = value else { continue };
            let gap = " ".repeat(LABEL.saturating_sub(label.width()).max(1));
            let value = shorten(&value.replace(['\r', '\n'], " "), self.value(label.width() + gap.len() + 5));
            let means = means.as_ref().map(|means| {
                let (means, indent) = (format!("= {means}"), 4 + label.width() + gap.len());
                let column = indent + value.width() + 2;
                // The sign stays with its first word.
                let head: usize = words(&means).into_iter().take(2).map(|word| word.trim_end().width() + 1).sum();
                let (gap, means) = match self.width.is_some_and(|width| column + head > width) {
                    true => (format!("\n{}", " ".repeat(indent)), self.wrap(&means, indent)),
                    false => ("  ".to_owned(), self.wrap_after(&means, indent, column)),
                };
                format!("{gap}{DIM}{means}{DIM:#}")
            });
            let means = means.unwrap_or_default();
            self.line(&format!("    {label}{gap}{value}{means}"));
        }
    }

    /// What Entra ID would answer, and beside it what the error says.
    fn answer(&mut self, case: &CaseReport) {
        let Some(answer) = &case.answer else { return };
        let said = self.wrap(&answer.say, 2);
        self.line(&format!("  {said}"));
        if answer.code.is_some() {
            let text = self.wrap(&answer.text, 4);
            self.line(&format!("    {DIM}{text}{DIM:#}"));
        }
        self.out.push('\n');
        // A disagreement stands among the findings.
        for finding in case.findings.iter().filter(|finding| finding.id == ANSWER_AGREES.name) {
            let (sign, _, style) = mark(finding.status);
            let title = self.wrap(&finding.title, 2);
            self.line(&format!("{style}{sign}{style:#} {title}"));
            finding.evidence.iter().for_each(|evidence| self.evidence(evidence));
            self.out.push('\n');
        }
    }

    fn unchecked(&mut self, case: &CaseReport) {
        for one in &case.verdict.unchecked {
            let (sign, _, style) = mark(Status::Skipped);
            let what = self.wrap(&say!("Not checked: {what}.", what = one.what), 2);
            self.line(&format!("{style}{sign}{style:#} {what}"));
            self.labelled(4, &say!("needs"), &one.needs);
            for command in &one.commands {
                self.line(&format!("              {command}"));
            }
        }
        if !case.verdict.unchecked.is_empty() {
            self.out.push('\n');
        }
    }

    fn counts(&mut self, case: &CaseReport) {
        let count = |status: Status| case.findings.iter().filter(|finding| finding.status == status).count();
        let guide = |state: GuideState| case.guide.iter().filter(|point| point.state == state).count();
        let findings = Text::list([
            say_n!(count(Status::Cause), "1 cause", "{count} causes"),
            say_n!(count(Status::Warning), "1 warning", "{count} warnings"),
            say_n!(count(Status::Note), "1 note", "{count} notes"),
            say!("{count} fine", count = count(Status::Pass)),
            say!("{count} not checked", count = count(Status::Skipped)),
        ]);
        let guide = Text::list([
            say!("{count} fine", count = guide(GuideState::Fine)),
            say!("{count} wrong", count = guide(GuideState::Wrong)),
            say_n!(guide(GuideState::NeedsYou), "1 needs you", "{count} need you"),
        ]);
        let line = say!("Findings: {findings} · guide: {guide}", findings, guide);
        let line = self.wrap(&line, 2);
        self.line(&format!("{DIM}{line}{DIM:#}"));
    }
}

/// Columns that a label takes, with the gap behind it.
const LABEL: usize = 10;

/// The pieces of a text between which a line may end: words with the space behind them, and single characters where a script
/// has no spaces.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        let is_wide = |c: char| c.width().unwrap_or(0) > 1;
        // Closing punctuation does not begin a line.
        let closes = matches!(c, '、' | '。' | '）' | '」' | '』' | '・' | 'ー' | '，' | '：');
        let ends = previous.is_some_and(|previous| previous == ' ' || !closes && (is_wide(previous) || is_wide(c)));
        if ends && at > start && c != ' ' {
            words.extend(text.get(start..at));
            start = at;
        }
        previous = Some(c);
    }
    words.extend(text.get(start..));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_at_the_width_of_the_terminal_and_nowhere_else() {
        let text = "The certificate with this thumbprint is not registered on the application, so it is refused.";
        assert_eq!(Page::new(None).wrap(text, 4), text);
        for (width, text) in [
            (40, text),
            (60, text),
            (
                44,
                "証明書の拇印がヘッダーの値と一致しません。アプリケーションに登録されている証明書を確認してください。",
            ),
        ] {
            let wrapped = Page::new(Some(width)).wrap_after(text, 4, 10);
            let lines: Vec<&str> = wrapped.lines().collect();
            assert!(lines.len() > 1, "{wrapped}");
            for (number, line) in lines.iter().enumerate() {
                let column = if number == 0 { 10 } else { 0 };
                assert!(line.width() + column <= width, "{width}: {line}");
                assert!(number == 0 || line.starts_with("    ") && !line.starts_with("     "), "{line:?}");
            }
            let bare: String = wrapped.split_whitespace().collect();
            assert_eq!(bare, text.split_whitespace().collect::<String>());
        }
    }
}
