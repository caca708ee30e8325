//! Password-based decryption, as used by PKCS#12 and encrypted private keys.
//!
//! Sources: RFC 8018 (PBES1, PBES2, PBKDF1, PBKDF2, PBMAC1), RFC 7292 Appendices B and C (PKCS#12's own derivation and its
//! schemes except those with RC4, which are not used in practice), RFC 9579 (PBMAC1 in PKCS#12).

use std::fmt;

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use hmac::Hmac;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::budget::Budget;
use crate::limits;
use crate::notation::asn1::ber::{Node, tag};
use crate::notation::asn1::oids;
use crate::notation::asn1::pkcs12_kdf::pkcs12_kdf;

/// A password in each of the encodings used for key derivation.
#[derive(Clone)]
pub(super) struct Password {
    /// UTF-8, as used by PBKDF2.
    utf8: Zeroizing<Vec<u8>>,
    /// UTF-16 with two zero bytes at the end, as used by PKCS#12; empty if there is no password.
    bmp: Zeroizing<Vec<u8>>,
}

impl Password {
    /// No password and the empty password: PKCS#12 distinguishes them, and tools differ in which one they mean.
    pub fn none_and_empty() -> [Self; 2] {
        [Self { utf8: Zeroizing::default(), bmp: Zeroizing::default() }, Self::new("")]
    }

    /// Returns whether there is no password or an empty one.
    pub fn is_empty(&self) -> bool {
        self.utf8.is_empty()
    }

    /// Encodes a password.
    pub fn new(text: &str) -> Self {
        let bmp = text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
        Self { utf8: Zeroizing::new(text.as_bytes().to_vec()), bmp: Zeroizing::new(bmp) }
    }
}

/// Why something cannot be decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PbeProblem {
    /// The password is wrong, or the data are damaged.
    WrongPassword,
    /// The derivation would take too long, see [`limits::MAX_KDF_ITERATIONS`].
    TooCostly {
        /// Number of iterations required.
        iterations: u64,
    },
    /// Everything encrypted in the input together would take too long, see [`limits::MAX_KDF_ROUNDS`].
    BudgetSpent,
    /// An unsupported scheme.
    Unsupported {
        /// Its object identifier.
        scheme: String,
    },
    /// The parameters cannot be read.
    Structure,
}

impl std::error::Error for PbeProblem {}

impl fmt::Display for PbeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::WrongPassword => say!("the password does not open it"),
            Self::TooCostly { iterations } => say!(
                "its key derivation asks for {iterations} rounds; up to {most} are carried out",
                iterations,
                most = limits::MAX_KDF_ITERATIONS
            ),
            Self::BudgetSpent => say!(
                "the key derivations in this input ask for more than {most} rounds together",
                most = limits::MAX_KDF_ROUNDS
            ),
            Self::Unsupported { scheme } => {
                say!("it is encrypted by a scheme that is not known here ({scheme})", scheme)
            }
            Self::Structure => say!("its encryption parameters cannot be read"),
        })
    }
}

