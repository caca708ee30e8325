//! Markdown as GitHub reads it, with other links.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A link of the list of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    /// From the start page.
    pub(super) url: String,
}

/// A page's content.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Where the page stands on the site.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) html: String,
    pub(super) sections: Vec<Section>,
}

/// What stands below a heading of the first or second level.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) anchor: String,
    pub(super) text: String,
}

fn parse(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Renders a text; `link` says where a link leads.
///
/// # Errors
/// A link leads nowhere, or there is a picture or markup.
pub(super) fn render(path: &str, text: &str, link: &dyn Fn(&str) -> Result<String>) -> Result<Rendered> {
    let mut events: Vec<Event<'_>> = parse(text).collect();
    let mut anchors = Anchors::default();
    let mut sections: Vec<Section> = Vec::new();
    // Where the heading begins that is being read.
    let mut heading: Option<usize> = None;
    for index in 0..events.len() {
        let Some(event) = events.get_mut(index) else { continue };
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => *dest_url = CowStr::from(link(dest_url)?),
            Event::Start(Tag::Image { dest_url, .. }) => {
                bail!("it has the picture {dest_url}, which no policy lets in")
            }
            // What is meant for who edits the text.
            Event::Html(comment) if is_comment(comment) => *comment = CowStr::from(""),
            Event::Html(markup) | Event::InlineHtml(markup) => bail!("it has the markup {markup}"),
            Event::Start(Tag::Heading { .. }) => heading = Some(index),
            Event::End(TagEnd::Heading(level)) => {
                let (level, first) = (*level, heading.take().unwrap_or(index));
                let words = words(events.get(first..index).unwrap_or_default()).trim().to_owned();
                let anchor = anchors.of(&words);
                if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(first) {
                    *id = Some(CowStr::from(anchor.clone()));
                }
                if level <= HeadingLevel::H2 {
                    sections.push(Section { heading: words, anchor, text: String::new() });
                } else if let Some(section) = sections.last_mut() {
                    section.text += &format!("{words} ");
                }
            }
            _ if heading.is_some() => {}
            event => {
                let said = words(std::slice::from_ref(event));
                match sections.last_mut() {
                    Some(section) => section.text += &said,
                    None if said.trim().is_empty() => {}
                    None => bail!("it does not begin with a heading"),
                }
            }
        }
    }
    let title = sections.first().map(|first| first.heading.clone()).context("it has no heading")?;
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    Ok(Rendered { path: path.to_owned(), title, html, sections })
}

/// The links that begin the items of the lists under each heading of the second level.
///
/// # Errors
/// A link leads nowhere.
pub(super) fn lists_of_links(text: &str, link: &dyn Fn(&str) -> Result<String>) -> Result<Vec<(String, Vec<Entry>)>> {
    let events: Vec<Event<'_>> = parse(text).collect();
    let mut parts: Vec<(String, Vec<Entry>)> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let rest = events.get(index + 1..).unwrap_or_default();
        let until = |end: TagEnd| {
            let length = rest.iter().position(|event| *event == Event::End(end)).unwrap_or_default();
            words(rest.get(..length).unwrap_or_default()).trim().to_owned()
        };
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                parts.push((until(TagEnd::Heading(HeadingLevel::H2)), Vec::new()));
            }
            Event::Start(Tag::Link { dest_url, .. })
                if index > 0 && events.get(index - 1) == Some(&Event::Start(Tag::Item)) =>
            {
                let (_, entries) = parts.last_mut().context("a list stands before every heading")?;
                entries.push(Entry { title: until(TagEnd::Link), url: link(dest_url)? });
            }
            _ => {}
        }
    }
    parts.retain(|(_, entries)| !entries.is_empty());
    Ok(parts)
}

/// Whether markup is a comment in a line of its own, and nothing else.
fn is_comment(markup: &str) -> bool {
    let inside = markup.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inside.is_some_and(|inside| !inside.contains("-->"))
}

/// What is read of events, as plain text.
fn words(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            // What stands in two blocks, or in two lines, are two words.
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Item) => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock) => out.push(' '),
            _ => {}
        }
    }
    out
}

/// The anchors of a page's headings, as GitHub makes them, so that links into a page work in both places.
#[derive(Debug, Default)]
struct Anchors {
    used: BTreeMap<String, usize>,
}

impl Anchors {
    fn of(&mut self, heading: &str) -> String {
        let kept = heading.to_lowercase().replace(' ', "-");
        let kept: String = kept.chars().filter(|c| c.is_alphanumeric() || ['-', '_'].contains(c)).collect();
        let count = self.used.entry(kept.clone()).or_default();
        *count += 1;
        if *count == 1 { kept } else { format!("{kept}-{}", *count - 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_title_its_sections_and_its_links() {
        let text = "# One `two`\n\nWords [here](a.md).\n\n### Three\n\n| a | b |\n| --- | --- |\n| c | d |\n\n## One two\n\n- e\n";
        let page = render("x.html", text, &|url| Ok(format!("to-{url}"))).unwrap();
        assert_eq!(page.title, "One two");
        assert!(
            page.html.contains("<a href=\"to-a.md\">here</a>") && page.html.contains("<td>c</td>"),
            "{}",
            page.html
        );
        let sections: Vec<_> = page.sections.iter().map(|one| (&*one.heading, &*one.anchor)).collect();
        assert_eq!(sections, [("One two", "one-two"), ("One two", "one-two-1")]);
        assert!(page.html.contains("id=\"one-two-1\""), "{}", page.html);
        let words = page.sections[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "Words here. Three a b c d");
    }

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        for (heading, anchor) in [
            ("Header: `alg`, `typ`", "header-alg-typ"),
            ("Why no wasm-opt?", "why-no-wasm-opt"),
            ("0.1.0 – 2026", "010--2026"),
            ("Where programs take it from", "where-programs-take-it-from"),
        ] {
            assert_eq!(anchors.of(&heading.replace('`', "")), anchor);
        }
    }

    #[test]
    fn the_list_of_contents_has_the_links_that_begin_an_item() {
        let text =
            "# a\n\n## Part\n\nText [no](n.md).\n\n- [One `x`](1.md): more [no](n.md)\n- no [no](n.md)\n\n## Empty\n";
        let parts = lists_of_links(text, &|url| Ok(url.to_owned())).unwrap();
        assert_eq!(parts, [("Part".into(), vec![Entry { title: "One x".into(), url: "1.md".into() }])]);
    }

    #[test]
    fn markup_pictures_and_links_into_nothing_are_refused() {
        let keep = |url: &str| Ok(url.to_owned());
        for text in [
            "# a\n\n<b>x</b>",
            "# a\n\n<div>\n",
            "# a\n\n<!-- b --> <i>c</i> <!-- d -->",
            "# a\n\n![a](b.png)",
            "no heading",
            "",
        ] {
            assert!(render("x.html", text, &keep).is_err(), "{text}");
        }
        assert!(render("x.html", "# a\n\n[b](c)", &|_| bail!("nowhere")).is_err());
        let comment = render("x.html", "# a\n\n<!-- `b`; c. -->\n\nd\n", &keep).unwrap();
        assert!(!comment.html.contains("b") && comment.html.contains("<p>d</p>"), "{}", comment.html);
    }
}
