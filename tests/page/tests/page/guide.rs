//! The guide's ticks, the keys that lead to places, and the panel that says why to trust the page.

use anyhow::Result;

use page_tests::{built_page, keys};

use crate::{count, fixtures, in_time, on_page};

#[test]
fn points_that_need_a_person_can_be_ticked_until_one_starts_over() -> Result<()> {
    in_time(|page| {
        let files = fixtures(["x5t-hex-text.jwt", "app.pem"]);
        page.verdict_after(|page| page.drop_files(&files))?;
        assert_eq!(count(page, "[data-state='fine'] input, [data-state='wrong'] input")?, 0.0);
        page.run("document.querySelectorAll('#guide details').forEach((rest) => (rest.open = true))")?;
        page.click("[data-guide='step-portal'] input")?;
        page.click("[data-guide='step-mfa'] input")?;
        page.wait_for("document.querySelector('#guide .quiet').textContent.endsWith('You ticked 2.')")?;
        // What is dropped beside it does not take the ticks away; starting over does.
        page.verdict_after(|page| page.drop_files(&fixtures(["other.pem"])))?;
        assert_eq!(count(page, "#guide input:checked")?, 2.0);
        page.click("#clear")?;
        page.verdict_after(|page| page.drop_files(&files))?;
        assert_eq!(count(page, "#guide input:checked")?, 0.0);
        Ok(())
    })
}

#[test]
fn alt_and_shift_with_a_letter_leads_to_a_place() -> Result<()> {
    in_time(|page| {
        page.press(keys::ALT_SHIFT_G)?;
        assert_ne!(page.text_of("document.activeElement.id")?, "guide", "there is none yet");
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.press(keys::ALT_SHIFT_G)?;
        assert_eq!(page.text_of("document.activeElement.id")?, "guide");
        // A letter alone does the same where nothing is typed, and is a letter in a field.
        page.press(keys::V)?;
        assert_eq!(page.text_of("document.activeElement.id")?, "verdict");
        page.press(keys::ALT_SHIFT_T)?;
        assert_eq!(page.text_of("document.activeElement.id")?, "text");
        assert_eq!(page.text_of("document.activeElement.value")?, "", "and writes nothing");
        page.press(keys::V)?;
        assert_eq!(page.text_of("document.activeElement.id")?, "text");
        page.run("document.activeElement.blur()")?;
        page.press(keys::QUESTION)?;
        assert_eq!(page.evaluate("document.getElementById('shortcuts').parentElement.open")?, true);
        Ok(())
    })
}

#[test]
fn a_file_that_is_dropped_twice_is_there_once() -> Result<()> {
    in_time(|page| {
        for _ in 0..2 {
            page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
            assert_eq!(count(page, "#inputs > .input")?, 2.0);
        }
        Ok(())
    })
}

#[test]
fn the_panel_shows_the_fingerprint_of_the_module_in_the_file() -> Result<()> {
    on_page(|page| {
        page.click("#trust summary")?;
        page.wait_for("document.getElementById('module-hash').textContent.length === 64")?;
        let shown = page.text_of("document.getElementById('module-hash').textContent")?;
        assert_eq!(shown, page_tests::module_sha256(&built_page())?);
        Ok(())
    })
}
