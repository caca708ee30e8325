//! What stands around a token, by habit or by mistake.

use std::fmt;

/// What was taken off a token to get at it.
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
    /// `%2E` and the like.
    UrlEncoding,
    /// Characters that nobody sees, such as a byte order mark.
    Invisible,
    /// A comma or semicolon behind it.
    Trailing(char),
    /// Base64 around the whole token.
    Base64,
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quotes => f.write_str("quotation marks around it"),
            Self::Bearer => f.write_str("the word \"Bearer\" before it"),
            Self::Parameter(name) => write!(f, "\"{name}\" before it"),
            Self::LineBreaks(1) => f.write_str("a line break inside it"),
            Self::LineBreaks(count) => write!(f, "{count} line breaks inside it"),
            Self::Spaces(1) => f.write_str("a space inside it"),
            Self::Spaces(count) => write!(f, "{count} spaces inside it"),
            Self::UrlEncoding => f.write_str("URL-encoding (%2E and the like)"),
            Self::Invisible => f.write_str("invisible characters"),
            Self::Trailing(c) => write!(f, "a {c:?} behind it"),
            Self::Base64 => f.write_str("base64 around the whole token"),
        }
    }
}
