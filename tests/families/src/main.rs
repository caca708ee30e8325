//! `families`: lists the families; `families NUMBER SIZE`: inspects one, and prints bytes, seconds and kilobytes of memory.

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let all = families::all();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<usize>().ok());
    let (Some(index), Some(size)) = (number(0), number(1)) else {
        all.iter().for_each(|family| println!("{}", family.name));
        return ExitCode::SUCCESS;
    };
    let Some(family) = all.into_iter().nth(index) else { return ExitCode::from(2) };
    let inputs = family.make(size);
    let bytes: usize = inputs.iter().map(|input| input.bytes.len()).sum();
    let before = memory();
    let begun = Instant::now();
    let came_out = families::inspect(&inputs);
    println!("{bytes} {:.4} {} {came_out}", begun.elapsed().as_secs_f64(), memory().saturating_sub(before));
    ExitCode::SUCCESS
}

/// The most memory that this program has held so far, in kilobytes; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
