//! The page against the rules of axe-core, in every state, light and dark, wide and narrow.

use std::path::Path;

use anyhow::{Result, ensure};

use page_tests::axe::Axe;
use page_tests::{Page, built_page, pictures};

#[test]
fn no_rule_is_violated_in_any_state() -> Result<()> {
    let Some(axe) = Axe::beside(Path::new(env!("CARGO_TARGET_TMPDIR")))? else { return Ok(()) };
    for state in pictures::STATES {
        let mut page = Page::open(&built_page())?;
        let files = tempfile::tempdir()?;
        pictures::bring_into(&mut page, state, files.path())?;
        hold_against(&axe, &mut page, state)?;
    }
    Ok(())
}

#[test]
fn no_rule_is_violated_in_another_language() -> Result<()> {
    let Some(axe) = Axe::beside(Path::new(env!("CARGO_TARGET_TMPDIR")))? else { return Ok(()) };
    for language in ["de", "ja"] {
        let mut page = Page::open_for(&built_page(), language)?;
        let files = tempfile::tempdir()?;
        pictures::bring_into(&mut page, "hex-text-in-x5t", files.path())?;
        hold_against(&axe, &mut page, language)?;
    }
    Ok(())
}

/// Opens all of a page and holds it against the rules, wide and narrow, light and dark.
fn hold_against(axe: &Axe, page: &mut Page, state: &str) -> Result<()> {
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
    axe.load(page)?;
    for (width, dark) in [(1280, false), (1280, true), (320, false), (320, true)] {
        page.look(width, 800, dark)?;
        let found = Axe::violations(page)?;
        ensure!(found.is_empty(), "{state}, {width} wide, dark: {dark}:\n{found}");
    }
    Ok(())
}

#[test]
fn a_violation_would_be_found() -> Result<()> {
    let Some(axe) = Axe::beside(Path::new(env!("CARGO_TARGET_TMPDIR")))? else { return Ok(()) };
    let mut page = Page::open(&built_page())?;
    let files = tempfile::tempdir()?;
    // A box to tick has no name but its label.
    pictures::bring_into(&mut page, "hex-text-in-x5t", files.path())?;
    axe.load(&mut page)?;
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
    page.evaluate(
        "(box => box.labels[0].replaceWith(box))([...document.querySelectorAll('input[type=checkbox]')].find(one => \
         one.labels.length && one.checkVisibility())), 0",
    )?;
    let found = Axe::violations(&mut page)?;
    ensure!(found.contains("label: "), "{found}");
    Ok(())
}
