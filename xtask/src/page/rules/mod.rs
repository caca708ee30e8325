//! What the page may not contain: all that would need a weaker policy, reach out of the page, or turn text into code.
//!
//! The policy itself would stop most of it in the browser; here it stops the build, at the place where it stands.

pub(crate) mod html;
mod words;

use std::fmt;

use super::links::{Kind, Linked};

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    file: String,
    line: usize,
    why: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.why)
    }
}

impl Refusal {
    /// Refuses the place at byte `at` of `text`, the content of `file`.
    pub(crate) fn new(file: &str, text: &str, at: usize, why: impl Into<String>) -> Refusal {
        let before = text.get(..at).unwrap_or(text);
        Refusal { file: file.to_owned(), line: before.matches('\n').count() + 1, why: why.into() }
    }
}

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
        (Kind::Module | Kind::Worker, None) => words::check(&file.name, file.text(), &[words::CODE]),
    }
}
