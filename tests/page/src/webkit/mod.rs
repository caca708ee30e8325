//! WebKitGTK: its driver, its small browser, and a display for them. See [`driver`].

mod driver;
mod webdriver;

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
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
            .env_remove("LC_MESSAGES")
            .env("LANG", "C.UTF-8")
            .env("LANGUAGE", language)
            .env("XDG_CONFIG_HOME", settings.path())
            .stdin(Stdio::null())
            // GTK warns of much that is missing on a machine without a desktop.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Running::start(&mut command)?;
        Ok(Processes { port, _driver: driver, _display: display, _settings: settings })
    }
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
    anyhow::ensure!(!number.trim().is_empty(), "Xvfb did not come up");
    Ok((display, format!(":{}", number.trim())))
}

/// A port that nothing listens on at this moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
