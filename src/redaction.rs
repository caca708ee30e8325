//! A report that can be shown to others: what would let a reader act as the application is taken out.
//!
//! A token without its signature proves what it says and cannot be sent; so signatures are cut, wherever in the report a
//! token or a signature stands. Private keys and passwords never come into a report in the first place, and the values
//! of secret parameters of a request do not either.

use serde_json::Value;

use crate::encoding::is_base64url;
use crate::report::{AssertionReport, CaseReport, Report};

/// Letters of a signature that stay, to tell two tokens apart.
const KEPT: usize = 6;
/// Letters by which a signature is recognised, whole or shortened.
const KNOWN_BY: usize = 24;
/// Shortest text that is looked at: nothing secret is shorter.
const SHORTEST: usize = 24;

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
fn each_text_of_report(report: &mut Report, mut edit: &mut dyn FnMut(&mut String)) {
    for input in &mut report.inputs {
        [&mut input.name, &mut input.detail].into_iter().chain(&mut input.problem).for_each(&mut edit);
    }
    for error in &mut report.errors {
        [&mut error.thumbprint, &mut error.x5t_seen, &mut error.found_key].into_iter().flatten().for_each(&mut edit);
        error.configured_keys.iter_mut().for_each(&mut edit);
    }
    for one in &mut report.unpaired {
        edit(&mut one.what);
    }
    for case in &mut report.cases {
        each_text(case, edit);
    }
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
            edit(&mut member.text);
            edit(&mut member.reading);
        }
        for object in [&mut assertion.header, &mut assertion.claims].into_iter().flatten() {
            object.values_mut().for_each(|value| each_value(value, edit));
        }
        edit(&mut assertion.signature.say);
    }
    edit(&mut case.summary.headline);
    edit(&mut case.verdict.headline);
    edit(&mut case.verdict.advice);
    [&mut case.summary.thumbprint, &mut case.summary.client_id].into_iter().flatten().for_each(&mut *edit);
    case.questions.iter_mut().for_each(|question| edit(&mut question.answer));
    case.guide.iter_mut().for_each(|point| edit(&mut point.say));
    for row in &mut case.thumbprints.rows {
        row.header.iter_mut().chain(&mut row.cells).for_each(|cell| edit(&mut cell.value));
    }
    for finding in &mut case.findings {
        [&mut finding.title, &mut finding.explanation].into_iter().chain(&mut finding.advice).for_each(&mut *edit);
        for evidence in &mut finding.evidence {
            let values =
                [&mut evidence.found, &mut evidence.expected, &mut evidence.found_means, &mut evidence.expected_means];
            values.into_iter().flatten().for_each(&mut *edit);
        }
    }
}

fn each_value(value: &mut Value, edit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::String(text) => edit(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_value(item, edit)),
        Value::Object(members) => members.values_mut().for_each(|member| each_value(member, edit)),
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
    let tokens: Vec<String> = text
        .split(|c: char| !(part_of_run(c) || c == '.'))
        .filter(|run| run.len() >= SHORTEST && run.starts_with("ey") && run.matches('.').count() >= 2)
        .map(str::to_owned)
        .collect();
    for token in tokens {
        let Some((signed, signature)) = token.rsplit_once('.') else { continue };
        if signature.chars().count() > KEPT + 1 {
            let head: String = signature.chars().take(KEPT).collect();
            *text = text.replace(&token, &format!("{signed}.{head}…"));
        }
    }
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
