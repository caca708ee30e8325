//! The layers that copying, logging and sending put on a text. Each function takes off one; it returns `None` if the
//! text does not have it. All of them read the text once.

use std::collections::HashMap;

use serde_json::Value;

use super::undone::Undone;
use crate::notation::encoding;

/// A layer: takes it off, if it is there.
pub(super) type Layer = fn(&str) -> Option<Undone>;

/// Layers that leave a text as it was if they are not there: what they leave is right even if it says no more.
pub(super) const SURE: [Layer; 2] = [colours, octal_line_breaks];

/// Every other layer, the outermost first: escapes are inside of what wraps lines.
pub(super) const ALL: [Layer; 16] = [
    carriage_returns,
    line_prefixes,
    quoted_printable,
    entities,
    links,
    fences,
    hard_wraps,
    quotes,
    json_values,
    assigned_values,
    block_values,
    escapes,
    percent_encoding,
    base64,
    typographic_marks,
    soft_wraps,
];

/// Rewrites a text at every occurrence of one of these bytes. `undo` gets the rest of the text from there on and
/// returns what to write and how many bytes that replaces; `None` leaves the byte as it is.
fn replace(text: &str, marks: &[u8], undo: impl Fn(&str) -> Option<(String, usize)>) -> Option<Undone> {
    let mut undone = Undone::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = text.as_bytes().get(at..)?.iter().position(|byte| marks.contains(byte)) {
        at += next;
        match text.get(at..).and_then(&undo) {
            Some((plain, length)) => {
                undone.copy(text, copied..at);
                undone.write(at, &plain);
                at += length.max(1);
                copied = at;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return None;
    }
    undone.copy(text, copied..text.len());
    Some(undone)
}

/// Terminal colours and other control sequences (ECMA-48), also with the escape written as `\u001b`, `\x1b`, `\e` or
/// `\033`, and as `^[`.
fn colours(text: &str) -> Option<Undone> {
    const ESCAPES: [&str; 8] = ["\u{1b}", "\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e", "^["];
    replace(text, b"\x1b\\^", |rest| {
        let escape = ESCAPES.iter().find(|one| rest.starts_with(**one))?;
        let after = rest.get(escape.len()..)?;
        if let Some(title) = after.strip_prefix(']') {
            // A title or a link: up to the bell, or to the next escape.
            let end = title.bytes().take(2048).position(|byte| matches!(byte, 7 | 0x1b))?;
            let terminator = if title.get(end..)?.starts_with("\u{1b}\\") { 2 } else { 1 };
            return Some((String::new(), escape.len() + 1 + end + terminator));
        }
        let Some(sequence) = after.strip_prefix('[') else {
            return (*escape == "\u{1b}").then(|| (String::new(), escape.len() + usize::from(after.starts_with('\\'))));
        };
        let end = sequence.bytes().take(32).position(|byte| (0x40..=0x7E).contains(&byte))?;
        let is_sequence = sequence.bytes().take(end).all(|byte| matches!(byte, b'0'..=b'?' | b' '..=b'/'));
        is_sequence.then(|| (String::new(), escape.len() + 1 + end + 1))
    })
}

/// Line breaks of old Macs, and those of Windows.
fn carriage_returns(text: &str) -> Option<Undone> {
    replace(text, b"\r", |rest| Some((if rest.starts_with("\r\n") { "" } else { "\n" }.to_owned(), 1)))
}

/// Syslog writes control characters in octal: `#012`.
fn octal_line_breaks(text: &str) -> Option<Undone> {
    replace(text, b"#", |rest| {
        let plain = match rest.get(..4)? {
            "#012" => "\n",
            "#011" => "\t",
            "#015" => "",
            "#033" => "\u{1b}",
            _ => return None,
        };
        Some((plain.to_owned(), 4))
    })
}

/// What stands before each line: quotation signs, a frame, a time, a program's name, a line's number, blanks.
fn line_prefixes(text: &str) -> Option<Undone> {
    let lines = || text.split('\n').filter(|line| !line.trim().is_empty());
    lines().next()?;
    let prefix = PREFIXES.into_iter().find(|prefix| lines().all(|line| prefix(line) > 0))?;
    let mut undone = Undone::with_capacity(text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let skip = if line.trim().is_empty() { 0 } else { prefix(line) };
        undone.copy(text, at + skip..at + line.len());
        at += line.len();
    }
    Some(undone)
}

/// Returns the length of a prefix of a line; 0 if the line does not have it.
type Prefix = fn(&str) -> usize;

/// The prefixes, the most telling first.
const PREFIXES: [Prefix; 7] = [marked, timed, syslog, named, numbered, commented, blank];

fn marked(line: &str) -> usize {
    const MARKS: [char; 6] = ['>', '|', '\u{2502}', '\u{2503}', '\u{2551}', '\u{250a}'];
    let mut rest = line.trim_start_matches(' ');
    let mut taken = 0;
    while let Some(inner) = rest.strip_prefix(MARKS) {
        // One blank belongs to the mark; more are the text's own indentation.
        rest = inner.strip_prefix(' ').unwrap_or(inner);
        taken = line.len() - rest.len();
    }
    taken
}

fn commented(line: &str) -> usize {
    let inner = line.trim_start();
    let sign = ["//", "#", "--", ";", "*", "REM ", "+ ", "- "].iter().find(|sign| inner.starts_with(**sign));
    // The line that begins a PEM block is no comment.
    let Some(sign) = sign.filter(|_| !inner.starts_with("-----")) else { return 0 };
    let rest = inner.get(sign.len()..).unwrap_or_default();
    line.len() - rest.strip_prefix(' ').unwrap_or(rest).len()
}

fn blank(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '\u{a0}']).len()
}

