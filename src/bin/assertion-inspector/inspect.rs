//! `inspect`: any mix of files in, a report out.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::jobs;
use assertion_inspector::redact as redaction;
use assertion_inspector::render::{json, lines, markdown, terminal};
use assertion_inspector::report::{CaseReport, Status, Summary};
use assertion_inspector::{Ended, Groups, Input, InputKind, InputRecord, Inspection, Instant, Intake, Options, Row};
use clap::ValueEnum;

use crate::files::{self, Source};
use crate::password;
use crate::progress::Progress;
use crate::{At, complain, files_or_pipe, now, output, read_at, read_time, remark, settings};

/// What `inspect` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// With --format jsonl: the whole report of each case rather than one short line.
    #[arg(long, conflicts_with = "summary")]
    full: bool,
    /// Print how many cases have which verdict, and not the cases themselves.
    #[arg(long)]
    summary: bool,
    /// Only cases of this time or later: RFC 3339, or seconds since 1970.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    since: Option<Instant>,
    /// Only cases before this time.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    until: Option<Instant>,
    /// Print only cases whose verdict is one of these, separated by commas. The exit status still counts them all.
    #[arg(long, value_name = "STATE", value_enum, value_delimiter = ',')]
    only: Vec<State>,
    /// The time of the refusal: RFC 3339, or seconds since 1970; "made" takes each assertion's own time of issue.
    #[arg(long, value_name = "TIME", value_parser = read_at)]
    at: Option<At>,
    /// A file that holds a password, tried on whatever is encrypted. May be given several times.
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// Cut signatures out of the report, so that it can be shown to others.
    #[arg(long)]
    redact: bool,
    /// Exit with 2 instead of 0 if any input was not understood.
    #[arg(long)]
    strict: bool,
    /// Shorten ids in the report, and leave of every token only its header.
    #[arg(long)]
    shorten_ids: bool,
    /// How many cores to use; without it, all there are.
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
    /// The files, or folders of files; - is standard input, which is read without it if no file is given.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The state of a case's verdict.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// Something that explains a rejection.
    Cause,
    /// Something that may cause trouble.
    Warning,
    /// Something worth knowing.
    Note,
    /// Nothing that explains a rejection.
    Pass,
}

impl From<State> for Status {
    fn from(state: State) -> Self {
        match state {
            State::Cause => Self::Cause,
            State::Warning => Self::Warning,
            State::Note => Self::Note,
            State::Pass => Self::Pass,
        }
    }
}

