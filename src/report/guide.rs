//! The troubleshooting guide as data: the state of each point, derived from the findings.

use crate::case::Case;
use crate::checks::finding::{Finding, Stage, Status};
use crate::checks::guide_points::{ALL, Point, Rule, federated};
use crate::evidence::endpoint::{endpoint, is_login_host};
use crate::language::{Phrase, Text};
use crate::notation::text::is_guid;
use crate::report::{GuideReport, GuideState};

/// The state of every point, in the order of the guide.
pub fn states(case: &Case<'_>, findings: &[Finding]) -> Vec<GuideReport> {
    let known = Known::new(case);
    ALL.iter().map(|point| state(point, findings, &known)).collect()
}

/// The values of the placeholders in the points' texts: `{client}`, `{host}` and `{tenant}`.
struct Known<'a> {
    client: &'a str,
    host: &'a str,
    tenant: &'a str,
    has_request: bool,
    is_federated: bool,
}

impl<'a> Known<'a> {
    /// Values from the assertion; if it has none, placeholders. They end up in commands, so ids must be GUIDs and the
    /// host a known one.
    fn new(case: &Case<'a>) -> Self {
        let addressed = case.assertion.and_then(|one| one.claim_str("aud")).and_then(endpoint);
        let tenant = addressed.map(|to| to.tenant).filter(|tenant| is_guid(tenant) && !tenant.starts_with('{'));
        let host = addressed.map(|to| to.host).filter(|host| is_login_host(host));
        Self {
            client: case.client_id().or(case.sent_client_id()).unwrap_or("<client id>"),
            host: host.unwrap_or("login.microsoftonline.com"),
            tenant: tenant.unwrap_or("<tenant>"),
            has_request: case.request.is_some(),
            is_federated: case.is_about_federation(),
        }
    }

    fn fill(&self, text: Phrase) -> Text {
        text.fill(&[("client", &self.client), ("host", &self.host), ("tenant", &self.tenant)])
    }
}

/// What the stages look at, as a list in a sentence.
fn listed(stages: &[Stage]) -> Text {
    Text::list(stages.iter().map(|stage| stage.subject()))
}

fn state(point: &Point, findings: &[Finding], known: &Known<'_>) -> GuideReport {
    let relevant = || findings.iter().filter(|finding| finding.id.guide.contains(&point.id));
    let wrong: Vec<&Finding> = relevant().filter(|finding| finding.status == Status::Cause).collect();
    let doubtful: Vec<&Finding> = relevant().filter(|finding| finding.status == Status::Warning).collect();
    let has = |stage: Stage, status: Status| relevant().any(|one| one.id.stage == stage && one.status == status);
    // What is looked at in a token of another issuer, and what in an application's own.
    let applies = |stage: &Stage| match stage {
        Stage::Readable | Stage::Times | Stage::Request => true,
        stage => known.is_federated == (*stage == Stage::Federation),
    };
    let stages = || Stage::ALL.into_iter().filter(applies);
    let passed: Vec<Stage> = stages().filter(|stage| has(*stage, Status::Pass)).collect();
    // A stage is open if none of its checks ran, whichever points they belong to. Without a request, nothing about it is.
    let is_open = |stage: &Stage| {
        let ran =
            findings.iter().any(|one| one.id.stage == *stage && !matches!(one.status, Status::Skipped | Status::Note));
        !ran && (*stage != Stage::Request || known.has_request)
    };
    let open: Vec<Stage> = stages().filter(|stage| has(*stage, Status::Skipped) && is_open(stage)).collect();
    let ids = |findings: &[&Finding]| findings.iter().map(|finding| finding.id.name).collect::<Vec<_>>();
    let titles = |findings: &[&Finding]| Text::sentences(findings.iter().map(|finding| &finding.title));
    let rule = if known.is_federated { federated(point) } else { point.rule };
    let (state, findings, say) = match rule {
        Rule::Findings { .. } if !wrong.is_empty() => (GuideState::Wrong, ids(&wrong), titles(&wrong)),
        Rule::Findings { .. } if !doubtful.is_empty() => (GuideState::NeedsYou, ids(&doubtful), titles(&doubtful)),
        Rule::Findings { .. } if !passed.is_empty() => {
            let fine: Vec<&Finding> = relevant().filter(|finding| finding.status == Status::Pass).collect();
            let checked = listed(&passed);
            match open.is_empty() {
                true => (GuideState::Fine, ids(&fine), say!("Checked and fine: {checked}.", checked)),
                false => (
                    GuideState::NotChecked,
                    ids(&fine),
                    say!("Checked and fine: {checked}. Not checked: {open}.", checked, open = listed(&open)),
                ),
            }
        }
        Rule::Findings { unchecked, .. } => (GuideState::NotChecked, Vec::new(), unchecked.say()),
        Rule::WhenAsked { needed, .. } if !wrong.is_empty() => (GuideState::NeedsYou, ids(&wrong), needed.say()),
        Rule::WhenAsked { unneeded, .. } => (GuideState::DoesNotApply, Vec::new(), unneeded.say()),
        Rule::Person(text) => (GuideState::NeedsYou, Vec::new(), known.fill(text)),
        Rule::Irrelevant(text) => (GuideState::DoesNotApply, Vec::new(), text.say()),
        Rule::Always(text) => (GuideState::Fine, Vec::new(), text.say()),
    };
    GuideReport { id: point.id, section: point.section.say(), title: point.title.say(), state, findings, say }
}
