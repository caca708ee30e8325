//! From inputs to a report: reads, pairs, runs every check by itself, and writes down what came of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::assertion::Assertion;
use crate::case::{Case, Clock};
use crate::certificate::Certificate;
use crate::check::{Check, Finding, Id, Page, rank};
use crate::checks;
use crate::checks::signature::unverifiable;
use crate::codes;
use crate::guide;
use crate::input::{self, Evidence, Input, Recognised};
use crate::instant::Instant;
use crate::limits;
use crate::members;
use crate::pairing;
use crate::report::{
    AssertionReport, AtSource, CaseReport, CertificateReport, ErrorReport, FindingReport, InputReport, KeyReport, Part,
    Question, Report, SCHEMA, SignatureReport, SignatureStatus, Status, Tool,
};
use crate::server_error::{Reason, ServerError};
use crate::signature::Judgement;
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
            let case = Case::new(assertion, error, &gathered.certificates, &gathered.texts, clock);
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
        certificates: gathered.certificates.iter().map(|one| certificate(one)).collect(),
        errors: gathered.errors.iter().map(error).collect(),
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

/// What all inputs hold together.
#[derive(Default)]
struct Gathered {
    inputs: Vec<InputReport>,
    assertions: Vec<Assertion>,
    certificates: Vec<Arc<Certificate>>,
    errors: Vec<ServerError>,
    texts: Vec<String>,
}

impl Gathered {
    fn take(&mut self, input: &Input) {
        let mut found = input::recognise(input);
        let (kind, detail) = (found.kind().to_owned(), found.detail());
        for evidence in std::mem::take(&mut found.evidence) {
            self.keep(evidence, &mut found);
        }
        self.inputs.push(InputReport {
            name: input.name.clone(),
            kind,
            detail,
            problem: (!found.problems.is_empty()).then(|| found.problems.join(" ")),
            unwrapped: found.unwrapped,
        });
    }

    fn keep(&mut self, evidence: Evidence, found: &mut Recognised) {
        match evidence {
            Evidence::Assertion(_) if self.assertions.len() >= limits::MAX_ASSERTIONS => {
                full(found, format!("More than {} assertions; the rest were left out.", limits::MAX_ASSERTIONS));
            }
            Evidence::Certificate(_) if self.certificates.len() >= limits::MAX_CERTIFICATES => {
                full(found, format!("More than {} certificates; the rest were left out.", limits::MAX_CERTIFICATES));
            }
            Evidence::Assertion(assertion) => {
                if !self.assertions.iter().any(|known| known.token == assertion.token) {
                    self.assertions.push(*assertion);
                }
            }
            Evidence::Certificate(certificate) => {
                if !self.certificates.iter().any(|known| known.sha256 == certificate.sha256) {
                    self.certificates.push(Arc::new(*certificate));
                }
            }
            Evidence::Error(_) if self.errors.len() >= limits::MAX_ERRORS => {
                full(found, format!("More than {} errors; the rest were left out.", limits::MAX_ERRORS));
            }
            Evidence::Error(error) => self.errors.push(*error),
            Evidence::Text(text) => self.texts.push(text),
        }
    }
}

