//! Where a token will come from: a GitHub workflow file, or a manifest of Kubernetes. Both are read line by line: what counts
//! stands in lines of its own, and nothing else in them has to be understood.

use serde_json::Value;

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
        return workflow(&lines).into_iter().map(|one| TokenSource { input: input.to_owned(), ..one }).collect();
    }
    if !(has(0, "kind") && has(0, "apiVersion")) {
        return Vec::new();
    }
    let documents: Vec<&[Line<'_>]> = lines.split(|line| line.name == "---").flat_map(items).collect();
    manifests(input, &documents)
}

/// Reads a manifest of Kubernetes in JSON, or a list of them, by the same lines; none if it is neither.
pub(in crate::input) fn recognise_json(input: &str, document: &Value) -> Vec<TokenSource> {
    let is_manifest = |one: &&Value| one.get("kind").is_some() && one.get("apiVersion").is_some();
    let Some(document) = Some(document).filter(is_manifest) else { return Vec::new() };
    let listed = document.get("items").and_then(Value::as_array);
    let all = listed.map_or_else(|| vec![document], |items| items.iter().filter(is_manifest).collect());
    let texts: Vec<String> =
        all.into_iter().take(limits::MAX_OTHERS).filter_map(|one| serde_json::to_string_pretty(one).ok()).collect();
    let lines: Vec<Vec<Line<'_>>> = texts
        .iter()
        .map(|text| {
            let mut lines: Vec<Line<'_>> = text.lines().filter_map(Line::read).collect();
            lines.iter_mut().for_each(|line| line.depth = line.depth.saturating_sub(2));
            lines
        })
        .collect();
    let documents: Vec<&[Line<'_>]> = lines.iter().map(Vec::as_slice).collect();
    manifests(input, &documents)
}

/// Reads manifests that belong together.
fn manifests(input: &str, documents: &[&[Line<'_>]]) -> Vec<TokenSource> {
    let mut found: Vec<TokenSource> = Vec::new();
    for one in documents.iter().filter_map(|lines| manifest(lines)) {
        // A service account, and what runs under it; the namespace may be left to whoever applies the manifest.
        if let Some(known) = found.iter_mut().find(|known| is_same_account(known, &one)) {
            if known.claims.subject.as_ref().is_some_and(|subject| subject.contains(ANY)) {
                known.claims.subject = one.claims.subject;
            }
            known.client_id = known.client_id.take().or(one.client_id);
            known.grants_token = known.grants_token.or(one.grants_token);
        } else if found.len() < limits::MAX_OTHERS {
            found.push(TokenSource { input: input.to_owned(), ..one });
        }
    }
    // Without the account's annotation, it need not be Entra ID that the pods sign in to.
    let has_account = found.iter().any(|one| one.client_id.is_some());
    for one in found.iter_mut().filter(|one| one.client_id.is_none()) {
        one.grants_token = one.grants_token.filter(|granted| *granted);
    }
    // What the pods run under counts, and not an account that none of them has.
    if found.iter().any(|one| one.grants_token == Some(true)) {
        found.retain(|one| one.grants_token.is_some());
    } else if has_account {
        found.retain(|one| one.client_id.is_some());
    }
    found
}

/// Whether two subjects are of one service account, as far as they tell.
fn is_same_account(one: &TokenSource, other: &TokenSource) -> bool {
    let parts = |source: &TokenSource| {
        let (namespace, account) = source.claims.subject.as_ref()?.rsplit_once(':')?;
        Some((namespace.to_owned(), account.to_owned()))
    };
    let Some(((namespace, account), (other_namespace, other_account))) = parts(one).zip(parts(other)) else {
        return false;
    };
    account == other_account
        && (namespace == other_namespace || namespace.ends_with(ANY) || other_namespace.ends_with(ANY))
}

/// A line of YAML: its indentation, its key, and its value without quotation marks and comment.
#[derive(Debug)]
struct Line<'t> {
    depth: usize,
    name: &'t str,
    value: &'t str,
    /// Whether the value is in quotation marks.
    is_quoted: bool,
    /// Whether it begins an item of a list.
    is_item: bool,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Option<Self> {
        let bare = line.trim_start_matches([' ', '\t', '-']);
        if line.trim_start().starts_with("---") {
            return Some(Self { depth: 0, name: "---", value: "", is_quoted: false, is_item: false });
        }
        let (name, value) = bare.split_once(':').unwrap_or((bare, ""));
        let value = value.split(" #").next().unwrap_or_default();
        // JSON ends its lines with a comma.
        let value = value.trim();
        let value = if value.starts_with('"') { value.trim_end_matches(',') } else { value };
        let unquoted = |text: &'t str| text.trim().trim_matches(['"', '\'']);
        let name = unquoted(name);
        (!name.is_empty() && !name.starts_with('#')).then(|| Self {
            depth: line.len() - bare.len(),
            name,
            value: unquoted(value),
            is_quoted: value.starts_with(['"', '\'']),
            is_item: line.trim_start().starts_with('-'),
        })
    }
}

/// The lines below the one with this index: those that are indented deeper.
fn below<'l, 't>(lines: &'l [Line<'t>], index: usize) -> &'l [Line<'t>] {
    let depth = lines.get(index).map_or(0, |line| line.depth);
    let rest = lines.get(index + 1..).unwrap_or_default();
    // The items of a list may stand as far to the left as its name.
    let is_end = |line: &Line<'_>| line.depth < depth || line.depth == depth && !line.is_item;
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
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

/// Every line of this name.
fn all<'l, 't>(lines: &'l [Line<'t>], name: &str) -> impl Iterator<Item = &'l Line<'t>> {
    lines.iter().filter(move |line| line.name == name)
}

