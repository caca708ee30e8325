//! Report → text for a terminal: the verdict first, the faulty member underlined, and both values one below the other.
//!
//! Styles are written as ANSI codes; the caller strips them if the terminal has no colours.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::checks::prediction::ANSWER_AGREES;
use crate::notation::text::{shorten, visible};
use crate::report::{
    AssertionReport, CaseGroup, CaseReport, Evidence, FindingReport, GuideState, MemberReport, Report, Status,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Characters of a value that fit beside a label.
const WIDTH: usize = 90;

/// The sign, word and colour of a status: never colour alone.
fn mark(status: Status) -> (&'static str, &'static str, Style) {
    let colour = |colour: AnsiColor| Style::new().bold().fg_color(Some(colour.into()));
    match status {
        Status::Cause => ("✕", "stops sign-in", colour(AnsiColor::Red)),
        Status::Warning => ("!", "may cause trouble", colour(AnsiColor::Yellow)),
        Status::Note => ("·", "note", colour(AnsiColor::Cyan)),
        Status::Pass => ("✓", "fine", colour(AnsiColor::Green)),
        Status::Skipped => ("○", "not checked", DIM),
    }
}

/// Renders a report.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let many = report.cases.len() > 1;
    if many {
        render_groups(&mut out, &report.groups);
    }
    // If many cases have the same verdict, one of them is shown in full.
    for group in &report.groups {
        let shown = if report.cases.len() <= FEW { group.cases.len() } else { 1 };
        for (index, case) in group.cases.iter().take(shown).filter_map(|index| Some((index, report.cases.get(*index)?)))
        {
            if many {
                let (number, all) = (index + 1, report.cases.len());
                let _ = writeln!(
                    out,
                    "{BOLD}── case {number} of {all}: {}{BOLD:#}\n",
                    place(&case.summary.input, case.summary.line)
                );
            }
            render_case(&mut out, case);
        }
    }
    for one in &report.unpaired {
        let line = one.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let _ =
            writeln!(out, "○ {}{line}: {} {} belongs to no case: {}.", one.input, one.kind_label, one.what, one.why);
    }
    let _ = writeln!(out, "{DIM}inspected for {} ({}){DIM:#}", report.at, at_source(report));
    for input in &report.inputs {
        let what = input.problem.as_deref().unwrap_or(&input.detail);
        let sign = if input.problem.is_some() { "!" } else { "●" };
        let _ = writeln!(out, "  {sign} {}  {DIM}{}{DIM:#}  {what}", input.name, input.kind_label);
    }
    out
}

/// Up to this many cases, each is shown in full.
const FEW: usize = 3;

fn place(input: &str, line: Option<usize>) -> String {
    line.map_or_else(|| input.to_owned(), |line| format!("{input}, line {line}"))
}

/// Renders groups alone.
pub fn summary(groups: &[CaseGroup]) -> String {
    let mut out = String::new();
    render_groups(&mut out, groups);
    out
}

fn render_groups(out: &mut String, groups: &[CaseGroup]) {
    let all: usize = groups.iter().map(|group| group.count).sum();
    let _ = writeln!(out, "{BOLD}{all} cases{BOLD:#}\n");
    for group in groups {
        let (sign, _, style) = mark(group.state);
        let span = match (&group.first, &group.last) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (Some(first), _) => first.clone(),
            _ => String::new(),
        };
        let headline = visible(&shorten(&group.sentence, 120));
        let _ = writeln!(out, "  {style}{sign}{style:#} {:>6} of {all}  {headline}", group.count);
        let thumbprint =
            group.thumbprint.as_deref().map_or_else(|| "no thumbprint".into(), |text| visible(&shorten(text, 40)));
        let place = visible(&place(&group.input, group.line));
        let _ = writeln!(out, "               {DIM}{thumbprint}  {span}  first: {place}{DIM:#}");
    }
    out.push('\n');
}

fn at_source(report: &Report) -> &'static str {
    match report.at_source {
        crate::report::AtSource::Error => "the error's own time",
        crate::report::AtSource::Given => "the time given",
        crate::report::AtSource::Now => "now; --at TIME sets the time of the refusal",
    }
}

fn render_case(out: &mut String, case: &CaseReport) {
    let lead = case.verdict.finding.and_then(|id| case.findings.iter().find(|finding| finding.id == id));
    match lead {
        Some(finding) => render_lead(out, case, finding),
        None => {
            let (sign, _, style) = mark(if case.assertion.is_some() { Status::Pass } else { Status::Skipped });
            let _ = writeln!(out, "{style}{sign}{style:#} {BOLD}{}{BOLD:#}\n", case.verdict.headline);
        }
    }
    for question in &case.questions {
        let (sign, _, style) = mark(question.state);
        let _ = writeln!(out, "  {style}{sign}{style:#} {:<32} {}", question.title, question.answer);
    }
    out.push('\n');
    render_answer(out, case);
    let others = case
        .findings
        .iter()
        .filter(|finding| finding.status <= Status::Note && Some(finding.id) != case.verdict.finding);
    for finding in others {
        let (sign, word, style) = mark(finding.status);
        let _ = writeln!(out, "{style}{sign}{style:#} {}  {DIM}[{}] {word}{DIM:#}", finding.title, finding.id);
        for evidence in &finding.evidence {
            render_evidence(out, evidence);
        }
        for step in finding.advice.iter().take(1) {
            let _ = writeln!(out, "    do this   {step}");
        }
        out.push('\n');
    }
    render_unchecked(out, case);
    render_counts(out, case);
}

