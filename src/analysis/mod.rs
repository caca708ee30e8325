//! Analyses: what a key actually signed, and where a thumbprint comes from.

pub mod signature;
pub mod thumbprint;
