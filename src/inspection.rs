//! From inputs to a report: pairs what was read, runs every check in isolation, and reports the outcome.

use crate::answer;
use crate::case::clock::Clock;
use crate::case::inventory::Inventory;
use crate::case::pairing::{self, LeftOver, Links, Pairs};
use crate::case::{Case, CaseParts, issued_at};
use crate::checks::finding::{Check, Finding};
use crate::checks::ranks::rank;
use crate::checks::run::run;
use crate::evidence::assertion::Assertion;
use crate::evidence::server_error::ServerError;
use crate::language::Text;
use crate::limits;
use crate::notation::encoding::to_hex;
use crate::notation::instant::Instant;
use crate::notation::order::by_number;
use crate::preflight::{self, Preflight};
use crate::repair::{self, RepairOptions, RepairReport};
use crate::report::assembly;
use crate::report::chain;
use crate::report::groups::Groups;
use crate::report::guide;
use crate::report::redaction::{self, secrets::SecretMaterial};
use crate::report::row::Row;
use crate::report::thumbprint_table;
use crate::report::verdict;
use crate::report::{CaseReport, Report, SCHEMA, Status, Tool};
use crate::tools::convert::{self, Identified};
use crate::tools::rotate::{self, Change, RotateOptions, Rotation};

/// How to inspect.
///
/// ```
/// use assertion_inspector::{Instant, Options};
///
/// let now = Instant::read("2026-11-24T08:00:00Z").unwrap();
/// let options = Options::new(now).at(Instant::read("2026-11-23T10:00:00Z")).passwords(vec!["secret".to_owned()]);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) at: Option<Instant>,
    pub(crate) at_issue: bool,
    pub(crate) now: Instant,
    pub(crate) passwords: Vec<String>,
    pub(crate) skip: Vec<String>,
    pub(crate) checks: Checks,
}

impl Options {
    /// Inspects for the time given in an error, or else for `now`, the clock of this machine.
    pub fn new(now: Instant) -> Self {
        Self { at: None, at_issue: false, now, passwords: Vec::new(), skip: Vec::new(), checks: Checks::default() }
    }

    /// The time of the refusal, if the user knows it. It takes precedence over `now`, and the error's own time over
    /// both.
    #[must_use]
    pub fn at(self, at: impl Into<Option<Instant>>) -> Self {
        Self { at: at.into(), ..self }
    }

    /// Inspects each assertion for the time when it says that it was made (`iat`, or else `nbf`), unless its error
    /// states another. One that does not say so is inspected for the time given, or else for `now`.
    #[must_use]
    pub fn at_issue(self) -> Self {
        Self { at_issue: true, ..self }
    }

    /// Passwords to try on anything encrypted.
    #[must_use]
    pub fn passwords(self, passwords: Vec<String>) -> Self {
        Self { passwords, ..self }
    }

    /// Names of checks to leave out because they panicked in an earlier run.
    #[must_use]
    pub fn skip(self, skip: Vec<String>) -> Self {
        Self { skip, ..self }
    }

    /// Runs only these checks.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn checks(self, checks: &'static [Check]) -> Self {
        Self { checks: Checks(checks), ..self }
    }
}

/// The checks that an inspection runs: all of them, unless a test passes in others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checks(pub(crate) &'static [Check]);

impl Default for Checks {
    fn default() -> Self {
        // The page's tests have a module of their own, with faults that they can ask for.
        #[cfg(all(feature = "testing", target_arch = "wasm32", target_os = "unknown"))]
        return Self(crate::testing::faulty_checks());
        #[cfg(not(all(feature = "testing", target_arch = "wasm32", target_os = "unknown")))]
        Self(crate::checks::all())
    }
}

/// Everything read and paired. Cases are produced one at a time, so that they need not all be held at once.
///
/// ```
/// use assertion_inspector::{Input, Instant, Intake, Options};
///
/// let options = Options::new(Instant(1_795_428_000));
/// let mut intake = Intake::new(&options);
/// intake.add(&Input { name: "error.txt".into(), bytes: b"AADSTS7000215: Invalid client secret provided.".to_vec() });
/// let inspection = intake.finish();
/// for index in 0..inspection.cases() {
///     let case = inspection.case(index, &options, &mut |check| println!("{check} …"));
///     assert_eq!(case.summary.code, Some(7000215));
/// }
/// ```
#[derive(Debug)]
pub struct Inspection {
    inventory: Inventory,
    pairs: Pairs,
    secrets: SecretMaterial,
}

