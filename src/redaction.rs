//! A report that can be shown to others: what would let a reader act as the application is taken out.
//!
//! A token without its signature proves what it says and cannot be sent; so signatures are cut, wherever in the report a
//! token or a signature stands. Private keys and passwords never come into a report in the first place.

use serde_json::Value;

use crate::encoding::is_base64url;
use crate::report::Report;

/// Letters of a signature that stay, to tell two tokens apart.
const KEPT: usize = 6;
/// Shortest run of base64 that is looked at: nothing secret is shorter.
const SHORTEST: usize = 40;

/// The report as JSON without secrets.
///
/// # Errors
/// Never in practice; serialisation is fallible by its type.
pub fn redact(report: &Report) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(report)?;
    let signatures: Vec<String> =
        report.cases.iter().filter_map(|case| case.assertion.as_ref()).filter_map(signature).collect();
    cut(&mut value, &signatures);
    Ok(value)
}

/// One case as JSON without secrets.
///
/// # Errors
/// As [`redact`].
pub fn redact_case(case: &crate::report::CaseReport) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(case)?;
    let signatures: Vec<String> = case.assertion.as_ref().and_then(signature).into_iter().collect();
    cut(&mut value, &signatures);
    Ok(value)
}

/// A text that was written from a report, without secrets.
pub fn redact_text(report: &Report, text: &str) -> String {
    let signatures: Vec<String> =
        report.cases.iter().filter_map(|case| case.assertion.as_ref()).filter_map(signature).collect();
    text_without(text, &signatures).unwrap_or_else(|| text.to_owned())
}

fn signature(assertion: &crate::report::AssertionReport) -> Option<String> {
    let part = assertion.parts.iter().find(|part| part.name == "signature")?;
    let text = assertion.token.get(part.start..part.end)?;
    (text.len() > KEPT).then(|| text.to_owned())
}

fn cut(value: &mut Value, signatures: &[String]) {
    match value {
        Value::String(text) => {
            if text.len() >= SHORTEST
                && let Some(short) = text_without(text, signatures)
            {
                *text = short;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| cut(item, signatures)),
        Value::Object(members) => {
            // The offsets of a cut token end with it.
            let token = members.get("token").and_then(Value::as_str).map(|text| text_without(text, signatures));
            members.values_mut().for_each(|member| cut(member, signatures));
            if let Some(Some(short)) = token {
                let end = short.chars().count();
                let parts = members.get_mut("parts").and_then(Value::as_array_mut).into_iter().flatten();
                for part in parts.filter_map(Value::as_object_mut) {
                    for name in ["start", "end"] {
                        if let Some(at) = part.get_mut(name)
                            && at.as_u64().is_some_and(|at| at > end as u64)
                        {
                            *at = end.into();
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

/// The text with every signature cut, known ones and those of whatever looks like a token; `None` where there is none.
fn text_without(text: &str, signatures: &[String]) -> Option<String> {
    let mut short = text.to_owned();
    for signature in signatures {
        if let Some(head) = signature.get(..KEPT)
            && short.contains(signature.as_str())
        {
            short = short.replace(signature.as_str(), &format!("{head}…"));
        }
    }
    let tokens: Vec<String> = short
        .split(|c: char| !(is_base64url(c) || matches!(c, '.' | '=' | '+' | '/')))
        .filter(|run| run.len() >= SHORTEST && run.starts_with("ey") && run.matches('.').count() >= 2)
        .map(str::to_owned)
        .collect();
    for token in tokens {
        let Some((signed, signature)) = token.rsplit_once('.') else { continue };
        if signature.len() > KEPT {
            let head: String = signature.chars().take(KEPT).collect();
            short = short.replace(&token, &format!("{signed}.{head}…"));
        }
    }
    (short != text).then_some(short)
}
