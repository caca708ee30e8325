//! The module and the catalogues as text inside HTML: raw deflate, which every browser unpacks by itself
//! (`DecompressionStream`), in 91 digits.

use std::num::NonZeroU64;

/// Letters that are no digits, of those that are seen: without them, no text can end its element, and nothing is escaped.
const NO_DIGITS: [u8; 3] = *b"<&\\";
/// Characters on a line. An editor that opens the page has no line of half a megabyte to show.
const LINE_CHARACTERS: usize = 4096;
/// Rounds of zopfli's search, its own default: some five percent less than the best level of zlib.
const ROUNDS: u64 = 15;
/// Blocks with codes of their own that it may cut a file into. The default, 15, is for smaller ones: 3 KB of the page.
const BLOCKS: u16 = 120;

/// Packs bytes.
#[expect(clippy::expect_used, reason = "a vector takes every byte that is written to it")]
pub(crate) fn pack(bytes: &[u8]) -> String {
    let options = zopfli::Options {
        iteration_count: NonZeroU64::new(ROUNDS).unwrap_or(NonZeroU64::MIN),
        maximum_block_splits: BLOCKS,
        ..zopfli::Options::default()
    };
    let mut packed = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut packed).expect("memory takes every byte");
    digits(&packed)
}

/// The 91 digits, by their values.
fn alphabet() -> Vec<u8> {
    (b'!'..=b'~').filter(|letter| !NO_DIGITS.contains(letter)).collect()
}

/// Bytes as lines of digits, as basE91 has them: 13 bits are two digits, the lower first, and 14 bits where 13 of them leave room
/// for one more.
fn digits(bytes: &[u8]) -> String {
    let alphabet = alphabet();
    let mut all = Vec::with_capacity(bytes.len() * 5 / 4);
    let mut put = |value: u32| all.push(alphabet.get(value as usize).copied().unwrap_or_default());
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits |= u32::from(*byte) << count;
        count += 8;
        if count > 13 {
            let length = if bits & 0x1FFF > 88 { 13 } else { 14 };
            let value = bits & ((1 << length) - 1);
            put(value % 91);
            put(value / 91);
            bits >>= length;
            count -= length;
        }
    }
    if count > 0 {
        put(bits % 91);
        if count > 7 || bits > 90 {
            put(bits / 91);
        }
    }
    let lines = all.chunks(LINE_CHARACTERS).flat_map(|line| line.iter().copied().chain([b'\n']));
    lines.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `www/unpack.js` reads them.
    fn decoded(text: &str) -> Vec<u8> {
        let alphabet = alphabet();
        let values: Vec<u32> = text
            .bytes()
            .filter(|letter| *letter != b'\n')
            .map(|letter| alphabet.iter().position(|digit| *digit == letter).unwrap() as u32)
            .collect();
        let mut bytes = Vec::new();
        let (mut bits, mut count) = (0_u32, 0_u32);
        for pair in values.chunks(2) {
            let value = pair[0] + 91 * pair.get(1).copied().unwrap_or_default();
            bits |= value << count;
            count += if pair.len() == 1 {
                8
            } else if value & 0x1FFF > 88 {
                13
            } else {
                14
            };
            while count > 7 {
                bytes.push((bits & 0xFF) as u8);
                bits >>= 8;
                count -= 8;
            }
        }
        bytes
    }

    #[test]
    fn there_are_91_digits_and_none_is_markup() {
        let alphabet = alphabet();
        assert_eq!(alphabet.len(), 91);
        assert!(alphabet.iter().all(|digit| digit.is_ascii_graphic() && !b"<&\\".contains(digit)));
    }

    /// Worked out by the reference of basE91 (Joachim Henke), whose digits are others: their values are the same.
    #[test]
    fn the_values_are_those_of_others() {
        const REFERENCE: &[u8; 91] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;<=>?@[]^_`{|}~\"";
        let alphabet = alphabet();
        for (bytes, text) in [(&b""[..], ""), (b"test", "fPNKd")] {
            let own: String = digits(bytes)
                .trim_end()
                .bytes()
                .map(|letter| char::from(REFERENCE[alphabet.iter().position(|digit| *digit == letter).unwrap()]))
                .collect();
            assert_eq!(own, text);
            assert_eq!(decoded(&digits(bytes)), bytes);
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = pack(&module);
        assert!(packed.lines().all(|line| line.len() <= LINE_CHARACTERS));
        let deflated = decoded(&packed);
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(&deflated).unwrap(), module);
    }
}
