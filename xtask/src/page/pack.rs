//! The module as text inside HTML: LZMA, which `www/unlzma.js` unpacks, then 13 bits to every two letters, which
//! `www/worker.js` reads: a twelfth shorter than base64, and as printable.
//!
//! The browser's own `DecompressionStream` unpacks deflate without a line of code, but even zopfli's best deflate of this
//! module is a fifth larger than its LZMA (measured: 315 KB against 258 KB), and the page would be over its budget.

use std::io::Write;

use anyhow::{Context, Result};
use lzma_rust2::{LzmaOptions, LzmaWriter};

/// The slowest and smallest; packing takes a second.
const PRESET: u32 = 9;

/// The worker skips the line ends, and an editor does not choke on the page.
const LINE: usize = 4000;

/// Letters of the text: from `#` to `~`, without `<`, which could end the enclosing element. 91² is just above 2¹³.
const LETTERS: u32 = 91;
/// Bits that two letters hold.
const BITS: u32 = 13;

/// Packs a module.
///
/// # Errors
/// It cannot be packed.
pub(crate) fn pack(module: &[u8]) -> Result<String> {
    let packed = lzma(module).context("the module cannot be packed")?;
    let text = dense(&packed);
    let mut lines = String::with_capacity(text.len() + text.len() / LINE + 1);
    for (at, character) in text.char_indices() {
        if at > 0 && at % LINE == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    Ok(lines)
}

/// Two letters for every 13 bits, the low ones first.
fn dense(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut bits, mut held) = (0_u32, 0);
    for byte in bytes {
        bits |= u32::from(*byte) << held;
        held += 8;
        if held >= BITS {
            text.extend(letters(bits & ((1 << BITS) - 1)));
            bits >>= BITS;
            held -= BITS;
        }
    }
    if held > 0 {
        text.extend(letters(bits));
    }
    text
}

/// Two letters for a number of 13 bits.
fn letters(number: u32) -> impl Iterator<Item = char> {
    [number % LETTERS, number / LETTERS].into_iter().filter_map(|digit| {
        let code = digit + u32::from('#');
        char::from_u32(if code < u32::from('<') { code } else { code + 1 })
    })
}

/// The format of .lzma files, with the unpacked size in its header.
fn lzma(module: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(PRESET);
    // The whole module is within reach of every match.
    options.dict_size = u32::try_from(module.len().next_power_of_two()).unwrap_or(u32::MAX).max(1 << 16);
    // Measured on this module, against the preset's 3, 2 and 64: code for a stack machine aligns to nothing.
    (options.lc, options.pb, options.nice_len) = (4, 0, LzmaOptions::NICE_LEN_MAX);
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(module.len() as u64))?;
    writer.write_all(module)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = pack(&module).unwrap();
        assert!(packed.lines().all(|line| line.len() <= LINE) && packed.lines().count() > 1);
        let lzma = read(&packed.replace('\n', ""));
        let mut unpacked = Vec::new();
        lzma_rust2::LzmaReader::new_mem_limit(lzma.as_slice(), u32::MAX, None)
            .unwrap()
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, module);
    }

    /// What the worker does.
    fn read(text: &str) -> Vec<u8> {
        let digit = |letter: u8| u32::from(letter) - if letter > b'<' { 36 } else { 35 };
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
        for pair in text.as_bytes().chunks(2) {
            bits |= (digit(pair[0]) + digit(pair[1]) * LETTERS) << held;
            held += BITS;
            while held >= 8 {
                bytes.push(bits.to_le_bytes()[0]);
                bits >>= 8;
                held -= 8;
            }
        }
        bytes
    }

    #[test]
    fn no_letter_means_anything_to_html() {
        let text: String = (0..1 << BITS).flat_map(letters).collect();
        assert!(text.chars().all(|letter| letter.is_ascii_graphic() && letter != '<'));
    }
}
