//! Chromium: where it is, and a process of it. It is spoken to in its DevTools protocol, see [`driver`].

mod driver;
mod events;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::connection::Connection;
use crate::process::Running;

pub(crate) use driver::Chromium;

/// Names the browser to use where it is not found by itself.
pub const VARIABLE: &str = "CHROMIUM";

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES: [&str; 3] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];
const START: Duration = Duration::from_secs(30);

/// Finds Chromium, or a Chrome: the one that [`VARIABLE`] names, one on the PATH, or one in its usual place.
pub fn find() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(path));
    }
    let on_path = NAMES.iter().find_map(|name| which::which(name).ok());
    on_path.or_else(|| PLACES.iter().map(PathBuf::from).find(|place| place.is_file()))
}

/// A browser with a profile of its own; it ends, and the profile goes, when this is dropped.
#[derive(Debug)]
pub(crate) struct Browser {
    process: Running,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser without a window.
    ///
    /// # Errors
    /// There is none, or it does not come up; then the error holds what it printed.
    pub(crate) fn start(language: &str) -> Result<Browser> {
        let program = find().with_context(|| format!("there is no Chromium: install it, or name it in {VARIABLE}"))?;
        let profile = tempfile::tempdir().context("there is no folder for a browser profile")?;
        let mut command = Command::new(&program);
        command
            // The sandbox cannot be set up for root, nor in most containers, and the only page opened is our own.
            .args(["--no-sandbox"])
            .args(["--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update"])
            .args(["--no-first-run", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb"])
            .args(["--remote-debugging-port=0", "about:blank"])
            .arg(format!("--accept-lang={language}"))
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(words(profile.path()))?);
        Ok(Browser { process: Running::start(&mut command)?, profile })
    }

    /// Connects to the browser as soon as it listens.
    ///
    /// # Errors
    /// It ends, or does not listen in time.
    pub(crate) fn connect(&mut self) -> Result<Connection> {
        let deadline = Instant::now() + START;
        loop {
            if let Some((port, path)) = self.address() {
                return Connection::open(port, &path);
            }
            if self.process.has_ended() || Instant::now() > deadline {
                let words = std::fs::read_to_string(words(self.profile.path())).unwrap_or_default();
                bail!("Chromium did not come up; it printed:\n{words}");
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// The port and the path that the browser writes into its profile once it listens.
    fn address(&self) -> Option<(u16, String)> {
        let text = std::fs::read_to_string(self.profile.path().join("DevToolsActivePort")).ok()?;
        let (port, path) = text.split_once('\n')?;
        Some((port.parse().ok()?, path.trim().to_owned())).filter(|(_, path)| !path.is_empty())
    }
}

/// Where the browser's own words go.
fn words(profile: &Path) -> PathBuf {
    profile.join("words.txt")
}
