//! Tells why Microsoft Entra ID refuses a client assertion.
pub mod report;
