//! Minimal BER (ITU-T X.690): tag, length and content, including indefinite lengths and strings in pieces.
//!
//! PFX and PKCS#7 files written by older Windows, Java and S/MIME tools are BER, which the `der` crate rightly rejects. This
//! reads just enough to reach the content; certificates and keys themselves are read by their own libraries.

use std::borrow::Cow;

use crate::limits;

/// Tags of the structures read here.
pub(crate) mod tag {
    pub const INTEGER: u8 = 0x02;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const SEQUENCE: u8 = 0x30;
    /// `[0]`, constructed.
    pub const CONTEXT_0: u8 = 0xA0;
}

/// The tag bit for an element that contains other elements.
const CONSTRUCTED: u8 = 0x20;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    /// Its first byte: class, constructed bit and number.
    pub tag: u8,
    /// The content bytes.
    pub content: &'a [u8],
    /// The whole element, including its header.
    pub whole: &'a [u8],
}

/// Returns the first element of these bytes; `None` if there is none or it is cut off.
pub(crate) fn first(bytes: &[u8]) -> Option<Node<'_>> {
    element(bytes, limits::MAX_BER_DEPTH)
}

fn element(bytes: &[u8], depth: usize) -> Option<Node<'_>> {
    let (&tag, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    // Tags of more than one byte do not occur here.
    if tag & 0x1F == 0x1F || depth == 0 {
        return None;
    }
    let (content, end) = match length {
        0x80 => {
            let mut inner = rest;
            while !inner.starts_with(&[0, 0]) {
                inner = inner.get(element(inner, depth - 1)?.whole.len()..)?;
            }
            let size = rest.len() - inner.len();
            (rest.get(..size)?, bytes.len() - inner.len() + 2)
        }
        0..0x80 => (rest.get(..usize::from(length))?, 2 + usize::from(length)),
        _ => {
            let count = usize::from(length & 0x7F);
            let size =
                rest.get(..count).filter(|_| count <= 4)?.iter().fold(0, |size, byte| size << 8 | usize::from(*byte));
            (rest.get(count..count.checked_add(size)?)?, 2 + count + size)
        }
    };
    Some(Node { tag, content, whole: bytes.get(..end)? })
}

impl<'a> Node<'a> {
    /// The elements inside, as far as they can be read.
    pub fn children(self) -> impl Iterator<Item = Node<'a>> {
        let mut rest = self.content;
        std::iter::from_fn(move || {
            let node = first(rest)?;
            rest = rest.get(node.whole.len()..)?;
            Some(node)
        })
    }

    /// Returns the element at this index inside, if it has this tag.
    pub fn child(self, index: usize, tag: u8) -> Option<Node<'a>> {
        self.children().nth(index).filter(|node| node.tag == tag)
    }

    /// Returns the bytes of a string, with its pieces joined. Pieces of pieces are followed down to
    /// [`limits::MAX_BER_DEPTH`]: definite lengths allow unlimited nesting, which would overflow the stack.
    pub fn string(self) -> Cow<'a, [u8]> {
        if self.tag & CONSTRUCTED == 0 {
            return Cow::Borrowed(self.content);
        }
        let mut whole = Vec::with_capacity(self.content.len());
        self.pieces(limits::MAX_BER_DEPTH, &mut whole);
        Cow::Owned(whole)
    }

    fn pieces(self, depth: usize, whole: &mut Vec<u8>) {
        if self.tag & CONSTRUCTED == 0 {
            whole.extend_from_slice(self.content);
        } else if depth > 0 {
            self.children().for_each(|piece| piece.pieces(depth - 1, whole));
        }
    }

    /// The object identifier in dotted notation.
    pub fn oid(self) -> Option<String> {
        let oid = der::oid::ObjectIdentifier::from_bytes(self.content).ok()?;
        (self.tag == tag::OID).then(|| oid.to_string())
    }

    /// Returns a non-negative INTEGER that fits into 64 bits.
    pub fn number(self) -> Option<u64> {
        let digits = self.content;
        let fits = self.tag == tag::INTEGER && !digits.is_empty() && digits.len() <= 8 && digits.first()? & 0x80 == 0;
        fits.then(|| digits.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_and_indefinite() {
        let definite = first(&[0x30, 3, 2, 1, 5, 9]).unwrap();
        assert_eq!((definite.whole.len(), definite.child(0, tag::INTEGER).unwrap().number()), (5, Some(5)));
        let indefinite = [0x30, 0x80, 0x24, 0x80, 4, 2, 1, 2, 4, 1, 3, 0, 0, 2, 1, 7, 0, 0, 9];
        let node = first(&indefinite).unwrap();
        assert_eq!(node.whole.len(), 18);
        assert_eq!(node.children().next().unwrap().string().as_ref(), [1, 2, 3]);
        assert_eq!(node.child(1, tag::INTEGER).unwrap().number(), Some(7));
    }

    #[test]
    fn nested_pieces_are_limited() {
        let nest = |levels: u32| {
            let heads = (0..levels).rev().flat_map(|inner| [vec![0x24, 0x84], (3 + 6 * inner).to_be_bytes().to_vec()]);
            [heads.collect::<Vec<_>>().concat(), vec![4, 1, 7]].concat()
        };
        assert_eq!(first(&nest(5)).unwrap().string().as_ref(), [7]);
        assert!(first(&nest(100_000)).unwrap().string().is_empty());
    }

    #[test]
    fn damage_is_not_an_element() {
        for bytes in
            [&[][..], &[0x30], &[0x30, 5, 1], &[0x30, 0x84, 255, 255, 255, 255, 0], &[0x30, 0x80, 2, 1], &[0x1F, 1, 1]]
        {
            assert!(first(bytes).is_none(), "{bytes:?}");
        }
        assert!(first(&[0x30, 0x80].repeat(10_000)).is_none());
    }
}
