//! A log that is too large to hold in memory, read as one case after another.
//!
//! Certificates, registrations and keys are known beforehand; assertions and errors come from the log. What an assertion or an
//! error belongs to stands near it, so each is judged with those around it, and forgotten.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::case::inventory::{Inventory, in_order};
use crate::case::pairing::AssertionIndex;
use crate::evidence::server_error::ServerError;
use crate::input::Recognised;
use crate::input::stream::TextStream;
use crate::inspection::{Inspection, Options};
use crate::language::Text;
use crate::limits;

/// Reads a log in pieces and emits each case as soon as it has been read completely. Created by
/// [`Intake::flow`](crate::Intake::flow).
///
/// Cases are passed on as an inspection of a part of the log and the indices of some of its refusals, from which the caller makes a
/// [`row`](Inspection::row) or a whole [`case`](Inspection::case). Each line with an assertion is a case, and each error that is
/// not an assertion's, unless an earlier one has its code and trace id. Which cases there are does not depend on where the log is
/// cut into pieces.
///
/// ```
/// use assertion_inspector::{Instant, Intake, Options};
///
/// let options = Options::new(Instant(1_795_428_000));
/// let intake = Intake::of_list(&options);
/// let mut flow = intake.flow("app.log", &options);
/// let mut told = Vec::new();
/// let mut each = |inspection: &assertion_inspector::Inspection, cases: &[usize]| {
///     told.extend(cases.iter().map(|index| inspection.row(*index, &options).summary.code));
/// };
/// flow.feed(b"09:58 INFO nothing of interest\n09:59 AADSTS7000", &mut each);
/// flow.feed(b"215: Invalid client secret provided.\n", &mut each);
/// let ended = flow.end(&mut each);
/// assert_eq!((ended.cases, told), (1, vec![Some(7000215)]));
/// ```
#[derive(Debug)]
pub struct Flow<'a> {
    stream: TextStream,
    window: Inventory,
    /// The assertions among the inputs known beforehand.
    known: AssertionIndex<'a>,
    /// How many keys, certificates and registrations were known beforehand.
    credentials: usize,
    told: Told,
    /// How many errors about those assertions are kept for them; those that come later are told here.
    room: usize,
    /// The number of the last assertion or error that was passed on; what follows is not complete.
    done: usize,
    /// How many are read before cases are passed on.
    window_size: usize,
    ended: Ended,
}

/// Assertions and errors around a case that decide what it is: its errors, what else those may belong to, and where one of them
/// is repeated.
const AROUND: usize = 3 * limits::LIST_REACH;

/// What became of a log.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Ended {
    /// How many cases were passed on.
    pub cases: usize,
    /// Why something in it could not be used; `None` if nothing was in the way.
    pub problem: Option<Text>,
    /// Whether it is a sign-in log without a failed sign-in.
    pub has_no_failure: bool,
    /// Its errors that are about assertions among the other inputs.
    pub(crate) errors: Vec<ServerError>,
    /// The keys, certificates and registrations that are known now.
    pub(crate) window: Inventory,
    pub(crate) told: Told,
    has_credentials: bool,
}

impl Ended {
    /// Whether nothing was found in it: no case, no error about one of the other inputs, no key or certificate.
    pub fn is_empty(&self) -> bool {
        self.cases == 0 && self.errors.is_empty() && !self.has_credentials
    }
}

/// The errors that were told of, by trace id and code, so that none is told twice. Only the latest are remembered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    latest: VecDeque<u64>,
    known: BTreeSet<u64>,
}

