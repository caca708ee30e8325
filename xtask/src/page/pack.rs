//! The module and the catalogues as text inside HTML: raw deflate, which every browser unpacks by itself
//! (`DecompressionStream`), in base85.

use std::num::NonZeroU64;

/// The digits of base85, those of RFC 1924. Without a slash among them, no text can end its element.
const DIGITS: &[u8; 85] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
/// Bytes on a line, five characters for four of them. An editor that opens the page has no line of half a megabyte to show.
const LINE_BYTES: usize = 3276;
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
    base85(&packed)
}

/// Bytes as lines of base85: four bytes are a number, the most significant first, and five digits. A last group of fewer
/// bytes is filled with zeros, and has one digit more than bytes.
fn base85(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5 / 4 + bytes.len() / LINE_BYTES + 6);
    for line in bytes.chunks(LINE_BYTES) {
        for group in line.chunks(4) {
            let number = group.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)) << (8 * (4 - group.len()));
            let digits = [85_u32.pow(4), 85_u32.pow(3), 85_u32.pow(2), 85, 1].map(|unit| number / unit % 85);
            text.extend(
                digits
                    .iter()
                    .take(group.len() + 1)
                    .map(|digit| char::from(DIGITS.get(*digit as usize).copied().unwrap_or_default())),
            );
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        let digits: Vec<u32> = text
            .bytes()
            .filter(|letter| *letter != b'\n')
            .map(|letter| DIGITS.iter().position(|digit| *digit == letter).unwrap() as u32)
            .collect();
        let mut bytes = Vec::new();
        for group in digits.chunks(5) {
            let filled = group.iter().copied().chain(std::iter::repeat(84)).take(5);
            let number = filled.fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(digit));
            bytes.extend_from_slice(&number.to_be_bytes()[..group.len() - 1]);
        }
        bytes
    }

    /// The expected texts are Python's: `base64.b85encode`.
    #[test]
    fn the_digits_are_those_of_others() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"a", "VE\n"),
            (b"ab", "VPX\n"),
            (b"abc", "VPaz\n"),
            (b"abcd", "VPa!s\n"),
            (b"\0\xff\xfe\x80 assertion", "0RR4gAYpTJWpZ?BZ*B\n"),
        ] {
            assert_eq!(base85(bytes), text);
            assert_eq!(decoded(text), bytes);
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = pack(&module);
        assert!(packed.lines().all(|line| line.len() <= LINE_BYTES / 4 * 5));
        let deflated = decoded(&packed);
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(&deflated).unwrap(), module);
    }
}
