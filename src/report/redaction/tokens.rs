//! Removes signatures from tokens: they still show their contents but cannot be sent.

use crate::input::begins_with_object;
use crate::notation::encoding::is_base64url;

/// Characters of a signature that are kept, to tell two tokens apart.
pub(super) const KEPT: usize = 6;
/// Characters by which a signature is recognised, whole or shortened.
const KNOWN_BY: usize = 24;
/// Length of the shortest text that is examined: nothing secret is shorter.
pub(super) const SHORTEST: usize = 24;

/// Cuts every signature in a text: known ones, whole or shortened, and those of anything that looks like a token.
pub(super) fn cut(text: &mut String, signatures: &[String]) {
    if text.len() < SHORTEST {
        return;
    }
    for signature in signatures {
        let mark = signature.get(..KNOWN_BY.min(signature.len())).unwrap_or(signature);
        while let Some(at) = text.find(mark) {
            // What follows is the rest of it, as far as shortening left any.
            let rest = text.get(at..).unwrap_or_default();
            let run: usize = rest.chars().take_while(|c| part_of_run(*c)).map(char::len_utf8).sum();
            let head: String = mark.chars().take(KEPT).collect();
            text.replace_range(at..at + run.max(mark.len()), &format!("{head}…"));
        }
    }
    for token in tokens(text, 2) {
        let Some((signed, signature)) = token.rsplit_once('.') else { continue };
        if signature.chars().count() > KEPT + 1 {
            let head: String = signature.chars().take(KEPT).collect();
            *text = text.replace(&token, &format!("{signed}.{head}…"));
        }
    }
}

/// Everything in a text that looks like a token with at least this many dots.
pub(super) fn tokens(text: &str, dots: usize) -> Vec<String> {
    text.split(|c: char| !(part_of_run(c) || c == '.'))
        .filter(|run| run.len() >= SHORTEST && run.matches('.').count() >= dots)
        .filter(|run| run.split('.').next().is_some_and(begins_with_object))
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
