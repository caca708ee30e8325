//! Report → text.

#[cfg(feature = "cli")]
pub mod json;
pub mod markdown;
#[cfg(feature = "cli")]
pub mod terminal;
#[cfg(test)]
mod tests;

pub use crate::notation::text::visible;
