//! Where things stand: the repository, and what is built in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository that this program was built from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, which holds everything that is built but the page itself.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Finds the workspace from the place of this crate.
    pub(crate) fn here() -> Workspace {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_folder.parent().unwrap_or(crate_folder).to_owned();
        // An absolute CARGO_TARGET_DIR replaces the root when joined.
        let target = root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target")));
        Workspace { root, target }
    }

    /// The glue and the module that wasm-bindgen writes; index.html links them under `generated/`.
    pub(crate) fn generated(&self) -> PathBuf {
        self.target.join("page/generated")
    }

    /// What pins the tools of other package registries, by version and hash.
    pub(crate) fn locks(&self, name: &str) -> PathBuf {
        self.root.join("xtask/locks").join(name)
    }

    /// Where pictures of the page go.
    pub(crate) fn screenshots(&self) -> PathBuf {
        self.target.join("screenshots")
    }

    /// The cargo that runs this program, started in the root.
    pub(crate) fn cargo(&self) -> Command {
        self.command(&cargo_program())
    }

    /// A program, started in the root.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }
}

/// The cargo that runs this program, or the one on the PATH.
pub(crate) fn cargo_program() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
