//! What a report in Markdown must not turn into, by a CommonMark and a GFM renderer and by what forges link in plain text,
//! and a corpus of texts that try to.

#![allow(dead_code, reason = "each test program uses a part")]

use comrak::nodes::NodeValue;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// Texts that renderers make something of.
const PAYLOADS: [&str; 88] = [
    // Links and pictures.
    "[a](https://evil.example)",
    "[a](javascript:alert(1))",
    "[a][b]",
    "[b]: https://evil.example",
    "[a]: <javascript:x> 'title'",
    "![a](https://evil.example/pixel.png)",
    "![](//evil.example)",
    "[![a](https://evil.example/p)](https://evil.example)",
    "[[wiki]]",
    "[[wiki|title]]",
    "[^1]",
    "[^1]: note",
    "^[note]",
    "](https://evil.example)",
    "`](https://evil.example)",
    // Addresses by themselves.
    "https://evil.example",
    "http://evil.example/a_b*c*",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "www.",
    "(www.evil.example)",
    "\"www.evil.example\"",
    "ftp://evil.example",
    "mailto:a@evil.example",
    "xmpp:a@evil.example/b",
    "a@evil.example",
    "a.b-c_d@evil.example.",
    "<https://evil.example>",
    "<a@evil.example>",
    "javascript:alert(1)",
    "evil.example/x",
    "tel:+15550100",
    // Mentions and references of forges.
    "@user",
    "(@user)",
    "@org/team",
    "#12",
    "(#12)",
    "GH-12",
    "org/repo#12",
    "org/repo@0123456789abcdef0123456789abcdef01234567",
    "0123456789abcdef0123456789abcdef01234567",
    "deadbeef",
    "ABC-123",
    "!12",
    "$12",
    "%12",
    "~label",
    "&12",
    ":smile:",
    "fixes #12",
    // Markup.
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<!-- a -->",
    "</details>",
    "<a href=https://evil.example>a</a>",
    "<?php ?>",
    "<![CDATA[a]]>",
    "&lt;img src=x&gt;",
    "&#64;user",
    "&commat;user",
    "&NewLine;# a",
    // Formulas and decoration.
    "$a$",
    "$$\\frac{a}{b}$$",
    "$`a`$",
    "\\(a\\)",
    "**a**",
    "__a__",
    "~~a~~",
    "==a==",
    "||a||",
    "a^b^",
    "\\*a\\*",
    "\\",
    // Blocks.
    "# a",
    "- a",
    "1. a",
    "1) a",
    "> a",
    "> [!WARNING]",
    "---",
    "===",
    "| a | b |",
    ": a",
    "- [ ] a",
    "```",
    "~~~",
    "    a",
    // The end of code.
    "` `` ``` ```` a",
];

/// The payloads by themselves, in a sentence, where no spaces are, in another's code, in quotation marks, and with line
/// breaks.
pub fn corpus() -> Vec<String> {
    let dresses: [fn(&str) -> String; 6] = [
        |text| text.to_owned(),
        |text| format!("The value {text} is here, and {text}."),
        |text| format!("値は「{text}」です。{text}あ"),
        |text| format!("`{text}` ``{text}"),
        |text| format!("a\"{text}\": '{text}'!"),
        |text| format!("a\n\n{text}\r\n{text}"),
    ];
    PAYLOADS.iter().flat_map(|text| dresses.iter().map(move |dress| dress(text))).collect()
}

/// Everything in a Markdown text that is more than headings, lists, paragraphs, code and the report's own links.
pub fn faults(markdown: &str, own_links: &[&str]) -> Vec<String> {
    let mut faults = by_common_mark(markdown, own_links);
    faults.extend(by_gfm(markdown, own_links));
    faults
}

