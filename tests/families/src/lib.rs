//! Families of inputs: each is a way of repeating something, made from a size. They show how the cost of an inspection
//! grows: the module built from this crate is run with its instructions counted, and the program of the same crate is
//! run for time and memory.

mod binary;
mod catalogue;
mod documents;
mod parts;
mod texts;

pub use catalogue::{Family, all};

use assertion_inspector::render::markdown;
use assertion_inspector::repair::RepairOptions;
use assertion_inspector::{Input, Instant, Intake, Options, redact};

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

/// Makes the input of a family of this size in bytes, and inspects it: for the module, whose host counts instructions.
/// Returns the length of what came out, or 0 if there is no such family.
#[unsafe(no_mangle)]
pub extern "C" fn run_family(index: u32, size: u32) -> u32 {
    let size = usize::try_from(size).unwrap_or(0);
    let family = all().into_iter().nth(usize::try_from(index).unwrap_or(usize::MAX));
    family.map_or(0, |family| u32::try_from(inspect(&family.make(size))).unwrap_or(u32::MAX))
}

/// Makes the input of a family and does nothing with it: what the making costs.
#[unsafe(no_mangle)]
pub extern "C" fn make_family(index: u32, size: u32) -> u32 {
    let size = usize::try_from(size).unwrap_or(0);
    let family = all().into_iter().nth(usize::try_from(index).unwrap_or(usize::MAX));
    let bytes = |inputs: Vec<Input>| inputs.iter().map(|input| input.bytes.len()).sum::<usize>();
    family.map_or(0, |family| u32::try_from(bytes(family.make(size))).unwrap_or(u32::MAX))
}
