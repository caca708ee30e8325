//! What surrounds a token, by convention or by mistake.

use std::fmt;

/// What was removed from a token to get at it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wrapping {
    /// Quotation marks around it.
    Quotes,
    /// `Bearer ` before it.
    Bearer,
    /// The name of a parameter before it, such as `client_assertion=`.
    Parameter(String),
    /// Line breaks inside it.
    LineBreaks(usize),
    /// Spaces or tabs inside it.
    Spaces(usize),
    /// Percent-encoding such as `%2E`.
    UrlEncoding,
    /// Invisible characters, such as a byte order mark.
    Invisible,
    /// A comma or semicolon after it.
    Trailing(char),
    /// Base64 around the whole token.
    Base64,
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Quotes => say!("quotation marks around it"),
            Self::Bearer => say!("the word \"Bearer\" before it"),
            Self::Parameter(name) => say!("\"{name}\" before it", name),
            Self::LineBreaks(count) => say_n!(*count, "a line break inside it", "{count} line breaks inside it"),
            Self::Spaces(count) => say_n!(*count, "a space inside it", "{count} spaces inside it"),
            Self::UrlEncoding => say!("URL-encoding (%2E and the like)"),
            Self::Invisible => say!("invisible characters"),
            Self::Trailing(c) => say!("a {sign} behind it", sign = format!("{c:?}")),
            Self::Base64 => say!("base64 around the whole token"),
        })
    }
}
