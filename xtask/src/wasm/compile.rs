//! Cargo's part: the core as a bare WebAssembly module.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::config::Build;
use crate::process;
use crate::setup::Toolchain;
use crate::workspace::Workspace;

/// Compiles the core's library with some of its features, and returns where the module is.
///
/// # Errors
/// There is no toolchain for the target, or the core does not compile.
pub(crate) fn compile(workspace: &Workspace, build: &Build, features: &[&str]) -> Result<PathBuf> {
    let toolchain = Toolchain::find_or_install(workspace, &build.target)?;
    let mut cargo = toolchain.cargo(workspace, &build.target);
    cargo
        .args(["build", "--package", "assertion-inspector", "--lib", "--no-default-features"])
        .args(features.iter().map(|feature| format!("--features={feature}")))
        .args(["--profile", &build.profile, "--target", &build.target, "--target-dir"])
        .arg(&workspace.target)
        // Unlike RUSTFLAGS, this is not added to, so that a user's own flags do not change the page.
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            flags(&build.target_features, &build.cfg, cargo_home().as_deref()).join("\u{1f}"),
        );
    process::run(&mut cargo)?;
    Ok(workspace.target.join(&build.target).join(&build.profile).join(format!("{}.wasm", build.library)))
}

/// Compiles the families of inputs, and returns where the module is.
///
/// # Errors
/// There is no toolchain for the target, or they do not compile.
pub(crate) fn families(workspace: &Workspace, build: &Build) -> Result<PathBuf> {
    let toolchain = Toolchain::find_or_install(workspace, &build.target)?;
    // A folder of its own: the core's library goes by the same name whatever its flags are.
    let target = workspace.target.join("families");
    let mut cargo = toolchain.cargo(workspace, &build.target);
    cargo
        .args(["build", "--package", "families", "--lib", "--profile", &build.profile, "--target", &build.target])
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", "");
    process::run(&mut cargo)?;
    Ok(target.join(&build.target).join(&build.profile).join("families.wasm"))
}

/// The compiler's flags: the target features, and a name for each folder of dependencies that says nothing about this
/// machine, since the places of panics go into the module.
fn flags(features: &[String], cfg: &[String], cargo_home: Option<&Path>) -> Vec<String> {
    let mut flags: Vec<String> = features.iter().map(|feature| format!("-Ctarget-feature=+{feature}")).collect();
    flags.extend(cfg.iter().map(|one| format!("--cfg={one}")));
    let registries = cargo_home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let mut folders: Vec<PathBuf> = registries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    flags.extend(folders.iter().map(|folder| format!("--remap-path-prefix={}=crates", folder.display())));
    flags
}

/// The same for a program, in which the places of this repository stand as well.
pub(crate) fn path_flags(workspace: &Workspace) -> Vec<String> {
    let mut all = flags(&[], &[], cargo_home().as_deref());
    all.push(format!("--remap-path-prefix={}=.", workspace.root.display()));
    all
}

/// Where cargo keeps the source of dependencies.
fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_does_not_say_where_it_was_built() {
        let home = tempfile::tempdir().unwrap();
        let registry = home.path().join("registry/src/some-registry");
        std::fs::create_dir_all(&registry).unwrap();
        let flags = flags(&["simd128".to_owned()], &["small".to_owned()], Some(home.path()));
        assert_eq!(flags[0], "-Ctarget-feature=+simd128");
        assert_eq!(flags[1], "--cfg=small");
        assert_eq!(flags[2], format!("--remap-path-prefix={}=crates", registry.display()));
    }
}
