//! What no page of the site may have, and that every link and every page is reached.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};

use super::search;
use super::sources::resolve;
use crate::page::html::{StartTag, Tag, tags};
use crate::page::policy;

/// What loads, frames, sends elsewhere, or changes what the policy and the links mean.
const REFUSED: [&str; 15] = [
    "applet", "audio", "base", "embed", "frame", "iframe", "img", "link", "object", "picture", "source", "svg",
    "track", "video", "math",
];

/// Checks all pages together, each by its path.
///
/// # Errors
/// One has what it must not have, a link leads nowhere, or a page cannot be reached from the first. All of that is named.
pub(super) fn all(pages: &[(String, String)]) -> Result<()> {
    let mut problems = Vec::new();
    let mut anchors: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(&str, String)> = Vec::new();
    for (path, text) in pages {
        let tags = tags(text);
        let mut ids = BTreeSet::new();
        let mut starts = tags.iter().filter_map(|tag| if let Tag::Start(tag) = tag { Some(tag) } else { None });
        for tag in &tags {
            if let Tag::Broken { problem, at } = tag {
                problems.push(format!("{path}: {problem} at byte {at}"));
            }
        }
        // The first thing in the head, so that nothing comes before it.
        let first = starts.by_ref().find(|tag| !["html", "head"].contains(&&*tag.name));
        if !first.is_some_and(policy::is_policy) {
            problems.push(format!("{path}: does not begin with its policy"));
        }
        for tag in starts {
            problems.extend(problem(path, tag).map(|what| format!("{path}: {what}")));
            if let Some(id) = tag.get("id")
                && !ids.insert(id.to_owned())
            {
                problems.push(format!("{path}: the id {id} stands twice"));
            }
            let to = tag.get("href").or_else(|| tag.get("action"));
            links.extend(to.map(|to| (path.as_str(), to.to_owned())));
        }
        anchors.insert(path, ids);
    }
    let mut ways: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in &links {
        if to.starts_with("https://") || to.starts_with("mailto:") {
            continue;
        }
        let (path, anchor) = to.split_once('#').map_or((to.as_str(), ""), |(path, anchor)| (path, anchor));
        let target = if path.is_empty() { Some((*from).to_owned()) } else { resolve(from, path) };
        let Some(target) = target else {
            problems.push(format!("{from}: {to} leaves the site"));
            continue;
        };
        // What is no page stands beside them.
        let known = anchors.get(target.as_str());
        if known.is_none()
            && ![search::LICENSE_PATH.to_owned(), super::sources::published(super::SCHEMA)].contains(&target)
        {
            problems.push(format!("{from}: {to} leads to {target}, which is not there"));
        }
        if !anchor.is_empty() && !known.is_some_and(|ids| ids.contains(anchor)) {
            problems.push(format!("{from}: {to} leads to a place that is not there"));
        }
        ways.entry(from).or_default().insert(target);
    }
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut next: Vec<String> = reached.iter().cloned().collect();
    while let Some(page) = next.pop() {
        for to in ways.get(page.as_str()).into_iter().flatten() {
            if reached.insert(to.clone()) {
                next.push(to.clone());
            }
        }
    }
    let lost = anchors.keys().filter(|path| !reached.contains(**path));
    problems.extend(lost.map(|path| format!("{path}: no link leads there")));
    ensure!(problems.is_empty(), "the site is not as it must be:\n{}", problems.join("\n"));
    Ok(())
}

/// What is wrong with a tag.
fn problem(path: &str, tag: &StartTag) -> Option<String> {
    if REFUSED.contains(&&*tag.name) {
        return Some(format!("there is <{}>", tag.name));
    }
    let is_data = tag.get("type") == Some("application/json");
    if tag.name == "script" && path != search::PATH && !is_data {
        return Some("there is a script".to_owned());
    }
    if tag.name == "meta" && tag.get("http-equiv").is_some() {
        return Some("there is a second policy, or a redirection".to_owned());
    }
    for (name, value) in &tag.attributes {
        let loads = ["src", "srcset", "background", "poster", "formaction", "ping", "style"].contains(&name.as_str());
        if loads || name.starts_with("on") {
            return Some(format!("<{} {name}> is no part of it", tag.name));
        }
        let is_address = ["href", "action"].contains(&name.as_str());
        let scheme = value.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '#', '?']));
        if is_address && scheme.is_some_and(|scheme| tag.name != "a" || !["https", "mailto"].contains(&scheme)) {
            return Some(format!("the address {value} is of another kind"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(body: &str) -> Result<()> {
        let policy = "<!doctype html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head>";
        let other = format!("{policy}<body><h1 id=\"here\">x</h1></body></html>");
        let start = format!("{policy}<body><a href=\"a/other.html\">x</a>{body}</body></html>");
        all(&[("index.html".into(), start), ("a/other.html".into(), other)])
    }

    #[test]
    fn good_links_pass() {
        site("<a href=\"a/other.html#here\">x</a> <a href=\"https://example.com/a#b\">x</a> <p id=\"p\"><a href=\"#p\">x</a>").unwrap();
    }

    #[test]
    fn everything_else_is_named() {
        for (body, named) in [
            ("<a href=\"nothing.html\">x</a>", "which is not there"),
            ("<a href=\"../index.html\">x</a>", "leaves the site"),
            ("<a href=\"a/other.html#there\">x</a>", "a place that is not there"),
            ("<a href=\"#there\">x</a>", "a place that is not there"),
            ("<a href=\"http://example.com/\">x</a>", "of another kind"),
            ("<a href=\"javascript:x\">x</a>", "of another kind"),
            ("<form action=\"https://example.com/\"></form>", "of another kind"),
            ("<p id=\"a\"></p><p id=\"a\"></p>", "stands twice"),
            ("<p onclick=\"x\"></p>", "<p onclick>"),
            ("<p style=\"x\"></p>", "<p style>"),
            ("<img alt=\"x\">", "<img>"),
            ("<link rel=\"stylesheet\">", "<link>"),
            ("<script>1</script>", "a script"),
            ("<p a=1 a=2>", "at byte"),
            ("<meta http-equiv=\"refresh\">", "a redirection"),
        ] {
            let error = site(body).expect_err(body).to_string();
            assert!(error.contains(named), "{body}: {error}");
        }
    }

    #[test]
    fn a_page_without_a_policy_and_one_without_a_way_to_it_are_named() {
        let bare =
            |path: &str| (path.to_owned(), "<!doctype html><html><head><title>x</title></head></html>".to_owned());
        let error = all(&[bare("index.html"), bare("lost.html")]).unwrap_err().to_string();
        assert!(error.contains("index.html: does not begin with its policy"), "{error}");
        assert!(error.contains("lost.html: no link leads there"), "{error}");
    }
}
