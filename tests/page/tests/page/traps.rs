//! A check that panics, which no page can catch inside the module.

use anyhow::Result;

use crate::{count, fixtures, in_time};

#[test]
fn the_report_comes_without_the_check_that_broke() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        let verdict = page.verdict_after(|page| {
            page.evaluate("assertionInspector.inspectAgain({ break_check: 'audience' })").map(drop)
        })?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded", "the other checks still speak");
        let text = page.text_of("document.getElementById('findings').textContent")?;
        assert!(text.contains("internal-check-failed"), "{text}");

        // And the next inspection is whole again.
        page.verdict_after(|page| page.evaluate("assertionInspector.inspectAgain({})").map(drop))?;
        let text = page.text_of("document.getElementById('findings').textContent")?;
        assert!(!text.contains("internal-check-failed"), "{text}");
        assert_eq!(count(page, "#inputs li")?, 2.0);
        Ok(())
    })
}

#[test]
fn a_fault_that_no_check_is_to_blame_for_is_said_with_its_place_and_loses_nothing() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.evaluate("assertionInspector.inspectAgain({ break_check: 'pair' })")?;
        page.wait_for(
            "/a fault of this page.* src\\/wasm\\.rs:\\d+/.test(document.getElementById('failure').textContent)",
        )?;
        assert_eq!(count(page, "#inputs li")?, 2.0);
        let verdict = page.verdict_after(|page| page.evaluate("assertionInspector.inspectAgain({})").map(drop))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        Ok(())
    })
}
