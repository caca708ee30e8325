//! Opening the page in the user's browser.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// Opens a file with the program that the desktop has for it. Where there is no desktop, its path, which was printed
/// when it was built, is all there is to say.
///
/// # Errors
/// There is a desktop, and it does not open the file.
pub(crate) fn open(file: &Path) -> Result<()> {
    match opener() {
        Some(mut opener) => process::run(opener.arg(file)),
        None => Ok(()),
    }
}

/// The command of this desktop that opens a file, if there is one.
fn opener() -> Option<Command> {
    if cfg!(target_os = "macos") {
        return Some(Command::new("open"));
    }
    if cfg!(windows) {
        return Some(Command::new("explorer"));
    }
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let xdg_open = which::which("xdg-open").ok().filter(|_| has_display)?;
    Some(Command::new(xdg_open))
}
