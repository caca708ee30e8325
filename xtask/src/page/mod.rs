//! The page: one file that holds its style, its scripts and the module, under a policy that lets nothing else in.
//!
//! `www/index.html` links what it is made of; building replaces each link by what it leads to, as it is written, but for the comments
//! that document functions: whoever opens the built file can read it. Only the module and the catalogues are packed. The same input gives the same
//! bytes.

mod catalogue;
pub(crate) mod html;
mod inline;
mod links;
pub(crate) mod modules;
pub(crate) mod notices;
mod pack;
pub(crate) mod policy;
mod refusal;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::config::Config;
use crate::wasm;
use crate::workspace::Workspace;

use links::Folders;

/// A page that was built.
#[derive(Debug)]
pub(crate) struct Built {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The notices of what is in it, in a file beside it.
    pub(crate) notices: PathBuf,
    /// Its size.
    pub(crate) bytes: u64,
}

/// Builds the module and the page, writes the notices of what is in it beside it, and prints the page's path, size and
/// SHA-256.
///
/// # Errors
/// The module cannot be built, or the page breaks one of the [`rules`]; the error names each place.
pub(crate) fn build(workspace: &Workspace, config: &Config) -> Result<Built> {
    let path = workspace.root.join(&config.page.output);
    let (page, module) = write(workspace, config, &[], workspace.generated(), &path)?;
    let notices = path.with_extension("notices.txt");
    notices::write(workspace, &notices::Linked::page(&config.build), &notices)?;
    println!("{}", path.display());
    println!("{} bytes, with a module of {module} bytes before it was packed", page.len());
    println!("sha256 {}", page_tests::sha256(&page));
    println!("sha256 {} of the packed module, as the page shows it", page_tests::module_sha256(&path)?);
    Ok(Built { path, notices, bytes: page.len() as u64 })
}

/// Builds the page with a module in which tests can ask for faults.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_faulty(workspace: &Workspace, config: &Config) -> Result<()> {
    write(workspace, config, &["testing"], workspace.target.join("page-faulty"), &page_tests::faulty_page()).map(drop)
}

/// Writes a page with a module that has some of the core's features. What is generated on the way goes to `generated`.
/// Returns the page, and the size of its module.
fn write(
    workspace: &Workspace,
    config: &Config,
    features: &[&str],
    generated: PathBuf,
    path: &Path,
) -> Result<(String, u64)> {
    let module = wasm::build(workspace, config, features, &generated)?;
    catalogue::write_all(&workspace.root.join("lang"), &config.languages, &generated)?;
    let source = workspace.root.join(&config.page.source);
    let index = source.join("index.html");
    let index = std::fs::read_to_string(&index).with_context(|| format!("{} cannot be read", index.display()))?;
    let page = assemble(&index, &Folders { source, generated }, &config.page.trusted_types, &config.languages)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, &page).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok((page, module))
}

/// Makes the one file of index.html and what it links.
fn assemble(
    index: &str,
    folders: &Folders,
    trusted_types: &str,
    languages: &BTreeMap<String, String>,
) -> Result<String> {
    let index = inline::fill_placeholders(&index.replace("\r\n", "\n"), languages)?;
    let tags = html::tags(&index);
    let mut refusals = rules::html::check(&index, &tags);
    // What the tags link is looked at only once the tags themselves are in order.
    let linked = if refusals.is_empty() { links::read(&tags, folders)? } else { Vec::new() };
    refusals.extend(linked.iter().flat_map(rules::linked));
    refusals.extend(modules::check(&linked.iter().filter_map(|one| one.script.as_ref()).collect::<Vec<_>>()));
    if !refusals.is_empty() {
        let places: Vec<String> = refusals.iter().map(ToString::to_string).collect();
        bail!("the page cannot be built as it is:\n{}", places.join("\n"));
    }
    Ok(inline::inline(&index, &tags, &linked, trusted_types))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "<!doctype html>\r\n\
        <meta http-equiv=Content-Security-Policy content=generated>\n<meta charset=utf-8>\n<title>v{{version}}</title>\n\
        <link rel=stylesheet href=style.css>\n<p>text</p>\n<!-- {{catalogues}} -->\n\
        <script type=text/js-worker id=worker-source src=worker.js></script>\n\
        <script type=application/wasm id=module src=generated/core.wasm></script>\n<script type=module src=page.js></script>\n";

    fn assembled(script: &str) -> Result<String> {
        let folder = tempfile::tempdir()?;
        let folders = Folders { source: folder.path().to_owned(), generated: folder.path().join("elsewhere") };
        std::fs::create_dir(&folders.generated)?;
        std::fs::write(folders.source.join("style.css"), "/* Red. */\np { color: red }\n")?;
        std::fs::write(folders.source.join("worker.js"), "onmessage = go;\n")?;
        std::fs::write(folders.source.join("page.js"), script)?;
        std::fs::write(folders.source.join("other.js"), "export const text = \"</script>\";\n")?;
        std::fs::write(folders.generated.join("core.wasm"), b"\0asm\x01\0\0\0")?;
        std::fs::write(folders.generated.join("en.catalogue"), b"[]")?;
        assemble(INDEX, &folders, "name", &BTreeMap::new())
    }

    const PAGE: &str = "import { text } from \"./other.js\";\r\n\r\n// Why.\r\ngo(text);\r\n";

    #[test]
    fn every_link_is_replaced_and_what_runs_is_in_the_policy() {
        let page = assembled(PAGE).unwrap();
        let script = "\n// --- other.js\nconst text = \"<\\/script>\";\n\n// --- page.js\n// Why.\ngo(text);\n";
        let mut policy = policy::Policy::new("name");
        policy.allow_style("\n/* Red. */\np { color: red }\n");
        policy.allow_script(script);
        let expected = format!(
            "<!doctype html>\n<meta charset=\"utf-8\">\n{}\n<title>v{}</title>\n\
             <style>\n/* Red. */\np {{ color: red }}\n</style>\n<p>text</p>\n\
             <script id=\"catalogue-en\" type=\"application/x-catalogue\">\n{}</script>\n\
             <script id=\"worker-source\" type=\"text/js-worker\">\n// --- worker.js\nonmessage = go;\n</script>\n\
             <script id=\"module\" type=\"application/wasm\">\n{}</script>\n\
             <script type=\"module\">{script}</script>\n",
            policy.meta(),
            env!("CARGO_PKG_VERSION"),
            pack::pack(b"[]"),
            pack::pack(b"\0asm\x01\0\0\0"),
        );
        assert_eq!(page, expected);
    }

    #[test]
    fn the_same_input_gives_the_same_page() {
        assert_eq!(assembled(PAGE).unwrap(), assembled(PAGE).unwrap());
    }

    #[test]
    fn a_module_that_breaks_a_rule_is_named_with_its_line() {
        let error = assembled(&format!("{PAGE}box.innerHTML = text;\n")).unwrap_err().to_string();
        assert!(error.contains("\npage.js:5: `innerHTML` turns text into markup"), "{error}");
        let error = assembled("go();\n/** @type {any} */\nconst a = 1;\n").unwrap_err().to_string();
        assert!(error.contains("\npage.js:2: `{any}` is a type that allows everything"), "{error}");
    }
}
