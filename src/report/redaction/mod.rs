//! A report that can be shown to others: everything that would let a reader act as the application is removed.
//!
//! A token without its signature still shows its contents but cannot be sent, so signatures are cut wherever a token or
//! a signature occurs in the report. Private keys, passwords and the values of a request's secret parameters never
//! enter a report in the first place.

mod ids;
pub(crate) mod secrets;
#[cfg(test)]
pub(in crate::report) mod tests;
mod texts;
mod tokens;

use std::collections::BTreeSet;

use ids::Ids;
use secrets::{KEPT, SecretMaterial, Secrets};
use texts::EachText as _;

use crate::notation::text::{is_unseen, visible};
use crate::preflight::Preflight;
use crate::report::row::Row;
use crate::report::{AssertionReport, CaseReport, PartName, Report};

/// Removes the secrets from a report.
///
/// ```
/// use assertion_inspector::{Input, Instant, Options, inspect, redact};
///
/// let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhIiwic3ViIjoiYSJ9.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0";
/// let mut report = inspect(&[Input { name: "app.jwt".into(), bytes: token.into() }], &Options::new(Instant(1_795_428_000)));
/// redact::redact(&mut report);
/// assert!(!serde_json::to_string(&report).unwrap().contains("c2lnbmF0dXJlLXRo"));
/// ```
pub fn redact(report: &mut Report) {
    let own = Secrets::new(report.cases.iter().filter_map(|case| signature(case.assertion.as_ref()?)));
    let material = report.secrets.clone();
    let mut clean = Clean::default();
    report.each_text(&mut |text| clean.keep_or(text, |text| cut(text, &[&own, material.secrets()])));
}

/// Texts in which nothing was found. Each case repeats the same hundred sentences, and looking for secrets in them is
/// most of the work.
#[derive(Default)]
struct Clean(BTreeSet<String>);

impl Clean {
    /// Edits a text, unless it is known to stay as it is.
    fn keep_or(&mut self, text: &mut String, edit: impl FnOnce(&mut String)) {
        if self.0.contains(text) {
            return;
        }
        let before = text.clone();
        edit(text);
        if *text == before && text.len() < LONG_TEXT {
            self.0.insert(before);
        }
    }
}

/// Bytes from which on a text is not expected to occur again.
const LONG_TEXT: usize = 2_000;

/// Spells out what would control a terminal, turn the direction of what follows, or not be seen: the inputs must not clear
/// the screen or forge a line.
pub fn disarm(report: &mut Report) {
    report.each_text(&mut disarm_text);
}

/// The same for a preflight.
pub fn disarm_preflight(preflight: &mut Preflight) {
    preflight.each_text(&mut disarm_text);
}

fn disarm_text(text: &mut String) {
    if text.chars().any(is_unseen) {
        *text = visible(&text.replace(['\r', '\n'], " "));
    }
}

/// Shortens every id, and keeps only the header of every token, since claims contain ids too.
pub fn shorten_ids(report: &mut Report) {
    let mut ids = Ids::default();
    report.each_text(&mut |text| ids.note(text));
    report.cases.iter_mut().filter_map(|case| case.assertion.as_mut()).for_each(cut_behind_header);
    let mut clean = Clean::default();
    report.each_text(&mut |text| clean.keep_or(text, |text| ids.shorten(text)));
}

/// The same for one case.
pub fn shorten_ids_of_case(case: &mut CaseReport) {
    let mut ids = Ids::default();
    case.each_text(&mut |text| ids.note(text));
    case.assertion.iter_mut().for_each(cut_behind_header);
    case.each_text(&mut |text| ids.shorten(text));
}

/// The same for a case in one line.
pub fn shorten_ids_of_row(row: &mut Row) {
    let mut ids = Ids::default();
    row.summary.each_text(&mut |text| ids.note(text));
    row.summary.each_text(&mut |text| ids.shorten(text));
}

/// A token whose header cannot be read is still a token.
fn cut_behind_header(assertion: &mut AssertionReport) {
    let end = assertion.parts.iter().find(|part| part.name == PartName::Header).map_or(0, |part| part.end);
    let header = assertion.token.get(..end).unwrap_or_default();
    assertion.token = format!("{header}.…");
}

/// Removes the secrets from one case.
pub fn redact_case(case: &mut CaseReport) {
    let own = Secrets::new(case.assertion.as_ref().and_then(signature));
    let material = case.secrets.clone();
    case.each_text(&mut |text| cut(text, &[&own, material.secrets()]));
}

/// The same for a case in one line.
pub fn redact_row(row: &mut Row) {
    let material = row.secrets.clone();
    row.summary.each_text(&mut |text| cut(text, &[material.secrets()]));
}

/// Removes the secrets of its inputs from a preflight.
pub(crate) fn redact_preflight(preflight: &mut Preflight, material: &SecretMaterial) {
    preflight.each_text(&mut |text| cut(text, &[material.secrets()]));
}

fn cut(text: &mut String, secrets: &[&Secrets]) {
    secrets.iter().for_each(|secrets| secrets.cut(text));
    tokens::cut_signatures(text);
}

fn signature(assertion: &AssertionReport) -> Option<&str> {
    let part = assertion.parts.iter().find(|part| part.name == PartName::Signature)?;
    let text = assertion.token.get(part.start..part.end)?;
    (text.len() > KEPT).then_some(text)
}
