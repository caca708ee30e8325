//! The position of an item in an input, and what surrounds it that may link it to other items.

use crate::notation::instant::Instant;

/// A position in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// A request with the assertion it carried and the response to it. Items with the same id arrived together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExchangeId {
    /// Name of the input.
    pub input: String,
    /// Start of the text that contains the request.
    pub text: Position,
    /// Index of the request among those in the text, from 0.
    pub number: usize,
}

/// Where something was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Line and column; `None` if it is the whole input.
    pub position: Option<Position>,
    /// The request and response it was part of.
    pub exchange: Option<ExchangeId>,
    /// GUIDs on the same line, such as a correlation id; in lower case.
    pub ids: Vec<String>,
    /// The time at the start of the line.
    pub at: Option<Instant>,
    /// Its number among all assertions and errors, in the order in which they were read, from 1.
    pub number: usize,
}
