//! Which Markdown becomes pages, where each page stands, and where a link of the repository leads on the site.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::SCHEMA;
use super::markdown::{self, Entry, Rendered};

/// What becomes a page besides all that is in `docs`.
const OUTSIDE: [&str; 4] = ["SECURITY.md", "COMPARE.md", "CHANGELOG.md", "npm/README.md"];
const START: &str = "docs/README.md";
/// The page of the library: the package's own, and what the crate says of itself.
const LIBRARY: &str = "npm/README.md";

/// The texts by their paths in the repository.
#[derive(Debug)]
pub(super) struct Sources {
    root: PathBuf,
    texts: BTreeMap<String, String>,
}

impl Sources {
    /// Reads everything that becomes a page.
    ///
    /// # Errors
    /// A file cannot be read.
    pub(super) fn read(root: &Path) -> Result<Sources> {
        let mut paths: Vec<String> = OUTSIDE.map(str::to_owned).into();
        collect(root, Path::new("docs"), &mut paths)?;
        let read = |path: String| {
            let text = super::read(root.join(&path))?;
            Ok((path, text))
        };
        let mut texts: BTreeMap<String, String> = paths.into_iter().map(read).collect::<Result<_>>()?;
        let crate_docs = from_crate(&super::read(root.join("src/lib.rs"))?)?;
        let schema = if root.join(SCHEMA).is_file() {
            "\n## The report's schema\n\nWhat a report looks like as JSON is written down in [report.schema.json](../docs/report.schema.json).\n"
        } else {
            ""
        };
        let library = texts.get_mut(LIBRARY).context("the page of the library is missing")?;
        *library = library.replacen("# assertion-inspector", "# Library", 1);
        *library += &format!("\n## From Rust\n\n{crate_docs}{schema}");
        Ok(Sources { root: root.to_owned(), texts })
    }

    /// Whether the report's schema is there.
    pub(super) fn has_schema(&self) -> bool {
        self.root.join(SCHEMA).is_file()
    }

    /// Every page.
    ///
    /// # Errors
    /// A link leads to nothing in the repository.
    pub(super) fn render(&self) -> Result<Vec<Rendered>> {
        let render = |(source, text): (&String, &String)| {
            let page = published(source);
            let link = |url: &str| self.link(source, &page, url);
            markdown::render(&page, text, &link).with_context(|| source.clone())
        };
        self.texts.iter().map(render).collect()
    }

    /// The list of contents: the lists of links of the start page under their headings.
    ///
    /// # Errors
    /// There is none, or a page of it is missing.
    pub(super) fn navigation(&self) -> Result<Vec<(String, Vec<Entry>)>> {
        let text = self.texts.get(START).context("the start page is missing")?;
        let parts = markdown::lists_of_links(text, &|url| self.link(START, "index.html", url))?;
        ensure!(parts.len() > 2, "{START} has no lists of links");
        Ok(parts)
    }

    /// Where a link of a source leads from its page.
    fn link(&self, source: &str, page: &str, url: &str) -> Result<String> {
        if url.starts_with('#') || url.starts_with("https://") || url.starts_with("mailto:") {
            return Ok(url.to_owned());
        }
        ensure!(!url.contains(':'), "the link {url} is neither https nor one of this repository");
        let (path, anchor) = url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(anchor)));
        let mut target = resolve(source, path).with_context(|| format!("the link {url} leaves the repository"))?;
        let on_disk = self.root.join(&target);
        if on_disk.is_dir() && self.texts.contains_key(&format!("{}/README.md", target.trim_end_matches('/'))) {
            target = format!("{}/README.md", target.trim_end_matches('/'));
        }
        ensure!(on_disk.exists(), "the link {url} leads to {target}, which is not there");
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Ok(if self.texts.contains_key(&target) || target == SCHEMA {
            relative(page, &published(&target)) + &anchor
        } else {
            let kind = if on_disk.is_dir() { "tree" } else { "blob" };
            format!("{}/{kind}/main/{}{anchor}", env!("CARGO_PKG_REPOSITORY"), target.trim_end_matches('/'))
        })
    }
}

