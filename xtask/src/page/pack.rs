//! The module and the catalogues as text inside HTML: raw deflate, which every browser unpacks by itself
//! (`DecompressionStream`), in base85, which `www/unpack.js` reads.

use std::num::NonZeroU64;

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
    let letters = base85(&packed);
    let mut text = String::with_capacity(letters.len() + letters.len() / LINE + 1);
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index.is_multiple_of(LINE) {
            text.push('\n');
        }
        text.push(letter);
    }
    text + "\n"
}

/// Four bytes in five characters: the digits are the characters from `(` to `|`, with `~` in place of `<`, so that no tag can
/// begin in it. Of the last bytes, as many characters as they need.
fn base85(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 4 * 5 + 5);
    for chunk in bytes.chunks(4) {
        let number = (0..4).fold(0, |number: u32, at| number << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in (0..5).rev().take(chunk.len() + 1) {
            let digit = number / 85_u32.pow(place) % 85;
            text.push(if digit == 20 { '~' } else { char::from(b'(' + digit as u8) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `www/unpack.js` reads it.
    fn bytes(text: &str) -> Vec<u8> {
        let digits: Vec<u64> = text.bytes().map(|c| if c == b'~' { 20 } else { u64::from(c - b'(') }).collect();
        let whole = |chunk: &[u64]| (0..5).fold(0, |number, at| number * 85 + chunk.get(at).copied().unwrap_or(84));
        let words =
            digits.chunks(5).flat_map(|chunk| (whole(chunk) as u32).to_be_bytes().into_iter().take(chunk.len() - 1));
        words.collect()
    }

    #[test]
    fn bytes_of_every_length_are_read_back() {
        for length in 0..300_usize {
            let all: Vec<u8> = (0..length).map(|at| (at * 89 + length * 31) as u8).collect();
            let text = base85(&all);
            assert!(text.bytes().all(|c| (b'('..=b'~').contains(&c) && c != b'<'), "{text}");
            assert_eq!(bytes(&text), all);
            assert_eq!(text.len() * 4 / 5, length);
        }
        assert_eq!(bytes(&base85(&[255; 7])), [255; 7]);
        assert_eq!(base85(&[255; 4]), "z?^4(");
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = pack(&module);
        assert!(packed.lines().all(|line| line.len() <= LINE));
        let deflated = bytes(&packed.replace('\n', ""));
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(&deflated).unwrap(), module);
    }
}