/// Decrypts `data`. `algorithm` is an AlgorithmIdentifier.
pub(super) fn decrypt(
    algorithm: Node<'_>,
    data: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    let mut parts = algorithm.children();
    let scheme = parts.next().and_then(Node::oid).ok_or(PbeProblem::Structure)?;
    if scheme == oids::JKS_KEY {
        return jks(data, password);
    }
    let parameters = parts.next().ok_or(PbeProblem::Structure)?;
    if scheme == oids::PBES2 {
        let derivation = parameters.child(0, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
        let cipher = parameters.child(1, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
        let name = cipher.children().next().and_then(Node::oid).ok_or(PbeProblem::Structure)?;
        let iv = cipher.children().nth(1).map(|node| node.string().into_owned()).unwrap_or_default();
        let cipher = Cipher::from_oid(&name).ok_or(PbeProblem::Unsupported { scheme: name })?;
        let key = pbkdf2(derivation, password, cipher.key_size(), budget)?;
        return cipher.decrypt(&key, &iv, data);
    }
    let salt = parameters.children().next().map(Node::string).ok_or(PbeProblem::Structure)?;
    let iterations = parameters.children().nth(1).and_then(Node::number).ok_or(PbeProblem::Structure)?;
    if scheme == oids::JCEKS_KEY {
        return jceks(&salt, iterations, data, password, budget);
    }
    let cipher = match scheme.strip_prefix("1.2.840.113549.1.12.1.") {
        Some("3") => Cipher::TripleDes,
        Some("4") => Cipher::TwoKeyTripleDes,
        Some("5") => Cipher::Rc2 { bytes: 16 },
        Some("6") => Cipher::Rc2 { bytes: 5 },
        _ => return pbes1(&scheme, &salt, iterations, data, password, budget),
    };
    // The initialisation vector takes one hash length of output, the key one or two.
    charge_rounds(iterations, 1 + cipher.key_size().div_ceil(20), budget)?;
    let key = pkcs12_kdf::<Sha1>(1, 64, &password.bmp, &salt, iterations, cipher.key_size());
    let iv = pkcs12_kdf::<Sha1>(2, 64, &password.bmp, &salt, iterations, 8);
    cipher.decrypt(&key, &iv, data)
}

/// Refuses a derivation that would cost too much before it starts. `times` is how often its rounds are carried out: once per
/// hash length of output.
fn charge_rounds(iterations: u64, times: usize, budget: &Budget<'_>) -> Result<u32, PbeProblem> {
    let rounds = match u32::try_from(iterations) {
        Ok(0) => return Err(PbeProblem::Structure),
        Ok(rounds) if rounds <= limits::MAX_KDF_ITERATIONS => rounds,
        _ => return Err(PbeProblem::TooCostly { iterations }),
    };
    let total = iterations.saturating_mul(times as u64);
    if budget.spend_rounds(total) { Ok(rounds) } else { Err(PbeProblem::BudgetSpent) }
}

/// The cipher of JKS: a stream of SHA-1 digests, each over the password and the one before it; the first one is over a
/// salt. Behind the key is the digest of password and key. Source: OpenJDK, `sun.security.provider.KeyProtector`.
fn jks(data: &[u8], password: &Password) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    const SIZE: usize = 20;
    // Without the zero at its end.
    let password = password.bmp.get(..password.bmp.len().saturating_sub(2)).unwrap_or_default();
    let (salt, rest) = data.split_at_checked(SIZE).ok_or(PbeProblem::Structure)?;
    let (secret, digest) = rest.split_at_checked(rest.len().saturating_sub(SIZE)).ok_or(PbeProblem::Structure)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(secret.len()));
    let mut stream = salt.to_vec();
    for piece in secret.chunks(SIZE) {
        stream = Sha1::new().chain_update(password).chain_update(&stream).finalize().to_vec();
        plain.extend(piece.iter().zip(&stream).map(|(a, b)| a ^ b));
    }
    let expected = Sha1::new().chain_update(password).chain_update(plain.as_slice()).finalize();
    if expected.as_slice() == digest { Ok(plain) } else { Err(PbeProblem::WrongPassword) }
}

/// The cipher of JCEKS: triple DES, with key and initialisation vector from MD5 over each half of the salt and the
/// password. Source: OpenJDK, `com.sun.crypto.provider.PBES1Core`.
fn jceks(
    salt: &[u8],
    iterations: u64,
    data: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    let mut salt: [u8; 8] = salt.try_into().map_err(|_| PbeProblem::Structure)?;
    charge_rounds(iterations, 2, budget)?;
    if let [a, b, c, d, rest @ ..] = &mut salt
        && [*a, *b, *c, *d] == *rest
    {
        // Meant to reverse the half; OpenJDK's loop does this instead.
        [*a, *b, *c] = [*d, *a, *b];
    }
    let mut derived = Zeroizing::new(Vec::new());
    for half in salt.chunks(4) {
        let mut digest = half.to_vec();
        for _ in 0..iterations {
            digest = md5::Md5::new().chain_update(&digest).chain_update(password.utf8.as_slice()).finalize().to_vec();
        }
        derived.extend_from_slice(&digest);
    }
    let (key, iv) = derived.split_at_checked(24).ok_or(PbeProblem::Structure)?;
    Cipher::TripleDes.decrypt(key, iv, data)
}