impl Told {
    /// Adds an error; returns whether it is new. Without a trace id, every error is.
    fn add(&mut self, error: &ServerError) -> bool {
        let Some(said) = said(error) else { return true };
        if !self.known.insert(said) {
            return false;
        }
        self.latest.push_back(said);
        if self.latest.len() > limits::REMEMBERED_REFUSALS
            && let Some(oldest) = self.latest.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    /// The refusals of an inspection that were not told of yet, in the order in which they were read. `number` says which of
    /// them are due, and `is_own` which errors are told here.
    pub(crate) fn list(
        &mut self,
        inspection: &Inspection,
        is_due: impl Fn(usize) -> bool,
        mut is_own: impl FnMut(&ServerError) -> bool,
    ) -> Vec<usize> {
        let read = inspection.inventory();
        let refusals = inspection.refusals();
        let is_case = |index: usize| index < read.assertions.len();
        // An error that a log repeats belongs to the assertion beside one of its occurrences.
        let mut in_cases = BTreeSet::new();
        for (number, index, error) in &refusals {
            let error = error.and_then(|error| read.errors.get(error)).filter(|_| is_case(*index));
            in_cases.extend(error.and_then(said).map(|said| (said, *number)));
        }
        let reach = limits::LIST_REACH;
        let is_in_case = |error: &ServerError, number: usize| {
            let near = |said: u64| (said, number.saturating_sub(reach))..=(said, number.saturating_add(reach));
            said(error).is_some_and(|said| in_cases.range(near(said)).next().is_some())
        };
        let mut is_told = |(number, index, error): &(usize, usize, Option<usize>)| {
            let error = error.and_then(|error| read.errors.get(error));
            match error {
                _ if !is_due(*number) => false,
                Some(error) if is_case(*index) => {
                    self.add(error);
                    true
                }
                Some(error) => !is_in_case(error, *number) && is_own(error) && self.add(error),
                None => true,
            }
        };
        refusals.iter().filter(|one| is_told(one)).map(|(_, index, _)| *index).collect()
    }
}

/// What tells that two errors are one.
fn said(error: &ServerError) -> Option<u64> {
    let trace = error.trace_id.as_ref()?;
    let mut hasher = DefaultHasher::new();
    (trace, error.code()).hash(&mut hasher);
    Some(hasher.finish())
}

impl<'a> Flow<'a> {
    /// Begins a log with this name, read together with what is already known.
    pub(crate) fn new(name: &str, known: &'a Inventory, told: Told, options: &Options) -> Self {
        Self {
            stream: TextStream::new(name, &options.passwords),
            window: known.credentials(),
            known: AssertionIndex::new(known),
            credentials: known.count_credentials(),
            told,
            room: limits::MAX_ERRORS.saturating_sub(known.errors.len()),
            done: 0,
            window_size: limits::FLOW_WINDOW,
            ended: Ended::default(),
        }
    }

    /// Reads the next bytes, which may be split anywhere, and passes complete cases to `each`, some at a time. Of many megabytes,
    /// as many parts are read at once as there are cores.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(&Inspection, &[usize])) {
        for found in self.stream.feed(bytes) {
            self.add(found, each);
        }
    }

    /// Ends the log and passes the remaining cases to `each`, some at a time.
    pub fn end(mut self, each: &mut dyn FnMut(&Inspection, &[usize])) -> Ended {
        let rest = self.stream.end();
        self.add(rest, each);
        self.flush(true, each);
        self.ended.problem = self.window.inputs.iter().find_map(|input| input.problem.clone());
        self.ended.has_credentials = self.window.count_credentials() > self.credentials;
        let is_sign_in_log = self.window.inputs.iter().any(|input| input.has_no_failure);
        self.ended.has_no_failure = is_sign_in_log && self.ended.is_empty();
        Ended { window: self.window, told: self.told, ..self.ended }
    }

    /// Adds what was found in a piece, item by item: however much it is, no more than a window is held.
    fn add(&mut self, mut found: Recognised, each: &mut dyn FnMut(&Inspection, &[usize])) {
        for item in in_order(std::mem::take(&mut found.items)) {
            if let Err(problem) = self.window.add_item(item)
                && !found.problems.contains(&problem)
            {
                found.problems.push(problem);
            }
            let waiting = self.window.read() - self.done;
            if waiting >= self.window_size + AROUND || self.window.others() >= limits::FLOW_OTHERS {
                self.flush(false, each);
            }
        }
        self.window.add_piece(self.stream.name(), found);
    }

