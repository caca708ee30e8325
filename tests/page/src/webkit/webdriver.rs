//! WebDriver's classic kind: requests over HTTP, each with its answer.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// No request takes longer, unless the browser hangs.
const PATIENCE_IN_SECONDS: u64 = 60;
/// How long the driver may take to listen.
const START: Duration = Duration::from_secs(20);
/// What the name of an element begins with.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session of a driver on this machine, and with it a browser. The browser ends when this is dropped.
#[derive(Debug)]
pub(super) struct Session {
    base: String,
}

impl Session {
    /// Starts a browser, as soon as the driver listens.
    pub(super) fn start(port: u16, capabilities: &Value) -> Result<Session> {
        let driver = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + START;
        while minreq::get(format!("{driver}/status")).with_timeout(PATIENCE_IN_SECONDS).send().is_err() {
            if Instant::now() > deadline {
                bail!("the driver does not listen");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let session = call(minreq::post(format!("{driver}/session")), &wanted).context("no browser came up")?;
        let id = session["sessionId"].as_str().context("the driver names no session")?;
        Ok(Session { base: format!("{driver}/session/{id}") })
    }

    /// Posts a command, such as `url`.
    pub(super) fn post(&self, command: &str, body: &Value) -> Result<Value> {
        call(minreq::post(format!("{}/{command}", self.base)), body).with_context(|| format!("{command} failed"))
    }

    /// Asks for something, such as `screenshot`.
    pub(super) fn get(&self, what: &str) -> Result<Value> {
        answer(minreq::get(format!("{}/{what}", self.base))).with_context(|| format!("{what} failed"))
    }

    /// Finds the first element that a selector finds, and gives its path within the session.
    pub(super) fn element(&self, selector: &str) -> Result<String> {
        let found = self.post("element", &json!({ "using": "css selector", "value": selector }))?;
        Ok(format!("element/{}", found[ELEMENT].as_str().context("the driver names no element")?))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A browser that is gone already is just as well.
        drop(answer(minreq::delete(&self.base)));
    }
}

fn call(request: minreq::Request, body: &Value) -> Result<Value> {
    answer(request.with_header("Content-Type", "application/json").with_body(body.to_string()))
}

/// Sends a request and gives the value that it is answered with.
fn answer(request: minreq::Request) -> Result<Value> {
    let response = request.with_timeout(PATIENCE_IN_SECONDS).send().context("the driver is gone")?;
    let mut body: Value = serde_json::from_slice(response.as_bytes()).context("the driver sent no JSON")?;
    let value = body["value"].take();
    if response.status_code != 200 {
        bail!("{}: {}", value["error"].as_str().unwrap_or("?"), value["message"].as_str().unwrap_or("?"));
    }
    Ok(value)
}
