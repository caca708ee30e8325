//! A program in any language as a sequence of strings, words and signs.

/// A token of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// The content of a string literal, or a URL without quotation marks.
    Text(String),
    /// A name or a number.
    Word(String),
    /// Anything else.
    Sign(char),
}

/// Joins strings that a program concatenates; a variable between them remains a placeholder.
pub(super) fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let plus = token == Token::Sign('+') && matches!(out.last(), Some(Token::Text(_)));
        match (plus, tokens.peek(), out.last_mut()) {
            (true, Some(Token::Text(more)), Some(Token::Text(text))) => {
                text.push_str(more);
                tokens.next();
            }
            (true, Some(Token::Word(word)), Some(Token::Text(text))) => {
                text.push_str(&format!("${{{}}}", word.trim_start_matches('$')));
                tokens.next();
            }
            _ => out.push(token),
        }
    }
    out
}

/// Splits a program into strings, words and signs.
pub(super) fn tokens(program: &str, windows: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = program;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let word = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || matches!(c, '_' | '$' | '.' | '-');
        rest = match c {
            c if c.is_whitespace() => after,
            '#' => line_end(after),
            '/' if after.starts_with('/') => line_end(after),
            '`' if windows => after,
            '"' | '\'' | '`' => {
                let (text, after) = literal(c, after, windows);
                tokens.push(Token::Text(text));
                after
            }
            _ if rest.starts_with("https://") || rest.starts_with("http://") => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ',')).unwrap_or(rest.len());
                let (address, after) = rest.split_at(end);
                tokens.push(Token::Text(address.to_owned()));
                after
            }
            c if word(c) => {
                let (text, after) = rest.split_at(rest.find(|c| !word(c)).unwrap_or(rest.len()));
                tokens.push(Token::Word(text.to_owned()));
                after
            }
            c => {
                tokens.push(Token::Sign(c));
                after
            }
        };
    }
    tokens
}

fn line_end(text: &str) -> &str {
    text.find('\n').and_then(|at| text.get(at..)).unwrap_or_default()
}

/// Returns the content of a literal whose opening mark has been read, and the text after it.
fn literal(mark: char, text: &str, windows: bool) -> (String, &str) {
    let mut out = String::new();
    // Python's multi-line strings.
    let triple: String = std::iter::repeat_n(mark, 2).collect();
    if let Some(inner) = text.strip_prefix(triple.as_str()).filter(|_| !windows && mark != '`') {
        let end = format!("{triple}{mark}");
        return inner
            .split_once(end.as_str())
            .map_or((inner.to_owned(), ""), |(inner, after)| (inner.to_owned(), after));
    }
    let escape = if windows { '`' } else { '\\' };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == escape && !(windows && mark == '\'') {
            match chars.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, 'r')) => out.push('\r'),
                // A line that continues on the next one.
                Some((_, '\n')) | None => {}
                Some((_, c)) => out.push(c),
            }
        } else if c == mark {
            if windows && chars.peek().is_some_and(|(_, next)| *next == mark) {
                chars.next();
                out.push(mark);
                continue;
            }
            return (out, text.get(at + mark.len_utf8()..).unwrap_or_default());
        } else {
            out.push(c);
        }
    }
    (out, "")
}