/// Where a file of the repository stands on the site.
pub(super) fn published(source: &str) -> String {
    if source == LIBRARY {
        return "library.html".to_owned();
    }
    let inside = source.strip_prefix("docs/").map_or_else(|| source.to_lowercase(), str::to_owned);
    match inside.strip_suffix("README.md") {
        Some(folder) => format!("{folder}index.html"),
        None => inside.strip_suffix(".md").map_or_else(|| inside.clone(), |name| format!("{name}.html")),
    }
}

/// The way from a page to another file of the site.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let folders = from.len().min(to.len()) - 1;
    let common = from.iter().zip(&to).take(folders).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(from.len() - 1 - common);
    up + &to.get(common..).unwrap_or_default().join("/")
}

/// A path in the repository that is written relative to a file; `None` if it leads out.
pub(super) fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let folder = Path::new(from).parent()?;
    for part in folder.join(path).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str()?.to_owned()),
            Component::ParentDir => drop(parts.pop()?),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// All Markdown below a folder.
fn collect(root: &Path, folder: &Path, paths: &mut Vec<String>) -> Result<()> {
    let list = root.join(folder);
    let list = std::fs::read_dir(&list).with_context(|| format!("{} cannot be read", list.display()))?;
    for file in list {
        let file = file?;
        let path = folder.join(file.file_name());
        if file.file_type()?.is_dir() {
            collect(root, &path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            paths.push(parts.join("/"));
        }
    }
    Ok(())
}

/// What the crate says of itself to its users: its text up to the first heading.
fn from_crate(source: &str) -> Result<String> {
    let lines =
        source.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("# ")).collect();
    let text = lines.join("\n");
    let parts: Vec<&str> = text.split("```").collect();
    let [before, example, after] = parts.as_slice() else { bail!("src/lib.rs does not begin with one example") };
    Ok(format!("{before}```rust{example}```{after}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_place() {
        for (source, page) in [
            ("docs/README.md", "index.html"),
            ("docs/findings/README.md", "findings/index.html"),
            ("docs/findings/time-unit.md", "findings/time-unit.html"),
            ("SECURITY.md", "security.html"),
            ("npm/README.md", "library.html"),
            (SCHEMA, "report.schema.json"),
        ] {
            assert_eq!(published(source), page);
        }
    }

    #[test]
    fn ways_lead_from_page_to_page() {
        for (from, to, way) in [
            ("index.html", "findings/a.html", "findings/a.html"),
            ("findings/a.html", "findings/b.html", "b.html"),
            ("findings/a.html", "index.html", "../index.html"),
            ("a/b/c.html", "a/d/e.html", "../d/e.html"),
            ("a/b.html", "a/b.html", "b.html"),
        ] {
            assert_eq!(relative(from, to), way, "{from} {to}");
        }
        assert_eq!(resolve("docs/a/b.md", "../../SECURITY.md").as_deref(), Some("SECURITY.md"));
        assert_eq!(resolve("docs/a.md", "../../x.md"), None);
        assert_eq!(resolve("docs/a.md", "/etc/passwd"), None);
    }

    #[test]
    fn a_link_into_nothing_is_refused_and_one_to_source_goes_to_the_repository() {
        let sources = Sources::read(&crate::workspace::Workspace::here().root).unwrap();
        let link = |url| sources.link("docs/findings/README.md", "findings/index.html", url);
        assert_eq!(link("../../SECURITY.md#a").unwrap(), "../security.html#a");
        assert_eq!(link("../preflight/").unwrap(), "../preflight/index.html");
        assert_eq!(link("../../src/lib.rs").unwrap(), format!("{}/blob/main/src/lib.rs", env!("CARGO_PKG_REPOSITORY")));
        for wrong in ["nothing.md", "../../../out.md", "http://example.com/", "javascript:x"] {
            assert!(link(wrong).is_err(), "{wrong}");
        }
    }
}
