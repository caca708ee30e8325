//! axe-core: what it finds wrong on a page.

use std::path::Path;

use anyhow::{Context, Result};

use crate::Page;

/// Violations of WCAG 2.2 A and AA and of good practice, each with the first elements that have it.
const RULES: &str = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map( \
    one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).slice(0, 3).join(' ')}`).join('\\n'))";

/// The library, which `cargo xtask test` installs below the target folder.
#[derive(Debug)]
pub struct Axe(String);

impl Axe {
    /// Reads it from where it is installed, beside the folder for temporary files of the tests. `None` if it is not there.
    ///
    /// # Errors
    /// It is not there, and the variable `CI` is set.
    pub fn beside(folder: &Path) -> Result<Option<Axe>> {
        let file = folder.with_file_name("stacks/node/node_modules/axe-core/axe.min.js");
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Some(Axe(text))),
            Err(_) if std::env::var_os("CI").is_none() => {
                println!("not run: {} is missing; `cargo xtask test` brings it", file.display());
                Ok(None)
            }
            Err(error) => Err(error).context(format!("{} is missing", file.display())),
        }
    }

    /// Brings it into a page.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn load(&self, page: &mut Page) -> Result<()> {
        page.run(&self.0)
    }

    /// What is wrong on a page that it was brought into, a violation in each line.
    ///
    /// # Errors
    /// It is not in the page.
    pub fn violations(page: &mut Page) -> Result<String> {
        page.text_of(RULES)
    }
}
