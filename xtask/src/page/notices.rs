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
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    repository: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    manifest_path: String,
}

/// Writes the notices.
///
/// # Errors
/// Cargo cannot tell the dependencies, or one of them does not state its licence.
pub(crate) fn write(workspace: &Workspace, build: &Build, path: &Path) -> Result<()> {
    let mut metadata = workspace.cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    let mut metadata: Metadata = serde_json::from_str(&process::quiet(&mut metadata)?).context("cargo metadata")?;
    let linked = linked(workspace, build)?;
    metadata
        .packages
        .retain(|package| package.name == GLUE || linked.contains(&format!("{} v{}", package.name, package.version)));
    metadata.packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    std::fs::write(path, text(&metadata.packages)?).with_context(|| format!("{} cannot be written", path.display()))
}

/// Name and version of the packages that the core is linked with, and of macros, which leave code in it.
fn linked(workspace: &Workspace, build: &Build) -> Result<BTreeSet<String>> {
    let mut tree = workspace.cargo();
    tree.args(["tree", "--package", "assertion-inspector", "--edges", "normal", "--no-default-features", "--target"]);
    tree.args([&build.target, "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    let tree = process::quiet(&mut tree)?;
    let packages = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    Ok(packages.filter(|package| !package.starts_with("assertion-inspector ")).collect())
}

fn text(packages: &[Package]) -> Result<String> {
    let mut out =
        "What is in the page besides Assertion Inspector itself, which is licensed under MIT or Apache-2.0.\n\n"
            .to_owned();
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
        write(&workspace, &Config::read(&workspace).unwrap().build, file.path()).unwrap();
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
