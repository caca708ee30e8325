//! The notices of everything that ends up in the page, in a file beside it: who wrote it, and under which licence.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::config::Build;
use crate::process;
use crate::workspace::Workspace;

/// What makes the glue between the module and the page's scripts, and leaves code of its own in it.
const GLUE: &str = "wasm-bindgen-cli-support";

/// What stands in the module and is no package of the registry.
const STANDARD_LIBRARY: &str = "The standard library of Rust\n    MIT OR Apache-2.0 · https://github.com/rust-lang/rust\n    \
    Copyright (c) The Rust Project Contributors\n";

/// Names that files with licences have.
const FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its licence, as an expression of SPDX or nearly so.
    pub(crate) license: Option<String>,
    repository: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    manifest_path: String,
}

/// Which part of the product the packages are in.
#[derive(Debug)]
pub(crate) struct Linked<'t> {
    /// What it is, for the first sentence.
    what: &'static str,
    targets: Vec<&'t str>,
    features: &'static str,
    has_glue: bool,
}

impl<'t> Linked<'t> {
    /// The page, with the module and its glue.
    pub(crate) fn page(build: &'t Build) -> Self {
        Self { what: "page", targets: vec![&build.target], features: "", has_glue: true }
    }

    /// The command line for a system.
    pub(crate) fn program(target: &'t str) -> Self {
        Self { what: "program", targets: vec![target], features: "cli,mcp", has_glue: false }
    }

    /// The npm package: the module, and the command line for `wasi`.
    pub(crate) fn package(build: &'t Build, wasi: &'t str) -> Self {
        Self { what: "package", targets: vec![&build.target, wasi], features: "cli", has_glue: true }
    }

    /// Both, on every system.
    pub(crate) fn everything() -> Self {
        Self { what: "page or the program", targets: vec!["all"], features: "cli,mcp", has_glue: true }
    }
}

/// Writes the notices.
///
/// # Errors
/// Cargo cannot tell the dependencies, or one of them does not state its licence.
pub(crate) fn write(workspace: &Workspace, linked: &Linked<'_>, path: &Path) -> Result<()> {
    std::fs::write(path, text(&packages(workspace, linked)?, linked.what)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// The packages of the registry that are in a part of the product.
///
/// # Errors
/// Cargo cannot tell them.
pub(crate) fn packages(workspace: &Workspace, part: &Linked<'_>) -> Result<Vec<Package>> {
    let mut metadata = workspace.cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    let mut metadata: Metadata = serde_json::from_str(&process::quiet(&mut metadata)?).context("cargo metadata")?;
    let linked = linked(workspace, part)?;
    metadata.packages.retain(|package| {
        part.has_glue && package.name == GLUE || linked.contains(&format!("{} v{}", package.name, package.version))
    });
    metadata.packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(metadata.packages)
}

/// Name and version of the packages that the core is linked with, and of macros, which leave code in it.
fn linked(workspace: &Workspace, part: &Linked<'_>) -> Result<BTreeSet<String>> {
    let mut tree = workspace.cargo();
    tree.args(["tree", "--package", "assertion-inspector", "--edges", "normal", "--no-default-features"]);
    tree.args(["--features", part.features, "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    tree.args(part.targets.iter().flat_map(|target| ["--target", target]));
    let tree = process::quiet(&mut tree)?;
    let packages = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    Ok(packages.filter(|package| !package.starts_with("assertion-inspector ")).collect())
}

fn text(packages: &[Package], what: &str) -> Result<String> {
    let mut out = format!(
        "What is in the {what} besides Assertion Inspector itself, which is licensed under MIT or Apache-2.0.\n\n"
    );
    out += STANDARD_LIBRARY;
    // Most licences are the same text; each stands here once, with the packages that come with it.
    let mut licences: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for package in packages {
        let Package { name, version, license, repository, authors, .. } = package;
        let license = license.as_ref().with_context(|| format!("{name} {version} states no licence"))?;
        let repository = repository.as_deref().unwrap_or("no repository stated");
        out += &format!("{name} {version}\n    {license} · {repository}\n");
        if !authors.is_empty() {
            out += &format!("    {}\n", authors.join(", "));
        }
        for licence in licence_texts(package)? {
            let words = licence.split_whitespace().collect::<Vec<_>>().join(" ");
            let (_, packages) = licences.entry(words).or_insert_with(|| (licence, Vec::new()));
            packages.push(format!("{name} {version}"));
        }
    }
    ensure!(!licences.is_empty(), "no package has the text of its licence");
    for (licence, packages) in licences.values() {
        out += &format!("\n{}\n{}\n\n{}\n", "-".repeat(100), packages.join(", "), licence.trim_end());
    }
    Ok(out)
}

/// The licences that a package comes with.
fn licence_texts(package: &Package) -> Result<Vec<String>> {
    let folder = Path::new(&package.manifest_path).parent().context("a manifest lies in a folder")?;
    let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        path.is_file() && FILES.iter().any(|known| name.starts_with(known))
    });
    files.sort();
    let texts: std::io::Result<Vec<Vec<u8>>> = files.iter().map(std::fs::read).collect();
    Ok(texts?.iter().map(|bytes| String::from_utf8_lossy(bytes).replace("\r\n", "\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn what_is_linked_is_named_with_its_licence_and_nothing_else() {
        let workspace = Workspace::here();
        let file = tempfile::NamedTempFile::new().unwrap();
        write(&workspace, &Linked::page(&Config::read(&workspace).unwrap().build), file.path()).unwrap();
        let notices = std::fs::read_to_string(file.path()).unwrap();
        for name in [
            "rsa 0.",
            "x509-cert 0.",
            "serde_json 1.",
            "wasm-bindgen 0.",
            "wasm-bindgen-cli-support 0.",
            "miniz_oxide 0.",
        ] {
            assert!(notices.contains(&format!("\n{name}")), "{name}");
        }
        for name in ["clap ", "insta ", "url ", "comrak ", "anyhow ", "zopfli ", "assertion-inspector "] {
            assert!(!notices.contains(&format!("\n{name}")), "{name}");
        }
        assert!(notices.contains("Permission is hereby granted") && notices.contains("Apache License"));
    }
}
