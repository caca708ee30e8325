//! Debian's packages.

use std::process::Command;
use std::sync::Once;

use anyhow::Result;

use crate::process;

use super::say;

/// This machine has apt-get, and this process may use it.
pub(crate) fn usable() -> bool {
    is_root() && which::which("apt-get").is_ok()
}

/// Installs packages without what they merely recommend, and says so first.
///
/// # Errors
/// A package is unknown or cannot be installed.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    static UPDATE: Once = Once::new();
    UPDATE.call_once(|| {
        say("apt-get update");
        // One unreachable source among several does not matter as long as the packages are found.
        if let Err(error) = process::quiet(apt_get().arg("update")) {
            say(&format!("{error:#}"));
        }
    });
    say(&format!("apt-get install {}", packages.join(" ")));
    process::quiet(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages)).map(drop)
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // A machine that has just started is often updating itself; wait for it.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["--quiet", "-oDPkg::Lock::Timeout=300"]);
    command
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
