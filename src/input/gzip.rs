//! gzip files, and tar archives with or without gzip around them: every file inside is an input of its own.
//!
//! Sources: RFC 1952; POSIX.1-2017, pax interchange format.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::archive::displayable;
use super::budget::Budget;
use super::kind::InputKind;
use super::recognised::Recognised;
use crate::language::Text;
use crate::limits;

const MAGIC: &[u8] = &[0x1F, 0x8B, 8];

/// Returns whether the bytes begin a file of either kind.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || is_tar(bytes)
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Reads such a file; returns `None` if the bytes are something else. The parameters are those of an archive.
pub(super) fn recognise(
    name: &str,
    bytes: &[u8],
    budget: &Budget<'_>,
    depth: usize,
    read: &dyn Fn(&str, &[u8]) -> Recognised,
) -> Option<Recognised> {
    if !begins(bytes) {
        return None;
    }
    if depth >= limits::MAX_ARCHIVE_DEPTH {
        let problem = say!("Archives inside archives are opened {most} deep.", most = limits::MAX_ARCHIVE_DEPTH);
        return Some(Recognised::refused(InputKind::Archive, problem));
    }
    let mut found = Recognised { kind: Some(InputKind::Archive), ..Recognised::default() };
    if !bytes.starts_with(MAGIC) {
        tar(name, bytes, read, &mut found);
        return Some(found);
    }
    let most =
        budget.unpacked().min(bytes.len().saturating_mul(limits::MAX_ARCHIVE_RATIO).max(limits::STREAM_PIECE_BYTES));
    let unpacked = unpack(bytes, most);
    budget.spend_unpacked(unpacked.bytes.len());
    found.problems.extend(unpacked.problem);
    if is_tar(&unpacked.bytes) {
        tar(name, &unpacked.bytes, read, &mut found);
    } else if !unpacked.bytes.is_empty() {
        let inner = unpacked.name.unwrap_or_else(|| {
            let file = name.rsplit('/').next().unwrap_or(name);
            file.strip_suffix(".gz").filter(|stem| !stem.is_empty()).unwrap_or(file).to_owned()
        });
        let path = format!("{name}/{}", displayable(&inner));
        let inside = read(&path, &unpacked.bytes);
        found.members.push((path, inside));
    }
    Some(found)
}

struct Unpacked {
    name: Option<String>,
    bytes: Vec<u8>,
    problem: Option<Text>,
}

/// Unpacks a gzip file of one or more members to at most `most` bytes. What comes before damage is kept: the log of a
/// running program has no end yet.
fn unpack(mut rest: &[u8], most: usize) -> Unpacked {
    let mut unpacked = Unpacked { name: None, bytes: Vec::new(), problem: None };
    while rest.starts_with(MAGIC) {
        let Some((name, body)) = header(rest) else {
            unpacked.problem = Some(say!("This gzip file is cut off."));
            break;
        };
        unpacked.name = unpacked.name.or(name);
        match inflate(body, most, &mut unpacked.bytes) {
            // Behind the content are a checksum and its length.
            (TINFLStatus::Done, read) => rest = body.get(read + 8..).unwrap_or_default(),
            (TINFLStatus::HasMoreOutput, _) => {
                unpacked.bytes.clear();
                let most = most >> 20;
                unpacked.problem =
                    Some(say!("This gzip file unpacks to more than the {most} MB that are read of it.", most));
                break;
            }
            (TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress, _) => {
                unpacked.problem = Some(say!("This gzip file is cut off."));
                break;
            }
            _ => {
                unpacked.problem = Some(say!("The content of this gzip file is damaged."));
                break;
            }
        }
    }
    unpacked
}

/// Splits the header from the content; also returns the name of the file in it.
fn header(bytes: &[u8]) -> Option<(Option<String>, &[u8])> {
    let flags = *bytes.get(3)?;
    let mut rest = bytes.get(10..)?;
    if flags & 4 != 0 {
        let size = u16::from_le_bytes(rest.get(..2)?.try_into().ok()?);
        rest = rest.get(2 + usize::from(size)..)?;
    }
    let mut text = |flag: u8| {
        if flags & flag == 0 {
            return Some(None);
        }
        let end = rest.iter().position(|byte| *byte == 0)?;
        let text = String::from_utf8_lossy(rest.get(..end)?).into_owned();
        rest = rest.get(end + 1..)?;
        Some(Some(text).filter(|text| !text.is_empty()))
    };
    let name = text(8)?;
    text(16)?;
    Some((name, if flags & 2 != 0 { rest.get(2..)? } else { rest }))
}

