//! A script with everything but its code blanked out, so that it can be searched without taking words in comments and texts
//! for code.

/// Replaces comments, and what stands in strings, templates and patterns, by blanks. Every byte keeps its place and every line
/// its end. Code inside `${…}` stays.
pub(crate) fn code_only(script: &str) -> String {
    let bytes = script.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    // Braces that are open inside the value of each template that is open.
    let mut templates: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (end, quoted) = match (byte, bytes.get(at + 1)) {
            (b'/', Some(b'/')) => (find(bytes, at, b"\n"), false),
            (b'/', Some(b'*')) => (find(bytes, at + 2, b"*/") + 2, false),
            (b'/', _) if begins_pattern(&code) => (end_of_pattern(bytes, at), true),
            (b'"' | b'\'', _) => (end_of_text(bytes, at, byte), true),
            (b'`', _) => (end_of_template(bytes, at + 1, &mut templates), true),
            (b'}', _) if templates.last() == Some(&0) => {
                templates.pop();
                (end_of_template(bytes, at + 1, &mut templates), true)
            }
            _ => {
                match (byte, templates.last_mut()) {
                    (b'{', Some(depth)) => *depth += 1,
                    (b'}', Some(depth)) => *depth -= 1,
                    _ => {}
                }
                code.push(byte);
                at += 1;
                continue;
            }
        };
        let end = end.clamp(at + 1, bytes.len());
        for place in at..end {
            code.push(match bytes.get(place) {
                Some(b'\n') => b'\n',
                // The quotes stay: they show that there is a text.
                Some(_) if quoted && (place == at || place + 1 == end) => b'"',
                _ => b' ',
            });
        }
        at = end;
    }
    String::from_utf8(code).unwrap_or_default()
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> usize {
    (from..bytes.len()).find(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(wanted))).unwrap_or(bytes.len())
}

/// Past the quote that ends a string.
fn end_of_text(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        if byte == quote || byte == b'\n' {
            break;
        }
    }
    at
}

/// Past the slash that ends a pattern; one inside brackets does not.
fn end_of_pattern(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut bracket) = (start + 1, false);
    while let Some(&byte) = bytes.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        match byte {
            b'[' => bracket = true,
            b']' => bracket = false,
            b'/' if !bracket => break,
            b'\n' => break,
            _ => {}
        }
    }
    at
}

/// Past the end of a piece of a template: its last backtick, or the brace that opens a value.
fn end_of_template(bytes: &[u8], start: usize, templates: &mut Vec<usize>) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'`' => return at + 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                templates.push(0);
                return at + 2;
            }
            _ => at += 1,
        }
    }
    at
}

/// Whether a slash after this code begins a pattern: it does where a value may begin.
fn begins_pattern(code: &[u8]) -> bool {
    let before = code.trim_ascii_end();
    let word = before.rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
    match before.last() {
        None => true,
        Some(b')' | b']' | b'}' | b'"' | b'_' | b'$') => false,
        Some(last) if last.is_ascii_alphanumeric() => [&b"return"[..], b"typeof", b"case"].contains(&word),
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[test]
    fn only_code_is_left_and_it_keeps_its_place() {
        for (script, code) in [
            ("a; // b\nc", "a;     \nc"),
            ("a /* b\n */ c", "a     \n    c"),
            ("f(\"a b\", 'it\\'s')", "f(\"   \", \"     \")"),
            ("say`a ${b({c: `d`})} e`;", "say\"   \"b({c: \" \"})\"  \";"),
            ("x = /[/\"]+/.test(y) / 2 / z", "x = \"      \".test(y) / 2 / z"),
        ] {
            let blanked = code_only(script);
            assert_eq!(blanked.len(), script.len(), "{script}");
            assert_eq!(blanked.replace(' ', ""), code.replace(' ', ""), "{script}");
        }
    }

    #[test]
    fn letters_of_other_scripts_keep_the_places() {
        let script = "const a = \"日本\"; // ü\nconst b = 1;";
        assert_eq!(code_only(script).find("const b"), script.find("const b"));
    }
}
