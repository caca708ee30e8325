//! A log that is too large to hold, as cases that come one after the other.
//!
//! Certificates, registrations and keys are known beforehand; the log brings assertions and errors. They are paired
//! within a window of the log: an error stands a few lines behind its assertion, not a hundred megabytes.

use crate::case::inventory::Inventory;
use crate::input::stream::TextStream;
use crate::inspection::{Inspection, Options};
use crate::limits;
use crate::report::CaseReport;

/// Reads a log in pieces and gives each case as soon as all of it was read. Begun by [`Intake::flow`](crate::Intake::flow).
#[derive(Debug)]
pub struct Flow<'a> {
    known: &'a Inventory,
    options: &'a Options,
    stream: TextStream,
    window: Inventory,
    cases: usize,
}

impl<'a> Flow<'a> {
    /// A log of this name, read beside what is known already.
    pub(crate) fn new(name: &str, known: &'a Inventory, options: &'a Options) -> Self {
        let stream = TextStream::new(name, &options.passwords);
        Self { known, options, stream, window: known.credentials(), cases: 0 }
    }

    /// Reads the next bytes, which may be cut anywhere; gives each case that is complete to `each`.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(CaseReport)) {
        if let Some(found) = self.stream.feed(bytes) {
            self.window.add_piece(self.stream.name(), found);
        }
        if self.window.assertions.len() >= limits::FLOW_WINDOW_ASSERTIONS {
            self.flush(limits::FLOW_OVERLAP_ASSERTIONS, each);
        }
    }

    /// The log has ended: gives the remaining cases to `each`. Returns how many there were in all.
    pub fn end(mut self, each: &mut dyn FnMut(CaseReport)) -> usize {
        let rest = self.stream.end();
        self.window.add_piece(self.stream.name(), rest);
        self.flush(0, each);
        self.cases
    }

    /// Gives the cases of the window. The last ones, as many as `waiting` says, may still get their error: they stay for
    /// the next window.
    fn flush(&mut self, waiting: usize, each: &mut dyn FnMut(CaseReport)) {
        let window = std::mem::replace(&mut self.window, self.known.credentials());
        if window.assertions.is_empty() {
            return;
        }
        let inspection = Inspection::new(window);
        let ready = inspection.cases().saturating_sub(waiting);
        for index in 0..ready {
            each(inspection.case(index, self.options, &mut |_| {}));
            self.cases += 1;
        }
        self.window.carry_over(inspection.into_inventory(), ready);
    }
}
