//! A page in WebKitGTK, by WebDriver's classic kind.

use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::proxy::Proxy;
use crate::record::Record;
use crate::remote::Remote;

use super::Processes;
use super::webdriver::Session;

/// The driver tells nothing of the console, and lets no script run before the page's own. So the page itself is asked:
/// violations of the policy are kept for whoever observes them later, and errors are noted from when the page is there.
const RECORD: &str = include_str!("record.js");

/// A WebKitGTK with one page.
#[derive(Debug)]
pub(crate) struct WebKit {
    // In this order they are dropped: the browser first, what it needs after it.
    session: Session,
    proxy: Proxy,
    _processes: Processes,
}

impl WebKit {
    /// Starts a browser with an empty page.
    ///
    /// # Errors
    /// There is no browser, no driver, or no display.
    pub(crate) fn start(language: &str) -> Result<WebKit> {
        let (processes, proxy) = (Processes::start(language)?, Proxy::start()?);
        let arguments = ["--automation".to_owned(), format!("--proxy=http://127.0.0.1:{}", proxy.port)];
        let session = Session::start(processes.port, &json!({ "webkitgtk:browserOptions": { "args": arguments } }))?;
        Ok(WebKit { session, proxy, _processes: processes })
    }

    /// The window's outer size less the page's.
    fn frame(&mut self) -> Result<(i64, i64)> {
        let outer = self.session.get("window/rect")?;
        let inner = self.evaluate("[innerWidth, innerHeight]")?;
        let left =
            |outer: &Value, inner: &Value| outer.as_i64().zip(inner.as_i64()).map(|(outer, inner)| outer - inner);
        let frame = left(&outer["width"], &inner[0]).zip(left(&outer["height"], &inner[1]));
        frame.context("the window has no size")
    }
}

impl Remote for WebKit {
    fn go_to(&mut self, address: &str) -> Result<()> {
        self.session.post("url", &json!({ "url": address }))?;
        self.evaluate(RECORD).map(drop)
    }

    fn evaluate(&mut self, expression: &str) -> Result<Value> {
        // A promise is waited for by the driver.
        let script = format!("return (\n{expression}\n);");
        self.session.post("execute/sync", &json!({ "script": script, "args": [] }))
    }

    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()> {
        let paths: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        let element = self.session.element(selector)?;
        self.session.post(&format!("{element}/value"), &json!({ "text": paths.join("\n") })).map(drop)
    }

    fn perform(&mut self, actions: Value) -> Result<()> {
        self.session.post("actions", &json!({ "actions": actions })).map(drop)
    }

    fn resize(&mut self, width: u32, height: u32) -> Result<()> {
        let (more_wide, more_high) = self.frame()?;
        let size = json!({ "width": i64::from(width) + more_wide, "height": i64::from(height) + more_high });
        self.session.post("window/rect", &size).map(drop)
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        let page = self.session.element("html")?;
        let shot = self.session.get(&format!("{page}/screenshot"))?;
        STANDARD.decode(shot.as_str().unwrap_or_default()).context("the picture is not base64")
    }

    fn record(&mut self) -> Result<Record> {
        let noted = self.evaluate("window.noted")?;
        let texts = |value: &Value| {
            let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        };
        let (violations, errors) = (texts(&noted["violations"]), texts(&noted["errors"]));
        Ok(Record { requests: self.proxy.asked(), violations, errors })
    }
}
