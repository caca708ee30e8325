//! The libraries that the snippets are for, so that the tests run the snippets as a user would.
//!
//! They come by the lock files in `xtask/locks/stacks`: exactly these versions, each file by its hash, and no script of a
//! package runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, setup};

/// Installs them below the target folder, where they are not there yet.
///
/// # Errors
/// Python or Node is missing and cannot be installed, or a library cannot be.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("stacks");
    let locks = workspace.locks("stacks");
    let requirements = locks.join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements)? + &std::fs::read_to_string(locks.join("package-lock.json"))?;
    // The list stands beside what was installed from it: another list is another installation.
    let list = folder.join("installed.txt");
    if std::fs::read_to_string(&list).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let python = setup::python()?;
    std::fs::create_dir_all(&folder)?;
    setup::say(&format!("installing what {} locks, below {}", locks.display(), folder.display()));
    let venv = folder.join("python");
    process::quiet(Command::new(python).args(["-m", "venv", "--clear"]).arg(&venv))?;
    let mut install = Command::new(venv.join("bin/pip"));
    install.args(["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement"]);
    process::quiet(install.arg(requirements))?;
    npm_ci(&locks, &folder.join("node"))?;
    Ok(std::fs::write(list, wanted)?)
}

/// Installs tools of npm that a folder of `xtask/locks` locks, where they are not there yet. Returns the folder of them.
///
/// # Errors
/// As [`npm_ci`].
pub(crate) fn npm_tools(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let (locks, folder) = (workspace.locks(name), workspace.target.join(name));
    let wanted = std::fs::read(locks.join("package-lock.json"))?;
    // The list stands beside what was installed from it, and is written last.
    let list = folder.join("installed.json");
    if std::fs::read(&list).ok().as_ref() != Some(&wanted) {
        setup::say(&format!("installing what {} locks, below {}", locks.display(), folder.display()));
        npm_ci(&locks, &folder)?;
        std::fs::write(list, wanted)?;
    }
    Ok(folder)
}

/// Installs what a folder's `package-lock.json` says, and nothing else. No script of a package runs.
///
/// # Errors
/// npm is missing and cannot be installed, or a package is not what it was.
fn npm_ci(locks: &Path, folder: &Path) -> Result<()> {
    let npm = setup::npm()?;
    std::fs::create_dir_all(folder)?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(locks.join(file), folder.join(file))?;
    }
    let mut install = Command::new(npm);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(folder);
    process::quiet(&mut install).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_a_lock_file_has_its_hash() {
        let workspace = Workspace::here();
        for name in ["npm", "site", "stacks", "typescript"] {
            let lock = std::fs::read_to_string(workspace.locks(name).join("package-lock.json")).unwrap();
            let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
            let packages = lock["packages"].as_object().unwrap();
            assert!(packages.len() > 1);
            for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
                assert!(package["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-")), "{path}");
            }
        }
        let python = std::fs::read_to_string(workspace.locks("stacks").join("requirements.txt")).unwrap();
        let wanted = python.replace("\\\n", " ");
        assert!(wanted.lines().count() > 5);
        assert!(wanted.lines().all(|line| line.contains("==") && line.contains("--hash=sha256:")), "{wanted}");
        let direct = std::fs::read_to_string(workspace.locks("stacks").join("requirements.in")).unwrap();
        for line in direct.lines().filter(|line| !line.starts_with('#')) {
            let pinned = line.replace("[crypto]", "").to_lowercase() + " ";
            assert!(python.lines().any(|locked| locked.starts_with(&pinned)), "{line}");
        }
    }
}
