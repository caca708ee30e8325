//! Tools besides the inspection: thumbprints in every notation, and new certificates.

pub mod convert;
pub mod new_certificate;
pub mod pfx;
