//! Shortens ids to what distinguishes them: the first group of a GUID.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::tokens::cut_behind_header;
use crate::notation::text::guid_at;

/// Length of a GUID and of its first group, which is kept.
const GUID: usize = 36;
const FIRST_GROUP: usize = 8;
/// Trailing characters by which a previously shortened GUID is recognised.
const KNOWN_BY: usize = 5;

/// The ids of a report. All must be known before any is shortened, because a long text may have been cut in the middle
/// of one.
#[derive(Debug, Default)]
pub(super) struct Ids {
    whole: BTreeSet<String>,
    /// Each backwards, to look for its end.
    backwards: BTreeSet<String>,
}

impl Ids {
    /// Collects the ids in a text.
    pub(super) fn note(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            match guid_at(text, at) {
                Some(guid) => {
                    if self.whole.insert(guid.to_owned()) {
                        self.backwards.insert(guid.chars().rev().collect());
                    }
                    at += GUID;
                }
                None => at += 1,
            }
        }
    }

    /// Shortens the ids in a text, and keeps only the header of every token, since claims contain ids too.
    pub(super) fn shorten(&self, text: &mut String) {
        cut_behind_header(text);
        if self.whole.is_empty() || text.chars().count() < KNOWN_BY {
            return;
        }
        let mut left = String::with_capacity(text.len());
        let (mut at, mut copied) = (0, 0);
        while at < text.len() {
            match guid_at(text, at) {
                Some(guid) => {
                    left += text.get(copied..at).unwrap_or_default();
                    left += guid.get(..FIRST_GROUP).unwrap_or_default();
                    left.push('…');
                    at += GUID;
                    copied = at;
                }
                None => at += 1,
            }
        }
        left += text.get(copied..).unwrap_or_default();
        *text = if left.contains('…') { self.without_pieces(&left) } else { left };
    }

    /// Removes the fragments of ids that shortening left on either side of an ellipsis.
    fn without_pieces(&self, text: &str) -> String {
        let mut pieces = text.split('…').map(str::to_owned).collect::<Vec<_>>();
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.iter_mut().enumerate() {
            let ends = |length: &usize| {
                let end = piece.len().checked_sub(*length).and_then(|from| piece.get(from..));
                end.is_some_and(|end| begins(&self.whole, end))
            };
            if index < last
                && let Some(length) = (FIRST_GROUP + 1..GUID).rev().find(ends)
            {
                piece.truncate(piece.len() - length + FIRST_GROUP);
            }
            let starts = |length: &usize| {
                piece
                    .get(..*length)
                    .is_some_and(|start| begins(&self.backwards, &start.chars().rev().collect::<String>()))
            };
            if index > 0
                && let Some(length) = (KNOWN_BY..GUID).rev().find(starts)
            {
                piece.replace_range(..length, "");
            }
        }
        pieces.join("…")
    }
}

/// Whether one of these texts begins like this.
fn begins(texts: &BTreeSet<String>, start: &str) -> bool {
    texts.range::<str, _>((Bound::Included(start), Bound::Unbounded)).next().is_some_and(|text| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_shortened_whole_or_cut() {
        let id = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
        let mut ids = Ids::default();
        ids.note(&format!("of ä {id}, and more"));
        for (text, expected) in [
            (format!("app {id} is"), "app c3b1d9e2… is".to_owned()),
            ("https://login/c3b1d9e2-5a44-4b6f-8d…2a7c6b9e11/token".into(), "https://login/c3b1d9e2…/token".into()),
            ("https://login/c3b1d9e2-5…/token".into(), "https://login/c3b1d9e2…/token".into()),
            ("84E05C1D…5534 and c3b1d9e2".into(), "84E05C1D…5534 and c3b1d9e2".into()),
            ("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.AAAABBBBCCCC".into(), "eyJhbGciOiJSUzI1NiJ9.…".into()),
            ("ewogICJhbGciOiAiUlMyNTYiCn0.ewogICJhIjogMQp9".into(), "ewogICJhbGciOiAiUlMyNTYiCn0.…".into()),
        ] {
            let mut text = text;
            ids.shorten(&mut text);
            assert_eq!(text, expected);
        }
    }
}
