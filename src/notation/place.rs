//! Where in an input something stands, and what stands beside it that may link it to other items.

use crate::notation::instant::Instant;

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// A request with the assertion that it carried and the answer that it got. Items with the same id arrived together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExchangeId {
    /// Name of the input.
    pub input: String,
    /// Where the text begins that holds the request.
    pub text: Position,
    /// The request's number among those of the text, from 0.
    pub number: usize,
}

/// Where something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Line and column; `None` if it is the whole input.
    pub position: Option<Position>,
    /// The request and answer that it was part of.
    pub exchange: Option<ExchangeId>,
    /// GUIDs in the same line, such as a correlation id; lower case.
    pub ids: Vec<String>,
    /// The time that the line begins with.
    pub at: Option<Instant>,
}
