//! The tags of an HTML document and where they stand in it.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, Token, Tokenizer};

/// A start tag, an end tag, or a place that breaks HTML's syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tag {
    Start(StartTag),
    End { name: String, span: Range<usize> },
    Broken { problem: String, at: usize },
}

/// A start tag, its names in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StartTag {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// From `<` to past `>`.
    pub(crate) span: Range<usize>,
}

impl StartTag {
    /// The value of an attribute.
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }
}

/// Reads all tags in the order of the text, those inside templates too, as a browser does.
pub(crate) fn tags(text: &str) -> Vec<Tag> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // What stands between the tags of a script or a style is text.
    emitter.naively_switch_states(true);
    let mut tags = Vec::new();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        tags.extend(tag(token));
    }
    tags
}

fn tag(token: Token<usize>) -> Option<Tag> {
    match token {
        Token::StartTag(tag) => {
            let attribute = |(name, value): (HtmlString, Spanned<HtmlString, usize>)| (text(&name), text(&value));
            let attributes = tag.attributes.into_iter().map(attribute).collect();
            Some(Tag::Start(StartTag { name: text(&tag.name), attributes, span: tag.span.start..tag.span.end }))
        }
        Token::EndTag(tag) => Some(Tag::End { name: text(&tag.name), span: tag.span.start..tag.span.end }),
        Token::Error(error) => Some(Tag::Broken { problem: error.value.to_string(), at: error.span.start }),
        Token::String(_) | Token::Comment(_) | Token::Doctype(_) => None,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_know_where_they_stand() {
        let page = "<!doctype html><p é>ö<script SRC='a.js'>if (a<b) '<p>'</script><br>";
        let spans: Vec<&str> = tags(page)
            .iter()
            .map(|tag| match tag {
                Tag::Start(tag) => &page[tag.span.clone()],
                Tag::End { span, .. } => &page[span.clone()],
                Tag::Broken { .. } => "broken",
            })
            .collect();
        assert_eq!(spans, ["<p é>", "<script SRC='a.js'>", "</script>", "<br>"]);
    }

    #[test]
    fn attributes_are_decoded() {
        let Some(Tag::Start(link)) = tags("<a HREF='java&#115;cript:x'>").into_iter().next() else { panic!() };
        assert_eq!(link.get("href"), Some("javascript:x"));
    }

    #[test]
    fn broken_markup_is_found() {
        assert!(matches!(tags("<p a=1 a=2>").first(), Some(Tag::Broken { at: 7, .. })));
    }
}