impl Inspection {
    /// Pairs what was read.
    pub(crate) fn new(mut inventory: Inventory) -> Self {
        inventory.resolve_variables();
        inventory.set_aside_other_tokens();
        inventory.merge_registrations();
        let pairs = pairing::pair(&inventory);
        let secrets = SecretMaterial::new(inventory.secrets());
        Self { inventory, pairs, secrets }
    }

    /// The number of cases, at least one.
    pub fn cases(&self) -> usize {
        self.pairs.links.len()
    }

    /// Each refusal with the error that it has, as indices, and the number of what it is about, in the order in which that was
    /// read: every case and, behind them, every other error. If nothing was read but keys and the like, the only case.
    pub(crate) fn refusals(&self) -> Vec<(usize, usize, Option<usize>)> {
        let Self { inventory, pairs, .. } = self;
        let number = |index: usize, error: Option<usize>| {
            let assertion = inventory.assertions.get(index).map(|one| one.place.number);
            assertion.or_else(|| inventory.errors.get(error?).map(|one| one.place.number)).unwrap_or_default()
        };
        let all = pairs.links.iter().chain(&pairs.lone).enumerate();
        let mut all: Vec<_> = all.map(|(index, links)| (number(index, links.error), index, links.error)).collect();
        all.sort_unstable();
        all
    }

    /// What was paired.
    pub(crate) fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// What was read.
    pub(crate) fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// Returns what was read.
    pub(crate) fn into_inventory(self) -> Inventory {
        self.inventory
    }

    /// What a thumbprint or other value is, in every notation, and which input it belongs to.
    ///
    /// ```
    /// use assertion_inspector::{Instant, Intake, Options};
    ///
    /// let inspection = Intake::new(&Options::new(Instant(0))).finish();
    /// let known = inspection.identify("84E05C1D98BCE3A5421D225B140B36E86A3D5534");
    /// assert!(known.notations.iter().any(|one| one.value == "hOBcHZi846VCHSJbFAs26Go9VTQ"));
    /// ```
    pub fn identify(&self, text: &str) -> Identified {
        convert::identify(text, &self.inventory)
    }

    /// What belongs to a case or a refusal.
    fn links(&self, index: usize) -> Links {
        let Pairs { links, lone, .. } = &self.pairs;
        let lone = || lone.get(index.checked_sub(links.len())?);
        links.get(index).or_else(lone).copied().unwrap_or_default()
    }

