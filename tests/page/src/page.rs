//! The page as its user has it.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::chromium::Browser;
use crate::devtools::{Connection, Event};
use crate::keys::Key;
use crate::record::{REPORTS, Record};

/// How long anything on the page may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);
const ALT: u32 = 1;
const SHIFT: u32 = 8;

/// A page, open in a browser of its own.
#[derive(Debug)]
pub struct Page {
    /// Ends the browser when the page is dropped.
    _browser: Browser,
    connection: Connection,
    session: String,
    address: String,
    record: Record,
}

impl Page {
    /// Opens a file in a new browser, records what must not happen, and waits until the page is ready.
    ///
    /// # Errors
    /// There is no browser, no such file, or the page does not get ready.
    pub fn open(file: &Path) -> Result<Page> {
        let mut page = Page::blank()?;
        page.record_everything()?;
        page.go_to(file)?;
        page.wait_for("document.body?.dataset.state === 'ready'").context("the page did not get ready")?;
        Ok(page)
    }

    /// Opens an empty page in a new browser, with nothing recorded.
    ///
    /// # Errors
    /// There is no browser.
    pub(crate) fn blank() -> Result<Page> {
        let mut browser = Browser::start()?;
        let connection = browser.connect()?;
        let (session, address) = (String::new(), String::new());
        let mut page = Page { _browser: browser, connection, session, address, record: Record::default() };
        let target = page.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = page.call("Target.attachToTarget", attach)?;
        page.session = attached["sessionId"].as_str().context("the browser opened no page")?.to_owned();
        page.call("Page.enable", json!({}))?;
        Ok(page)
    }

