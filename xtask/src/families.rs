//! `cargo xtask families` and `cargo xtask costs`: what inspecting costs, for families of inputs that grow.
//!
//! The cost is counted as the fuel of the module's instructions, which does not depend on the machine, and must not grow
//! faster than the input. Seconds and memory are those of the native program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use fuel::{Cost, Families};

use crate::config::Config;
use crate::process;
use crate::wasm;
use crate::workspace::Workspace;

/// Factor between two sizes.
const STEP: u32 = 4;
/// Exponent from which a cost grows faster than its input. A sort, or a search in a tree, stays below it.
const STEEP: f64 = 1.15;
/// How far a family is followed.
#[derive(Debug, Clone, Copy)]
struct Reach {
    /// Bytes of the smallest input; there is always a larger one.
    first: u32,
    /// Bytes of the largest input.
    last: u32,
    /// Fuel of a run after which no larger one follows.
    fuel: u64,
    /// Fuel that a run may take whatever it grows like. A billion takes the native program some fifteen milliseconds.
    flat: u64,
    /// Every so many families are measured.
    each: usize,
}

/// For a person who has the time: everything.
const FAR: Reach =
    Reach { first: 16 * 1024, last: 4 * 1024 * 1024, fuel: 10_000_000_000, flat: 3_000_000_000, each: 1 };
/// For the tests: a sample.
const NEAR: Reach = Reach { first: 8 * 1024, last: 32 * 1024, fuel: 500_000_000, flat: 400_000_000, each: 17 };

/// Checks that the cost of no family of a sample grows faster than its input, and that no path costs more than its limit.
/// Prints what the paths cost.
///
/// # Errors
/// One does, or something cannot be built or run.
pub(crate) fn check(workspace: &Workspace, config: &Config) -> Result<()> {
    let families = Families::read(&wasm::compile_families(workspace, config)?)?;
    let measured = measure(&families, NEAR)?;
    let mut problems: Vec<String> = Vec::new();
    for family in measured.iter().filter(|family| family.is_steep(NEAR.flat)) {
        problems.push(format!("{}: exponent {:.2} ({:?})", family.name, family.exponent(), family.costs));
    }
    println!("{} families, {} of them steep", measured.len(), problems.len());
    let paths = paths(&families)?;
    for (name, fuel) in &paths {
        let limit = config.budgets.fuel.get(name).copied().unwrap_or(0);
        println!("{name:<52}{fuel:>12} of {limit} instructions");
        if !(limit / 2..=limit).contains(fuel) {
            problems.push(format!(
                "{name}: {fuel} instructions; the limit, {limit}, is to lie above it, and at most at twice as many"
            ));
        }
    }
    let unknown = config.budgets.fuel.keys().filter(|name| !paths.iter().any(|(path, _)| path == *name));
    problems.extend(unknown.map(|name| format!("{name}: there is no such path")));
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

/// The fuel that each path takes.
fn paths(families: &Families) -> Result<Vec<(String, u64)>> {
    let (growing, paths) = families.names()?;
    let cost = |(at, name)| Ok((name, families.run(u32::try_from(growing.len() + at)?, 0)?.fuel));
    paths.into_iter().enumerate().map(cost).collect()
}

/// Prints what every family costs, steepest first.
///
/// # Errors
/// A cost grows faster than its input, or something cannot be built or run.
pub(crate) fn print(workspace: &Workspace, config: &Config) -> Result<()> {
    let program = program(workspace)?;
    let families = Families::read(&wasm::compile_families(workspace, config)?)?;
    let mut measured = measure(&families, FAR)?;
    measured.sort_by(|one, other| other.exponent().total_cmp(&one.exponent()));
    println!("{:>8} {:>9} {:>12} {:>8} {:>9}  family", "exponent", "bytes", "fuel", "seconds", "MB");
    for family in &measured {
        let Some(last) = family.costs.last() else { continue };
        let (seconds, megabytes) = natively(&program, family.index, family.size)?;
        println!(
            "{:>8.2} {:>9} {:>12} {seconds:>8.3} {megabytes:>9.1}  {}{}",
            family.exponent(),
            last.bytes,
            last.fuel,
            family.name,
            if family.is_steep(FAR.flat) { "  STEEP" } else { "" }
        );
    }
    let steep = measured.iter().filter(|family| family.is_steep(FAR.flat)).count();
    println!("{} families, {steep} of them grow with an exponent above {STEEP}", measured.len());
    if steep > 0 {
        bail!("{steep} families cost more than grows with their size");
    }
    Ok(())
}

/// What a family costs at each size.
struct Measured {
    index: usize,
    name: String,
    size: u32,
    costs: Vec<Cost>,
}

impl Measured {
    /// The two largest runs.
    fn last_step(&self) -> Option<(&Cost, &Cost)> {
        match self.costs.as_slice() {
            [.., before, last] if last.bytes > before.bytes => Some((before, last)),
            _ => None,
        }
    }

    /// The power of the size with which the cost grew last.
    fn exponent(&self) -> f64 {
        self.last_step().map_or(0.0, |(before, last)| {
            (last.fuel as f64 / before.fuel.max(1) as f64).ln() / (last.bytes as f64 / before.bytes as f64).ln()
        })
    }

    fn is_steep(&self, flat: u64) -> bool {
        self.last_step().is_some_and(|(before, last)| {
            let allowed = before.fuel as f64 * (last.bytes as f64 / before.bytes as f64).powf(STEEP);
            last.fuel as f64 > allowed && last.fuel > flat
        })
    }
}

/// Measures every family, on as many threads as there are processors.
fn measure(families: &Families, reach: Reach) -> Result<Vec<Measured>> {
    let (names, _) = families.names()?;
    // `FAMILIES=words` measures those whose name has the words in it.
    let wanted = std::env::var("FAMILIES").unwrap_or_default();
    let each = if wanted.is_empty() { reach.each } else { 1 };
    let names: Vec<(usize, &str)> =
        names.iter().map(String::as_str).enumerate().filter(|(_, name)| name.contains(&wanted)).step_by(each).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |thread: usize| {
        let own = names.iter().skip(thread).step_by(threads);
        own.map(|(index, name)| follow(families, *index, name, reach)).collect::<Result<Vec<_>>>()
    };
    let parts: Vec<Result<Vec<Measured>>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        running.into_iter().map(|one| one.join().unwrap_or_else(|_| bail!("a thread panicked"))).collect()
    });
    let mut all: Vec<Measured> = parts.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    all.sort_by_key(|family| family.index);
    Ok(all)
}

