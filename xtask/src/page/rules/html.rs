//! What index.html may not contain.

use crate::page::html::{StartTag, Tag};
use crate::page::links::{GLUE_TYPE, MODULE_TYPE, PACKED_TYPES, WORKER_TYPE};
use crate::page::policy;

use crate::page::refusal::Refusal;

const FILE: &str = "index.html";

/// Elements that load something, or change where the page's addresses lead.
const ELEMENTS: [&str; 15] = [
    "applet",
    "audio",
    "base",
    "embed",
    "fencedframe",
    "frame",
    "frameset",
    "iframe",
    "img",
    "object",
    "picture",
    "portal",
    "source",
    "track",
    "video",
];

/// Attributes that load something or send something.
const ATTRIBUTES: [&str; 9] =
    ["action", "background", "formaction", "imagesrcset", "manifest", "ping", "poster", "srcdoc", "srcset"];

/// Refuses every place of index.html that would need a weaker policy or reach out of the page.
pub(crate) fn check(index: &str, tags: &[Tag]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |at: usize, why: String| refusals.push(Refusal::new(FILE, index, at, why));
    for (position, tag) in tags.iter().enumerate() {
        match tag {
            Tag::End { .. } => {}
            Tag::Broken { problem, at } => refuse(*at, format!("this is not HTML: {problem}")),
            Tag::Start(tag) => {
                let next = tags.get(position + 1);
                for why in [element(tag), script(tag, next)].into_iter().flatten() {
                    refuse(tag.span.start, why);
                }
                for why in tag.attributes.iter().filter_map(|(name, value)| attribute(tag, name, value)) {
                    refuse(tag.span.start, why);
                }
            }
        }
    }
    if let Err((at, why)) = policy_comes_first(tags) {
        refuse(at, why);
    }
    refusals
}

/// Elements that have no place in the page.
fn element(tag: &StartTag) -> Option<String> {
    match tag.name.as_str() {
        name if ELEMENTS.contains(&name) => Some(format!("<{name}> loads something from outside the page")),
        "style" => Some("a style inside the page would go unnoticed by its rules; link a file".to_owned()),
        "link" if tag.get("rel") != Some("stylesheet") || tag.get("href").is_none() => {
            Some("a <link> can only be a stylesheet with its href".to_owned())
        }
        "meta" if tag.get("http-equiv").is_some() && !policy::is_policy(tag) => {
            Some("the only <meta http-equiv> is the policy".to_owned())
        }
        _ => None,
    }
}

/// A script is linked, of a known type, and runs where it stands.
fn script(tag: &StartTag, next: Option<&Tag>) -> Option<String> {
    if tag.name != "script" {
        return None;
    }
    if tag.get("src").is_none() {
        return Some("a script inside the page would go unnoticed by its rules; link a file".to_owned());
    }
    if !matches!(next, Some(Tag::End { name, span }) if name == "script" && span.start == tag.span.end) {
        return Some("a script that links a file must be empty".to_owned());
    }
    let kind = tag.get("type").unwrap_or_default();
    if ![MODULE_TYPE, WORKER_TYPE, GLUE_TYPE].contains(&kind) && !PACKED_TYPES.contains(&kind) {
        return Some(format!("a script of type \"{kind}\" cannot be inlined; the page's own is a module"));
    }
    let late = ["defer", "nomodule", "crossorigin", "integrity"].into_iter().find(|name| tag.get(name).is_some())?;
    Some(format!("`{late}` has no effect on a script that is inlined; put the script where it is to run"))
}

/// Attributes that would run, load, send or style something.
fn attribute(tag: &StartTag, name: &str, value: &str) -> Option<String> {
    let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if bare.to_ascii_lowercase().starts_with("javascript:") {
        return Some(format!("{name}=\"javascript:…\" is a script inside the page; link a file"));
    }
    match name {
        "style" => Some("style=\"…\" would need 'unsafe-inline'; use a class".to_owned()),
        _ if name.starts_with("on") => Some(format!("{name}=\"…\" would need 'unsafe-inline'; use addEventListener")),
        _ if ATTRIBUTES.contains(&name) => Some(format!("{name}=\"…\" reaches out of the page")),
        "src" if tag.name != "script" => Some(format!("<{} src> loads something from outside the page", tag.name)),
        "src" if !is_local(value) => Some(remote(value)),
        "href" | "xlink:href" => match tag.name.as_str() {
            // A link that the reader follows is the reader's own doing.
            "a" | "area" => None,
            "link" => (!is_local(value)).then(|| remote(value)),
            _ => (!value.starts_with('#')).then(|| remote(value)),
        },
        _ => None,
    }
}

fn remote(value: &str) -> String {
    format!("`{value}` is not a file of the page")
}

/// Whether an address is that of a file beside or below index.html.
fn is_local(address: &str) -> bool {
    !address.is_empty()
        && !address.starts_with('/')
        && !address.contains([':', '\\', '?', '#'])
        && !address.contains("..")
}

