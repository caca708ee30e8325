//! The laws of the fuzz targets, on the seeds that they begin with: the fixtures, and whatever they once found.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../fuzz/src/laws.rs"]
mod laws;

use std::path::{Path, PathBuf};

type Law = fn(&[u8]);

const LAWS: [(&str, Law); 12] = [
    ("recognise", laws::recognise),
    ("assertion", laws::assertion),
    ("certificate", laws::certificate),
    ("pfx", laws::pfx),
    ("error", laws::error),
    ("request", laws::request),
    ("archive", laws::archive),
    ("stream", laws::stream),
    ("inspect", laws::inspect),
    ("redact", laws::redact),
    ("repair", laws::repair),
    ("markdown", laws::markdown),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn every_law_holds_for_its_seeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, law) in LAWS {
        let seeds = files(&root.join("fuzz/seeds").join(name));
        assert!(!seeds.is_empty(), "{name} has no seed");
        for seed in seeds {
            println!("{}", seed.display());
            law(&std::fs::read(&seed).expect("a seed"));
        }
    }
    // Whatever a fixture is, it is nothing that a law may not hold for.
    for fixture in files(&root.join("tests/fixtures")) {
        println!("{}", fixture.display());
        let bytes = std::fs::read(&fixture).expect("a fixture");
        for law in [laws::recognise as Law, laws::redact, laws::inspect, laws::stream] {
            law(&bytes);
        }
    }
}

#[test]
fn every_target_is_a_law_that_is_tried_here() {
    let targets = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/targets"));
    let mut names: Vec<&str> = LAWS.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let stem = |path: &PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    assert_eq!(targets.iter().filter_map(stem).collect::<Vec<_>>(), names);
}
