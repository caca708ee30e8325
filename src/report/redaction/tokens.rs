//! Cuts whatever looks like a token, whether or not it is one of the report's own.

use super::secrets::KEPT;
use crate::input::begins_with_object;
use crate::notation::encoding::is_base64url;

/// Length of the shortest text that is examined: no token is shorter.
const SHORTEST: usize = 24;

/// Cuts the signature of everything in a text that looks like a token.
pub(super) fn cut_signatures(text: &mut String) {
    each_token(text, 2, |token| {
        let (signed, signature) = token.rsplit_once('.')?;
        let head: String = signature.chars().take(KEPT).collect();
        (signature.chars().count() > KEPT + 1).then(|| format!("{signed}.{head}…"))
    });
}

/// Cuts everything in a text that looks like a token behind its header.
pub(super) fn cut_behind_header(text: &mut String) {
    each_token(text, 1, |token| Some(format!("{}.…", token.split_once('.')?.0)));
}

/// Replaces each token with at least this many dots, in one pass over the text.
fn each_token(text: &mut String, dots: usize, replace: impl Fn(&str) -> Option<String>) {
    if text.len() < SHORTEST || !text.contains('.') {
        return;
    }
    let mut left = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(part_of_run(c) || c == '.')).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let is_token = run.len() >= SHORTEST
            && run.matches('.').count() >= dots
            && run.split('.').next().is_some_and(begins_with_object);
        left += replace(run).filter(|_| is_token).as_deref().unwrap_or(run);
        let between = after.chars().next().map_or(0, char::len_utf8);
        left += after.get(..between).unwrap_or_default();
        rest = after.get(between..).unwrap_or_default();
    }
    *text = left;
}

fn part_of_run(c: char) -> bool {
    is_base64url(c) || matches!(c, '=' | '+' | '/' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_cut_wherever_they_stand() {
        for (text, expected) in [
            (
                "another eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABBBBCCCC one",
                "another eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABB… one",
            ),
            ("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABB…", "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABB…"),
            ("a text without any of this in it. Or two.", "a text without any of this in it. Or two."),
        ] {
            let mut cut = text.to_owned();
            cut_signatures(&mut cut);
            assert_eq!(cut, expected);
        }
        let mut cut = "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ and ewogICJhbGciOiAiUlMyNTYiCn0.ewogICJhIjogMQp9".to_owned();
        cut_behind_header(&mut cut);
        assert_eq!(cut, "eyJhbGciOiJSUzI1NiJ9.… and ewogICJhbGciOiAiUlMyNTYiCn0.…");
    }
}
