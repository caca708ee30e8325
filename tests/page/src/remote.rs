//! What W3C WebDriver has in common over a socket (BiDi) and over HTTP (classic), and what it lacks.
//!
//! It has no real drop of files. So they are chosen in a file input that is made for that alone, and the `File`s that
//! the browser makes of them are dropped by events of the page.

use std::fmt::Debug;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::keys::Key;
use crate::record::Record;

const SHIFT: &str = "\u{e008}";
const ALT: &str = "\u{e00a}";
const CONTROL: &str = "\u{e009}";

/// Makes the input to choose in what is to be dropped.
const PREPARE: &str = "{ const input = document.createElement('input'); Object.assign(input, \
    { type: 'file', multiple: true, hidden: true, id: 'to-be-dropped' }); document.body.append(input); }";
/// Drops what was chosen, and takes the input away.
const DROP: &str = "const input = document.getElementById('to-be-dropped'); input.remove(); \
    const dataTransfer = new DataTransfer(); for (const file of input.files) dataTransfer.items.add(file); \
    const under = document.elementFromPoint(clientX, clientY) ?? document.body; \
    for (const kind of ['dragenter', 'dragover', 'drop']) under.dispatchEvent( \
        new DragEvent(kind, { dataTransfer, clientX, clientY, bubbles: true, cancelable: true, composed: true }));";
/// Chooses the theme with the page's own button: WebDriver cannot pretend what the system prefers.
const THEME: &str = "{ const { dataset } = document.documentElement; \
    while (dataset.theme !== THEME) document.getElementById('theme').click(); }";

/// A browser that speaks WebDriver of either kind.
pub(crate) trait Remote: Debug {
    /// See [`Driver::go_to`].
    fn go_to(&mut self, address: &str) -> Result<()>;
    /// See [`Driver::evaluate`].
    fn evaluate(&mut self, expression: &str) -> Result<Value>;
    /// See [`Driver::choose_files`].
    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()>;
    /// Performs actions of keys or of the mouse, which are written alike in both kinds of WebDriver.
    fn perform(&mut self, actions: Value) -> Result<()>;
    /// Sets the window's inner size in CSS pixels.
    fn resize(&mut self, width: u32, height: u32) -> Result<()>;
    /// See [`Driver::picture`].
    fn picture(&mut self) -> Result<Vec<u8>>;
    /// See [`Driver::record`].
    fn record(&mut self) -> Result<Record>;
}

impl<R: Remote> Driver for R {
    fn go_to(&mut self, address: &str) -> Result<()> {
        Remote::go_to(self, address)
    }

    fn evaluate(&mut self, expression: &str) -> Result<Value> {
        Remote::evaluate(self, expression)
    }

    fn drop_files(&mut self, files: &[PathBuf], (x, y): (f64, f64)) -> Result<()> {
        run(self, PREPARE)?;
        Remote::choose_files(self, "#to-be-dropped", files)?;
        run(self, &format!("const clientX = {x}, clientY = {y}; {DROP}"))
    }

    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()> {
        Remote::choose_files(self, selector, files)
    }

    fn insert_text(&mut self, text: &str) -> Result<()> {
        run(self, &format!("document.execCommand('insertText', false, {})", json!(text)))
    }

    fn press(&mut self, key: Key) -> Result<()> {
        let value = match key.name {
            "Tab" => "\u{e004}",
            "Enter" => "\u{e006}",
            letter => letter,
        };
        let candidate = [(SHIFT, key.shift), (ALT, key.alt), (CONTROL, key.control)]
            .into_iter()
            .filter(|(_, candidate)| *candidate)
            .map(|(key, _)| key);
        let keys: Vec<&str> = candidate.chain([value]).collect();
        let downs = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let ups = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = downs.chain(ups).collect();
        self.perform(json!([{ "type": "key", "id": "keyboard", "actions": actions }]))
    }

    fn click(&mut self, (x, y): (f64, f64)) -> Result<()> {
        let actions = json!([
            // Whole pixels are all that the protocol lets a mouse point to.
            { "type": "pointerMove", "x": x.round() as i64, "y": y.round() as i64 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerUp", "button": 0 },
        ]);
        let kind = json!({ "pointerType": "mouse" });
        self.perform(json!([{ "type": "pointer", "id": "mouse", "parameters": kind, "actions": actions }]))
    }

    fn look(&mut self, width: u32, height: u32, dark: bool) -> Result<()> {
        self.resize(width, height)?;
        run(self, &THEME.replace("THEME", if dark { "'dark'" } else { "'light'" }))
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        Remote::picture(self)
    }

    fn record(&mut self) -> Result<Record> {
        Remote::record(self)
    }
}

/// Runs statements on the page.
fn run(browser: &mut impl Remote, statements: &str) -> Result<()> {
    browser.evaluate(&format!("(() => {{ {statements} }})()")).map(drop)
}
