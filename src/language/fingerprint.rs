//! What stands for an English sentence in a catalogue. The builder of the page (`xtask/`) reads this very file, and
//! `www/language.js` does the same in JavaScript.

/// What stands for an English sentence in a catalogue: FNV-1a of its UTF-16 units, the lower 24 bits. A test proves that no
/// two sentences share one.
pub fn fingerprint(english: &str) -> u32 {
    const BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    english.encode_utf16().fold(BASIS, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(PRIME)) & 0x00ff_ffff
}
