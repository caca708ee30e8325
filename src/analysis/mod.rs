//! What a key really signed; what a thumbprint really is.

pub mod signature;
pub mod thumbprint;
