//! The part of YAML that programs write: mappings and lists by indentation, scalars plain, quoted or as a block. Anchors,
//! tags and flow collections other than JSON are left as text.
//!
//! Only Insomnia's exports need it, so it is not worth a YAML library in the page.

use serde_json::{Map, Value};

/// Levels of indentation that are followed.
const MAX_DEPTH: usize = 40;

/// Reads a document; what cannot be read is left out.
pub(super) fn read(text: &str) -> Value {
    let lines = text.lines().map(|line| (line.len() - line.trim_start_matches(' ').len(), line)).collect();
    let mut reader = Reader { lines, at: 0 };
    let indent = reader.peek().map_or(0, |(indent, _)| indent);
    reader.block(indent, 0)
}

struct Reader<'t> {
    /// Each line with its indentation; that of a list's entry is taken to begin behind the dash.
    lines: Vec<(usize, &'t str)>,
    at: usize,
}

impl<'t> Reader<'t> {
    /// The next line with content: its indentation, and what comes after it.
    fn peek(&mut self) -> Option<(usize, &'t str)> {
        loop {
            let (indent, line) = *self.lines.get(self.at)?;
            let content = line.get(indent..).unwrap_or_default().trim_end();
            if !content.is_empty() && !content.starts_with('#') && content != "---" {
                return Some((indent, content));
            }
            self.at += 1;
        }
    }

    /// Reads the mapping or list whose lines have this indentation.
    fn block(&mut self, indent: usize, depth: usize) -> Value {
        match self.peek() {
            _ if depth > MAX_DEPTH => Value::Null,
            Some((_, content)) if is_entry(content) => self.list(indent, depth),
            Some(_) => self.mapping(indent, depth),
            None => Value::Null,
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Value {
        let mut items = Vec::new();
        while let Some((found, content)) = self.peek()
            && found == indent
            && is_entry(content)
        {
            let inner = content.get(1..).unwrap_or_default();
            let skipped = 1 + inner.len() - inner.trim_start().len();
            if inner.trim().is_empty() {
                self.at += 1;
                items.push(self.below(indent, depth));
            } else if is_entry(inner.trim_start()) || split_key(inner.trim_start()).is_some() {
                if let Some(line) = self.lines.get_mut(self.at) {
                    line.0 += skipped;
                }
                items.push(self.block(indent + skipped, depth + 1));
            } else {
                self.at += 1;
                items.push(self.scalar(inner.trim(), indent));
            }
        }
        Value::Array(items)
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Value {
        let mut members = Map::new();
        while let Some((found, content)) = self.peek()
            && found == indent
        {
            self.at += 1;
            let Some((key, value)) = split_key(content) else { continue };
            let value = if value.is_empty() { self.below(indent, depth) } else { self.scalar(value, indent) };
            members.insert(key.to_owned(), value);
        }
        // What is indented otherwise is no YAML; it must not be read again by every level.
        Value::Object(members)
    }

    /// Reads what stands below a key: a block with more indentation, or a list with the same.
    fn below(&mut self, indent: usize, depth: usize) -> Value {
        match self.peek() {
            Some((found, content)) if found > indent || found == indent && is_entry(content) => {
                let before = self.at;
                let value = self.block(found, depth + 1);
                if self.at == before {
                    self.at += 1;
                }
                value
            }
            _ => Value::Null,
        }
    }

    /// Reads a scalar that begins with this text and goes on in lines with more indentation.
    fn scalar(&mut self, first: &str, indent: usize) -> Value {
        if first.starts_with(['|', '>']) {
            return Value::String(self.block_scalar(indent, first.starts_with('>')));
        }
        let mut text = first.to_owned();
        let mark = first.chars().next().filter(|mark| matches!(mark, '"' | '\''));
        while let Some((found, line)) = self.lines.get(self.at)
            && (*found > indent && !line.trim().is_empty())
            && mark.is_none_or(|mark| !is_closed(&text, mark))
        {
            text.push(' ');
            text.push_str(line.trim());
            self.at += 1;
        }
        match mark {
            Some('"') => serde_json::from_str(&text.replace("\\ ", "")).unwrap_or(Value::String(text)),
            Some(_) => Value::String(text.trim_matches('\'').replace("''", "'")),
            None => plain(&text),
        }
    }

    fn block_scalar(&mut self, indent: usize, folded: bool) -> String {
        let mut lines: Vec<&str> = Vec::new();
        while let Some((found, line)) = self.lines.get(self.at)
            && (*found > indent || line.trim().is_empty())
        {
            lines.push(line);
            self.at += 1;
        }
        let inner =
            lines.iter().find(|line| !line.trim().is_empty()).map_or(0, |line| line.len() - line.trim_start().len());
        let lines: Vec<&str> = lines.iter().map(|line| line.get(inner..).unwrap_or_default()).collect();
        lines.join(if folded { " " } else { "\n" }).trim_end().to_owned()
    }
}

/// Whether a line is an entry of a list.
fn is_entry(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// Splits a key from its value.
fn split_key(content: &str) -> Option<(&str, &str)> {
    let (key, value) = match content.chars().next().filter(|mark| matches!(mark, '"' | '\'')) {
        Some(mark) => {
            let (key, rest) = content.get(1..)?.split_once(mark)?;
            (key, rest.strip_prefix(':')?)
        }
        None => content.split_once(": ").or_else(|| Some((content.strip_suffix(':')?, "")))?,
    };
    Some((key, value.trim()))
}

/// Whether a quoted text has its closing mark.
fn is_closed(text: &str, mark: char) -> bool {
    let inner = text.get(1..).unwrap_or_default();
    match inner.strip_suffix(mark) {
        Some(inner) if mark == '"' => inner.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0,
        Some(inner) => inner.matches('\'').count() % 2 == 0,
        None => false,
    }
}

fn plain(text: &str) -> Value {
    let text = text.split(" #").next().unwrap_or(text).trim();
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" | "~" | "{}" | "[]" => Value::Null,
        text => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn what_programs_write() {
        let text = "---\n# comment\nname: a b # end\nempty: {}\non: true\nlist:\n  - id: 1\n    value: \"a\\\"b\\\\\"\n  - plain: x\n  -\n    deep: 'it''s'\nsame:\n- one\n- two: 2\nfolded: >-\n  eyJ\n  abc\nliteral: |\n  a\n    b\n\nlong: first\n  second\n\"key: x\": https://a:1/{{ _.b }}\nquoted: \"one \\\n  two\"\n";
        assert_eq!(
            read(text),
            json!({"name": "a b", "empty": null, "on": true,
                "list": [{"id": "1", "value": "a\"b\\"}, {"plain": "x"}, {"deep": "it's"}],
                "same": ["one", {"two": "2"}], "folded": "eyJ abc", "literal": "a\n  b", "long": "first second",
                "key: x": "https://a:1/{{ _.b }}", "quoted": "one two"})
        );
    }

    #[test]
    fn other_texts_are_harmless_and_cost_is_linear() {
        for piece in ["- ", "a:\n ", " a:\n", "- - a:\n", "x\n", "\"", "a: \"b\n ", "|\n", "a: |\n b\n", "é: 'ü\n  ä\n"]
        {
            read(&piece.repeat(200_000 / piece.len()));
        }
        let steep: String = (0..2_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        read(&steep);
        read(&steep.lines().rev().collect::<Vec<_>>().join("\n"));
    }
}
