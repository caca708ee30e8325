//! Numbered calls and their answers, and events in between, as JSON over a WebSocket: so are both Chromium's DevTools
//! protocol and WebDriver BiDi.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{Error, Message, WebSocket};

/// No call takes longer, unless the browser hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Something that happened in the browser.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The session it happened in, that of the page or of its worker; empty in BiDi, which has but one.
    pub(crate) session: String,
    /// What happened, such as `Network.requestWillBeSent`.
    pub(crate) method: String,
    /// The particulars.
    pub(crate) params: Value,
}

/// A connection to a browser.
#[derive(Debug)]
pub(crate) struct Connection {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    events: VecDeque<Event>,
}

impl Connection {
    /// Connects to a browser of this machine.
    ///
    /// # Errors
    /// Nothing listens there, or it speaks something else.
    pub(crate) fn open(port: u16, path: &str) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("the browser does not listen")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|error| anyhow::anyhow!("the browser does not speak its protocol: {error}"))?;
        Ok(Connection { socket, last_id: 0, events: VecDeque::new() })
    }

    /// Calls a method, in a session or of the browser itself, without waiting for the answer. Returns the call's number.
    ///
    /// # Errors
    /// The browser is gone.
    pub(crate) fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> Result<u64> {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": params });
        if let (Some(session), Some(fields)) = (session, message.as_object_mut()) {
            fields.insert("sessionId".to_owned(), session.into());
        }
        self.socket.send(Message::text(message.to_string())).with_context(|| format!("{method} could not be sent"))?;
        Ok(self.last_id)
    }

    /// Reads the next message: gives the answer where it is that to call `id`, and `None` where it is anything else. An
    /// event is kept for [`Connection::event`]; look there before going on, since the answer may depend on what is done
    /// about it.
    ///
    /// # Errors
    /// The browser refuses the call, does not answer in time, or is gone.
    pub(crate) fn next_answer(&mut self, id: u64) -> Result<Option<Value>> {
        match self.read(Instant::now() + PATIENCE)? {
            Some(message) if message["id"] == id => match message.get("error") {
                // DevTools has the words within the error, BiDi beside its code.
                Some(error) => {
                    let words = error["message"].as_str().or_else(|| message["message"].as_str());
                    bail!("the browser refused: {}", words.unwrap_or("?"))
                }
                None => Ok(Some(message["result"].clone())),
            },
            Some(_) => Ok(None),
            None => bail!("the browser did not answer within {} seconds", PATIENCE.as_secs()),
        }
    }

    /// Takes the oldest event that has not been looked at.
    pub(crate) fn event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Reads one message and keeps it where it is an event. `None` when the deadline passes.
    fn read(&mut self, deadline: Instant) -> Result<Option<Value>> {
        loop {
            if Instant::now() >= deadline {
                return Ok(None);
            }
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    let mut message: Value = serde_json::from_str(&text).context("the browser sent no JSON")?;
                    if let Some(method) = message["method"].as_str() {
                        let session = message["sessionId"].as_str().unwrap_or_default().to_owned();
                        let method = method.to_owned();
                        self.events.push_back(Event { session, method, params: message["params"].take() });
                    }
                    return Ok(Some(message));
                }
                Ok(_) => {}
                Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => bail!("the browser is gone: {error}"),
            }
        }
    }
}
