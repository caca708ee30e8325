//! How far a long log has been read, told on standard error while nobody else writes to the terminal.

use std::io::{IsTerminal, stderr, stdout};
use std::time::{Duration, Instant};

use crate::settings::is_quiet;

/// How often it is told.
const EVERY: Duration = Duration::from_millis(200);

/// Tells how far a log has been read, until it is dropped.
pub struct Progress {
    bytes: u64,
    begun: Instant,
    told: Option<Instant>,
    is_wanted: bool,
}

impl Progress {
    /// Begins a log. Where standard error is no terminal, or the report goes there too, nothing is told.
    pub fn new() -> Self {
        let is_wanted = stderr().is_terminal() && !stdout().is_terminal() && !is_quiet();
        Self { bytes: 0, begun: Instant::now(), told: None, is_wanted }
    }

    /// Counts what was read.
    pub fn add(&mut self, bytes: usize, cases: usize) {
        self.bytes += bytes as u64;
        if self.is_wanted && self.told.unwrap_or(self.begun).elapsed() >= EVERY {
            self.told = Some(Instant::now());
            let seconds = self.begun.elapsed().as_secs();
            let plural = if cases == 1 { "" } else { "s" };
            eprint!("\r{} MB read, {cases} case{plural}, {seconds} s\u{1b}[K", self.bytes >> 20);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.told.is_some() {
            eprint!("\r\u{1b}[K");
        }
    }
}
