//! What the page may not contain: all that would need a weaker policy, reach out of the page, or turn text into code.
//!
//! The policy itself would stop most of it in the browser; here it stops the build, at the place where it stands.

pub(crate) mod html;
mod words;

use super::links::{Kind, Linked};
use super::refusal::Refusal;

/// Checks a linked file by its kind; a script module by module.
pub(crate) fn linked(file: &Linked) -> Vec<Refusal> {
    match (file.kind, &file.script) {
        (Kind::Packed, _) => Vec::new(),
        (Kind::Style, _) => words::check(&file.name, file.text(), &[words::STYLE]),
        (_, Some(script)) => {
            let modules = script.modules.iter();
            modules
                .flat_map(|(name, text)| words::check(name, text, &[words::CODE, words::OUTSIDE, words::TYPES]))
                .collect()
        }
        // The glue can fetch a module, and is never asked to.
        (Kind::Module | Kind::Worker | Kind::Glue, None) => words::check(&file.name, file.text(), &[words::CODE]),
    }
}