fn render_lead(out: &mut String, case: &CaseReport, finding: &FindingReport) {
    let (sign, word, style) = mark(finding.status);
    let sure = finding.confidence.map(|sure| format!("{sure:?}").to_lowercase() + " · ").unwrap_or_default();
    let _ = writeln!(out, "{style}{sign} {}{style:#}", finding.title);
    let _ = writeln!(out, "  {DIM}[{}] {sure}{word}{DIM:#}\n", finding.id);
    if let Some(assertion) = &case.assertion {
        render_excerpt(out, assertion, finding);
    }
    for evidence in &finding.evidence {
        render_evidence(out, evidence);
    }
    out.push('\n');
    if !finding.explanation.is_empty() {
        let _ = writeln!(out, "  {}\n", wrap(&finding.explanation, 2));
    }
    for (index, step) in finding.advice.iter().enumerate() {
        let label = if index == 0 { "Do this:" } else { "        " };
        let _ = writeln!(out, "  {BOLD}{label}{BOLD:#} {}", wrap(step, 11));
    }
    if !finding.advice.is_empty() {
        out.push('\n');
    }
}

/// The decoded header or claims, with the faulty member underlined.
fn render_excerpt(out: &mut String, assertion: &AssertionReport, finding: &FindingReport) {
    let culprit = finding.evidence.iter().find_map(|evidence| {
        assertion.members.iter().find(|member| {
            evidence.place.ends_with(&format!(" {}", member.name)) && evidence.at == Some([member.start, member.end])
        })
    });
    let Some(culprit) = culprit else { return };
    let _ = writeln!(out, "  {DIM}{} of {}{DIM:#}", culprit.part.label(), assertion.input);
    let mine: Vec<&MemberReport> = assertion.members.iter().filter(|member| member.part == culprit.part).collect();
    for member in mine {
        let line = format!("\"{}\": {}", member.name, shorten(&member.text, WIDTH - member.name.len().min(30)));
        if std::ptr::eq(member, culprit) {
            let (_, _, style) = mark(finding.status);
            let _ = writeln!(out, "  {style}│ {line}{style:#}");
            let _ = writeln!(out, "  {style}│ {}{style:#}", "^".repeat(line.chars().count()));
        } else {
            let _ = writeln!(out, "  {DIM}│ {line}{DIM:#}");
        }
    }
    out.push('\n');
}

fn render_evidence(out: &mut String, evidence: &Evidence) {
    let _ = writeln!(out, "    {DIM}{}{DIM:#}", evidence.place);
    for (label, value, means) in
        [("found", &evidence.found, &evidence.found_means), ("expected", &evidence.expected, &evidence.expected_means)]
    {
        let Some(value) = value else { continue };
        let means = means.as_ref().map(|means| format!("{DIM}= {means}{DIM:#}")).unwrap_or_default();
        let _ = writeln!(out, "    {label:<9} {}  {means}", shorten(&value.replace(['\r', '\n'], " "), WIDTH));
    }
}

/// What Entra ID would answer, and beside it what the error says.
fn render_answer(out: &mut String, case: &CaseReport) {
    let Some(answer) = &case.answer else { return };
    let _ = writeln!(out, "  {}", wrap(&answer.say, 2));
    if answer.code.is_some() {
        let _ = writeln!(out, "    {DIM}{}{DIM:#}", wrap(&answer.text, 4));
    }
    out.push('\n');
    // A disagreement stands among the findings.
    for finding in case.findings.iter().filter(|finding| finding.id == ANSWER_AGREES.name) {
        let (sign, _, style) = mark(finding.status);
        let _ = writeln!(out, "{style}{sign}{style:#} {}", finding.title);
        finding.evidence.iter().for_each(|evidence| render_evidence(out, evidence));
        out.push('\n');
    }
}

fn render_unchecked(out: &mut String, case: &CaseReport) {
    for one in &case.verdict.unchecked {
        let (sign, _, style) = mark(Status::Skipped);
        let _ =
            writeln!(out, "{style}{sign}{style:#} Not checked: {}.\n    {DIM}needs     {}{DIM:#}", one.what, one.needs);
        for command in &one.commands {
            let _ = writeln!(out, "              {command}");
        }
    }
    if !case.verdict.unchecked.is_empty() {
        out.push('\n');
    }
}

fn render_counts(out: &mut String, case: &CaseReport) {
    let count = |status: Status| case.findings.iter().filter(|finding| finding.status == status).count();
    let guide = |state: GuideState| case.guide.iter().filter(|point| point.state == state).count();
    let _ = writeln!(
        out,
        "{DIM}findings: {} causes, {} warnings, {} notes, {} fine, {} not checked · guide: {} fine, {} wrong, {} need you{DIM:#}",
        count(Status::Cause),
        count(Status::Warning),
        count(Status::Note),
        count(Status::Pass),
        count(Status::Skipped),
        guide(GuideState::Fine),
        guide(GuideState::Wrong),
        guide(GuideState::NeedsYou),
    );
}

/// Breaks a text into lines of readable length, indenting all but the first.
fn wrap(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 100 {
            let _ = write!(out, "\n{}", " ".repeat(indent));
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out
}
