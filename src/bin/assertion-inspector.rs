//! The command line: reads files, calls the core, prints the report.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use assertion_inspector::instant::Instant;
use assertion_inspector::limits::MAX_FILE_BYTES;
use assertion_inspector::render::terminal;
use assertion_inspector::report::{Report, Status};
use assertion_inspector::{Input, Options, inspect};
use clap::{Parser, Subcommand, ValueEnum};

/// Tells why Microsoft Entra ID refuses a client assertion. Everything stays on this machine.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Inspects any mix of files: the assertion (JWT), certificates, …; the kind is recognised from the content.
    ///
    /// Exit status: 0 no cause found, 1 a cause found, 2 an input or the call could not be used.
    Inspect {
        /// How to print the report.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
        /// The time of the refusal: RFC 3339, or seconds since 1970.
        #[arg(long, value_name = "TIME", value_parser = read_time)]
        at: Option<Instant>,
        /// The files; - is standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person at a terminal.
    Human,
    /// The report as JSON, schema 1.
    Json,
}

fn read_time(text: &str) -> Result<Instant, String> {
    Instant::read(text).ok_or_else(|| "a time is RFC 3339 (2026-11-23T10:00:00Z) or seconds since 1970".to_owned())
}

fn main() -> ExitCode {
    let Command::Inspect { format, at, files } = Arguments::parse().command;
    let mut usable = true;
    let mut inputs = Vec::new();
    for path in files {
        match read(&path) {
            Ok(bytes) => inputs.push(Input { name: path.display().to_string(), bytes }),
            Err(problem) => {
                usable = false;
                eprintln!("assertion-inspector: {}: {problem}", path.display());
            }
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let report = inspect(&inputs, &Options { at, now: Instant(now), ..Options::default() });
    for input in &report.inputs {
        if let Some(problem) = &input.problem {
            usable = false;
            eprintln!("assertion-inspector: {}: {problem}", input.name);
        }
    }
    if let Err(problem) = print(&report, format) {
        // A reader that went away, such as `head`, has had what it wanted.
        if problem.kind() != std::io::ErrorKind::BrokenPipe {
            eprintln!("assertion-inspector: the report could not be written: {problem}");
            return ExitCode::from(2);
        }
    }
    let cause = report.cases.iter().flat_map(|case| &case.findings).any(|finding| finding.status == Status::Cause);
    match (usable, cause) {
        (false, _) => ExitCode::from(2),
        (true, true) => ExitCode::from(1),
        (true, false) => ExitCode::SUCCESS,
    }
}

fn print(report: &Report, format: Format) -> std::io::Result<()> {
    match format {
        Format::Human => write!(anstream::stdout(), "{}", terminal::render(report)),
        Format::Json => {
            let mut out = std::io::stdout().lock();
            serde_json::to_writer_pretty(&mut out, report)?;
            writeln!(out)
        }
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut take = |source: &mut dyn std::io::Read| {
        source.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())
    };
    if path.as_os_str() == "-" {
        take(&mut std::io::stdin().lock())?;
    } else if path.is_dir() {
        return Err("this is a folder; name the files in it".into());
    } else {
        take(&mut std::fs::File::open(path).map_err(|error| error.to_string())?)?;
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!("larger than {} MB, which is the most that is read", MAX_FILE_BYTES >> 20));
    }
    Ok(bytes)
}
