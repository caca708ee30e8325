//! A proxy that lets nothing through and remembers what was asked of it.
//!
//! A browser that must use it cannot ask for anything, in whatever thread, without being noticed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

const REFUSAL: &[u8] = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/// Nobody needs longer to say what is wanted.
const PATIENCE: Duration = Duration::from_secs(5);

/// A proxy on this machine, for one browser.
#[derive(Debug)]
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts it.
    ///
    /// # Errors
    /// Nothing can listen on this machine.
    pub(crate) fn start() -> Result<Proxy> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no proxy can listen")?;
        let port = listener.local_addr()?.port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        // The thread holds no reference of its own, so that it ends when the proxy has gone.
        let weak = Arc::downgrade(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(asked) = weak.upgrade() else { break };
                thread::spawn(move || refuse(stream, &asked));
            }
        });
        Ok(Proxy { port, asked })
    }

    /// The addresses that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.asked = Arc::default();
        // Wakes the thread, which then finds that nobody asks any more.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// Reads what is wanted, remembers it, and refuses it. `None` where nothing was wanted.
fn refuse(stream: TcpStream, asked: &Mutex<Vec<String>>) -> Option<()> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let address = if method == "CONNECT" { format!("https://{target}/") } else { target.to_owned() };
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(address);
    // The rest is read, since a connection that is closed with something unread is reset, and the answer lost.
    let mut header = String::new();
    while reader.read_line(&mut header).is_ok_and(|read| read > 2) {
        header.clear();
    }
    reader.get_mut().write_all(REFUSAL).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_asked_is_refused_and_remembered() {
        let proxy = Proxy::start().unwrap();
        for request in
            ["GET http://one.test/a HTTP/1.1\r\nHost: one.test\r\n\r\n", "CONNECT two.test:443 HTTP/1.1\r\n\r\n"]
        {
            let mut stream = TcpStream::connect(("127.0.0.1", proxy.port)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        }
        assert_eq!(proxy.asked(), ["http://one.test/a", "https://two.test:443/"]);
    }
}