/// The head begins with the policy, which holds only for what comes after it, and the character set. Which of the two
/// stands first in index.html does not matter: see [`crate::page::inline`].
fn policy_comes_first(tags: &[Tag]) -> Result<(), (usize, String)> {
    let starts = tags.iter().filter_map(|tag| if let Tag::Start(tag) = tag { Some(tag) } else { None });
    let starts: Vec<&StartTag> = starts.filter(|tag| !["html", "head"].contains(&tag.name.as_str())).collect();
    let (first, rest) = starts.split_at(starts.len().min(2));
    if !first.iter().any(|tag| policy::is_placeholder(tag)) || !first.iter().any(|tag| policy::is_charset(tag)) {
        let why = format!("the head must begin with <meta charset=\"utf-8\"> and {}", policy::PLACEHOLDER);
        return Err((first.first().map_or(0, |tag| tag.span.start), why));
    }
    match rest.iter().find(|tag| policy::is_policy(tag)) {
        Some(second) => Err((second.span.start, "there is a second policy".to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::html::tags;

    const HEAD: &str = "<!doctype html>\n<html><head><meta charset=\"utf-8\">\n\
                        <meta http-equiv=\"Content-Security-Policy\" content=\"generated\">\n";

    fn refused(body: &str) -> Vec<String> {
        let index = format!("{HEAD}{body}");
        check(&index, &tags(&index)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_ordinary_page_is_fine() {
        let body = "<link rel=stylesheet href=style.css></head><body>\
                    <a href=https://www.rfc-editor.org/>RFC</a><a href=#top>top</a><svg><use href=#sign /></svg>\
                    <template><p class=a data-src=x></p></template><button type=button>go</button>\
                    <script type=text/js-worker id=w src=worker.js></script>\
                    <script type=application/wasm id=m src=generated/m.wasm></script><script type=module src=page.js></script>";
        assert_eq!(refused(body), Vec::<String>::new());
    }

    #[test]
    fn each_of_these_is_refused_at_its_line() {
        for (body, why) in [
            ("<p style=\"color: red\">", "style=\"…\" would need 'unsafe-inline'"),
            ("<button onclick=\"go()\">", "onclick=\"…\" would need 'unsafe-inline'"),
            ("<svg onload=go()>", "onload=\"…\" would need 'unsafe-inline'"),
            ("<style>p {}</style>", "a style inside the page"),
            ("<script>go()</script>", "a script inside the page"),
            ("<script src=a.js>go()</script>", "a script that links a file must be empty"),
            ("<script src=a.js></script>", "a script of type \"\""),
            ("<script type=module src=a.js defer></script>", "`defer` has no effect"),
            ("<a href=\"javascript:go()\">", "href=\"javascript:…\""),
            ("<a href=\" java\nscript:go()\">", "href=\"javascript:…\""),
            (
                "<script type=module src=https://example.com/a.js></script>",
                "`https://example.com/a.js` is not a file of the page",
            ),
            ("<script type=module src=//example.com/a.js></script>", "`//example.com/a.js` is not a file of the page"),
            ("<script type=module src=../secret.js></script>", "`../secret.js` is not a file of the page"),
            (
                "<link rel=stylesheet href=http://example.com/a.css>",
                "`http://example.com/a.css` is not a file of the page",
            ),
            ("<link rel=preconnect href=a>", "a <link> can only be a stylesheet"),
            ("<svg><use href=a.svg#x /></svg>", "`a.svg#x` is not a file of the page"),
            ("<img alt=a>", "<img> loads something"),
            ("<iframe></iframe>", "<iframe> loads something"),
            ("<base target=_top>", "<base> loads something"),
            ("<input src=a.png>", "<input src> loads something"),
            ("<form action=/go>", "action=\"…\" reaches out"),
            ("<button formaction=/go>", "formaction=\"…\" reaches out"),
            ("<a href=#a ping=/go>", "ping=\"…\" reaches out"),
            ("<meta http-equiv=refresh content=1>", "the only <meta http-equiv> is the policy"),
            ("<p id=a id=b>", "this is not HTML"),
        ] {
            let refusals = refused(body);
            assert_eq!(refusals.len(), 1, "{body}: {refusals:?}");
            let place = refusals[0].strip_prefix("index.html:4: ");
            assert!(place.is_some_and(|rest| rest.starts_with(why)), "{body}: {}", refusals[0]);
        }
    }

    #[test]
    fn character_set_and_policy_come_first_and_once() {
        let charset = "<meta charset=utf-8>";
        let policy = "<meta http-equiv=Content-Security-Policy content=generated>";
        let own = "<meta http-equiv=Content-Security-Policy content=\"script-src *\">";
        for (index, why) in [
            ("<p>none".to_owned(), "the head must begin with"),
            (format!("{policy}<title>t</title>{charset}"), "the head must begin with"),
            (format!("{charset}<title>t</title>{policy}"), "the head must begin with"),
            (format!("{charset}{own}"), "the head must begin with"),
            (format!("{policy}{charset}{own}"), "there is a second policy"),
        ] {
            let refusals = check(&index, &tags(&index));
            assert!(refusals.len() == 1 && refusals[0].why.contains(why), "{index}: {refusals:?}");
        }
    }
}
