//! Bash. Sources: POSIX Shell Command Language §2.2, and Bash's manual on ANSI-C quoting.

use super::Reader;

impl Reader<'_> {
    pub(super) fn bash(&mut self) -> Option<()> {
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

    /// Reads the inside of `$'…'`.
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

    /// Reads a character given by up to `most` hexadecimal digits.
    fn code(&mut self, most: usize) -> Option<char> {
        let mut number = 0;
        for _ in 0..most {
            let Some(digit) = self.rest.chars().next().and_then(|c| c.to_digit(16)) else { break };
            number = number << 4 | digit;
            self.next();
        }
        char::from_u32(number)
    }
}