impl Arguments {
    /// Whether a case is of the time asked for. One whose time is not known is not.
    fn is_in_time(&self, case: &Summary) -> bool {
        let time = || case.time.as_deref().and_then(Instant::read);
        (self.since.is_none() && self.until.is_none())
            || time().is_some_and(|time| {
                self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until)
            })
    }

    /// Whether cases are told as they come, or counted, rather than collected in a report.
    fn is_list(&self) -> bool {
        self.summary || matches!(self.format, Format::Jsonl | Format::Csv)
    }

    /// Whether a case is shown.
    fn is_shown(&self, case: &Summary) -> bool {
        let is_of = |state: &State| match state {
            // Proved or not.
            State::Pass => case.verdict.is_none(),
            state => Status::from(*state) == case.state,
        };
        self.only.is_empty() || self.only.iter().any(is_of)
    }

    /// Makes a case ready to be shown; `None` if it is not to be shown. Also says whether it has a cause.
    fn shown<T: Told>(&self, mut case: T) -> (Option<T>, bool) {
        if !self.is_in_time(case.summary()) {
            return (None, false);
        }
        let has_cause = case.has_cause();
        if !self.is_shown(case.summary()) {
            return (None, has_cause);
        }
        if self.redact {
            case.redact();
        }
        if self.shorten_ids {
            case.shorten_ids();
        }
        (Some(case), has_cause)
    }

    /// Why these arguments do not go together.
    fn contradiction(&self) -> Option<&'static str> {
        (self.full && self.format != Format::Jsonl).then_some("--full is for --format jsonl; JSON is whole anyway")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person at a terminal.
    Human,
    /// The report as JSON, schema 1.
    Json,
    /// One short line a case, as JSON, as they come.
    Jsonl,
    /// The same columns as CSV, as they come.
    Csv,
    /// The report as Markdown, for a ticket.
    Markdown,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(problem) = arguments.contradiction() {
        complain(problem);
        return ExitCode::from(2);
    }
    let paths = match files_or_pipe(&arguments.files) {
        Ok(paths) => paths,
        Err(problem) => {
            complain(problem);
            return ExitCode::from(2);
        }
    };
    let passwords = match files::passwords(&arguments.password_file) {
        Ok(passwords) => passwords,
        Err(problem) => {
            complain(format!("a password could not be read: {problem}"));
            return ExitCode::from(2);
        }
    };
    let mut options = Options::new(now()).passwords(passwords.clone());
    options = match arguments.at {
        Some(At::Instant(at)) => options.at(at),
        Some(At::Issue) => options.at_issue(),
        None => options,
    };
    jobs::use_cores(arguments.jobs);
    let mut outcome = Outcome::default();
    let (inputs, streams) = open(&paths, &mut outcome);
    // Nothing could be opened: an empty report would only hide the reason.
    if inputs.is_empty() && streams.is_empty() {
        return ExitCode::from(2);
    }
    let mut intake = read(&inputs, arguments, &options);
    if is_locked(&intake) {
        let unlocked = password::ask(|password| {
            let passwords = passwords.iter().cloned().chain([password]).collect();
            let options = options.clone().passwords(passwords);
            let intake = read(&inputs, arguments, &options);
            (!is_locked(&intake)).then_some((options, intake))
        });
        match unlocked {
            Some(unlocked) => (options, intake) = unlocked,
            None => remark("something here is encrypted: --password-file FILE gives its password"),
        }
    }
    intake.inputs().iter().for_each(|input| outcome.add(input));
    let printed = if arguments.is_list() {
        print_as_they_come(intake, streams, &options, arguments, &mut outcome)
    } else {
        for stream in streams {
            intake.begin(&stream.0);
            outcome.pour(stream, &mut |bytes| {
                intake.feed(bytes);
                Some(intake.assertions())
            });
            intake.end().into_iter().for_each(|input| outcome.add(input));
        }
        print_report(intake, &options, arguments, &mut outcome)
    };
    let is_unusable = outcome.is_unusable(arguments.strict);
    output::status(output::wanted(printed), if outcome.has_cause { 1 } else { 2 * u8::from(is_unusable) })
}

/// What became of the inputs, for the exit status.
#[derive(Default)]
struct Outcome {
    has_cause: bool,
    failed: bool,
    understood: usize,
    problems: usize,
}

impl Outcome {
    /// Counts an input, and says on standard error why it was not understood.
    fn add(&mut self, input: &InputRecord) {
        let is_nothing = matches!(input.kind, InputKind::Unknown | InputKind::Empty | InputKind::Text);
        self.understood += usize::from(!is_nothing && !input.needs_password);
        if let Some(problem) = &input.problem {
            self.problems += 1;
            remark(format!("{}: {problem}", input.name));
        } else if input.has_no_failure {
            remark(format!("{}: {}", input.name, input.detail));
        }
    }

    /// Counts a log, and says what could not be used of it.
    fn add_log(&mut self, name: &str, ended: &Ended) {
        let is_understood = !ended.is_empty() || ended.has_no_failure;
        self.understood += usize::from(is_understood);
        let nothing = "neither a client assertion nor an error text (AADSTS…) was found in it";
        if let Some(problem) = ended.problem.as_deref().or((!is_understood).then_some(nothing)) {
            self.problems += 1;
            remark(format!("{name}: {problem}"));
        } else if ended.has_no_failure {
            remark(format!("{name}: there is no failed sign-in in it"));
        }
    }

    /// Reads a log to its end, and tells how far it is. `take` gets each piece and returns how many cases there are, or nothing
    /// if no more is wanted.
    fn pour(&mut self, (name, head, mut rest): Stream, take: &mut dyn FnMut(&[u8]) -> Option<usize>) {
        let mut progress = Progress::new();
        let mut take = |bytes: &[u8]| {
            let cases = take(bytes);
            progress.add(bytes.len(), cases.unwrap_or_default());
            cases.is_some()
        };
        let read = if take(&head) { files::pour(&mut rest, &mut take) } else { Ok(()) };
        // The line with the progress goes first.
        drop(progress);
        if let Err(problem) = read {
            self.fail(&format!("{name}: {problem}"));
        }
    }

    /// Records that a file could not be read.
    fn fail(&mut self, problem: &str) {
        self.failed = true;
        complain(problem);
    }

    /// Whether nothing could be used; if `strict`, whether anything could not.
    fn is_unusable(&self, strict: bool) -> bool {
        self.failed || self.understood == 0 || strict && self.problems > 0
    }
}