/// `2026-11-23T10:00:05.123Z `, `[2026-11-23 10:00:05] `, `10:00:05.123 `, and a level behind it.
fn timed(line: &str) -> usize {
    let start = line.len() - line.trim_start_matches([' ', '[', '(']).len();
    let rest = line.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ',' | '/' | 'T' | 'Z' | '+' | ' ')))
        .unwrap_or(rest.len());
    let stamp = rest.get(..length).unwrap_or_default();
    let colons = stamp.bytes().filter(|byte| *byte == b':').count();
    if colons < 2 || !stamp.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    // Digits of the text itself may follow the time: it ends at the first blank after its clock.
    let clock = stamp.rfind(':').unwrap_or(0);
    let end = stamp.get(clock..).and_then(|tail| tail.find(' ')).map_or(stamp.len(), |at| clock + at);
    let after = rest.get(end..).unwrap_or_default();
    let after = after.trim_start_matches([']', ')', ':']);
    line.len() - after.strip_prefix(' ').or_else(|| after.strip_prefix('\t')).unwrap_or(after).len()
}

/// `Nov 23 10:00:05 host program[1]: `.
fn syslog(line: &str) -> usize {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let is_time = line.get(6..15).is_some_and(|time| time.bytes().filter(|byte| *byte == b':').count() == 2);
    if !is_time || !line.get(..3).is_some_and(|month| MONTHS.contains(&month)) {
        return 0;
    }
    line.find(": ").filter(|at| *at < 120).map_or(0, |at| at + 2)
}

/// `web-1  | `, `pod/web-1 app `: the same name before every line, up to a bar.
fn named(line: &str) -> usize {
    let Some((name, _)) = line.split_once('|').filter(|(name, _)| name.len() < 64) else { return 0 };
    let is_name =
        name.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'));
    let rest = line.get(name.len() + 1..).unwrap_or_default();
    if is_name { line.len() - rest.strip_prefix(' ').unwrap_or(rest).len() } else { 0 }
}

/// `  12: `, `12\t`, `12 | `.
fn numbered(line: &str) -> usize {
    let inner = line.trim_start();
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = inner.get(digits..).unwrap_or_default();
    let after = rest.trim_start_matches([' ', '\t', ':', '|', '\u{2502}', ')', '.']);
    if (1..=6).contains(&digits) && after.len() < rest.len() { line.len() - after.len() } else { 0 }
}

