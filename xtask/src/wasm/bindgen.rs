//! wasm-bindgen's part: the glue between the module and JavaScript.
//!
//! It runs as a library, so that nobody has to install a tool of exactly the right version.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use wasm_bindgen_cli_support::Bindgen;

use crate::page::modules::documentation::without_documentation;
use crate::workspace::Workspace;

/// Who loads the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glue {
    /// The page's worker. Classic scripts: a page from file:// cannot import modules.
    Page,
    /// Programs that import the npm package.
    Package,
}

/// Writes glue, declarations and module into `folder`, and returns the module's path.
///
/// # Errors
/// The module was built with another wasm-bindgen, or the files cannot be written.
pub(crate) fn generate(compiled: &Path, folder: &Path, library: &str, glue: Glue) -> Result<PathBuf> {
    let mut bindgen = Bindgen::new();
    match glue {
        Glue::Page => bindgen.no_modules(true)?,
        Glue::Package => bindgen.web(true)?,
    };
    bindgen
        .input_path(compiled)
        .out_name(library)
        // The type checker reads the page's declarations; the package has its own.
        .typescript(glue == Glue::Page)
        // Whoever loads the module hands it over; there is no address to fetch it from.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen could not write the module's glue")?;
    let glue = folder.join(format!("{library}.js"));
    let script = std::fs::read_to_string(&glue).with_context(|| format!("{} cannot be read", glue.display()))?;
    std::fs::write(&glue, compact(&script))?;
    Ok(folder.join(format!("{library}_bg.wasm")))
}

/// Leaves out the doc comments, which stand in the declarations, too, and the indentation: ten kilobytes of the page.
fn compact(script: &str) -> String {
    without_documentation(script).split_inclusive('\n').map(|line| line.trim_start_matches(['\t', ' '])).collect()
}

/// Makes sure that the library that the core is built with and the one that writes the glue are of one version: they
/// understand each other only then.
///
/// # Errors
/// Cargo.lock holds two different versions, or one is not in it.
pub(crate) fn check_version(workspace: &Workspace) -> Result<()> {
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock")).context("Cargo.lock cannot be read")?;
    same_version(&lock)
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

fn same_version(lock: &str) -> Result<()> {
    let lock: Lock = toml::from_str(lock).context("Cargo.lock cannot be read")?;
    let version = |name: &str| {
        let package = lock.package.iter().find(|package| package.name == name);
        package.map(|package| package.version.as_str()).with_context(|| format!("Cargo.lock does not name {name}"))
    };
    let (core, tool) = (version("wasm-bindgen")?, version("wasm-bindgen-cli-support")?);
    if core != tool {
        bail!(
            "wasm-bindgen is {core} and wasm-bindgen-cli-support is {tool}: \
             run `cargo update wasm-bindgen-cli-support --precise {core}`"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_and_its_doc_comments_go() {
        let script = "a();\n    /**\n     * Says a.\n     */\n    b(); // c\n/** d */\ne();\n";
        assert_eq!(compact(script), "a();\nb(); // c\ne();\n");
    }

    fn lock(core: &str, tool: &str) -> String {
        let package = |name, version| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        package("wasm-bindgen", core) + &package("wasm-bindgen-cli-support", tool)
    }

    #[test]
    fn two_versions_are_refused_with_the_command_that_helps() {
        same_version(&lock("0.2.130", "0.2.130")).unwrap();
        let error = same_version(&lock("0.2.131", "0.2.130")).unwrap_err().to_string();
        assert!(error.ends_with("run `cargo update wasm-bindgen-cli-support --precise 0.2.131`"), "{error}");
    }

    #[test]
    fn the_lock_file_of_the_repository_holds_one_version() {
        check_version(&Workspace::here()).unwrap();
    }
}
