//! Tools of cargo that come from its registry, in one version each, by the versions that they were locked to.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

use super::say;

const CARGO_DENY: (&str, &str) = ("cargo-deny", "0.20.2");
const CARGO_FUZZ: (&str, &str) = ("cargo-fuzz", "0.13.2");
const CARGO_SEMVER_CHECKS: (&str, &str) = ("cargo-semver-checks", "0.51.0");

/// Installs what checks dependencies, where it is not there yet.
///
/// # Errors
/// It does not compile, or the registry cannot be reached.
pub(crate) fn cargo_deny(workspace: &Workspace) -> Result<PathBuf> {
    installed(workspace, CARGO_DENY)
}

/// Installs what runs fuzz targets, where it is not there yet.
///
/// # Errors
/// It does not compile, or the registry cannot be reached.
pub(crate) fn cargo_fuzz(workspace: &Workspace) -> Result<PathBuf> {
    installed(workspace, CARGO_FUZZ)
}

/// Installs what compares the public face of two versions, where it is not there yet.
///
/// # Errors
/// It does not compile, or the registry cannot be reached.
pub(crate) fn cargo_semver_checks(workspace: &Workspace) -> Result<PathBuf> {
    installed(workspace, CARGO_SEMVER_CHECKS)
}

fn installed(workspace: &Workspace, (name, version): (&str, &str)) -> Result<PathBuf> {
    // Of another version, another folder.
    let folder = workspace.target.join("tools").join(format!("{name}-{version}"));
    let program = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    say(&format!("cargo install {name} --version {version}, below {}", workspace.target.display()));
    let build = folder.join("build");
    let mut install = workspace.cargo();
    // Without optimisation: it takes a third of the time, and what these do takes seconds either way.
    install.args(["install", name, "--version", version, "--locked", "--debug", "--quiet", "--root"]).arg(&folder);
    install.arg("--target-dir").arg(&build).env("CARGO_PROFILE_DEV_DEBUG", "0");
    process::quiet(&mut install).with_context(|| format!("{name} cannot be installed"))?;
    std::fs::remove_dir_all(build)?;
    Ok(program)
}
