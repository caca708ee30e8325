//! Case → the corrected assertion, signed if the private key is available, and everything needed to apply it.

pub(crate) mod correction;
pub(crate) mod facts;
pub(crate) mod sign;
pub(crate) mod snippets;

use std::sync::Arc;

use crate::case::clock::Clock;
use crate::case::inventory::Inventory;
use crate::case::{Case, CaseParts};
use crate::checks;
use crate::checks::finding::Finding;
use crate::input::{self, Input};
use crate::language::Text;
use crate::notation::instant::Instant;
use crate::report::verdict;
use correction::Correction;
pub use correction::{Change, Choice};
use facts::{Facts, Missing};
use serde::Serialize;
use serde_json::{Map, Value};
pub use snippets::Snippet;

/// How to correct an assertion.
#[derive(Debug, Clone)]
pub struct RepairOptions {
    at: Instant,
    tenant: Option<String>,
    choice: Choice,
}

impl RepairOptions {
    /// Makes the assertion for this time: now, not the time of the refusal, or it would expire before it is sent.
    pub fn new(at: Instant) -> Self {
        Self { at, tenant: None, choice: Choice::Ps256 }
    }

    /// The tenant, an id or a domain, if neither the audience nor the request contains it.
    #[must_use]
    pub fn tenant(self, tenant: Option<String>) -> Self {
        Self { tenant, ..self }
    }

    /// The algorithm to sign with; the default is PS256.
    #[must_use]
    pub fn algorithm(self, choice: Choice) -> Self {
        Self { choice, ..self }
    }
}

/// A corrected assertion.
#[derive(Debug)]
pub(crate) struct Repaired<'c> {
    /// What it was made from.
    pub facts: Facts<'c>,
    /// Header, claims, and what changed.
    pub correction: Correction,
    /// The signed assertion; `None` without the private key.
    pub token: Option<String>,
}

/// A corrected assertion, and the code and commands to apply it, for a view.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct RepairReport {
    /// Why there is none; `null` if there is one.
    pub problem: Option<Text>,
    /// Whether the user has to give the tenant.
    pub needs_tenant: bool,
    /// The corrected header.
    pub header: Map<String, Value>,
    /// The corrected claims.
    pub claims: Map<String, Value>,
    /// What differs from the original assertion.
    pub changes: Vec<Change>,
    /// What a signature covers.
    pub signing_input: String,
    /// The signed assertion; `null` without the private key.
    pub token: Option<String>,
    /// When it expires, RFC 3339.
    pub expires: String,
    /// Label and thumbprint of the certificate it names.
    pub certificate: String,
    /// Code and commands to apply it.
    pub snippets: Vec<Snippet>,
    /// What mends the leading finding by itself: the id of the snippet to run as it is, or `token` for the signed assertion;
    /// `null` if nothing here does.
    pub remedy: Option<String>,
}

/// Repairs a case, for a view. See [`repair`].
pub(crate) fn report(case: &Case<'_>, findings: &[Finding], options: &RepairOptions) -> RepairReport {
    let lead = verdict::lead(case, findings);
    match repair(case, findings, options) {
        Err(missing) => RepairReport {
            problem: Some(missing.say()),
            needs_tenant: matches!(missing, Missing::Tenant | Missing::NoTenant { .. }),
            ..match &missing {
                Missing::Federated { .. } => {
                    let snippets = snippets::federated(facts::client_id(case).as_deref(), case);
                    let remedy = lead.and_then(|lead| snippets::federated_remedy(lead.id, case, &snippets));
                    RepairReport { snippets, remedy, ..RepairReport::default() }
                }
                Missing::NoToken { kind } => {
                    RepairReport { snippets: snippets::token(*kind), ..RepairReport::default() }
                }
                _ => RepairReport::default(),
            }
        },
        Ok(repaired) => {
            let snippets = snippets::write(&repaired, lead.map(|one| one.id.stage), case.clock.at);
            let remedy = lead.and_then(|lead| snippets::remedy(lead.id, repaired.token.is_some()));
            let expires = repaired.correction.claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
            RepairReport {
                problem: None,
                needs_tenant: false,
                signing_input: repaired.correction.signing_input(),
                header: repaired.correction.header,
                claims: repaired.correction.claims,
                changes: repaired.correction.changes,
                token: repaired.token,
                expires: Instant(expires).rfc3339(),
                certificate: repaired.facts.certificate.label_and_thumbprint(),
                snippets,
                remedy: remedy.map(str::to_owned),
            }
        }
    }
}

/// Corrects the assertion of a case, and signs it if the private key is available.
///
/// # Errors
/// What is missing, or prevents any assertion from working.
pub(crate) fn repair<'c>(
    case: &'c Case<'c>,
    findings: &[Finding],
    options: &RepairOptions,
) -> Result<Repaired<'c>, Missing> {
    let (at, choice) = (options.at, options.choice);
    let facts = facts::gather(case, at, options.tenant.as_deref())?;
    let jti = sign::guid().unwrap_or_else(|| "00000000-0000-4000-8000-000000000000".into());
    let correction = correction::correct(&facts, choice, at, &jti, findings);
    let token = match facts.key.and_then(|key| sign::sign(&correction, choice, key)) {
        Some(token) => Some(inspected(token, &facts, at)?),
        None => None,
    };
    Ok(Repaired { facts, correction, token })
}

/// The corrected assertion must pass the same checks before it is returned.
fn inspected(token: String, facts: &Facts<'_>, at: Instant) -> Result<String, Missing> {
    let mut inventory = Inventory::default();
    let input = Input { name: "corrected assertion".into(), bytes: token.clone().into_bytes() };
    inventory.add(&input.name, input::recognise(&input, &[]));
    let certificates = [Arc::new(facts.certificate.clone())];
    let case = Case::new(CaseParts {
        assertion: inventory.assertions.first(),
        certificates: &certificates,
        ..CaseParts::empty(Clock::new(None, Some(at), at))
    });
    let findings = checks::run::run(checks::all(), &case, &[], &mut |_| {});
    match verdict::lead(&case, &findings) {
        None => Ok(token),
        Some(finding) => Err(Missing::Unsound { finding: finding.id.name }),
    }
}
