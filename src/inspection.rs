//! From inputs to a report: reads, pairs, runs every check by itself, and writes down what came of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::assembly;
use crate::assertion::Assertion;
use crate::case::{Case, Clock};
use crate::check::{Check, Finding, rank};
use crate::checks;
use crate::gathering::Gathered;
use crate::guide;
use crate::input::Input;
use crate::instant::Instant;
use crate::pairing;
use crate::report::{AtSource, CaseReport, Report, SCHEMA, Tool};
use crate::server_error::ServerError;
use crate::thumbprint::table;
use crate::verdict;

/// How to inspect.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The time of the refusal, where the user knows it.
    pub at: Option<Instant>,
    /// The clock of this machine.
    pub now: Instant,
    /// Names of checks to leave out, because they broke in an earlier run.
    pub skip: Vec<String>,
    /// For tests of the isolation: the check of this name panics.
    pub break_check: Option<String>,
}

/// Inspects inputs. `progress` is told each check's name before it runs, so that whoever watches knows which one broke
/// where a panic ends the whole program, as it does in WebAssembly.
pub fn inspect(inputs: &[Input], options: &Options, progress: &mut dyn FnMut(&str)) -> Report {
    let mut gathered = Gathered::default();
    for input in inputs {
        gathered.take(input);
    }
    let assertions: Vec<Option<&Assertion>> = match gathered.assertions.as_slice() {
        [] => vec![None],
        some => some.iter().map(Some).collect(),
    };
    let mut clocks = Vec::new();
    let cases = assertions
        .into_iter()
        .map(|assertion| {
            let error = pairing::error_of(assertion, &gathered.errors, gathered.assertions.len());
            let clock = clock(error, options);
            clocks.push(clock);
            let mut case = Case::new(assertion, error, &gathered.certificates, &gathered.texts, clock);
            case.request = pairing::request_of(assertion, &gathered.requests, gathered.assertions.len());
            report_case(&case, options, progress)
        })
        .collect();
    let clock = clocks.first().copied().unwrap_or_else(|| clock(None, options));
    Report {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        at: clock.at.rfc3339(),
        at_source: clock.source,
        inputs: gathered.inputs,
        certificates: gathered.certificates.iter().map(|one| assembly::certificate(one)).collect(),
        errors: gathered.errors.iter().map(assembly::error).collect(),
        registered_keys: Vec::new(),
        cases,
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

fn report_case(case: &Case<'_>, options: &Options, progress: &mut dyn FnMut(&str)) -> CaseReport {
    let mut findings: Vec<Finding> =
        checks::all().iter().flat_map(|check| run(check, case, options, progress)).collect();
    // The finding that leads stands first, whatever its confidence.
    let lead = verdict::lead(case, &findings).map(|finding| finding.id.name);
    findings
        .sort_by_key(|finding| (Some(finding.id.name) != lead, finding.status, finding.confidence, rank(finding.id)));
    CaseReport {
        assertion: case.assertion.map(|assertion| assembly::assertion(case, assertion, &findings)),
        questions: assembly::questions(case, &findings),
        thumbprints: table::build(case),
        verdict: verdict::write(case, &findings),
        guide: guide::states(&findings),
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
