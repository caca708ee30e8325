//! The test runs: everything, and what takes seconds.

use anyhow::Result;
use page_tests::{ENGINE_VARIABLE, Engine};

use crate::config::Config;
use crate::stages::Stages;
use crate::workspace::Workspace;
use crate::{budget, dependencies, families, fetched, page, process, reproducible, setup, site, stacks, typescript};

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
    if let Some(Some(unchecked)) = stages.run("dependencies", || dependencies::check(workspace)) {
        stages.but(unchecked);
    }
    // One at a time, as for `cargo xtask` itself: together they would be built anew with the features of both.
    // What is shown in a shell, in Node and in OpenSSL is tried there.
    let tools = stages.run("tools", || {
        setup::openssl()?;
        setup::npm()?;
        setup::compilers()?;
        stacks::install(workspace)?;
        fetched::vectors(workspace)
    });
    stages.run_with("core", tools.as_ref(), |()| test(workspace, "assertion-inspector"));
    stages.run("xtask", || test(workspace, "xtask"));
    stages.run("site", || {
        site::build(workspace)?;
        setup::chromium()?;
        process::run(workspace.cargo().args(["test", "--package", "page-tests", "--test", "site"]))
    });
    let page = stages.run("page", || {
        page::build_faulty(workspace, config)?;
        page::build(workspace, config)
    });
    stages.run_with("reproducible", page.as_ref(), |page| reproducible::compare(workspace, config, page));
    stages.run_with("scripts", page.as_ref(), |_| typescript::check(workspace, &config.page.source));
    stages.run_with("Chromium", page.as_ref(), |_| {
        setup::chromium()?;
        test_page(workspace, Engine::Chromium)
    });
    stages.run_with("Firefox", page.as_ref(), |_| {
        setup::firefox()?;
        test_page(workspace, Engine::Firefox)
    });
    stages.run_with("WebKitGTK", page.as_ref(), |_| {
        setup::webkit()?;
        test_page(workspace, Engine::WebKit)
    });
    stages.run("costs", || families::check(workspace, config));
    stages.run_with("budgets", page.as_ref(), |page| budget::check(config, page));
    println!("\n{}", stages.summary());
    stages.judge()
}

/// Checks the format and tests the core.
///
/// # Errors
/// Either fails.
pub(crate) fn quick(workspace: &Workspace) -> Result<()> {
    setup::cargo_tools(workspace)?;
    format(workspace)?;
    test(workspace, "assertion-inspector")
}

fn format(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["fmt", "--all", "--check"]))
}

fn lints(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

fn test_page(workspace: &Workspace, engine: Engine) -> Result<()> {
    let mut cargo = workspace.cargo();
    let tests = ["test", "--package", "page-tests", "--lib", "--test", "page"];
    process::run(cargo.args(tests).env(ENGINE_VARIABLE, engine.id()))
}

fn test(workspace: &Workspace, package: &str) -> Result<()> {
    process::run(workspace.cargo().args(["test", "--package", package]))
}
