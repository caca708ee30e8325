//! PowerShell. Source: Microsoft's page on its quoting rules.

use super::Reader;

impl Reader<'_> {
    pub(super) fn power_shell(&mut self) -> Option<()> {
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
}
