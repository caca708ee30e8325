//! Where a token will come from: a GitHub workflow file, or a manifest of Kubernetes. Both are read line by line: what counts
//! stands in lines of its own, and nothing else in them has to be understood.

use crate::evidence::federated_credential::{TokenSource, TokenSourceKind};
use crate::evidence::server_error::QuotedClaims;
use crate::evidence::token_kind::EXCHANGE_AUDIENCE;
use crate::limits;
use crate::notation::text::is_guid;

/// GitHub's issuer.
const GITHUB: &str = "https://token.actions.githubusercontent.com";
/// What stands for anything in a claim that is known in part.
const ANY: &str = "***";

/// Reads a workflow file or manifests; none if the text is neither.
pub(super) fn recognise(input: &str, text: &str) -> Vec<TokenSource> {
    if text.len() > limits::MAX_PROGRAM_BYTES {
        return Vec::new();
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut lines: Vec<Line<'_>> = text.lines().filter_map(Line::read).collect();
    // Whoever quotes a file may indent all of it, or only its first line.
    let rest = lines.iter().skip(1).filter(|line| line.name != "---");
    let margin = rest.map(|line| line.depth).min().unwrap_or_default();
    lines.iter_mut().for_each(|line| line.depth = line.depth.saturating_sub(margin));
    lines.iter_mut().take(1).for_each(|line| line.depth = 0);
    let has = |depth: usize, name: &str| lines.iter().any(|line| line.depth == depth && line.name == name);
    if has(0, "jobs") && has(0, "on") {
        // A workflow may ask for a token for anybody.
        let is_for_azure = ["azure", "ARM_", "azd"].iter().any(|word| text.contains(word));
        let found = Some(()).filter(|()| is_for_azure).and_then(|()| workflow(&lines));
        return found.into_iter().map(|one| TokenSource { input: input.to_owned(), ..one }).collect();
    }
    if !(has(0, "kind") && has(0, "apiVersion")) {
        return Vec::new();
    }
    let mut found: Vec<TokenSource> = Vec::new();
    for one in lines.split(|line| line.name == "---").filter_map(manifest) {
        // A service account, and what runs under it.
        if let Some(known) = found.iter_mut().find(|known| known.claims == one.claims) {
            known.client_id = known.client_id.take().or(one.client_id);
            known.grants_token = known.grants_token.or(one.grants_token);
        } else if found.len() < limits::MAX_OTHERS {
            found.push(TokenSource { input: input.to_owned(), ..one });
        }
    }
    // Without the account's annotation, it need not be Entra ID that the pods sign in to.
    for one in found.iter_mut().filter(|one| one.client_id.is_none()) {
        one.grants_token = one.grants_token.filter(|granted| *granted);
    }
    found
}

/// A line of YAML: its indentation, its key, and its value without quotation marks and comment.
#[derive(Debug)]
struct Line<'t> {
    depth: usize,
    name: &'t str,
    value: &'t str,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let bare = line.trim_start_matches([' ', '\t', '-']);
        if line.trim_start().starts_with("---") {
            return Some(Self { depth: 0, name: "---", value: "" });
        }
        let (name, value) = bare.split_once(':').unwrap_or((bare, ""));
        let value = value.split(" #").next().unwrap_or_default();
        let unquoted = |text: &'t str| text.trim().trim_matches(['"', '\'']);
        let name = unquoted(name);
        (!name.is_empty() && !name.starts_with('#')).then(|| Self {
            depth: line.len() - bare.len(),
            name,
            value: unquoted(value),
        })
    }
}

/// The lines below the one with this index: those that are indented deeper.
fn below<'l, 't>(lines: &'l [Line<'t>], index: usize) -> &'l [Line<'t>] {
    let depth = lines.get(index).map_or(0, |line| line.depth);
    let rest = lines.get(index + 1..).unwrap_or_default();
    let end = rest.iter().position(|line| line.depth <= depth).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The first line of this name, and those below it.
fn find<'l, 't>(lines: &'l [Line<'t>], name: &str) -> Option<(&'l Line<'t>, &'l [Line<'t>])> {
    let index = lines.iter().position(|line| line.name == name)?;
    Some((lines.get(index)?, below(lines, index)))
}

