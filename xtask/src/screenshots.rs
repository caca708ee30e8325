//! Pictures of the page's main states.

use std::path::Path;

use anyhow::Result;

use crate::setup;
use crate::workspace::Workspace;

/// Saves pictures of a built page to `target/screenshots`, and prints where they are.
///
/// # Errors
/// There is no browser, or the page does not reach one of the states.
pub(crate) fn save(workspace: &Workspace, page: &Path) -> Result<()> {
    setup::chromium()?;
    setup::japanese()?;
    for file in page_tests::pictures::save(page, &workspace.screenshots())? {
        println!("{}", file.display());
    }
    Ok(())
}