    /// Emits the cases of the window. What belongs to one of them stands within reach, and so does what decides to whom that
    /// belongs: so much of the log stays for the next window, before what is emitted then and behind what is emitted now.
    fn flush(&mut self, is_end: bool, each: &mut dyn FnMut(&Inspection, &[usize])) {
        let mut window = std::mem::take(&mut self.window);
        let is_whole = is_end && self.done == 0;
        if is_whole && window.assertions.is_empty() && !self.known.is_empty() && window.errors.len() <= self.room {
            // A log of errors about what is known: they are paired like those of any other input.
            self.ended.errors = std::mem::take(&mut window.errors);
        }
        window.set_part(!is_whole);
        let (last, done) = (self.done, if is_end { window.read() } else { window.read().saturating_sub(AROUND) });
        let inspection = Inspection::new(window);
        let (known, room, ended) = (&self.known, self.room, &mut self.ended);
        let is_own = |error: &ServerError| {
            let is_known = ended.errors.len() < room && known.owner(error).is_some();
            if is_known {
                ended.errors.push(error.clone());
            }
            !is_known
        };
        let cases = self.told.list(&inspection, |number| number > last && number <= done, is_own);
        each(&inspection, &cases);
        self.ended.cases += cases.len();
        self.done = done;
        let from = done.saturating_sub(AROUND);
        let read = inspection.inventory().assertions.iter();
        let waiting = read.zip(&inspection.pairs().links).filter(|(one, _)| one.place.number > from);
        let mut requests = BTreeSet::new();
        requests.extend(waiting.filter_map(|(_, links)| links.request));
        self.window = inspection.into_inventory().carry_over(from, &requests);
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

    /// A case: its line, whether it has an assertion, and the trace id of its error.
    type Told = (usize, bool, Option<String>);

    fn told(inspection: &Inspection, index: usize, options: &Options) -> Told {
        let parts = inspection.parts(index, options);
        let place = parts.assertion.map(|one| &one.place).or(parts.error.map(|one| &one.place));
        let line = place.and_then(|place| place.position).map_or(0, |at| at.line);
        (line, parts.assertion.is_some(), parts.error.map(|error| error.trace_id.clone().unwrap_or_default()))
    }

    /// The cases of the log; how many items were ever held at once; and how many errors were kept for the known assertions. The
    /// log comes in pieces of these sizes, in turn.
    fn flow(known: &[String], log: &str, pieces: &[usize], window: usize) -> (Vec<Told>, usize, usize) {
        let options = Options::new(Instant(1_795_428_000));
        let mut intake = Intake::of_list(&options);
        for (number, text) in known.iter().enumerate() {
            intake.add(&crate::Input { name: format!("known-{number}"), bytes: text.clone().into_bytes() });
        }
        let (mut cases, mut most) = (Vec::new(), 0);
        let mut each = |inspection: &Inspection, indices: &[usize]| {
            most = most.max(inspection.inventory().assertions.len() + inspection.inventory().errors.len());
            cases.extend(indices.iter().map(|index| told(inspection, *index, &options)));
        };
        let mut flow = intake.flow("log", &options);
        flow.window_size = window;
        let mut rest = log.as_bytes();
        for size in pieces.iter().cycle() {
            let (piece, others) = rest.split_at(rest.len().min(*size));
            flow.feed(piece, &mut each);
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
        let ended = flow.end(&mut each);
        assert_eq!(ended.cases, cases.len());
        (cases, most, ended.errors.len())
    }

    const WINDOW: usize = limits::FLOW_WINDOW;

    #[test]
    fn every_assertion_and_every_other_error_is_one_case_in_the_order_of_the_log() {
        // An error on the line of every third assertion, and one on a line of its own behind every fifth.
        let trace = |kind: &str, number: usize| format!("7a0dd2a2-94c5-4f49-a5a4-{kind}{number:08}");
        let error = |kind: &str, number: usize| {
            format!("AADSTS700016: Application was not found. Trace ID: {}", trace(kind, number))
        };
        let (mut log, mut line, mut expected) = (String::new(), 0, Vec::new());
        for number in 0..2_700 {
            line += 1;
            let is_refused = number % 3 == 0;
            expected.push((line, true, is_refused.then(|| trace("aaaa", number))));
            log += &format!(
                "2026-11-23 10:00:00 {} {}\n",
                token(number),
                if is_refused { error("aaaa", number) } else { String::new() }
            );
            if number % 5 == 0 {
                line += 1;
                expected.push((line, false, Some(trace("bbbb", number))));
                log += &format!("2026-11-23 10:00:00 {}\n", error("bbbb", number));
            }
        }
        // All at once, as the beginning of a file is.
        for pieces in [300_000, log.len()] {
            let (cases, most, _) = flow(&[], &log, &[pieces], WINDOW);
            let differs = cases.iter().zip(&expected).find(|(case, expected)| case != expected);
            assert_eq!((differs, cases.len()), (None, expected.len()));
            // What is held does not grow with the log.
            assert!(most <= WINDOW + 2 * AROUND, "{most}");
        }
    }

    #[test]
    fn no_row_is_left_out_however_many_come_at_once() {
        let count = limits::MAX_ERRORS + 2_000;
        let row = |number: usize| format!("2026-11-23T10:00:05Z,{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01,a,700027,x\n");
        let names = "Date (UTC),Request ID,Application ID,Sign-in error code,Failure reason\n".to_owned();
        let log = names + &(0..count).map(row).collect::<String>();
        let (cases, ..) = flow(&[], &log, &[log.len()], WINDOW);
        let lines: Vec<usize> = cases.iter().map(|(line, ..)| *line).collect();
        assert!(lines == (0..count).map(|number| number + 2).collect::<Vec<_>>(), "{}", lines.len());
    }

    /// Errors, assertions that come again, errors that are repeated, and access tokens, in lines of their own or together.
    fn random_log(seed: u64) -> String {
        let mut state = seed;
        let mut random = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % most
        };
        let mut log = String::new();
        for number in 0..150 {
            let id = |number: usize| format!("{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01");
            let before = number - random(number.clamp(1, 400));
            let error = |number: usize| {
                format!(
                    "AADSTS700027: Client assertion failed. Trace ID: {} Correlation ID: {}",
                    id(number),
                    id(number + 5_000)
                )
            };
            let of_app = format!(
                "AADSTS700016: Application with identifier 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11' was not found. Trace ID: {}",
                id(number)
            );
            let access = |number: usize| {
                let part = |text: &str| to_base64url(text.as_bytes());
                let claims = format!(r#"{{"iss":"https://sts.windows.net/x/","scp":"a","uti":"{number}"}}"#);
                format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims), to_base64url(&[1; 256]))
            };
            let filler = "INFO nothing of interest\n".repeat(random(3));
            log += &match random(9) {
                0 => format!("INFO {} {}\n", token(number), error(number)),
                1 => format!("INFO {} {}\n{filler}ERROR {}\n", id(number + 5_000), token(number), error(number)),
                2 => format!("ERROR {}\n{filler}INFO {} {}\n", error(number), id(number + 5_000), token(number)),
                3 => format!("ERROR {of_app}\n{filler}"),
                4 => format!("INFO {}\n", token(before)),
                5 => format!("ERROR {}\n{filler}", error(before)),
                6 => format!("{filler}INFO {}\n", access(number)),
                7 => {
                    // So many that what stands around them is out of reach.
                    let others =
                        (0..random(90)).map(|other| format!("ERROR {}\n", error(10_000 + number * 100 + other)));
                    format!("INFO {}\n", access(before)) + &others.collect::<String>()
                }
                _ => format!("INFO {} {}\n", token(number), token(before)),
            };
        }
        log
    }

