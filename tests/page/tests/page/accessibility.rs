//! The page against the rules of axe-core, in every state, light and dark, wide and narrow.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use page_tests::{Page, built_page, pictures};

/// Violations of WCAG 2.2 A and AA and of good practice, each with the first element that has it.
const RULES: &str = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map( \
    one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).slice(0, 3).join(' ')}`).join('\\n'))";

/// axe-core, which `cargo xtask test` installs below the target folder.
fn axe() -> Result<Option<String>> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("stacks/node/node_modules/axe-core/axe.min.js");
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(Some(text)),
        Err(_) if std::env::var_os("CI").is_none() => {
            println!("not run: {} is missing; `cargo xtask test` brings it", file.display());
            Ok(None)
        }
        Err(error) => Err(error).context(format!("{} is missing", file.display())),
    }
}

#[test]
fn no_rule_is_violated_in_any_state() -> Result<()> {
    let Some(axe) = axe()? else { return Ok(()) };
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
    let Some(axe) = axe()? else { return Ok(()) };
    for language in ["de", "ja"] {
        let mut page = Page::open_for(&built_page(), language)?;
        let files = tempfile::tempdir()?;
        pictures::bring_into(&mut page, "hex-text-in-x5t", files.path())?;
        hold_against(&axe, &mut page, language)?;
    }
    Ok(())
}

/// Opens all of a page and holds it against the rules, wide and narrow, light and dark.
fn hold_against(axe: &str, page: &mut Page, state: &str) -> Result<()> {
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
    page.run(axe)?;
    for (width, dark) in [(1280, false), (1280, true), (320, false), (320, true)] {
        page.look(width, 800, dark)?;
        let found = page.text_of(RULES)?;
        ensure!(found.is_empty(), "{state}, {width} wide, dark: {dark}:\n{found}");
    }
    Ok(())
}

#[test]
fn a_violation_would_be_found() -> Result<()> {
    let Some(axe) = axe()? else { return Ok(()) };
    let mut page = Page::open(&built_page())?;
    let files = tempfile::tempdir()?;
    // A box to tick has no name but its label.
    pictures::bring_into(&mut page, "hex-text-in-x5t", files.path())?;
    page.run(&axe)?;
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
    page.evaluate(
        "(box => box.labels[0].replaceWith(box))([...document.querySelectorAll('input[type=checkbox]')].find(one => \
         one.labels.length && one.checkVisibility())), 0",
    )?;
    let found = page.text_of(RULES)?;
    ensure!(found.contains("label: "), "{found}");
    Ok(())
}
