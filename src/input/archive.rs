//! ZIP archives: every file inside is an input of its own, identified by its path.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use super::budget::Budget;
use super::kind::InputKind;
use super::recognised::Recognised;
use crate::language::Text;
use crate::limits;
use crate::notation::text::shorten;

/// Reads an archive; returns `None` if the bytes are something else. `depth` is the number of archives around this one;
/// `read` recognises the content of each file inside, given its path and bytes.
pub(super) fn recognise(
    name: &str,
    bytes: &[u8],
    budget: &Budget<'_>,
    depth: usize,
    read: &dyn Fn(&str, &[u8]) -> Recognised,
) -> Option<Recognised> {
    // An empty archive begins with the end of its directory.
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    let refuse = |problem: Text| Some(Recognised::refused(InputKind::Archive, problem));
    let archive = match ZipArchive::from_slice(bytes) {
        Ok(archive) => archive,
        Err(_) => return refuse(say!("This begins like a ZIP archive, but its directory is missing: it is cut off.")),
    };
    if depth >= limits::MAX_ARCHIVE_DEPTH {
        return refuse(say!("Archives inside archives are opened {most} deep.", most = limits::MAX_ARCHIVE_DEPTH));
    }
    let mut found = Recognised { kind: Some(InputKind::Archive), ..Recognised::default() };
    let mut left_out = 0;
    let mut entries = archive.entries();
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(problem) => {
                found.problems.push(say!("The archive's directory is damaged: {problem}.", problem));
                break;
            }
        };
        let path = displayable(&String::from_utf8_lossy(entry.file_path().as_bytes()));
        if path == "[Content_Types].xml" {
            return Some(Recognised::refused(
                InputKind::Unknown,
                say!("This is an Office document; copy the text out of it."),
            ));
        }
        if entry.is_dir() || path.ends_with('/') || path.starts_with("__MACOSX/") || path.ends_with(".DS_Store") {
            continue;
        }
        if found.members.len() >= limits::MAX_ARCHIVE_MEMBERS {
            let most = limits::MAX_ARCHIVE_MEMBERS;
            found.problems.push(say!("More than {most} files in it; the rest were left out.", most));
            break;
        }
        match unpack(&archive, &entry, budget.unpacked()) {
            Ok(bytes) => {
                budget.spend_unpacked(bytes.len());
                let path = format!("{name}/{path}");
                let inside = read(&path, &bytes);
                found.members.push((path, inside));
            }
            Err(Refusal::NoRoom) => left_out += 1,
            Err(Refusal::Reason(problem)) => {
                found.problems.push(say!("{path} was left alone: {problem}.", path, problem))
            }
        }
    }
    if left_out > 0 {
        let most = limits::MAX_ARCHIVE_BYTES >> 20;
        found.problems.push(say!(
            "All files together unpack to more than {most} MB; {left_out} were left out.",
            most,
            left_out
        ));
    }
    if found.members.is_empty() && found.problems.is_empty() {
        found.problems.push(say!("There is no file in this archive."));
    }
    Some(found)
}

/// Returns a path that is safe to display. The archive's author chose it, and a terminal would obey control characters:
/// those, and characters that change the text direction, are written as their code points.
pub(super) fn displayable(path: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut displayable = String::with_capacity(path.len());
    for c in shorten(path, limits::MEMBER_NAME_CHARS).chars() {
        match c {
            '\\' => displayable.push('/'),
            c if is_unsafe(c) => displayable.extend(c.escape_unicode()),
            c => displayable.push(c),
        }
    }
    displayable
}

/// Why a file is not unpacked.
enum Refusal {
    /// The files before it have used up the allowance for all of them.
    NoRoom,
    /// Another reason, as a sentence.
    Reason(Text),
}

