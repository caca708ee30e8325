//! Tools beside the inspection: thumbprints in every notation, and a new certificate.

pub mod convert;
pub mod new_certificate;
pub mod pfx;
