//! Replaces every link of index.html by what it leads to.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::html::{StartTag, Tag};
use super::links::{Kind, Linked};
use super::modules::documentation;
use super::policy::Policy;
use super::{catalogue, pack, policy};

/// Fills in the version of the workspace, and what the page has for each language: an option to choose it by, and its catalogue.
///
/// # Errors
/// Another placeholder is left.
pub(crate) fn fill_placeholders(index: &str, languages: &BTreeMap<String, String>) -> Result<String> {
    let filled = index
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("<!-- {{language options}} -->", &catalogue::options(languages))
        .replace("<!-- {{catalogues}} -->", &catalogue::elements(languages));
    match filled.split_once("{{") {
        None => Ok(filled),
        Some((_, rest)) => {
            bail!("index.html has an unknown placeholder: {{{{{}", rest.lines().next().unwrap_or_default())
        }
    }
}

/// Puts every linked file in the place of its link, and the policy that allows exactly these at the head, next to the
/// character set.
pub(crate) fn inline(index: &str, tags: &[Tag], linked: &[Linked], trusted_types: &str) -> String {
    let mut policy = Policy::new(trusted_types);
    let mut replacements = Vec::new();
    for link in linked {
        let (element, content) = match link.kind {
            Kind::Style => {
                let lines = link.text().split_inclusive('\n').map(documentation::tabbed).collect::<String>();
                ("style", format!("\n{lines}"))
            }
            Kind::Module | Kind::Worker => ("script", format!("\n{}", shield(link.text()))),
            Kind::Packed | Kind::Glue => ("script", format!("\n{}", pack::pack(&link.content))),
        };
        match link.kind {
            Kind::Style => policy.allow_style(&content),
            Kind::Module => policy.allow_script(&content),
            Kind::Worker | Kind::Packed | Kind::Glue => {}
        }
        let open = open_tag(element, &link.tag);
        replacements.push((link.span.clone(), format!("{open}{content}</{element}>")));
    }
    // A browser looks for the character set in the first 1024 bytes, and the policy is about as long.
    let head = tags.iter().filter_map(|tag| match tag {
        Tag::Start(tag) if policy::is_placeholder(tag) || policy::is_charset(tag) => Some(tag.span.clone()),
        _ => None,
    });
    replacements.extend(head.zip(["<meta charset=\"utf-8\">".to_owned(), policy.meta()]));
    replacements.sort_by_key(|(span, _)| (span.start, span.end));

    let mut page = String::with_capacity(index.len());
    let mut copied = 0;
    for (span, replacement) in replacements {
        page += index.get(copied..span.start).unwrap_or_default();
        page += &replacement;
        copied = span.end;
    }
    page += index.get(copied..).unwrap_or_default();
    page
}

/// The start tag without what made it a link.
fn open_tag(element: &str, link: &StartTag) -> String {
    let mut tag = format!("<{element}");
    for (name, value) in &link.attributes {
        if !["href", "rel", "src"].contains(&name.as_str()) {
            tag += &format!(" {name}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;"));
        }
    }
    tag + ">"
}

/// Keeps a script from ending its element: in a JavaScript string, pattern or comment, `<\/` means `</`.
fn shield(script: &str) -> String {
    const END: &str = "</script";
    let mut shielded = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.to_ascii_lowercase().find(END) {
        let (before, after) = rest.split_at(at);
        shielded += before;
        shielded += "<\\";
        rest = after.strip_prefix('<').unwrap_or(after);
    }
    shielded + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_cannot_end_its_element() {
        assert_eq!(shield("a = '</script>' + \"</SCRIPT >\";"), "a = '<\\/script>' + \"<\\/SCRIPT >\";");
        assert_eq!(shield("a < b"), "a < b");
    }

    #[test]
    fn placeholders_are_filled_in_and_no_other_may_be_left() {
        let languages = BTreeMap::from([("de".to_owned(), "Deutsch".to_owned())]);
        let filled = fill_placeholders("v{{version}} <!-- {{language options}} -->", &languages).unwrap();
        assert_eq!(filled, format!("v{} {}", env!("CARGO_PKG_VERSION"), catalogue::options(&languages)));
        let error = fill_placeholders("a {{verison}} b\nc", &languages).unwrap_err().to_string();
        assert_eq!(error, "index.html has an unknown placeholder: {{verison}} b");
    }
}
