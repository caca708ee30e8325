//! The core as a WebAssembly module with its JavaScript glue.

mod bindgen;
mod compile;

use anyhow::Result;

use crate::config::Config;
use crate::workspace::Workspace;

/// Compiles the core and writes the glue. Glue and module are then in [`Workspace::generated`]. Returns the module's size.
///
/// # Errors
/// The toolchain is missing something that cannot be installed, or one of the steps fails.
pub(crate) fn build(workspace: &Workspace, config: &Config) -> Result<u64> {
    bindgen::check_version(workspace)?;
    let compiled = compile::compile(workspace, &config.build)?;
    let module = bindgen::generate(&compiled, &workspace.generated(), &config.build.library)?;
    Ok(std::fs::metadata(&module)?.len())
}
