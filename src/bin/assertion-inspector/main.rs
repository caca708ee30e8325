//! The command line: reads files, calls the library and prints the result.

mod files;
mod inspect;
#[cfg(feature = "mcp")]
mod mcp;
mod new_certificate;
mod output;
mod packed;
mod password;
mod preflight;
mod progress;
mod repair;
mod rotate;
mod settings;
mod shell;
mod shells;
mod verify_page;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use assertion_inspector::Instant;
use assertion_inspector::render::visible;
use clap::{Parser, Subcommand};

/// Tells why Microsoft Entra ID refuses a client assertion. Everything stays on this machine.
#[derive(Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 110)]
struct Arguments {
    #[command(flatten)]
    settings: settings::Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Inspects any mix of files in any order: the assertion (JWT), certificates, error texts, registered keys, requests,
    /// logs, PFX, ZIP, …; the kind is recognised from the content.
    ///
    /// Exit status: 1 a cause found, 0 no cause found, 2 a file could not be read or nothing could be used.
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(inspect::Arguments),
    /// Prints the corrected assertion, signed with the private key given (--key, or a PFX or key among the files); without a
    /// key, the corrected header and claims as JSON.
    ///
    /// Exit status: 0 printed, 2 cannot.
    #[command(after_help = REPAIR_EXAMPLES)]
    Repair(repair::Arguments),
    /// Tells whether a certificate, or the token of a workflow, will work and until when, before anything is sent. Of a list of
    /// applications: when the credentials of each end.
    ///
    /// Exit status: 0 will work, 1 something fails now, 3 something stops within --warn-within, 2 a file could not be read or
    /// what is given does not tell.
    #[command(after_help = PREFLIGHT_EXAMPLES)]
    Preflight(preflight::Arguments),
    /// Prints what a finding (`certificate-mismatch`) or a code of the server (700027, AADSTS700027) means.
    ///
    /// Exit status: 0 printed, 2 not known.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// The finding's id, or the code.
        #[arg(value_name = "ID|CODE")]
        what: String,
    },
    /// Makes a new RSA key and a self-signed certificate to sign in with, and says how to register it.
    ///
    /// Exit status: 0 made, 2 cannot.
    #[command(after_help = NEW_CERTIFICATE_EXAMPLES)]
    NewCertificate(new_certificate::Arguments),
    /// Makes the next certificate of an application that still has a valid one, and prints the requests to Microsoft Graph with
    /// which it registers the new one itself (addKey) or, with --remove, takes an old one away (removeKey).
    ///
    /// Exit status: 0 made, 2 cannot.
    #[command(after_help = ROTATE_EXAMPLES)]
    Rotate(rotate::Arguments),
    /// Tells whether a file is the page of this release, byte for byte.
    ///
    /// Exit status: 0 it is, 1 it is not, 2 it cannot be read, or this program belongs to no release.
    #[command(after_help = VERIFY_PAGE_EXAMPLES)]
    VerifyPage(verify_page::Arguments),
    /// Serves agents that speak the Model Context Protocol, over standard input and output: the tools inspect, explain and
    /// preflight, on texts and, with --allow, on files. Answers have no signatures or secrets in them, and private keys are refused.
    ///
    /// Exit status: 0 the agent is done, 2 cannot.
    #[cfg(feature = "mcp")]
    #[command(after_help = MCP_EXAMPLES)]
    Mcp(mcp::Arguments),
    /// Prints the completions for a shell, to be sourced or laid where it looks for them.
    ///
    /// Exit status: 0 printed, 2 cannot.
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Prints the manual page of this program (troff).
    ///
    /// Exit status: 0 printed, 2 cannot.
    #[command(after_help = MAN_EXAMPLES)]
    Man,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  assertion-inspector inspect token.jwt app.pem error.txt
  pbpaste | assertion-inspector inspect app.pem -
  assertion-inspector inspect --at 2026-11-23T10:00:00Z --redact --format markdown token.jwt app.pem
  assertion-inspector inspect --format jsonl --only cause app.pem service.log.gz | jq .headline
  assertion-inspector inspect --summary --since 2026-11-23T00:00:00Z app.pem logs/";

const REPAIR_EXAMPLES: &str = "\
Examples:
  assertion-inspector repair --key app.key.pem token.jwt app.pem
  assertion-inspector repair --tenant contoso.onmicrosoft.com --alg RS256 token.jwt app.pem";

const PREFLIGHT_EXAMPLES: &str = "\
Examples:
  assertion-inspector preflight --warn-within 30d --password-file pw.txt app.pfx app.json
  assertion-inspector preflight --format github --warn-within 14d applications.json
  assertion-inspector preflight federated-credentials.json .github/workflows/deploy.yml";

