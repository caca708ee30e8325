//! Analyses: what a key actually signed, and where a thumbprint comes from.

pub mod federated;
pub mod fuel;
pub mod signature;
pub mod thumbprint;
