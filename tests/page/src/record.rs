//! What must never happen on the page, recorded.

use std::fmt;

/// Everything that happened and should not have; a clean record is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Addresses that were asked for, apart from the page itself and what it holds.
    pub requests: Vec<String>,
    /// Violations of the page's policy.
    pub violations: Vec<String>,
    /// Errors on the console, uncaught ones included.
    pub errors: Vec<String>,
}

impl Record {
    /// Whether nothing happened.
    pub fn is_clean(&self) -> bool {
        *self == Record::default()
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [("request", &self.requests), ("violation", &self.violations), ("error", &self.errors)];
        for (kind, entries) in kinds {
            for entry in entries {
                writeln!(f, "{kind}: {entry}")?;
            }
        }
        Ok(())
    }
}