const ROTATE_EXAMPLES: &str = "\
Examples:
  assertion-inspector rotate --subject payroll --out next --policy policy.json app.pfx app.json > rotate.sh";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  assertion-inspector explain AADSTS700027
  assertion-inspector explain thumbprint-hex-text-encoded";

const NEW_CERTIFICATE_EXAMPLES: &str = "\
Examples:
  assertion-inspector new-certificate --subject payroll --out certificates";

const VERIFY_PAGE_EXAMPLES: &str = "\
Examples:
  assertion-inspector verify-page assertion-inspector.html";

#[cfg(feature = "mcp")]
const MCP_EXAMPLES: &str = "\
Examples:
  assertion-inspector mcp
  assertion-inspector mcp --allow ~/tickets/4711

The agent starts it; most take this in their settings:
  {\"mcpServers\": {\"assertion-inspector\": {\"command\": \"assertion-inspector\", \"args\": [\"mcp\"]}}}";

const MAN_EXAMPLES: &str = "\
Examples:
  assertion-inspector man | man -l -";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(assertion-inspector completions bash)
  assertion-inspector completions fish > ~/.config/fish/completions/assertion-inspector.fish";

fn main() -> ExitCode {
    // WebAssembly has no current folder of its own.
    #[cfg(target_os = "wasi")]
    if let Some(folder) = std::env::var_os("PWD") {
        // Without it, paths are those from the root.
        let _ = std::env::set_current_dir(folder);
    }
    let Arguments { settings, command } = arguments();
    settings.apply();
    match command {
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Repair(arguments) => repair::run(&arguments),
        Command::Preflight(arguments) => preflight::run(&arguments),
        Command::Explain { what } => explain(&what),
        Command::NewCertificate(arguments) => new_certificate::run(&arguments),
        #[cfg(feature = "mcp")]
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Completions { shell } => shells::completions(shell),
        Command::Man => shells::man(),
        Command::Rotate(arguments) => rotate::run(&arguments),
        Command::VerifyPage(arguments) => verify_page::run(&arguments),
    }
}

/// Prints what an id or a code means.
fn explain(what: &str) -> ExitCode {
    let Some(text) = assertion_inspector::explain(what) else {
        complain(format!("{what} is neither the id of a finding nor a code that is known"));
        return ExitCode::from(2);
    };
    output::status(output::print(text), 0)
}

/// Parses a time given on the command line.
fn read_time(text: &str) -> Result<Instant, String> {
    Instant::read(text).ok_or_else(|| "a time is RFC 3339 (2026-11-23T10:00:00Z) or seconds since 1970".to_owned())
}

/// The time to inspect for.
#[derive(Debug, Clone, Copy)]
enum At {
    /// A point in time.
    Instant(Instant),
    /// When each assertion says that it was made.
    Issue,
}

/// Parses a time given on the command line, or the word for each assertion's own.
fn read_at(text: &str) -> Result<At, String> {
    if text == "made" {
        return Ok(At::Issue);
    }
    read_time(text).map(At::Instant).map_err(|problem| format!("{problem}, or \"made\""))
}

/// The clock of this machine.
fn now() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64))
}

/// Prints one line on why something could not be used. Names and reasons may come from outside, as a report does.
fn complain(problem: impl std::fmt::Display) {
    eprintln!("assertion-inspector: {}", one_line(problem));
}

/// The same for a remark, which need not be heard.
fn remark(problem: impl std::fmt::Display) {
    if !settings::is_quiet() {
        complain(problem);
    }
}

/// The files given or, if there is none and something is piped in, standard input.
fn files_or_pipe(files: &[std::path::PathBuf]) -> Result<Vec<std::path::PathBuf>, &'static str> {
    match files {
        [] if std::io::stdin().is_terminal() => Err("no file is given, and nothing is piped in; --help shows examples"),
        [] => Ok(vec!["-".into()]),
        files => Ok(files.to_vec()),
    }
}

/// A text in one line, with what would control the terminal or not be seen spelled out.
fn one_line(text: impl std::fmt::Display) -> String {
    visible(&text.to_string().replace(['\r', '\n'], " "))
}

/// Reads the arguments; help, the version, or what is wrong with them ends the program.
fn arguments() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        if !error.use_stderr() {
            error.exit();
        }
        // An argument may be the name of a file, which somebody else chose.
        eprint!("{}", visible(&error.render().to_string()));
        std::process::exit(error.exit_code())
    })
}
