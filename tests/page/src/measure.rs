//! How long the page takes, by its own clock, in Chromium.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use crate::Page;
use crate::chromium::Chromium;

/// Notes when the page is ready, when files are dropped and when a verdict stands.
const CLOCK: &str = "
    window.clock = {};
    addEventListener('drop', () => { clock.drop = performance.now(); }, true);
    new MutationObserver(() => {
        if (document.body?.dataset.state === 'ready') clock.ready ??= performance.now();
        if (document.querySelector('#verdict[data-ready=\"true\"]')) clock.verdict ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });";

/// The times of one opening of the page and one drop onto it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// From the start of opening the file until the module is up.
    pub open_to_ready: Duration,
    /// From the drop until the verdict stands.
    pub drop_to_verdict: Duration,
}

/// Opens the page in a new browser `runs` times, drops the files each time, and gives the median of either time.
///
/// # Errors
/// There is no browser, or the page does not do what is measured.
pub fn medians(page: &Path, files: &[PathBuf], runs: usize) -> Result<Times> {
    let times = (0..runs).map(|_| once(page, files)).collect::<Result<Vec<_>>>()?;
    Ok(Times {
        open_to_ready: median(times.iter().map(|times| times.open_to_ready)).context("nothing was measured")?,
        drop_to_verdict: median(times.iter().map(|times| times.drop_to_verdict)).context("nothing was measured")?,
    })
}

fn once(file: &Path, files: &[PathBuf]) -> Result<Times> {
    // Nothing is recorded, since that takes time of its own.
    let mut chromium = Chromium::start("en")?;
    chromium.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": CLOCK }))?;
    let mut page = Page::within(Box::new(chromium));
    page.go_to(file)?;
    page.wait_for("window.clock?.ready")?;
    page.drop_files(files)?;
    page.wait_for("clock.verdict")?;
    let milliseconds = |value: f64| Duration::from_secs_f64(value.max(0.0) / 1000.0);
    Ok(Times {
        open_to_ready: milliseconds(page.number_of("clock.ready")?),
        drop_to_verdict: milliseconds(page.number_of("clock.verdict - clock.drop")?),
    })
}

/// The middle one of an odd number of values, the upper of the two middle ones otherwise.
fn median(values: impl Iterator<Item = Duration>) -> Option<Duration> {
    let mut values: Vec<Duration> = values.collect();
    values.sort();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_does_not_follow_an_outlier() {
        let values = [3, 900, 1, 2, 4].map(Duration::from_millis);
        assert_eq!(median(values.into_iter()), Some(Duration::from_millis(3)));
        assert_eq!(median([].into_iter()), None);
    }
}
