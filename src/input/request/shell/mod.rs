//! Splits one command into words as its shell does.

mod bash;
mod cmd;
mod power_shell;

/// The shell whose syntax a command is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Bash and similar shells.
    Bash,
    /// The Windows command prompt.
    Cmd,
    /// PowerShell.
    PowerShell,
}

/// A command's words, and the number of bytes they took up in the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub words: Vec<String>,
    pub length: usize,
}

/// Reads one command; returns `None` if a quotation mark is not closed.
pub(super) fn read(text: &str, shell: Dialect) -> Option<Command> {
    let mut reader = Reader { rest: text, word: None, words: Vec::new() };
    match shell {
        Dialect::Bash => reader.bash()?,
        Dialect::PowerShell => reader.power_shell()?,
        Dialect::Cmd => reader.cmd(),
    }
    reader.end();
    let length = text.len() - reader.rest.len();
    let words = reader.words;
    let words = if shell == Dialect::Cmd { cmd::arguments(words.first().map_or("", |line| line)) } else { words };
    Some(Command { words, length })
}

struct Reader<'t> {
    rest: &'t str,
    word: Option<String>,
    words: Vec<String>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    fn take(&mut self, mark: &str) -> bool {
        let taken = self.rest.strip_prefix(mark);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    fn line_break(&mut self) -> bool {
        self.take("\r\n") || self.take("\n")
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end(&mut self) {
        self.words.extend(self.word.take());
    }

    /// Consumes a `$(…)` verbatim: its result is not known.
    fn substitution(&mut self) {
        let mut depth = 0;
        while let Some(c) = self.next() {
            self.push(c);
            depth += i32::from(c == '(') - i32::from(c == ')');
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect::{Bash, Cmd, PowerShell};
    use super::*;

    #[test]
    fn each_shell_in_its_own_way() {
        for (shell, text, expected) in [
            (Bash, r#"a 'b c' "d $E" f\ g"#, &["a", "b c", "d $E", "f g"] as &[&str]),
            (Bash, "a \\\n  b # rest\nc", &["a", "b"]),
            (Bash, r"a $'it\'s \x41\u0042\n'", &["a", "it's AB\n"]),
            (Bash, r#"a "b\"c\d" ''"#, &["a", "b\"c\\d", ""]),
            (Bash, r#"a --t "$(cat "f g")" $(cat h) | jq"#, &["a", "--t", "$(cat \"f g\")", "$(cat h)"]),
            (Bash, "a b=c&d=e", &["a", "b=c"]),
            (PowerShell, "a `\r\n 'it''s' \"say \"\"$x`n\"\"\" ; b", &["a", "it's", "say \"$x\n\""]),
            (PowerShell, "a “b c” d", &["a", "b c", "d"]),
            (
                Cmd,
                "a ^\r\n  \"b^c\" ^\"d^%^3Ae^&f^\" \"g \\\"h\\\" \"\"i\"\"\" & j",
                &["a", "b^c", "d%3Ae&f", "g \"h\" \"i\""],
            ),
        ] {
            assert_eq!(read(text, shell).unwrap().words, expected, "{text}");
        }
        assert_eq!(read("a 'b", Bash), None);
        assert_eq!(read("a \"b", PowerShell), None);
        assert_eq!(read("a b\nc", Bash).unwrap().length, 3);
    }
}