    /// The evidence that a case consists of.
    pub(crate) fn parts(&self, index: usize, options: &Options) -> CaseParts<'_> {
        let inventory = &self.inventory;
        let is_lone = index >= self.cases();
        let links = self.links(index);
        // Of several assertions or errors, it cannot be told which one a complaint or a log is about.
        let is_one_of_many = is_lone || inventory.assertions.len() > 1 || inventory.is_part();
        let error = links.error.and_then(|index| inventory.errors.get(index));
        let assertion = inventory.assertions.get(index);
        let made = assertion.filter(|_| options.at_issue).and_then(issued_at);
        CaseParts {
            assertion,
            error,
            request: links.request.and_then(|index| inventory.requests.get(index)),
            registration: links.registration.and_then(|index| inventory.registrations.get(index)),
            certificates: &inventory.certificates,
            private_keys: &inventory.private_keys,
            bare_keys: &inventory.bare_keys,
            unrecognised: if is_lone || inventory.is_part() { &[] } else { &inventory.texts },
            complaints: if is_one_of_many { &[] } else { &inventory.complaints },
            files: &inventory.files,
            listed: &inventory.listed,
            federated: &inventory.federated,
            token_sources: if is_one_of_many { &[] } else { &inventory.token_sources },
            user_tokens: &inventory.user_tokens,
            pipeline_logs: if is_one_of_many { &[] } else { &inventory.pipeline_logs },
            // What a case of a log is worth does not depend on where the log is cut.
            cases: if inventory.is_part() { limits::FLOW_WINDOW } else { self.cases() },
            clock: Clock::new(error.filter(|error| may_be_about(error, assertion)), made.or(options.at), options.now),
        }
    }

    /// Inspects one case. `progress` is called with each check's name before it runs, so that the caller knows which
    /// one failed if a panic ends the whole program, as it does in WebAssembly.
    pub fn case(&self, index: usize, options: &Options, progress: &mut dyn FnMut(&str)) -> CaseReport {
        let case = report_case(&mut Case::new(self.parts(index, options)), self.secrets.clone(), options, progress);
        CaseReport { error: self.links(index).error, ..case }
    }

    /// Inspects one refusal of a list, and tells of it in one short line.
    pub fn row(&self, index: usize, options: &Options) -> Row {
        let case = Case::new(self.parts(index, options));
        let findings = findings(&case, options, &mut |_| {});
        let (findings, lead) = ordered(&case, findings);
        let lead = findings.first().filter(|_| lead);
        let summary = assembly::summary(&case, &findings, lead, &verdict::build(&case, lead));
        let causes = findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id.name).collect();
        Row { summary, causes, secrets: self.secrets.clone() }
    }

    /// Whether what was read will work, and until when: the program's certificate or federated token, as far as the
    /// registration at hand says. It holds for the time given, or else for now.
    ///
    /// ```
    /// use assertion_inspector::preflight::Outcome;
    /// use assertion_inspector::{Input, Instant, Intake, Options, new_certificate};
    ///
    /// let now = Instant::read("2026-11-23T10:00:00Z").unwrap();
    /// let made = new_certificate::make("payroll", 365, 2048, now).unwrap();
    /// let options = Options::new(now);
    /// let mut intake = Intake::new(&options);
    /// intake.add(&Input { name: "app.pem".into(), bytes: made.certificate_pem().into() });
    /// let preflight = intake.finish().preflight(&options);
    /// // The certificate does not show whether it is registered.
    /// assert_eq!(preflight.outcome_within(0), Outcome::Unknown);
    /// assert_eq!(preflight.apps[0].because[0].id, "registration-unknown");
    /// ```
    pub fn preflight(&self, options: &Options) -> Preflight {
        preflight::of(&self.inventory, options.at.unwrap_or(options.now))
    }

    /// Removes from a preflight of these inputs what [`redact`](crate::redact) removes from a report.
    ///
    /// ```
    /// # use assertion_inspector::{Instant, Intake, Options};
    /// # let options = Options::new(Instant(0));
    /// # let inspection = Intake::new(&options).finish();
    /// let mut preflight = inspection.preflight(&options);
    /// inspection.redact_preflight(&mut preflight);
    /// ```
    pub fn redact_preflight(&self, preflight: &mut Preflight) {
        redaction::redact_preflight(preflight, &self.secrets);
    }

    /// How many of these days the policies among the inputs let a new self-signed certificate be valid, on an application that
    /// was created at this time.
    ///
    /// # Errors
    /// Why none may be registered.
    pub fn days_within(&self, days: u32, created: Option<Instant>) -> Result<u32, Text> {
        preflight::policy::days_within(&self.inventory.policies, created, days)
    }

    /// The requests with which the application among the inputs changes its own keys, signed for the time given, or else for
    /// now, with the key of a certificate that is registered.
    ///
    /// # Errors
    /// What is missing, or why Entra ID would refuse them.
    pub fn rotate(&self, options: &Options, wanted: &RotateOptions, change: &Change) -> Result<Rotation, Text> {
        rotate::make(&self.inventory, wanted, change, options.at.unwrap_or(options.now))
    }

    /// The corrected assertion of a case, signed if its private key is available, and the code and commands to apply
    /// it.
    ///
    /// ```
    /// use assertion_inspector::repair::RepairOptions;
    /// use assertion_inspector::{Input, Instant, Intake, Options};
    ///
    /// let now = Instant(1_795_428_000);
    /// let options = Options::new(now);
    /// let mut intake = Intake::new(&options);
    /// intake.add(&Input { name: "error.txt".into(), bytes: b"AADSTS700027: Client assertion failed.".to_vec() });
    /// let inspection = intake.finish();
    /// let repair = inspection.repair(inspection.to_repair(&options), &options, &RepairOptions::new(now));
    /// // An error alone cannot be corrected; it says what is missing.
    /// assert!(repair.token.is_none() && repair.problem.is_some());
    /// ```
    pub fn repair(&self, index: usize, options: &Options, repair: &RepairOptions) -> RepairReport {
        let case = Case::new(self.parts(index, options));
        let findings = findings(&case, options, &mut |_| {});
        repair::report(&case, &findings, repair)
    }

    /// The case to repair where nobody names one: the first with a cause.
    pub fn to_repair(&self, options: &Options) -> usize {
        let has_cause = |index: &usize| {
            let case = self.case(*index, options, &mut |_| {});
            case.findings.iter().any(|one| one.status == Status::Cause)
        };
        (0..self.cases()).find(has_cause).unwrap_or(0)
    }

    /// The complete report, with every case.
    pub fn report_all(&self, options: &Options) -> Report {
        let cases = (0..self.cases()).map(|index| self.case(index, options, &mut |_| {})).collect();
        self.report(cases, options)
    }

    /// A report with the given cases.
    pub fn report(&self, cases: Vec<CaseReport>, options: &Options) -> Report {
        let inventory = &self.inventory;
        let clock = self.parts(0, options).clock;
        // The certificate whose key made a signature belongs to its case, though no header names it.
        let signers: Vec<&str> = cases
            .iter()
            .filter_map(|case: &CaseReport| case.assertion.as_ref()?.signature.certificate.as_deref())
            .collect();
        let signed = |one: &LeftOver| one.certificate.is_some_and(|sha1| signers.contains(&to_hex(&sha1).as_str()));
        let unpaired = self.pairs.left_over.iter().filter(|one| !signed(one)).map(assembly::unpaired).collect();
        Report {
            schema: SCHEMA,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            at: clock.at.rfc3339(),
            at_source: clock.source,
            inputs: inventory.inputs.iter().map(assembly::input).collect(),
            certificates: assembly::certificates(inventory),
            errors: inventory.errors.iter().map(assembly::error).collect(),
            registered_keys: inventory.registrations.iter().flat_map(assembly::registered_keys).collect(),
            federated_credentials: inventory.federated.iter().flat_map(assembly::federated).collect(),
            groups: cases.iter().map(|case| &case.summary).collect::<Groups>().ordered(),
            cases,
            unpaired,
            secrets: self.secrets.clone(),
        }
    }
}

