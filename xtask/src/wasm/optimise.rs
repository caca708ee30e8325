//! wasm-opt's part, where `wasm-pack.toml` asks for it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::config::WasmOpt;
use crate::{process, setup};

/// Replaces a module by what wasm-opt makes of it.
///
/// # Errors
/// There is no wasm-opt and npm cannot bring one, or it fails.
pub(crate) fn optimise(module: &Path, config: &WasmOpt) -> Result<()> {
    let mut command = match installed(config.at_least) {
        Some(command) => command,
        None => {
            let mut npx = Command::new(setup::npm()?.with_file_name("npx"));
            npx.args(["--yes", "--package", &config.npm_package, "wasm-opt"]);
            npx
        }
    };
    process::quiet(command.args(&config.arguments).arg(module).arg("-o").arg(module))
        .context("the module could not be optimised")
        .map(drop)
}

/// The wasm-opt on the PATH, where it is recent enough.
fn installed(at_least: u32) -> Option<Command> {
    let path = which::which("wasm-opt").ok()?;
    let says = process::quiet(Command::new(&path).arg("--version")).ok()?;
    (version(&says)? >= at_least).then(|| Command::new(path))
}

/// Reads the number from `wasm-opt version 132 (version_132)`.
fn version(says: &str) -> Option<u32> {
    says.split_whitespace().find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_is_a_number_among_words() {
        assert_eq!(version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version("wasm-opt version 108\n"), Some(108));
        assert_eq!(version("wasm-opt"), None);
    }
}
