//! The package's folder: what `npm/` has, the module with its glue, and the command line for WASI.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::config::Config;
use crate::page::notices::{self, Linked};
use crate::release::programs::{self, WASI};
use crate::wasm;
use crate::workspace::Workspace;

/// What is published as it stands in `npm/`.
const FILES: [&str; 6] = ["api.js", "browser.js", "node.js", "node.cjs", "cli.js", "README.md"];

/// Builds the package; in a release, its command line knows the sum of the page. Returns the folder.
///
/// # Errors
/// A toolchain is missing, or one of the two does not compile.
pub(crate) fn build(workspace: &Workspace, config: &Config, page_sha256: Option<&str>) -> Result<PathBuf> {
    let (source, folder) = (workspace.root.join("npm"), workspace.root.join("dist/npm"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let read =
        |path: PathBuf| std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()));
    for name in FILES {
        std::fs::copy(source.join(name), folder.join(name)).with_context(|| name.to_owned())?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        std::fs::copy(workspace.root.join(name), folder.join(name))?;
    }
    std::fs::write(folder.join("package.json"), manifest(&read(source.join("package.json"))?)?)?;
    // One text for both kinds of modules: each kind of importer wants declarations of its own.
    let types = read(workspace.root.join("www/report.d.ts"))? + &read(source.join("index.d.ts"))?;
    for name in ["index.d.ts", "index.d.cts"] {
        std::fs::write(folder.join(name), &types)?;
    }
    wasm::build_package(workspace, config, &folder.join("module"))?;
    std::fs::copy(programs::build(workspace, &WASI, page_sha256)?, folder.join("cli.wasm"))?;
    notices::write(workspace, &Linked::package(&config.build, WASI.triple), &folder.join("NOTICES.txt"))?;
    Ok(folder)
}

/// `package.json` with the version and the address that the workspace has. The order of its members is left as it is: the first
/// condition that fits is the one that is taken.
fn manifest(template: &str) -> Result<String> {
    let mut text = template.to_owned();
    for (empty, filled) in [
        ("\"version\": \"\"", format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"))),
        ("\"url\": \"\"", format!("\"url\": \"git+{}.git\"", env!("CARGO_PKG_REPOSITORY"))),
    ] {
        ensure!(text.matches(empty).count() == 1, "npm/package.json has no place for {filled}");
        text = text.replace(empty, &filled);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_the_workspaces_version_no_dependencies_and_no_scripts() {
        let template = include_str!("../../../npm/package.json");
        let manifest: serde_json::Value = serde_json::from_str(&manifest(template).unwrap()).unwrap();
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        assert!(manifest["repository"]["url"].as_str().unwrap().starts_with("git+https://"));
        for absent in ["dependencies", "optionalDependencies", "peerDependencies", "scripts"] {
            assert!(manifest[absent].is_null(), "{absent}");
        }
    }
}