/// PBES1 (RFC 8018 §6.1): DES or RC2 with a key from PBKDF1.
fn pbes1(
    scheme: &str,
    salt: &[u8],
    iterations: u64,
    data: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    fn pbkdf1<D: Digest>(password: &[u8], salt: &[u8], iterations: u64) -> Zeroizing<Vec<u8>> {
        let mut digest = D::new().chain_update(password).chain_update(salt).finalize();
        for _ in 1..iterations {
            digest = D::digest(&digest);
        }
        Zeroizing::new(digest.to_vec())
    }
    let (md5, cipher) = match scheme.strip_prefix("1.2.840.113549.1.5.") {
        Some("3") => (true, Cipher::Des),
        Some("10") => (false, Cipher::Des),
        Some("6") => (true, Cipher::Rc2 { bytes: 8 }),
        Some("11") => (false, Cipher::Rc2 { bytes: 8 }),
        _ => return Err(PbeProblem::Unsupported { scheme: scheme.to_owned() }),
    };
    charge_rounds(iterations, 1, budget)?;
    let derived = match md5 {
        true => pbkdf1::<md5::Md5>(&password.utf8, salt, iterations),
        false => pbkdf1::<Sha1>(&password.utf8, salt, iterations),
    };
    let (key, iv) = derived.split_at_checked(8).ok_or(PbeProblem::Structure)?;
    cipher.decrypt(key, iv.get(..8).unwrap_or_default(), data)
}

/// Derives a key with PBKDF2, as described by its AlgorithmIdentifier.
fn pbkdf2(
    derivation: Node<'_>,
    password: &Password,
    size: usize,
    budget: &Budget<'_>,
) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
    let name = derivation.children().next().and_then(Node::oid).ok_or(PbeProblem::Structure)?;
    if name != oids::PBKDF2 {
        return Err(PbeProblem::Unsupported { scheme: name });
    }
    let parameters = derivation.child(1, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
    let salt = parameters.children().next().map(Node::string).ok_or(PbeProblem::Structure)?;
    let iterations = parameters.children().nth(1).and_then(Node::number).ok_or(PbeProblem::Structure)?;
    let function = parameters.children().skip(2).find(|node| node.tag == tag::SEQUENCE);
    let function = function.and_then(|node| node.children().next()?.oid());
    let mut key = Zeroizing::new(vec![0; size]);
    let hash = function.as_deref().unwrap_or(oids::HMAC_SHA1);
    let number = hash.strip_prefix("1.2.840.113549.2.");
    let length = match number {
        Some("7") => 20,
        Some("8") => 28,
        Some("9") => 32,
        Some("10") => 48,
        _ => 64,
    };
    let rounds = charge_rounds(iterations, size.div_ceil(length), budget)?;
    match number {
        Some("7") => pbkdf2::pbkdf2_hmac::<Sha1>(&password.utf8, &salt, rounds, &mut key),
        Some("8") => pbkdf2::pbkdf2_hmac::<Sha224>(&password.utf8, &salt, rounds, &mut key),
        Some("9") => pbkdf2::pbkdf2_hmac::<Sha256>(&password.utf8, &salt, rounds, &mut key),
        Some("10") => pbkdf2::pbkdf2_hmac::<Sha384>(&password.utf8, &salt, rounds, &mut key),
        Some("11") => pbkdf2::pbkdf2_hmac::<Sha512>(&password.utf8, &salt, rounds, &mut key),
        _ => return Err(PbeProblem::Unsupported { scheme: hash.to_owned() }),
    }
    Ok(key)
}