/// Quoted-printable (RFC 2045 §6.7).
fn quoted_printable(text: &str) -> Option<Undone> {
    // It leaves no sign of equality as it is, and nobody encodes control characters.
    let byte = |code: &str| encoding::hex(code)?.first().copied();
    let is_code = |rest: &str| {
        rest.starts_with('\n')
            || rest.get(..2).and_then(byte).is_some_and(|byte| byte >= b' ' || matches!(byte, 9 | 10 | 13))
    };
    // The last line of base64 may end in that sign, too: a line is broken only once it is full.
    let is_full = |line: &str| (60..=77).contains(&line.len());
    let mut broken = text.trim_end().split('\n').filter(|line| line.ends_with('='));
    let has_code = text.trim_end().split('=').skip(1).any(|rest| !rest.starts_with('\n'));
    if !text.trim_end().split('=').skip(1).all(is_code) || !has_code && !broken.all(is_full) {
        return None;
    }
    bytes(text, b'=', |rest| {
        if rest.starts_with("=\n") {
            return Some((None, 2));
        }
        let byte = encoding::hex(rest.get(1..3)?)?;
        Some((byte.first().copied(), 3))
    })
}

/// Percent-encoding (RFC 3986 §2.1).
fn percent_encoding(text: &str) -> Option<Undone> {
    bytes(text, b'%', |rest| Some((encoding::hex(rest.get(1..3)?)?.first().copied(), 3)))
}

/// Rewrites what a mark and two hexadecimal digits stand for: bytes, which together must be UTF-8 again.
fn bytes(text: &str, mark: u8, undo: impl Fn(&str) -> Option<(Option<u8>, usize)>) -> Option<Undone> {
    replace(text, &[mark], |rest| {
        let mut found = Vec::new();
        let mut length = 0;
        // A character has at most four bytes.
        while found.len() < 4
            && let Some(next) = rest.get(length..).filter(|next| next.as_bytes().first() == Some(&mark))
            && let Some((byte, taken)) = undo(next)
        {
            length += taken;
            found.extend(byte);
            if std::str::from_utf8(&found).is_ok() {
                break;
            }
        }
        let plain = String::from_utf8(found).ok().filter(|_| length > 0)?;
        Some((plain, length))
    })
}

/// HTML: character references and tags.
fn entities(text: &str) -> Option<Undone> {
    const NAMED: [(&str, &str); 9] = [
        ("quot", "\""),
        ("apos", "'"),
        ("lt", "<"),
        ("gt", ">"),
        ("nbsp", " "),
        ("amp", "&"),
        ("equals", "="),
        ("period", "."),
        ("NewLine", "\n"),
    ];
    let lower = |tag: &str| tag.trim_start_matches('/').to_ascii_lowercase();
    replace(text, b"&<", |rest| {
        if let Some(reference) = rest.strip_prefix('&') {
            let (name, _) = reference.get(..reference.len().min(12)).unwrap_or_default().split_once(';')?;
            let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            let known = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, plain)| (*plain).to_owned());
            let plain = number.and_then(char::from_u32).map(String::from).or_else(known)?;
            return Some((plain, name.len() + 2));
        }
        let tag = rest.get(1..)?;
        // Where another one begins, this is none, and need not be read again for each.
        let end = near(tag, 1024, b'>', b'<')?;
        let tag = tag.get(..end)?;
        let name: String = lower(tag).chars().take_while(char::is_ascii_alphanumeric).collect();
        const TAGS: [&str; 27] = [
            "html", "head", "body", "pre", "code", "span", "a", "b", "i", "u", "em", "strong", "font", "mark", "wbr",
            "h1", "h2", "h3", "h4", "br", "p", "div", "li", "ul", "ol", "tr", "td",
        ];
        let breaks = matches!(name.as_str(), "br" | "p" | "div" | "li" | "tr");
        TAGS.contains(&name.as_str()).then(|| (if breaks { "\n" } else { "" }.to_owned(), end + 2))
    })
}

