//! Dresses: what copying, logging and sending do to a text without changing what it says.

use assertion_inspector::testing::notation::encoding::to_base64;

/// A dress: its name, and how it writes a text.
pub type Dress = (&'static str, fn(&str) -> Vec<u8>);

/// Every dress.
pub const ALL: &[Dress] = &[
    ("JSON-escaped", |text| escaped(text).into()),
    ("JSON-escaped twice", |text| escaped(&escaped(text)).into()),
    ("JSON-escaped three times", |text| escaped(&escaped(&escaped(text))).into()),
    ("JSON-escaped as .NET does", |text| dot_net(&escaped(text)).into()),
    ("a JSON log line", |text| {
        format!("{{\"time\":\"2026-11-23T10:00:04Z\",\"level\":\"info\",\"message\":\"{}\"}}\n", escaped(text)).into()
    }),
    ("a JSON log line inside another", |text| {
        let inner = format!("{{\"level\":\"info\",\"message\":\"{}\"}}", escaped(text));
        format!("{{\"stream\":\"stdout\",\"log\":\"{}\"}}", escaped(&inner)).into()
    }),
    ("tab before it, escaped", |text| format!("\\t{}", escaped(text)).into()),
    ("URL-encoded", |text| url(text).into()),
    ("HTML-encoded", |text| html(text).into()),
    ("HTML in a page", |text| format!("<html><body>\n<pre>{}</pre>\n</body></html>\n", html(text)).into()),
    ("quoted-printable", |text| quoted_printable(text).into()),
    ("base64", |text| to_base64(text.as_bytes()).into()),
    ("base64 in lines", |text| wrapped(&to_base64(text.as_bytes()), 76).into()),
    ("Python repr", |text| format!("'{}'", python(text)).into()),
    ("Python bytes", |text| format!("b'{}'", python(text)).into()),
    ("coloured", |text| each_line(text, |line| format!("\u{1b}[31;1m{line}\u{1b}[0m")).into()),
    ("coloured in the middle", |text| {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        format!("{}\u{1b}[0m\u{1b}[38;5;9m{}\u{1b}[K", &text[..middle], &text[middle..]).into()
    }),
    ("quoted in a mail", |text| each_line(text, |line| format!("> {line}")).into()),
    ("quoted twice", |text| each_line(text, |line| format!("> > {line}")).into()),
    ("indented", |text| each_line(text, |line| format!("        {line}")).into()),
    ("indented by a tab", |text| each_line(text, |line| format!("\t{line}")).into()),
    ("time before each line", |text| each_line(text, |line| format!("2026-11-23T10:00:05.1234567Z {line}")).into()),
    ("time in brackets before each line", |text| {
        each_line(text, |line| format!("[2026-11-23 10:00:05] {line}")).into()
    }),
    ("syslog before each line", |text| {
        each_line(text, |line| format!("Nov 23 10:00:05 web-1 payroll[812]: {line}")).into()
    }),
    ("container's name before each line", |text| each_line(text, |line| format!("payroll-1  | {line}")).into()),
    ("drawn frame", |text| each_line(text, |line| format!("\u{2502} {line}")).into()),
    ("commented out", |text| each_line(text, |line| format!("# {line}")).into()),
    ("syslog's #012", |text| text.trim_end().replace('\n', "#012").replace('\t', "#011").into()),
    ("typographic quotes", |text| typographic(text).into()),
    ("CRLF", |text| text.replace('\n', "\r\n").into()),
    ("CR", |text| text.replace('\n', "\r").into()),
    ("BOM", |text| format!("\u{feff}{text}").into()),
    ("UTF-16", |text| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
    ("UTF-16, big-endian", |text| {
        [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
    }),
    ("UTF-16 without BOM", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("UTF-16, big-endian, without BOM", |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("Markdown fence", |text| format!("```\n{}\n```\n", text.trim_end()).into()),
    ("Markdown fence with words around it", |text| {
        format!("Hello,\n\nthis is what I have:\n\n```text\n{}\n```\n\nAny ideas?\n", text.trim_end()).into()
    }),
    ("YAML block", |text| format!("data:\n  content: |\n{}\n", each_line(text, |line| format!("    {line}"))).into()),
    ("one .env line among others", |text| {
        format!("LANG=en_GB.UTF-8\nVALUE=\"{}\"\nPORT=8080\n", escaped(text.trim_end())).into()
    }),
    ("shell export", |text| {
        format!("export PORT=8080\nexport VALUE='{}'\n", text.trim_end().replace('\'', "'\\''")).into()
    }),
];

/// Hard wraps at this many characters, in the middle of words.
pub fn wrapped(text: &str, width: usize) -> String {
    let line = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        let lines: Vec<String> = letters.chunks(width).map(|chunk| chunk.iter().collect()).collect();
        lines.join("\n")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Soft wraps at blanks before this many characters.
pub fn soft_wrapped(text: &str, width: usize) -> String {
    let wrap = |line: &str| {
        let mut out = String::new();
        let mut length = 0;
        for word in line.split(' ') {
            if length > 0 && length + word.chars().count() > width {
                out.push('\n');
                length = 0;
            } else if length > 0 {
                out.push(' ');
            }
            out.push_str(word);
            length += word.chars().count() + 1;
        }
        out
    };
    text.split('\n').map(wrap).collect::<Vec<_>>().join("\n")
}

/// A link that an issue tracker put into an id or a time: over its second half.
pub fn linked(text: &str) -> Option<String> {
    let is_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let start = text.match_indices('-').map(|(at, _)| at).find(|at| {
        *at >= 8 && text.get(at - 8..at + 28).is_some_and(|id| id.chars().all(is_id) && id.matches('-').count() == 4)
    })?;
    let (before, rest) = text.split_at(start + 6);
    let (inside, after) = rest.split_at(22);
    Some(format!("{before}[{inside}](https://example.com/{inside}){after}"))
}

pub fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// System.Text.Json escapes more than it must.
fn dot_net(text: &str) -> String {
    let mut out = text.replace("\\\"", "\\u0022");
    for sign in ['<', '>', '&', '\'', '+'] {
        out = out.replace(sign, &format!("\\u{:04X}", u32::from(sign)));
    }
    out
}

fn url(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for byte in text.bytes() {
        let piece = match byte {
            b'\n' => {
                out.push('\n');
                column = 0;
                continue;
            }
            b'=' => "=3D".to_owned(),
            b' '..=b'~' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if column + piece.len() > 75 {
            out.push_str("=\n");
            column = 0;
        }
        column += piece.len();
        out.push_str(&piece);
    }
    out
}

fn python(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

fn each_line(text: &str, write: impl Fn(&str) -> String) -> String {
    text.trim_end_matches('\n').split('\n').map(write).collect::<Vec<_>>().join("\n") + "\n"
}

/// What a word processor makes of straight quotation marks.
fn typographic(text: &str) -> String {
    let mut open = [false; 2];
    let letter = |c: char| match c {
        '\'' => {
            open[0] = !open[0];
            if open[0] { '\u{2018}' } else { '\u{2019}' }
        }
        '"' => {
            open[1] = !open[1];
            if open[1] { '\u{201c}' } else { '\u{201d}' }
        }
        c => c,
    };
    text.chars().map(letter).collect()
}
