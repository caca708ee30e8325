//! Bytes as text inside a script element, as short as can be: seven letters for every six bytes, where base64 has eight.
//! `www/unpack.js` reads it.
//!
//! The letters are those of ASCII that an HTML parser and an editor leave as they are: printable ones without `<`, which
//! could end the element, and the space, which could be trimmed; and control characters without those that are white space,
//! end a file, ring or erase. 116⁷ is just above 2⁴⁸.

/// Bytes that are written together.
const BYTES: usize = 6;
/// Letters for them.
const LETTERS: usize = 7;
/// Editors do not choke on lines of this length; the page skips the line ends.
const LINE: usize = 700 * LETTERS;

/// The letters, each for the number of its place.
fn alphabet() -> Vec<char> {
    let ranges = [0x01..=0x06, 0x0e..=0x19, 0x1c..=0x1f, 0x21..=0x3b, 0x3d..=0x7f_u8];
    ranges.into_iter().flatten().map(char::from).collect()
}

/// Writes bytes, the low end of each group first. What the last group lacks is zero.
pub(crate) fn dense(bytes: &[u8]) -> String {
    let alphabet = alphabet();
    let base = alphabet.len() as u64;
    let mut text = String::with_capacity(bytes.len() * LETTERS / BYTES + bytes.len() / LINE + LETTERS);
    for (index, group) in bytes.chunks(BYTES).enumerate() {
        if index > 0 && (index * LETTERS).is_multiple_of(LINE) {
            text.push('\n');
        }
        let mut number = group.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        for _ in 0..LETTERS {
            text.extend(alphabet.get((number % base) as usize));
            number /= base;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page does.
    fn read(text: &str) -> Vec<u8> {
        let alphabet = alphabet();
        let digits: Vec<u64> = text
            .chars()
            .filter(|c| *c != '\n')
            .map(|c| alphabet.iter().position(|letter| *letter == c).unwrap() as u64)
            .collect();
        let number = |group: &[u64]| group.iter().rev().fold(0, |number, digit| number * 116 + digit);
        digits.chunks(LETTERS).flat_map(|group| number(group).to_le_bytes()[..BYTES].to_vec()).collect()
    }

    #[test]
    fn what_is_written_can_be_read() {
        assert_eq!(alphabet().len(), 116);
        for bytes in
            [vec![255; 12], (0..=255).collect(), vec![0; 7], (0..30_000_u32).map(|n| n.to_le_bytes()[0]).collect()]
        {
            let text = dense(&bytes);
            assert!(text.lines().all(|line| line.len() <= LINE));
            let read = read(&text);
            assert!(read.starts_with(&bytes) && read.len() < bytes.len() + BYTES);
        }
    }

    #[test]
    fn no_letter_means_anything_to_html() {
        assert!(alphabet().iter().all(|letter| letter.is_ascii() && !"<\0\r\n\t\u{b}\u{c}\u{1a} ".contains(*letter)));
    }
}
