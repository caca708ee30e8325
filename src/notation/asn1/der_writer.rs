//! The little DER that needs to be written (ITU-T X.690).

use der::oid::ObjectIdentifier;

/// Encodes an element: tag, length, content (ITU-T X.690 §8.1).
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![tag];
    match content.len() {
        length @ 0..0x80 => element.push(length as u8),
        length => {
            let digits = (length as u32).to_be_bytes();
            let skipped = digits.iter().take_while(|digit| **digit == 0).count();
            element.push(0x80 | (4 - skipped) as u8);
            element.extend(digits.iter().skip(skipped));
        }
    }
    element.extend_from_slice(content);
    element
}

/// Encodes a SEQUENCE of these elements.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// Encodes an OBJECT IDENTIFIER of the table in `oids`.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    element(0x06, ObjectIdentifier::new_unwrap(dotted).as_bytes())
}

/// Encodes an INTEGER.
pub(crate) fn integer(number: u32) -> Vec<u8> {
    let bytes = [&[0][..], &number.to_be_bytes()].concat();
    // At most one zero byte, and only before a set bit.
    let skipped = bytes.windows(2).take_while(|pair| matches!(pair, [0, next] if next & 0x80 == 0)).count();
    element(0x02, bytes.get(skipped..).unwrap_or_default())
}