/// The same among the lines that are indented least.
fn find_first<'l, 't>(lines: &'l [Line<'t>], name: &str) -> Option<(&'l Line<'t>, &'l [Line<'t>])> {
    let least = lines.iter().map(|line| line.depth).min()?;
    let index = lines.iter().position(|line| line.depth == least && line.name == name)?;
    Some((lines.get(index)?, below(lines, index)))
}

/// The values of a key: in its line, as a list in brackets, or in the lines below.
fn values<'t>(lines: &[Line<'t>], name: &str) -> Vec<&'t str> {
    let Some((line, below)) = find(lines, name) else { return Vec::new() };
    let inline = line.value.trim_matches(['[', ']']).split(',').map(|one| one.trim().trim_matches(['"', '\'']));
    let inline = inline.filter(|one| !one.is_empty());
    let first = below.first().map_or(0, |line| line.depth);
    let listed = below.iter().filter(|line| line.depth == first).map(|line| line.name);
    if line.value.is_empty() { listed.collect() } else { inline.collect() }
}

/// Reads a workflow; none if nothing shows that it signs in with a token.
fn workflow(lines: &[Line<'_>]) -> Option<TokenSource> {
    let grants = |lines: &[Line<'_>]| {
        let (line, below) = find_first(lines, "permissions")?;
        let is_write = below.iter().any(|one| one.name == "id-token" && one.value == "write");
        Some(line.value == "write-all" || line.value.contains("id-token: write") || is_write)
    };
    let jobs = find(lines, "jobs").map(|(_, below)| below).unwrap_or_default();
    let first = jobs.first().map_or(0, |line| line.depth);
    let starts = jobs.iter().enumerate().filter(|(_, line)| line.depth == first);
    let all: Vec<&[Line<'_>]> = starts.map(|(index, _)| below(jobs, index)).collect();
    let logs_in =
        |job: &&[Line<'_>]| job.iter().any(|line| line.name == "uses" && line.value.starts_with("azure/login"));
    let signing: Vec<&[Line<'_>]> = all.iter().copied().filter(logs_in).collect();
    let mine = match (signing.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => Some(*only),
        _ => None,
    };
    let before = lines.iter().position(|line| line.name == "jobs").and_then(|at| lines.get(..at)).unwrap_or_default();
    let of_workflow = || grants(before).unwrap_or(false);
    let granted = match mine {
        Some(job) => Some(grants(job).unwrap_or_else(of_workflow)),
        None => Some(true).filter(|_| of_workflow() || all.iter().any(|job| grants(job) == Some(true))),
    };
    // With a secret, no token is asked for.
    let has_secret = mine.is_some_and(|job| job.iter().any(|line| line.name == "creds"));
    if has_secret || signing.is_empty() && granted != Some(true) {
        return None;
    }
    // What calls this workflow grants it, and an alias stands for lines elsewhere.
    let is_open = all
        .iter()
        .chain([&before])
        .any(|part| find_first(part, "permissions").is_some_and(|(line, _)| line.value.starts_with('*')));
    let is_stated = mine.is_some_and(|job| grants(job).is_some()) || grants(before).is_some();
    let is_called = values(lines, "on").contains(&"workflow_call") && !is_stated;
    let audience = mine.and_then(|job| values(job, "audience").first().map(|one| (*one).to_owned()));
    let audience = audience.unwrap_or_else(|| EXCHANGE_AUDIENCE.to_owned());
    Some(TokenSource {
        kind: TokenSourceKind::Workflow,
        claims: QuotedClaims {
            issuer: mine.map(|_| GITHUB.to_owned()),
            subject: mine.and_then(|job| github_subject(lines, job)),
            audience: Some(audience).filter(|audience| mine.is_some() && !audience.contains("${{")),
        },
        grants_token: granted.filter(|granted| *granted || !signing.is_empty() && !is_open && !is_called),
        ..TokenSource::default()
    })
}

/// The subject that a job's token will have, as far as the file tells.
fn github_subject(lines: &[Line<'_>], job: &[Line<'_>]) -> Option<String> {
    let subject = |entity: &str| Some(format!("repo:{ANY}/{ANY}:{entity}"));
    // A step has inputs of the same name.
    if let Some((line, below)) = find_first(job, "environment") {
        let name = if line.value.is_empty() { find(below, "name")?.0.value } else { line.value };
        let name = if name.contains("${{") { ANY } else { name };
        return subject(&format!("environment:{name}"));
    }
    let triggers = values(lines, "on");
    let (_, below) = find(lines, "on")?;
    match triggers.as_slice() {
        ["pull_request"] => subject("pull_request"),
        ["push"] => {
            let (_, push) = find(below, "push").unwrap_or((lines.first()?, &[]));
            match (values(push, "branches").as_slice(), values(push, "tags").is_empty()) {
                ([only], true) if !only.contains(['*', '?', '!']) => subject(&format!("ref:refs/heads/{only}")),
                (_, true) => subject(&format!("ref:refs/heads/{ANY}")),
                _ => None,
            }
        }
        all if !all.is_empty() && all.iter().all(|one| matches!(*one, "workflow_dispatch" | "schedule")) => {
            subject(&format!("ref:refs/{ANY}"))
        }
        _ => None,
    }
}

/// Reads one manifest: that of a service account, or of what runs under one.
fn manifest(lines: &[Line<'_>]) -> Option<TokenSource> {
    let (kind, _) = lines.iter().find(|line| line.depth == 0 && line.name == "kind").map(|line| (line.value, ()))?;
    let (_, metadata) = find(lines, "metadata")?;
    let first = metadata.first()?.depth;
    let of_metadata = |name: &str| metadata.iter().find(|line| line.depth == first && line.name == name);
    let namespace = of_metadata("namespace").map_or(ANY, |line| line.value);
    let is_account = kind == "ServiceAccount";
    let account = if is_account {
        of_metadata("name")?.value
    } else {
        find(lines, "serviceAccountName").or_else(|| find(lines, "serviceAccount"))?.0.value
    };
    let of_identity = |lines: &'_ [Line<'_>], name: &str| {
        lines
            .iter()
            .find(|line| line.name.ends_with(name) && line.name.contains("azure.workload.identity"))
            .map(|line| line.value.to_owned())
    };
    // What a deployment itself is labelled with is not on its pods.
    let label = of_identity(find(lines, "template").map_or(lines, |(_, template)| template), "/use");
    let client_id = of_identity(lines, "/client-id");
    // Pods of other accounts get no token either, and need none.
    if is_account && client_id.is_none() {
        return None;
    }
    let known = |text: &str| if text.contains(['{', '$']) { ANY.to_owned() } else { text.to_owned() };
    Some(TokenSource {
        kind: TokenSourceKind::Manifest,
        claims: QuotedClaims {
            subject: Some(format!("system:serviceaccount:{}:{}", known(namespace), known(account))),
            audience: Some(EXCHANGE_AUDIENCE.to_owned()),
            issuer: None,
        },
        client_id: client_id.filter(|id| is_guid(id)),
        grants_token: (!is_account).then(|| label.is_some_and(|label| label == "true")),
        ..TokenSource::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(text: &str) -> Option<String> {
        recognise("deploy.yml", text).pop().and_then(|one| one.claims.subject)
    }

    #[test]
    fn workflows() {
        let workflow = |on: &str, job: &str| {
            format!(
                "name: Deploy\n{on}\npermissions:\n  id-token: write\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n{job}    steps:\n      - uses: actions/checkout@v4\n      - name: Sign in\n        uses: azure/login@v2\n        with:\n          client-id: ${{{{ secrets.ID }}}}\n"
            )
        };
        let main = "on:\n  push:\n    branches: [main]";
        for (on, job, expected) in [
            (main, "", Some("repo:***/***:ref:refs/heads/main")),
            ("on:\n  push:\n    branches:\n      - main", "", Some("repo:***/***:ref:refs/heads/main")),
            ("on:\n  push:\n    branches: ['release/**']", "", Some("repo:***/***:ref:refs/heads/***")),
            ("on: push", "", Some("repo:***/***:ref:refs/heads/***")),
            ("'on': [pull_request]", "", Some("repo:***/***:pull_request")),
            ("on:\n  workflow_dispatch:\n  schedule:\n    - cron: '0 5 * * *'", "", Some("repo:***/***:ref:refs/***")),
            ("on: [push, pull_request]", "", None),
            (main, "    environment: prod # where\n", Some("repo:***/***:environment:prod")),
            (
                main,
                "    environment:\n      name: \"prod\"\n      url: https://x\n",
                Some("repo:***/***:environment:prod"),
            ),
            (main, "    environment: ${{ inputs.stage }}\n", Some("repo:***/***:environment:***")),
        ] {
            assert_eq!(subject(&workflow(on, job)).as_deref(), expected, "{on}\n{job}");
        }
        let granted = |text: &str| recognise("deploy.yml", text).pop().and_then(|one| one.grants_token);
        let with = workflow(main, "");
        assert_eq!(granted(&with), Some(true));
        assert_eq!(granted(&with.replace("id-token: write", "id-token: none")), Some(false));
        assert_eq!(
            granted(
                &with
                    .replace("client-id: ${{ secrets.ID }}", "creds: ${{ secrets.AZURE }}")
                    .replace("id-token: write", "a: b")
            ),
            None
        );
        let own = workflow(main, "    permissions: { id-token: write }\n").replace("  id-token: write\n", "");
        assert_eq!(granted(&own), Some(true));
        assert!(recognise("x", "on: a\nname: b\n").is_empty());
        // A step's input of the same name, a workflow for another cloud, one that another calls, and an alias.
        let input = with.replace("        with:\n", "        with:\n          environment: azureusgovernment\n");
        assert_eq!(subject(&input).as_deref(), Some("repo:***/***:ref:refs/heads/main"));
        let aws = with.replace("azure/login@v2", "aws-actions/configure-aws-credentials@v4");
        assert!(recognise("deploy.yml", &aws).is_empty());
        let called =
            workflow("on: workflow_call", "").replace("permissions:\n  id-token: write\n  contents: read\n", "");
        assert_eq!((recognise("deploy.yml", &called).len(), granted(&called)), (1, None));
        let alias = workflow(main, "    permissions: *deploy\n");
        assert_eq!(granted(&alias), None);
    }

    #[test]
    fn manifests() {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n    azure.workload.identity/client-id: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n  name: payroll\n  namespace: hr\n";
        let pod = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels:\n        azure.workload.identity/use: \"true\"\n    spec:\n      serviceAccountName: payroll\n";
        let found = recognise("pod.yaml", &format!("{account}{pod}"));
        let subjects: Vec<&str> = found.iter().filter_map(|one| one.claims.subject.as_deref()).collect();
        assert_eq!(subjects, ["system:serviceaccount:hr:payroll", "system:serviceaccount:***:payroll"]);
        assert_eq!(found.iter().map(|one| one.grants_token).collect::<Vec<_>>(), [None, Some(true)]);
        let both = |pod: &str| {
            recognise("pod.yaml", &format!("{account}{}", pod.replace("  name: web", "  name: web\n  namespace: hr")))
        };
        let granted = |pod: &str| both(pod).iter().map(|one| one.grants_token).collect::<Vec<_>>();
        assert_eq!(granted(pod), [Some(true)]);
        assert_eq!(granted(&pod.replace("azure.workload.identity/use: \"true\"", "app: web")), [Some(false)]);
        assert!(found[0].client_id.is_some());
        // The label of the deployment is not that of its pods.
        let label = "      labels:\n        azure.workload.identity/use: \"true\"\n";
        let above = pod
            .replace(label, "")
            .replace("  name: web\n", "  name: web\n  labels:\n    azure.workload.identity/use: \"true\"\n");
        assert_eq!(granted(&above), [Some(false)]);
        assert!(recognise("x", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n").is_empty());
    }
}
