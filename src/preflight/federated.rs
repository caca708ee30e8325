//! Will the tokens that workflow files and manifests ask for be taken?

use super::{App, Outcome, Reason, reasons};
use crate::case::clock::Clock;
use crate::case::inventory::Inventory;
use crate::case::{Case, CaseParts};
use crate::checks::finding::{Check, Finding, Status};
use crate::checks::run::run;
use crate::checks::token_kind::FEDERATED_TOKEN;
use crate::checks::{federated_list, federated_match, federated_missing};
use crate::evidence::federated_credential::TokenSource;
use crate::language::Text;
use crate::notation::instant::Instant;

const CHECKS: [Check; 3] = [federated_missing::CHECK, federated_match::CHECK, federated_list::CHECK];

/// A result for each file that decides which token will be presented.
pub(super) fn judge(inventory: &Inventory, at: Instant) -> Vec<App> {
    inventory.token_sources.iter().map(|source| one(inventory, source, at)).collect()
}

fn one(inventory: &Inventory, source: &TokenSource, at: Instant) -> App {
    let case = Case::new(CaseParts {
        federated: &inventory.federated,
        token_sources: std::slice::from_ref(source),
        ..CaseParts::empty(Clock::new(None, Some(at), at))
    });
    let findings: Vec<Finding> = run(&CHECKS, &case, &[], &mut |_| {});
    let has = |status| findings.iter().any(|one| one.status == status);
    let matched = findings.iter().find(|one| federated_match::CHECK.ids.iter().any(|id| id.name == one.id.name));
    let outcome = match matched.map(|one| one.status) {
        _ if has(Status::Cause) => Outcome::Fails,
        Some(Status::Pass) => Outcome::Works,
        _ => Outcome::Unknown,
    };
    let mut because = reasons(&findings, outcome);
    if outcome == Outcome::Unknown {
        let why = matched.and_then(|one| one.why.clone()).unwrap_or_default();
        let says = say!(
            "Whether a federated credential takes the token of {input} is not known: {why}.",
            input = source.input,
            why
        );
        because.insert(0, Reason { id: FEDERATED_TOKEN.name, says, status: Status::Note });
    }
    let mut owners = inventory.federated.iter().filter_map(|one| one.client_id.clone());
    let owner = owners.next().filter(|id| owners.all(|other| other == *id));
    let app_id = source.client_id.clone().or(owner);
    let label = Text::verbatim(app_id.clone().unwrap_or_else(|| source.input.clone()));
    App { app_id, because, ..App::new(label, &[], outcome) }
}
