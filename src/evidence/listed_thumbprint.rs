//! A certificate's thumbprint without the certificate: what the portal shows, and what tools print.

/// A thumbprint that was given as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedThumbprint {
    /// Name of the input it came from.
    pub input: String,
    /// The digest: 20 bytes of SHA-1 or 32 of SHA-256.
    pub digest: Vec<u8>,
}
