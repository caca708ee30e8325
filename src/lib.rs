//! Tells why Microsoft Entra ID refuses a client assertion.
pub mod assertion;
pub mod case;
pub mod certificate;
pub mod encoding;
pub mod input;
pub mod instant;
pub mod json;
pub mod limits;
pub mod report;
pub mod signature;
pub mod thumbprint;
