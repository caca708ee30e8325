//! A text after a layer of transport was taken off, and where each part of it stood before.

use std::ops::Range;

/// A rewritten text.
#[derive(Debug, Default)]
pub(in crate::input) struct Undone {
    /// The text.
    pub text: String,
    /// Offsets in `text` from which on it follows another offset of the text before, in ascending order.
    jumps: Vec<(usize, usize)>,
}

impl Undone {
    /// Begins a rewritten text.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), jumps: Vec::new() }
    }

    /// Copies a part of the text before.
    pub fn copy(&mut self, before: &str, range: Range<usize>) {
        if let Some(part) = before.get(range.clone()).filter(|part| !part.is_empty()) {
            self.write(range.start, part);
        }
    }

    /// Writes a text in place of what stood at this offset.
    pub fn write(&mut self, at: usize, text: &str) {
        let expected = self.jumps.last().map_or(0, |(to, from)| from + (self.text.len() - to));
        if expected != at || self.jumps.is_empty() {
            self.jumps.push((self.text.len(), at));
        }
        self.text.push_str(text);
    }

    /// Returns the offset in the text before of an offset in this one.
    pub fn origin(&self, offset: usize) -> usize {
        let next = self.jumps.partition_point(|(to, _)| *to <= offset);
        self.jumps.get(next.saturating_sub(1)).map_or(offset, |(to, from)| from + offset.saturating_sub(*to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back() {
        let before = "ab%41cd";
        let mut undone = Undone::default();
        undone.copy(before, 0..2);
        undone.write(2, "A");
        undone.copy(before, 5..7);
        assert_eq!(undone.text, "abAcd");
        let origins: Vec<usize> = (0..5).map(|offset| undone.origin(offset)).collect();
        assert_eq!(origins, [0, 1, 2, 5, 6]);
    }
}
