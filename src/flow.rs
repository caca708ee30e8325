//! A log that is too large to hold in memory, read as one case after another.
//!
//! Certificates, registrations and keys are known beforehand; assertions and errors come from the log. They are paired
//! within a window of the log: an error comes a few lines after its assertion, not a hundred megabytes.

use crate::case::inventory::Inventory;
use crate::input::stream::TextStream;
use crate::inspection::{Inspection, Options};
use crate::limits;
use crate::report::CaseReport;

/// Reads a log in pieces and emits each case as soon as it has been read completely. Created by
/// [`Intake::flow`](crate::Intake::flow).
#[derive(Debug)]
pub struct Flow<'a> {
    known: &'a Inventory,
    options: &'a Options,
    stream: TextStream,
    window: Inventory,
    cases: usize,
}

impl<'a> Flow<'a> {
    /// Begins a log with this name, read together with what is already known.
    pub(crate) fn new(name: &str, known: &'a Inventory, options: &'a Options) -> Self {
        let stream = TextStream::new(name, &options.passwords);
        Self { known, options, stream, window: known.credentials(), cases: 0 }
    }

    /// Reads the next bytes, which may be split anywhere, and passes each complete case to `each`.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(CaseReport)) {
        if let Some(found) = self.stream.feed(bytes) {
            self.window.add_piece(self.stream.name(), found);
        }
        if self.window.assertions.len() >= limits::FLOW_WINDOW_ASSERTIONS {
            self.flush(limits::FLOW_OVERLAP_ASSERTIONS, each);
        }
    }

    /// Ends the log and passes the remaining cases to `each`. Returns how many cases there were in all.
    pub fn end(mut self, each: &mut dyn FnMut(CaseReport)) -> usize {
        let rest = self.stream.end();
        self.window.add_piece(self.stream.name(), rest);
        self.flush(0, each);
        self.cases
    }

    /// Emits the cases of the window. The error of the last `waiting` ones may still come, so they stay for the next
    /// window.
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
