//! The type checker over the page's scripts, which are plain JavaScript with types in their comments.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, setup};

/// The compiler whose checks the scripts pass.
const VERSION: &str = "7.0.2";

/// Checks the scripts as `jsconfig.json` beside them says. The glue must have been generated.
///
/// # Errors
/// The checker cannot be installed, or it finds something.
pub(crate) fn check(workspace: &Workspace, source: &std::path::Path) -> Result<()> {
    let checker = install(workspace)?;
    let project = workspace.root.join(source).join("jsconfig.json");
    process::run(Command::new(checker).current_dir(&workspace.root).arg("--project").arg(project))
}

/// Installs the checker below the target folder, where it is not there yet, and returns its path.
fn install(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("typescript").join(VERSION);
    let checker = folder.join("node_modules/.bin").join(if cfg!(windows) { "tsc.cmd" } else { "tsc" });
    if !checker.is_file() {
        let npm = setup::npm()?;
        std::fs::create_dir_all(&folder)?;
        setup::say(&format!("npm install typescript@{VERSION}, below {}", workspace.target.display()));
        let mut install = Command::new(npm);
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
        process::quiet(install.arg(format!("typescript@{VERSION}")))?;
    }
    Ok(checker)
}
