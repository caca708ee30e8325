//! Report → text.

pub mod markdown;
#[cfg(feature = "cli")]
pub mod terminal;
