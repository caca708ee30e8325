//! A short name for a sentence, so that the page need not carry the English of every sentence twice.

/// The 32-bit FNV-1a of a sentence's UTF-16 units: what a script can work out without encoding the text.
pub fn fingerprint(sentence: &str) -> u32 {
    extended(0x811c_9dc5, sentence)
}

/// Goes on with a fingerprint, by the next part of a sentence.
pub fn extended(fingerprint: u32, part: &str) -> u32 {
    part.encode_utf16().fold(fingerprint, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}
