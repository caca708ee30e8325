//! Decodes bytes as text, or determines what they are instead.
//!
//! Windows tools write UTF-16 with a byte order mark; everything else in practice is UTF-8.

use crate::language::{Phrase, Text};

/// Decodes text.
///
/// # Errors
/// A description of what the bytes are instead.
pub(super) fn text(bytes: &[u8]) -> Result<String, Text> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(unit)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        _ => {}
    }
    if let Some(what) = binary(bytes) {
        return Err(what.say());
    }
    // Windows PowerShell 5 writes UTF-16 without a byte order mark if asked to: nearly every other byte is zero.
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).take(64).filter(|byte| **byte == 0).count();
    let most = bytes.len().min(128) / 2 * 9 / 10;
    match (bytes.len() >= 8, zeros(0), zeros(1)) {
        (true, 0, odd) if odd >= most => return Ok(utf16(bytes, u16::from_le_bytes)),
        (true, even, 0) if even >= most => return Ok(utf16(bytes, u16::from_be_bytes)),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.bytes().take(4096).any(|byte| byte == 0) => Ok(text.to_owned()),
        Ok(_) => Err(say!("a file of binary data")),
        // A stray byte in another encoding in an otherwise valid text, such as a log in Latin-1.
        Err(_) if mostly_text(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
        Err(error) => Err(say!("binary data: byte {number} is no text", number = error.valid_up_to() + 1)),
    }
}

/// Recognises well-known file types that are of no use here.
fn binary(bytes: &[u8]) -> Option<Phrase> {
    const KINDS: [(&[u8], Phrase); 10] = [
        (b"%PDF-", phrase!("a PDF document")),
        (b"\x89PNG", phrase!("a picture (PNG)")),
        (b"\xFF\xD8\xFF", phrase!("a picture (JPEG)")),
        (b"GIF8", phrase!("a picture (GIF)")),
        (b"BZh", phrase!("a bzip2 archive, which is not unpacked here")),
        (b"\xFD7zXZ\0", phrase!("an xz archive, which is not unpacked here")),
        (b"7z\xBC\xAF\x27\x1C", phrase!("a 7z archive, which is not unpacked here")),
        (b"\x28\xB5\x2F\xFD", phrase!("a zstd archive, which is not unpacked here")),
        (b"Rar!\x1A\x07", phrase!("a RAR archive, which is not unpacked here")),
        (b"MZ", phrase!("a Windows program")),
    ];
    if bytes.len() > 16 && bytes.iter().all(|byte| *byte == 0) {
        return Some(phrase!("a file of nothing but zero bytes"));
    }
    let found = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    (!matches!(found.0, b"MZ" | b"BZh") || std::str::from_utf8(bytes).is_err() || bytes.contains(&0)).then_some(found.1)
}

fn mostly_text(bytes: &[u8]) -> bool {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let text = sample.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    text * 10 >= sample.len() * 9
}