/// Links that an issue tracker or a chat put around a part: `[text](address)`, `[text|address]`, `<address|text>`.
fn links(text: &str) -> Option<Undone> {
    replace(text, b"[<", |rest| {
        let inner = rest.get(1..)?;
        if rest.starts_with('<') {
            let whole = inner.get(..near(inner, 2048, b'>', b'<')?)?;
            let (address, shown) = whole.split_once('|')?;
            return is_address(address).then(|| (shown.to_owned(), whole.len() + 2));
        }
        let shown = inner.get(..near(inner, 2048, b']', b'[')?)?;
        if let Some((shown, address)) = shown.split_once('|').filter(|(_, address)| is_address(address)) {
            return Some((shown.to_owned(), shown.len() + address.len() + 3));
        }
        let target = inner.get(shown.len() + 1..)?.strip_prefix('(')?;
        let address = target.get(..near(target, 2048, b')', b'[')?)?;
        is_address(address).then(|| (shown.to_owned(), shown.len() + address.len() + 4))
    })
}

/// Where a sign stands within so many bytes, if not behind another one.
fn near(text: &str, most: usize, sign: u8, before: u8) -> Option<usize> {
    let found = text.bytes().take(most).position(|byte| byte == sign || byte == before)?;
    (text.as_bytes().get(found) == Some(&sign)).then_some(found)
}

fn is_address(text: &str) -> bool {
    ["http://", "https://", "tel:", "mailto:", "callto:"].iter().any(|scheme| text.starts_with(scheme))
}

/// Markdown fences: keeps what is inside.
fn fences(text: &str) -> Option<Undone> {
    let mut undone = Undone::with_capacity(text.len());
    let (mut at, mut inside, mut any) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            inside = !inside;
            any = true;
        } else if inside {
            undone.copy(text, at..at + line.len());
        }
        at += line.len();
    }
    any.then_some(undone)
}

/// Quotation marks around the whole text, also with Python's `b` or `r` before them.
fn quotes(text: &str) -> Option<Undone> {
    let bare = text.trim();
    let inner = bare.trim_start_matches(['b', 'r', 'u', '$']);
    let mark = inner.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let inner = inner.strip_prefix(mark)?.strip_suffix(mark)?;
    let start = text.find(inner).filter(|_| bare.len() - inner.len() <= 4 && !inner.is_empty())?;
    let mut undone = Undone::with_capacity(inner.len());
    undone.copy(text, start..start + inner.len());
    Some(undone)
}

/// JSON documents, one or one a line: keeps the strings in them that are long enough to hold something, such as a log's
/// messages.
fn json_values(text: &str) -> Option<Undone> {
    let mut undone = Undone::default();
    let mut at = 0;
    let whole = text.trim_start().starts_with(['{', '[']).then(|| serde_json::from_str::<Value>(text).ok()).flatten();
    if let Some(document) = whole {
        write_strings(&document, 0, &mut undone);
        return (!undone.text.is_empty()).then_some(undone);
    }
    let mut is_json = false;
    for line in text.split_inclusive('\n') {
        match serde_json::from_str::<Value>(line) {
            Ok(document) if document.is_object() => {
                write_strings(&document, at, &mut undone);
                is_json = true;
            }
            _ => undone.copy(text, at..at + line.len()),
        }
        at += line.len();
    }
    is_json.then_some(undone)
}

/// Writes the long strings of a document, one below the other.
fn write_strings(document: &Value, at: usize, undone: &mut Undone) {
    let is_log = |text: &str| text.trim_start().starts_with('{') && !super::super::document::is_named(text);
    let inner = |text: &str| is_log(text).then(|| serde_json::from_str(text).ok()).flatten();
    match document {
        Value::String(text) if text.len() >= VALUE_BYTES && !is_time(text) => {
            if let Some(inner) = inner(text) {
                return write_strings(&inner, at, undone);
            }
            undone.write(at, text);
            undone.write(at, "\n");
        }
        Value::Array(items) => items.iter().for_each(|item| write_strings(item, at, undone)),
        Value::Object(members) => members.values().for_each(|item| write_strings(item, at, undone)),
        _ => {}
    }
}

