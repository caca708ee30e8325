//! Words that scripts and styles may not contain, not even in a comment: a rule without exceptions is easy to trust.

use crate::page::refusal::Refusal;

/// A word and why it is refused.
pub(crate) type Word = (&'static str, &'static str);

const MARKUP: &str = "turns text into markup; use templates and textContent";
const RUNS: &str = "runs text as code";
const REACHES: &str = "reaches out of the page";
const KEEPS: &str = "keeps something after the page is closed";
const LOADS: &str = "loads something from outside the page";

/// What would turn text into code or markup, or would end the enclosing element.
pub(crate) const CODE: &[Word] = &[
    ("eval(", RUNS),
    ("Function(", RUNS),
    ("javascript:", RUNS),
    ("innerHTML", MARKUP),
    ("outerHTML", MARKUP),
    ("insertAdjacentHTML", MARKUP),
    ("setHTMLUnsafe", MARKUP),
    ("createContextualFragment", MARKUP),
    ("parseFromString", MARKUP),
    ("document.write", MARKUP),
    ("srcdoc", MARKUP),
    ("<!--", "opens a comment for the HTML parser; write it in two pieces"),
];

/// What would send something out, or leave something behind.
pub(crate) const OUTSIDE: &[Word] = &[
    ("fetch(", REACHES),
    ("XMLHttpRequest", REACHES),
    ("WebSocket", REACHES),
    ("WebTransport", REACHES),
    ("EventSource", REACHES),
    ("RTCPeerConnection", REACHES),
    ("sendBeacon", REACHES),
    ("importScripts", REACHES),
    ("window.open", REACHES),
    ("serviceWorker", KEEPS),
    ("localStorage", KEEPS),
    ("sessionStorage", KEEPS),
    ("indexedDB", KEEPS),
    ("caches.open", KEEPS),
    ("document.cookie", KEEPS),
    ("pushState", KEEPS),
    ("replaceState", KEEPS),
    ("location.hash", KEEPS),
];

const UNTYPED: &str = "is a type that allows everything; name the type, or use `unknown`";

/// What would switch the type checker off.
pub(crate) const TYPES: &[Word] = &[
    ("{any}", UNTYPED),
    ("<any>", UNTYPED),
    ("any[]", UNTYPED),
    ("=> any", UNTYPED),
    ("any>", UNTYPED),
    ("@ts-ignore", "silences the type checker"),
    ("@ts-expect-error", "silences the type checker"),
    ("@ts-nocheck", "silences the type checker"),
];

/// What a style would load, and what would end its element.
pub(crate) const STYLE: &[Word] =
    &[("@import", LOADS), ("url(", LOADS), ("image-set(", LOADS), ("</style", "ends the enclosing element")];

/// Refuses every place of `text` with one of the words standing for itself.
pub(crate) fn check(file: &str, text: &str, lists: &[&[Word]]) -> Vec<Refusal> {
    let mut places: Vec<(usize, &Word)> = Vec::new();
    for word in lists.iter().copied().flatten() {
        places.extend(
            text.match_indices(word.0)
                .map(|(at, _)| at)
                .filter(|at| stands_alone(text, *at, word.0))
                .map(|at| (at, word)),
        );
    }
    places.sort_by_key(|(at, _)| *at);
    places.into_iter().map(|(at, (word, why))| Refusal::new(file, text, at, format!("`{word}` {why}"))).collect()
}

/// Whether the word at `at` is not merely part of a longer name, as `eval(` is of `retrieval(`.
fn stands_alone(text: &str, at: usize, word: &str) -> bool {
    let in_name = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
    let joined_before = in_name(word.chars().next()) && in_name(before);
    let joined_after = in_name(word.chars().next_back()) && in_name(after);
    !joined_before && !joined_after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_refused_at_its_line() {
        for (word, why) in [CODE, OUTSIDE, TYPES, STYLE].concat() {
            let refusals = check("x", &format!("first\nsecond; {word} third"), &[&[(word, why)]]);
            assert_eq!(refusals.len(), 1, "{word}");
            assert_eq!(refusals[0].to_string(), format!("x:2: `{word}` {why}"));
        }
    }

    #[test]
    fn a_part_of_a_longer_name_is_not_the_word() {
        for fine in ["retrieval(x)", "prefetch(x)", "myFunction(x)", "caught.innerHTMLish", "isFunction(x)"] {
            assert_eq!(check("x", fine, &[CODE, OUTSIDE]), [], "{fine}");
        }
    }

    #[test]
    fn methods_and_constructors_are_the_word() {
        for refused in
            ["self.eval(x)", "new Function('x')", "globalThis.fetch(x)", "a.innerHTML=b", "window.localStorage"]
        {
            assert_eq!(check("x", refused, &[CODE, OUTSIDE]).len(), 1, "{refused}");
        }
    }
}
