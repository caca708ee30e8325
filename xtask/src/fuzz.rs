//! The fuzz targets: each looks for an input that breaks what holds for all inputs, beginning with the seeds in
//! `fuzz/seeds`.

use anyhow::{Context, Result, bail};

use crate::command::Fuzz;
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

/// The targets, by their files in `fuzz/targets`.
pub(crate) const TARGETS: [&str; 12] = [
    "recognise",
    "assertion",
    "certificate",
    "pfx",
    "error",
    "request",
    "archive",
    "stream",
    "inspect",
    "redact",
    "repair",
    "markdown",
];

/// Runs them, one after another. What a target found stays in `fuzz/artifacts`.
///
/// # Errors
/// The program that runs them cannot be installed, or a target found something; each is named.
pub(crate) fn run(workspace: &Workspace, fuzz: Fuzz) -> Result<()> {
    let program = setup::cargo_fuzz(workspace)?;
    let mut found = Vec::new();
    for (index, target) in TARGETS.into_iter().enumerate() {
        if fuzz.target.is_some_and(|wanted| wanted != index) {
            continue;
        }
        let corpus = workspace.target.join("fuzz/corpus").join(target);
        std::fs::create_dir_all(&corpus).with_context(|| corpus.display().to_string())?;
        let mut command = workspace.command(&program);
        // Instrumentation is not stable; this says that we know.
        command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", workspace.target.join("fuzz"));
        command.args(["run", target]).arg(corpus).arg(workspace.root.join("fuzz/seeds").join(target));
        command.args(["--", "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1"]);
        command.arg(format!("-max_total_time={}", fuzz.seconds));
        eprintln!("\n── {target}");
        if let Err(error) = process::run(&mut command) {
            eprintln!("error: {error:#}");
            found.push(target);
        }
    }
    if !found.is_empty() {
        bail!("failed: {}; what was found is in fuzz/artifacts", found.join(", "));
    }
    Ok(())
}
