//! The command line for each system that this machine can build for.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::setup::{self, rust_target};
use crate::wasm;
use crate::workspace::Workspace;

/// A system that a program is built for.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name in Rust.
    pub(crate) triple: &'static str,
    /// Whether it is Windows.
    pub(super) is_windows: bool,
    /// The profile of Cargo.toml that it is built with.
    profile: &'static str,
    /// Flags for the compiler.
    flags: &'static [&'static str],
    /// The linker that it needs, and the package of Debian that has it.
    linker: Option<(&'static str, &'static str)>,
}

impl Target {
    /// Whether its programs run on this machine.
    pub(super) fn runs_here(&self) -> bool {
        let system = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
        self.triple.starts_with(std::env::consts::ARCH) && self.triple.contains(system)
    }

    /// Features besides the default ones: WASI has no sockets and no threads, without which tokio cannot read standard input.
    pub(super) fn features(&self) -> &'static str {
        if self.triple == WASI.triple { "" } else { FEATURES }
    }

    /// The end of a program's name.
    pub(super) fn suffix(&self) -> &'static str {
        if self.is_windows {
            ".exe"
        } else if self.triple == WASI.triple {
            ".wasm"
        } else {
            ""
        }
    }
}

/// Features of the programs besides the default ones.
pub(crate) const FEATURES: &str = "mcp";

/// Statically linked ones, which run on any distribution, and Windows.
pub(super) const TARGETS: &[Target] = &[
    Target {
        triple: "x86_64-unknown-linux-musl",
        is_windows: false,
        profile: "release",
        flags: &["-Clinker=rust-lld"],
        linker: None,
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        is_windows: false,
        profile: "release",
        flags: &["-Clinker=rust-lld"],
        linker: None,
    },
    Target {
        triple: "x86_64-pc-windows-gnu",
        is_windows: true,
        profile: "release",
        // The linker would write the time of the build.
        flags: &["-Clink-arg=-Wl,--no-insert-timestamp"],
        linker: Some(("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")),
    },
];

/// The command line of the npm package, as small as the page's module.
pub(crate) const WASI: Target =
    Target { triple: "wasm32-wasip1", is_windows: false, profile: "page", flags: &["-Cstrip=symbols"], linker: None };

/// Those that only a machine of that system can link.
pub(super) const MACOS: &[Target] = &[
    Target { triple: "aarch64-apple-darwin", is_windows: false, profile: "release", flags: &[], linker: None },
    Target { triple: "x86_64-apple-darwin", is_windows: false, profile: "release", flags: &[], linker: None },
];

/// Builds the program for a system; in a release, it is told the sum of the page that it belongs to. Returns its path.
///
/// # Errors
/// The standard library for that system or its linker cannot be had, or it does not compile.
pub(crate) fn build(workspace: &Workspace, target: &Target, page_sha256: Option<&str>) -> Result<PathBuf> {
    rust_target::add(target.triple)?;
    if let Some((linker, package)) = target.linker {
        if which::which(linker).is_err() && setup::apt::usable() {
            setup::apt::install(&[package])?;
        }
        which::which(linker)
            .with_context(|| format!("`{linker}` is missing: it links programs for {}", target.triple))?;
    }
    let mut flags = wasm::path_flags(workspace);
    flags.extend(target.flags.iter().map(|flag| (*flag).to_owned()));
    let mut cargo = workspace.cargo();
    let folder = workspace.target.join("release-programs");
    cargo.args(["build", "--locked", "--package", "assertion-inspector", "--bin", "assertion-inspector"]);
    cargo.args(["--features", target.features()]);
    cargo.args(["--profile", target.profile, "--target", target.triple, "--target-dir"]).arg(&folder);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    cargo.env_remove("ASSERTION_INSPECTOR_PAGE_SHA256");
    cargo.envs(page_sha256.map(|sum| ("ASSERTION_INSPECTOR_PAGE_SHA256", sum)));
    process::run(&mut cargo)?;
    let path = folder.join(target.triple).join(target.profile).join(format!("assertion-inspector{}", target.suffix()));
    if !path.is_file() {
        bail!("{} was not built", path.display());
    }
    Ok(path)
}
