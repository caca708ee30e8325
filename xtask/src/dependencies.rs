//! What the dependencies must be (`deny.toml`): nothing known wrong with them, a licence that the notices meet, one registry,
//! and each crate once.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{process, setup};

/// Checks them. Returns what could not be checked on this machine.
///
/// # Errors
/// One of them is not what it must be, or the program that checks cannot be installed.
pub(crate) fn check(workspace: &Workspace) -> Result<Option<String>> {
    let deny = setup::cargo_deny(workspace)?;
    let run = |arguments: &[&str]| {
        let mut command = workspace.command(&deny);
        command.args(arguments);
        command
    };
    process::run(&mut run(&["--locked", "check", "bans", "licenses", "sources"]))?;
    // The database of advisories is a repository, which not every machine can reach. What is wrong with that is one thing, and
    // what is wrong with a crate is another.
    if let Err(error) = process::quiet(&mut run(&["fetch", "db"])) {
        setup::say(&format!("the advisories cannot be fetched: {error:#}"));
        return Ok(Some("the advisories of RustSec, which cannot be fetched here".to_owned()));
    }
    process::run(&mut run(&["--locked", "check", "--disable-fetch", "advisories"]))?;
    Ok(None)
}

/// As [`check`], for who asked for nothing else.
///
/// # Errors
/// As there, or something could not be checked.
pub(crate) fn check_all(workspace: &Workspace) -> Result<()> {
    match check(workspace)? {
        None => Ok(()),
        Some(unchecked) => anyhow::bail!("not checked: {unchecked}"),
    }
}
