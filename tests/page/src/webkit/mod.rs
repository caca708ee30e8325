//! WebKitGTK: its driver, its small browser, and a display for them. See [`driver`].

mod driver;
mod webdriver;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::process::Running;

pub(crate) use driver::WebKit;

/// Its browser has a bar with buttons, which would keep the window from being as narrow as a telephone.
const STYLE: &str = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }";
/// Pictures must not catch a thing half way.
const SETTINGS: &str = "[Settings]\ngtk-enable-animations=false\n";

/// Finds WebKitGTK's driver, which knows its browser.
pub fn find() -> Option<PathBuf> {
    which::which("WebKitWebDriver").ok()
}

/// Finds what pretends to be a display: WebKitGTK has no way to do without one.
pub fn find_display() -> Option<PathBuf> {
    which::which("Xvfb").ok()
}

/// A running driver with a display; both end when this is dropped.
#[derive(Debug)]
struct Processes {
    /// Where the driver listens.
    port: u16,
    _driver: Running,
    _display: Running,
    _settings: TempDir,
}

impl Processes {
    fn start(language: &str) -> Result<Processes> {
        let program = find().context("there is no WebKitWebDriver: install Debian's webkit2gtk-driver")?;
        let settings = tempfile::tempdir().context("there is no folder for settings")?;
        let of_gtk = settings.path().join("gtk-3.0");
        std::fs::create_dir(&of_gtk)?;
        std::fs::write(of_gtk.join("gtk.css"), STYLE)?;
        std::fs::write(of_gtk.join("settings.ini"), SETTINGS)?;

        let (display, name) = display()?;
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .arg(format!("--port={port}"))
            .env("DISPLAY", name)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env_remove("LC_ALL")
            .env_remove("LC_CTYPE")
            .env("LOCPATH", settings.path())
            .env("LANG", locale(language, settings.path())?)
            .env("XDG_CONFIG_HOME", settings.path())
            .stdin(Stdio::null())
            // GTK warns of much that is missing on a machine without a desktop.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Running::start(&mut command)?;
        Ok(Processes { port, _driver: driver, _display: display, _settings: settings })
    }
}

/// Where Debian has what locales are made of.
const LOCALES: &str = "/usr/share/i18n/locales";

/// Finds what locales are made of: WebKitGTK takes the reader's language from the locale, which must exist.
pub fn find_locales() -> Option<PathBuf> {
    Some(PathBuf::from(LOCALES).join("de_DE")).filter(|source| source.is_file())
}

/// Makes the locale of a language in a folder, and gives its name. English needs none.
fn locale(language: &str, folder: &Path) -> Result<String> {
    let name = match language {
        "en" => return Ok("C.UTF-8".to_owned()),
        "ja" => "ja_JP".to_owned(),
        other => format!("{other}_{}", other.to_uppercase()),
    };
    let made = folder.join(format!("{name}.UTF-8"));
    let status = Command::new("localedef").args(["--force", "-i", &name, "-f", "UTF-8"]).arg(&made).status();
    ensure!(status.is_ok() && made.is_dir(), "there is no locale {name}: install Debian's locales");
    Ok(format!("{name}.UTF-8"))
}

/// Starts a display and gives its name.
fn display() -> Result<(Running, String)> {
    let program = find_display().context("there is no Xvfb: install it")?;
    let mut command = Command::new(program);
    command
        .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut display = Running::start(&mut command)?;
    let mut number = String::new();
    // It chooses a free number, and says so once it is up.
    BufReader::new(display.output().context("Xvfb has no output")?).read_line(&mut number)?;
    ensure!(!number.trim().is_empty(), "Xvfb did not come up");
    Ok((display, format!(":{}", number.trim())))
}

/// A port that nothing listens on at this moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
