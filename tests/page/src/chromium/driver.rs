//! A page in Chromium, by the DevTools protocol.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::connection::{Connection, Event};
use crate::driver::Driver;
use crate::keys::Key;
use crate::record::Record;

use super::Browser;
use super::events::{REPORTS, note};

const ALT: u32 = 1;
const CONTROL: u32 = 2;
const SHIFT: u32 = 8;

/// A Chromium with one page.
#[derive(Debug)]
pub(crate) struct Chromium {
    connection: Connection,
    session: String,
    address: String,
    record: Record,
    /// Ends the browser when this is dropped.
    _browser: Browser,
}

impl Chromium {
    /// Starts a browser with an empty page, and records nothing.
    ///
    /// # Errors
    /// There is no browser.
    pub(crate) fn start(language: &str) -> Result<Chromium> {
        let mut browser = Browser::start(language)?;
        let connection = browser.connect()?;
        let (session, address) = (String::new(), String::new());
        let mut chromium = Chromium { connection, session, address, record: Record::default(), _browser: browser };
        let target = chromium.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = chromium.call("Target.attachToTarget", attach)?;
        chromium.session = attached["sessionId"].as_str().context("the browser opened no page")?.to_owned();
        chromium.call("Page.enable", json!({}))?;
        Ok(chromium)
    }

    /// Records from now on what must not happen, on the page and in its workers.
    ///
    /// # Errors
    /// The browser is gone.
    pub(crate) fn record_everything(&mut self) -> Result<()> {
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

    /// Calls a method of the page's session, of the browser before there is one.
    ///
    /// # Errors
    /// The browser refuses, or is gone.
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
        note(&mut self.record, event, &self.address);
        Ok(())
    }
}

impl Driver for Chromium {
    fn go_to(&mut self, address: &str) -> Result<()> {
        address.clone_into(&mut self.address);
        self.call("Page.navigate", json!({ "url": address })).map(drop)
    }

    fn evaluate(&mut self, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.call("Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{}", thrown["exception"].get("description").unwrap_or(&thrown["text"]));
        }
        Ok(answer["result"]["value"].take())
    }

    fn drop_files(&mut self, files: &[PathBuf], (x, y): (f64, f64)) -> Result<()> {
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }))?;
        }
        Ok(())
    }

    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()> {
        let document = self.call("DOM.getDocument", json!({}))?;
        let query = json!({ "nodeId": document["root"]["nodeId"], "selector": selector });
        let input = self.call("DOM.querySelector", query)?;
        self.call("DOM.setFileInputFiles", json!({ "nodeId": input["nodeId"], "files": files })).map(drop)
    }

    fn insert_text(&mut self, text: &str) -> Result<()> {
        self.call("Input.insertText", json!({ "text": text })).map(drop)
    }

    fn press(&mut self, key: Key) -> Result<()> {
        let event = |kind: &str, text: &str| {
            json!({
                "type": kind, "key": key.name, "code": key.code, "text": text, "windowsVirtualKeyCode": key.number,
                "modifiers": u32::from(key.shift) * SHIFT + u32::from(key.control) * CONTROL + u32::from(key.alt) * ALT,
                "commands": if kind == "keyUp" || key.command.is_empty() { vec![] } else { vec![key.command] },
            })
        };
        let down = if key.text.is_empty() { "rawKeyDown" } else { "keyDown" };
        self.call("Input.dispatchKeyEvent", event(down, key.text))?;
        self.call("Input.dispatchKeyEvent", event("keyUp", "")).map(drop)
    }

    fn click(&mut self, (x, y): (f64, f64)) -> Result<()> {
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event)?;
        }
        Ok(())
    }

    fn look(&mut self, width: u32, height: u32, dark: bool) -> Result<()> {
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

    fn switch_scripts(&mut self, on: bool) -> Result<()> {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).map(drop)
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        let metrics = self.call("Page.getLayoutMetrics", json!({}))?;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let shot = self.call("Page.captureScreenshot", params)?;
        STANDARD.decode(shot["data"].as_str().unwrap_or_default()).context("the picture is not base64")
    }

    fn record(&mut self) -> Result<Record> {
        // Any call hears the events that came before its answer.
        self.evaluate("0")?;
        Ok(self.record.clone())
    }
}
