//! `cargo xtask release`: everything that is given to users, in `dist/release`, and what package managers need to install it, in
//! `dist/manifests`. Nothing is published.
//!
//! From one commit and one toolchain the same bytes come out wherever it is built: paths are mapped away, and archives have no times.

mod archive;
mod manifests;
pub(crate) mod programs;
mod sbom;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::config::Config;
use crate::npm;
use crate::page::{self, notices};
use crate::process;
use crate::setup::say;
use crate::workspace::Workspace;
use programs::Target;

/// A file of the release.
#[derive(Debug, Clone)]
struct Asset {
    name: String,
    sha256: String,
}

/// The page's name in the release.
const PAGE: &str = "assertion-inspector.html";

/// Builds the release: the page, the programs, what they are made of, and the sums. What installs them goes to `dist/manifests`.
///
/// # Errors
/// Something cannot be built, or a toolchain for one of the programs cannot be had.
pub(crate) fn make(workspace: &Workspace, config: &Config) -> Result<()> {
    let (folder, others) = (assets_folder(workspace), workspace.root.join("dist/manifests"));
    for folder in [&folder, &others] {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
    }
    let version = env!("CARGO_PKG_VERSION");
    let page = page::build(workspace, config)?;
    let mut assets = vec![
        put(&folder, PAGE, &std::fs::read(&page.path)?)?,
        put(&folder, "assertion-inspector.notices.txt", &std::fs::read(&page.notices)?)?,
        put(&folder, "assertion-inspector.cdx.json", sbom::write(workspace, version)?.as_bytes())?,
    ];
    let built = put_programs(workspace, programs::TARGETS)?;
    let package = npm::build(workspace, config, Some(&page_sha256(&folder)?))?;
    let package = archive::folder("package", &package)?;
    assets.push(put(&folder, &format!("assertion-inspector-{version}.tgz"), &package)?);
    assets.extend(built.iter().map(|(_, asset)| asset.clone()));
    // As sha256sum writes them.
    assets.sort_by(|one, other| one.name.cmp(&other.name));
    let sums: String = assets.iter().map(|one| format!("{}  {}\n", one.sha256, one.name)).collect();
    std::fs::write(folder.join("SHA256SUMS"), &sums)?;
    check(&folder)?;
    for (name, text) in manifests::write(version, &built)? {
        put(&others, &name, text.as_bytes())?;
    }
    println!("{}\n{sums}", folder.display());
    println!("{} has what installs them", others.display());
    println!(
        "not here: the programs for macOS, which `.github/workflows/release.yml` builds on a machine of that system"
    );
    Ok(())
}

/// Builds the programs for macOS, on a machine of that system, for the page that is in `dist/release`.
///
/// # Errors
/// There is no page, or something cannot be built.
pub(crate) fn make_for_macos(workspace: &Workspace) -> Result<()> {
    for (_, asset) in put_programs(workspace, programs::MACOS)? {
        println!("{}  {}", asset.sha256, asset.name);
    }
    Ok(())
}

/// What is published: files, and no folders.
fn assets_folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("dist/release")
}

/// The sum of the page that is in the release already. A program knows it, so that it can tell whether a file is that page.
fn page_sha256(folder: &Path) -> Result<String> {
    let page = folder.join(PAGE);
    let bytes = std::fs::read(&page)
        .with_context(|| format!("{} is missing, the page that the programs are for", page.display()))?;
    Ok(page_tests::sha256(bytes))
}

/// Builds programs for the page that is in the release already, and puts an archive of each beside it.
fn put_programs<'a>(workspace: &Workspace, targets: &'a [Target]) -> Result<Vec<(&'a Target, Asset)>> {
    let folder = assets_folder(workspace);
    let page_sha256 = page_sha256(&folder)?;
    let shells = shells(workspace)?;
    let mut built = Vec::new();
    for target in targets {
        say(&format!("building the program for {}", target.triple));
        let program = programs::build(workspace, target, Some(&page_sha256))?;
        if target.runs_here() {
            process::quiet(Command::new(&program).arg("verify-page").arg(folder.join(PAGE)))?;
        }
        let mut files = files_of_archive(workspace, target, &program)?;
        files.extend(shells.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes(), false)));
        let name = format!("assertion-inspector-{}-{}", env!("CARGO_PKG_VERSION"), target.triple);
        let (name, bytes) = archive::pack(&name, &files, target)?;
        built.push((target, put(&folder, &name, &bytes)?));
    }
    Ok(built)
}

