//! The standard library for other systems, from rustup.

use std::process::Command;
use std::time::Duration;

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
    // Where its server is not reached, rustup may wait for good.
    process::run_within(Duration::from_secs(180), Command::new(rustup).args(["target", "add", triple]))
}