    fn record_everything(&mut self) -> Result<()> {
        for method in REPORTS {
            self.call(method, json!({}))?;
        }
        self.call("Audits.enable", json!({}))?;
        // A worker waits until its own reports are switched on.
        self.call(
            "Target.setAutoAttach",
            json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true }),
        )?;
        Ok(())
    }

    /// Opens a file.
    ///
    /// # Errors
    /// It does not exist.
    pub(crate) fn go_to(&mut self, file: &Path) -> Result<()> {
        ensure!(file.is_file(), "{} is missing: run `cargo xtask build` first", file.display());
        self.address = format!("file://{}", file.display());
        self.call("Page.navigate", json!({ "url": self.address })).map(drop)
    }

    /// Calls a method of the page's session, of the browser before there is one.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        let session = Some(self.session.clone()).filter(|session| !session.is_empty());
        let id = self.connection.send(session.as_deref(), method, params)?;
        loop {
            let answer = self.connection.next_answer(id).with_context(|| format!("{method} failed"))?;
            while let Some(event) = self.connection.event() {
                self.attend(&event)?;
            }
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
    }

    fn attend(&mut self, event: &Event) -> Result<()> {
        if event.method == "Target.attachedToTarget" && event.session == self.session {
            let worker = event.params["sessionId"].as_str();
            for method in REPORTS.into_iter().chain(["Runtime.runIfWaitingForDebugger"]) {
                self.connection.send(worker, method, json!({}))?;
            }
        }
        self.record.note(event, &self.address);
        Ok(())
    }

    /// Evaluates an expression on the page and, where it is a promise, waits for what it resolves to.
    ///
    /// # Errors
    /// It throws.
    pub fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.call("Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let words = thrown["exception"].get("description").unwrap_or(&thrown["text"]);
            bail!("`{expression}` threw {words}");
        }
        Ok(answer["result"]["value"].take())
    }

    /// Evaluates an expression whose value is text.
    ///
    /// # Errors
    /// It throws, or its value is something else.
    pub fn text_of(&mut self, expression: &str) -> Result<String> {
        let value = self.evaluate(expression)?;
        value.as_str().map(str::to_owned).with_context(|| format!("`{expression}` is {value}"))
    }

    /// Evaluates an expression whose value is a number.
    ///
    /// # Errors
    /// It throws, or its value is something else.
    pub fn number_of(&mut self, expression: &str) -> Result<f64> {
        let value = self.evaluate(expression)?;
        value.as_f64().with_context(|| format!("`{expression}` is {value}"))
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// It throws, or does not become true in time.
    pub fn wait_for(&mut self, condition: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate(&format!("Boolean({condition})"))? != true {
            ensure!(Instant::now() < deadline, "`{condition}` did not come true in {} s", PATIENCE.as_secs());
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Does something that makes the page inspect anew, waits for the new verdict, and returns its finding's id, or
    /// `none`.
    ///
    /// # Errors
    /// It cannot be done, or no verdict comes.
    pub fn verdict_after(&mut self, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<String> {
        // The old verdict may stand until the new one does, so the change is what counts.
        self.evaluate("window.inspections = 0, window.watching ??= new MutationObserver(changes => { \
                         if (changes.some(change => change.target.dataset.ready === 'true')) window.inspections += 1; }), \
                       watching.observe(document.getElementById('verdict'), { attributes: true, attributeFilter: ['data-ready'] }), 0")?;
        act(self)?;
        self.wait_for("inspections > 0 && document.getElementById('verdict').dataset.ready === 'true'")?;
        self.text_of("document.getElementById('verdict').dataset.finding")
    }

    /// Drops files onto the middle of the window.
    ///
    /// # Errors
    /// One of them does not exist.
    pub fn drop_files(&mut self, files: &[PathBuf]) -> Result<()> {
        let files = existing(files)?;
        let (x, y) = (self.number_of("innerWidth / 2")?, self.number_of("innerHeight / 2")?);
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }))?;
        }
        Ok(())
    }

    /// Chooses files as the button's dialog would.
    ///
    /// # Errors
    /// One of them does not exist, or there is no file input.
    pub fn choose_files(&mut self, files: &[PathBuf]) -> Result<()> {
        let files = existing(files)?;
        let document = self.call("DOM.getDocument", json!({}))?;
        let query = json!({ "nodeId": document["root"]["nodeId"], "selector": "#files" });
        let input = self.call("DOM.querySelector", query)?;
        self.call("DOM.setFileInputFiles", json!({ "nodeId": input["nodeId"], "files": files })).map(drop)
    }

    /// Puts text into a field as an input method does, after what it holds.
    ///
    /// # Errors
    /// There is no such field.
    pub fn type_into(&mut self, selector: &str, text: &str) -> Result<()> {
        self.evaluate(&format!("document.querySelector({}).focus()", json!(selector)))?;
        self.call("Input.insertText", json!({ "text": text })).map(drop)
    }

    /// Pastes text onto the page at large, no field being in focus.
    ///
    /// # Errors
    /// The page throws.
    pub fn paste_anywhere(&mut self, text: &str) -> Result<()> {
        let paste = "document.activeElement?.blur(); const data = new DataTransfer(); data.setData('text/plain', TEXT); \
                     document.body.dispatchEvent(new ClipboardEvent('paste', \
                       { clipboardData: data, bubbles: true, cancelable: true }));";
        self.evaluate(&format!("{{ {} }}", paste.replace("TEXT", &json!(text).to_string()))).map(drop)
    }

    /// Presses a key.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn press(&mut self, key: Key) -> Result<()> {
        let event = |kind: &str, text: &str| {
            json!({
                "type": kind, "key": key.name, "code": key.code, "text": text, "windowsVirtualKeyCode": key.number,
                "modifiers": u32::from(key.shift) * SHIFT + u32::from(key.alt) * ALT,
            })
        };
        let down = if key.text.is_empty() { "rawKeyDown" } else { "keyDown" };
        self.call("Input.dispatchKeyEvent", event(down, key.text))?;
        self.call("Input.dispatchKeyEvent", event("keyUp", "")).map(drop)
    }

    /// Clicks the middle of the first element that a selector finds, with the mouse.
    ///
    /// # Errors
    /// There is no such element.
    pub fn click(&mut self, selector: &str) -> Result<()> {
        let place = format!(
            "{{ const element = document.querySelector({}); element.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
               const box = element.getBoundingClientRect(); [box.x + box.width / 2, box.y + box.height / 2] }}",
            json!(selector)
        );
        let place = self.evaluate(&place).with_context(|| format!("there is no {selector} to click"))?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event)?;
        }
        Ok(())
    }

    /// Sets the window's size in CSS pixels, and whether the user prefers dark.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn look(&mut self, width: u32, height: u32, dark: bool) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size)?;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            // Pictures must not catch a thing half way.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features })).map(drop)
    }

    /// Saves a picture of the whole page as PNG.
    ///
    /// # Errors
    /// It cannot be taken or written.
    pub fn picture(&mut self, file: &Path) -> Result<()> {
        let metrics = self.call("Page.getLayoutMetrics", json!({}))?;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let shot = self.call("Page.captureScreenshot", params)?;
        let png = STANDARD.decode(shot["data"].as_str().unwrap_or_default()).context("the picture is not base64")?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, png).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Everything that happened until now and should not have. The browser is given a moment to report the last of it.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn record(&mut self) -> Result<&Record> {
        self.evaluate("new Promise(done => setTimeout(done, 50))")?;
        Ok(&self.record)
    }
}

/// The files as absolute paths.
fn existing(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    files.iter().map(|file| file.canonicalize().with_context(|| format!("{} is missing", file.display()))).collect()
}
