//! The standard library for other systems, from rustup.

use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

use super::say;

/// Adds the standard library for a system, where it is not there yet.
///
/// # Errors
/// There is no rustup, or it cannot fetch it.
pub(crate) fn add(triple: &str) -> Result<()> {
    let rustup = which::which("rustup").with_context(|| format!("rustup is missing, which has Rust for {triple}"))?;
    let installed = process::quiet(Command::new(&rustup).args(["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line.trim() == triple) {
        return Ok(());
    }
    say(&format!("rustup target add {triple}"));
    process::run(Command::new(rustup).args(["target", "add", triple]))
}
