//! Case → whether it will work, and until when, before anything is sent.
//!
//! What the program would send is put together and goes through the checks that an assertion goes through. What cannot be
//! told stays open: an app works only if the inputs prove it, and fails only if they prove that.

mod federated;
mod listed;
pub(crate) mod policy;
mod signing;

pub(crate) use signing::Judged;

use serde::Serialize;

use crate::case::inventory::Inventory;
use crate::checks::finding::{Confidence, Finding, Id, Status, ids};
use crate::evidence::registration::{Registration, RegistrationFormat};
use crate::language::{Phrase, Text};
use crate::notation::instant::Instant;
use crate::notation::order;

ids! {
    /// # Whether the certificate is registered is not known
    /// Looks for the registered keys of the application among the inputs.
    ///
    /// A certificate works only where it is registered, which the certificate itself does not show.
    ///
    /// fix: Add the application's registration: az ad app show --id CLIENT-ID > app.json, or the answer of Microsoft Graph.
    REGISTRATION_UNKNOWN {
        id: "registration-unknown",
        stage: KeyLookup,
        guide: [DiagnoseConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The application has a valid client secret
    /// One of its client secrets is within its dates; nothing else of it is looked at.
    CLIENT_SECRET_VALID {
        id: "client-secret-valid",
        stage: KeyValidity,
        guide: [IssueConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The application's client secret is not valid yet
    /// Compares the dates of the application's client secrets with the time of the preflight.
    ///
    /// The list has no other key or secret that is valid: a sign-in with any of them is refused.
    ///
    /// fix: Wait until the secret's start, or register a certificate, which is safer than a secret.
    CLIENT_SECRET_NOT_YET_VALID {
        id: "client-secret-not-yet-valid",
        stage: KeyValidity,
        guide: [IssueConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }

    /// # The application's client secrets have expired
    /// Compares the dates of the application's client secrets with the time of the preflight.
    ///
    /// The list has no other key or secret that is valid: a sign-in with any of them is refused.
    ///
    /// fix: Register a certificate, which is safer than a secret, or add a new secret.
    CLIENT_SECRET_EXPIRED {
        id: "client-secret-expired",
        stage: KeyValidity,
        guide: [IssueConfiguration],
        citations: [GRAPH_KEY_CREDENTIAL],
    }
}

/// The ids that only a preflight raises.
pub const IDS: &[&Id] = &[
    policy::POLICY_LIFETIME,
    policy::POLICY_AUTHORITY,
    policy::POLICY_MET,
    REGISTRATION_UNKNOWN,
    CLIENT_SECRET_VALID,
    CLIENT_SECRET_NOT_YET_VALID,
    CLIENT_SECRET_EXPIRED,
];

/// The result for every application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Preflight {
    /// Version of this format.
    pub schema: u32,
    /// The applications, by the time at which they stop working, the earliest first.
    pub apps: Vec<App>,
    /// The time that it holds for.
    #[serde(skip)]
    pub at: Instant,
    /// How many applications were left out because they have no credential at all.
    #[serde(skip)]
    pub left_out: usize,
}

/// The result for one application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct App {
    /// Its client id, if known.
    pub app_id: Option<String>,
    /// Whether the inputs prove that it works.
    pub works: bool,
    /// The end of the credential, RFC 3339: the earliest of those that apply; `null` if unknown.
    pub until: Option<String>,
    /// Why.
    pub because: Vec<Reason>,
    /// The `x5t` that will be sent, if known.
    pub x5t: Option<String>,
    /// The `x5t#S256` that will be sent, if known.
    pub x5t_s256: Option<String>,
    /// Whether it is about a certificate or token at hand, rather than about what is registered.
    #[serde(skip)]
    pub is_of_credential: bool,
    /// What people call it.
    #[serde(skip)]
    pub label: Text,
    /// `until` as a time.
    #[serde(skip)]
    pub end: Option<Instant>,
    /// Whether it works, fails, or cannot be told.
    #[serde(skip)]
    pub outcome: Outcome,
}

/// One reason.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PreflightReason"))]
#[non_exhaustive]
pub struct Reason {
    /// The id of the finding.
    pub id: &'static str,
    /// What was found.
    pub says: Text,
    /// How serious it is.
    #[serde(skip)]
    pub status: Status,
}

/// What a preflight says of an application, or of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It works.
    Works,
    /// It works, and will stop soon.
    Soon,
    /// It does not work.
    Fails,
    /// The inputs do not tell.
    Unknown,
}

impl App {
    /// A result from these findings, of a certificate or token whose end is not known.
    fn new(label: Text, findings: &[Finding], outcome: Outcome) -> Self {
        Self {
            app_id: None,
            works: outcome == Outcome::Works,
            until: None,
            because: reasons(findings, outcome),
            x5t: None,
            x5t_s256: None,
            is_of_credential: true,
            label,
            end: None,
            outcome,
        }
    }

    fn ending(self, end: Option<Instant>) -> Self {
        Self { until: end.map(Instant::rfc3339), end, ..self }
    }

    /// The outcome if an end within this many seconds is soon.
    pub fn outcome_within(&self, at: Instant, seconds: i64) -> Outcome {
        let is_soon = self.end.is_some_and(|end| end.since(at) <= seconds);
        if self.outcome == Outcome::Works && is_soon { Outcome::Soon } else { self.outcome }
    }

    /// The whole days until its end; `None` if that is unknown. Negative if it is past.
    pub fn days_left(&self, at: Instant) -> Option<i64> {
        self.end.map(|end| end.since(at) / 86_400)
    }
}

impl Preflight {
    /// The outcome for all applications: what fails counts for most, then what cannot be told, then what will stop within
    /// this many seconds. `Unknown` if there is nothing to judge.
    pub fn outcome_within(&self, seconds: i64) -> Outcome {
        let all: Vec<Outcome> = self.apps.iter().map(|app| app.outcome_within(self.at, seconds)).collect();
        let worst = [Outcome::Fails, Outcome::Unknown, Outcome::Soon].into_iter().find(|one| all.contains(one));
        worst.unwrap_or(if all.is_empty() { Outcome::Unknown } else { Outcome::Works })
    }
}

/// Judges everything that was read, for this time.
pub(crate) fn of(inventory: &Inventory, at: Instant) -> Preflight {
    let registrations = registrations(inventory);
    let mut apps = federated::judge(inventory, at);
    let mut left_out = 0;
    let judged = signing::judge(inventory, &registrations, &inventory.policies, at);
    let mut signing: Vec<App> = judged.into_iter().map(|one| one.app).collect();
    if signing.is_empty() {
        signing.extend(signing::half(inventory));
    }
    if signing.is_empty() && apps.is_empty() {
        (apps, left_out) = listed::judge(inventory, &registrations, at);
    }
    apps.extend(signing);
    // What fails fails now, if not before.
    let stops = |app: &App| match app.outcome {
        Outcome::Fails => app.end.map_or(at, |end| end.min(at)),
        Outcome::Unknown => app.end.unwrap_or(at),
        Outcome::Works | Outcome::Soon => app.end.unwrap_or(Instant(i64::MAX)),
    };
    let apps = order::by(apps, |one, other| stops(one).cmp(&stops(other)).then_with(|| one.label.cmp(&other.label)));
    Preflight { schema: 1, apps, at, left_out }
}

/// Judges the certificates at hand by what is registered alone: policies say nothing of one that is registered already.
pub(crate) fn registered(inventory: &Inventory, at: Instant) -> Vec<Judged<'_>> {
    signing::judge(inventory, &registrations(inventory), &[], at)
}

/// The registrations with a list of keys: of the application itself rather than of its service principal, whose keys serve
/// other ends.
fn registrations(inventory: &Inventory) -> Vec<&Registration> {
    let is_principal = |one: &&Registration| one.format == RegistrationFormat::ServicePrincipal;
    let all = inventory.registrations.iter().filter(|one| one.keys.is_some());
    let (principals, mut found): (Vec<&Registration>, Vec<_>) = all.partition(is_principal);
    let known = order::set(found.iter().filter_map(|one| one.app_id.as_deref()));
    found.extend(principals.into_iter().filter(|one| one.app_id.as_deref().is_none_or(|id| !known.contains(id))));
    found
}

/// What findings prove: that it fails, if one of them is a certain cause; that it works, if none leaves that open.
fn outcome(findings: &[Finding]) -> Outcome {
    let is_certain = |one: &Finding| one.status == Status::Cause && one.confidence == Some(Confidence::Certain);
    let is_open = |one: &Finding| one.status == Status::Cause || one.id.name == REGISTRATION_UNKNOWN.name;
    match findings {
        all if all.iter().any(is_certain) => Outcome::Fails,
        all if all.iter().any(is_open) => Outcome::Unknown,
        _ => Outcome::Works,
    }
}

/// A reason for a finding; where it has no title of its own, that of its page.
fn reason(finding: &Finding) -> Reason {
    let title = finding.title.clone();
    let says = if title.is_empty() { Phrase::said(&finding.id.page().title) } else { title };
    Reason { id: finding.id.name, says, status: finding.status }
}

/// The reasons to give: what is wrong or open, and, where all is well, what was checked.
fn reasons(findings: &[Finding], outcome: Outcome) -> Vec<Reason> {
    let is_told = |one: &&Finding| match one.status {
        Status::Cause | Status::Warning => true,
        Status::Note => one.id.name != crate::checks::private_key::PRIVATE_KEY_EXPOSED.name,
        Status::Pass => outcome == Outcome::Works || one.id.name == policy::POLICY_MET.name,
        Status::Skipped => false,
    };
    let reasons = findings.iter().filter(is_told).map(reason).collect();
    order::by(reasons, |one: &Reason, other| one.status.cmp(&other.status))
}
