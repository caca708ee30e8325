//! The words of one command, as its shell takes them apart.
//!
//! Sources: POSIX Shell Command Language §2.2 and Bash's manual on ANSI-C quoting; Microsoft's pages on cmd's escape
//! character, on the arguments of C programs, and on quoting in PowerShell.

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// Bash and its kin.
    Bash,
    /// Windows' command prompt.
    Cmd,
    /// PowerShell.
    PowerShell,
}

/// A command's words, and how many bytes of the text they took.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub words: Vec<String>,
    pub length: usize,
}

/// Reads one command; `None` where a quotation mark is not closed.
pub(super) fn read(text: &str, shell: Shell) -> Option<Command> {
    let mut reader = Reader { rest: text, word: None, words: Vec::new() };
    match shell {
        Shell::Bash => reader.bash()?,
        Shell::PowerShell => reader.power_shell()?,
        Shell::Cmd => reader.cmd(),
    }
    reader.end();
    let length = text.len() - reader.rest.len();
    let words = reader.words;
    let words = if shell == Shell::Cmd { arguments(words.first().map_or("", |line| line)) } else { words };
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

    /// Takes a `$(…)` as it stands: what it yields is not known.
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

    fn bash(&mut self) -> Option<()> {
        loop {
            let before = self.rest;
            let Some(c) = self.next() else { return Some(()) };
            match c {
                '\\' if self.line_break() => {}
                '\\' => {
                    if let Some(c) = self.next() {
                        self.push(c);
                    }
                }
                '\'' => {
                    let (inner, after) = self.rest.split_once('\'')?;
                    self.word.get_or_insert_default().push_str(inner);
                    self.rest = after;
                }
                '"' => self.bash_double()?,
                '$' if self.rest.starts_with('\'') => {
                    self.next();
                    self.ansi_c()?;
                }
                '$' if self.rest.starts_with('(') => {
                    self.push('$');
                    self.substitution();
                }
                '#' if self.word.is_none() => {
                    self.rest = self.rest.find('\n').and_then(|at| self.rest.get(at..)).unwrap_or("")
                }
                '\n' | ';' | '|' | '&' | ')' => {
                    self.rest = before;
                    return Some(());
                }
                c if c.is_whitespace() => self.end(),
                c => self.push(c),
            }
        }
    }

    fn bash_double(&mut self) -> Option<()> {
        self.word.get_or_insert_default();
        loop {
            match self.next()? {
                '"' => return Some(()),
                '\\' if self.line_break() => {}
                '\\' if self.rest.starts_with(['"', '\\', '$', '`']) => {
                    let c = self.next()?;
                    self.push(c);
                }
                '$' if self.rest.starts_with('(') => {
                    self.push('$');
                    self.substitution();
                }
                c => self.push(c),
            }
        }
    }

    /// Inside `$'…'`.
    fn ansi_c(&mut self) -> Option<()> {
        self.word.get_or_insert_default();
        loop {
            match self.next()? {
                '\'' => return Some(()),
                '\\' => {
                    let c = match self.next()? {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'x' => self.code(2)?,
                        'u' => self.code(4)?,
                        'U' => self.code(8)?,
                        c => c,
                    };
                    self.push(c);
                }
                c => self.push(c),
            }
        }
    }

    /// A character told by up to so many hexadecimal digits.
    fn code(&mut self, most: usize) -> Option<char> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
        let (digits, rest) = self.rest.split_at(digits);
        self.rest = rest;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }

    fn power_shell(&mut self) -> Option<()> {
        loop {
            let before = self.rest;
            let Some(c) = self.next() else { return Some(()) };
            match c {
                '`' if self.line_break() => {}
                '`' => {
                    if let Some(c) = self.next() {
                        self.push(c);
                    }
                }
                '\'' | '‘' | '’' => self.power_shell_quoted(&['\'', '‘', '’'], false)?,
                '"' | '“' | '”' => self.power_shell_quoted(&['"', '“', '”'], true)?,
                '$' if self.rest.starts_with('(') => {
                    self.push('$');
                    self.substitution();
                }
                '\n' | ';' | '|' | ')' => {
                    self.rest = before;
                    return Some(());
                }
                c if c.is_whitespace() => self.end(),
                c => self.push(c),
            }
        }
    }

    fn power_shell_quoted(&mut self, marks: &[char], escapes: bool) -> Option<()> {
        self.word.get_or_insert_default();
        loop {
            match self.next()? {
                c if marks.contains(&c) && self.rest.starts_with(marks) => {
                    let c = self.next()?;
                    self.push(c);
                }
                c if marks.contains(&c) => return Some(()),
                '`' if escapes => {
                    let c = match self.next()? {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        c => c,
                    };
                    self.push(c);
                }
                '$' if escapes && self.rest.starts_with('(') => {
                    self.push('$');
                    self.substitution();
                }
                c => self.push(c),
            }
        }
    }

    /// What cmd hands on: one line, without carets. Inside quotation marks a caret is a caret.
    fn cmd(&mut self) {
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

/// What a C program makes of its command line.
fn arguments(line: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::Shell::{Bash, Cmd, PowerShell};
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
