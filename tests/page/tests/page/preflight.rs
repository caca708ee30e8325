//! Whether what was given will work, and until when.

use anyhow::Result;

use crate::{fixtures, in_time, on_page, text};

/// Opens the card.
const OPEN: &str = "document.getElementById('preflight').open = true";

#[test]
fn without_inputs_the_card_says_what_to_add() -> Result<()> {
    on_page(|page| {
        page.run(OPEN)?;
        page.wait_for("document.querySelector('#preflight-say p')")?;
        let said = text(page, "#preflight-say")?;
        assert!(said.starts_with("Add the certificate or PFX and the application's registration"), "{said}");
        Ok(())
    })
}

#[test]
fn a_registered_certificate_works_until_it_ends_and_another_one_fails_and_comes_first() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["app.pem", "registered-other.json", "other.pem"])))?;
        page.run(OPEN)?;
        page.wait_for("document.querySelectorAll('.foreseen').length === 2")?;
        let rows = "[...document.querySelectorAll('.foreseen summary')].map((row) => row.textContent).join(' | ')";
        let said = page.text_of(rows)?;
        let (fails, works) = said.split_once(" | ").unwrap_or_default();
        assert!(fails.contains("fails now") && fails.contains("CN=payroll-sync"), "{said}");
        assert!(works.contains("works until 2027-06-01, for another 189 days"), "{said}");
        let reasons = text(page, "#preflight-say")?;
        assert!(reasons.contains("is not registered on \"payroll\""), "{reasons}");
        assert!(reasons.contains("swyM0RMZ8rPGfzoiU3cPttGWNd0"), "{reasons}");
        // In another language, and for other inputs.
        page.choose_language("de")?;
        page.wait_for(
            "/funktioniert bis 2027-06-01, noch 189 Tage/.test(document.getElementById('preflight-say').textContent)",
        )?;
        page.click("#clear")?;
        page.wait_for("document.querySelectorAll('.foreseen').length === 0")?;
        Ok(())
    })
}

#[test]
fn the_name_of_an_application_stays_text() -> Result<()> {
    in_time(|page| {
        let registration = std::fs::read_to_string(page_tests::fixture("registered-other.json"))?;
        let folder = tempfile::tempdir()?;
        let hostile = folder.path().join("app.json");
        std::fs::write(&hostile, registration.replace("\"payroll\"", r#""<img src=x onerror=alert(1)>\u202e""#))?;
        let [certificate] = fixtures(["other.pem"]);
        page.verdict_after(|page| page.drop_files(&[hostile, certificate]))?;
        page.run(OPEN)?;
        page.wait_for("document.querySelectorAll('.foreseen').length === 1")?;
        let said = text(page, "#preflight-say")?;
        assert!(said.contains("<img src=x onerror=alert(1)>"), "{said}");
        assert_eq!(page.number_of("document.querySelectorAll('#preflight img').length")?, 0.0);
        assert!(!said.contains('\u{202e}'), "{said}");
        Ok(())
    })
}
