//! The build's settings, from `wasm-pack.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace::Workspace;

/// All of `wasm-pack.toml`. Each setting is explained there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    pub(crate) build: Build,
    pub(crate) page: Page,
    /// Codes of the languages that there is a catalogue for, and what each calls itself.
    pub(crate) languages: BTreeMap<String, String>,
    pub(crate) budgets: Budgets,
}

/// How the core becomes WebAssembly.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Build {
    pub(crate) profile: String,
    pub(crate) target: String,
    pub(crate) library: String,
    pub(crate) target_features: Vec<String>,
    pub(crate) cfg: Vec<String>,
}

/// What the page is made of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Page {
    pub(crate) source: PathBuf,
    pub(crate) output: PathBuf,
    pub(crate) trusted_types: String,
}

/// What the page may weigh and how long it may take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Budgets {
    pub(crate) page_bytes: u64,
    pub(crate) open_to_ready_ms: u32,
    pub(crate) drop_to_verdict_ms: u32,
    pub(crate) runs: usize,
    /// Instructions that each path of the families may take.
    pub(crate) fuel: BTreeMap<String, u64>,
}

impl Config {
    /// Reads the workspace's settings.
    ///
    /// # Errors
    /// The file cannot be read, a setting is missing, or one is unknown.
    pub(crate) fn read(workspace: &Workspace) -> Result<Config> {
        let path = workspace.root.join("wasm-pack.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        toml::from_str(&text).context("wasm-pack.toml is not as xtask/src/config.rs wants it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../wasm-pack.toml");

    #[test]
    fn the_file_of_the_repository_is_read() {
        let config: Config = toml::from_str(FILE).unwrap();
        assert_eq!(config.build.target, "wasm32-unknown-unknown");
        assert_eq!(config.budgets.page_bytes, 1_150_000);
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let misspelt = FILE.replace("page-bytes", "page-byte");
        assert!(toml::from_str::<Config>(&misspelt).unwrap_err().to_string().contains("page-byte"));
    }
}
