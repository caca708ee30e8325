//! What the page may weigh and how long it should take, and what it does.
//!
//! Only the size is judged. A time says as much about the machine as about the page; what guards the page's work are the
//! instructions that `families` counts.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::config::{Budgets, Config};
use crate::page::Built;
use crate::setup;

/// What is dropped to measure the time until the verdict.
const DROPPED: [&str; 2] = ["x5t-hex-text.jwt", "app.pem"];

/// Measures a built page in Chromium, prints every figure beside its budget, and judges them.
///
/// # Errors
/// There is no browser, the page does not do what is measured, or a figure is above its limit.
pub(crate) fn check(config: &Config, page: &Built) -> Result<()> {
    setup::chromium()?;
    let files = DROPPED.map(page_tests::fixture);
    let times = page_tests::measure::medians(&page.path, &files, config.budgets.runs)?;
    let table = Table::new(&config.budgets, page.bytes, times.open_to_ready, times.drop_to_verdict);
    print!("{}", table.text());
    table.judge()
}

/// The measured figures beside their budgets.
#[derive(Debug, PartialEq, Eq)]
struct Table {
    rows: Vec<Row>,
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: &'static str,
    unit: &'static str,
    measured: u64,
    budget: u64,
    /// Whether a figure above the budget fails the run.
    fails: bool,
}

impl Table {
    fn new(budgets: &Budgets, bytes: u64, open_to_ready: Duration, drop_to_verdict: Duration) -> Table {
        let time = |name, measured: Duration, budget: u32| Row {
            name,
            unit: "ms",
            measured: u64::try_from(measured.as_millis()).unwrap_or(u64::MAX),
            budget: budget.into(),
            fails: false,
        };
        let size = Row { name: "page", unit: "bytes", measured: bytes, budget: budgets.page_bytes, fails: true };
        Table {
            rows: vec![
                size,
                time("open to ready", open_to_ready, budgets.open_to_ready_ms),
                time("drop to verdict", drop_to_verdict, budgets.drop_to_verdict_ms),
            ],
        }
    }

    /// Each figure on a line.
    fn text(&self) -> String {
        self.rows.iter().map(|row| row.line() + "\n").collect()
    }

    /// Fails where a figure that counts is above its budget, and names all such figures.
    fn judge(&self) -> Result<()> {
        let above = self.rows.iter().filter(|row| row.fails && row.measured > row.budget);
        let above: Vec<&str> = above.map(|row| row.name).collect();
        if !above.is_empty() {
            bail!("too much: {}", above.join(", "));
        }
        Ok(())
    }
}

impl Row {
    fn line(&self) -> String {
        let Row { name, unit, measured, budget, fails } = self;
        let judgement = match (measured > budget, fails) {
            (false, _) => "",
            (true, false) => ", over budget",
            (true, true) => ", FAILED",
        };
        format!("{name:<16}{measured:>8} of {budget} {unit}{judgement}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn table(bytes: u64, ready: u64, verdict: u64) -> Table {
        let budgets = Budgets {
            page_bytes: 1000,
            open_to_ready_ms: 300,
            drop_to_verdict_ms: 100,
            runs: 5,
            fuel: BTreeMap::new(),
        };
        Table::new(&budgets, bytes, Duration::from_millis(ready), Duration::from_millis(verdict))
    }

    #[test]
    fn a_time_over_budget_is_said() {
        let slow = table(1000, 300, 301);
        slow.judge().unwrap();
        assert!(
            slow.text()
                .ends_with("open to ready        300 of 300 ms\ndrop to verdict      301 of 100 ms, over budget\n")
        );
    }

    #[test]
    fn a_page_over_budget_fails() {
        let large = table(1001, 1, 1);
        assert!(large.text().starts_with("page                1001 of 1000 bytes, FAILED\n"));
        assert_eq!(large.judge().unwrap_err().to_string(), "too much: page");
    }
}
