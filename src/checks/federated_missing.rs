//! Was there a federated token to send at all?

use crate::case::Case;
use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Check, Finding, cause, evidence, ids, pass, skip};
use crate::evidence::federated_credential::{NoToken, TokenSourceKind};
use crate::language::Text;

ids! {
    /// # There was no token to send
    /// Looks for what a pipeline says if it cannot get a token, for errors about an empty one beside it, and for the permission in
    /// the workflow file or the label in the manifest.
    ///
    /// A GitHub workflow gets a token only with "permissions: id-token: write"; without it ACTIONS_ID_TOKEN_REQUEST_URL is not
    /// set. A pod gets its file only with the label azure.workload.identity/use and the service account's annotation.
    ///
    /// fix: In a GitHub workflow, give the job "permissions: id-token: write" (and contents: read, if it checks out).
    /// fix: In Kubernetes, label the pod azure.workload.identity/use: "true", and restart it after the webhook is running.
    /// raises: only-source ; source on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: azure/login@v2\n        with:\n          client-id: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11
    /// raises: only-error ; log Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable
    /// mended: no-error
    /// mended: only-source ; source on: push\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: azure/login@v2\n        with:\n          client-id: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11
    FEDERATED_TOKEN_MISSING {
        id: "federated-token-missing",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION, GITHUB_OIDC],
    }

    /// # There was a token to send
    /// Nothing in the logs says that a pipeline had no token.
    FEDERATED_TOKEN_PRESENT {
        id: "federated-token-present",
        stage: Readable,
        guide: [IssueAssertion],
        citations: [MS_FEDERATION],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "federated_missing",
    question: phrase!("Was there a federated token to send at all?"),
    ids: &[FEDERATED_TOKEN_MISSING, FEDERATED_TOKEN_PRESENT],
    run,
};

fn without_label() -> Text {
    say!("The pods lack the label azure.workload.identity/use: \"true\", so they get no token.")
}

fn for_workflow() -> Text {
    say!("In a GitHub workflow, give the job \"permissions: id-token: write\" (and contents: read, if it checks out).")
}

fn for_pod() -> Text {
    say!(
        "In Kubernetes, label the pod azure.workload.identity/use: \"true\", annotate its service account with azure.workload.identity/client-id, and restart the pod once the webhook is running."
    )
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    if case.is_federated() {
        return vec![pass(FEDERATED_TOKEN_PRESENT)];
    }
    // Another attempt may have had one.
    let had_one = case.pipeline_logs.iter().any(|log| log.missing.is_none());
    let said = case.pipeline_logs.iter().filter(|_| !had_one).find_map(|log| Some((log, log.missing?)));
    // The server got an empty assertion, and the text says why.
    let hinted = case.error.filter(|error| {
        error.hints.id_token_permission
            && matches!(error.code(), Some(50_027 | 90_014 | 900_144 | 7_000_216 | 7_000_218))
    });
    let decided = || case.token_sources.iter().filter_map(|one| Some((one, one.grants_token?)));
    let denying = decided().find(|(_, granted)| !granted).map(|(source, _)| source);
    let source = decided().find(|(_, granted)| !granted).or_else(|| decided().next());
    let finding = match (said, hinted) {
        (Some((log, why)), _) if case.assertion.is_none() => {
            let title = match (why, source) {
                (NoToken::Permission, Some((_, true))) => say!(
                    "The job may not ask for a token, although the workflow has the permission: the run is of a fork, or another workflow calls this one without it."
                ),
                (NoToken::Permission, Some((_, false))) => {
                    say!("The job may not ask for a token: the workflow lacks the permission id-token: write.")
                }
                (NoToken::Permission, None) => {
                    say!(
                        "The job may not ask for a token: the permission id-token: write is missing, or the run is of a fork."
                    )
                }
                (NoToken::File | NoToken::Settings, Some((one, false))) if one.kind == TokenSourceKind::Manifest => {
                    without_label()
                }
                (NoToken::File, _) => say!("The file that should hold the token does not exist."),
                (NoToken::Settings, _) => say!(
                    "The program has no token to send: AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_ID or AZURE_TENANT_ID is not set."
                ),
            };
            let place = match log.place.position {
                Some(position) => say!("{input}, line {line}", input = log.input, line = position.line),
                None => Text::verbatim(log.input.clone()),
            };
            // A fork's run gets no such token either, whatever its workflow says.
            let is_proved = why == NoToken::File || denying.is_some();
            let confidence = if is_proved { Certain } else { Likely };
            let finding = cause(FEDERATED_TOKEN_MISSING, confidence).title(title).evidence(evidence(place));
            finding.advise_only(if why == NoToken::Permission { for_workflow() } else { for_pod() })
        }
        (None, Some(error)) => cause(FEDERATED_TOKEN_MISSING, Likely)
            .title(say!("The workflow sent no token: the permission id-token: write is missing."))
            .evidence(evidence(say!("error, code")).found(error.code_label()))
            .advise_only(for_workflow()),
        _ if case.assertion.is_none() && !had_one && case.error.is_none() && denying.is_some() => {
            let source = denying.map(|one| (&one.input, one.kind));
            let title = match source {
                Some((_, TokenSourceKind::Manifest)) => without_label(),
                _ => say!("The job that signs in lacks the permission id-token: write, so it gets no token."),
            };
            let (expected, step) = match source {
                Some((_, TokenSourceKind::Manifest)) => ("azure.workload.identity/use: \"true\"", for_pod()),
                _ => ("permissions: id-token: write", for_workflow()),
            };
            let place = Text::verbatim(source.map(|(file, _)| file.clone()).unwrap_or_default());
            let finding =
                cause(FEDERATED_TOKEN_MISSING, Likely).title(title).evidence(evidence(place).expected(expected));
            finding.advise_only(step)
        }
        _ => return vec![skip(FEDERATED_TOKEN_PRESENT, say!("needs the pipeline's log"))],
    };
    vec![finding]
}