/// Unpacks a file of at most `left` bytes. The size stated in the directory may be wrong, so the actual output counts.
/// comes out.
fn unpack(archive: &ZipSliceArchive<&[u8]>, entry: &ZipFileHeaderRecord<'_>, left: usize) -> Result<Vec<u8>, Refusal> {
    if entry.flags().is_encrypted() {
        return Err(Refusal::Reason(say!("it is encrypted; unpack the archive with its password first")));
    }
    let packed = archive
        .get_entry(entry.wayfinder())
        .map_err(|problem| Refusal::Reason(Text::verbatim(problem.to_string())))?
        .data();
    let grown = packed.len().saturating_mul(limits::MAX_ARCHIVE_RATIO).max(limits::STREAM_PIECE_BYTES);
    match entry.compression_method() {
        CompressionMethod::STORE if packed.len() <= left => Ok(packed.to_vec()),
        CompressionMethod::STORE => Err(Refusal::NoRoom),
        CompressionMethod::DEFLATE => {
            decompress_to_vec_with_limit(packed, grown.min(left)).map_err(|problem| match problem.status {
                TINFLStatus::HasMoreOutput if left <= grown => Refusal::NoRoom,
                TINFLStatus::HasMoreOutput => Refusal::Reason(say!(
                    "from {size} bytes it unpacks to more than {grown}, which no log does",
                    size = packed.len(),
                    grown
                )),
                _ => Refusal::Reason(say!("its content is damaged")),
            })
        }
        other => Err(Refusal::Reason(say!(
            "it is packed by method {method}, which is not known here",
            method = other.as_u16()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, recognise_inside};

    /// Made by `tests/recipes/containers.sh`.
    const ARCHIVE: &[u8] = include_bytes!("../../tests/fixtures/containers/mixed.zip");

    fn recognised(bytes: &[u8]) -> Recognised {
        crate::input::recognise(&Input { name: "mixed.zip".into(), bytes: bytes.to_vec() }, &[])
    }

    #[test]
    fn every_file_is_an_input_of_its_own() {
        let found = recognised(ARCHIVE);
        let kinds: Vec<(&str, InputKind)> =
            found.members.iter().map(|(name, one)| (name.as_str(), one.kind())).collect();
        assert_eq!(
            kinds,
            [
                ("mixed.zip/certs/app.pem", InputKind::Certificate),
                ("mixed.zip/inner.zip", InputKind::Archive),
                ("mixed.zip/token.txt", InputKind::Assertion)
            ]
        );
        let (_, inner) = &found.members[1];
        assert_eq!(inner.members[0].0, "mixed.zip/inner.zip/app.der");
        // A zip bomb is left alone, and everything else is still read.
        assert!(found.problems.iter().any(|one| one.contains("zeros.bin")), "{:?}", found.problems);
    }

    #[test]
    fn archives_inside_share_the_allowance() {
        let budget = Budget::new(&[]);
        let all = recognise_inside("mixed.zip", ARCHIVE, &budget, 0);
        let spent = limits::MAX_ARCHIVE_BYTES - budget.unpacked();
        assert!(all.members[1].1.problems.is_empty(), "{:?}", all.members[1].1.problems);
        // Enough for this archive's own files, but not for those of the archive inside it.
        let (_, inner) = all.members[1].1.members.first().unwrap();
        assert_eq!(inner.kind(), InputKind::Certificate);
        let budget = Budget::new(&[]);
        budget.spend_unpacked(limits::MAX_ARCHIVE_BYTES - (spent - 700));
        let less = recognise_inside("mixed.zip", ARCHIVE, &budget, 0);
        let problems: Vec<&Text> =
            less.members.iter().flat_map(|(_, one)| &one.problems).chain(&less.problems).collect();
        assert!(problems.iter().any(|one| one.starts_with("All files together")), "{problems:?}");
    }

    #[test]
    fn a_path_cannot_control_the_terminal() {
        assert_eq!(displayable("certs\\app\u{1b}[2J\u{202e}mep.pem"), "certs/app\\u{1b}[2J\\u{202e}mep.pem");
        assert_eq!(displayable(&"a".repeat(70_000)).chars().count(), limits::MEMBER_NAME_CHARS);
        assert_eq!(displayable("Schlüssel/サーバー.pem"), "Schlüssel/サーバー.pem");
    }

    #[test]
    fn damage_is_reported_and_harmless() {
        assert!(recognised(&ARCHIVE[..300]).problems[0].contains("cut off"));
        let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
        assert!(recognised(&empty).problems[0].contains("no file"));
        for at in (0..ARCHIVE.len()).step_by(499) {
            let mut bytes = ARCHIVE.to_vec();
            bytes[at] ^= 0x55;
            recognised(&bytes);
        }
    }
}