/// Adds the inflated bytes to `out`, which may grow to `most`. Returns how many bytes were read.
fn inflate(body: &[u8], most: usize, out: &mut Vec<u8>) -> (TINFLStatus, usize) {
    let (mut state, mut read, mut written) = (Box::<DecompressorOxide>::default(), 0, out.len());
    // A member refers to no bytes of the one before it.
    let mut own: Vec<u8> = Vec::new();
    let before = written;
    let status = loop {
        let room = (own.len() * 2).max(body.len() * 2).max(4096).min(most.saturating_sub(before));
        own.resize(room, 0);
        let rest = body.get(read..).unwrap_or_default();
        let (status, more, size) =
            decompress(&mut state, rest, &mut own, written - before, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
        read += more;
        written += size;
        if status != TINFLStatus::HasMoreOutput || room == most.saturating_sub(before) {
            break status;
        }
    };
    own.truncate(written - before);
    out.append(&mut own);
    (status, read)
}

const BLOCK: usize = 512;

/// Reads the files of a tar archive.
fn tar(name: &str, bytes: &[u8], read: &dyn Fn(&str, &[u8]) -> Recognised, found: &mut Recognised) {
    let (mut at, mut long_name) = (0, None);
    // Two blocks of zeros end it.
    while bytes.get(at..).is_some_and(|rest| rest.iter().take(BLOCK).any(|byte| *byte != 0)) {
        let header = bytes.get(at..at + BLOCK).unwrap_or_default();
        let size = header.get(124..136).and_then(octal);
        let content = size.and_then(|size| bytes.get(at + BLOCK..(at + BLOCK).checked_add(size)?));
        let Some(content) = content else {
            found.problems.push(say!("This tar archive is cut off."));
            break;
        };
        at += BLOCK + content.len().div_ceil(BLOCK) * BLOCK;
        match header.get(156) {
            // A name that does not fit: GNU's way, and that of POSIX.
            Some(b'L') => long_name = Some(text(content)),
            Some(b'x') => long_name = pax_path(content).or(long_name),
            Some(b'0' | 0) => {
                let path = long_name.take().unwrap_or_else(|| path(header));
                let hidden = path.rsplit('/').next().is_some_and(|file| file.starts_with("._") || file == ".DS_Store");
                if hidden || path.ends_with('/') {
                    continue;
                }
                if found.members.len() >= limits::MAX_ARCHIVE_MEMBERS {
                    let most = limits::MAX_ARCHIVE_MEMBERS;
                    found.problems.push(say!("More than {most} files in it; the rest were left out.", most));
                    break;
                }
                let path = format!("{name}/{}", displayable(path.trim_start_matches("./")));
                let inside = read(&path, content);
                found.members.push((path, inside));
            }
            _ => long_name = None,
        }
    }
    if long_name.is_some() {
        found.problems.push(say!("This tar archive is cut off."));
    }
    if found.members.is_empty() && found.problems.is_empty() {
        found.problems.push(say!("There is no file in this archive."));
    }
}

/// The bytes up to the first zero, as text.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().unwrap_or_default()).into_owned()
}

fn octal(field: &[u8]) -> Option<usize> {
    let digits = text(field);
    usize::from_str_radix(digits.trim(), 8).ok()
}

fn path(header: &[u8]) -> String {
    let [name, prefix] = [header.get(..100), header.get(345..500)].map(|field| text(field.unwrap_or_default()));
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

/// The path in the records of a pax header: `LENGTH path=VALUE`, one per line.
fn pax_path(records: &[u8]) -> Option<String> {
    let records = String::from_utf8_lossy(records);
    let path = records.lines().find_map(|record| record.split_once(' ')?.1.strip_prefix("path="))?;
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, recognise as read};

    /// Made by `tests/recipes/containers.sh`.
    const TGZ: &[u8] = include_bytes!("../../tests/fixtures/containers/mixed.tar.gz");
    const GZ: &[u8] = include_bytes!("../../tests/fixtures/containers/token.txt.gz");

    fn recognised(bytes: &[u8]) -> Recognised {
        read(&Input { name: "mixed.tar.gz".into(), bytes: bytes.to_vec() }, &[])
    }

    #[test]
    fn every_file_is_an_input_of_its_own() {
        let found = recognised(TGZ);
        let kinds: Vec<(&str, InputKind)> =
            found.members.iter().map(|(name, one)| (name.as_str(), one.kind())).collect();
        let long = format!("mixed.tar.gz/{}/app.der", "long".repeat(30));
        assert_eq!(
            kinds,
            [
                ("mixed.tar.gz/certs/app.pem", InputKind::Certificate),
                (long.as_str(), InputKind::Certificate),
                ("mixed.tar.gz/token.txt", InputKind::Assertion)
            ]
        );
        let tar = unpack(TGZ, 1 << 20).bytes;
        assert!(recognised(&tar).members.len() == 3 && recognised(&tar[..3000]).problems[0].contains("cut off"));
    }

    #[test]
    fn members_follow_one_another_and_a_cut_one_is_read_as_far_as_it_goes() {
        let found = recognised(GZ);
        assert_eq!((found.members.len(), found.problems.len()), (1, 0));
        assert_eq!(
            (found.members[0].0.as_str(), found.members[0].1.kind()),
            ("mixed.tar.gz/token.txt", InputKind::Assertion)
        );
        let twice = unpack(&[GZ, GZ].concat(), 1 << 20);
        assert_eq!(twice.bytes.len(), 2 * unpack(GZ, 1 << 20).bytes.len());
        let cut = recognised(&GZ[..GZ.len() - 100]);
        assert!(cut.members.len() == 1 && cut.problems[0].contains("cut off"), "{:?}", cut.problems);
        assert!(recognised(&GZ[..12]).problems[0].contains("cut off"));
        assert!(unpack(GZ, 100).problem.unwrap().contains("more than"));
        for at in (0..TGZ.len()).step_by(97) {
            let mut bytes = TGZ.to_vec();
            bytes[at] ^= 0x55;
            recognised(&bytes);
        }
    }
}
