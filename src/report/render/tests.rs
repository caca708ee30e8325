//! Whatever stands in a report, its Markdown has the blocks that it has with plain words, and the text is all there.

#[path = "../../../tests/common/markdown.rs"]
mod oracle;

use super::markdown;
use crate::report::redaction::tests::full;

#[test]
fn no_text_of_a_report_becomes_markup() {
    let skeleton = oracle::skeleton(&markdown::render(&full("word")));
    let corpus = oracle::corpus();
    assert!(corpus.len() >= 500);
    for text in corpus {
        let markdown = markdown::render(&full(&text));
        let faults = oracle::faults(&markdown, &["https://www.rfc-editor.org/rfc/rfc7515"]);
        assert!(faults.is_empty(), "{text:?}: {faults:#?}\n{markdown}");
        assert_eq!(oracle::skeleton(&markdown), skeleton, "{text:?}\n{markdown}");
        assert!(oracle::text_of(&markdown).contains(&oracle::squeezed(&text)), "{text:?}\n{markdown}");
    }
}