fn full(found: &mut Recognised, problem: String) {
    if !found.problems.contains(&problem) {
        found.problems.push(problem);
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
        assertion: case.assertion.map(|assertion| assertion_report(case, assertion, &findings)),
        questions: questions(case, &findings),
        thumbprints: table::build(case),
        verdict: verdict::write(case, &findings),
        guide: guide::states(&findings),
        findings: findings.into_iter().map(finding_report).collect(),
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

fn finding_report(finding: Finding) -> FindingReport {
    let Page { title, mut paragraphs, fixes, .. } = finding.id.page();
    let second = if paragraphs.len() > 1 { paragraphs.swap_remove(1) } else { paragraphs.pop().unwrap_or_default() };
    let faulty = matches!(finding.status, Status::Cause | Status::Warning);
    let advice = if faulty { finding.advice.into_iter().chain(fixes).collect() } else { finding.advice };
    FindingReport {
        id: finding.id.name,
        status: finding.status,
        confidence: finding.confidence,
        question: finding.id.stage.question(),
        title: if finding.title.is_empty() { format!("{title}.") } else { finding.title },
        evidence: finding.evidence,
        explanation: if finding.explanation.is_empty() { second } else { finding.explanation },
        advice,
        guide: finding.id.guide.to_vec(),
        citations: finding.id.citations.to_vec(),
        why: finding.why,
    }
}

const QUESTIONS: [(&str, &str); 4] = [
    ("readable", "Is it readable?"),
    ("key", "Which key does it name?"),
    ("signature", "Does the signature verify?"),
    ("claims", "Are the claims and times right?"),
];

fn questions(case: &Case<'_>, findings: &[Finding]) -> Vec<Question> {
    QUESTIONS
        .into_iter()
        .map(|(id, title)| {
            let mine: Vec<&Finding> = findings.iter().filter(|finding| finding.id.stage.question() == id).collect();
            // A note explains no refusal: the question is answered as if it were not there.
            let plain = |status| if status == Status::Note { Status::Pass } else { status };
            let state = mine.iter().map(|finding| plain(finding.status)).min().unwrap_or(Status::Skipped);
            let telling = answer_of(id);
            let first = mine.iter().filter(|finding| finding.status == state).min_by_key(|finding| {
                (telling.iter().position(|name| *name == finding.id.name).unwrap_or(usize::MAX), rank(finding.id))
            });
            Question { id, title, state: settled(id, state, &mine), answer: answer(case, id, state, first.copied()) }
        })
        .collect()
}

/// The findings that answer a question when all is well.
fn answer_of(question: &str) -> &'static [&'static str] {
    match question {
        "readable" => &["assertion-readable"],
        "key" => &["thumbprint-matches", "identifier-present"],
        "signature" => &["signature-verifies"],
        _ => &["times-current"],
    }
}

/// A signature that nothing was wrong with, but that was not verified, is not fine.
fn settled(question: &str, state: Status, mine: &[&Finding]) -> Status {
    let verified =
        || mine.iter().any(|finding| finding.id.name == "signature-verifies" && finding.status == Status::Pass);
    let compared =
        || mine.iter().any(|finding| finding.id.name == "thumbprint-matches" && finding.status == Status::Pass);
    match (question, state) {
        ("signature", Status::Pass) if !verified() => Status::Skipped,
        ("key", Status::Pass) if !compared() => Status::Skipped,
        _ => state,
    }
}

fn answer(case: &Case<'_>, question: &str, state: Status, first: Option<&Finding>) -> String {
    let title = |finding: &Finding| {
        if finding.title.is_empty() { format!("{}.", finding.id.page().title) } else { finding.title.clone() }
    };
    match (question, &case.judgement, state) {
        ("signature", Judgement::Unverifiable(why), Status::Pass | Status::Skipped) => {
            format!("Not verified: {}.", unverifiable(*why))
        }
        ("key", _, Status::Pass) if case.given().next().is_none() => {
            "Named, but there is no certificate to compare with.".into()
        }
        ("readable", _, Status::Pass) => "Yes: a signed JWT with a JSON header and JSON claims.".into(),
        (_, _, Status::Skipped) => match first.and_then(|finding| finding.why.as_deref()) {
            Some(why) => format!("Not checked: {why}."),
            None => "Not checked.".into(),
        },
        _ => first.map(title).unwrap_or_default(),
    }
}

fn assertion_report(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> AssertionReport {
    use crate::assertion::Part as P;
    let part = |part: P| Part {
        name: part.name(),
        start: assertion.segment(part).range.start,
        end: assertion.segment(part).range.end,
        decoded: (part != P::Signature).then(|| assertion.segment(part).text().map(str::to_owned)).flatten(),
    };
    let extra =
        assertion.extra.iter().map(|range| Part { name: "extra", start: range.start, end: range.end, decoded: None });
    AssertionReport {
        input: assertion.input.clone(),
        token: assertion.token.clone(),
        parts: [P::Header, P::Claims, P::Signature].into_iter().map(part).chain(extra).collect(),
        header: assertion.header.object.as_ref().map(crate::json::Object::to_map),
        claims: assertion.claims.object.as_ref().map(crate::json::Object::to_map),
        members: members::explain(case, assertion, findings),
        signature: signature_report(case, assertion, findings),
    }
}

fn signature_report(case: &Case<'_>, assertion: &Assertion, findings: &[Finding]) -> SignatureReport {
    let status = match case.judgement {
        Judgement::Verified { .. } => SignatureStatus::Verified,
        Judgement::Unverifiable(_) => SignatureStatus::Unverifiable,
        _ => SignatureStatus::Failed,
    };
    let mine = checks::signature::CHECK.ids;
    let of_check = |finding: &&Finding| mine.iter().any(|id: &&Id| id.name == finding.id.name);
    let say = match &case.judgement {
        Judgement::Unverifiable(why) => format!("Not verified: {}.", unverifiable(*why)),
        _ => findings
            .iter()
            .filter(of_check)
            .min_by_key(|finding| finding.status)
            .map(|finding| match &finding.why {
                Some(why) => format!("Not verified: {why}."),
                None => finding.title.clone(),
            })
            .unwrap_or_default(),
    };
    SignatureReport {
        status,
        algorithm: assertion.header_str("alg").map(str::to_owned),
        certificate: case.signer().map(|signer| crate::encoding::to_hex(&signer.sha1)),
        say,
    }
}

fn certificate(certificate: &Certificate) -> CertificateReport {
    CertificateReport {
        input: certificate.input.clone(),
        label: certificate.label(),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        serial: certificate.serial.clone(),
        not_before: certificate.not_before.rfc3339(),
        not_after: certificate.not_after.rfc3339(),
        sha1: crate::encoding::to_hex(&certificate.sha1),
        sha256: crate::encoding::to_hex(&certificate.sha256),
        x5t: certificate.x5t(),
        x5t_s256: certificate.x5t_s256(),
        key: KeyReport { kind: certificate.key.kind(), bits: certificate.key.bits() },
        ca: certificate.ca,
        self_issued: certificate.self_issued(),
        key_usage: certificate.key_usage.clone(),
        has_private_key: false,
    }
}

fn error(error: &ServerError) -> ErrorReport {
    ErrorReport {
        input: error.input.clone(),
        codes: error.codes.clone(),
        reason: error.reason.map(Reason::name),
        thumbprint: error.thumbprint.clone(),
        x5t_seen: error.x5t_seen(),
        found_key: error.found_key.clone(),
        configured_keys: error.configured_keys.clone(),
        app_id: error.app_id.clone(),
        current_time: error.current_time.map(Instant::rfc3339),
        timestamp: error.timestamp.map(Instant::rfc3339),
        trace_id: error.trace_id.clone(),
        correlation_id: error.correlation_id.clone(),
        meaning: codes::meaning(error),
    }
}
