//! `cargo xtask mutants`: small faults put into the rooms whose answers people act upon, each of which a test must notice.
//!
//! The rooms and the tests are named in `.cargo/mutants.toml`. All of it takes a day; `SHARD=3/40` takes one part of forty.

use std::path::PathBuf;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

const VERSION: &str = "27.1.0";

/// Runs cargo-mutants, which is installed below the target folder where it is missing.
///
/// # Errors
/// It cannot be installed, or a mutant was not noticed.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let root = workspace.target.join("tools");
    let program: PathBuf = root.join("bin/cargo-mutants");
    if !program.is_file() {
        let mut install = workspace.cargo();
        install.args(["install", "cargo-mutants", "--locked", "--version", VERSION, "--root"]).arg(&root);
        process::run(&mut install)?;
    }
    let mut mutants = std::process::Command::new(program);
    mutants.current_dir(&workspace.root).arg("mutants").args(["--package", "assertion-inspector", "--output"]);
    mutants.arg(&workspace.target);
    // Nobody debugs a mutant.
    mutants.env("CARGO_PROFILE_DEV_DEBUG", "0");
    if let Ok(shard) = std::env::var("SHARD") {
        mutants.args(["--shard", &shard]);
    }
    if let Ok(files) = std::env::var("FILES") {
        for file in files.split_whitespace() {
            mutants.args(["--file", file]);
        }
    }
    process::run(&mut mutants)
}
