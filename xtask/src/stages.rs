//! Stages of a test run: each goes on where an earlier one failed, and the end says how all of them went.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The stages that were run so far.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    done: Vec<Stage>,
}

#[derive(Debug)]
struct Stage {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
    /// What it left out.
    but: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    NotRun,
}

impl Stages {
    /// Runs a stage under a heading; a failure is printed at once. Gives what the work gives, unless it fails.
    pub(crate) fn run<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        eprintln!("\n── {name}");
        let begun = Instant::now();
        let result = work();
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
        }
        let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
        self.done.push(Stage { name, took: begun.elapsed(), outcome, but: None });
        result.ok()
    }

    /// Runs a stage that needs what an earlier one gave; without it, the stage counts as failed.
    pub(crate) fn run_with<T, U>(
        &mut self,
        name: &'static str,
        needed: Option<&U>,
        work: impl FnOnce(&U) -> Result<T>,
    ) -> Option<T> {
        let Some(needed) = needed else {
            self.done.push(Stage { name, took: Duration::ZERO, outcome: Outcome::NotRun, but: None });
            return None;
        };
        self.run(name, || work(needed))
    }

    /// Records what the last stage had to leave out, which the summary says.
    pub(crate) fn but(&mut self, left_out: String) {
        if let Some(last) = self.done.last_mut() {
            last.but = Some(left_out);
        }
    }

    /// Every stage on a line: how it went and how long it took.
    pub(crate) fn summary(&self) -> String {
        let line = |stage: &Stage| {
            let outcome = match stage.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::NotRun => "FAILED: not run, for want of the page",
            };
            let but = stage.but.as_ref().map(|left_out| format!(", but NOT CHECKED: {left_out}")).unwrap_or_default();
            format!("{:<16}{:>8.1} s  {outcome}{but}\n", stage.name, stage.took.as_secs_f64())
        };
        self.done.iter().map(line).collect()
    }

    /// Judges the whole run.
    ///
    /// # Errors
    /// A stage did not pass; all such stages are named.
    pub(crate) fn judge(&self) -> Result<()> {
        let failed = self.done.iter().filter(|stage| stage.outcome != Outcome::Passed);
        let failed: Vec<&str> = failed.map(|stage| stage.name).collect();
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_does_not_keep_other_stages_from_running_and_is_not_forgotten() {
        let mut stages = Stages::default();
        let page = stages.run::<()>("page", || bail!("no page"));
        assert_eq!(stages.run("core", || Ok(7)), Some(7));
        assert_eq!(stages.run_with("browser", page.as_ref(), |()| Ok(())), None);
        assert_eq!(stages.judge().unwrap_err().to_string(), "failed: page, browser");
        let summary = stages.summary();
        assert!(summary.contains("core                 0.0 s  passed"), "{summary}");
        assert!(summary.contains("browser              0.0 s  FAILED: not run"), "{summary}");
    }

    #[test]
    fn a_run_without_failures_passes() {
        let mut stages = Stages::default();
        stages.run("core", || Ok(()));
        stages.but("the weather".to_owned());
        stages.judge().unwrap();
        assert!(stages.summary().ends_with("passed, but NOT CHECKED: the weather\n"));
    }
}
