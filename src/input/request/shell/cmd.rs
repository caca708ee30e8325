//! The Windows command prompt. Sources: Microsoft's pages on cmd's escape character and on the arguments of C programs.

use super::Reader;

impl Reader<'_> {
    /// Reads what cmd passes on: one line without carets. Inside quotation marks, a caret is literal.
    pub(super) fn cmd(&mut self) {
        let mut quoted = false;
        loop {
            let before = self.rest;
            let Some(c) = self.next() else { return };
            match c {
                '^' if !quoted => {
                    self.line_break();
                    if let Some(c) = self.next() {
                        self.push(c);
                    }
                }
                '\n' | '&' | '|' if !quoted || c == '\n' => {
                    self.rest = before;
                    return;
                }
                c => {
                    quoted ^= c == '"';
                    self.push(c);
                }
            }
        }
    }
}

/// Splits a command line as a C program does.
pub(super) fn arguments(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if matches!(chars.peek(), Some('"' | '\\')) => {
                let next = chars.next().unwrap_or('\\');
                word.get_or_insert_default().push(next);
            }
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
