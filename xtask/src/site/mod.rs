//! `cargo xtask site`: the documentation as pages, in `dist/site`, from the Markdown of the repository.
//!
//! No page but the search has a script, none loads anything, and each carries its policy; `check` fails the build otherwise.

mod check;
mod markdown;
mod page;
mod search;
mod sources;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::stacks;
use crate::workspace::Workspace;

use sources::Sources;

/// The machine-readable description of the report; a program's own address for it stays what it is.
const SCHEMA: &str = "docs/report.schema.json";

/// Builds the site, and returns its folder.
///
/// # Errors
/// A link leads nowhere, a page has what it must not have, or what the search is made with cannot be installed.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let tools = stacks::npm_tools(workspace, "site")?;
    let sources = Sources::read(&workspace.root)?;
    let rendered = sources.render()?;
    let navigation = sources.navigation()?;
    let mut files = Vec::new();
    let mut entries = Vec::new();
    for one in &rendered {
        files.push((one.path.clone(), page::html(&page::Content::of(one), &navigation)));
        entries.extend(search::entries(one));
    }
    let library = tools.join("node_modules/minisearch");
    let library_script = read(library.join("dist/umd/index.js"))?;
    let content = search::page(&entries, &library_script)?;
    files.push((search::PATH.to_owned(), page::html(&content, &navigation)));
    check::all(&files)?;

    let folder = workspace.root.join("dist/site");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    files.push((search::LICENSE_PATH.to_owned(), read(library.join("LICENSE.txt"))?));
    files.push(("llms.txt".to_owned(), read(workspace.root.join("llms.txt"))?));
    if sources.has_schema() {
        files.push((sources::published(SCHEMA), read(workspace.root.join(SCHEMA))?));
    }
    for (path, text) in &files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap_or(&folder))?;
        std::fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{}: {} files, {bytes} bytes", folder.display(), files.len());
    Ok(folder)
}

fn read(file: PathBuf) -> Result<String> {
    std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))
}
