//! `cargo xtask release`: everything that is given to users, in `dist/release`. Nothing is published.
//!
//! From one commit the same bytes come out wherever it is built: paths are mapped away, and archives have no times.

mod archive;
mod manifests;
mod programs;
mod sbom;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::config::Config;
use crate::page::{self, notices};
use crate::process;
use crate::setup::say;
use crate::workspace::Workspace;
use programs::{Program, Target};

/// A file of the release.
#[derive(Debug, Clone)]
struct Asset {
    name: String,
    sha256: String,
}

/// Builds the release: the page, the programs, what installs them, and what they are made of.
///
/// # Errors
/// Something cannot be built, or a toolchain for one of the programs cannot be had.
pub(crate) fn make(workspace: &Workspace, config: &Config) -> Result<()> {
    let folder = workspace.root.join("dist/release");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let version = env!("CARGO_PKG_VERSION");
    let page = page::build(workspace, config)?;
    let page_bytes = std::fs::read(&page.path)?;
    let mut assets = Vec::new();
    for (name, text) in shells(workspace)? {
        assets.push(put(&folder, name, text.as_bytes())?);
    }
    assets.push(put(&folder, "assertion-inspector.html", &page_bytes)?);
    assets.push(put(&folder, "assertion-inspector.notices.txt", &std::fs::read(&page.notices)?)?);
    // The program knows the page of its release, so that it can tell whether a file is that page.
    let page_sha256 = hex(&Sha256::digest(&page_bytes));
    let mut built = Vec::new();
    for target in programs::TARGETS {
        say(&format!("building the program for {}", target.triple));
        let Program { path, .. } = programs::build(workspace, target, &page_sha256)?;
        let files = files_of_archive(workspace, target, &path)?;
        let (name, bytes) = archive::pack(&format!("assertion-inspector-{version}-{}", target.triple), &files, target)?;
        let asset = put(&folder, &name, &bytes)?;
        built.push((target, asset.clone()));
        assets.push(asset);
    }
    assets.push(put(&folder, "assertion-inspector.cdx.json", sbom::write(workspace, version)?.as_bytes())?);
    for (name, text) in manifests::write(version, &built)? {
        assets.push(put(&folder, &name, text.as_bytes())?);
    }
    let sums: String = assets.iter().map(|one| format!("{}  {}\n", one.sha256, one.name)).collect();
    std::fs::write(folder.join("SHA256SUMS"), sums)?;
    check(&folder)?;
    println!("{}", folder.display());
    for asset in &assets {
        println!("{}  {}", asset.sha256, asset.name);
    }
    println!(
        "not here: the programs for macOS, which `.github/workflows/release.yml` builds on a machine of that system"
    );
    Ok(())
}

/// Builds the programs for macOS, on a machine of that system, into the same folder.
///
/// # Errors
/// Something cannot be built.
pub(crate) fn make_for_macos(workspace: &Workspace, config: &Config) -> Result<()> {
    let folder = workspace.root.join("dist/release");
    let page = page::build(workspace, config)?;
    let page_sha256 = hex(&Sha256::digest(std::fs::read(&page.path)?));
    for target in programs::MACOS {
        let Program { path, .. } = programs::build(workspace, target, &page_sha256)?;
        let files = files_of_archive(workspace, target, &path)?;
        let name = format!("assertion-inspector-{}-{}", env!("CARGO_PKG_VERSION"), target.triple);
        let (name, bytes) = archive::pack(&name, &files, target)?;
        let asset = put(&folder, &name, &bytes)?;
        println!("{}  {}", asset.sha256, asset.name);
    }
    Ok(())
}

/// The completions for each shell and the manual page, as the program itself prints them.
fn shells(workspace: &Workspace) -> Result<Vec<(&'static str, String)>> {
    let printed = |arguments: &[&str]| {
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--quiet", "--locked", "--package", "assertion-inspector", "--"]).args(arguments);
        process::quiet(&mut cargo)
    };
    Ok(vec![
        ("completions/assertion-inspector.bash", printed(&["completions", "bash"])?),
        ("completions/_assertion-inspector", printed(&["completions", "zsh"])?),
        ("completions/assertion-inspector.fish", printed(&["completions", "fish"])?),
        ("completions/_assertion-inspector.ps1", printed(&["completions", "powershell"])?),
        ("assertion-inspector.1", printed(&["man"])?),
    ])
}

/// What lies in an archive beside the program: name in the archive, bytes, and whether it can be run.
type Files = Vec<(String, Vec<u8>, bool)>;

fn files_of_archive(workspace: &Workspace, target: &Target, program: &Path) -> Result<Files> {
    let mut files: Files = vec![(format!("assertion-inspector{}", target.suffix()), std::fs::read(program)?, true)];
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "CHANGELOG.md"] {
        let path = workspace.root.join(name);
        let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        files.push((name.to_owned(), bytes, false));
    }
    let notices = workspace.target.join(format!("{}.notices.txt", target.triple));
    notices::write(workspace, &notices::Linked::program(target.triple), &notices)?;
    files.push(("NOTICES.txt".to_owned(), std::fs::read(notices)?, false));
    Ok(files)
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<Asset> {
    let path: PathBuf = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(Asset { name: name.to_owned(), sha256: hex(&Sha256::digest(bytes)) })
}

/// Checks that every file of the release is in the list of sums, with the sum that it has.
fn check(folder: &Path) -> Result<()> {
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS"))?;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").context("a sum and a name")?;
        let found = hex(&Sha256::digest(std::fs::read(folder.join(name))?));
        ensure!(found == sum, "{name} has another sum than SHA256SUMS says");
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
