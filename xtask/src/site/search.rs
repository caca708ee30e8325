//! The search: one page that holds the words of all others, so that it works from a disk and without the network.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::markdown::Rendered;
use super::page::Content;

pub(super) const PATH: &str = "search.html";
/// The terms under which the library of the search may be passed on.
pub(super) const LICENSE_PATH: &str = "licenses/minisearch.txt";

const SCRIPT: &str = include_str!("search.js");

/// Something that can be found.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    id: String,
    title: String,
    /// The page that it is a part of, unless it is the page.
    of: String,
    /// The error texts that lead there.
    said: String,
    text: String,
}

/// What can be found of a page: the page of a finding as a whole, others by their sections.
pub(super) fn entries(page: &Rendered) -> Vec<Entry> {
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_finding = page.path.starts_with("findings/")
        && !["findings/index.html", "findings/by-code.html", "findings/by-words.html"].contains(&&*page.path);
    if is_finding {
        let (said, other): (Vec<_>, Vec<_>) =
            page.sections.iter().partition(|section| section.heading == "What Entra ID says");
        let text = |sections: Vec<&super::markdown::Section>| {
            tidy(&sections.iter().map(|one| &*one.text).collect::<Vec<_>>().join(" "))
        };
        let (said, text) = (text(said), text(other));
        return vec![Entry { id: page.path.clone(), title: page.title.clone(), of: String::new(), said, text }];
    }
    let entry = |(index, section): (usize, &super::markdown::Section)| {
        let (id, of) = match index {
            0 => (page.path.clone(), String::new()),
            _ => (format!("{}#{}", page.path, section.anchor), page.title.clone()),
        };
        Entry { id, title: section.heading.clone(), of, said: String::new(), text: tidy(&section.text) }
    };
    page.sections.iter().enumerate().map(entry).collect()
}

/// The page of the search.
///
/// # Errors
/// The library could end its element.
pub(super) fn page(entries: &[Entry], library: &str) -> Result<Content<'static>> {
    ensure!(!library.to_lowercase().contains("</script") && !library.contains("<!--"), "the library ends its element");
    // Its last line names a file that is not there.
    let lines: Vec<&str> = library.lines().filter(|line| !line.starts_with("//# sourceMappingURL")).collect();
    let script = format!("\n{}\n{SCRIPT}", lines.join("\n"));
    let words = serde_json::to_string(entries)?.replace('<', "\\u003c");
    let html = format!(
        "<h1>Search</h1>
<noscript><p>The search needs a script. Without one, everything is found by <a href=\"findings/by-code.html\">the error's code</a>, <a href=\"findings/by-words.html\">its words</a> and <a href=\"symptoms.html\">the symptom</a>.</p></noscript>
<p id=\"count\" role=\"status\"></p>
<ol id=\"results\"></ol>
<script type=\"application/json\" id=\"words\">{words}</script>
<p class=\"quiet\">Nothing that you type here leaves this page. It searches with <a href=\"{LICENSE_PATH}\">MiniSearch</a>.</p>
"
    );
    Ok(Content { path: PATH, title: "Search", html, script: Some(script) })
}
