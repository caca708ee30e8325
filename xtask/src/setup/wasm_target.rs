//! A Rust toolchain that builds for WebAssembly, and its linker.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::workspace::{Workspace, cargo_program};

use super::{apt, debian_std, rust_target, say};

/// A cargo whose rustc has a standard library for WebAssembly.
#[derive(Debug)]
pub(crate) struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// The linker to name to rustc; `None` where the toolchain brings its own.
    linker: Option<PathBuf>,
}

impl Toolchain {
    /// Finds a toolchain that builds for `target`, or installs what is missing: first through rustup, then, on Debian
    /// as root, from Debian's packages.
    ///
    /// # Errors
    /// There is none and none can be installed.
    pub(crate) fn find_or_install(workspace: &Workspace, target: &str) -> Result<Toolchain> {
        let at_hand = rustc_beside(&cargo_program());
        let of_debian = Path::new(debian_std::RUSTC);
        let builds = |rustc: &Path| builds_for(workspace, rustc, target);

        let rustc = if builds(&at_hand) {
            at_hand
        } else if builds(of_debian) {
            of_debian.to_owned()
        } else if rustup_adds(target) && builds(&at_hand) {
            at_hand
        } else if apt::usable() {
            debian_std::install(workspace, target)?;
            of_debian.to_owned()
        } else {
            bail!("this Rust cannot build for {target}: add it with `rustup target add {target}`");
        };
        let cargo = if rustc == of_debian { PathBuf::from(debian_std::CARGO) } else { cargo_program() };
        let linker = linker_for(&rustc)?;
        Ok(Toolchain { cargo, rustc, linker })
    }

    /// A cargo to build for `target` with, started in the workspace's root.
    pub(crate) fn cargo(&self, workspace: &Workspace, target: &str) -> Command {
        let mut cargo = Command::new(&self.cargo);
        cargo.current_dir(&workspace.root).env("RUSTC", &self.rustc).env_remove("RUSTUP_TOOLCHAIN");
        if let Some(linker) = &self.linker {
            let variable = format!("CARGO_TARGET_{}_LINKER", target.to_uppercase().replace('-', "_"));
            cargo.env(variable, linker);
        }
        cargo
    }
}

/// The rustc that belongs to a cargo: every toolchain has them in one folder.
fn rustc_beside(cargo: &Path) -> PathBuf {
    let rustc = cargo.with_file_name("rustc");
    if rustc.is_file() { rustc } else { PathBuf::from("rustc") }
}

/// Whether `rustc` finds a standard library of its own version for `target`: it compiles nothing at all for it.
fn builds_for(workspace: &Workspace, rustc: &Path, target: &str) -> bool {
    let probe = workspace.target.join("page/probe.rmeta");
    let made = probe.parent().is_some_and(|folder| std::fs::create_dir_all(folder).is_ok());
    let mut command = Command::new(rustc);
    command.args(["-", "--crate-name", "probe", "--crate-type", "lib", "--emit", "metadata", "--target", target]);
    made && process::quiet(command.arg("-o").arg(probe)).is_ok()
}

/// Whether rustup is there and could add the target.
fn rustup_adds(target: &str) -> bool {
    if which::which("rustup").is_err() {
        return false;
    }
    let added = rust_target::add(target);
    if let Err(error) = &added {
        say(&format!("{error:#}"));
    }
    added.is_ok()
}

/// The linker that rustc has to be told of, where its toolchain brings none.
fn linker_for(rustc: &Path) -> Result<Option<PathBuf>> {
    let sysroot = process::quiet(Command::new(rustc).args(["--print", "sysroot"]))?;
    if brings_linker(Path::new(sysroot.trim())) {
        return Ok(None);
    }
    let find = || ["wasm-ld-19", "wasm-ld"].iter().find_map(|name| which::which(name).ok());
    if find().is_none() && apt::usable() {
        apt::install(&["lld-19"])?;
    }
    find().map(Some).context("the linker for WebAssembly is missing: install LLVM's lld, which brings `wasm-ld`")
}

/// Whether a sysroot holds `rust-lld`, as those of rustup do.
fn brings_linker(sysroot: &Path) -> bool {
    let Ok(hosts) = std::fs::read_dir(sysroot.join("lib/rustlib")) else { return false };
    hosts
        .flatten()
        .any(|host| ["rust-lld", "rust-lld.exe"].iter().any(|name| host.path().join("bin").join(name).is_file()))
}
