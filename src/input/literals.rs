//! A text that a program writes as string literals, one per line, with whatever joins them in its language.

use std::borrow::Cow;

/// Returns the content of the literals. The text begins inside one, whose quotation mark is the first to occur in it.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    let Some(mark) = text.chars().find(|c| matches!(c, '"' | '\'')) else { return Cow::Borrowed(text) };
    let inside = |first: usize| -> String { text.split(mark).skip(first).step_by(2).map(unescaped).collect() };
    let begun = inside(0);
    // Only its lines are quoted.
    let empty = begun.trim_matches(['\\', 'n', 'r', ' ', '\n', '\r']).is_empty();
    Cow::Owned(if empty { inside(1) } else { begun })
}

/// A literal that is itself inside one ends in the backslash of the escaped quotation mark.
fn unescaped(literal: &str) -> String {
    format!("{}\n", literal.trim_end_matches('\\'))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn every_language() {
        for text in [
            "\\n\" +\n    \"MIIB\\n\" +\n  \"CD+/\\n\" +\n \"",
            "\\n'\n'MIIB\\n'\n'CD+/\\n'\n'",
            "\",\n  \"MIIB\",\n  \"CD+/\",\n\"",
            "\" & vbCrLf & _\r\n  \"MIIB\" & vbCrLf & _\r\n \"CD+/\" & vbCrLf & _\r\n \"",
            "\"\n\"MIIB\"\n\"CD+/\"\n",
            "\\\\n\\\" + \\\"MIIB\\\\n\\\" + \\\"CD+/\\\\n\\\" + \\\"",
            "\nMIIB\nCD+/\n",
        ] {
            let plain: String = joined(text).replace("\\n", "").replace('\\', "").split_whitespace().collect();
            assert_eq!(plain, "MIIBCD+/", "{text}");
        }
    }
}
