//! Families of inputs: each is a way of repeating something, made from a size. They show how the cost of an inspection
//! grows: the module built from this crate is run with its instructions counted, and the program of the same crate is
//! run for time and memory.

mod binary;
mod catalogue;
mod documents;
mod parts;
mod paths;
mod texts;

pub use catalogue::{Family, all};

use std::ffi::{CString, c_char};

use assertion_inspector::render::markdown;
use assertion_inspector::repair::RepairOptions;
use assertion_inspector::{Input, Instant, Intake, Options, redact};

use paths::PATHS;

/// The time that every family is inspected for: 2026-11-23T10:00:00Z.
pub const AT: Instant = Instant(1_795_428_000);

/// Bytes that a stream is fed with at once, as the page feeds it.
const PIECE_BYTES: usize = 256 * 1024;

/// Inspects inputs as the page does, with everything that a person can ask for afterwards: the report as data, redacted
/// and with its ids shortened, as Markdown, and the correction of the first case. Returns the length of what came out.
pub fn inspect(inputs: &[Input]) -> usize {
    let options = Options::new(AT).at(AT);
    let mut intake = Intake::new(&options);
    for input in inputs {
        let size = u64::try_from(input.bytes.len()).unwrap_or(u64::MAX);
        let head = input.bytes.get(..input.bytes.len().min(usize::try_from(Intake::HEAD_BYTES).unwrap_or(0)));
        if Intake::is_stream(size, head.unwrap_or_default()) {
            intake.begin(&input.name);
            input.bytes.chunks(PIECE_BYTES).for_each(|piece| intake.feed(piece));
            intake.end();
        } else {
            intake.add(input);
        }
    }
    let inspection = intake.finish();
    let mut report = inspection.report_all(&options);
    let repaired = inspection.repair(0, &options, &RepairOptions::new(AT));
    redact::redact(&mut report);
    redact::shorten_ids(&mut report);
    redact::disarm(&mut report);
    markdown::render(&report).len() + format!("{repaired:?}").len()
}

/// What a host runs: the families in their order, and after them the paths, for which the size does not matter.
fn make(index: u32, size: u32) -> Vec<Input> {
    let (index, size) = (usize::try_from(index).unwrap_or(usize::MAX), usize::try_from(size).unwrap_or(0));
    let families = all();
    match index.checked_sub(families.len()) {
        Some(path) => PATHS.get(path).map(|path| (path.make)()).unwrap_or_default(),
        None => families.get(index).map(|family| family.make(size)).unwrap_or_default(),
    }
}

/// Makes an input and inspects it: for the module, whose host counts instructions. Returns the length of what came out.
#[unsafe(no_mangle)]
pub extern "C" fn run(index: u32, size: u32) -> u32 {
    u32::try_from(inspect(&make(index, size))).unwrap_or(u32::MAX)
}

/// Makes the same input and does nothing with it: what the making costs. Returns its size in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(index: u32, size: u32) -> u32 {
    let bytes: usize = make(index, size).iter().map(|input| input.bytes.len()).sum();
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The names of all that can be run, a line each: those of the families, an empty line, and those of the paths.
fn names() -> String {
    let families: String = all().iter().map(|family| family.name.clone() + "\n").collect();
    let paths: String = PATHS.iter().map(|path| format!("{}\n", path.name)).collect();
    families + "\n" + &paths
}

/// Where the names stand in memory, for good; NUL is behind them.
#[unsafe(no_mangle)]
pub extern "C" fn names_at() -> *mut c_char {
    CString::new(names()).map_or(std::ptr::null_mut(), CString::into_raw)
}
