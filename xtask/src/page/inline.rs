//! Replaces every link of index.html by what it leads to.

use anyhow::{Result, bail};

use super::html::{StartTag, Tag};
use super::links::{Kind, Linked};
use super::minify::minify;
use super::policy::Policy;
use super::thin::thin_style;
use super::{pack, policy};

/// The attribute of a script that is packed with the others.
const PACKED: &str = "data-packed";
/// The type of the element that carries them.
const SCRIPTS_TYPE: &str = "application/x-scripts";

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
/// A script is none, or something cannot be packed.
pub(crate) fn inline(index: &str, tags: &[Tag], linked: &[Linked], trusted_types: &str) -> Result<String> {
    let mut policy = Policy::new(trusted_types);
    let mut replacements = Vec::new();
    let mut packed = Scripts::default();
    for link in linked {
        if packed.take(link)? {
            replacements.push((link.span.clone(), String::new()));
            continue;
        }
        let (element, content) = match link.kind {
            Kind::Style => ("style", format!("\n{}", thin_style(link.text()))),
            Kind::Script | Kind::Text => ("script", format!("\n{}", shield(&minify(&link.name, link.text())?))),
            Kind::Packed => ("script", format!("\n{}", pack::pack(&link.content)?)),
        };
        match link.kind {
            Kind::Style => policy.allow_style(&content),
            Kind::Script => policy.allow_script(&content),
            Kind::Text | Kind::Packed => {}
        }
        let open = open_tag(element, &link.tag);
        replacements.push((link.span.clone(), format!("{open}{content}</{element}>")));
    }
    if let Some(place) = packed.place {
        policy.allow_script(&packed.page);
        let sections = [packed.worker.as_slice(), &[packed.page]].concat().join("\0");
        let text = pack::pack(sections.as_bytes())?;
        replacements.push((place..place, format!("<script id=\"scripts\" type=\"{SCRIPTS_TYPE}\">\n{text}</script>")));
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
    Ok(page)
}

/// The scripts that are packed together, and that `www/boot.js` unpacks: those of the worker, each by itself, and the page's
/// in one, which the policy knows.
#[derive(Debug, Default)]
struct Scripts {
    worker: Vec<String>,
    page: String,
    /// Where the first of them was linked.
    place: Option<usize>,
}

impl Scripts {
    /// Takes a script that is to be packed. Whether it is one.
    fn take(&mut self, link: &Linked) -> Result<bool> {
        if link.tag.get(PACKED).is_none() {
            return Ok(false);
        }
        let script = minify(&link.name, link.text())?;
        match link.kind {
            Kind::Script => self.page += &script,
            Kind::Text => self.worker.push(script),
            _ => bail!("index.html: {} is no script, and cannot be packed with them", link.name),
        }
        self.place.get_or_insert(link.span.start);
        Ok(true)
    }
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
