//! The module and the catalogues as text inside HTML: LZMA, in the letters of [`dense`]. `www/unpack.js` unpacks both.
//!
//! The browser's own `DecompressionStream` unpacks deflate without a line of code, but even zopfli's best deflate of this
//! module is a fifth larger than its LZMA (measured: 315 KB against 258 KB), and the page would be over its budget.

use std::io::Write;

use anyhow::{Context, Result};
use lzma_rust2::{LzmaOptions, LzmaWriter};

use super::dense::dense;

/// The slowest and smallest; packing takes a second.
const PRESET: u32 = 9;

/// Packs bytes.
///
/// # Errors
/// They cannot be packed.
pub(crate) fn pack(bytes: &[u8]) -> Result<String> {
    Ok(dense(&lzma(bytes).context("this cannot be packed")?))
}

/// The format of .lzma files, with the unpacked size in its header.
fn lzma(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(PRESET);
    // All of it is within reach of every match.
    options.dict_size = u32::try_from(bytes.len().next_power_of_two()).unwrap_or(u32::MAX).max(1 << 16);
    // Measured on this module, against the preset's 3, 2 and 64: code for a stack machine aligns to nothing.
    (options.lc, options.pb, options.nice_len) = (4, 0, LzmaOptions::NICE_LEN_MAX);
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(bytes.len() as u64))?;
    writer.write_all(bytes)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let module: Vec<u8> = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let packed = lzma(&module).unwrap();
        let mut unpacked = Vec::new();
        lzma_rust2::LzmaReader::new_mem_limit(packed.as_slice(), u32::MAX, None)
            .unwrap()
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, module);
    }
}
