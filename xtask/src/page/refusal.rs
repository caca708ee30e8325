//! Why the page cannot be built as it is.

use std::fmt;

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    file: String,
    line: usize,
    pub(crate) why: String,
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
