//! `cargo xtask crate`: what crates.io would get, as far as it can be tried without giving it anything.

use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{process, setup};

const NAME: &str = "assertion-inspector";

/// Packs the crate and compiles it from its package with the oldest Rust that it is for, writes its documentation, and compares its
/// public face with that of the last release.
///
/// # Errors
/// One of them fails.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut publish = workspace.cargo();
    // What is not committed yet is tried as well.
    publish.args(["publish", "--dry-run", "--locked", "--allow-dirty", "--package", NAME, "--features", "mcp"]);
    let oldest = oldest_rust(workspace)?;
    match &oldest {
        Some(toolchain) => publish.env("RUSTUP_TOOLCHAIN", toolchain),
        None => publish.env_remove("RUSTUP_TOOLCHAIN"),
    };
    process::run(&mut publish)?;
    let mut doc = workspace.cargo();
    doc.args(["doc", "--no-deps", "--locked", "--lib", "--package", NAME]).env("RUSTDOCFLAGS", "--deny warnings");
    process::run(&mut doc)?;
    let compared = compare(workspace)?;
    println!("the package compiles, and its documentation is whole");
    if oldest.is_none() {
        println!(
            "NOT CHECKED: Rust {}, the oldest that it is for, is not on this machine",
            env!("CARGO_PKG_RUST_VERSION")
        );
    }
    println!("{compared}");
    Ok(())
}

/// The name of the toolchain with the oldest Rust that the crate is for; `None` if it is not there.
fn oldest_rust(workspace: &Workspace) -> Result<Option<String>> {
    let Ok(rustup) = which::which("rustup") else { return Ok(None) };
    let list = process::quiet(workspace.command(&rustup).args(["toolchain", "list"]))?;
    Ok(toolchain(&list, env!("CARGO_PKG_RUST_VERSION")).map(str::to_owned))
}

/// The toolchain of a version, in the list that rustup prints.
fn toolchain<'l>(list: &'l str, version: &str) -> Option<&'l str> {
    let is_it = |name: &&str| name.strip_prefix(version).is_some_and(|rest| rest.starts_with(['-', '.']));
    list.lines().filter_map(|line| line.split_whitespace().next()).find(is_it)
}

/// Compares the public face with that of the last release. Returns what came of it, in a sentence.
fn compare(workspace: &Workspace) -> Result<String> {
    let mut git = Command::new("git");
    git.current_dir(&workspace.root).args(["tag", "--list", "v*", "--sort", "-version:refname", "--merged", "HEAD"]);
    let tags = process::quiet(&mut git).context("the releases are git's tags")?;
    let Some(last) = tags.lines().next() else {
        return Ok("the public face was compared with nothing: there is no release yet".to_owned());
    };
    let program = setup::cargo_semver_checks(workspace)?;
    let mut semver = workspace.command(&program);
    process::run(semver.args(["semver-checks", "--package", NAME, "--baseline-rev", last]))?;
    Ok(format!("the public face keeps what {last} promised"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_toolchain_is_known_by_its_version_whole() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\n1.9-x86_64\n1.950.0-x86_64\n1.95.0-x86_64\n";
        assert_eq!(toolchain(list, "1.95"), Some("1.95.0-x86_64"));
        assert_eq!(toolchain(list, "1.9"), Some("1.9-x86_64"));
        assert_eq!(toolchain(list, "1.94"), None);
    }

    #[test]
    fn the_package_has_what_compiles_and_nothing_else() {
        let workspace = Workspace::here();
        let mut list = workspace.cargo();
        list.args(["package", "--list", "--locked", "--allow-dirty", "--package", NAME]);
        let listed = process::quiet(&mut list).unwrap();
        let files: BTreeSet<&str> = listed.lines().collect();
        let around: BTreeSet<&str> = files.iter().copied().filter(|file| !file.starts_with("src/")).collect();
        // What the library, the program and their features read when they are compiled, outside of src.
        let mut needed = BTreeSet::from([
            ".cargo_vcs_info.json",
            "CHANGELOG.md",
            "Cargo.lock",
            "Cargo.toml",
            "Cargo.toml.orig",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "docs/report.schema.json",
        ]);
        let languages = std::fs::read_dir(workspace.root.join("lang")).unwrap().map(|file| file.unwrap().file_name());
        let languages: Vec<String> = languages.map(|name| format!("lang/{}", name.to_string_lossy())).collect();
        needed.extend(languages.iter().map(String::as_str).filter(|name| name.ends_with(".po")));
        let examples = include_str!("../../src/examples.rs");
        let included = examples.split("include_str!(\"../").skip(1).filter_map(|rest| rest.split('"').next());
        needed.extend(included);
        assert_eq!(around, needed);
        assert!(files.contains("src/lib.rs") && files.contains("src/repair/templates/openssl.sh"));
        assert!(
            files.iter().all(|file| ["rs", "txt", "sh"].iter().any(|end| file.ends_with(end)) || around.contains(file))
        );
    }
}