/// Checks whether a text begins like `2026-11-23T10:00:05Z`.
fn is_time(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c, d, b'-', _, _, b'-', ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()))
        && text.len() < 40
}

/// Shortest value that may hold something by itself, in bytes.
const VALUE_BYTES: usize = 16;

/// Variables: keeps the quoted values of `NAME="…"` and `export NAME='…'`, as the shell reads them.
fn assigned_values(text: &str) -> Option<Undone> {
    let mut undone = Undone::default();
    let mut at = 0;
    // Marks that no other one closes any more: to look for it again would read the rest of the text each time.
    let mut open: Vec<u8> = Vec::new();
    let is_sign = |pair: &[u8]| matches!(pair, [b'=', b'\'' | b'"']);
    while let Some(sign) = text.as_bytes().get(at..).and_then(|rest| rest.windows(2).position(is_sign)) {
        let start = at + sign + 2;
        let mark = text.as_bytes().get(start - 1).copied()?;
        // The line as far back as a name may reach.
        let near = text.get(text.floor_char_boundary(start.saturating_sub(NAME_BYTES))..start).unwrap_or_default();
        let line = near.rsplit('\n').next().unwrap_or_default();
        let name = line
            .trim_start()
            .trim_start_matches("export ")
            .trim_start_matches("set ")
            .trim_end_matches(['=', '"', '\'']);
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let value = text.get(start..)?;
        let is_name = is_name && !open.contains(&mark);
        let length = if is_name { quoted_length(value, mark) } else { None };
        if is_name && length.is_none() {
            open.push(mark);
        }
        match length {
            Some(length) => {
                let inner = value.get(..length).unwrap_or_default();
                // In the shell, a single quotation mark inside single ones is written so.
                if mark == b'\'' && inner.contains("'\\''") {
                    undone.write(start, &inner.replace("'\\''", "'"));
                } else {
                    undone.copy(text, start..start + length);
                }
                undone.write(start + length, "\n");
                at = start + length + 1;
            }
            None => at = start,
        }
    }
    (!undone.text.is_empty()).then_some(undone)
}

/// Longest name of a variable, with what stands before it, in bytes.
const NAME_BYTES: usize = 128;

/// Returns the length of a quoted text up to its closing mark.
fn quoted_length(text: &str, mark: u8) -> Option<usize> {
    let mut at = 0;
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at)? {
            b'\\' if mark == b'"' => at += 2,
            byte if *byte == mark && mark == b'\'' && text.get(at..)?.starts_with("'\\''") => at += 4,
            byte if *byte == mark => return Some(at),
            _ => at += 1,
        }
    }
}

/// YAML's block values (`name: |`): keeps what is inside, without its indentation.
fn block_values(text: &str) -> Option<Undone> {
    let mut undone = Undone::default();
    // The indentation of the name, and that of the block's first line.
    let mut block: Option<(usize, Option<usize>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if let Some((name, first)) = &mut block {
            if is_blank || indent > *name {
                let first = *first.get_or_insert(indent);
                undone.copy(text, at + first.min(indent)..at + line.len());
                at += line.len();
                continue;
            }
            block = None;
        }
        let bare = line.trim_end();
        let opens = ["|", "|-", "|+", ">", ">-", ">+"]
            .iter()
            .any(|sign| bare.strip_suffix(sign).is_some_and(|key| key.ends_with(": ")));
        if opens {
            block = Some((indent, None));
        }
        at += line.len();
    }
    (!undone.text.is_empty()).then_some(undone)
}

/// Line breaks at a terminal's last column, in the middle of words: every line that is as wide as the widest goes on in
/// the next one.
fn hard_wraps(text: &str) -> Option<Undone> {
    let mut wide: HashMap<usize, usize> = HashMap::new();
    let mut widest = 0;
    for line in outside_pem(text) {
        let width = line.chars().count();
        widest = widest.max(width);
        *wide.entry(width).or_default() += 1;
    }
    if !(HARD_WRAPS.contains(&widest)) || !text.trim_end().contains('\n') {
        return None;
    }
    let mut undone = Undone::with_capacity(text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let goes_on = bare.chars().count() == widest;
        undone.copy(text, at..at + if goes_on { bare.len() } else { line.len() });
        at += line.len();
    }
    Some(undone)
}

