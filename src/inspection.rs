//! From inputs to a report: reads, pairs, runs every check by itself, and writes down what came of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::case::inventory::Inventory;
use crate::case::pairing::{self, LeftOver, Links};
use crate::case::{Case, CaseParts, Clock};
use crate::checks;
use crate::checks::finding::{Check, Finding, rank};
use crate::evidence::server_error::ServerError;
use crate::notation::instant::Instant;
use crate::report::assembly;
use crate::report::guide;
use crate::report::thumbprint_table;
use crate::report::verdict;
use crate::report::{AtSource, CaseReport, Report, SCHEMA, Tool};

/// How to inspect.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The time of the refusal, where the user knows it.
    pub at: Option<Instant>,
    /// The clock of this machine.
    pub now: Instant,
    /// Passwords to try on whatever is encrypted.
    pub passwords: Vec<String>,
    /// Names of checks to leave out, because they broke in an earlier run.
    pub skip: Vec<String>,
    /// For tests of the isolation: the check of this name panics, or with `pair` the page's pairing.
    pub break_check: Option<String>,
}

/// Everything gathered and paired: gives one case after the other, so that not all have to be held at once.
#[derive(Debug)]
pub struct Inspection {
    inventory: Inventory,
    links: Vec<Links>,
    left_over: Vec<LeftOver>,
}

impl Inspection {
    /// Pairs what was gathered.
    pub fn new(mut inventory: Inventory) -> Self {
        inventory.set_aside_other_tokens();
        let (links, left_over) = pairing::pair(&inventory);
        Self { inventory, links, left_over }
    }

    /// The number of cases, at least one.
    pub fn cases(&self) -> usize {
        self.links.len()
    }

    /// Gives back what was gathered.
    pub fn into_inventory(self) -> Inventory {
        self.inventory
    }

    /// What was gathered.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// What a case is made of.
    pub fn parts(&self, index: usize, options: &Options) -> CaseParts<'_> {
        let inventory = &self.inventory;
        let links = self.links.get(index).copied().unwrap_or_default();
        let error = links.error.and_then(|index| inventory.errors.get(index));
        CaseParts {
            assertion: inventory.assertions.get(index),
            error,
            request: links.request.and_then(|index| inventory.requests.get(index)),
            registration: links.registration.and_then(|index| inventory.registrations.get(index)),
            certificates: &inventory.certificates,
            private_keys: &inventory.private_keys,
            bare_keys: &inventory.bare_keys,
            unrecognised: &inventory.texts,
            clock: clock(error, options),
        }
    }

    /// Inspects one case. `progress` is told each check's name before it runs, so that it is known which one failed if a
    /// panic ends the whole program, as it does in WebAssembly.
    pub fn case(&self, index: usize, options: &Options, progress: &mut dyn FnMut(&str)) -> CaseReport {
        report_case(&Case::new(self.parts(index, options)), options, progress)
    }

    /// The report with every case.
    pub fn report_all(&self, options: &Options) -> Report {
        let cases = (0..self.cases()).map(|index| self.case(index, options, &mut |_| {})).collect();
        self.report(cases, options)
    }

    /// The report around the cases.
    pub fn report(&self, cases: Vec<CaseReport>, options: &Options) -> Report {
        let inventory = &self.inventory;
        let clock = self.parts(0, options).clock;
        Report {
            schema: SCHEMA,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            at: clock.at.rfc3339(),
            at_source: clock.source,
            inputs: inventory.inputs.iter().map(assembly::input).collect(),
            certificates: assembly::certificates(inventory),
            errors: inventory.errors.iter().map(assembly::error).collect(),
            registered_keys: inventory.registrations.iter().flat_map(assembly::registered_keys).collect(),
            cases,
            unpaired: self.left_over.iter().map(assembly::unpaired).collect(),
        }
    }
}

/// The time to inspect for: the server's own, else the one given, else now.
fn clock(error: Option<&ServerError>, options: &Options) -> Clock {
    match (error.and_then(ServerError::time), options.at) {
        (Some(at), _) => Clock { at, source: AtSource::Error },
        (None, Some(at)) => Clock { at, source: AtSource::Given },
        (None, None) => Clock { at: options.now, source: AtSource::Now },
    }
}

/// What every check finds, in the order of the checks.
pub fn findings(case: &Case<'_>, options: &Options, progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    checks::all().iter().flat_map(|check| run(check, case, options, progress)).collect()
}

fn report_case(case: &Case<'_>, options: &Options, progress: &mut dyn FnMut(&str)) -> CaseReport {
    let mut findings = findings(case, options, progress);
    // The finding that leads stands first, whatever its confidence.
    let lead = verdict::lead(case, &findings).map(|finding| finding.id.name);
    findings
        .sort_by_key(|finding| (Some(finding.id.name) != lead, finding.status, finding.confidence, rank(finding.id)));
    CaseReport {
        at: case.clock.at.rfc3339(),
        at_source: case.clock.source,
        summary: assembly::summary(case, &findings),
        assertion: case.assertion.map(|assertion| assembly::assertion(case, assertion, &findings)),
        questions: assembly::questions(case, &findings),
        thumbprints: thumbprint_table::build(case),
        verdict: verdict::write(case, &findings),
        guide: guide::states(case, &findings),
        findings: findings.into_iter().map(assembly::finding).collect(),
    }
}

/// Runs one check by itself: if it panics, a finding says so and the others still run.
fn run(check: &Check, case: &Case<'_>, options: &Options, progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    if options.skip.iter().any(|name| name == check.name) {
        return vec![checks::internal::failed(check.name)];
    }
    progress(check.name);
    let broken = options.break_check.as_deref() == Some(check.name);
    #[expect(clippy::panic, reason = "the tests' way to break a check")]
    let outcome =
        catch_unwind(AssertUnwindSafe(|| if broken { panic!("broken on purpose") } else { (check.run)(case) }));
    outcome.unwrap_or_else(|_| vec![checks::internal::failed(check.name)])
}
