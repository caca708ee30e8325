//! The core as a WebAssembly module with its JavaScript glue.

mod bindgen;
mod compile;
mod optimise;

use anyhow::Result;

use crate::config::Config;
use crate::workspace::Workspace;

/// Compiles the core, writes the glue, and optimises the module where `wasm-pack.toml` asks for it. Glue and module
/// are then in [`Workspace::generated`]. Returns the module's size.
///
/// # Errors
/// The toolchain is missing something that cannot be installed, or one of the steps fails.
pub(crate) fn build(workspace: &Workspace, config: &Config) -> Result<u64> {
    bindgen::check_version(workspace)?;
    let compiled = compile::compile(workspace, &config.build)?;
    let module = bindgen::generate(&compiled, &workspace.generated(), &config.build.library)?;
    if config.wasm_opt.run {
        optimise::optimise(&module, &config.wasm_opt)?;
    }
    Ok(std::fs::metadata(&module)?.len())
}
