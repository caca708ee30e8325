//! A log that is too large to hold in memory, read as one case after another.
//!
//! Certificates, registrations and keys are known beforehand; assertions and errors come from the log. They are paired
//! within a window of the log: an error comes a few lines after its assertion, not a hundred megabytes.

use std::collections::BTreeSet;

use crate::case::inventory::Inventory;
use crate::case::pairing::AssertionIndex;
use crate::evidence::server_error::ServerError;
use crate::input::stream::TextStream;
use crate::inspection::{Inspection, Options};
use crate::language::Text;
use crate::limits;
use crate::notation::place::Position;

/// Reads a log in pieces and emits each case as soon as it has been read completely. Created by
/// [`Intake::flow`](crate::Intake::flow).
///
/// A case is passed on as an inspection of a part of the log and the index of one of its
/// [`refusals`](Inspection::refusals), from which the caller makes a [`row`](Inspection::row) or a whole
/// [`case`](Inspection::case). An error of the log that belongs to no assertion is a case of its own.
#[derive(Debug)]
pub struct Flow<'a> {
    stream: TextStream,
    window: Inventory,
    /// The assertions among the inputs known beforehand.
    known: AssertionIndex<'a>,
    /// Whether a part of the log was inspected already.
    is_cut: bool,
    ended: Ended,
}

/// What became of a log.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Ended {
    /// How many cases were passed on.
    pub cases: usize,
    /// Why something in it could not be used; `None` if nothing was in the way.
    pub problem: Option<Text>,
    /// Its errors that are about assertions among the other inputs.
    pub(crate) errors: Vec<ServerError>,
}

impl Ended {
    /// Whether neither a case nor an error about one of the other inputs was found in it.
    pub fn is_empty(&self) -> bool {
        self.cases == 0 && self.errors.is_empty()
    }
}

impl<'a> Flow<'a> {
    /// Begins a log with this name, read together with what is already known.
    pub(crate) fn new(name: &str, known: &'a Inventory, options: &Options) -> Self {
        Self {
            stream: TextStream::new(name, &options.passwords),
            window: known.credentials(),
            known: AssertionIndex::new(&known.assertions),
            is_cut: false,
            ended: Ended::default(),
        }
    }

    /// Reads the next bytes, which may be split anywhere, and passes each complete case to `each`.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(&Inspection, usize)) {
        if let Some(found) = self.stream.feed(bytes) {
            self.window.add_piece(self.stream.name(), found);
        }
        if self.window.assertions.len() >= limits::FLOW_WINDOW_ASSERTIONS
            || self.window.errors.len() >= limits::FLOW_WINDOW_ERRORS
        {
            self.flush(limits::FLOW_OVERLAP, each);
        }
    }

    /// Ends the log and passes the remaining cases to `each`.
    pub fn end(mut self, each: &mut dyn FnMut(&Inspection, usize)) -> Ended {
        let rest = self.stream.end();
        self.window.add_piece(self.stream.name(), rest);
        self.flush(0, each);
        self.ended.problem = self.window.inputs.iter().find_map(|input| input.problem.clone());
        self.ended
    }

    /// Emits the cases of the window. What the last `waiting` assertions and errors belong to may still come, so they stay
    /// for the next window.
    fn flush(&mut self, waiting: usize, each: &mut dyn FnMut(&Inspection, usize)) {
        let mut window = std::mem::take(&mut self.window);
        let is_whole = waiting == 0 && !self.is_cut;
        self.is_cut = true;
        if is_whole && window.assertions.is_empty() && !self.known.is_empty() {
            // A log of errors about what is known: they are paired like those of any other input.
            self.ended.errors = std::mem::take(&mut window.errors);
        }
        window.is_part = !is_whole;
        let inspection = Inspection::new(window);
        let (read, pairs) = (inspection.inventory(), inspection.pairs());
        let ready = read.assertions.len().saturating_sub(waiting);
        let early = read.errors.len().saturating_sub(waiting);
        // Without an assertion, the only case is that of an error like all others.
        let first = pairs.links.first().filter(|_| read.assertions.is_empty()).map(|links| (links.error, 0));
        let lone = pairs.lone.iter().zip(pairs.links.len()..).map(|(links, index)| (links.error, index));
        let errors = first.into_iter().chain(lone).filter_map(|(error, index)| Some((error?, index)));
        let (early, late): (Vec<_>, Vec<_>) = errors.partition(|(error, _)| *error < early);
        let mut cases: Vec<(Option<Position>, usize)> = Vec::new();
        cases.extend(read.assertions.iter().map(|one| one.place.position).take(ready).zip(0..));
        for (error, index) in early {
            let Some(error) = read.errors.get(error) else { continue };
            if self.known.owner(error).is_none() {
                cases.push((error.place.position, index));
            } else if self.ended.errors.len() < limits::MAX_ERRORS {
                self.ended.errors.push(error.clone());
            }
        }
        // In the order of the log.
        cases.sort_unstable();
        cases.iter().for_each(|(_, index)| each(&inspection, *index));
        self.ended.cases += cases.len();
        let waiting = || pairs.links.iter().skip(ready);
        let (mut errors, mut requests) = (BTreeSet::new(), BTreeSet::new());
        errors.extend(waiting().filter_map(|links| links.error).filter(|_| ready < read.assertions.len()));
        errors.extend(late.iter().map(|(error, _)| *error));
        requests.extend(waiting().filter_map(|links| links.request));
        self.window = inspection.into_inventory().carry_over(ready, &errors, &requests);
    }
}
