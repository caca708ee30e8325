//! Replaces every link of index.html by what it leads to.

use anyhow::{Result, bail};

use super::html::{StartTag, Tag};
use super::links::{Kind, Linked};
use super::policy::Policy;
use super::thin::{thin, thin_style};
use super::{pack, policy};

/// Replaces `{{version}}` by the version of the workspace.
///
/// # Errors
/// Another placeholder is left.
pub(crate) fn fill_placeholders(index: &str) -> Result<String> {
    let filled = index.replace("{{version}}", env!("CARGO_PKG_VERSION"));
    match filled.split_once("{{") {
        None => Ok(filled),
        Some((_, rest)) => {
            bail!("index.html has an unknown placeholder: {{{{{}", rest.lines().next().unwrap_or_default())
        }
    }
}

/// Puts every linked file in the place of its link, and the policy that allows exactly these at the head, next to the
/// character set.
///
/// # Errors
/// The module cannot be packed.
pub(crate) fn inline(index: &str, tags: &[Tag], linked: &[Linked], trusted_types: &str) -> Result<String> {
    let mut policy = Policy::new(trusted_types);
    let mut replacements = Vec::new();
    for link in linked {
        let (element, content) = match link.kind {
            Kind::Style => ("style", format!("\n{}", thin_style(link.text()))),
            Kind::Script | Kind::Text => ("script", format!("\n{}", shield(&thin(link.text())))),
            Kind::Module => ("script", format!("\n{}", pack::pack(&link.content)?)),
        };
        match link.kind {
            Kind::Style => policy.allow_style(&content),
            Kind::Script => policy.allow_script(&content),
            Kind::Text | Kind::Module => {}
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
    replacements.sort_by_key(|(span, _)| span.start);

    let mut page = String::with_capacity(index.len());
    let mut copied = 0;
    for (span, replacement) in replacements {
        page += index.get(copied..span.start).unwrap_or_default();
        page += &replacement;
        copied = span.end;
    }
    page += index.get(copied..).unwrap_or_default();
    Ok(page)
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
    fn the_version_is_filled_in_and_nothing_else_may_be_left() {
        assert_eq!(fill_placeholders("v{{version}}").unwrap(), format!("v{}", env!("CARGO_PKG_VERSION")));
        let error = fill_placeholders("a {{verison}} b\nc").unwrap_err().to_string();
        assert_eq!(error, "index.html has an unknown placeholder: {{verison}} b");
    }
}
