//! Report → text.

pub mod markdown;
#[cfg(not(target_arch = "wasm32"))]
pub mod terminal;