    #[test]
    fn the_cases_do_not_depend_on_where_a_log_is_cut() {
        let options = Options::new(Instant(1_795_428_000));
        for seed in 1..=2 {
            let log = random_log(seed);
            let mut intake = Intake::of_list(&options);
            intake.add(&crate::Input { name: "log".into(), bytes: log.clone().into_bytes() });
            let (inspection, refusals) = intake.finish_list();
            let whole: Vec<Told> = refusals.iter().map(|index| told(&inspection, *index, &options)).collect();
            assert!(whole.len() > 200, "{}", whole.len());
            for (pieces, window) in [(&[log.len()][..], 9), (&[70_001, 3], 40), (&[1 << 20], WINDOW)] {
                let (cases, ..) = flow(&[], &log, pieces, window);
                let differs = cases.iter().zip(&whole).find(|(case, expected)| case != expected);
                assert_eq!((differs, cases.len()), (None, whole.len()), "{seed}, {window}");
            }
        }
    }

    #[test]
    fn a_certificate_in_a_log_is_known_from_then_on() {
        let options = Options::new(Instant(1_795_428_000));
        let pem = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/app.pem")).unwrap();
        let mut intake = Intake::of_list(&options);
        let mut flow = intake.flow("log", &options);
        flow.feed(pem.as_bytes(), &mut |_, _| {});
        let ended = flow.end(&mut |_, _| {});
        assert!(!ended.is_empty());
        intake.take(ended);
        let later = intake.flow("later", &options);
        assert_eq!((later.window.certificates.len(), intake.has_cases()), (1, false));
    }

    #[test]
    fn the_token_of_a_user_is_told_by_the_error_beside_it() {
        let part = |text: &str| to_base64url(text.as_bytes());
        let access = |number: usize| {
            let claims = format!(r#"{{"iss":"https://sts.windows.net/x/","scp":"a","uti":"{number}"}}"#);
            format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims), to_base64url(&[1; 256]))
        };
        let error = "AADSTS50013: Assertion failed signature validation.";
        // Whatever else there is in the part of the log.
        let mut log = String::new();
        for number in 0..400 {
            let refused = if number % 50 == 0 { error } else { "" };
            log += &format!("INFO {} {refused}\n", access(number));
        }
        for window in [30, 100] {
            let (cases, ..) = flow(&[], &log, &[log.len()], window);
            let lines: Vec<usize> = cases.iter().map(|(line, ..)| *line).collect();
            assert_eq!(lines, (0..400).step_by(50).map(|number| number + 1).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_about_a_known_assertion_is_kept_for_it() {
        let other = "AADSTS700016: Application with identifier 'd3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11' was not found in the directory 'contoso'. Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
        let of_known = other.replace("d3b1d9e2", "c3b1d9e2").replace("7a0dd2a2", "8a0dd2a2");
        let between = "2026-11-23 10:00:00 INFO nothing\n";
        let log = format!("{}\n{other}\n{between}{of_known}\n", token(1));
        let flow = |log: &str| {
            let (cases, _, kept) = flow(&[token(7)], log, &[300_000], WINDOW);
            let cases: Vec<_> =
                cases.into_iter().map(|(line, is_own, error)| (line, is_own, error.is_some())).collect();
            (cases, kept)
        };
        // The assertion in the log is nearer.
        assert_eq!(flow(&log), (vec![(1, true, true), (2, false, true)], 0));
        assert_eq!(flow(&format!("{of_known}\n{between}{other}\n")), (vec![], 2));
    }
}
