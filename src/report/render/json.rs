//! Report → JSON for a terminal or a file: the same data, with what nobody would see written as escapes.

use std::io::{Error, ErrorKind, Result, Write};

use serde::Serialize;

use crate::notation::text::visible;

/// Writes a value in one line, or indented.
///
/// ```
/// let mut out = Vec::new();
/// assertion_inspector::render::json::write(&mut out, &["a\u{202e}b"], false).unwrap();
/// assert_eq!(out, br#"["a\u202eb"]"#);
/// ```
///
/// # Errors
/// `out` cannot be written to.
pub fn write(out: &mut dyn Write, value: &impl Serialize, indented: bool) -> Result<()> {
    let visible = Visible(out);
    match indented {
        true => serde_json::to_writer_pretty(visible, value)?,
        false => serde_json::to_writer(visible, value)?,
    }
    Ok(())
}

/// Writes JSON on. Each piece of it is text of whole characters.
struct Visible<'o>(&'o mut dyn Write);

impl Write for Visible<'_> {
    fn write(&mut self, json: &[u8]) -> Result<usize> {
        let text = std::str::from_utf8(json).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        self.0.write_all(visible(text).as_bytes())?;
        Ok(json.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_data() {
        let value = serde_json::json!({ "a\u{202e}": ["\u{1b}]52;c;\u{7}", "\u{9b}", "日本 \u{e0041}", 1.5] });
        for indented in [false, true] {
            let mut out = Vec::new();
            write(&mut out, &value, indented).unwrap();
            let json = String::from_utf8(out).unwrap();
            assert!(!json.chars().any(|c| crate::notation::text::is_unseen(c) && c != '\n'), "{json}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), value);
        }
    }
}
