//! `preflight`: what a program will sign in with and where, in; whether it will work, and until when, out.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::preflight::{App, Outcome, Preflight};
use assertion_inspector::render::{json, visible};
use assertion_inspector::report::Status;
use assertion_inspector::{InputKind, Instant, Intake, Options};
use clap::ValueEnum;

use crate::files;
use crate::{now, one_line, output, password, read_time};

/// What `preflight` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// The app management policy, as Microsoft Graph lists it; it may also be among the files.
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// Exit with 3 if something will stop working within so many days, such as 30d.
    #[arg(long, value_name = "DAYSd", value_parser = read_days)]
    warn_within: Option<i64>,
    /// The time to judge for: RFC 3339, or seconds since 1970. Now, where it is not given.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Instant>,
    /// A file that holds a password, tried on whatever is encrypted. May be given several times.
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The files, or folders of files; - is standard input: a PFX or a certificate (with its key), the registration (Microsoft
    /// Graph, az, the manifest, PowerShell), the program's settings; or federated credentials and a workflow file.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person at a terminal.
    Human,
    /// As JSON, schema 1.
    Json,
    /// As annotations of a GitHub workflow.
    Github,
}

const DAY: i64 = 86_400;
/// Why there is no result.
pub const NOTHING: &str = "nothing here tells whether it will work: give the certificate or PFX and the application's \
    registration, or federated credentials and the workflow file";

/// Parses a number of days: `30d` or `30`. Returns seconds.
fn read_days(text: &str) -> Result<i64, String> {
    let digits = text.strip_suffix(['d', 'D']).unwrap_or(text);
    let days = digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    days.map(|days| i64::from(days) * DAY).ok_or_else(|| "a number of days, such as 30d".to_owned())
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    let complain = |problem: &str| complain(problem, arguments.format);
    let (preflight, is_doubtful) = match judge(arguments) {
        Ok(judged) => judged,
        Err(problem) => {
            complain(&problem);
            return ExitCode::from(2);
        }
    };
    if preflight.apps.is_empty() {
        complain(NOTHING);
        return ExitCode::from(2);
    }
    let soon = arguments.warn_within.unwrap_or(-1);
    match print(&preflight, soon, arguments.format) {
        Err(problem) => {
            complain(&format!("the result could not be written: {problem}"));
            ExitCode::from(2)
        }
        Ok(()) => ExitCode::from(match preflight.outcome_within(soon) {
            Outcome::Fails => 1,
            Outcome::Unknown => 2,
            _ if is_doubtful => 2,
            Outcome::Soon => 3,
            Outcome::Works => 0,
        }),
    }
}

/// Reads and judges the files. Returns also whether the result is doubtful, because what was asked about may be in a file
/// that could not be read.
fn judge(arguments: &Arguments) -> Result<(Preflight, bool), String> {
    let passwords = files::passwords(&arguments.password_file)
        .map_err(|problem| format!("a password could not be read: {problem}"))?;
    let at = arguments.at.unwrap_or_else(now);
    let mut options = Options::new(at).at(at).passwords(passwords.clone());
    let mut inputs = Vec::new();
    let mut is_doubtful = false;
    let mut fail = |problem: String| {
        complain(&problem, arguments.format);
        is_doubtful = true;
    };
    for input in arguments.policy.iter().chain(&arguments.files).flat_map(|path| files::inputs(path)) {
        match input {
            Ok(input) => inputs.push(input),
            Err(problem) => fail(problem),
        }
    }
    let read = |options: &Options| {
        let mut intake = Intake::new(options);
        inputs.iter().for_each(|input| intake.add(input));
        intake
    };
    let is_locked = |intake: &Intake| intake.inputs().iter().any(|input| input.needs_password);
    let mut intake = read(&options);
    if is_locked(&intake) {
        let unlocked = password::ask(|password| {
            let options = options.clone().passwords(passwords.iter().cloned().chain([password]).collect());
            let intake = read(&options);
            (!is_locked(&intake)).then_some((options, intake))
        });
        match unlocked {
            Some(unlocked) => (options, intake) = unlocked,
            None => {
                let name = intake.inputs().iter().find(|input| input.needs_password).map(|input| input.name.clone());
                return Err(format!(
                    "{}: it is encrypted, and no password opens it: --password-file FILE gives one",
                    name.unwrap_or_default()
                ));
            }
        }
    }
    files::are_policies(&arguments.policy, &intake)?;
    let mut is_lost = false;
    for input in intake.inputs() {
        if let Some(problem) = &input.problem {
            complain(&format!("{}: {problem}", input.name), arguments.format);
            is_lost |= matches!(input.kind, InputKind::Unknown | InputKind::Empty | InputKind::Text);
        }
    }
    let preflight = intake.finish().preflight(&options);
    // Where there is a certificate to judge, the question is clear; else the lost text may have been the certificate.
    let has_signer = preflight.apps.iter().any(|app| app.is_of_credential);
    Ok((preflight, is_doubtful || is_lost && !has_signer))
}

fn print(preflight: &Preflight, soon: i64, format: Format) -> io::Result<()> {
    let text = match format {
        Format::Human => inert(&human(preflight, soon)),
        Format::Json => {
            let mut out = Vec::new();
            json::write(&mut out, preflight, true)?;
            let text = String::from_utf8(out).map_err(io::Error::other)?;
            // The same data: number signs stand only inside of texts.
            text.replace("##", "\\u0023\\u0023") + "\n"
        }
        Format::Github => github(preflight, soon),
    };
    output::print(text)
}

