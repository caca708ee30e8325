//! The core as a WebAssembly module with its JavaScript glue.

mod bindgen;
mod compile;
mod order;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::config::Config;
use crate::workspace::Workspace;
use bindgen::Glue;

/// Compiles the core with some of its features, and writes glue and module to `folder`. Returns the module's size.
///
/// # Errors
/// The toolchain is missing something that cannot be installed, or one of the steps fails.
pub(crate) fn build(workspace: &Workspace, config: &Config, features: &[&str], folder: &Path) -> Result<u64> {
    bindgen::check_version(workspace)?;
    let compiled = compile::compile(workspace, &config.build, features)?;
    let path = bindgen::generate(&compiled, folder, &config.build.library, Glue::Page)?;
    let module = order::reordered(&std::fs::read(&path)?)?;
    std::fs::write(&path, &module)?;
    Ok(module.len() as u64)
}

/// The same for the npm package: with what only that calls, and glue that is a module of JavaScript.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_package(workspace: &Workspace, config: &Config, folder: &Path) -> Result<()> {
    bindgen::check_version(workspace)?;
    let compiled = compile::compile(workspace, &config.build, &["npm"])?;
    bindgen::generate(&compiled, folder, &config.build.library, Glue::Package).map(drop)
}

/// Compiles the families of inputs as a module of their own, as the page is compiled but without the features that an
/// interpreter may lack. Returns where it is.
///
/// # Errors
/// There is no toolchain for the target, or they do not compile.
pub(crate) fn compile_families(workspace: &Workspace, config: &Config) -> Result<PathBuf> {
    compile::families(workspace, &config.build)
}

/// The flags under which the places in a program say nothing about this machine.
pub(crate) fn path_flags(workspace: &Workspace) -> Vec<String> {
    compile::path_flags(workspace)
}
