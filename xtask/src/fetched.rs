//! What the tests need of others and is too large to be committed: fetched from its registry, by checksum.

use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;

use crate::workspace::Workspace;
use crate::{process, setup, stacks};

/// A file of a registry.
struct Fetched {
    url: &'static str,
    sha256: &'static str,
    /// Where the tests look for it, below the target folder.
    file: &'static str,
}

/// PyPI `cryptography-vectors`: PKCS#12 of every kind, the PKITS certificates, odd certificates, PKCS#7.
const VECTORS: Fetched = Fetched {
    url: "https://files.pythonhosted.org/packages/83/a4/a95842e91abd69710682f6e552bdb271c959ad3793b8d5d1e00ca6dc10d5/cryptography_vectors-50.0.2-py3-none-any.whl",
    sha256: "51641f03a3eb4edbe9fb68e3a3574d25f86aa502d06391fffa886330d02778a0",
    file: "vectors/cryptography_vectors.whl",
};

/// PyPI `pyspark`: Apache Spark with its Python interface. There is no wheel of it; it is unpacked, and nothing in it is run to install it.
const SPARK: Fetched = Fetched {
    url: "https://files.pythonhosted.org/packages/ae/40/1414582f16c1d7b051c668c2e19c62d21a18bd181d944cb24f5ddbb2423f/pyspark-4.0.1.tar.gz",
    sha256: "9d1f22d994f60369228397e3479003ffe2dd736ba79165003246ff7bd48e2c73",
    file: "spark/pyspark.tar.gz",
};
/// What is taken out of it.
const SPARK_FOLDERS: [&str; 4] = ["pyspark", "lib", "deps/bin", "deps/jars"];

/// Fetches the vectors, where they are not there yet.
///
/// # Errors
/// They cannot be fetched, or are not what they were.
pub(crate) fn vectors(workspace: &Workspace) -> Result<()> {
    VECTORS.fetch(workspace)
}

/// Fetches Spark, where it is not there yet, and runs the test that needs it.
///
/// # Errors
/// It cannot be fetched, or is not what it was; or the test fails.
pub(crate) fn test_with_spark(workspace: &Workspace) -> Result<()> {
    setup::compilers()?;
    stacks::install(workspace)?;
    let folder = workspace.target.join("spark");
    // It stands there only once everything is unpacked.
    let mark = folder.join("installed.txt");
    if !std::fs::read_to_string(&mark).is_ok_and(|installed| installed == SPARK.sha256) {
        SPARK.fetch(workspace)?;
        let archive = workspace.target.join(SPARK.file);
        unpack(&archive, &folder).with_context(|| format!("{} cannot be unpacked", archive.display()))?;
        std::fs::remove_file(archive)?;
        std::fs::write(mark, SPARK.sha256)?;
    }
    process::run(workspace.cargo().args(["test", "--test", "at_scale", "--", "--ignored"]))
}

impl Fetched {
    fn fetch(&self, workspace: &Workspace) -> Result<()> {
        let file = workspace.target.join(self.file);
        if self.is(&file) {
            return Ok(());
        }
        let curl = setup::curl()?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        setup::say(&format!("fetching {}", self.url));
        let mut fetch = Command::new(curl);
        fetch.args(["--fail", "--silent", "--show-error", "--location", "--retry", "3", "--output"]);
        process::quiet(fetch.arg(&file).arg(self.url))?;
        ensure!(self.is(&file), "{} is not the file that was expected: its SHA-256 differs", file.display());
        Ok(())
    }

    fn is(&self, file: &Path) -> bool {
        std::fs::read(file).is_ok_and(|bytes| page_tests::sha256(bytes) == self.sha256)
    }
}

/// Unpacks Spark's folders, without that of the archive around them.
fn unpack(archive: &Path, folder: &Path) -> Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(archive)?));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        let inside: PathBuf = path.components().skip(1).collect();
        let is_plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
        if is_plain && entry.header().entry_type().is_file() && SPARK_FOLDERS.iter().any(|one| inside.starts_with(one))
        {
            let to = folder.join(inside);
            std::fs::create_dir_all(to.parent().unwrap_or(folder))?;
            entry.unpack(to)?;
        }
    }
    Ok(())
}
