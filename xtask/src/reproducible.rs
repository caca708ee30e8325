//! Whether the page is the same wherever it is built.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::config::Config;
use crate::page::{self, Built};
use crate::setup;
use crate::workspace::Workspace;

/// Builds the page once more, in another folder and from nothing, and compares it with one that was built here.
///
/// # Errors
/// The page cannot be built there, or it differs.
pub(crate) fn compare(workspace: &Workspace, config: &Config, page: &Built) -> Result<()> {
    // Another depth, other names, and nothing of what was compiled here.
    let root = workspace.target.join("reproducible/in another folder");
    setup::say(&format!("building the page a second time, in {}", root.display()));
    if root.exists() {
        std::fs::remove_dir_all(&root)?;
    }
    copy(&workspace.root, &root)?;
    let elsewhere = Workspace { target: root.join("target"), root };
    let again = page::build(&elsewhere, config)?;
    for (here, there) in [(&page.path, &again.path), (&page.notices, &again.notices)] {
        ensure!(std::fs::read(here)? == std::fs::read(there)?, "{} and {} differ", here.display(), there.display());
    }
    std::fs::remove_dir_all(elsewhere.root)?;
    Ok(())
}

/// Copies what a folder has, but for what is made in it.
///
/// # Errors
/// Something cannot be read or written.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if [".git", "target", "dist", "pkg"].iter().any(|made| name == *made) {
            continue;
        }
        if kind.is_dir() {
            copy(&entry.path(), &to.join(name))?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}
