//! Rust's standard library for WebAssembly on Debian.
//!
//! Debian has Rust for the web browsers that it builds, and the library's source, but not the library built for
//! WebAssembly. This builds it once from that source and puts it where rustc looks.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

use super::{apt, say};

/// Debian's compiler.
pub(crate) const RUSTC: &str = "/usr/bin/rustc";
/// Debian's cargo.
pub(crate) const CARGO: &str = "/usr/bin/cargo";
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Installs Debian's Rust, builds its standard library for `target`, and makes it known to rustup where that is there.
///
/// # Errors
/// A package cannot be installed, the library cannot be built, or it cannot be put in its place.
pub(crate) fn install(workspace: &Workspace, target: &str) -> Result<()> {
    apt::install(&PACKAGES)?;
    say(&format!("building Rust's standard library for {target}, once, in about a minute"));
    let seed = workspace.target.join("page/std");
    write_seed(&seed).with_context(|| format!("{} cannot be written", seed.display()))?;
    let mut cargo = Command::new(CARGO);
    cargo
        .current_dir(&seed)
        // Building the library from its source is not stable; this says that we know.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", RUSTC)
        // Link-time optimisation needs the bitcode.
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", seed.join("target"))
        .env_remove("RUSTUP_TOOLCHAIN")
        .args(["build", "--release", "-Zbuild-std=std,panic_abort,test", "--target", target]);
    process::quiet(&mut cargo)?;

    let built = seed.join("target").join(target).join("release/deps");
    let place = Path::new("/usr/lib/rustlib").join(target).join("lib");
    replace_libraries(&built, &place).with_context(|| format!("{} cannot be filled", place.display()))?;
    if let Ok(rustup) = which::which("rustup") {
        say("rustup toolchain link debian-web /usr");
        process::quiet(Command::new(rustup).args(["toolchain", "link", "debian-web", "/usr"]))?;
    }
    Ok(())
}

/// Writes the emptiest crate: cargo builds the library only for the sake of some crate.
fn write_seed(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    // A workspace of its own, since it lies within another's folder.
    let manifest = "[workspace]\n[package]\nname = \"seed\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(folder.join("src/lib.rs"), "#![no_std]\n")
}

/// Replaces all libraries in `place` by those in `built`, but for the seed's own. Those of an older compiler must go:
/// rustc stops at what it cannot read.
fn replace_libraries(built: &Path, place: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(place)?;
    for old in libraries(place)? {
        std::fs::remove_file(place.join(old))?;
    }
    for new in libraries(built)? {
        if !new.starts_with("libseed-") {
            std::fs::copy(built.join(&new), place.join(&new))?;
        }
    }
    Ok(())
}

/// The names of the Rust libraries in a folder.
fn libraries(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") {
            names.push(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_replaced_and_the_seed_stays_out() {
        let folder = tempfile::tempdir().unwrap();
        let (built, place) = (folder.path().join("built"), folder.path().join("place"));
        for (within, name) in
            [(&built, "libcore-2.rlib"), (&built, "libseed-2.rlib"), (&built, "core.d"), (&place, "libcore-1.rlib")]
        {
            std::fs::create_dir_all(within).unwrap();
            std::fs::write(within.join(name), name).unwrap();
        }
        replace_libraries(&built, &place).unwrap();
        assert_eq!(libraries(&place).unwrap(), ["libcore-2.rlib"]);
    }
}
