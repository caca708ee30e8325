//! `inspect`: any mix of files in, a report out.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::redact as redaction;
use assertion_inspector::render::{json, markdown, terminal};
use assertion_inspector::report::{CaseReport, SCHEMA, Status};
use assertion_inspector::{Input, InputKind, InputRecord, Intake, Options};
use clap::ValueEnum;

use crate::files::{self, Source};
use crate::password;
use crate::{At, complain, now, read_at};

/// What `inspect` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
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
    /// The files, or folders of files; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person at a terminal.
    Human,
    /// The report as JSON, schema 1.
    Json,
    /// One case a line, as JSON, as they come.
    Jsonl,
    /// The report as Markdown, for a ticket.
    Markdown,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
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
    let mut outcome = Outcome::default();
    let (inputs, streams) = open(&arguments.files, &mut outcome);
    // Nothing could be opened: an empty report would only hide the reason.
    if inputs.is_empty() && streams.is_empty() {
        return ExitCode::from(2);
    }
    let mut intake = read(&inputs, &options);
    if is_locked(&intake) {
        let unlocked = password::ask(|password| {
            let passwords = passwords.iter().cloned().chain([password]).collect();
            let options = options.clone().passwords(passwords);
            let intake = read(&inputs, &options);
            (!is_locked(&intake)).then_some((options, intake))
        });
        match unlocked {
            Some(unlocked) => (options, intake) = unlocked,
            None => complain("something here is encrypted: --password-file FILE gives its password"),
        }
    }
    intake.inputs().iter().for_each(|input| outcome.add(input));
    let printed = if arguments.format == Format::Jsonl {
        print_as_they_come(intake, streams, &options, arguments, &mut outcome)
    } else {
        for (name, head, mut rest) in streams {
            intake.begin(&name);
            intake.feed(&head);
            if let Err(problem) = files::pour(&mut rest, &mut |bytes| intake.feed(bytes)) {
                outcome.fail(&format!("{name}: {problem}"));
            }
            intake.end().into_iter().for_each(|input| outcome.add(input));
        }
        print_report(intake, &options, arguments)
    };
    match printed {
        // A reader that went away, such as `head`, has what it wanted.
        Err(problem) if problem.kind() != io::ErrorKind::BrokenPipe => {
            complain(format!("the report could not be written: {problem}"));
            ExitCode::from(2)
        }
        Ok(true) => ExitCode::from(1),
        Ok(false) | Err(_) if outcome.is_unusable(arguments.strict) => ExitCode::from(2),
        Ok(false) | Err(_) => ExitCode::SUCCESS,
    }
}

/// What became of the inputs, for the exit status.
#[derive(Default)]
struct Outcome {
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
            complain(format!("{}: {problem}", input.name));
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

fn read(inputs: &[Input], options: &Options) -> Intake {
    let mut intake = Intake::new(options);
    inputs.iter().for_each(|input| intake.add(input));
    intake
}

fn is_locked(intake: &Intake) -> bool {
    intake.inputs().iter().any(|input| input.needs_password)
}

fn has_cause(case: &CaseReport) -> bool {
    case.findings.iter().any(|finding| finding.status == Status::Cause)
}

/// Prints the whole report. Returns whether there is a cause in it.
fn print_report(intake: Intake, options: &Options, arguments: &Arguments) -> io::Result<bool> {
    let mut report = intake.finish().report_all(options);
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
        Format::Human => write!(anstream::stdout(), "{}", terminal::render(&report))?,
        Format::Markdown => write!(io::stdout().lock(), "{}", markdown::render(&report))?,
        Format::Json | Format::Jsonl => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            json::write(&mut out, &report, true)?;
            writeln!(out)?;
            out.flush()?;
        }
    }
    Ok(report.cases.iter().any(has_cause))
}

/// Prints one case per line, as they come. Returns whether any has a cause.
fn print_as_they_come(
    intake: Intake,
    streams: Vec<Stream>,
    options: &Options,
    arguments: &Arguments,
    outcome: &mut Outcome,
) -> io::Result<bool> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut cause = false;
    let mut failed = Ok(());
    let mut print = |mut case: CaseReport| {
        cause |= has_cause(&case);
        if arguments.redact {
            redaction::redact_case(&mut case);
        }
        if arguments.shorten_ids {
            redaction::shorten_ids_of_case(&mut case);
        }
        if failed.is_ok() {
            failed = line(&mut out, &case);
        }
    };
    // If there is a log, certificates and keys alone are not a case.
    let has_cases = streams.is_empty() || intake.has_cases();
    for (name, head, mut rest) in streams {
        let mut flow = intake.flow(&name, options);
        flow.feed(&head, &mut print);
        if let Err(problem) = files::pour(&mut rest, &mut |bytes| flow.feed(bytes, &mut print)) {
            outcome.fail(&format!("{name}: {problem}"));
        }
        if flow.end(&mut print) == 0 {
            outcome.problems += 1;
            complain(format!("{name}: no client assertion was found in it"));
        } else {
            outcome.understood += 1;
        }
    }
    if has_cases {
        let inspection = intake.finish();
        (0..inspection.cases()).for_each(|index| print(inspection.case(index, options, &mut |_| {})));
    }
    failed?;
    out.flush()?;
    Ok(cause)
}

/// A case as one line of JSON.
#[derive(serde::Serialize)]
struct Line<'a> {
    schema: u32,
    #[serde(flatten)]
    case: &'a CaseReport,
}

fn line(out: &mut dyn Write, case: &CaseReport) -> io::Result<()> {
    json::write(out, &Line { schema: SCHEMA, case }, false)?;
    writeln!(out)
}
