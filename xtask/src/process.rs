//! Running other programs, so that a failure is one sentence.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// Runs a program whose output the user sees.
///
/// # Errors
/// It cannot be started, or it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("`{}` cannot be started", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program quietly and returns what it printed to its standard output.
///
/// # Errors
/// It cannot be started, or it fails; then the error ends with the last lines that it printed.
pub(crate) fn quiet(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("`{}` cannot be started", line(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({}):\n{}", line(command), output.status, last_words(&output));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program whose output the user sees, and ends it when it takes longer than `limit`.
///
/// # Errors
/// It cannot be started, it fails, or it had to be ended.
pub(crate) fn run_within(limit: Duration, command: &mut Command) -> Result<()> {
    let mut child = command.spawn().with_context(|| format!("`{}` cannot be started", line(command)))?;
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(()) } else { Err(anyhow!("`{}` failed ({status})", line(command))) };
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            bail!("`{}` was ended after {} seconds", line(command), limit.as_secs());
        }
        sleep(Duration::from_millis(50));
    }
}

/// The command as a person would type it: the program's name without its folder, and its arguments.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The last lines of what a program printed, errors last.
fn last_words(output: &Output) -> String {
    const LINES: usize = 15;
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.iter().skip(lines.len().saturating_sub(LINES)).copied().collect::<Vec<_>>().join("\n")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_quiet_program_gives_its_output_and_a_failing_one_its_last_words() {
        assert_eq!(quiet(&mut shell("echo yes")).unwrap(), "yes\n");
        let error = quiet(&mut shell("echo reason >&2; exit 3")).unwrap_err().to_string();
        assert!(error.starts_with("`sh -c ") && error.ends_with(":\nreason"), "{error}");
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let begun = Instant::now();
        let error = run_within(Duration::from_millis(100), &mut shell("exec sleep 20")).unwrap_err();
        assert!(error.to_string().contains("was ended"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let error = run(&mut Command::new("/nowhere/at-all")).unwrap_err().to_string();
        assert_eq!(error, "`at-all` cannot be started");
    }
}