/// The completions for each shell and the manual page, as the program itself prints them.
fn shells(workspace: &Workspace) -> Result<Vec<(&'static str, String)>> {
    let printed = |arguments: &[&str]| {
        let mut cargo = workspace.cargo();
        cargo.args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "assertion-inspector",
            "--features",
            programs::FEATURES,
            "--",
        ]);
        cargo.args(arguments);
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
    Ok(Asset { name: name.to_owned(), sha256: page_tests::sha256(bytes) })
}

/// Checks that every file of the release is in the list of sums, with the sum that it has, and that there is nothing else.
fn check(folder: &Path) -> Result<()> {
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS"))?;
    let listed: BTreeMap<&str, &str> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect();
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        ensure!(entry.file_type()?.is_file(), "{name} is not a file, so it cannot be an asset of a release");
        if name != "SHA256SUMS" {
            let found = page_tests::sha256(std::fs::read(entry.path())?);
            ensure!(listed.get(name.as_str()) == Some(&found.as_str()), "{name} has another sum than SHA256SUMS says");
            count += 1;
        }
    }
    ensure!(count == listed.len(), "SHA256SUMS names {} files, and there are {count}", listed.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `cargo binstall` makes of one of its templates in Cargo.toml.
    fn filled(template: &str, triple: &str) -> String {
        let windows = triple.contains("windows");
        [
            ("{ repo }", env!("CARGO_PKG_REPOSITORY")),
            ("{ version }", env!("CARGO_PKG_VERSION")),
            ("{ name }", "assertion-inspector"),
            ("{ bin }", "assertion-inspector"),
            ("{ target }", triple),
            ("{ binary-ext }", if windows { ".exe" } else { "" }),
        ]
        .iter()
        .fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    #[test]
    fn cargo_binstall_finds_every_program() {
        let manifest: toml::Table = include_str!("../../../Cargo.toml").parse().unwrap();
        let binstall = &manifest["package"]["metadata"]["binstall"];
        let version = env!("CARGO_PKG_VERSION");
        let windows = programs::TARGETS.iter().find(|target| target.is_windows).unwrap();
        // Who has Microsoft's toolchain gets the same program as who has GNU's.
        let msvc = ("x86_64-pc-windows-msvc", windows);
        for (triple, target) in
            programs::TARGETS.iter().chain(programs::MACOS).map(|one| (one.triple, one)).chain([msvc])
        {
            let own = binstall["overrides"].get(triple);
            let setting = |name: &str| own.and_then(|own| own.get(name)).unwrap_or(&binstall[name]).as_str().unwrap();
            let folder = format!("assertion-inspector-{version}-{}", target.triple);
            let (archive, _) = archive::pack(&folder, &Files::new(), target).unwrap();
            let address = format!("{}/releases/download/v{version}/{archive}", env!("CARGO_PKG_REPOSITORY"));
            assert_eq!(filled(setting("pkg-url"), triple), address);
            assert_eq!(filled(setting("bin-dir"), triple), format!("{folder}/assertion-inspector{}", target.suffix()));
            assert_eq!(setting("pkg-fmt"), if target.is_windows { "zip" } else { "tgz" });
        }
    }

    #[test]
    fn the_sums_are_those_of_all_files_and_there_are_no_folders() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let one = put(path, "one", b"1").unwrap();
        std::fs::write(path.join("SHA256SUMS"), format!("{}  one\n", one.sha256)).unwrap();
        check(path).unwrap();
        std::fs::write(path.join("two"), "2").unwrap();
        assert!(check(path).unwrap_err().to_string().starts_with("two has another sum"));
        std::fs::remove_file(path.join("two")).unwrap();
        std::fs::write(path.join("one"), "2").unwrap();
        assert!(check(path).unwrap_err().to_string().starts_with("one has another sum"));
        std::fs::remove_file(path.join("one")).unwrap();
        assert!(check(path).unwrap_err().to_string().ends_with("there are 0"));
        std::fs::create_dir(path.join("winget")).unwrap();
        assert!(check(path).unwrap_err().to_string().starts_with("winget is not a file"));
    }
}
