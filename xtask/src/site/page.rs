//! What every page of the site has around its content.

use super::markdown::{Entry, Rendered};
use super::search;
use super::sources::relative;
use crate::page::policy;

const STYLE: &str = include_str!("style.css");

/// What differs from page to page.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) path: &'a str,
    pub(super) title: &'a str,
    pub(super) html: String,
    /// What stands between the tags of its script; all pages but one have none.
    pub(super) script: Option<String>,
}

impl<'a> Content<'a> {
    pub(super) fn of(page: &'a Rendered) -> Content<'a> {
        Content { path: &page.path, title: &page.title, html: page.html.clone(), script: None }
    }
}

/// The whole page. It may use its own style and its own script, send its form to the search beside it, and nothing else.
pub(super) fn html(content: &Content<'_>, navigation: &[(String, Vec<Entry>)]) -> String {
    let policy = policy(content.script.as_deref());
    let (home, search) = (relative(content.path, "index.html"), relative(content.path, search::PATH));
    let mut contents = String::new();
    for (index, (heading, entries)) in navigation.iter().enumerate() {
        contents +=
            &format!("<h2 id=\"part-{index}\">{}</h2>\n<ul aria-labelledby=\"part-{index}\">\n", escape(heading));
        for entry in entries {
            let here = if entry.url == content.path { " aria-current=\"page\"" } else { "" };
            let url = match entry.url.split_once(':') {
                Some(_) => entry.url.clone(),
                None => relative(content.path, &entry.url),
            };
            contents += &format!("<li><a href=\"{}\"{here}>{}</a></li>\n", escape(&url), escape(&entry.title));
        }
        contents += "</ul>\n";
    }
    let script = content.script.as_ref().map(|script| format!("<script>{script}</script>\n")).unwrap_or_default();
    let title = escape(content.title);
    let name = if content.path == "index.html" { String::new() } else { format!("{title} · ") };
    let (version, repository) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
    let body = &content.html;
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
{policy}
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"referrer\" content=\"no-referrer\">
<title>{name}Assertion Inspector</title>
<style>{STYLE}</style>
</head>
<body>
<a class=\"skip\" href=\"#the-content\">Skip to the content</a>
<header>
<a class=\"name\" href=\"{home}\"><span aria-hidden=\"true\">◇</span> Assertion Inspector</a>
<form role=\"search\" action=\"{search}\">
<input type=\"search\" name=\"q\" required autocomplete=\"off\" aria-label=\"Search the documentation\" placeholder=\"Your error or its code\">
<button>Search</button>
</form>
<a class=\"to-contents\" href=\"#the-contents\">Contents</a>
</header>
<div class=\"columns\">
<main id=\"the-content\" tabindex=\"-1\">
{body}</main>
<nav id=\"the-contents\" aria-label=\"Contents\">
{contents}</nav>
</div>
<footer><p>Version {version}. Not made or endorsed by Microsoft. <a href=\"{repository}\">Source</a></p></footer>
{script}</body>
</html>
"
    )
}

/// The `<meta>` element of a page's policy. From a disk, Firefox does not count the search as the same origin, hence `file:`.
fn policy(script: Option<&str>) -> String {
    let script = script.map(|script| format!("script-src {}; ", policy::source(script))).unwrap_or_default();
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {script}style-src {}; base-uri 'none'; form-action 'self' file:; require-trusted-types-for 'script'; trusted-types 'none'\">",
        policy::source(STYLE)
    )
}

/// Text as it stands in HTML, in an attribute too.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
