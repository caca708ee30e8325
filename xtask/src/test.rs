//! The test runs: everything, and what takes seconds.

use anyhow::Result;

use crate::budget::Table;
use crate::config::Config;
use crate::page::Built;
use crate::stages::Stages;
use crate::workspace::Workspace;
use crate::{page, process, setup, typescript};

/// Runs every test there is.
///
/// # Errors
/// Something failed, or could not be run; each is named.
pub(crate) fn everything(workspace: &Workspace, config: &Config) -> Result<()> {
    let mut stages = Stages::default();
    stages.run("format", || {
        setup::cargo_tools(workspace)?;
        format(workspace)
    });
    stages.run("lints", || lints(workspace));
    stages.run("core and xtask", || {
        process::run(workspace.cargo().args(["test", "--package", "assertion-inspector", "--package", "xtask"]))
    });
    let page = stages.run("page", || page::build(workspace, config));
    stages.run_with("scripts", page.as_ref(), |_| typescript::check(workspace, &config.page.source));
    stages.run_with("browser", page.as_ref(), |_| browser(workspace));
    let table = stages.run_with("budgets", page.as_ref(), |page| budgets(config, page));

    println!("\n{}", stages.summary());
    if let Some(table) = &table {
        println!("{}", table.summary());
    }
    stages.judge()
}

/// Checks the format and tests the core.
///
/// # Errors
/// Either fails.
pub(crate) fn quick(workspace: &Workspace) -> Result<()> {
    setup::cargo_tools(workspace)?;
    format(workspace)?;
    process::run(workspace.cargo().args(["test", "--package", "assertion-inspector"]))
}

fn format(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["fmt", "--all", "--check"]))
}

fn lints(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

/// Tests the built page in Chromium.
fn browser(workspace: &Workspace) -> Result<()> {
    let chromium = setup::chromium()?;
    let mut test = workspace.cargo();
    process::run(test.args(["test", "--package", "page-tests"]).env(page_tests::chromium::VARIABLE, chromium))
}

fn budgets(config: &Config, page: &Built) -> Result<Table> {
    let table = Table::measure(config, page)?;
    table.judge()?;
    Ok(table)
}
