//! The libraries that the snippets are for, so that the tests run the snippets as a user would.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, setup};

// jmespath is what the Azure CLI evaluates its `--query` with.
const PYTHON: [&str; 6] = [
    "msal==1.39.0",
    "azure-identity==1.27.0",
    "PyJWT[crypto]==2.15.1",
    "jmespath==1.0.1",
    "tree-sitter==0.26.1",
    "tree-sitter-powershell==0.26.4",
];
/// Beside the libraries: the parser of Kusto queries, and the rules of accessibility that the page is held against.
const NODE: [&str; 5] = [
    "@azure/msal-node@7.2.3",
    "@azure/identity@4.14.1",
    "jose@6.2.18",
    "@kusto/language-service-next@12.4.1",
    "axe-core@4.14.1",
];

/// Installs them below the target folder, where they are not there yet.
///
/// # Errors
/// Python or Node is missing and cannot be installed, or a library cannot be.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("stacks");
    // The list stands beside what was installed from it: another list is another installation.
    let (list, wanted) = (folder.join("installed.txt"), [PYTHON.as_slice(), NODE.as_slice()].concat().join("\n"));
    if std::fs::read_to_string(&list).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let (python, npm) = (setup::python()?, setup::npm()?);
    std::fs::create_dir_all(&folder)?;
    setup::say(&format!("installing {} and {}, below {}", PYTHON.join(" "), NODE.join(" "), folder.display()));
    let venv = folder.join("python");
    process::quiet(Command::new(python).args(["-m", "venv", "--clear"]).arg(&venv))?;
    process::quiet(Command::new(venv.join("bin/pip")).args(["install", "--quiet"]).args(PYTHON))?;
    let mut install = Command::new(npm);
    install.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(folder.join("node"));
    process::quiet(install.args(NODE))?;
    Ok(std::fs::write(list, wanted)?)
}
