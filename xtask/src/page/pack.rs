//! The module as text inside HTML: deflated without a frame (what `DecompressionStream('deflate-raw')` unpacks), then
//! base64.

use std::num::NonZeroU64;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// More make the module smaller by less than a tenth of a percent.
const ITERATIONS: NonZeroU64 = NonZeroU64::new(5).unwrap();

/// `atob` skips the line ends, and an editor does not choke on the page.
const LINE: usize = 1000;

/// Packs a module.
///
/// # Errors
/// It cannot be deflated.
pub(crate) fn pack(module: &[u8]) -> Result<String> {
    let options = zopfli::Options { iteration_count: ITERATIONS, ..Default::default() };
    let mut deflated = Vec::new();
    zopfli::compress(options, zopfli::Format::Deflate, module, &mut deflated)
        .context("the module cannot be deflated")?;
    let text = STANDARD.encode(&deflated);
    let mut lines = String::with_capacity(text.len() + text.len() / LINE + 1);
    for (at, character) in text.char_indices() {
        if at > 0 && at % LINE == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    Ok(lines)
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
        let deflated = STANDARD.decode(packed.replace('\n', "")).unwrap();
        let mut unpacked = Vec::new();
        flate2::read::DeflateDecoder::new(deflated.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, module);
    }
}
