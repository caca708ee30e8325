//! Report → text.

#[cfg(feature = "cli")]
pub mod json;
#[cfg(feature = "cli")]
pub mod lines;
pub mod markdown;
#[cfg(feature = "cli")]
pub mod terminal;
#[cfg(test)]
mod tests;

pub use crate::notation::text::visible;
