//! Do the federated credentials contradict each other?

use crate::case::Case;
use crate::checks::finding::{Check, Finding, evidence, ids, pass, skip, warning};
use crate::evidence::federated_credential::FederatedCredential;

/// How many federated credentials an application may have.
const MOST: usize = 20;

ids! {
    /// # Federated credentials stand twice, or are too many
    /// Looks for two federated credentials with one issuer and subject, and for more than twenty.
    ///
    /// Issuer and subject together must be unique within an application, and it can have twenty credentials. Microsoft Graph
    /// refuses more, and a token that two of them take is reported to fail (AADSTS700263).
    ///
    /// fix: Keep one of the credentials that have the same issuer and subject, and delete the others.
    /// raises: github-token ; federated-credential {} ; federated-credential {"name":"again"}
    /// mended: github-token ; federated-credential {} ; federated-credential {"name":"other","subject":"repo:contoso/app:pull_request"}
    FEDERATED_DUPLICATE {
        id: "federated-duplicate",
        stage: Federation,
        guide: [IssueConfiguration],
        citations: [MS_FEDERATION_CONSIDERATIONS],
    }

    /// # The federated credentials are distinct
    /// No two have the same issuer and subject, and there are not too many.
    FEDERATED_DISTINCT {
        id: "federated-distinct",
        stage: Federation,
        guide: [IssueConfiguration],
        citations: [MS_FEDERATION_CONSIDERATIONS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "federated_list",
    question: phrase!("Do the federated credentials contradict each other?"),
    ids: &[FEDERATED_DUPLICATE, FEDERATED_DISTINCT],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let is_own = case.assertion.is_some() && !case.is_federated();
    if is_own || case.federated.iter().all(|one| one.list.is_empty()) {
        return vec![skip(FEDERATED_DISTINCT, say!("needs the federated credentials of the application or identity"))];
    }
    for found in case.federated {
        let twice = found.list.iter().enumerate().find_map(|(at, one)| {
            let is_same = |other: &&FederatedCredential| {
                one.subject.is_some()
                    && one.issuer.is_some()
                    && one.subject == other.subject
                    && one.issuer == other.issuer
            };
            Some((one, found.list.iter().skip(at + 1).find(is_same)?))
        });
        if let Some((one, other)) = twice {
            let title = say!(
                "The federated credentials {one} and {other} have the same issuer and subject.",
                one = one.label(),
                other = other.label()
            );
            let place = |one: &FederatedCredential| evidence(say!("federated credential {name}", name = one.label()));
            let subject = one.subject.clone().unwrap_or_default();
            let finding = warning(FEDERATED_DUPLICATE).title(title);
            return vec![finding.evidence(place(one).found(subject.clone())).evidence(place(other).found(subject))];
        }
        if found.is_whole && found.list.len() > MOST {
            let title = say!(
                "{owner} has {count} federated credentials; {most} are allowed.",
                owner = found.label(),
                count = found.list.len(),
                most = MOST
            );
            return vec![warning(FEDERATED_DUPLICATE).title(title).advise_only(say!(
                "Delete those that no longer serve, or take their place with one that has an expression."
            ))];
        }
    }
    vec![pass(FEDERATED_DISTINCT)]
}
