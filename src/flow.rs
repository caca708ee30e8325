//! A log that is too large to hold, as cases that come one after the other.
//!
//! Certificates, registrations and keys are known beforehand; the log brings assertions and errors. They are paired
//! within a window of the log: an error stands a few lines behind its assertion, not a hundred megabytes.

use crate::case::inventory::Inventory;
use crate::input::stream::TextStream;
use crate::inspection::{Inspection, Options};
use crate::limits;
use crate::report::CaseReport;

/// Turns a stream of text into cases.
#[derive(Debug)]
pub struct Flow<'a> {
    known: &'a Inventory,
    options: &'a Options,
    stream: TextStream,
    window: Inventory,
    name: String,
    cases: usize,
}

impl<'a> Flow<'a> {
    /// A stream of this name, beside what is known already.
    pub fn new(name: &str, known: &'a Inventory, options: &'a Options) -> Self {
        Self {
            known,
            options,
            stream: TextStream::new(name, &options.passwords),
            window: known.credentials(),
            name: name.to_owned(),
            cases: 0,
        }
    }

    /// Takes some bytes; gives each case that is whole by now to `take`.
    pub fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(CaseReport)) {
        if let Some(found) = self.stream.feed(bytes) {
            self.window.keep_piece(&self.name, found);
        }
        if self.window.assertions.len() >= limits::FLOW_WINDOW_ASSERTIONS {
            self.flush(false, take);
        }
    }

    /// Gives the remaining cases; returns how many there were in all.
    pub fn end(mut self, take: &mut dyn FnMut(CaseReport)) -> usize {
        let stream = std::mem::replace(&mut self.stream, TextStream::new(&self.name, &[]));
        self.window.keep_piece(&self.name, stream.end());
        self.flush(true, take);
        self.cases
    }

    fn flush(&mut self, last: bool, take: &mut dyn FnMut(CaseReport)) {
        let window = std::mem::replace(&mut self.window, self.known.credentials());
        if window.assertions.is_empty() {
            return;
        }
        let inspection = Inspection::new(window);
        // The last assertions may still wait for their error: they wait in the next window.
        let waiting = if last { 0 } else { limits::FLOW_OVERLAP_ASSERTIONS };
        let ready = inspection.cases().saturating_sub(waiting);
        for index in 0..ready {
            take(inspection.case(index, self.options, &mut |_| {}));
            self.cases += 1;
        }
        self.window.keep_later(inspection.into_inventory(), ready);
    }
}
