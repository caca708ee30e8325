//! Leaves the examples out of the reference pages where nobody reads them: they are nine kilobytes of the page.

/// Whether they are left out.
const LEFT_OUT: bool = cfg!(all(target_arch = "wasm32", target_os = "unknown", not(feature = "npm")));

/// The length of a doc comment without its examples, in bytes.
pub const fn length(doc: &str) -> usize {
    copy(doc.as_bytes(), &mut [])
}

/// A doc comment without its examples, which takes this many bytes.
pub const fn left_out<const LENGTH: usize>(doc: &str) -> [u8; LENGTH] {
    let mut left = [0; LENGTH];
    copy(doc.as_bytes(), &mut left);
    left
}

/// Copies the lines that are not examples, as far as there is room, and returns how many bytes they have.
#[expect(clippy::indexing_slicing, reason = "a constant is computed; outside of a text it would not compile")]
const fn copy(doc: &[u8], room: &mut [u8]) -> usize {
    let (mut at, mut length) = (0, 0);
    let mut skipping = false;
    while at < doc.len() {
        if at == 0 || doc[at - 1] == b'\n' {
            skipping = LEFT_OUT && (begins(doc, at, b" raises: ") || begins(doc, at, b" mended: "));
        }
        if !skipping {
            if length < room.len() {
                room[length] = doc[at];
            }
            length += 1;
        }
        at += 1;
    }
    length
}

#[expect(clippy::indexing_slicing, reason = "a constant is computed; outside of a text it would not compile")]
const fn begins(doc: &[u8], at: usize, word: &[u8]) -> bool {
    let mut index = 0;
    while index < word.len() {
        if at + index >= doc.len() || doc[at + index] != word[index] {
            return false;
        }
        index += 1;
    }
    true
}