/// Checks whether the MAC over `data` was made with this password. `mac_data` is a MacData (RFC 7292 §4).
pub(super) fn mac_matches(
    mac_data: Node<'_>,
    data: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<bool, PbeProblem> {
    let info = mac_data.child(0, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
    let algorithm = info.child(0, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
    let expected = info.child(1, tag::OCTET_STRING).ok_or(PbeProblem::Structure)?.string();
    let name = algorithm.children().next().and_then(Node::oid).ok_or(PbeProblem::Structure)?;
    if name == oids::PBMAC1 {
        return pbmac1(algorithm, data, &expected, password, budget);
    }
    let salt = mac_data.children().nth(1).map(Node::string).ok_or(PbeProblem::Structure)?;
    let iterations = mac_data.children().nth(2).and_then(Node::number).unwrap_or(1);
    charge_rounds(iterations, 1, budget)?;
    macro_rules! with {
        ($hash:ty, $block:literal, $size:literal) => {{
            let key = pkcs12_kdf::<$hash>(3, $block, &password.bmp, &salt, iterations, $size);
            hmac_matches::<Hmac<$hash>>(&key, data, &expected)
        }};
    }
    Ok(match name.as_str() {
        oids::SHA1 => with!(Sha1, 64, 20),
        oids::MD5 => with!(md5::Md5, 64, 16),
        oids::SHA224 => with!(Sha224, 64, 28),
        oids::SHA256 => with!(Sha256, 64, 32),
        oids::SHA384 => with!(Sha384, 128, 48),
        oids::SHA512 => with!(Sha512, 128, 64),
        _ => return Err(PbeProblem::Unsupported { scheme: name }),
    })
}

/// PBMAC1 (RFC 9579). Its parameters give the length of the key.
fn pbmac1(
    algorithm: Node<'_>,
    data: &[u8],
    expected: &[u8],
    password: &Password,
    budget: &Budget<'_>,
) -> Result<bool, PbeProblem> {
    let parameters = algorithm.child(1, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
    let derivation = parameters.child(0, tag::SEQUENCE).ok_or(PbeProblem::Structure)?;
    let scheme = parameters.child(1, tag::SEQUENCE).and_then(|node| node.children().next()?.oid());
    let scheme = scheme.ok_or(PbeProblem::Structure)?;
    let stated = derivation.child(1, tag::SEQUENCE).and_then(|node| node.child(2, tag::INTEGER)).and_then(Node::number);
    let size = stated.and_then(|size| usize::try_from(size).ok()).unwrap_or(expected.len());
    if size == 0 || size > limits::MAX_MAC_KEY_BYTES {
        return Err(PbeProblem::Structure);
    }
    let key = pbkdf2(derivation, password, size, budget)?;
    Ok(match scheme.as_str() {
        oids::HMAC_SHA256 => hmac_matches::<Hmac<Sha256>>(&key, data, expected),
        oids::HMAC_SHA384 => hmac_matches::<Hmac<Sha384>>(&key, data, expected),
        oids::HMAC_SHA512 => hmac_matches::<Hmac<Sha512>>(&key, data, expected),
        _ => return Err(PbeProblem::Unsupported { scheme }),
    })
}

fn hmac_matches<M: hmac::Mac + hmac::KeyInit>(key: &[u8], data: &[u8], expected: &[u8]) -> bool {
    <M as hmac::KeyInit>::new_from_slice(key).is_ok_and(|mac| mac.chain_update(data).verify_slice(expected).is_ok())
}

/// A cipher in CBC mode.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    TwoKeyTripleDes,
    Des,
    Rc2 { bytes: usize },
}

impl Cipher {
    fn from_oid(oid: &str) -> Option<Self> {
        match oid {
            oids::AES_128_CBC => Some(Self::Aes128),
            oids::AES_192_CBC => Some(Self::Aes192),
            oids::AES_256_CBC => Some(Self::Aes256),
            oids::TRIPLE_DES_CBC => Some(Self::TripleDes),
            oids::DES_CBC => Some(Self::Des),
            _ => None,
        }
    }

    /// Returns the cipher named in a PEM block's `DEK-Info`.
    pub fn from_dek_info(name: &str) -> Option<Self> {
        match name {
            "AES-128-CBC" => Some(Self::Aes128),
            "AES-192-CBC" => Some(Self::Aes192),
            "AES-256-CBC" => Some(Self::Aes256),
            "DES-EDE3-CBC" => Some(Self::TripleDes),
            "DES-CBC" => Some(Self::Des),
            _ => None,
        }
    }

    pub fn key_size(self) -> usize {
        match self {
            Self::Aes128 | Self::TwoKeyTripleDes => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Des => 8,
            Self::Rc2 { bytes } => bytes,
        }
    }

    pub fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, PbeProblem> {
        macro_rules! cbc {
            ($cipher:ty, $key:expr) => {
                cbc::Decryptor::<$cipher>::new_from_slices($key, iv)
                    .map_err(|_| PbeProblem::Structure)?
                    .decrypt_padded_vec::<Pkcs7>(data)
                    .map(Zeroizing::new)
                    .map_err(|_| PbeProblem::WrongPassword)
            };
        }
        match self {
            Self::Aes128 => cbc!(aes::Aes128, key),
            Self::Aes192 => cbc!(aes::Aes192, key),
            Self::Aes256 => cbc!(aes::Aes256, key),
            Self::TripleDes => cbc!(des::TdesEde3, key),
            Self::TwoKeyTripleDes => cbc!(des::TdesEde2, key),
            Self::Des => cbc!(des::Des, key),
            Self::Rc2 { .. } => cbc!(rc2::Rc2, key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::asn1::ber;

    /// Encodes a DER element.
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        [&[tag, 0x84][..], &(content.len() as u32).to_be_bytes(), &content].concat()
    }

    fn oid(text: &str) -> Vec<u8> {
        der(tag::OID, &[der::oid::ObjectIdentifier::new(text).unwrap().as_bytes()])
    }

    /// Encodes a MacData for PBMAC1 with HMAC-SHA-256 and a derived key of `size` bytes.
    fn pbmac1_data(mac: &[u8], rounds: u16, size: Option<u8>) -> Vec<u8> {
        let hash = der(tag::SEQUENCE, &[&oid(oids::HMAC_SHA256)]);
        let rounds = der(tag::INTEGER, &[&[0], &rounds.to_be_bytes()]);
        let size = size.map(|size| der(tag::INTEGER, &[&[size]])).unwrap_or_default();
        let parameters = der(tag::SEQUENCE, &[&der(tag::OCTET_STRING, &[b"salt"]), &rounds, &size, &hash]);
        let derivation = der(tag::SEQUENCE, &[&oid(oids::PBKDF2), &parameters]);
        let algorithm = der(tag::SEQUENCE, &[&oid(oids::PBMAC1), &der(tag::SEQUENCE, &[&derivation, &hash])]);
        let info = der(tag::SEQUENCE, &[&algorithm, &der(tag::OCTET_STRING, &[mac])]);
        der(tag::SEQUENCE, &[&info, &der(tag::OCTET_STRING, &[b"not used"])])
    }

    fn check_mac(mac_data: &[u8], password: &str, rounds: u64) -> Result<bool, PbeProblem> {
        let budget = Budget::with_rounds(&[], rounds);
        mac_matches(ber::first(mac_data).unwrap(), b"content", &Password::new(password), &budget)
    }

    #[test]
    fn pbmac1_takes_the_size_of_its_key_from_its_parameters() {
        use hmac::{KeyInit as _, Mac as _};
        for size in [20, 32, 64] {
            let mut key = vec![0; size];
            pbkdf2::pbkdf2_hmac::<Sha256>(b"secret", b"salt", 10, &mut key);
            let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(b"content").finalize().into_bytes();
            let data = pbmac1_data(&mac, 10, Some(size as u8));
            assert_eq!(check_mac(&data, "secret", 1000), Ok(true), "{size}");
            assert_eq!(check_mac(&data, "wrong", 1000), Ok(false), "{size}");
        }
    }

    #[test]
    fn cost_limits_cannot_be_bypassed() {
        // A key as long as this MAC would cost 625 times its rounds.
        assert_eq!(check_mac(&pbmac1_data(&[0; 20_000], 60_000, None), "secret", u64::MAX), Err(PbeProblem::Structure));
        assert_eq!(check_mac(&pbmac1_data(&[0; 32], 0, Some(32)), "secret", u64::MAX), Err(PbeProblem::Structure));
        // A key that takes the derivation twice is counted twice.
        assert_eq!(check_mac(&pbmac1_data(&[0; 32], 600, Some(64)), "secret", 1199), Err(PbeProblem::BudgetSpent));
        assert_eq!(check_mac(&pbmac1_data(&[0; 32], 600, Some(64)), "secret", 1200), Ok(false));
    }
}
