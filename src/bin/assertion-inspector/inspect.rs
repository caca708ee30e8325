//! `inspect`: any mix of files in, a report out.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::Instant;
use assertion_inspector::redact as redaction;
use assertion_inspector::render::{markdown, terminal};
use assertion_inspector::report::{CaseReport, SCHEMA, Status};
use assertion_inspector::{Intake, Options};
use clap::ValueEnum;

use crate::files::{self, Source};
use crate::{complain, now, read_time};

/// What `inspect` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The time of the refusal: RFC 3339, or seconds since 1970.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Instant>,
    /// A file that holds a password, tried on whatever is encrypted. May be given several times.
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// Cut signatures out of the report, so that it can be shown to others.
    #[arg(long)]
    redact: bool,
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
    let options = Options::new(now()).at(arguments.at).passwords(passwords.clone());
    let mut usable = true;
    let mut refuse = |problem: String| {
        usable = false;
        complain(problem);
    };
    let mut intake = Intake::new(&options);
    let mut streams = Vec::new();
    for path in &arguments.files {
        let expanded = files::expand(path).unwrap_or_else(|problem| {
            refuse(format!("{}: {problem}", path.display()));
            Vec::new()
        });
        for file in expanded {
            match files::open(&file) {
                Ok(Source::Whole(input)) => intake.add(&input),
                Ok(Source::Stream(name, head, rest)) => streams.push((name, head, rest)),
                Err(problem) => refuse(format!("{}: {problem}", file.display())),
            }
        }
    }
    for input in intake.inputs() {
        if let Some(problem) = &input.problem {
            refuse(format!("{}: {problem}", input.name));
        }
    }
    let printed = if arguments.format == Format::Jsonl {
        print_as_they_come(intake, streams, &options, arguments, &mut refuse)
    } else {
        for (name, head, mut rest) in streams {
            intake.begin(&name);
            intake.feed(&head);
            if let Err(problem) = files::pour(&mut rest, &mut |bytes| intake.feed(bytes)) {
                refuse(format!("{name}: {problem}"));
            }
            if let Some(problem) = intake.end().and_then(|input| input.problem.as_ref()) {
                refuse(format!("{name}: {problem}"));
            }
        }
        print_report(intake, &options, arguments)
    };
    match printed {
        // A reader that went away, such as `head`, has what it wanted.
        Err(problem) if problem.kind() != io::ErrorKind::BrokenPipe => {
            complain(format!("the report could not be written: {problem}"));
            ExitCode::from(2)
        }
        _ if !usable => ExitCode::from(2),
        Ok(true) => ExitCode::from(1),
        Ok(false) | Err(_) => ExitCode::SUCCESS,
    }
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
            let mut out = io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        }
    }
    Ok(report.cases.iter().any(has_cause))
}

/// Prints one case per line, as they come. Returns whether any has a cause.
fn print_as_they_come(
    intake: Intake,
    streams: Vec<(String, Vec<u8>, Box<dyn io::Read>)>,
    options: &Options,
    arguments: &Arguments,
    refuse: &mut dyn FnMut(String),
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
            refuse(format!("{name}: {problem}"));
        }
        if flow.end(&mut print) == 0 {
            refuse(format!("{name}: no client assertion was found in it"));
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
    serde_json::to_writer(&mut *out, &Line { schema: SCHEMA, case })?;
    writeln!(out)
}
