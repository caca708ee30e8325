//! A report that can be shown to others: what would let a reader act as the application is taken out.
//!
//! A token without its signature proves what it says and cannot be sent; so signatures are cut, wherever in the report a
//! token or a signature stands. Private keys and passwords never come into a report in the first place, and the values
//! of secret parameters of a request do not either.

use serde_json::{Map, Value};

mod ids;
mod tokens;

use ids::Ids;
use tokens::{KEPT, cut};

use crate::report::{AssertionReport, CaseReport, PartName, Report};

/// Takes the secrets out of a report.
pub fn redact(report: &mut Report) {
    let signatures: Vec<String> =
        report.cases.iter().filter_map(|case| case.assertion.as_ref()).filter_map(signature).collect();
    each_text_of_report(report, &mut |text| cut(text, &signatures));
}

/// Replaces what would steer a terminal: control characters in the inputs must not clear a screen or forge a line.
pub fn disarm(report: &mut Report) {
    each_text_of_report(report, &mut |text| {
        if text.chars().any(|c| c.is_control() && c != '\n') {
            *text = text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect();
        }
    });
}

/// Edits every text of a report that comes from an input.
fn each_text_of_report(report: &mut Report, edit: &mut dyn FnMut(&mut String)) {
    for input in &mut report.inputs {
        [&mut input.name].into_iter().chain(&mut input.inside).for_each(&mut *edit);
        let words = [&mut input.detail].into_iter().chain(&mut input.problem).chain(&mut input.unwrapped);
        words.for_each(|one| one.edit(edit));
    }
    for one in &mut report.certificates {
        [&mut one.input, &mut one.label, &mut one.subject, &mut one.issuer].into_iter().for_each(&mut *edit);
    }
    for error in &mut report.errors {
        let ids = [&mut error.app_id, &mut error.trace_id, &mut error.correlation_id];
        let values =
            [&mut error.thumbprint, &mut error.x5t_seen, &mut error.found_key].into_iter().chain(ids).flatten();
        values.chain(&mut error.configured_keys).chain([&mut error.input]).for_each(&mut *edit);
    }
    for key in &mut report.registered_keys {
        let values = [&mut key.app_id, &mut key.key_id, &mut key.name].into_iter().flatten();
        values.chain([&mut key.input]).for_each(&mut *edit);
    }
    for one in &mut report.unpaired {
        edit(&mut one.input);
        one.what.edit(edit);
    }
    for case in &mut report.cases {
        each_text(case, edit);
    }
}

/// Shortens every id, and leaves of every token only its header, whose claims carry ids too.
pub fn shorten_ids(report: &mut Report) {
    let mut ids = Ids::default();
    each_text_of_report(report, &mut |text| ids.note(text));
    report.cases.iter_mut().filter_map(|case| case.assertion.as_mut()).for_each(cut_behind_header);
    each_text_of_report(report, &mut |text| ids.shorten(text));
}

/// The same for one case.
pub fn shorten_ids_of_case(case: &mut CaseReport) {
    let mut ids = Ids::default();
    each_text(case, &mut |text| ids.note(text));
    case.assertion.iter_mut().for_each(cut_behind_header);
    each_text(case, &mut |text| ids.shorten(text));
}

/// A token whose header cannot be read is still one.
fn cut_behind_header(assertion: &mut AssertionReport) {
    let end = assertion.parts.iter().find(|part| part.name == PartName::Header).map_or(0, |part| part.end);
    let header = assertion.token.get(..end).unwrap_or_default();
    assertion.token = format!("{header}.…");
}

/// Takes the secrets out of one case.
pub fn redact_case(case: &mut CaseReport) {
    let signatures: Vec<String> = case.assertion.as_ref().and_then(signature).into_iter().collect();
    each_text(case, &mut |text| cut(text, &signatures));
}