/// Columns at which terminals, mails and logs wrap.
const HARD_WRAPS: std::ops::RangeInclusive<usize> = 30..=400;

/// The lines of a text that are not inside a PEM block, whose lines are always wrapped.
fn outside_pem(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split('\n').filter(move |line| {
        let bare = line.trim();
        let begins = bare.starts_with("-----BEGIN ") && bare.ends_with("-----");
        let outside = !inside && !begins;
        inside = (inside || begins) && !bare.starts_with("-----END ");
        outside
    })
}

/// Line breaks at blanks: everything in one line.
fn soft_wraps(text: &str) -> Option<Undone> {
    let lines = text.trim().lines().count();
    let is_wrapped = (2..=400).contains(&lines) && !text.contains("-----BEGIN ");
    let inner = text.trim_end();
    is_wrapped.then(|| replace(inner, b"\n", |_| Some((" ".to_owned(), 1)))).flatten()
}

/// One level of backslash escapes: those of JSON, C, Python and the shell's `$'…'`.
fn escapes(text: &str) -> Option<Undone> {
    replace(text, b"\\", |rest| {
        let kind = rest.chars().nth(1)?;
        let hex = |digits: usize| u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok();
        let plain = match kind {
            'n' => "\n".to_owned(),
            'r' => String::new(),
            't' => "\t".to_owned(),
            '"' | '\'' | '/' | '\\' | '`' | '$' => kind.to_string(),
            'u' => {
                let high = hex(4)?;
                // A character outside the basic plane is a pair of surrogates.
                if (0xD800..0xDC00).contains(&high) {
                    let low = rest.get(8..12).filter(|_| rest.get(6..8) == Some("\\u"))?;
                    let low = u32::from_str_radix(low, 16).ok()?.checked_sub(0xDC00)?;
                    let c = char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?;
                    return Some((c.to_string(), 12));
                }
                return Some((char::from_u32(high)?.to_string(), 6));
            }
            'x' => return Some((char::from_u32(hex(2)?).filter(char::is_ascii)?.to_string(), 4)),
            _ => return None,
        };
        Some((plain, 2))
    })
}

/// Base64 around the whole text, in one line or several.
fn base64(text: &str) -> Option<Undone> {
    let bare = text.trim();
    if bare.len() < 24 || bare.contains('.') || bare.bytes().take(200).any(|byte| matches!(byte, b' ' | b'{' | b':')) {
        return None;
    }
    let joined: String = bare.split_ascii_whitespace().collect();
    let joined = joined.trim_matches(['"', '\'', '`', ',']);
    let decoded = encoding::base64_any(joined)?.bytes;
    let decoded = super::super::bytes::text(&decoded).ok()?;
    let is_text = decoded.chars().take(200).all(|c| !c.is_control() || c.is_whitespace() || c == '\u{1b}');
    let mut undone = Undone::default();
    undone.write(0, &decoded);
    is_text.then_some(undone)
}

