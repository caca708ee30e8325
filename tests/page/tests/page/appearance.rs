//! How the page looks: dark and light, wide and narrow.

use std::path::Path;

use anyhow::{Context, Result};

use page_tests::{Page, built_page, pictures};

use crate::{fixtures, in_time};

/// Lists every text with too little contrast.
const CONTRAST: &str = include_str!("contrast.js");

/// Drops a case with much to show.
fn full(page: &mut Page) -> Result<()> {
    page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem", "other.pem"]))).map(drop)
}

/// What stands over the edge, outermost first.
const OVER: &str = "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, pre')).slice(0, 6).map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 60)}`).join(' | ')";

#[test]
fn nothing_runs_over_the_edge_at_320_pixels() -> Result<()> {
    in_time(|page| {
        for state in ["empty", "example", "full", "de", "ja"] {
            if state == "example" {
                page.verdict_after(|page| page.click("[data-example='hex-text-in-x5t']"))?;
            } else if state == "full" {
                full(page)?;
            } else if state != "empty" {
                // Other languages have longer words, or none to break at.
                page.verdict_after(|page| page.choose_language(state))?;
                page.wait_for("document.querySelector('#repair').ariaBusy !== 'true'")?;
            }
            if state != "empty" {
                page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
            }
            for width in [320, 360, 768, 1280] {
                page.look(width, 800, false)?;
                let over = page.number_of("document.documentElement.scrollWidth - innerWidth")?;
                assert!(over <= 0.0, "{state} at {width}: {over} pixels over the edge: {}", page.text_of(OVER)?);
            }
        }
        Ok(())
    })
}

#[test]
fn dark_is_dark_and_light_is_light() -> Result<()> {
    in_time(|page| {
        full(page)?;
        // The sum of red, green and blue behind the text, and of the text.
        let sum = |what: &str| {
            format!(
                "getComputedStyle(document.body).{what}.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"
            )
        };
        for (dark, ground, letters) in [(false, 600.0..=765.0, 0.0..=250.0), (true, 0.0..=200.0, 500.0..=765.0)] {
            page.look(1280, 800, dark)?;
            let (behind, text) = (page.number_of(&sum("backgroundColor"))?, page.number_of(&sum("color"))?);
            assert!(ground.contains(&behind) && letters.contains(&text), "dark: {dark}, ground {behind}, text {text}");
        }
        Ok(())
    })
}

#[test]
fn every_text_stands_out_from_its_ground() -> Result<()> {
    in_time(|page| {
        full(page)?;
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; }), 0")?;
        for dark in [false, true] {
            page.look(1280, 800, dark)?;
            assert_eq!(page.text_of(CONTRAST)?, "", "dark: {dark}");
        }
        page.evaluate("document.body.style.color = '#777', document.body.style.backgroundColor = '#888', 0")?;
        assert_ne!(page.text_of(CONTRAST)?, "", "the measure itself works");
        Ok(())
    })
}

#[test]
fn pictures_of_every_state_are_as_wide_as_the_window() -> Result<()> {
    // Beside the folder for temporary files, where `cargo xtask screenshots` puts them too.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for picture in pictures::save(&built_page(), &folder)? {
        let wanted = if picture.to_string_lossy().contains("narrow") { 360 } else { 1280 };
        let png = std::fs::read(&picture)?;
        let width = png.get(16..20).and_then(|width| width.try_into().ok()).context("the picture is no PNG")?;
        assert_eq!(u32::from_be_bytes(width), wanted, "{}", picture.display());
    }
    Ok(())
}
