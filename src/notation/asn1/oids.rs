//! Object identifiers, each once, in dotted notation.
//!
//! `const-oid` has a table too, of some thousand; every one of them would be in the page.

/// RSA key, PKCS#1 (RFC 8017 §A.1).
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// RSA key for PSS alone (RFC 8017 §A.2.3).
pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// Elliptic key (RFC 5480 §2.1.1).
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// The curve P-256.
pub const P256: &str = "1.2.840.10045.3.1.7";
/// The curve P-384.
pub const P384: &str = "1.3.132.0.34";
/// The curve P-521.
pub const P521: &str = "1.3.132.0.35";
/// Ed25519 (RFC 8410).
pub const ED25519: &str = "1.3.101.112";
/// Ed448 (RFC 8410).
pub const ED448: &str = "1.3.101.113";
/// DSA key (RFC 3279 §2.3.2).
pub const DSA: &str = "1.2.840.10040.4.1";
/// MD5.
pub const MD5: &str = "1.2.840.113549.2.5";
/// SHA-1.
pub const SHA1: &str = "1.3.14.3.2.26";
/// SHA-224.
pub const SHA224: &str = "2.16.840.1.101.3.4.2.4";
/// SHA-256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// SHA-384.
pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
/// SHA-512.
pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";
/// HMAC with SHA-1 (RFC 8018 §B.1.1).
pub const HMAC_SHA1: &str = "1.2.840.113549.2.7";
/// HMAC with SHA-256.
pub const HMAC_SHA256: &str = "1.2.840.113549.2.9";
/// HMAC with SHA-384.
pub const HMAC_SHA384: &str = "1.2.840.113549.2.10";
/// HMAC with SHA-512.
pub const HMAC_SHA512: &str = "1.2.840.113549.2.11";
/// Password-based encryption scheme 2 (RFC 8018 §6.2).
pub const PBES2: &str = "1.2.840.113549.1.5.13";
/// PBKDF2 (RFC 8018 §5.2).
pub const PBKDF2: &str = "1.2.840.113549.1.5.12";
/// A key in a JKS file (OpenJDK).
pub const JKS_KEY: &str = "1.3.6.1.4.1.42.2.17.1.1";
/// A key in a JCEKS file (OpenJDK).
pub const JCEKS_KEY: &str = "1.3.6.1.4.1.42.2.19.1";
/// Password-based MAC 1 (RFC 8018 §7.1).
pub const PBMAC1: &str = "1.2.840.113549.1.5.14";
/// The start of PKCS#12's own encryption schemes (RFC 7292 §C).
pub const PKCS12_PBE: &str = "1.2.840.113549.1.12.1.";
/// The start of PKCS#5's encryption schemes (RFC 8018 §A.3).
pub const PKCS5: &str = "1.2.840.113549.1.5.";
/// AES-128 in CBC mode.
pub const AES_128_CBC: &str = "2.16.840.1.101.3.4.1.2";
/// AES-192 in CBC mode.
pub const AES_192_CBC: &str = "2.16.840.1.101.3.4.1.22";
/// AES-256 in CBC mode.
pub const AES_256_CBC: &str = "2.16.840.1.101.3.4.1.42";
/// Triple DES in CBC mode.
pub const TRIPLE_DES_CBC: &str = "1.2.840.113549.3.7";
/// DES in CBC mode.
pub const DES_CBC: &str = "1.3.14.3.2.7";
/// Content in the clear (RFC 5652 §4).
pub const PKCS7_DATA: &str = "1.2.840.113549.1.7.1";
/// Signed content, and certificates beside it (RFC 5652 §5).
pub const PKCS7_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// Encrypted content (RFC 5652 §8).
pub const PKCS7_ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
/// A certificate in a PFX (RFC 7292 §4.2.3).
pub const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";
/// An encrypted private key in a PFX (RFC 7292 §4.2.2).
pub const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
/// The bag of a certificate in a PFX (RFC 7292 §4.2.3).
pub const CERT_BAG: &str = "1.2.840.113549.1.12.10.1.3";
/// What a key and its certificate in a PFX have in common (RFC 2985 §5.5.2).
pub const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
/// The common name (RFC 5280 §A.1).
pub const COMMON_NAME: &str = "2.5.4.3";

/// The types of the attributes of a name, with their short names (RFC 4514 §3, and those common in X.509).
pub const ATTRIBUTE_TYPES: [(&str, &str); 22] = [
    (COMMON_NAME, "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.97", "organizationIdentifier"),
    ("2.5.4.42", "GN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.12", "title"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.45", "x500UniqueIdentifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.17", "postalCode"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];