/// Quotation marks, dashes and blanks that word processors put in place of the plain ones.
fn typographic_marks(text: &str) -> Option<Undone> {
    // All of them begin with one of these bytes in UTF-8.
    replace(text, b"\xE2\xC2", |rest| {
        let c = rest.chars().next()?;
        let plain = match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => "'",
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => "\"",
            '\u{2010}' | '\u{2011}' => "-",
            '\u{2013}' | '\u{2014}' if rest.starts_with(['\u{2013}', '\u{2014}']) => "--",
            '\u{a0}' | '\u{202f}' | '\u{2007}' => " ",
            '\u{2028}' | '\u{2029}' => "\n",
            _ => return None,
        };
        Some((plain.to_owned(), c.len_utf8()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(layer: Layer, text: &str) -> Option<String> {
        layer(text).map(|undone| undone.text)
    }

    #[test]
    fn each_layer_takes_off_its_own() {
        let cases: [(Layer, &str, &str); 29] = [
            (colours, "\u{1b}[31;1mred\u{1b}[0m", "red"),
            (colours, "\\u001b[31mred^[[0m", "red"),
            (colours, "\u{1b}]8;;http://x\u{1b}\\link", "link"),
            (octal_line_breaks, "a#012b#011c", "a\nb\tc"),
            (line_prefixes, "> a\n> > b\n>\n> c", "a\nb\n\nc"),
            (line_prefixes, "\u{2502} a\n\u{2502}  b\n", "a\n b\n"),
            (line_prefixes, "2026-11-23T10:00:05.12Z 1a\n[2026-11-23 10:00:05] b", "1a\nb"),
            (line_prefixes, "Nov 23 10:00:05 h p[1]: a\nNov 23 10:00:06 h p[1]: b", "a\nb"),
            (line_prefixes, "web-1  | a: b\nweb-1  | c", "a: b\nc"),
            (line_prefixes, " 9: a\n10: b", "a\nb"),
            (line_prefixes, "  // a\n  // b", "a\nb"),
            (quoted_printable, "a=3Db=C3=A9=\nc", "a=b\u{e9}c"),
            (percent_encoding, "a%2Eb%C3%A9%zz", "a.b\u{e9}%zz"),
            (entities, "<p>a&quot;b&#39;&#x3c;</p>", "\na\"b'<\n"),
            (links, "a-[b-c](https://x/b-c)-d", "a-b-c-d"),
            (links, "<https://x|b> [c|https://x]", "b c"),
            (fences, "see\n```json\na\nb\n```\nthere", "a\nb\n"),
            (
                hard_wraps,
                &format!("{}\n{}\nend", "x".repeat(40), "y".repeat(40)),
                &format!("{}{}end", "x".repeat(40), "y".repeat(40)),
            ),
            (escapes, "a\\n\\\"b\\u0022\\ud83d\\ude00\\q", "a\n\"b\"\u{1f600}\\q"),
            (base64, "aGVsbG8gd29ybGQsIHRoaXMgaXM=", "hello world, this is"),
            (typographic_marks, "\u{201c}a\u{201d}\u{a0}\u{2014}b", "\"a\" --b"),
            (soft_wraps, "a\nb\n", "a b"),
            (quotes, " b'a b'\n", "a b"),
            (
                json_values,
                "{\"a\":1,\"b\":\"a text of more than\\ntwenty letters\"}\n",
                "a text of more than\ntwenty letters\n",
            ),
            (assigned_values, "A=1\nexport B='it'\\''s'\nC=\"d\"\n", "it's\nd\n"),
            (block_values, "a:\n  b: |\n    c\n      d\n  e: f\n", "c\n  d\n"),
            (hard_wraps, &format!("{}\nb", "\u{e9}".repeat(40)), &format!("{}b", "\u{e9}".repeat(40))),
            (carriage_returns, "a\r\nb\rc", "a\nb\nc"),
            (carriage_returns, "a\r", "a\n"),
        ];
        for (layer, text, expected) in cases {
            assert_eq!(plain(layer, text).as_deref(), Some(expected), "{text:?}");
        }
    }

    /// One line without an end to anything: what is read again for each sign would take hours.
    #[test]
    fn each_layer_reads_a_text_once() {
        for piece in ["a=\"b ", "x='", "[a](", "<a ", "&a", "\\u00", "=3", "%4", "a=\"b\" ", "\u{1b}["] {
            let text = piece.repeat(200_000 / piece.len());
            SURE.iter().chain(&ALL).for_each(|layer| drop(layer(&text)));
        }
    }

    #[test]
    fn plain_text_has_none() {
        let pem =
            format!("-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----\n", "A".repeat(64), "B".repeat(64));
        for text in [pem.as_str(), "eyJh.eyJi.sig", "{\"a\":1}", "", "C:\\Users\\"] {
            let found: Vec<usize> = (0..ALL.len()).filter(|index| ALL[*index](text).is_some()).collect();
            assert!(SURE.iter().all(|layer| layer(text).is_none()), "{text:?}");
            assert!(found.is_empty(), "{text:?} {found:?}");
        }
    }
}
