//! What a text of requests contains.

use crate::evidence::request::Request;
use crate::language::Text;

/// The requests found in a text, and what was left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Requests for a token, in the order of the text.
    pub requests: Vec<Request>,
    /// Whatever could not be used, one sentence each.
    pub problems: Vec<Text>,
    /// Number of requests left out because they are not for a token.
    pub others: usize,
}
