//! Programs that the tests need: browsers, npm, cargo's formatter and linter.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::workspace::Workspace;

use super::{apt, say};

/// Finds Chromium, or installs it.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn chromium() -> Result<PathBuf> {
    find_or_install(
        page_tests::chromium::find,
        &["chromium"],
        "Chromium is missing: install it, or name a Chromium or Chrome that is there in the variable CHROMIUM",
    )
}

/// Finds Firefox, or installs it.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn firefox() -> Result<PathBuf> {
    find_or_install(
        page_tests::firefox::find,
        &["firefox-esr"],
        "Firefox is missing: install it, or name one that is there in the variable FIREFOX",
    )
}

/// Finds WebKitGTK's driver, and a display and locales for it, or installs them.
///
/// # Errors
/// One of them is missing, and cannot be installed.
pub(crate) fn webkit() -> Result<()> {
    let driver = "WebKitGTK's driver is missing: install WebKitWebDriver, Debian's webkit2gtk-driver";
    find_or_install(page_tests::webkit::find, &["webkit2gtk-driver"], driver)?;
    let locales = "what locales are made of is missing, from which WebKitGTK takes its reader's language: install Debian's locales";
    find_or_install(page_tests::webkit::find_locales, &["locales"], locales)?;
    let display = "Xvfb is missing, which WebKitGTK needs where there is no screen: install Debian's xvfb";
    find_or_install(page_tests::webkit::find_display, &["xvfb"], display).map(drop)
}

/// Sees to it that pictures in Japanese have a font.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn japanese() -> Result<()> {
    let find = || {
        let fonts = process::quiet(Command::new("fc-list").arg(":lang=ja")).ok()?;
        (!fonts.trim().is_empty()).then(PathBuf::new)
    };
    let missing = "no font has Japanese letters, and the pictures would not either: install Debian's fonts-noto-cjk";
    find_or_install(find, &["fontconfig", "fonts-noto-cjk"], missing).map(drop)
}

/// Finds npm, or installs it with Node.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn npm() -> Result<PathBuf> {
    find_or_install(
        || which::which("npm").ok(),
        &["nodejs", "npm"],
        "npm is missing, which brings the type checker for the page's scripts: install Node 18 or newer with its npm",
    )
}

/// Finds OpenSSL, or installs it: the tests compare with it.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn openssl() -> Result<PathBuf> {
    find_or_install(|| which::which("openssl").ok(), &["openssl"], "OpenSSL is missing: install the program openssl")
}

/// Finds Python with its module for virtual environments, or installs it.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn python() -> Result<PathBuf> {
    let find = || {
        let python = which::which("python3").ok()?;
        // Debian has the module apart, and only with it an environment gets its pip.
        process::quiet(Command::new(&python).args(["-c", "import venv, ensurepip"])).ok().map(|_| python)
    };
    find_or_install(
        find,
        &["python3", "python3-venv"],
        "Python is missing, or its modules venv and ensurepip: install Python 3.11 or newer",
    )
}

/// Finds curl, or installs it.
///
/// # Errors
/// There is none, and it cannot be installed.
pub(crate) fn curl() -> Result<PathBuf> {
    find_or_install(
        || which::which("curl").ok(),
        &["curl", "ca-certificates"],
        "curl is missing, which fetches test vectors: install it",
    )
}

/// Finds the compilers that the snippets are compiled with, or installs them.
///
/// # Errors
/// One of them is missing, and cannot be installed.
pub(crate) fn compilers() -> Result<()> {
    for (name, package, missing) in [
        ("mcs", "mono-mcs", "mcs is missing, which compiles the C# snippet: install Mono's compiler"),
        (
            "javac",
            "default-jdk-headless",
            "javac is missing, which compiles the Java snippet: install a JDK, 17 or newer",
        ),
        ("go", "golang-go", "go is missing, which compiles the Go snippet: install Go 1.18 or newer"),
    ] {
        find_or_install(|| which::which(name).ok(), &[package], missing)?;
    }
    Ok(())
}

/// Looks for a program, and once more after installing Debian's packages.
fn find_or_install(find: impl Fn() -> Option<PathBuf>, packages: &[&str], missing: &'static str) -> Result<PathBuf> {
    if let Some(path) = find() {
        return Ok(path);
    }
    if apt::usable() {
        apt::install(packages).context(missing)?;
    }
    find().context(missing)
}

/// Sees to it that `cargo fmt` and `cargo clippy` work.
///
/// # Errors
/// One of them does not, and cannot be installed.
pub(crate) fn cargo_tools(workspace: &Workspace) -> Result<()> {
    for (tool, component, package) in [("fmt", "rustfmt", "rustfmt-web"), ("clippy", "clippy", "rust-web-clippy")] {
        let works = || process::quiet(workspace.cargo().args([tool, "--version"])).is_ok();
        if works() {
            continue;
        }
        say(&format!("`cargo {tool}` is missing"));
        if which::which("rustup").is_ok() {
            say(&format!("rustup component add {component}"));
            let mut rustup = Command::new("rustup");
            process::run_within(Duration::from_secs(120), rustup.args(["component", "add", component]))?;
        } else if apt::usable() {
            apt::install(&[package])?;
        }
        if !works() {
            bail!("`cargo {tool}` is missing: install the component {component} of your Rust toolchain");
        }
    }
    Ok(())
}
