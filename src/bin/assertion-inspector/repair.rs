//! `repair`: the same files in, the corrected assertion out.

use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::Instant;
use assertion_inspector::render::json;
use assertion_inspector::repair::{Choice, RepairOptions, RepairReport};
use assertion_inspector::{Intake, Options};
use clap::ValueEnum;

use crate::files;
use crate::{complain, files_or_pipe, now, output, read_time, remark};

/// What `repair` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// The private key to sign with: PEM, DER or PFX.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// A file that holds a password, tried on whatever is encrypted. May be given several times.
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// The tenant, where neither the audience nor the request tells it: an id or a domain.
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// The algorithm: PS256 with x5t#S256, or RS256 with x5t.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Alg::Ps256)]
    alg: Alg,
    /// The time that the assertion is made for: RFC 3339, or seconds since 1970. Now, where it is not given.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Instant>,
    /// The files, or folders of files; - is standard input, which is read without it if no file is given.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Alg {
    #[value(name = "PS256")]
    Ps256,
    #[value(name = "RS256")]
    Rs256,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match repaired(arguments) {
        Ok(text) => output::status(output::print(format_args!("{text}\n")), 0),
        Err(problem) => {
            complain(problem);
            ExitCode::from(2)
        }
    }
}

/// What is printed if there is no private key.
#[derive(serde::Serialize)]
struct Unsigned<'a> {
    header: &'a serde_json::Map<String, serde_json::Value>,
    claims: &'a serde_json::Map<String, serde_json::Value>,
}

/// What to print.
fn repaired(arguments: &Arguments) -> Result<String, String> {
    let passwords = files::passwords(&arguments.password_file)
        .map_err(|problem| format!("a password could not be read: {problem}"))?;
    let paths = files_or_pipe(&arguments.files)?;
    let at = arguments.at.unwrap_or_else(now);
    let options = Options::new(at).at(at).passwords(passwords);
    let mut intake = Intake::new(&options);
    for path in arguments.key.iter().chain(&paths) {
        for input in files::inputs(path) {
            intake.add(&input?);
        }
        // If the given key cannot be used, signing with another one would be a surprise.
        if let (Some(key), [input, ..]) = (&arguments.key, intake.inputs())
            && path == key
            && !intake.has_private_key()
        {
            let problem = input.problem.as_deref().unwrap_or("there is no private key in it");
            return Err(format!("{}: {problem}", key.display()));
        }
    }
    for input in intake.inputs() {
        if let Some(problem) = &input.problem {
            remark(format!("{}: {problem}", input.name));
        }
    }
    let inspection = intake.finish();
    let index = inspection.to_repair(&options);
    let choice = match arguments.alg {
        Alg::Ps256 => Choice::Ps256,
        Alg::Rs256 => Choice::Rs256,
    };
    let wanted = RepairOptions::new(at).tenant(arguments.tenant.clone()).algorithm(choice);
    let RepairReport { problem, header, claims, token, snippets, .. } = inspection.repair(index, &options, &wanted);
    if let Some(problem) = problem {
        // No assertion mends this, and the configuration does: the commands for that.
        for snippet in snippets {
            output::print(format_args!("# {}\n{}\n\n", snippet.title, snippet.text.trim_end()))
                .map_err(|problem| problem.to_string())?;
        }
        return Err(problem.into());
    }
    let Some(token) = token else {
        complain(
            "there is no private key among the files, so the corrected header and claims are not signed; add it with --key",
        );
        let unsigned = Unsigned { header: &header, claims: &claims };
        let mut out = Vec::new();
        json::write(&mut out, &unsigned, true).map_err(|problem| problem.to_string())?;
        return String::from_utf8(out).map_err(|problem| problem.to_string());
    };
    Ok(token)
}
