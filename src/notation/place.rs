//! Where in an input something stands, and what stands beside it that may tie it to other finds.

use crate::notation::instant::Instant;

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Where something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Line and column; `None` where the find is the whole input.
    pub position: Option<Position>,
    /// The request and answer it is part of: both carry the same text.
    pub exchange: Option<String>,
    /// GUIDs in the same line, such as a correlation id; lower case.
    pub ids: Vec<String>,
    /// The time that the line begins with.
    pub at: Option<Instant>,
}
