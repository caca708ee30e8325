//! Shortens ids to what distinguishes them: the first group of a GUID.

use std::collections::BTreeSet;

use super::tokens::{SHORTEST, tokens};
use crate::notation::text::is_guid;

/// Length of a GUID and of its first group, which is kept.
const GUID: usize = 36;
const FIRST_GROUP: usize = 8;
/// Trailing characters by which a previously shortened GUID is recognised.
const KNOWN_BY: usize = 5;

/// The ids of a report. All must be known before any is shortened, because a long text may have been cut in the middle
/// of one.
#[derive(Debug, Default)]
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    /// Collects the ids in a text.
    pub(super) fn note(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            match guid(text, at) {
                Some(guid) => {
                    self.0.insert(guid.to_owned());
                    at += GUID;
                }
                None => at += 1,
            }
        }
    }

    /// Shortens the ids in a text, and keeps only the header of every token, since claims contain ids too.
    pub(super) fn shorten(&self, text: &mut String) {
        if text.chars().count() < KNOWN_BY {
            return;
        }
        if text.len() >= SHORTEST {
            for token in tokens(text, 1) {
                if let Some((header, _)) = token.split_once('.') {
                    *text = text.replace(&token, &format!("{header}.…"));
                }
            }
        }
        for id in &self.0 {
            let Some(head) = id.get(..FIRST_GROUP) else { continue };
            *text = text.replace(id.as_str(), &format!("{head}…"));
            if text.contains('…') {
                *text = without_pieces(text, id, head);
            }
        }
    }
}

/// The GUID that begins at a byte of a text; one inside a longer word does not count.
fn guid(text: &str, at: usize) -> Option<&str> {
    text.get(at..at + GUID).filter(|guid| !guid.starts_with('{') && is_guid(guid))
}

/// Removes the fragments of ids that shortening left on either side of an ellipsis.
fn without_pieces(text: &str, id: &str, head: &str) -> String {
    let pieces: Vec<&str> = text.split('…').collect();
    let last = pieces.len().saturating_sub(1);
    let tidy = pieces.iter().enumerate().map(|(index, piece)| {
        let mut piece = (*piece).to_owned();
        if index < last
            && let Some(end) =
                (FIRST_GROUP + 1..GUID).rev().filter_map(|end| id.get(..end)).find(|end| piece.ends_with(end))
        {
            piece.truncate(piece.len() - end.len());
            piece.push_str(head);
        }
        if index > 0
            && let Some(start) =
                (1..=GUID - KNOWN_BY).filter_map(|from| id.get(from..)).find(|start| piece.starts_with(start))
        {
            piece.replace_range(..start.len(), "");
        }
        piece
    });
    tidy.collect::<Vec<_>>().join("…")
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