/// Runs a family at growing sizes.
fn follow(families: &Families, index: usize, name: &str, reach: Reach) -> Result<Measured> {
    let mut measured = Measured { index, name: name.to_owned(), size: reach.first, costs: Vec::new() };
    let mut size = reach.first;
    while size <= reach.last {
        let cost =
            families.run(u32::try_from(index)?, size).with_context(|| format!("family `{name}` at {size} bytes"))?;
        measured.size = size;
        measured.costs.push(cost);
        if cost.fuel > reach.fuel && measured.costs.len() > 1 {
            break;
        }
        size *= STEP;
    }
    Ok(measured)
}

/// Builds the native program of the families.
fn program(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--quiet", "--package", "families", "--release", "--target-dir"]).arg(&workspace.target);
    process::run(&mut cargo)?;
    Ok(workspace.target.join("release/families"))
}

/// Seconds and megabytes that the native program takes.
fn natively(program: &Path, index: usize, size: u32) -> Result<(f64, f64)> {
    let printed = process::quiet(Command::new(program).args([index.to_string(), size.to_string()]))?;
    let fields: Vec<&str> = printed.split_whitespace().collect();
    let [_, seconds, kilobytes, _] = fields.as_slice() else { bail!("the families print `{printed}`") };
    Ok((seconds.parse()?, kilobytes.parse::<f64>()? / 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: u64 = 1_000;

    fn measured(costs: &[(u64, u64)]) -> Measured {
        let costs = costs.iter().map(|(bytes, fuel)| Cost { bytes: *bytes, fuel: *fuel, memory: 0 }).collect();
        Measured { index: 0, name: String::new(), size: 0, costs }
    }

    #[test]
    fn what_grows_with_the_square_is_steep_and_what_grows_with_the_size_is_not() {
        assert!(measured(&[(1_000, FLAT), (4_000, 16 * FLAT)]).is_steep(FLAT));
        assert!(!measured(&[(1_000, FLAT), (4_000, 4 * FLAT)]).is_steep(FLAT));
        assert!(!measured(&[(1_000, 1), (4_000, FLAT)]).is_steep(FLAT));
        assert!(!measured(&[(1_000, 2 * FLAT)]).is_steep(FLAT));
        assert!((measured(&[(1_000, 10), (4_000, 160)]).exponent() - 2.0).abs() < 1e-9);
    }
}