/// The result for a person: a table if there are several applications, and the reasons.
pub fn human(preflight: &Preflight, soon: i64) -> String {
    let mut text = String::new();
    let apps = &preflight.apps;
    let row = |app: &App| {
        let until = app.end.map_or_else(|| "not known".to_owned(), Instant::date);
        let days = app.days_left(preflight.at).map(|days| days.to_string()).unwrap_or_default();
        (word(app, preflight.at, soon), until, days, one_line(&app.label))
    };
    // Writing to a string cannot fail.
    if apps.len() > 1 {
        let _ = writeln!(text, "{:<13} {:<10} {:>6}  application", "", "until", "days");
        for app in apps {
            let (word, until, days, label) = row(app);
            let _ = writeln!(text, "{word:<13} {until:<10} {days:>6}  {label}");
        }
        text.push('\n');
    }
    for app in apps {
        let (word, until, days, label) = row(app);
        let when = match (app.outcome, app.end) {
            (Outcome::Fails, Some(end)) if end >= preflight.at => format!(" (its own end is {until})"),
            (Outcome::Fails, _) | (_, None) => String::new(),
            (Outcome::Unknown, Some(_)) => format!(", and until {until} ({days} days) at the latest"),
            _ => format!(", until {until} ({days} days)"),
        };
        let _ = writeln!(text, "{label}: {word}{when}");
        for one in &app.because {
            let mark = if one.status == Status::Pass { '✓' } else { '-' };
            let _ = writeln!(text, "  {mark} {} [{}]", one_line(&one.says), one.id);
        }
        for (name, value) in [("x5t", &app.x5t), ("x5t#S256", &app.x5t_s256)] {
            if let Some(value) = value {
                let _ = writeln!(text, "    {name:<8} {value}");
            }
        }
    }
    if preflight.left_out > 0 {
        let _ = writeln!(text, "{} more without any credential", preflight.left_out);
    }
    text
}

fn word(app: &App, at: Instant, soon: i64) -> &'static str {
    match app.outcome_within(at, soon) {
        Outcome::Works => "works",
        Outcome::Soon => "stops soon",
        Outcome::Fails => "does not work",
        Outcome::Unknown => "not known",
    }
}

/// Annotations of a GitHub workflow: an error for what fails or cannot be told, a warning for what stops soon or needs to be
/// known, and a notice for what works.
fn github(preflight: &Preflight, soon: i64) -> String {
    let mut text = String::new();
    for app in &preflight.apps {
        let outcome = app.outcome_within(preflight.at, soon);
        let title = format!("{}: {}", app.label, word(app, preflight.at, soon));
        // What cannot be told has its reason first; the rest is by the way.
        let is_serious = |(index, status): (usize, Status)| match outcome {
            Outcome::Fails => status == Status::Cause,
            Outcome::Unknown => index == 0,
            Outcome::Works | Outcome::Soon => false,
        };
        for (_, one) in app.because.iter().enumerate().filter(|(index, one)| is_serious((*index, one.status))) {
            text += &annotation("error", &title, &format!("{} [{}]", one.says, one.id));
        }
        for one in app.because.iter().filter(|one| one.status == Status::Warning) {
            text += &annotation("warning", &title, &format!("{} [{}]", one.says, one.id));
        }
        let until = app.end.map_or_else(|| "its end is not known".to_owned(), |end| format!("until {}", end.rfc3339()));
        let days = app.days_left(preflight.at).map_or_else(String::new, |days| format!(", {days} days from now"));
        match outcome {
            Outcome::Soon => text += &annotation("warning", &title, &format!("{until}{days}")),
            Outcome::Works => text += &annotation("notice", &title, &format!("{until}{days}")),
            Outcome::Fails | Outcome::Unknown => {}
        }
    }
    text
}

/// A workflow command, with everything escaped that could end it or begin another.
fn annotation(level: &str, title: &str, message: &str) -> String {
    let title = data(title).replace(':', "%3A").replace(',', "%2C");
    format!("::{level} title={title}::{}\n", data(message))
}

/// Text as the data of a workflow command: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&escaped)
}

/// Text that a runner takes for no command: GitHub's looks for `::` at the start of a line and for `##[` within it, that of
/// Azure DevOps for `##vso[` and `##[`.
fn inert(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("##") {
        text = text.replace("##", "# #");
    }
    let is_command = |line: &str| line.trim_start().starts_with("::");
    text.lines().map(|line| format!("{}{line}\n", if is_command(line) { "' " } else { "" })).collect()
}

/// Says in one line on standard error why something could not be used, or what is missing.
fn complain(problem: &str, format: Format) {
    match format {
        Format::Github => eprint!("{}", annotation("error", "assertion-inspector", &one_line(problem))),
        Format::Human | Format::Json => crate::complain(inert(&one_line(problem)).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (text, seconds) in [("30d", 30 * DAY), ("30", 30 * DAY), ("0d", 0)] {
            assert_eq!(read_days(text), Ok(seconds));
        }
        for text in ["", "d", "-1d", "+1", "30h", "1.5d", "99999999999d"] {
            assert!(read_days(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_in_a_text_is_a_command_of_a_runner() {
        let hostile = "a%0Ab\r\n::error title=x,y::z\u{1b}[2J\u{202e}";
        assert_eq!(
            annotation("error", hostile, hostile),
            "::error title=a%250Ab%0D%0A%3A%3Aerror title=x%2Cy%3A%3Az\\u001b[2J\\u202e::a%250Ab%0D%0A::error title=x,y::z\\u001b[2J\\u202e\n"
        );
        let text = inert("a ##vso[task.setvariable x] ###[error]\n  ::add-mask::x\n::stop-commands::x\n");
        assert!(!text.contains("##") && text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }
}
