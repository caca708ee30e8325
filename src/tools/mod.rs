//! Tools besides the inspection: thumbprints in every notation, new certificates, and how they take the place of old ones.

pub mod convert;
pub mod new_certificate;
pub mod pfx;
pub mod rotate;
