//! Case → whether it will work, and until when, before anything is sent.
//!
//! What the program would send is put together and goes through the checks that an assertion goes through. What cannot be
//! told stays open: an app works only if the inputs prove it, and fails only if they prove that.

mod federated;
mod listed;
pub(crate) mod policy;
mod signing;

use serde::Serialize;

use crate::case::inventory::Inventory;
use crate::checks::finding::{Finding, Id, Status, ids};
use crate::evidence::registration::{Registration, RegistrationFormat};
use crate::language::{Phrase, Text};
use crate::notation::instant::Instant;

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

    /// # The application's client secrets have expired
    /// Compares the dates of the application's client secrets with the time of the preflight.
    ///
    /// The application has no valid certificate either: whatever it signs in with is refused.
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
    CLIENT_SECRET_EXPIRED,
];

/// The result for every application.
#[derive(Debug, Clone, Serialize)]
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
    /// The outcome if an end within this many seconds is soon.
    pub fn outcome_within(&self, at: Instant, seconds: i64) -> Outcome {
        let is_soon = self.end.is_some_and(|end| end.since(at) <= seconds);
        if self.outcome == Outcome::Works && is_soon { Outcome::Soon } else { self.outcome }
    }

    /// The whole days until its end, rounded down; `None` if that is unknown. Negative if it is past.
    pub fn days_left(&self, at: Instant) -> Option<i64> {
        self.end.map(|end| end.since(at).div_euclid(86_400))
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
    let signing = signing::judge(inventory, &registrations, at);
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
    apps.sort_by_key(|app| (stops(app), app.label.clone()));
    Preflight { schema: 1, apps, at, left_out }
}

/// The registrations with a list of keys, one for each application: of the application itself rather than of its service
/// principal, whose keys serve other ends.
fn registrations(inventory: &Inventory) -> Vec<&Registration> {
    let is_principal = |one: &Registration| one.format == RegistrationFormat::ServicePrincipal;
    let mut found: Vec<&Registration> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    let all = || inventory.registrations.iter().filter(|one| one.keys.is_some());
    for one in all().filter(|one| !is_principal(one)).chain(all().filter(|one| is_principal(one))) {
        if one.app_id.as_ref().is_none_or(|id| known.insert(id)) {
            found.push(one);
        }
    }
    found
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
        Status::Pass => outcome == Outcome::Works,
        Status::Skipped => false,
    };
    let mut reasons: Vec<Reason> = findings.iter().filter(is_told).map(reason).collect();
    reasons.sort_by_key(|one| one.status);
    reasons
}
