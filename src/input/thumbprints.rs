//! Thumbprints as text: by themselves, as the portal shows them, or in what OpenSSL, keytool, certutil and PowerShell
//! print.

use super::recognised::{Item, Recognised};
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::limits;
use crate::notation::encoding;

/// What stands before a thumbprint, in lower case: OpenSSL, keytool, certutil in two languages, PowerShell.
const MARKS: [&str; 8] = [
    "fingerprint=",
    "fingerprint (sha1):",
    "sha1:",
    "sha256:",
    "cert hash(sha1):",
    "zertifikathash(sha1):",
    "thumbprint",
    "fingerabdruck",
];

/// Finds the thumbprints in a text in which nothing else was found.
pub(super) fn recognise(name: &str, text: &str) -> Recognised {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut add = |digest: Option<Vec<u8>>| {
        if let Some(digest) = digest.filter(|digest| !found.contains(digest) && found.len() < limits::MAX_LISTED) {
            found.push(digest);
        }
    };
    match digest(text) {
        Some(lone) => add(Some(lone)),
        None => text.lines().filter(|line| line.len() < 400).for_each(|line| add(in_line(line))),
    }
    let item = |digest| Item::Thumbprint(Box::new(ListedThumbprint { input: name.to_owned(), digest }));
    Recognised { items: found.into_iter().map(item).collect(), ..Recognised::default() }
}

/// Returns the thumbprint in a line of a listing.
fn in_line(line: &str) -> Option<Vec<u8>> {
    let lower = line.to_ascii_lowercase();
    let marked = MARKS.iter().find_map(|mark| {
        let after = line.get(lower.find(mark)? + mark.len()..)?;
        digest(after.trim_start_matches([' ', ':', '=', '\t', '"', '\'']))
    });
    // A table of PowerShell: the thumbprint and the subject.
    marked.or_else(|| {
        let (first, rest) = line.trim_start().split_once(' ')?;
        digest(first).filter(|_| rest.contains('='))
    })
}

/// Reads hexadecimal digits of the length of a thumbprint, with colons, blanks or invisible signs among them.
fn digest(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ','));
    if text.len() > 200 {
        return None;
    }
    let is_sign =
        |c: &char| matches!(c, ':' | ' ' | '-' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
    let digits: String = text.chars().filter(|c| !is_sign(c)).collect();
    encoding::hex(&digits).filter(|bytes| matches!(bytes.len(), 20 | 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_print() {
        let hex = "B30C8CD11319F2B3C67F3A2253770FB6D19635DD";
        let colons = "B3:0C:8C:D1:13:19:F2:B3:C6:7F:3A:22:53:77:0F:B6:D1:96:35:DD";
        let sha256 = "AB".repeat(32);
        let cases = [
            (hex.to_owned(), 1),
            (format!("\u{200e}{}\n", hex.to_lowercase()), 1),
            (colons.to_owned(), 1),
            (format!("SHA1 Fingerprint={colons}\n"), 1),
            (format!("sha256 Fingerprint={sha256}\n"), 1),
            (format!("Alias name: app\nCertificate fingerprints:\n\t SHA1: {colons}\n\t SHA256: {sha256}\n"), 2),
            (
                "Cert Hash(sha1): b3 0c 8c d1 13 19 f2 b3 c6 7f 3a 22 53 77 0f b6 d1 96 35 dd\nCertUtil: done\n".into(),
                1,
            ),
            (format!("Thumbprint                                Subject\n----------   -------\n{hex}  CN=app\n"), 1),
            (format!("Subject      : CN=app\nThumbprint   : {hex}\n"), 1),
            (format!("{hex} is the one"), 0),
            ("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11".into(), 0),
            ("thumbprint unknown".into(), 0),
        ];
        for (text, count) in cases {
            assert_eq!(recognise("list", &text).items.len(), count, "{text}");
        }
    }
}
