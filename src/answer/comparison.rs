//! The predicted answer beside the error that came.

use super::{Answer, FoundKey, Mark, words};
use crate::case::Case;
use crate::checks::finding::{Evidence, Finding, evidence, note, pass};
use crate::checks::prediction::{ANSWER_AGREES, ANSWER_DIFFERS};
use crate::evidence::server_error::ServerError;
use crate::language::Text;
use crate::notation::encoding;

/// Whether an error says what was predicted, as far as its text goes.
pub fn agrees(case: &Case<'_>, answer: &Answer, error: &ServerError) -> bool {
    let Some(code) = answer.code else { return false };
    let is_code = error.code().is_none_or(|stated| is_same(code, stated));
    let is_reason = error.reason.is_none() || error.reason == answer.reason;
    is_code && is_reason && error.thumbprint.as_deref().is_none_or(|stated| is_shown(case, answer, stated))
}

/// 70021 was split into one code for each claim.
fn is_same(code: u64, stated: u64) -> bool {
    code == stated || stated == 70_021 && matches!(code, 700_211..=700_213)
}

/// Whether the thumbprint of an error is the one predicted, as far as it is not masked or cut off.
fn is_shown(case: &Case<'_>, answer: &Answer, stated: &str) -> bool {
    let stated = stated.to_ascii_uppercase();
    let digits = stated.split(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or_default();
    let is_whole = digits.len() == stated.len();
    let is = |shown: &str| if is_whole { shown == digits } else { shown.starts_with(digits) };
    match &answer.thumbprint {
        Some(shown) => is(shown),
        // What is shown for x5t#S256 and kid is not documented.
        None => {
            let named = case.named_leniently().map(|one| [encoding::to_hex(&one.sha1), encoding::to_hex(&one.sha256)]);
            let sent = case.identifiers.iter().map(|one| encoding::to_hex(&one.reading.bytes));
            !is_whole || named.into_iter().flatten().chain(sent).any(|shown| is(&shown))
        }
    }
}

/// The finding about a predicted answer and the error that came: agreement confirms the diagnosis; disagreement tells that
/// something else was sent, or is registered now. `None` if it tells neither. `case` has the error.
pub fn compare(case: &Case<'_>, answer: Option<&Answer>) -> Option<Finding> {
    let (answer, error) = (answer?, case.error?);
    let stated = error.code_label();
    let predicted = match (answer.status?, answer.code) {
        (_, Some(code)) => Text::verbatim(format!("AADSTS{code}")),
        _ => say!("a token"),
    };
    let beside = |finding: Finding| rows(answer, error).into_iter().fold(finding, Finding::evidence);
    if answer.agrees == Some(true) {
        let title = say!("What is here would be answered as the error says, with {predicted}.", predicted);
        return Some(beside(pass(ANSWER_AGREES).title(title)));
    }
    // Only what the inputs could have shown tells anything by its absence.
    let is_known = error.code().is_some_and(|code| words::of(code).is_some());
    let is_firm = answer.code.is_none() || answer.mark == Some(Mark::Seen);
    (is_known && is_firm).then(|| {
        let title =
            say!("What is here would be answered with {predicted}, but the error is {stated}.", predicted, stated);
        beside(note(ANSWER_DIFFERS).title(title))
    })
}

/// What the error says and what was predicted, side by side, as far as the error's text goes.
fn rows(answer: &Answer, error: &ServerError) -> Vec<Evidence> {
    let code = answer.code.map(|code| format!("AADSTS{code}"));
    let mut rows = vec![side_by_side(say!("error, code"), error.code_label().into(), code)];
    if let Some(reason) = error.reason {
        let predicted = answer.reason.map(|one| words::reason_words(one).to_owned());
        rows.push(side_by_side(say!("error, reason"), words::reason_words(reason).to_owned(), predicted));
    }
    if let Some(stated) = &error.thumbprint {
        let place = say!("error, thumbprint of key used by client");
        rows.push(side_by_side(place, stated.clone(), answer.thumbprint.clone()));
    }
    if let (Some(start), Some(end)) = error.found_dates() {
        let predicted = answer.found_key.as_ref().map(|FoundKey { start, end }| {
            let time = |time: &Option<String>| time.clone().unwrap_or_default();
            format!("{} – {}", time(start), time(end))
        });
        let stated = format!("{} – {}", start.rfc3339(), end.rfc3339());
        rows.push(side_by_side(say!("error, found key"), stated, predicted));
    }
    rows
}

fn side_by_side(place: Text, stated: String, predicted: Option<String>) -> Evidence {
    let row = evidence(place).found(stated);
    predicted.into_iter().fold(row, Evidence::expected)
}