/// The values of a key: in its line, as a list in brackets, or in the lines below.
fn values<'t>(lines: &[Line<'t>], name: &str) -> Vec<&'t str> {
    let Some((line, below)) = find(lines, name) else { return Vec::new() };
    let inline = line.value.trim_matches(['[', ']', '{', '}']).split(',');
    let inline = inline.map(|one| one.split(':').next().unwrap_or(one).trim().trim_matches(['"', '\'']));
    let inline = inline.filter(|one| !one.is_empty());
    let first = below.first().map_or(0, |line| line.depth);
    let listed = below.iter().filter(|line| line.depth == first).map(|line| line.name);
    if line.value.is_empty() { listed.collect() } else { inline.collect() }
}

/// What the lines of a workflow or a job say of the permission to ask for a token; `None` if they say nothing of permissions.
fn grants(lines: &[Line<'_>]) -> Option<bool> {
    let (line, below) = find_first(lines, "permissions")?;
    let value: String = line.value.chars().filter(|c| !matches!(c, ' ' | '"' | '\'')).collect();
    let is_write = below.iter().any(|one| one.name == "id-token" && one.value == "write");
    Some(value == "write-all" || value.contains("id-token:write") || is_write)
}

/// Whether the lines of a job sign in to Azure with a token.
fn signs_in(job: &[Line<'_>], before: &[Line<'_>]) -> bool {
    let is_true = |name: &str| all(job, name).chain(all(before, name)).any(|line| line.value == "true");
    let is_action =
        |line: &Line<'_>| line.value.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("azure/login"));
    let is_login = all(job, "uses").any(is_action);
    let is_identity = all(job, "auth-type").any(|line| line.value.eq_ignore_ascii_case("identity"));
    // With a secret, no token is asked for.
    let has_secret = ["creds", "ARM_CLIENT_SECRET"].iter().any(|name| all(job, name).next().is_some());
    let says = |words: &str| job.iter().any(|line| line.name.contains(words) || line.value.contains(words));
    let is_azd = says("azd auth login") && says("--federated-credential-provider");
    !has_secret && (is_login && !is_identity || is_true("ARM_USE_OIDC") || is_azd)
}

/// Reads a workflow: a source for each job that signs in with a token.
fn workflow(lines: &[Line<'_>]) -> Vec<TokenSource> {
    let jobs = find(lines, "jobs").map(|(_, below)| below).unwrap_or_default();
    let first = jobs.first().map_or(0, |line| line.depth);
    let starts = jobs.iter().enumerate().filter(|(_, line)| line.depth == first);
    let each: Vec<&[Line<'_>]> = starts.map(|(index, _)| below(jobs, index)).collect();
    let before = lines.iter().position(|line| line.name == "jobs").and_then(|at| lines.get(..at)).unwrap_or_default();
    // An alias stands for lines elsewhere, and what calls this workflow grants it what it may.
    let is_alias =
        |part: &[Line<'_>]| find_first(part, "permissions").is_some_and(|(line, _)| line.value.starts_with('*'));
    let is_called = values(lines, "on").contains(&"workflow_call");
    let source = |job: &[Line<'_>]| {
        let stated = grants(job).or_else(|| grants(before));
        let is_open = is_alias(job) || is_alias(before) || is_called && stated.is_none();
        let audience = values(job, "audience").first().map_or(EXCHANGE_AUDIENCE, |one| *one);
        let mut ids =
            all(job, "client-id").chain(all(job, "ARM_CLIENT_ID")).map(|line| line.value).filter(|id| is_guid(id));
        TokenSource {
            kind: TokenSourceKind::Workflow,
            claims: QuotedClaims {
                issuer: Some(GITHUB.to_owned()),
                // The run of a workflow that others call is theirs.
                subject: github_subject(lines, job).filter(|subject| !is_called || subject.contains(":environment:")),
                audience: Some(audience.to_owned()).filter(|audience| !audience.contains("${{")),
            },
            client_id: ids.next().filter(|first| ids.all(|other| other == *first)).map(str::to_owned),
            grants_token: Some(stated.unwrap_or(false)).filter(|_| !is_open),
            ..TokenSource::default()
        }
    };
    each.into_iter().filter(|job| signs_in(job, before)).take(limits::MAX_OTHERS).map(source).collect()
}

/// The subject that a job's token will have, as far as the file tells.
fn github_subject(lines: &[Line<'_>], job: &[Line<'_>]) -> Option<String> {
    let subject = |entity: &str| Some(format!("repo:{ANY}/{ANY}:{entity}"));
    // A step has inputs of the same name.
    if let Some((line, below)) = find_first(job, "environment") {
        let name = if line.value.is_empty() { find(below, "name")?.0.value } else { line.value };
        let name = if name.contains("${{") || name.starts_with(['{', '*']) { ANY } else { name };
        return subject(&format!("environment:{name}"));
    }
    let triggers = values(lines, "on");
    let (_, below) = find(lines, "on")?;
    match triggers.as_slice() {
        ["pull_request"] => subject("pull_request"),
        ["push"] => {
            let push = find(below, "push").map(|(_, push)| push).unwrap_or_default();
            let has = |name: &str| push.iter().any(|line| line.name == name);
            let (branches, tags) = (values(push, "branches"), values(push, "tags"));
            // A filter of one kind leaves the other kind out.
            match (has("branches") || has("branches-ignore"), has("tags") || has("tags-ignore")) {
                (true, false) => subject(&format!("ref:refs/heads/{}", of_filter(&branches))),
                (false, true) => subject(&format!("ref:refs/tags/{}", of_filter(&tags))),
                _ => subject(&format!("ref:refs/{ANY}")),
            }
        }
        all if !all.is_empty() && all.iter().all(|one| matches!(*one, "workflow_dispatch" | "schedule" | "push")) => {
            subject(&format!("ref:refs/{ANY}"))
        }
        _ => None,
    }
}

/// What a filter of branches or tags lets through: one name, or the start that a pattern has.
fn of_filter(names: &[&str]) -> String {
    match names {
        [only] if !only.contains(['*', '?', '!', '[', '+', '{', '$']) => (*only).to_owned(),
        [only] => {
            let end = only.find(['*', '?', '!', '[', '+', '{', '$']).unwrap_or(only.len());
            // A question mark and a plus sign are about the character before them.
            let start = only.get(..end).unwrap_or_default();
            let start = if only.get(end..).is_some_and(|rest| rest.starts_with('*')) { start } else { "" };
            format!("{start}{ANY}")
        }
        _ => ANY.to_owned(),
    }
}

/// The items of a list of manifests, or the manifest itself.
fn items<'l, 't>(lines: &'l [Line<'t>]) -> Vec<&'l [Line<'t>]> {
    let is_list = lines.iter().any(|line| line.depth == 0 && line.name == "kind" && line.value == "List");
    let Some((_, inner)) = Some(()).filter(|()| is_list).and_then(|()| find_first(lines, "items")) else {
        return vec![lines];
    };
    let first = inner.first().map_or(0, |line| line.depth);
    let starts: Vec<usize> =
        inner.iter().enumerate().filter(|(_, line)| line.is_item && line.depth == first).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([inner.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| inner.get(*start..end)).collect()
}

/// Reads one manifest: that of a service account, or of what runs under one.
fn manifest(lines: &[Line<'_>]) -> Option<TokenSource> {
    let (kind, _) = find_first(lines, "kind").map(|(line, below)| (line.value, below))?;
    let (_, metadata) = find_first(lines, "metadata")?;
    let first = metadata.first()?.depth;
    let of_metadata = |name: &str| metadata.iter().find(|line| line.depth == first && line.name == name);
    let namespace = of_metadata("namespace").map_or(ANY, |line| line.value);
    let is_account = kind == "ServiceAccount";
    let of_identity = |lines: &'_ [Line<'_>], name: &str| {
        let is_it = |line: &&Line<'_>| line.name.ends_with(name) && line.name.contains("azure.workload.identity");
        lines.iter().find(is_it).map(|line| (line.value.to_owned(), line.is_quoted))
    };
    // What a deployment itself is labelled with is not on its pods.
    let pod = find(lines, "template").map(|(_, template)| template);
    let pod = pod.or_else(|| (kind == "Pod").then_some(lines));
    let label = pod.and_then(|pod| {
        let (line, below) = find(pod, "labels")?;
        let inline = line.value.split_once("azure.workload.identity/use").map(|(_, rest)| rest);
        let inline = inline.map(|rest| rest.trim_start_matches(['"', '\'', ':', ' ']).starts_with("true"));
        // The value of a label is a text: true without quotation marks is refused.
        let stated =
            of_identity(below, "/use").map(|(value, is_quoted)| value.contains('{') || value == "true" && is_quoted);
        inline.or(stated)
    });
    let account = if is_account {
        of_metadata("name")?.value
    } else {
        let named = find(pod?, "serviceAccountName").or_else(|| find(pod?, "serviceAccount"));
        // Without one, pods run under the account "default".
        match named {
            Some((line, _)) => line.value,
            None if label == Some(true) => "default",
            None => return None,
        }
    };
    let client_id = of_identity(lines, "/client-id").map(|(id, _)| id);
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
        grants_token: (!is_account).then_some(label == Some(true)),
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
            ("on:\n  push:\n    branches: ['release/**']", "", Some("repo:***/***:ref:refs/heads/release/***")),
            ("on: push", "", Some("repo:***/***:ref:refs/***")),
            ("on:\n  push:\n    tags: ['v*']", "", Some("repo:***/***:ref:refs/tags/v***")),
            ("on:\n  push:\n    branches: [main, dev]", "", Some("repo:***/***:ref:refs/heads/***")),
            ("on:\n  push:\n    branches-ignore: [dev]", "", Some("repo:***/***:ref:refs/heads/***")),
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
        // Another job, one that calls a workflow, a sign-in by a managed identity, Terraform's and azd's.
        let build = with.replace("jobs:\n", "jobs:\n  build:\n    environment: ci\n    steps:\n      - run: make\n");
        assert_eq!(subject(&build).as_deref(), Some("repo:***/***:ref:refs/heads/main"));
        let caller = format!(
            "{main}\npermissions:\n  id-token: write\njobs:\n  deploy:\n    uses: ./.github/workflows/azure.yml\n"
        );
        assert!(recognise("ci.yml", &caller).is_empty());
        let identity = with.replace("client-id:", "auth-type: IDENTITY\n          client-id:");
        assert!(recognise("ci.yml", &identity).is_empty());
        let terraform = "on:\n  push:\n    branches: [main]\nenv:\n  ARM_USE_OIDC: true\njobs:\n  plan:\n    steps:\n      - run: terraform plan\n";
        assert_eq!(granted(terraform), Some(false));
        let azd = "on:\n  push:\n    branches: [main]\njobs:\n  up:\n    steps:\n      - run: azd auth login --client-id x --federated-credential-provider github\n";
        assert_eq!(granted(azd), Some(false));
        let two = with
            .replace("jobs:\n", "jobs:\n  first:\n    environment: prod\n    steps:\n      - uses: Azure/Login@v2\n");
        let subjects: Vec<_> = recognise("ci.yml", &two).into_iter().filter_map(|one| one.claims.subject).collect();
        assert_eq!(subjects, ["repo:***/***:environment:prod", "repo:***/***:ref:refs/heads/main"]);
        let alias = workflow(main, "    permissions: *deploy\n");
        assert_eq!(granted(&alias), None);
    }

    #[test]
    fn manifests() {
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n    azure.workload.identity/client-id: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n  name: payroll\n  namespace: hr\n";
        let pod = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    metadata:\n      labels:\n        azure.workload.identity/use: \"true\"\n    spec:\n      serviceAccountName: payroll\n";
        let found = recognise("pod.yaml", &format!("{account}{pod}"));
        let subjects: Vec<&str> = found.iter().filter_map(|one| one.claims.subject.as_deref()).collect();
        assert_eq!(subjects, ["system:serviceaccount:hr:payroll"]);
        assert_eq!(found.iter().map(|one| one.grants_token).collect::<Vec<_>>(), [Some(true)]);
        // Pods without an account of their own run under another one than that of the file.
        let other =
            recognise("pod.yaml", &format!("{account}{}", pod.replace("      serviceAccountName: payroll\n", "")));
        assert_eq!(other[0].claims.subject.as_deref(), Some("system:serviceaccount:***:default"));
        assert_eq!(other.len(), 1);
        // The same in JSON, alone and in a list, and a list in YAML.
        let json = serde_json::json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"annotations": {"azure.workload.identity/client-id": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}, "name": "payroll", "namespace": "hr"}});
        let listed = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": [json]});
        for document in [&json, &listed] {
            let found = recognise_json("sa.json", document);
            assert_eq!(found.len(), 1, "{document}");
            assert_eq!(found[0].claims.subject.as_deref(), Some("system:serviceaccount:hr:payroll"));
            assert!(found[0].client_id.is_some());
        }
        let items = account.lines().map(|line| format!("  {line}\n")).collect::<String>().replacen("  api", "- api", 1);
        let found_in_list = recognise("sa.yaml", &format!("apiVersion: v1\nkind: List\nitems:\n{items}"));
        assert_eq!(found_in_list.len(), 1);
        assert_eq!(found_in_list[0].claims.subject.as_deref(), Some("system:serviceaccount:hr:payroll"));
        let both = |pod: &str| {
            recognise("pod.yaml", &format!("{account}{}", pod.replace("  name: web", "  name: web\n  namespace: hr")))
        };
        let granted = |pod: &str| both(pod).iter().map(|one| one.grants_token).collect::<Vec<_>>();
        assert_eq!(granted(pod), [Some(true)]);
        let label = "azure.workload.identity/use: \"true\"";
        assert_eq!(granted(&pod.replace(label, "app: web")), [Some(false)]);
        assert_eq!(granted(&pod.replace(label, &label.replace('"', ""))), [Some(false)]);
        assert_eq!(granted(&pod.replace("labels:", "annotations:")), [Some(false)]);
        let inline = format!("      labels: {{app: web, {label}}}\n");
        assert_eq!(granted(&pod.replace(&format!("      labels:\n        {label}\n"), &inline)), [Some(true)]);
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
