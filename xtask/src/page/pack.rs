//! The module and the catalogues as text inside HTML: raw deflate, which every browser unpacks by itself
//! (`DecompressionStream`), in base64.

use std::num::NonZeroU64;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Characters on a line. An editor that opens the page has no line of half a megabyte to show.
const LINE: usize = 4096;
/// Rounds of zopfli's search, its own default: some five percent less than the best level of zlib.
const ROUNDS: u64 = 15;

/// Packs bytes.
#[expect(clippy::expect_used, reason = "a vector takes every byte that is written to it")]
pub(crate) fn pack(bytes: &[u8]) -> String {
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(ROUNDS).unwrap_or(NonZeroU64::MIN),
        ..zopfli::Options::default()
    };
    let mut packed = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut packed).expect("memory takes every byte");
    let letters = STANDARD.encode(packed);
    let mut text = String::with_capacity(letters.len() + letters.len() / LINE + 1);
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index.is_multiple_of(LINE) {
            text.push('\n');
        }
        text.push(letter);
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = pack(&module);
        assert!(packed.lines().all(|line| line.len() <= LINE));
        let deflated = STANDARD.decode(packed.replace('\n', "")).unwrap();
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(&deflated).unwrap(), module);
    }
}
