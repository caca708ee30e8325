//! The core as a WebAssembly module with its JavaScript glue.

mod bindgen;
mod compile;

use std::path::Path;

use anyhow::Result;

use crate::config::Config;
use crate::workspace::Workspace;

/// Compiles the core with some of its features, and writes glue and module to `folder`. Returns the module's size.
///
/// # Errors
/// The toolchain is missing something that cannot be installed, or one of the steps fails.
pub(crate) fn build(workspace: &Workspace, config: &Config, features: &[&str], folder: &Path) -> Result<u64> {
    bindgen::check_version(workspace)?;
    let compiled = compile::compile(workspace, &config.build, features)?;
    let module = bindgen::generate(&compiled, folder, &config.build.library)?;
    Ok(std::fs::metadata(&module)?.len())
}
