//! The engines that the tests run in.

use std::fmt;

use anyhow::{Result, bail};

use crate::driver::Driver;
use crate::{chromium, firefox, webkit};

/// Names the engine that the tests run in: `chromium`, `firefox` or `webkit`. Without it they run in Chromium.
pub const VARIABLE: &str = "PAGE_ENGINE";

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// That of Chromium, Chrome and Edge.
    Chromium,
    /// That of Firefox.
    Firefox,
    /// That of Safari, as WebKitGTK builds it.
    WebKit,
}

impl Engine {
    /// The engine that [`VARIABLE`] names.
    ///
    /// # Errors
    /// It names none that is known.
    pub fn chosen() -> Result<Engine> {
        match std::env::var(VARIABLE).as_deref() {
            Err(_) | Ok("" | "chromium") => Ok(Engine::Chromium),
            Ok("firefox") => Ok(Engine::Firefox),
            Ok("webkit") => Ok(Engine::WebKit),
            Ok(other) => bail!("{VARIABLE} is `{other}`, and can be chromium, firefox or webkit"),
        }
    }

    /// What [`VARIABLE`] has to be for this engine.
    pub fn id(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::WebKit => "webkit",
        }
    }

    /// Starts a browser of its own, whose reader prefers this language, and in which everything that must not happen is
    /// recorded.
    pub(crate) fn start(self, language: &str) -> Result<Box<dyn Driver>> {
        Ok(match self {
            Engine::Chromium => {
                let mut chromium = chromium::Chromium::start(language)?;
                chromium.record_everything()?;
                Box::new(chromium)
            }
            Engine::Firefox => Box::new(firefox::Firefox::start(language)?),
            Engine::WebKit => Box::new(webkit::WebKit::start(language)?),
        })
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Engine::Chromium => "Chromium",
            Engine::Firefox => "Firefox",
            Engine::WebKit => "WebKitGTK",
        })
    }
}