/// Whether an error's time can be that of this assertion: not if the text quotes another expiry, or if the assertion was made a
/// day after the refusal.
fn may_be_about(error: &ServerError, assertion: Option<&Assertion>) -> bool {
    let Some(assertion) = assertion else { return true };
    let exp = assertion.time("exp").and_then(|time| time.seconds());
    // 1970 stands for a claim that the server could not read.
    let is_other = error.expiry.zip(exp).is_some_and(|(quoted, exp)| quoted.0 > 0 && quoted.since(exp) != 0);
    let is_later = error.time().zip(issued_at(assertion)).is_some_and(|(at, made)| made.since(at) > 86_400);
    !is_other && !is_later
}

/// The findings of every check, in the order of the checks. For `progress`, see [`run`].
fn findings(case: &Case<'_>, options: &Options, progress: &mut dyn FnMut(&str)) -> Vec<Finding> {
    run(options.checks.0, case, &options.skip, progress)
}

/// What Entra ID would answer. The error must not have a say in that, so the checks run once more without it.
fn answer(
    case: &mut Case<'_>,
    findings: &[Finding],
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Option<answer::Answer> {
    case.assertion?;
    let Some(error) = case.error.take() else { return answer::predict(case, findings) };
    let findings = self::findings(case, options, progress);
    let mut answer = answer::predict(case, &findings);
    if let Some(answer) = &mut answer {
        answer.agrees = Some(answer::agrees(case, answer, error));
    }
    case.error = Some(error);
    answer
}

/// The findings in the order of a report, and whether the first one leads. The leading finding comes first, whatever its
/// confidence.
fn ordered(case: &Case<'_>, findings: Vec<Finding>) -> (Vec<Finding>, bool) {
    let lead = verdict::lead(case, &findings).map(|finding| finding.id.name);
    let findings = by_number(findings, |finding| {
        let confidence = finding.confidence.map_or(0, |confidence| 1 + confidence as u32);
        let (stage, place) = rank(finding.id);
        let place = u32::try_from(place).unwrap_or(u32::MAX).min(0xFFF);
        let follows = u32::from(Some(finding.id.name) != lead);
        follows << 24 | (finding.status as u32) << 20 | confidence << 16 | (stage as u32) << 12 | place
    });
    let leads = lead.is_some() && findings.first().map(|finding| finding.id.name) == lead;
    (findings, leads)
}

fn report_case(
    case: &mut Case<'_>,
    secrets: SecretMaterial,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> CaseReport {
    let mut findings = findings(case, options, progress);
    let answer = answer(case, &findings, options, progress);
    findings.extend(answer::compare(case, answer.as_ref()));
    let (findings, lead) = ordered(case, findings);
    let lead = findings.first().filter(|_| lead);
    let verdict = verdict::build(case, lead);
    CaseReport {
        at: case.clock.at.rfc3339(),
        at_source: case.clock.source,
        summary: assembly::summary(case, &findings, lead, &verdict),
        issued_at: case.issued_at().map(Instant::rfc3339),
        assertion: case.assertion.map(|assertion| assembly::assertion(case, assertion, &findings)),
        error: None,
        questions: assembly::questions(case, &findings),
        chain: chain::build(case, &findings),
        thumbprints: thumbprint_table::build(case),
        verdict,
        guide: guide::states(case, &findings),
        answer,
        findings: findings.into_iter().map(assembly::finding).collect(),
        secrets,
    }
}
