//! Files, folders and standard input, read whole or opened as a stream.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use assertion_inspector::{Input, InputKind, InputRecord, Intake, jobs};

use crate::packed::{Kept, MAGIC_BYTES, Packing};

/// Something to inspect.
pub enum Source {
    /// Read whole.
    Whole(Input),
    /// Too large to read whole: its name, what was already read of it, and the rest.
    Stream(String, Vec<u8>, Box<dyn Read>),
}

/// The most that is read of a file that is not a log, in bytes.
const MAX_FILE_BYTES: u64 = Intake::MAX_WHOLE_BYTES;
const MIB: usize = 1 << 20;
/// Bytes at the start of a file that show what it is.
const HEAD: u64 = Intake::HEAD_BYTES;

/// Every file that a path names: itself or, for a folder, everything in it, sorted by name.
pub fn expand(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.as_os_str() == "-" || !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            // Links are not followed: one could lead back here.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    if found.is_empty() {
        return Err("there is no file in this folder".into());
    }
    found.sort();
    Ok(found)
}

/// The files that a path names, each read whole. What cannot be read says why, with its name.
pub fn inputs(path: &Path) -> impl Iterator<Item = Result<Input, String>> {
    let (files, problem) = match expand(path) {
        Ok(files) => (files, None),
        Err(problem) => (Vec::new(), Some(Err(format!("{}: {problem}", path.display())))),
    };
    let read = |file: PathBuf| match open(&file) {
        Ok(Source::Whole(input)) => Ok(input),
        Ok(Source::Stream(name, ..)) => Err(format!("{name}: a log is too much here")),
        Err(problem) => Err(format!("{}: {problem}", file.display())),
    };
    files.into_iter().map(read).chain(problem)
}

/// Refuses a file, or a folder, that is given as a policy and has none in it: nobody would know what it should have forbidden.
pub fn are_policies(paths: &[PathBuf], intake: &Intake) -> Result<(), String> {
    for path in paths {
        let is_policy =
            |input: &InputRecord| input.kind == InputKind::AppPolicy && Path::new(&input.name).starts_with(path);
        if !intake.inputs().iter().any(is_policy) {
            let name = path.display();
            return Err(format!("{name}: this is not an app management policy as Microsoft Graph lists it"));
        }
    }
    Ok(())
}

/// Opens a file, or standard input if the path is `-`.
pub fn open(path: &Path) -> Result<Source, String> {
    let name = path.display().to_string();
    let mut source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| error.to_string())?)
    };
    let filled = |rest: Box<dyn Read>| -> Box<dyn Read> {
        if known_size(path).is_some() { Box::new(Filled(rest)) } else { rest }
    };
    let mut magic = Vec::new();
    source.by_ref().take(MAGIC_BYTES).read_to_end(&mut magic).map_err(|error| error.to_string())?;
    let packing = Packing::of(&magic);
    let mut source: Box<dyn Read> = Box::new(io::Cursor::new(magic).chain(source));
    if let Some(packing) = packing {
        let (packed, kept) = Kept::new(source);
        let mut unpacked = packing.unpack(packed);
        let mut head = Vec::new();
        // What is damaged is said when it is read.
        let read = unpacked.by_ref().take(HEAD).read_to_end(&mut head);
        let is_tar = head.get(257..262) == Some(b"ustar");
        if !is_tar && Intake::is_stream(if (head.len() as u64) < HEAD { 0 } else { MAX_FILE_BYTES }, &head) {
            kept.replace(None);
            return Ok(Source::Stream(name, head, filled(unpacked)));
        }
        if packing == Packing::Zstandard {
            read.map_err(|error| format!("this Zstandard file cannot be unpacked: {error}"))?;
            return whole(name, head, unpacked);
        }
        // The library unpacks gzip itself, and names what is in it.
        if known_size(path).is_some() {
            return whole(name, Vec::new(), File::open(path).map_err(|error| error.to_string())?);
        }
        // What is wrong with it is said by the library.
        let _ = io::copy(&mut unpacked.take(4 * MAX_FILE_BYTES), &mut io::sink());
        return whole(name, kept.replace(None).unwrap_or_default(), io::empty());
    }
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| error.to_string())?;
    // The size of a pipe is not known: anything longer than the head counts as long.
    let size = known_size(path).unwrap_or(if (head.len() as u64) < HEAD { head.len() as u64 } else { u64::MAX });
    if Intake::is_stream(size.min(MAX_FILE_BYTES), &head) {
        return Ok(Source::Stream(name, head, filled(source)));
    }
    whole(name, head, source)
}

/// The size of a file; `None` if it is a pipe.
fn known_size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|data| data.len())
}

/// Reads the rest of an input whose first bytes are known.
fn whole(name: String, head: Vec<u8>, rest: impl Read) -> Result<Source, String> {
    let mut bytes = head;
    let room = (MAX_FILE_BYTES + 1).saturating_sub(bytes.len() as u64);
    rest.take(room).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(format!(
            "larger than {} MB, which is the most that is read of a file that is no log",
            MAX_FILE_BYTES >> 20
        ));
    }
    Ok(Source::Whole(Input { name, bytes }))
}

/// Reads the rest of a stream, as much at once as keeps every core busy, until `take` returns false.
pub fn pour(source: &mut dyn Read, take: &mut dyn FnMut(&[u8]) -> bool) -> Result<(), String> {
    let mut buffer = vec![0; jobs::cores() * 2 * MIB];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) if take(buffer.get(..count).unwrap_or_default()) => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Reads as much as it is asked for. A pipe is not read so: what has come would wait for what may come in an hour.
struct Filled<R>(R);

impl<R: Read> Read for Filled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.0.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What came before it is passed on first; it comes again.
                Err(_) if filled > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// The passwords in these files: the whole of each file, without its final line break.
pub fn passwords(files: &[PathBuf]) -> Result<Vec<String>, String> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        // Windows writes UTF-16.
        let text = Input::decode(&bytes).map_err(|what| format!("{}: this is {what}", path.display()))?;
        let text = text.trim_start_matches('\u{feff}');
        let line = text.strip_suffix('\n').unwrap_or(text);
        Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
    };
    files.iter().map(read).collect()
}
