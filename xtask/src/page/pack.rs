//! The module as text inside HTML: LZMA, which `www/unlzma.js` unpacks, then base64.
//!
//! The browser's own `DecompressionStream` unpacks deflate without a line of code, but even zopfli's best deflate of this
//! module is a fifth larger than its LZMA (measured: 315 KB against 258 KB), and the page would be over its budget.

use std::io::Write;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lzma_rust2::{LzmaOptions, LzmaWriter};

/// The slowest and smallest; packing takes a second.
const PRESET: u32 = 9;

/// `atob` skips the line ends, and an editor does not choke on the page.
const LINE: usize = 1000;

/// Packs a module.
///
/// # Errors
/// It cannot be packed.
pub(crate) fn pack(module: &[u8]) -> Result<String> {
    let packed = lzma(module).context("the module cannot be packed")?;
    let text = STANDARD.encode(&packed);
    let mut lines = String::with_capacity(text.len() + text.len() / LINE + 1);
    for (at, character) in text.char_indices() {
        if at > 0 && at % LINE == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    Ok(lines)
}

/// The format of .lzma files, with the unpacked size in its header.
fn lzma(module: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(PRESET);
    // The whole module is within reach of every match.
    options.dict_size = u32::try_from(module.len().next_power_of_two()).unwrap_or(u32::MAX).max(1 << 16);
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
        let lzma = STANDARD.decode(packed.replace('\n', "")).unwrap();
        let mut unpacked = Vec::new();
        lzma_rust2::LzmaReader::new_mem_limit(lzma.as_slice(), u32::MAX, None)
            .unwrap()
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, module);
    }
}
