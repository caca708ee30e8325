//! The languages of the page: `lang/*.po` as the bytes that `www/language.js` reads.
//!
//! The English is in none of them: its fingerprint stands for it. The fingerprints of all sentences are a file of their own: the
//! distance from each to the next, in groups of seven bits. A language is its sentences in that order, with a zero between
//! them, as UTF-8 or UTF-16, whichever packs better; an empty one is said in English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

// The very file that the core looks its sentences up with.
#[allow(unreachable_pub, reason = "the core gives it to others")]
#[path = "../../../src/language/fingerprint.rs"]
mod fingerprint;

use fingerprint::fingerprint;

use super::pack::pack;

/// Writes the fingerprints and every language of `source` to `folder`: `fingerprints.catalogue`, `de.catalogue` and so on.
///
/// # Errors
/// A catalogue cannot be read, or two of its sentences have one fingerprint.
pub(crate) fn write_all(source: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut languages = Vec::new();
    for entry in std::fs::read_dir(source).with_context(|| format!("{} cannot be read", source.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "po") {
            languages.push((path.file_stem().unwrap_or_default().to_owned(), read(&path)?));
        }
    }
    let all: BTreeSet<u32> = languages.iter().flat_map(|(_, sentences)| sentences.keys().copied()).collect();
    std::fs::write(folder.join("fingerprints.catalogue"), distances(&all))?;
    for (name, sentences) in &languages {
        let said: Vec<&str> =
            all.iter().map(|fingerprint| sentences.get(fingerprint).map_or("", String::as_str)).collect();
        std::fs::write(folder.join(name).with_extension("catalogue"), text(&said.join("\0"))?)?;
    }
    Ok(())
}

/// Every translated sentence of a catalogue, by the fingerprint of its English.
fn read(path: &Path) -> Result<BTreeMap<u32, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    // An empty comment, which other programs write at the head, is more than the parser takes.
    let tidy: String = text.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    let catalogue = match polib::po_file::parse_from_reader(tidy.as_bytes()) {
        Ok(catalogue) => catalogue,
        Err(problem) => bail!("{} cannot be read: {problem}", path.display()),
    };
    let mut sentences = BTreeMap::new();
    for message in catalogue.messages() {
        let said = message.msgstr().unwrap_or_default();
        // What is missing is said in English; the tests of the core do not let it come so far.
        if said.is_empty() {
            continue;
        }
        if sentences.insert(fingerprint(message.msgid()), said.to_owned()).is_some() {
            bail!("{}: two sentences have one fingerprint: {}", path.display(), message.msgid());
        }
    }
    Ok(sentences)
}

/// The distance from each fingerprint to the next.
fn distances(fingerprints: &BTreeSet<u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = 0;
    for fingerprint in fingerprints {
        number(fingerprint - last, &mut bytes);
        last = *fingerprint;
    }
    bytes
}

/// A text in the encoding that packs better; UTF-16 is known by its byte order mark.
fn text(text: &str) -> Result<Vec<u8>> {
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let narrow = text.as_bytes().to_vec();
    Ok(if pack(&wide)?.len() < pack(&narrow)?.len() { wide } else { narrow })
}

/// Seven bits a byte, the low ones first; the highest bit says that more follow.
fn number(mut value: u32, bytes: &mut Vec<u8>) {
    while value > 127 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_in_groups_of_seven_bits() {
        assert_eq!(distances(&BTreeSet::from([5, 305])), b"\x05\xac\x02");
    }

    #[test]
    fn many_kana_are_shorter_in_two_bytes_than_in_three() {
        let kana: String = (0..3000_u32).filter_map(|n| char::from_u32(0x3041 + n * n * 7 % 83)).collect();
        assert!(text(&kana).unwrap().starts_with(&[0xff, 0xfe]));
        assert_eq!(text("Signatur").unwrap(), b"Signatur");
    }

    #[test]
    fn what_is_not_translated_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("de.po");
        std::fs::write(
            &path,
            "msgid \"\"\nmsgstr \"Language: de\\n\"\n\nmsgid \"a\"\nmsgstr \"\"\n\nmsgid \"b\"\nmsgstr \"B\"\n",
        )
        .unwrap();
        assert_eq!(read(&path).unwrap(), BTreeMap::from([(fingerprint("b"), "B".to_owned())]));
        write_all(folder.path(), folder.path()).unwrap();
        assert_eq!(std::fs::read(folder.path().join("de.catalogue")).unwrap(), b"B");
    }
}
