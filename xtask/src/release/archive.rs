//! Archives with nothing in them but names and bytes: no times, no owners.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;

use super::Files;
use super::programs::Target;

/// Packs files into one folder of an archive: a ZIP for Windows, else a gzipped tar. Returns its name and its bytes.
///
/// # Errors
/// A file is too large for the format.
pub(super) fn pack(folder: &str, files: &Files, target: &Target) -> Result<(String, Vec<u8>)> {
    if target.is_windows {
        return Ok((format!("{folder}.zip"), zip(folder, files)?));
    }
    Ok((format!("{folder}.tar.gz"), tar(folder, files)?))
}

/// Packs everything below a folder on the disk, under another name, as npm packs a package.
///
/// # Errors
/// It cannot be read.
pub(super) fn folder(name: &str, path: &Path) -> Result<Vec<u8>> {
    let (mut files, mut folders) = (Files::new(), vec![path.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                // A slash on every system.
                let parts = entry
                    .path()
                    .strip_prefix(path)?
                    .iter()
                    .map(|part| part.to_string_lossy().into_owned())
                    .collect::<Vec<_>>();
                files.push((parts.join("/"), std::fs::read(entry.path())?, false));
            }
        }
    }
    files.sort();
    tar(name, &files)
}

fn tar(folder: &str, files: &Files) -> Result<Vec<u8>> {
    // Without a name and a time, gzip's header is the same everywhere.
    let gzip = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    let mut archive = tar::Builder::new(gzip);
    for (name, bytes, is_program) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(if *is_program { 0o755 } else { 0o644 });
        header.set_mtime(0);
        archive.append_data(&mut header, format!("{folder}/{name}"), bytes.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?)
}

fn zip(folder: &str, files: &Files) -> Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    // The earliest time that the format has.
    let options = zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes, _) in files {
        archive.start_file(format!("{folder}/{name}"), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::programs::TARGETS;

    #[test]
    fn a_folder_is_packed_with_all_that_is_below_it_in_one_order() {
        let below = tempfile::tempdir().unwrap();
        std::fs::create_dir(below.path().join("module")).unwrap();
        for name in ["z", "module/b", "a"] {
            std::fs::write(below.path().join(name), name).unwrap();
        }
        let packed = folder("package", below.path()).unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let names = archive.entries().unwrap().map(|file| file.unwrap().path().unwrap().display().to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["package/a", "package/module/b", "package/z"]);
    }

    #[test]
    fn the_same_files_make_the_same_archive_and_come_out_of_it() {
        let files: Files = vec![("a.exe".into(), vec![7; 5_000], true), ("LICENSE".into(), b"MIT".to_vec(), false)];
        for target in TARGETS {
            let (name, bytes) = pack("it-1.0.0", &files, target).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(20));
            assert_eq!(pack("it-1.0.0", &files, target).unwrap(), (name.clone(), bytes.clone()));
            let mut found = Vec::new();
            if name.ends_with(".zip") {
                let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
                for index in 0..archive.len() {
                    let mut file = archive.by_index(index).unwrap();
                    let mut bytes = Vec::new();
                    std::io::copy(&mut file, &mut bytes).unwrap();
                    found.push((file.name().unwrap().into_owned(), bytes));
                }
            } else {
                let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
                for file in archive.entries().unwrap() {
                    let mut file = file.unwrap();
                    let mut bytes = Vec::new();
                    std::io::copy(&mut file, &mut bytes).unwrap();
                    found.push((file.path().unwrap().to_string_lossy().into_owned(), bytes));
                }
            }
            let expected: Vec<_> =
                files.iter().map(|(name, bytes, _)| (format!("it-1.0.0/{name}"), bytes.clone())).collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
