//! `rotate`: makes the next certificate and the requests with which the application registers it itself.

use std::path::PathBuf;
use std::process::ExitCode;

use assertion_inspector::render::json;
use assertion_inspector::rotate::{Change, RotateOptions, Rotation};
use assertion_inspector::{Inspection, Instant, Intake, Options, new_certificate};
use clap::ValueEnum;

use crate::files;
use crate::new_certificate::Target;
use crate::shell::Shell;
use crate::{complain, now, one_line, output, read_time};

/// What `rotate` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// The new certificate's common name.
    #[arg(long, value_name = "NAME", required_unless_present = "remove")]
    subject: Option<String>,
    /// Days that the new certificate is valid.
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// Size of the new key in bits: 2048, 3072 or 4096.
    #[arg(long, default_value_t = 2048)]
    bits: usize,
    /// The app management policy, as Microsoft Graph lists it: the certificate is valid for no longer than it allows. It may
    /// also be among the files.
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// Instead, the request that removes the key with this id, once every program uses the new certificate.
    #[arg(long, value_name = "KEYID", conflicts_with_all = ["subject", "policy"])]
    remove: Option<String>,
    /// The object id of the application, where no registration tells it. It is not the client id.
    #[arg(long, value_name = "ID")]
    object_id: Option<String>,
    /// Its client id, where no registration tells it; for the request of a token.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The host of Microsoft Graph, where no registration tells it and it is not the global one.
    #[arg(long, value_name = "HOST")]
    graph: Option<String>,
    /// The tenant, an id or a domain: with it, the request for the application's token is made, too.
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// A file that holds a password, tried on whatever is encrypted. The first one also protects the new PFX.
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// The folder that the new certificate and key are written to. Nothing that is there is overwritten.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    out: PathBuf,
    /// The time that the proof is made for: RFC 3339, or seconds since 1970. Now, where it is not given.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Instant>,
    /// How to print the requests.
    #[arg(long, value_enum, default_value_t = Format::Curl)]
    format: Format,
    /// The files: the PFX, or the certificate and its key, that the application signs in with now; and its registration.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Commands of curl.
    Curl,
    /// Commands of PowerShell.
    Powershell,
    /// The requests as JSON.
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match rotate(arguments).and_then(|(rotation, target)| print(&rotation, target.as_ref(), arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::from(2)
        }
    }
}

/// Makes everything. Returns also the new files, if there are any.
fn rotate(arguments: &Arguments) -> Result<(Rotation, Option<Target>), String> {
    let passwords = files::passwords(&arguments.password_file)
        .map_err(|problem| format!("a password could not be read: {problem}"))?;
    let at = arguments.at.unwrap_or_else(now);
    let options = Options::new(at).at(at).passwords(passwords.clone());
    let inspection = read(arguments, &options)?;
    let mut wanted = RotateOptions::default();
    wanted.object_id.clone_from(&arguments.object_id);
    wanted.client_id.clone_from(&arguments.client_id);
    wanted.graph.clone_from(&arguments.graph);
    wanted.tenant.clone_from(&arguments.tenant);
    let make = |change: &Change| inspection.rotate(&options, &wanted, change).map_err(String::from);
    if let Some(id) = &arguments.remove {
        let rotation = make(&Change::Remove(id.clone()))?;
        if rotation.old_key_ids.iter().any(|own| own.eq_ignore_ascii_case(id)) {
            complain(
                "this removes the very certificate that signs the request: sign with the new one if this is not meant",
            );
        }
        return Ok((rotation, None));
    }
    let subject = arguments.subject.as_deref().unwrap_or_default();
    // Before anything is written: what the proof needs, and the places to write to.
    let created = make(&Change::Add(Vec::new()))?.created;
    let target = Target::new(&arguments.out, subject, !passwords.is_empty())?;
    let days = inspection.days_within(arguments.days, created)?;
    let made = new_certificate::make(subject, days, arguments.bits, at).map_err(|refused| refused.to_string())?;
    let rotation = make(&Change::Add(made.certificate.clone()))?;
    target.write(&made, passwords.first().map(String::as_str))?;
    if days < arguments.days {
        complain(format!("the new certificate is valid for {days} days, the most that the policy allows"));
    }
    Ok((rotation, Some(target)))
}

fn read(arguments: &Arguments, options: &Options) -> Result<Inspection, String> {
    let mut intake = Intake::new(options);
    for input in arguments.policy.iter().chain(&arguments.files).flat_map(|path| files::inputs(path)) {
        intake.add(&input?);
    }
    for input in intake.inputs() {
        if let Some(problem) = &input.problem {
            complain(format!("{}: {problem}", input.name));
        }
    }
    files::are_policies(&arguments.policy, &intake)?;
    Ok(intake.finish())
}

fn print(rotation: &Rotation, target: Option<&Target>, arguments: &Arguments) -> Result<(), String> {
    let failed = |problem: std::io::Error| format!("the requests could not be written: {problem}");
    let commands = match arguments.format {
        Format::Json => {
            let mut out = Vec::new();
            json::write(&mut out, rotation, true).map_err(failed)?;
            out.push(b'\n');
            String::from_utf8(out).map_err(|problem| problem.to_string())?
        }
        Format::Curl => notes(rotation, target, arguments) + &rotation.curl(),
        Format::Powershell => notes(rotation, target, arguments) + &rotation.powershell(),
    };
    output::print(commands).map_err(failed)
}

/// What to know, as comments, which both shells write alike.
fn notes(rotation: &Rotation, target: Option<&Target>, arguments: &Arguments) -> String {
    let is_powershell = arguments.format == Format::Powershell;
    let (shell, variable) = if is_powershell { (Shell::Powershell, "$token") } else { (Shell::OF_SYSTEM, "$TOKEN") };
    let mut notes = vec![format!("the proof is signed by {} and ends at {}", rotation.signed_by, rotation.expires)];
    if rotation.token_request.is_none() {
        notes.push(format!(
            "{variable} is a token of this application for Microsoft Graph, which needs no permission for its own keys"
        ));
    }
    for (target, id) in target.into_iter().flat_map(|target| rotation.old_key_ids.iter().map(move |id| (target, id))) {
        let mut command = format!("assertion-inspector rotate --remove {id} --object-id {}", rotation.object_id);
        // All of these are known to be ids, domains and hosts.
        for (name, value) in [
            ("client-id", rotation.client_id.as_deref().filter(|_| arguments.tenant.is_some())),
            ("tenant", arguments.tenant.as_deref().filter(|_| rotation.token_request.is_some())),
            ("graph", Some(rotation.graph).filter(|host| *host != "graph.microsoft.com")),
            ("format", is_powershell.then_some("powershell")),
        ] {
            if let Some(value) = value {
                command += &format!(" --{name} {value}");
            }
        }
        let (certificate, key) = (shell.word(&target.certificate), shell.word(&target.key));
        notes.push(format!("later, when every program uses the new certificate: {command} {certificate} {key}"));
    }
    notes.into_iter().map(|note| format!("# {}\n", one_line(note))).collect()
}
