//! The key derivation function of PKCS#12 (RFC 7292 Appendix B.2).

use sha2::Digest;
use zeroize::Zeroizing;

/// Derives `size` bytes with PKCS#12's own function. `block` is the hash's block size in bytes; `id` is 1 for a key, 2 for
/// an initialisation vector, 3 for a MAC key.
pub(crate) fn pkcs12_kdf<D: Digest>(
    id: u8,
    block: usize,
    password: &[u8],
    salt: &[u8],
    iterations: u64,
    size: usize,
) -> Zeroizing<Vec<u8>> {
    let fill = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let mut input = Zeroizing::new([fill(salt), fill(password)].concat());
    let mut output = Zeroizing::new(Vec::with_capacity(size + 64));
    while output.len() < size {
        let mut digest = D::new().chain_update(vec![id; block]).chain_update(&*input).finalize();
        for _ in 1..iterations {
            digest = D::digest(&digest);
        }
        output.extend_from_slice(&digest);
        // Add the repeated digest plus one to each block of the input, modulo the block size.
        let addend: Vec<u8> = digest.iter().copied().cycle().take(block).collect();
        for chunk in input.chunks_mut(block) {
            let mut carry = 1_u16;
            for (byte, more) in chunk.iter_mut().zip(&addend).rev() {
                carry += u16::from(*byte) + u16::from(*more);
                *byte = carry as u8;
                carry >>= 8;
            }
        }
    }
    output.truncate(size);
    output
}
