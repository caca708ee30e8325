//! The page without a mouse.

use anyhow::{Result, ensure};

use page_tests::{Page, keys};

use crate::{in_time, on_page};

/// Presses Tab until the element that a selector finds has the focus.
fn tab_to(page: &mut Page, selector: &str) -> Result<()> {
    const CONTROLS: usize = 120;
    for _ in 0..CONTROLS {
        if page.evaluate(&format!("document.activeElement.matches({selector:?})"))? == true {
            return Ok(());
        }
        page.press(keys::TAB)?;
    }
    ensure!(false, "Tab does not reach {selector}");
    Ok(())
}

#[test]
fn an_example_is_reached_and_opened_by_keys_alone() -> Result<()> {
    on_page(|page| {
        tab_to(page, "[data-example='hex-text-in-x5t']")?;
        let verdict = page.verdict_after(|page| page.press(keys::ENTER))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        assert_eq!(page.text_of("document.activeElement.id")?, "verdict", "the focus goes to what is new");
        Ok(())
    })
}

#[test]
fn everything_that_can_be_pressed_can_be_reached() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&crate::fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.evaluate("document.activeElement.blur(), document.body.tabIndex = -1, document.body.focus(), 0")?;
        page.evaluate(
            "window.unreached = new Set([...document.querySelectorAll('button, summary, a[href], textarea')] \
                       .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)), 0",
        )?;
        let controls = page.number_of("unreached.size")?;
        assert!(controls > 10.0);
        for _ in 0..250 {
            page.press(keys::TAB)?;
            page.evaluate("unreached.delete(document.activeElement)")?;
        }
        let left = page.text_of("[...unreached].map(e => e.outerHTML.slice(0, 120)).join('\\n')")?;
        assert_eq!(left, "", "not reached by Tab");
        Ok(())
    })
}

#[test]
fn a_finding_opens_by_keys_and_an_input_is_removed_by_keys() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&crate::fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        tab_to(page, "#findings summary")?;
        let open = "document.activeElement.closest('details').open";
        let before = page.evaluate(open)?;
        page.press(keys::ENTER)?;
        assert_ne!(page.evaluate(open)?, before);

        crate::unfold(page)?;
        page.evaluate("document.getElementById('text').focus()")?;
        tab_to(page, "#inputs li:nth-child(2) button")?;
        page.verdict_after(|page| page.press(keys::SPACE))?;
        assert_eq!(crate::count(page, "#inputs li")?, 1.0);
        Ok(())
    })
}