fn signature(assertion: &AssertionReport) -> Option<String> {
    let part = assertion.parts.iter().find(|part| part.name == PartName::Signature)?;
    let text = assertion.token.get(part.start..part.end)?;
    (text.len() > KEPT).then(|| text.to_owned())
}

/// Edits every text of a case that comes from an input.
fn each_text(case: &mut CaseReport, edit: &mut dyn FnMut(&mut String)) {
    if let Some(assertion) = &mut case.assertion {
        edit(&mut assertion.token);
        // The places of what was cut end with the token.
        let end = assertion.token.chars().count();
        let parts = assertion.parts.iter_mut().map(|part| (&mut part.start, &mut part.end));
        let members = assertion.members.iter_mut().map(|member| (&mut member.start, &mut member.end));
        for (start, finish) in parts.chain(members) {
            (*start, *finish) = ((*start).min(end), (*finish).min(end));
        }
        for at in case.findings.iter_mut().flat_map(|finding| &mut finding.evidence).filter_map(|one| one.at.as_mut()) {
            *at = at.map(|place| place.min(end));
        }
        [&mut assertion.input].into_iter().chain(&mut assertion.signature.algorithm).for_each(&mut *edit);
        assertion.parts.iter_mut().filter_map(|part| part.decoded.as_mut()).for_each(&mut *edit);
        for member in &mut assertion.members {
            [&mut member.name, &mut member.text].into_iter().for_each(&mut *edit);
            member.reading.edit(edit);
        }
        [&mut assertion.header, &mut assertion.claims].into_iter().flatten().for_each(|one| each_member(one, edit));
        assertion.signature.say.edit(edit);
    }
    let (summary, verdict) = (&mut case.summary, &mut case.verdict);
    let values = [&mut summary.thumbprint, &mut summary.client_id].into_iter().flatten();
    values.chain([&mut summary.input]).for_each(&mut *edit);
    let sentences = [&mut summary.headline, &mut summary.sentence, &mut verdict.headline, &mut verdict.sentence];
    sentences.into_iter().chain([&mut verdict.advice]).for_each(|one| one.edit(edit));
    verdict.unchecked.iter_mut().flat_map(|one| [&mut one.what, &mut one.needs]).for_each(|one| one.edit(edit));
    verdict.unchecked.iter_mut().flat_map(|one| &mut one.commands).for_each(&mut *edit);
    case.questions.iter_mut().for_each(|question| question.answer.edit(edit));
    case.guide.iter_mut().for_each(|point| point.say.edit(edit));
    for column in &mut case.thumbprints.columns {
        edit(&mut column.label);
        column.origin.edit(edit);
    }
    for row in &mut case.thumbprints.rows {
        for cell in row.header.iter_mut().chain(&mut row.cells) {
            edit(&mut cell.value);
            cell.note.edit(edit);
        }
    }
    for finding in &mut case.findings {
        let words = [&mut finding.title, &mut finding.explanation].into_iter().chain(&mut finding.advice);
        words.chain(&mut finding.why).for_each(|one| one.edit(edit));
        for evidence in &mut finding.evidence {
            for (value, exact) in [&mut evidence.found, &mut evidence.expected].into_iter().zip(&mut evidence.exact) {
                let Some(value) = value else { continue };
                let whole = value.clone();
                edit(value);
                *exact &= *value == whole;
            }
            let words = [&mut evidence.found_means, &mut evidence.expected_means].into_iter().flatten();
            words.chain([&mut evidence.place]).for_each(|one| one.edit(edit));
        }
    }
}

/// Edits every name and every text of an object.
fn each_member(object: &mut Map<String, Value>, edit: &mut dyn FnMut(&mut String)) {
    for (mut name, mut value) in std::mem::take(object) {
        edit(&mut name);
        each_value(&mut value, edit);
        object.insert(name, value);
    }
}

fn each_value(value: &mut Value, edit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => edit(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_value(item, edit)),
        Value::Object(members) => each_member(members, edit),
        _ => {}
    }
}