/// A stream: its name, what was already read of it, and the rest.
type Stream = (String, Vec<u8>, Box<dyn io::Read>);

/// Opens every file of every path.
fn open(paths: &[PathBuf], outcome: &mut Outcome) -> (Vec<Input>, Vec<Stream>) {
    let (mut inputs, mut streams) = (Vec::new(), Vec::new());
    for path in paths {
        let expanded = files::expand(path).unwrap_or_else(|problem| {
            outcome.fail(&format!("{}: {problem}", path.display()));
            Vec::new()
        });
        for file in expanded {
            match files::open(&file) {
                Ok(Source::Whole(input)) => inputs.push(input),
                Ok(Source::Stream(name, head, rest)) => streams.push((name, head, rest)),
                Err(problem) => outcome.fail(&format!("{}: {problem}", file.display())),
            }
        }
    }
    (inputs, streams)
}

fn read(inputs: &[Input], arguments: &Arguments, options: &Options) -> Intake {
    let mut intake = if arguments.is_list() { Intake::of_list(options) } else { Intake::new(options) };
    intake.add_all(inputs);
    intake
}

fn is_locked(intake: &Intake) -> bool {
    intake.inputs().iter().any(|input| input.needs_password)
}

/// A case as it is told, in one line or as a whole.
trait Told {
    fn summary(&self) -> &Summary;
    fn has_cause(&self) -> bool;
    fn redact(&mut self);
    fn shorten_ids(&mut self);
}

impl Told for Row {
    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn has_cause(&self) -> bool {
        !self.causes.is_empty()
    }

    fn redact(&mut self) {
        redaction::redact_row(self);
    }

    fn shorten_ids(&mut self) {
        redaction::shorten_ids_of_row(self);
    }
}

impl Told for CaseReport {
    fn summary(&self) -> &Summary {
        &self.summary
    }

    fn has_cause(&self) -> bool {
        self.findings.iter().any(|finding| finding.status == Status::Cause)
    }

    fn redact(&mut self) {
        redaction::redact_case(self);
    }

    fn shorten_ids(&mut self) {
        redaction::shorten_ids_of_case(self);
    }
}

/// Prints the whole report.
fn print_report(intake: Intake, options: &Options, arguments: &Arguments, outcome: &mut Outcome) -> io::Result<()> {
    let mut report = intake.finish().report_all(options);
    if arguments.since.is_some() || arguments.until.is_some() {
        report.retain(&|case| arguments.is_in_time(case));
    }
    outcome.has_cause = report.cases.iter().any(Told::has_cause);
    if !arguments.only.is_empty() {
        report.retain(&|case| arguments.is_shown(case));
    }
    if arguments.redact {
        redaction::redact(&mut report);
    }
    if arguments.shorten_ids {
        redaction::shorten_ids(&mut report);
    }
    if arguments.format == Format::Human {
        redaction::disarm(&mut report);
    }
    match arguments.format {
        Format::Human => write!(anstream::stdout(), "{}", terminal::render(&report, settings::width())),
        Format::Markdown => output::print(markdown::render(&report)),
        // Lines are not made from a report.
        Format::Json | Format::Jsonl | Format::Csv => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            json::write(&mut out, &report, true)?;
            writeln!(out)?;
            out.flush()
        }
    }
}

/// Cases that are held at once: whole reports are large.
const CASES_AT_ONCE: usize = 64;

/// Where cases go as they come.
enum Sink {
    Rows(Box<dyn Write>),
    /// The whole report of each.
    Cases(Box<dyn Write>),
    Csv(Box<lines::Csv<Box<dyn Write>>>),
    Groups(Groups),
}

/// Prints cases as they come, or counts them.
struct Printer<'a> {
    arguments: &'a Arguments,
    options: &'a Options,
    sink: Sink,
    told: Tally,
}

/// What was told so far.
struct Tally {
    cases: usize,
    has_cause: bool,
    /// Whether the output can still be written to.
    state: io::Result<()>,
}

impl Tally {
    /// Makes what is to be told of cases, on all cores, and tells it in their order; `tell` also gets the number of the case.
    fn add<T: Told + Send>(
        &mut self,
        arguments: &Arguments,
        indices: &[usize],
        make: impl Fn(usize) -> T + Sync,
        mut tell: impl FnMut(usize, &T) -> io::Result<()>,
    ) {
        for some in indices.chunks(CASES_AT_ONCE) {
            if self.state.is_err() {
                return;
            }
            for (case, has_cause) in jobs::map(some, |index| arguments.shown(make(*index))) {
                self.cases += 1;
                self.has_cause |= has_cause;
                if let (Some(case), Ok(())) = (case, &self.state) {
                    self.state = tell(self.cases, &case);
                }
            }
        }
    }
}

