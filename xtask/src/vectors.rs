//! Test vectors of others, which are too large to be committed: fetched from their registry, by checksum.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;
use crate::{process, setup};

/// PyPI `cryptography-vectors`: PKCS#12 of every kind, the PKITS certificates, odd certificates, PKCS#7.
const WHEEL: (&str, &str) = (
    "https://files.pythonhosted.org/packages/83/a4/a95842e91abd69710682f6e552bdb271c959ad3793b8d5d1e00ca6dc10d5/cryptography_vectors-50.0.2-py3-none-any.whl",
    "51641f03a3eb4edbe9fb68e3a3574d25f86aa502d06391fffa886330d02778a0",
);

/// Where the tests look for it, below the target folder.
const FILE: &str = "vectors/cryptography_vectors.whl";

/// Fetches what is not there yet.
///
/// # Errors
/// It cannot be fetched, or is not what it was.
pub(crate) fn fetch(workspace: &Workspace) -> Result<()> {
    let (url, checksum) = WHEEL;
    let file = workspace.target.join(FILE);
    if is(&file, checksum) {
        return Ok(());
    }
    let curl = setup::curl()?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    setup::say(&format!("fetching {url}"));
    let mut fetch = Command::new(curl);
    fetch.args(["--fail", "--silent", "--show-error", "--location", "--retry", "3", "--output"]).arg(&file).arg(url);
    process::quiet(&mut fetch)?;
    ensure!(is(&file, checksum), "{} is not the file that was expected: its SHA-256 differs", file.display());
    Ok(())
}

fn is(file: &Path, checksum: &str) -> bool {
    let read = std::fs::read(file).with_context(|| file.display().to_string());
    read.is_ok_and(|bytes| page_tests::sha256(bytes) == checksum)
}