fn by_common_mark(markdown: &str, own_links: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut prose = String::new();
    let mut inside: u32 = 0;
    // The first as CommonMark has it, the second with every extension of it.
    for options in [Options::empty(), Options::all()] {
        for event in Parser::new_ext(markdown, options) {
            match &event {
                Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. })
                    if own_links.contains(&&**dest_url) =>
                {
                    inside += 1;
                }
                Event::Start(Tag::CodeBlock(_)) => inside += 1,
                Event::End(pulldown_cmark::TagEnd::Link | pulldown_cmark::TagEnd::CodeBlock) => {
                    inside = inside.saturating_sub(1)
                }
                Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::List(_) | Tag::Item | Tag::Strong) => {
                    prose.push('\n')
                }
                Event::End(_) | Event::SoftBreak => prose.push('\n'),
                Event::Text(text) if inside == 0 => prose += text,
                Event::Text(_) => {}
                Event::Code(_) => prose.push('\u{fffc}'),
                other => faults.push(format!("CommonMark: {other:?}")),
            }
        }
    }
    faults.extend(prose.lines().flat_map(by_forges));
    faults
}

/// What forges make of plain text once it is rendered.
fn by_forges(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or(' ');
    let before = |index: usize| index.checked_sub(1).map_or(' ', at);
    let mut faults = Vec::new();
    for (index, c) in chars.iter().enumerate() {
        let (last, next) = (before(index), at(index + 1));
        let found = match c {
            '@' => last.is_alphanumeric() || next.is_alphanumeric(),
            '#' | '!' | '$' | '%' | '~' | '&' => next.is_alphanumeric() || *c == '$',
            ':' => next == '/' || last.is_alphanumeric() && next.is_alphanumeric(),
            '.' => last.is_ascii_alphanumeric() && next.is_alphanumeric(),
            '-' => last.is_ascii_alphanumeric() && next.is_ascii_digit(),
            '<' | '>' | '[' | ']' | '`' | '|' | '^' | '\\' => true,
            _ => false,
        };
        if found {
            faults.push(format!("{c} stands in the prose: {line}"));
        }
    }
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    for word in words.filter(|word| word.len() >= 7 && word.bytes().all(|c| c.is_ascii_hexdigit())) {
        faults.push(format!("{word} may be a commit: {line}"));
    }
    faults
}

fn by_gfm(markdown: &str, own_links: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for relaxed in [false, true] {
        let arena = comrak::Arena::new();
        for node in comrak::parse_document(&arena, markdown, &gfm(relaxed)).descendants() {
            match &node.data().value {
                NodeValue::Link(link) if own_links.contains(&&*link.url) => {}
                NodeValue::Document
                | NodeValue::List(_)
                | NodeValue::Item(_)
                | NodeValue::CodeBlock(_)
                | NodeValue::Paragraph
                | NodeValue::Heading(_)
                | NodeValue::Text(_)
                | NodeValue::SoftBreak
                | NodeValue::Code(_)
                | NodeValue::Strong => {}
                other => faults.push(format!("GFM: {other:?}")),
            }
        }
    }
    faults
}

/// GFM with every extension of it that makes something of plain text.
fn gfm(relaxed: bool) -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    let on = &mut options.extension;
    on.strikethrough = true;
    on.table = true;
    on.autolink = true;
    on.tasklist = true;
    on.superscript = true;
    on.footnotes = true;
    on.inline_footnotes = true;
    on.description_lists = true;
    on.multiline_block_quotes = true;
    on.alerts = true;
    on.math_dollars = true;
    on.math_latex = true;
    on.math_code = true;
    on.wikilinks_title_after_pipe = true;
    on.underline = true;
    on.subscript = true;
    on.spoiler = true;
    on.highlight = true;
    on.insert = true;
    options.parse.relaxed_autolinks = relaxed;
    options
}

/// The blocks of a Markdown text, each as a letter and its depth.
pub fn skeleton(markdown: &str) -> String {
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, markdown, &gfm(false));
    let blocks = root.descendants().filter(|node| node.data().value.block());
    blocks.map(|node| format!("{} {}\n", node.ancestors().count(), node.data().value.xml_node_name())).collect()
}

/// The text that a reader sees, without white space.
pub fn text_of(markdown: &str) -> String {
    let arena = comrak::Arena::new();
    let mut text = String::new();
    for node in comrak::parse_document(&arena, markdown, &gfm(false)).descendants() {
        match &node.data().value {
            NodeValue::Text(said) => text += said,
            NodeValue::Code(code) => text += &code.literal,
            NodeValue::CodeBlock(code) => text += &code.literal,
            _ => {}
        }
    }
    squeezed(&text)
}

/// A text without white space.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
