//! A panic, which no page can catch inside the module. `cargo xtask test` builds the page with the faults that are asked for here.

use std::path::PathBuf;

use anyhow::Result;
use page_tests::{Page, faulty_page, fixture};

use crate::{count, on, set_clock};

/// The page with a module that can be made to panic, at a time when the fixtures are valid.
fn on_faulty_page(test: impl FnOnce(&mut Page) -> Result<()>) -> Result<()> {
    on(&faulty_page(), |page| {
        set_clock(page)?;
        test(page)
    })
}

/// A fixture under another name, which asks for a fault (`src/testing.rs`).
fn named(name: &str) -> Result<(tempfile::TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(name);
    std::fs::copy(fixture("x5t-hex-text.jwt"), &path)?;
    Ok((folder, path))
}

#[test]
fn the_report_comes_without_the_check_that_broke() -> Result<()> {
    on_faulty_page(|page| {
        let (_folder, breaking) = named("breaks-a-check.jwt")?;
        let verdict = page.verdict_after(|page| page.drop_files(&[breaking, fixture("app.pem")]))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded", "the other checks still speak");
        let text = page.text_of("document.getElementById('findings').textContent")?;
        assert!(text.contains("internal-check-failed"), "{text}");
        assert_eq!(count(page, "#inputs li")?, 2.0);

        // And the next inspection is whole again.
        crate::unfold(page)?;
        page.verdict_after(|page| page.click("#inputs li .remove"))?;
        page.verdict_after(|page| page.drop_files(&[fixture("x5t-hex-text.jwt")]))?;
        let text = page.text_of("document.getElementById('findings').textContent")?;
        assert!(!text.contains("internal-check-failed"), "{text}");
        Ok(())
    })
}

#[test]
fn a_fault_that_no_check_is_to_blame_for_is_said_with_its_place_and_loses_nothing() -> Result<()> {
    on_faulty_page(|page| {
        let (_folder, breaking) = named("breaks-outside-checks.txt")?;
        page.drop_files(&[breaking, fixture("app.pem")])?;
        page.wait_for(
            "/a fault of this page.* src\\/testing\\.rs:\\d+/.test(document.getElementById('failure').textContent)",
        )?;
        assert_eq!(count(page, "#inputs li")?, 2.0);
        page.verdict_after(|page| page.click("#inputs li .remove"))?;
        let verdict = page.verdict_after(|page| page.drop_files(&[fixture("x5t-hex-text.jwt")]))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        Ok(())
    })
}
