//! Firefox: where it is, and a process of it. It is spoken to in WebDriver BiDi, which it has built in; see [`driver`].

mod driver;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::connection::Connection;
use crate::process::Running;

pub(crate) use driver::Firefox;

/// Names the browser to use where it is not found by itself.
pub const VARIABLE: &str = "FIREFOX";

const NAMES: [&str; 2] = ["firefox-esr", "firefox"];
const START: Duration = Duration::from_secs(60);

/// Finds Firefox: the one that [`VARIABLE`] names, or one on the PATH.
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    named.or_else(|| NAMES.iter().find_map(|name| which::which(name).ok()))
}

/// A browser with a profile of its own; it ends, and the profile goes, when this is dropped.
#[derive(Debug)]
struct Browser {
    process: Running,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser without a window, which must ask the proxy on this port for everything.
    fn start(proxy: u16, language: &str) -> Result<Browser> {
        let program = find().with_context(|| format!("there is no Firefox: install it, or name it in {VARIABLE}"))?;
        let profile = tempfile::tempdir().context("there is no folder for a browser profile")?;
        std::fs::write(profile.path().join("user.js"), preferences(proxy, language))?;
        let words = File::create(words(profile.path()))?;
        let mut command = Command::new(program);
        command
            .args(["--headless", "--no-remote", "--remote-debugging-port=0", "--profile"])
            .arg(profile.path())
            .arg("about:blank")
            // Without this the settings' server cannot be another one.
            .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1")
            .stdin(Stdio::null())
            .stdout(words.try_clone()?)
            .stderr(words);
        Ok(Browser { process: Running::start(&mut command)?, profile })
    }

    /// Connects to the browser as soon as it listens.
    fn connect(&mut self) -> Result<Connection> {
        let deadline = Instant::now() + START;
        loop {
            if let Some(port) = self.port() {
                return Connection::open(port, "/session");
            }
            let hopeless = self.process.has_ended() || Instant::now() > deadline;
            let printed = || std::fs::read_to_string(words(self.profile.path())).unwrap_or_default();
            ensure!(!hopeless, "Firefox did not come up; it printed:\n{}", printed());
            sleep(Duration::from_millis(10));
        }
    }

    /// The port that the browser writes into its profile once it listens.
    fn port(&self) -> Option<u16> {
        let text = std::fs::read_to_string(self.profile.path().join("WebDriverBiDiServer.json")).ok()?;
        let told: Value = serde_json::from_str(&text).ok()?;
        told["ws_port"].as_u64()?.try_into().ok()
    }
}

/// The preferences of a profile, as Firefox reads them.
fn preferences(proxy: u16, language: &str) -> String {
    let preferences = [
        ("network.proxy.type", json!(1)),
        ("network.proxy.http", json!("127.0.0.1")),
        ("network.proxy.http_port", json!(proxy)),
        ("network.proxy.ssl", json!("127.0.0.1")),
        ("network.proxy.ssl_port", json!(proxy)),
        ("network.proxy.no_proxies_on", json!("")),
        ("network.proxy.allow_hijacking_localhost", json!(true)),
        // What Firefox asks for by itself must not be taken for the page's doing.
        ("services.settings.server", json!("data:,")),
        ("app.update.disabledForTesting", json!(true)),
        ("media.gmp-manager.updateEnabled", json!(false)),
        ("extensions.systemAddon.update.enabled", json!(false)),
        ("intl.accept_languages", json!(language)),
        // Pictures must not catch a thing half way.
        ("ui.prefersReducedMotion", json!(1)),
        ("ui.useOverlayScrollbars", json!(1)),
    ];
    preferences.iter().map(|(name, value)| format!("user_pref({}, {value});\n", json!(name))).collect()
}

/// Where the browser's own words go.
fn words(profile: &Path) -> PathBuf {
    profile.join("words.txt")
}
