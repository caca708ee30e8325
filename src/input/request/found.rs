//! What a text of requests holds.

use crate::evidence::request::Request;
use crate::language::Text;

/// What was found in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Requests for a token, in the order of the text.
    pub requests: Vec<Request>,
    /// What could not be used, one sentence each.
    pub problems: Vec<Text>,
    /// Requests that were left out because they are not for a token.
    pub others: usize,
}
