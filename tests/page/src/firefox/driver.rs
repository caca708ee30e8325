//! A page in Firefox, by WebDriver BiDi.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::connection::{Connection, Event};
use crate::proxy::Proxy;
use crate::record::Record;
use crate::remote::Remote;

use super::Browser;

/// How Firefox begins what it says of a violated policy.
const VIOLATION: &str = "Content-Security-Policy";

/// A Firefox with one page.
#[derive(Debug)]
pub(crate) struct Firefox {
    connection: Connection,
    context: String,
    record: Record,
    proxy: Proxy,
    /// Ends the browser when this is dropped.
    _browser: Browser,
}

impl Firefox {
    /// Starts a browser with an empty page, and records what must not happen.
    ///
    /// # Errors
    /// There is no browser.
    pub(crate) fn start(language: &str) -> Result<Firefox> {
        let proxy = Proxy::start()?;
        let mut browser = Browser::start(proxy.port, language)?;
        let connection = browser.connect()?;
        let (context, record) = (String::new(), Record::default());
        let mut firefox = Firefox { connection, context, record, proxy, _browser: browser };
        firefox.call("session.new", json!({ "capabilities": {} }))?;
        // In the page that is open from the start, the focus would stay in the bar with the address.
        let page = firefox.call("browsingContext.create", json!({ "type": "tab" }))?;
        firefox.context = page["context"].as_str().context("the browser opened no page")?.to_owned();
        firefox.call("session.subscribe", json!({ "events": ["log.entryAdded"] }))?;
        Ok(firefox)
    }

    fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        let id = self.connection.send(None, method, params)?;
        loop {
            let answer = self.connection.next_answer(id).with_context(|| format!("{method} failed"))?;
            while let Some(event) = self.connection.event() {
                self.note(&event);
            }
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
    }

    /// Calls a method about the page.
    fn call_page(&mut self, method: &str, mut params: Value) -> Result<Value> {
        params["context"] = json!(self.context);
        self.call(method, params)
    }

    /// Takes note of an entry on the console, where a violation of the policy stands too.
    fn note(&mut self, event: &Event) {
        if event.method != "log.entryAdded" || event.params["level"] != "error" {
            return;
        }
        let text = event.params["text"].as_str().unwrap_or_default().to_owned();
        let kind = if text.starts_with(VIOLATION) { &mut self.record.violations } else { &mut self.record.errors };
        kind.push(text);
    }

    /// What an expression comes to, as BiDi describes it.
    fn value(&mut self, expression: &str) -> Result<Value> {
        let target = json!({ "context": self.context });
        let params = json!({ "expression": expression, "awaitPromise": true, "target": target });
        let mut answer = self.call("script.evaluate", params)?;
        if answer["type"] == "exception" {
            bail!("{}", answer["exceptionDetails"]["text"]);
        }
        Ok(answer["result"].take())
    }
}

impl Remote for Firefox {
    fn go_to(&mut self, address: &str) -> Result<()> {
        self.call_page("browsingContext.navigate", json!({ "url": address, "wait": "complete" })).map(drop)
    }

    fn evaluate(&mut self, expression: &str) -> Result<Value> {
        Ok(plain(&self.value(expression)?))
    }

    fn choose_files(&mut self, selector: &str, files: &[PathBuf]) -> Result<()> {
        let element = self.value(&format!("document.querySelector({})", json!(selector)))?;
        ensure!(element["type"] == "node", "there is no {selector}");
        let element = json!({ "sharedId": element["sharedId"] });
        self.call_page("input.setFiles", json!({ "element": element, "files": files })).map(drop)
    }

    fn perform(&mut self, actions: Value) -> Result<()> {
        self.call_page("input.performActions", json!({ "actions": actions })).map(drop)
    }

    fn resize(&mut self, width: u32, height: u32) -> Result<()> {
        let viewport = json!({ "width": width, "height": height });
        self.call_page("browsingContext.setViewport", json!({ "viewport": viewport })).map(drop)
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        let shot = self.call_page("browsingContext.captureScreenshot", json!({ "origin": "document" }))?;
        STANDARD.decode(shot["data"].as_str().unwrap_or_default()).context("the picture is not base64")
    }

    fn record(&mut self) -> Result<Record> {
        // Any call hears the events that came before its answer.
        self.value("0")?;
        Ok(Record { requests: self.proxy.asked(), ..self.record.clone() })
    }
}

/// A value as it would be in JSON; what JSON has not is null.
fn plain(value: &Value) -> Value {
    match value["type"].as_str() {
        Some("array") => value["value"].as_array().into_iter().flatten().map(plain).collect(),
        Some("string" | "number" | "boolean") => value["value"].clone(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_as_in_json() {
        let described = json!({ "type": "array", "value": [
            { "type": "number", "value": 1.5 }, { "type": "undefined" }, { "type": "node", "sharedId": "x" },
            { "type": "array", "value": [{ "type": "string", "value": "a" }, { "type": "boolean", "value": true }] },
        ] });
        assert_eq!(plain(&described), json!([1.5, null, null, ["a", true]]));
    }
}
