//! What a page asks of the browser that it is open in.

use std::fmt::Debug;
use std::path::PathBuf;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::keys::Key;
use crate::record::Record;

/// A browser with one page open. It ends when this is dropped.
///
/// Every error says that the browser is gone or refused, and why. Files are given by absolute paths.
pub(crate) trait Driver: Debug {
    /// Opens an address, and does not wait for the page.
    fn go_to(&mut self, address: &str) -> Result<()>;

    /// Evaluates an expression on the page and, where it is a promise, waits for what it resolves to. Fails where it
    /// throws.
    fn evaluate(&mut self, expression: &str) -> Result<Value>;

    /// Drops files at a place of the window, in CSS pixels.
    fn drop_files(&mut self, files: &[PathBuf], place: (f64, f64)) -> Result<()>;

    /// Gives files to the file input that a selector finds, as its dialog would.
    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()>;

    /// Puts text where the focus is, as an input method does.
    fn insert_text(&mut self, text: &str) -> Result<()>;

    /// Presses a key and lets it go.
    fn press(&mut self, key: Key) -> Result<()>;

    /// Clicks at a place of the window, in CSS pixels, with the mouse.
    fn click(&mut self, place: (f64, f64)) -> Result<()>;

    /// Sets the window's size in CSS pixels, and whether it is dark.
    fn look(&mut self, width: u32, height: u32, dark: bool) -> Result<()>;

    /// Switches the scripts of pages off or on; what a test evaluates runs either way, but waits for nothing while they are off.
    fn switch_scripts(&mut self, _on: bool) -> Result<()> {
        bail!("this engine is not asked to")
    }

    /// Takes a picture of the whole page, a PNG.
    fn picture(&mut self) -> Result<Vec<u8>>;

    /// Everything that was recorded until now.
    fn record(&mut self) -> Result<Record>;
}
