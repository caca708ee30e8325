//! The `alg` header: which signature algorithm it names.
//!
//! Source: RFC 7518 §3.1 (JWA), IANA "JSON Web Signature and Encryption Algorithms".

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash function used by signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Every hash, most likely first.
    pub const ALL: [Self; 4] = [Self::Sha256, Self::Sha1, Self::Sha512, Self::Sha384];

    /// The name, such as `SHA-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Digest size in bytes.
    pub fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Returns the digest of `bytes`.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// A signature scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5: `RS…`.
    Pkcs1,
    /// RSASSA-PSS with MGF1 and a salt as long as the digest: `PS…`.
    Pss,
    /// ECDSA, with R and S concatenated: `ES…`.
    Ecdsa,
}

impl Scheme {
    /// The scheme's full name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "PKCS#1 v1.5",
            Self::Pss => "PSS",
            Self::Ecdsa => "ECDSA",
        }
    }
}

/// A signature algorithm that this crate verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm {
    /// How the digest is signed.
    pub scheme: Scheme,
    /// How the message is hashed.
    pub hash: Hash,
}

impl Algorithm {
    /// Parses an `alg` header exactly as RFC 7518 spells it; returns `None` for anything else.
    pub fn read(alg: &str) -> Option<Self> {
        let scheme = match alg.get(..2)? {
            "RS" => Scheme::Pkcs1,
            "PS" => Scheme::Pss,
            "ES" => Scheme::Ecdsa,
            _ => return None,
        };
        let hash = match alg.get(2..)? {
            "256" => Hash::Sha256,
            "384" => Hash::Sha384,
            "512" => Hash::Sha512,
            _ => return None,
        };
        Some(Self { scheme, hash })
    }

    /// The RFC 7518 name, such as `RS256`. There is none for SHA-1.
    pub fn name(self) -> &'static str {
        match (self.scheme, self.hash) {
            (Scheme::Pkcs1, Hash::Sha1) => "RSA with SHA-1",
            (Scheme::Pkcs1, Hash::Sha256) => "RS256",
            (Scheme::Pkcs1, Hash::Sha384) => "RS384",
            (Scheme::Pkcs1, Hash::Sha512) => "RS512",
            (Scheme::Pss, Hash::Sha1) => "RSA-PSS with SHA-1",
            (Scheme::Pss, Hash::Sha256) => "PS256",
            (Scheme::Pss, Hash::Sha384) => "PS384",
            (Scheme::Pss, Hash::Sha512) => "PS512",
            (Scheme::Ecdsa, Hash::Sha1) => "ECDSA with SHA-1",
            (Scheme::Ecdsa, Hash::Sha256) => "ES256",
            (Scheme::Ecdsa, Hash::Sha384) => "ES384",
            (Scheme::Ecdsa, Hash::Sha512) => "ES512",
        }
    }

    /// Returns whether this is an RSA algorithm, the only kind that Entra ID accepts for client assertions.
    pub fn is_rsa(self) -> bool {
        self.scheme != Scheme::Ecdsa
    }
}
