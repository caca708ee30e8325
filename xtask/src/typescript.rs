//! The type checker over the page's scripts, which are plain JavaScript with types in their comments.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use crate::workspace::Workspace;
use crate::{process, stacks};

/// Checks the scripts as `jsconfig.json` beside them says, with the declarations of the glue as they were generated.
///
/// # Errors
/// The checker cannot be installed, or it finds something.
pub(crate) fn check(workspace: &Workspace, source: &Path) -> Result<()> {
    let checker = install(workspace)?;
    let source = workspace.root.join(source);
    let project = workspace.target.join("page/tsconfig.json");
    // The target folder may be anywhere, so the editor's own settings cannot name the declarations in it for good.
    let settings = json!({
        "extends": source.join("jsconfig.json"),
        "include": [source.join("*.js"), source.join("*.d.ts"), workspace.generated().join("*.d.ts")],
    });
    std::fs::write(&project, settings.to_string())?;
    process::run(Command::new(checker).current_dir(&workspace.root).arg("--project").arg(project))
}

/// Installs the checker, where it is not there yet, and returns its path.
///
/// # Errors
/// npm is missing, or it cannot be installed.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf> {
    let name = if cfg!(windows) { "tsc.cmd" } else { "tsc" };
    Ok(stacks::npm_tools(workspace, "typescript")?.join("node_modules/.bin").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The scripts themselves are looked through when the page is built; declarations are not part of it.
    #[test]
    fn no_declaration_allows_everything() {
        let folder = Workspace::here().root.join("www");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.to_string_lossy().ends_with(".d.ts") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
            for line in code {
                let words = line.split(|c: char| !c.is_alphanumeric());
                assert!(!words.into_iter().any(|word| word == "any"), "{}: {line}", path.display());
            }
        }
    }
}