impl<'a> Printer<'a> {
    fn new(arguments: &'a Arguments, options: &'a Options) -> io::Result<Self> {
        let out = || Box::new(io::BufWriter::new(io::stdout().lock())) as Box<dyn Write>;
        let sink = match arguments.format {
            _ if arguments.summary => Sink::Groups(Groups::of_counts()),
            Format::Csv => Sink::Csv(Box::new(lines::Csv::of_rows(out())?)),
            _ if arguments.full => Sink::Cases(out()),
            _ => Sink::Rows(out()),
        };
        Ok(Self { arguments, options, sink, told: Tally { cases: 0, has_cause: false, state: Ok(()) } })
    }

    /// Inspects cases and prints them.
    fn print(&mut self, inspection: &Inspection, indices: &[usize]) {
        let Self { arguments, options, sink, told } = self;
        let case = |index: usize| inspection.case(index, options, &mut |_| {});
        let row = |index: usize| inspection.row(index, options);
        match sink {
            Sink::Cases(out) => told.add(arguments, indices, case, |_, case| lines::write_case(out, case)),
            Sink::Rows(out) => told.add(arguments, indices, row, |_, row| lines::write_row(out, row)),
            Sink::Csv(csv) => told.add(arguments, indices, row, |_, row| csv.row(row)),
            Sink::Groups(groups) => told.add(arguments, indices, row, |number, row| {
                groups.add(number, &row.summary);
                Ok(())
            }),
        }
    }

    /// Passes on what was printed so far. Returns whether there is still somebody to print to.
    fn flush(&mut self) -> bool {
        if self.told.state.is_ok() {
            self.told.state = match &mut self.sink {
                Sink::Rows(out) | Sink::Cases(out) => out.flush(),
                Sink::Csv(csv) => csv.flush(),
                Sink::Groups(_) => Ok(()),
            };
        }
        self.told.state.is_ok()
    }

    /// Ends the output.
    fn end(mut self, outcome: &mut Outcome) -> io::Result<()> {
        outcome.has_cause = self.told.has_cause;
        self.flush();
        self.told.state?;
        match self.sink {
            Sink::Groups(groups) => print_groups(&groups, self.arguments.format),
            _ => Ok(()),
        }
    }
}

fn print_groups(groups: &Groups, format: Format) -> io::Result<()> {
    let groups = groups.ordered();
    let mut out = io::BufWriter::new(io::stdout().lock());
    match format {
        Format::Human => write!(anstream::stdout(), "{}", terminal::summary(&groups, settings::width()))?,
        Format::Markdown => write!(out, "{}", markdown::summary(&groups))?,
        Format::Json => lines::write_groups(&mut out, &groups)?,
        Format::Jsonl => groups.iter().try_for_each(|group| lines::write_group(&mut out, group))?,
        Format::Csv => {
            let mut csv = lines::Csv::of_groups(&mut out)?;
            groups.iter().try_for_each(|group| csv.group(group))?;
            csv.flush()?;
        }
    }
    out.flush()
}

/// Prints one case per line, as they come, or their groups.
fn print_as_they_come(
    mut intake: Intake,
    streams: Vec<Stream>,
    options: &Options,
    arguments: &Arguments,
    outcome: &mut Outcome,
) -> io::Result<()> {
    let mut printer = Printer::new(arguments, options)?;
    // If there is a log, certificates and keys alone are not a case.
    let is_log = !streams.is_empty() || intake.inputs().iter().any(|input| input.has_no_failure);
    for stream in streams {
        let name = stream.0.clone();
        let mut flow = intake.flow(&name, options);
        outcome.pour(stream, &mut |bytes| {
            flow.feed(bytes, &mut |inspection, indices| printer.print(inspection, indices));
            printer.flush().then_some(printer.told.cases)
        });
        let ended = flow.end(&mut |inspection, indices| printer.print(inspection, indices));
        outcome.add_log(&name, &ended);
        intake.take(ended);
        if !printer.flush() {
            return printer.end(outcome);
        }
    }
    if !is_log || intake.has_cases() {
        let (inspection, refusals) = intake.finish_list();
        printer.print(&inspection, &refusals);
    }
    printer.end(outcome)
}
