//! A report that can be shown to others: what would let a reader act as the application is taken out.
//!
//! A token without its signature proves what it says and cannot be sent; so signatures are cut, wherever in the report a
//! token or a signature stands. Private keys and passwords never come into a report in the first place, and the values
//! of secret parameters of a request do not either.

use serde_json::{Map, Value};

use crate::encoding::is_base64url;
use crate::report::{AssertionReport, CaseReport, Report};
use crate::thumbprint::is_guid;

/// Letters of a signature that stay, to tell two tokens apart.
const KEPT: usize = 6;
/// Letters by which a signature is recognised, whole or shortened.
const KNOWN_BY: usize = 24;
/// Shortest text that is looked at: nothing secret is shorter.
const SHORTEST: usize = 24;
/// Characters of a GUID, and of its first group, which stays.
const GUID: usize = 36;
const FIRST_GROUP: usize = 8;

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
        edit(&mut input.name);
        [&mut input.detail]
            .into_iter()
            .chain(&mut input.problem)
            .chain(&mut input.unwrapped)
            .for_each(|one| one.edit(edit));
    }
    for error in &mut report.errors {
        let values = [&mut error.thumbprint, &mut error.x5t_seen, &mut error.found_key];
        values.into_iter().flatten().chain(&mut error.configured_keys).for_each(&mut *edit);
    }
    for one in &mut report.unpaired {
        one.what.edit(edit);
    }
    for case in &mut report.cases {
        each_text(case, edit);
    }
}

/// Shortens every id, and cuts every token behind its header, whose claims carry ids too.
pub fn shorten_ids(report: &mut Report) {
    each_text_of_report(report, &mut shorten_ids_in);
    for error in &mut report.errors {
        let ids = [&mut error.app_id, &mut error.trace_id, &mut error.correlation_id];
        ids.into_iter().flatten().for_each(shorten_ids_in);
    }
    for key in &mut report.registered_keys {
        [&mut key.app_id, &mut key.key_id, &mut key.name].into_iter().flatten().for_each(shorten_ids_in);
    }
}

/// The same for one case.
pub fn shorten_ids_of_case(case: &mut CaseReport) {
    each_text(case, &mut shorten_ids_in);
}

/// Cuts tokens behind their first part, and every GUID behind its first group.
fn shorten_ids_in(text: &mut String) {
    if text.len() < SHORTEST {
        return;
    }
    for token in tokens(text) {
        if let Some((header, _)) = token.split_once('.') {
            *text = text.replace(&token, &format!("{header}.…"));
        }
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        match rest.get(..GUID).filter(|guid| is_guid(guid)) {
            Some(guid) => {
                kept.extend(guid.chars().take(FIRST_GROUP));
                kept.push('…');
                rest = rest.get(GUID..).unwrap_or_default();
            }
            None => {
                kept.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    *text = kept;
}

/// Takes the secrets out of one case.
pub fn redact_case(case: &mut CaseReport) {
    let signatures: Vec<String> = case.assertion.as_ref().and_then(signature).into_iter().collect();
    each_text(case, &mut |text| cut(text, &signatures));
}

fn signature(assertion: &AssertionReport) -> Option<String> {
    let part = assertion.parts.iter().find(|part| part.name == "signature")?;
    let text = assertion.token.get(part.start..part.end)?;
    (text.len() > KEPT).then(|| text.to_owned())
}

/// Edits every text of a case that comes from an input.
fn each_text(case: &mut CaseReport, edit: &mut dyn FnMut(&mut String)) {
    if let Some(assertion) = &mut case.assertion {
        let whole = assertion.token.clone();
        edit(&mut assertion.token);
        if assertion.token != whole {
            // The places of what was cut end with the token.
            let end = assertion.token.chars().count();
            for part in &mut assertion.parts {
                (part.start, part.end) = (part.start.min(end), part.end.min(end));
            }
        }
        assertion.parts.iter_mut().filter_map(|part| part.decoded.as_mut()).for_each(&mut *edit);
        for member in &mut assertion.members {
            [&mut member.name, &mut member.text].into_iter().for_each(&mut *edit);
            member.reading.edit(edit);
        }
        [&mut assertion.header, &mut assertion.claims].into_iter().flatten().for_each(|one| each_member(one, edit));
        assertion.signature.say.edit(edit);
    }
    let (summary, verdict) = (&mut case.summary, &mut case.verdict);
    [&mut summary.thumbprint, &mut summary.client_id].into_iter().flatten().for_each(&mut *edit);
    let sentences = [&mut summary.headline, &mut summary.sentence, &mut verdict.headline, &mut verdict.sentence];
    sentences.into_iter().chain([&mut verdict.advice]).for_each(|one| one.edit(edit));
    verdict.unchecked.iter_mut().flat_map(|one| [&mut one.what, &mut one.needs]).for_each(|one| one.edit(edit));
    verdict.unchecked.iter_mut().flat_map(|one| &mut one.commands).for_each(&mut *edit);
    case.questions.iter_mut().for_each(|question| question.answer.edit(edit));
    case.guide.iter_mut().for_each(|point| point.say.edit(edit));
    case.thumbprints.columns.iter_mut().for_each(|column| column.origin.edit(edit));
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
            [&mut evidence.found, &mut evidence.expected].into_iter().flatten().for_each(&mut *edit);
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

/// Cuts every signature in a text: those that are known, whole or shortened, and those of whatever looks like a token.
fn cut(text: &mut String, signatures: &[String]) {
    if text.len() < SHORTEST {
        return;
    }
    for signature in signatures {
        let mark = signature.get(..KNOWN_BY.min(signature.len())).unwrap_or(signature);
        while let Some(at) = text.find(mark) {
            // What follows is the rest of it, whatever the shortening left.
            let rest = text.get(at..).unwrap_or_default();
            let run: usize = rest.chars().take_while(|c| part_of_run(*c)).map(char::len_utf8).sum();
            let head: String = mark.chars().take(KEPT).collect();
            text.replace_range(at..at + run.max(mark.len()), &format!("{head}…"));
        }
    }
    for token in tokens(text) {
        let Some((signed, signature)) = token.rsplit_once('.') else { continue };
        if signature.chars().count() > KEPT + 1 {
            let head: String = signature.chars().take(KEPT).collect();
            *text = text.replace(&token, &format!("{signed}.{head}…"));
        }
    }
}

/// Whatever in a text looks like a token.
fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !(part_of_run(c) || c == '.'))
        .filter(|run| run.len() >= SHORTEST && run.starts_with("ey") && run.matches('.').count() >= 2)
        .map(str::to_owned)
        .collect()
}

fn part_of_run(c: char) -> bool {
    is_base64url(c) || matches!(c, '=' | '+' | '/' | '…')
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn signatures_are_cut_wherever_they_stand() {
        let signature = "NP-OUZXdPk_C2GFsRjcFXaORFtbHH0hRebGBwLABHPy79suH";
        let known = [signature.to_owned()];
        for (text, expected) in [
            (format!("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.{signature}"), "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.NP-OUZ…"),
            (format!("the signature {signature} is"), "the signature NP-OUZ… is"),
            ("NP-OUZXdPk_C2GFsRjcFXaORFtbH…79suH, shortened".to_owned(), "NP-OUZ…, shortened"),
            (
                "another eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABBBBCCCC one".into(),
                "another eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABB… one",
            ),
            ("a text without any of this in it".into(), "a text without any of this in it"),
        ] {
            let mut text = text;
            cut(&mut text, &known);
            assert_eq!(text, expected);
        }
    }
}
