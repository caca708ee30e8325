//! Pictures of the page in its main states.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::Page;

/// The page before anything is dropped, and its examples, by the ids of their buttons.
const STATES: [&str; 4] = ["empty", "hex-text-in-x5t", "wrong-certificate", "all-in-order"];
const WIDTHS: [(&str, u32, u32); 2] = [("wide", 1280, 800), ("narrow", 360, 740)];
const SCHEMES: [(&str, bool); 2] = [("light", false), ("dark", true)];

/// Takes a picture of every state, light and dark, wide and narrow, and returns where they are.
///
/// # Errors
/// There is no browser, an example is missing, or a picture cannot be written.
pub fn save(page: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut saved = Vec::new();
    for state in STATES {
        let mut page = Page::open(page)?;
        if state != "empty" {
            page.verdict_after(|page| page.click(&format!("[data-example='{state}']")))?;
        }
        for (width_name, width, height) in WIDTHS {
            for (scheme, dark) in SCHEMES {
                page.look(width, height, dark)?;
                let file = folder.join(format!("{state}-{width_name}-{scheme}.png"));
                page.picture(&file)?;
                saved.push(file);
            }
        }
    }
    Ok(saved)
}
