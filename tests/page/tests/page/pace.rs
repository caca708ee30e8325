//! How long the page stands still, as a machine would have it that is quiet and has two cores. The limits are meant for such a one;
//! a slower or busier machine gets as much more time as it takes longer to count.

use anyhow::{Result, bail};
use page_tests::Page;

use crate::set_clock;

/// Counts, which has nothing to do with the page, and says how many milliseconds that took.
const COUNTING: &str = "(() => { const begun = performance.now(); let sum = 0; \
    for (let number = 0; number < 2.5e7; number += 1) sum = (sum * 31 + number) | 0; \
    return performance.now() - begun + (sum & 0); })()";

/// What counting takes in the slowest of the three engines on the quiet machine.
const COUNTING_MS: f64 = 250.0;

/// How many times longer this machine takes than the quiet one; never less than one.
pub(crate) fn slowness(page: &mut Page) -> Result<f64> {
    Ok((page.number_of(COUNTING)? / COUNTING_MS).max(1.0))
}

/// The most milliseconds that the page may stand still, on the quiet machine.
const STANDSTILL_MS: f64 = 500.0;

/// Runs something up to three times, and fails if the page stood still for too long each time: other programs run here, too, and
/// a page that stands still by itself does so every time.
pub(crate) fn never_stands_still(page: &mut Page, act: impl Fn(&mut Page) -> Result<()>) -> Result<()> {
    page.evaluate(
        "window.longest = 0, window.last = performance.now(), setInterval(() => { \
            const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 10), 0",
    )?;
    let mut stood = Vec::new();
    for _ in 0..3 {
        let before = slowness(page)?;
        page.evaluate("last = performance.now(), longest = 0")?;
        act(page)?;
        let longest = page.number_of("longest")?;
        stood.push(longest / before.max(slowness(page)?));
        if stood.last().is_some_and(|longest| *longest < STANDSTILL_MS) {
            return Ok(());
        }
        page.click("#clear")?;
        page.wait_for("document.getElementById('verdict').dataset.ready === undefined")?;
        set_clock(page)?;
    }
    bail!("the page stood still for {stood:?} ms")
}
