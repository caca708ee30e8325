//! The expressions of flexible federated credentials: `claims['sub'] matches 'repo:contoso/*' and claims['x'] eq 'y'`.
//!
//! Source: Microsoft, "Flexible federated identity credentials": `eq`, `matches` with `*` and `?`, joined by `and`.

use super::Agreement;

/// An operand of an expression that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// The claim that it is about.
    pub claim: String,
    /// The text or pattern that it demands.
    pub wanted: String,
    /// The claim's value; `None` if the token lacks it.
    pub found: Option<String>,
    /// Whether it would hold if letter case did not count.
    pub is_letter_case: bool,
}

/// A comparison: claim, whether it is by pattern, and the text or pattern.
type Part = (String, bool, String);

/// Evaluates an expression for the claims that a function returns.
pub fn evaluate(expression: &str, claim: &dyn Fn(&str) -> Option<String>) -> Agreement {
    let Some(parts) = parts(expression) else { return Agreement::Unreadable };
    let mut fails = Vec::new();
    let mut unknown = false;
    for (name, by_pattern, wanted) in parts {
        let found = claim(&name);
        let holds = |value: &str, wanted: &str| if by_pattern { matches(value, wanted, true) } else { value == wanted };
        match &found {
            Some(value) if holds(value, &wanted) => {}
            // A value that a log masks may be anything.
            Some(value) if value.contains("***") => unknown = true,
            None if claim("iss").is_none() => unknown = true,
            _ => {
                let is_letter_case = found
                    .as_ref()
                    .is_some_and(|value| holds(&value.to_ascii_lowercase(), &wanted.to_ascii_lowercase()));
                fails.push(Operand { claim: name, wanted, found, is_letter_case });
            }
        }
    }
    match (fails.is_empty(), unknown) {
        (false, _) => Agreement::Fails(fails),
        (true, true) => Agreement::Unknown,
        (true, false) => Agreement::Same,
    }
}

/// Splits an expression into its comparisons; `None` if it is not one.
fn parts(expression: &str) -> Option<Vec<Part>> {
    let mut rest = expression.trim();
    let mut parts = Vec::new();
    loop {
        let inner = rest.strip_prefix("claims[")?.trim_start();
        let (name, after) = quoted(inner)?;
        let after = after.trim_start().strip_prefix(']')?.trim_start();
        let (operator, after) = after.split_once(char::is_whitespace)?;
        let (wanted, after) = quoted(after.trim_start())?;
        parts.push((name, operator.eq_ignore_ascii_case("matches"), wanted));
        if !operator.eq_ignore_ascii_case("matches") && !operator.eq_ignore_ascii_case("eq") {
            return None;
        }
        let after = after.trim();
        if after.is_empty() {
            return Some(parts);
        }
        let (and, after) = after.split_once(char::is_whitespace)?;
        rest = and.eq_ignore_ascii_case("and").then(|| after.trim_start())?;
    }
}

/// A text in quotation marks, of which two stand for one inside, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mark = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != mark {
            value.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == mark) {
            value.push(mark);
            chars.next();
        } else {
            return Some((value, text.get(at + 1..)?));
        }
    }
    None
}

/// Whether a text fits a pattern in which `*` stands for any characters and, if `single`, `?` for one.
pub fn matches(text: &str, pattern: &str, single: bool) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where the last asterisk stands, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = text.get(at) {
        match pattern.get(place) {
            Some('*') => {
                star = Some((place, at));
                place += 1;
            }
            Some(one) if one == c || single && *one == '?' => {
                place += 1;
                at += 1;
            }
            _ => match &mut star {
                Some((asterisk, reach)) => {
                    *reach += 1;
                    at = *reach;
                    place = *asterisk + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(place..).unwrap_or_default().iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (text, pattern, fits) in [
            ("repo:contoso/app:ref:refs/heads/main", "repo:contoso/*", true),
            ("repo:contoso/app:ref:refs/heads/main", "repo:contoso/*:ref:refs/heads/ma?n", true),
            ("repo:contoso/app", "repo:contoso/app?", false),
            ("abcabc", "*abc", true),
            ("abcab", "*abc", false),
            ("", "*", true),
        ] {
            assert_eq!(matches(text, pattern, true), fits, "{text} {pattern}");
        }
    }

    #[test]
    fn expressions() {
        let claim = |name: &str| match name {
            "sub" => Some("repo:contoso/app:ref:refs/heads/main".to_owned()),
            "iss" => Some("https://token.actions.githubusercontent.com".to_owned()),
            "job_workflow_ref" => Some("Contoso/w/.github/workflows/x.yml@refs/heads/main".to_owned()),
            _ => None,
        };
        let both = "claims['sub'] matches 'repo:contoso/*' and claims['job_workflow_ref'] matches 'contoso/*'";
        let Agreement::Fails(operands) = evaluate(both, &claim) else { panic!("one fails") };
        assert_eq!(
            (operands.len(), operands[0].claim.as_str(), operands[0].is_letter_case),
            (1, "job_workflow_ref", true)
        );
        assert_eq!(evaluate("claims['sub'] matches 'repo:contoso/*'", &claim), Agreement::Same);
        assert_eq!(evaluate("claims[\"sub\"] eq \"x\"", &|_| None), Agreement::Unknown);
        for bad in ["", "claims['sub']", "claims['sub'] like 'x'", "claims['sub'] eq 'x' or claims['a'] eq 'b'"] {
            assert_eq!(evaluate(bad, &claim), Agreement::Unreadable, "{bad}");
        }
    }
}
