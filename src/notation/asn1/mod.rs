//! ASN.1.

pub(crate) mod ber;
