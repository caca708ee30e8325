//! The built page in each engine, opened from `file://`, as its user has it. `cargo xtask build` builds it.
//!
//! Every test has a browser of its own, and fails when the page asks for anything, violates its policy, or reports an
//! error, whatever else it does.

mod accessibility;
mod appearance;
mod containers;
mod drops;
mod examples;
mod faults;
mod forgotten;
mod glance;
mod guide;
mod hostile;
mod keyboard;
mod languages;
mod many;
mod odd_inputs;
mod pace;
mod policy;
mod preflight;
mod print;
mod repair;
mod texts;
mod traps;
mod ways_out;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use page_tests::{Page, built_page, fixture};

/// When the fixtures are valid.
const AT: &str = "2026-11-23T10:02:00Z";

/// Opens the page, runs a test on it, and makes sure that nothing happened that a user must never see.
fn on_page(test: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    on(&built_page(), test)
}

fn on(path: &Path, test: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    let mut page = Page::open(path)?;
    if let Err(error) = test(&mut page) {
        return Err(error.context(format!("what else happened: {}", page.record()?)));
    }
    let record = page.record()?;
    ensure!(record.is_clean(), "the page did what it must not:\n{record}");
    Ok(())
}

/// As [`on_page`], with the page's clock set to a time when the fixtures are valid.
fn in_time(test: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    on_page(|page| {
        set_clock(page)?;
        test(page)
    })
}

/// The clock belongs to a verdict; before there is one, it is set as a button of a verdict does.
fn set_clock(page: &mut Page) -> Result<()> {
    page.run(&format!("document.dispatchEvent(new CustomEvent('clock', {{ detail: {AT:?} }}))"))
}

/// The built page with a script before its policy, which may put things in the place of what the browser has.
fn with_prelude(script: &str) -> Result<(tempfile::TempDir, PathBuf)> {
    let page = std::fs::read_to_string(built_page())?;
    let changed = page.replacen("<head>", &format!("<head><script>{script}</script>"), 1);
    ensure!(changed.len() > page.len(), "the page has no head");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("page.html");
    std::fs::write(&file, changed)?;
    Ok((folder, file))
}

/// The text of an element; none if it is not there.
fn text(page: &mut Page, selector: &str) -> Result<String> {
    page.text_of(&format!("document.querySelector({selector:?})?.textContent ?? ''"))
}

/// Keeps every worker of the page, and notes which were ended.
const KEEP_WORKERS: &str = "window.workers = []; window.Worker = class extends Worker { \
    constructor(address) { super(address); workers.push(this); } \
    terminate() { this.ended = true; super.terminate(); } };";

/// Unfolds the list of inputs and the text field.
fn unfold(page: &mut Page) -> Result<()> {
    page.run("if (document.body.dataset.intake === 'folded') document.getElementById('unfold').click()")
}

/// Files of `tests/fixtures`.
fn fixtures<const N: usize>(names: [&str; N]) -> [PathBuf; N] {
    names.map(fixture)
}

/// The text of a file of `tests/fixtures`.
fn fixture_text(name: &str) -> Result<String> {
    Ok(std::fs::read_to_string(fixture(name))?)
}

/// Counts the elements that a selector finds.
fn count(page: &mut Page, selector: &str) -> Result<f64> {
    page.number_of(&format!("document.querySelectorAll({selector:?}).length"))
}
