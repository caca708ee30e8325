//! Opens an RSA signature with a public key to find out what the key signed, and how.
//!
//! The public-key operation turns a signature back into the block that was padded before signing. A well-formed block
//! proves that the matching private key made the signature, and contains the digest of what was signed; a signature
//! made with another key yields noise. Sources: RFC 8017 §9.1.2 (EMSA-PSS), §9.2 (EMSA-PKCS1-v1_5), §B.2.1 (MGF1).

use der::asn1::OctetStringRef;
use der::{Decode as _, Reader as _, SliceReader};
use rsa::BoxedUint;
use x509_cert::spki::AlgorithmIdentifierRef;

use super::algorithm::Hash;
use crate::notation::asn1::oids;

/// Number of zero bytes at which a PSS block's structure alone is proof: eight occur by chance once in 2^64.
const PSS_PROOF_ZEROS: usize = 8;

/// The block recovered from a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveredBlock {
    /// A PKCS#1 v1.5 block with a DigestInfo.
    Pkcs1 {
        /// The hash named in the DigestInfo; `None` if JWA does not have it.
        hash: Option<Hash>,
        /// The digest.
        digest: Vec<u8>,
    },
    /// A PKCS#1 v1.5 block around something that is not a DigestInfo.
    Bare {
        /// The content of the block.
        content: Vec<u8>,
    },
    /// A PSS block.
    Pss {
        /// The block's hash.
        hash: Hash,
        /// The MGF1 hash; JWA requires it to equal `hash`.
        mgf: Hash,
        /// The salt.
        salt: Vec<u8>,
        /// The block's digest over eight zero bytes, the message digest and the salt.
        block_digest: Vec<u8>,
    },
    /// Nothing that a signature made with this key would contain.
    Unstructured,
}

impl RecoveredBlock {
    /// Checks whether it contains the digest of `message`, whichever hash it was made with.
    pub fn signs(&self, message: &[u8]) -> bool {
        match self {
            Self::Pkcs1 { hash, digest } => {
                let hashes = hash.map_or(Hash::ALL.as_slice().to_vec(), |hash| vec![hash]);
                hashes.iter().any(|hash| hash.digest(message) == *digest)
            }
            Self::Bare { content } => {
                Hash::ALL.iter().any(|hash| hash.digest(message) == *content) || content == message
            }
            Self::Pss { hash, .. } => self.signs_digest(&hash.digest(message)),
            Self::Unstructured => false,
        }
    }

    /// Checks whether it contains exactly this digest.
    pub fn signs_digest(&self, wanted: &[u8]) -> bool {
        match self {
            Self::Pkcs1 { digest, .. } => digest == wanted,
            Self::Bare { content } => content == wanted,
            Self::Pss { hash, salt, block_digest, .. } => {
                hash.digest(&[&[0; 8], wanted, salt].concat()) == *block_digest
            }
            Self::Unstructured => false,
        }
    }

    /// The hash it was made with.
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Self::Pkcs1 { hash, .. } => *hash,
            Self::Pss { hash, .. } => Some(*hash),
            Self::Bare { content } => Hash::ALL.into_iter().find(|hash| hash.size() == content.len()),
            Self::Unstructured => None,
        }
    }
}

/// Applies the public key to a signature and parses the result. `message` helps to distinguish a PSS block with the
/// longest possible salt, which has no structure of its own, from noise.
///
/// A signature that is not a number below the modulus yields [`RecoveredBlock::Unstructured`].
pub fn open(key: &rsa::PublicKey, bits: usize, signature: &[u8], message: &[u8]) -> RecoveredBlock {
    let Some(block) = public_operation(key, bits, signature) else { return RecoveredBlock::Unstructured };
    pkcs1(&block).or_else(|| pss(&block, bits, message)).unwrap_or(RecoveredBlock::Unstructured)
}

fn public_operation(key: &rsa::PublicKey, bits: usize, signature: &[u8]) -> Option<Vec<u8>> {
    let size = bits.div_ceil(8);
    if signature.len() != size {
        return None;
    }
    let precision = u32::try_from(size * 8).ok()?;
    let number = BoxedUint::from_be_slice(signature, precision).ok()?;
    let opened = rsa::hazmat::rsa_encrypt(key, &number).ok()?.to_be_bytes();
    // The number may be stored in more or fewer bytes than the modulus has.
    let mut block = vec![0; size.saturating_sub(opened.len())];
    block.extend(opened.iter().skip(opened.len().saturating_sub(size)));
    Some(block)
}

/// Parses `00 01 FF … FF 00` and the content that follows.
fn pkcs1(block: &[u8]) -> Option<RecoveredBlock> {
    let rest = block.strip_prefix(&[0, 1])?;
    let padding = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let content = rest.get(padding..)?.strip_prefix(&[0])?;
    if padding < 8 {
        return None;
    }
    Some(match digest_info(content) {
        Some((hash, digest)) => RecoveredBlock::Pkcs1 { hash, digest },
        None => RecoveredBlock::Bare { content: content.to_vec() },
    })
}

fn digest_info(content: &[u8]) -> Option<(Option<Hash>, Vec<u8>)> {
    let mut reader = SliceReader::new(content).ok()?;
    let (oid, digest) = reader
        .sequence(|reader| {
            let algorithm = AlgorithmIdentifierRef::decode(reader)?;
            let digest = <&OctetStringRef>::decode(reader)?;
            Ok::<_, der::Error>((algorithm.oid, digest.as_bytes().to_vec()))
        })
        .ok()?;
    let hash = match oid.to_string().as_str() {
        oids::SHA1 => Some(Hash::Sha1),
        oids::SHA256 => Some(Hash::Sha256),
        oids::SHA384 => Some(Hash::Sha384),
        oids::SHA512 => Some(Hash::Sha512),
        _ => None,
    };
    Some((hash, digest))
}

fn pss(block: &[u8], bits: usize, message: &[u8]) -> Option<RecoveredBlock> {
    // The block is one bit shorter than the modulus; if that saves a whole byte, the leading zero byte is not part of
    // it.
    let size = bits.saturating_sub(1).div_ceil(8);
    let block = block.get(block.len().checked_sub(size)?..)?;
    let (last, body) = block.split_last()?;
    if *last != 0xBC {
        return None;
    }
    for hash in Hash::ALL {
        let Some((masked, block_digest)) = body.len().checked_sub(hash.size()).and_then(|at| body.split_at_checked(at))
        else {
            continue;
        };
        for mgf in Hash::ALL {
            let mut data: Vec<u8> =
                masked.iter().zip(mgf1(mgf, block_digest, masked.len())).map(|(a, b)| a ^ b).collect();
            if let Some(first) = data.first_mut() {
                *first &= 0xFF_u8 >> (size * 8 - (bits - 1));
            }
            let zeros = data.iter().take_while(|byte| **byte == 0).count();
            let Some(salt) = data.get(zeros..).and_then(|rest| rest.strip_prefix(&[1])) else { continue };
            let opened = RecoveredBlock::Pss { hash, mgf, salt: salt.to_vec(), block_digest: block_digest.to_vec() };
            if zeros >= PSS_PROOF_ZEROS || opened.signs(message) {
                return Some(opened);
            }
        }
    }
    None
}

fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = u32::try_from(length.div_ceil(hash.size())).unwrap_or(0);
    let mut mask: Vec<u8> =
        (0..blocks).flat_map(|counter| hash.digest(&[seed, &counter.to_be_bytes()].concat())).collect();
    mask.truncate(length);
    mask
}
