//! `cargo xtask bench`: how long things take, side by side in one run. A time fails nothing; it depends on the machine.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::config::Config;
use crate::workspace::Workspace;
use crate::{npm, process, setup, stacks};

const ROUNDS: usize = 3;
const MEGABYTE: u64 = 1_000_000;

/// Builds everything in its release form, and prints the measurements as a table of Markdown.
///
/// # Errors
/// Something cannot be built, or a program fails.
pub(crate) fn run(workspace: &Workspace, config: &Config) -> Result<()> {
    process::run(workspace.cargo().args(["build", "--quiet", "--release", "--target-dir"]).arg(&workspace.target))?;
    let program = workspace.target.join("release/assertion-inspector");
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder)?;
    let fixtures = workspace.root.join("tests/fixtures");
    let token = std::fs::read_to_string(fixtures.join("in-order.jwt"))?;
    let log = |name: &str, bytes: u64, each: u64| write_log(&folder.join(name), bytes, each, token.trim());
    let out = folder.join("out");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("| what | seconds: median (least to most) | MB/s | memory, MB |\n| --- | --- | --- | --- |");
    let logs = [
        ("a token in each line", log("dense.log", 5 * MEGABYTE, 1)?),
        ("the same, ten times as long", log("dense-10.log", 50 * MEGABYTE, 1)?),
        ("a token in 20,000 lines", log("sparse.log", 100 * MEGABYTE, 20_000)?),
        ("the same, ten times as long", log("sparse-10.log", 1_000 * MEGABYTE, 20_000)?),
    ];
    for (what, file) in &logs {
        let size = std::fs::metadata(file)?.len();
        for jobs in [1, cores] {
            let mut took = Vec::new();
            for _ in 0..ROUNDS {
                let mut command = Command::new(&program);
                command.args(["inspect", "--quiet", "--format", "jsonl", "--jobs", &jobs.to_string()]);
                took.push(watched(command.arg(fixtures.join("app.pem")).arg(file), &out)?);
            }
            line(&format!("`inspect`, {what}, {} MB, {jobs} of {cores} cores", size / MEGABYTE), size, &took);
        }
        let mut took = Vec::new();
        for _ in 0..ROUNDS {
            took.push(watched(Command::new("grep").args(["-c", "eyJ"]).arg(file), &out)?);
        }
        line(&format!("`grep -c eyJ`, the same {} MB", size / MEGABYTE), size, &took);
    }
    setup::openssl()?;
    let speed = process::quiet(Command::new("openssl").args(["speed", "-seconds", "2", "rsa2048"]))?;
    let verified = speed.lines().find(|line| line.starts_with("rsa")).and_then(|line| line.split_whitespace().last());
    println!("\nOpenSSL verifies {} RSA-2048 signatures a second on one core.\n", verified.unwrap_or("?"));
    one_inspection(workspace, config, &fixtures)
}

/// One inspection by the module in Node, beside jose.
fn one_inspection(workspace: &Workspace, config: &Config, fixtures: &Path) -> Result<()> {
    setup::npm()?;
    stacks::install(workspace)?;
    let package = npm::build(workspace, config, None)?;
    let mut node = Command::new("node");
    node.arg(workspace.root.join("tests/bench/inspect.mjs"))
        .arg(package)
        .arg(workspace.target.join("stacks/node/node_modules"));
    println!("| what | milliseconds: median (least to most) |\n| --- | --- |");
    for line in process::quiet(node.arg(fixtures))?.lines() {
        let (what, median, least, most): (String, f64, f64, f64) = serde_json::from_str(line)?;
        println!("| {what} | {median:.2} ({least:.2} to {most:.2}) |");
    }
    Ok(())
}

/// A log of about so many bytes, with a token in every so many lines.
fn write_log(file: &Path, bytes: u64, each: u64, token: &str) -> Result<PathBuf> {
    let mut out = BufWriter::new(File::create(file).with_context(|| format!("{} cannot be written", file.display()))?);
    let (mut written, mut number) = (0, 0_u64);
    while written < bytes {
        let (minute, second) = (number / 60 % 60, number % 60);
        let line = if number % each == 0 {
            format!("2026-11-23 10:{minute:02}:{second:02} INFO [worker-{}] client_assertion={token}\n", number % 8)
        } else {
            let id = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            format!(
                "2026-11-23 10:{minute:02}:{second:02} INFO [worker-{}] order {id:016x} handled in {} ms, queue {}\n",
                number % 8,
                id % 977,
                id % 31
            )
        };
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
        number += 1;
    }
    out.flush()?;
    Ok(file.to_owned())
}

/// What a run took.
struct Took {
    seconds: f64,
    /// The most memory, where the system tells it.
    kilobytes: Option<u64>,
}

/// Runs a program to its end, with what it prints in `out`, and looks at its memory meanwhile.
fn watched(command: &mut Command, out: &Path) -> Result<Took> {
    let begun = Instant::now();
    // Into a file: grep stops at the first hit if nobody would read what it prints.
    let out = File::create(out)?;
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = None;
    let ended = loop {
        // The kernel keeps the highest; it is gone with the process.
        if let Some(now) = std::fs::read_to_string(&status).ok().as_deref().and_then(peak) {
            kilobytes = kilobytes.max(Some(now));
        }
        match child.try_wait()? {
            Some(ended) => break ended,
            None => sleep(Duration::from_millis(2)),
        }
    };
    // Both programs have statuses that are no failure: a cause was found, or no line has the word.
    if !matches!(ended.code(), Some(0 | 1)) {
        bail!("{} ended with {ended}", command.get_program().to_string_lossy());
    }
    Ok(Took { seconds: begun.elapsed().as_secs_f64(), kilobytes })
}

/// The highest resident memory that a status of Linux tells, in kilobytes.
fn peak(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// Prints a line of the table.
fn line(what: &str, bytes: u64, took: &[Took]) {
    let mut seconds: Vec<f64> = took.iter().map(|one| one.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    let (Some(least), Some(median), Some(most)) = (seconds.first(), seconds.get(seconds.len() / 2), seconds.last())
    else {
        return;
    };
    let memory = took.iter().filter_map(|one| one.kilobytes).max();
    let memory = memory.map_or("?".to_owned(), |kilobytes| (kilobytes / 1024).to_string());
    let rate = bytes as f64 / MEGABYTE as f64 / median;
    println!("| {what} | {median:.2} ({least:.2} to {most:.2}) | {rate:.0} | {memory} |");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_memory_is_read_from_the_status_of_a_process() {
        assert_eq!(peak("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t   5124 kB\n"), Some(5124));
        assert_eq!(peak("Name:\tx\n"), None);
    }

    #[test]
    fn a_log_has_its_size_and_its_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let file = write_log(&folder.path().join("log"), 100_000, 100, "eyJ").unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        assert!((100_000..101_000).contains(&text.len()));
        assert_eq!(text.matches("client_assertion=eyJ").count(), text.lines().count().div_ceil(100));
    }
}
