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
        let mut ready = read.assertions.len().saturating_sub(waiting);
        // Where the rest begins. So many errors cannot wait for one assertion.
        let first_late =
            || read.errors.get(read.errors.len().saturating_sub(waiting)).and_then(|one| one.place.position);
        let first_waiting = read.assertions.get(ready).and_then(|one| one.place.position);
        let rest = match first_waiting {
            _ if waiting == 0 => None,
            Some(at) if read.errors.len() < limits::FLOW_WINDOW_ERRORS => Some(at),
            _ => first_late(),
        };
        let is_early = |at: Option<Position>| rest.is_none() || at < rest;
        ready = ready.max(read.assertions.iter().take_while(|one| is_early(one.place.position)).count());
        // Without an assertion, the only case is that of an error like all others.
        let first = pairs.links.first().filter(|_| read.assertions.is_empty()).map(|links| (links.error, 0));
        let lone = pairs.lone.iter().zip(pairs.links.len()..).map(|(links, index)| (links.error, index));
        let errors = first.into_iter().chain(lone).filter_map(|(error, index)| Some((error?, index)));
        let place = |index: usize| read.errors.get(index).and_then(|error| error.place.position);
        let (early, late): (Vec<_>, Vec<_>) = errors.partition(|(error, _)| is_early(place(*error)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Intake;
    use crate::notation::encoding::to_base64url;
    use crate::notation::instant::Instant;

    fn token(number: usize) -> String {
        let part = |text: String| to_base64url(text.as_bytes());
        let claims = format!(r#"{{"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","jti":"{number}"}}"#);
        format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#.into()), part(claims), to_base64url(&[1; 256]))
    }

    /// The lines of the log that cases were made of, and whether each has an assertion and an error; and how many items were
    /// ever held at once.
    fn flow(known: &[String], log: &str) -> (Vec<(usize, bool, bool)>, usize, usize) {
        let options = Options::new(Instant(1_795_428_000));
        let mut intake = Intake::new(&options);
        for (number, text) in known.iter().enumerate() {
            intake.add(&crate::Input { name: format!("known-{number}"), bytes: text.clone().into_bytes() });
        }
        let (mut cases, mut most) = (Vec::new(), 0);
        let mut each = |inspection: &Inspection, index: usize| {
            let parts = inspection.parts(index, &options);
            let place = parts.assertion.map(|one| &one.place).or(parts.error.map(|one| &one.place));
            let line = place.and_then(|place| place.position).map_or(0, |at| at.line);
            cases.push((line, parts.assertion.is_some(), parts.error.is_some()));
        };
        let mut flow = intake.flow("log", &options);
        for piece in log.as_bytes().chunks(300_000) {
            flow.feed(piece, &mut each);
            most = most.max(flow.window.assertions.len() + flow.window.errors.len());
        }
        let ended = flow.end(&mut each);
        assert_eq!(ended.cases, cases.len());
        (cases, most, ended.errors.len())
    }

    #[test]
    fn every_assertion_and_every_other_error_is_one_case_in_the_order_of_the_log() {
        // An error on the line of every third assertion, and one on a line of its own behind every fifth.
        let error = |kind: &str, number: usize| {
            format!("AADSTS700016: Application was not found. Trace ID: 7a0dd2a2-94c5-4f49-a5a4-{kind}{number:08}")
        };
        let (mut log, mut line, mut expected) = (String::new(), 0, Vec::new());
        for number in 0..2_700 {
            line += 1;
            let is_refused = number % 3 == 0;
            expected.push((line, true, is_refused));
            log += &format!(
                "2026-11-23 10:00:00 {} {}\n",
                token(number),
                if is_refused { error("aaaa", number) } else { String::new() }
            );
            if number % 5 == 0 {
                line += 1;
                expected.push((line, false, true));
                log += &format!("2026-11-23 10:00:00 {}\n", error("bbbb", number));
            }
        }
        let (cases, most, _) = flow(&[], &log);
        let differs = cases.iter().zip(&expected).find(|(case, expected)| case != expected);
        assert_eq!((differs, cases.len()), (None, expected.len()));
        // What is held does not grow with the log: a piece and a window.
        assert!(most < 2_000, "{most}");
    }

    #[test]
    fn an_error_about_a_known_assertion_is_kept_for_it() {
        let other = "AADSTS700016: Application with identifier 'd3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11' was not found in the directory 'contoso'. Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
        let of_known = other.replace("d3b1d9e2", "c3b1d9e2").replace("7a0dd2a2", "8a0dd2a2");
        let between = "2026-11-23 10:00:00 INFO nothing\n";
        let log = format!("{}\n{other}\n{between}{of_known}\n", token(1));
        let (cases, _, kept) = flow(&[token(7)], &log);
        // The assertion in the log is nearer.
        assert_eq!((cases, kept), (vec![(1, true, true), (2, false, true)], 0));
        let (cases, _, kept) = flow(&[token(7)], &format!("{of_known}\n{between}{other}\n"));
        assert_eq!((cases, kept), (vec![], 2));
    }
}
