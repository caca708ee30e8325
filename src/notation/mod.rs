//! The notations that evidence is written in.

pub mod asn1;
pub mod duration;
pub mod encoding;
pub mod instant;
pub mod json;
pub mod name;
pub mod order;
pub mod place;
pub mod text;
pub mod thumbprint;
