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
/// How deep what stands in braces may be nested.
const MAX_DEPTH: usize = 200;

/// Reads a workflow file or manifests; none if the text is neither.
pub(super) fn recognise(input: &str, text: &str) -> Vec<TokenSource> {
    if text.len() > limits::MAX_PROGRAM_BYTES {
        return Vec::new();
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = lines(text);
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
            let mut lines = lines(text);
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
    /// All of it, as the item of a list is.
    whole: &'t str,
    /// Whether the value is in quotation marks.
    is_quoted: bool,
    /// Whether it begins an item of a list.
    is_item: bool,
}

/// Reads the lines of a text; what a line holds in braces becomes lines of its own, below it.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start_matches([' ', '\t', '-']);
        let depth = line.len() - bare.len();
        if line.trim_start().starts_with("---") {
            found.push(Line { depth: 0, name: "---", value: "", whole: "", is_quoted: false, is_item: false });
        } else if let Some(inner) = bare.trim_end().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            within_braces(depth, inner, &mut found);
        } else if let Some(one) = Line::read(depth, bare, line.trim_start().starts_with('-')) {
            let flow = one.value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            match flow.filter(|rest| !rest.starts_with(['{', '%'])) {
                Some(inner) => {
                    found.push(Line { value: "", ..one });
                    within_braces(depth + 2, inner, &mut found);
                }
                None => found.push(one),
            }
        }
    }
    found
}

/// Adds the lines that stand in braces: `a: b, c: {d: e}`.
fn within_braces<'t>(depth: usize, inner: &'t str, found: &mut Vec<Line<'t>>) {
    let (mut open, mut start) = (0_usize, 0);
    let ends = inner.char_indices().chain([(inner.len(), ',')]);
    for (at, c) in ends {
        match c {
            '{' | '[' => open += 1,
            '}' | ']' => open = open.saturating_sub(1),
            ',' if open == 0 => {
                let part = inner.get(start..at).unwrap_or_default();
                start = at + 1;
                let Some(one) = Line::read(depth, part.trim_start(), false) else { continue };
                let flow = one.value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
                match flow.filter(|rest| !rest.starts_with('{') && depth < MAX_DEPTH) {
                    Some(inner) => {
                        found.push(Line { value: "", ..one });
                        within_braces(depth + 2, inner, found);
                    }
                    None => found.push(one),
                }
            }
            _ => {}
        }
    }
}

impl<'t> Line<'t> {
    fn read(depth: usize, bare: &'t str, is_item: bool) -> Option<Self> {
        let text = bare.split(" #").next().unwrap_or_default().trim_end();
        // A colon inside a word is a part of it: api://…
        let (name, value) =
            text.split_once(": ").or(text.strip_suffix(':').map(|name| (name, ""))).unwrap_or((text, ""));
        // JSON ends its lines with a comma.
        let value = value.trim();
        let value = if value.starts_with('"') { value.trim_end_matches(',') } else { value };
        let unquoted = |text: &'t str| text.trim().trim_matches(['"', '\'']);
        let name = unquoted(name);
        (!name.is_empty() && !name.starts_with('#')).then(|| Self {
            depth,
            name,
            value: unquoted(value),
            whole: unquoted(text),
            is_quoted: value.starts_with(['"', '\'']),
            is_item,
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
    find(lines, name).map_or(Vec::new(), |(line, below)| listed(line, below))
}

/// The values that a line has, or the lines below it.
fn listed<'t>(line: &Line<'t>, below: &[Line<'t>]) -> Vec<&'t str> {
    if !line.value.is_empty() {
        let inline = line.value.trim_matches(['[', ']']).split(',').map(|one| one.trim().trim_matches(['"', '\'']));
        return inline.filter(|one| !one.is_empty()).collect();
    }
    let first = below.first().map_or(0, |line| line.depth);
    let nearest = below.iter().filter(|line| line.depth == first);
    nearest.map(|line| if line.is_item { line.whole.trim_end_matches(':') } else { line.name }).collect()
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
    let says = |words: &str| job.iter().any(|line| line.whole.contains(words));
    let is_identity = job.iter().any(|line| line.whole.to_ascii_lowercase().contains("auth-type: identity"));
    // With a secret, no token is asked for.
    let has_secret = ["creds:", "ARM_CLIENT_SECRET:"].iter().any(|name| says(name));
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
    let sources = |job: &[Line<'_>]| -> Vec<TokenSource> {
        let stated = grants(job).or_else(|| grants(before));
        let is_open = is_alias(job) || is_alias(before) || is_called && stated.is_none();
        let audience = values(job, "audience").first().map_or(EXCHANGE_AUDIENCE, |one| *one);
        let mut ids =
            all(job, "client-id").chain(all(job, "ARM_CLIENT_ID")).map(|line| line.value).filter(|id| is_guid(id));
        let client_id = ids.next().filter(|first| ids.all(|other| other == *first));
        let source = |subject: Option<String>| TokenSource {
            kind: TokenSourceKind::Workflow,
            claims: QuotedClaims {
                issuer: Some(GITHUB.to_owned()),
                // The run of a workflow that others call is theirs.
                subject: subject.filter(|subject| !is_called || subject.contains(":environment:")),
                audience: Some(audience.to_owned()).filter(|audience| !audience.contains("${{")),
            },
            client_id: client_id.map(str::to_owned),
            grants_token: Some(stated.unwrap_or(false)).filter(|_| !is_open),
            ..TokenSource::default()
        };
        let subjects = github_subjects(lines, job);
        if subjects.is_empty() { vec![source(None)] } else { subjects.into_iter().map(Some).map(source).collect() }
    };
    let mut found: Vec<TokenSource> = Vec::new();
    for one in each.into_iter().filter(|job| signs_in(job, before)).flat_map(sources).take(limits::MAX_OTHERS) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The subjects that a job's tokens will have, as far as the file tells: one for each branch, tag or environment that it names.
/// None if they depend on what starts the job.
fn github_subjects(lines: &[Line<'_>], job: &[Line<'_>]) -> Vec<String> {
    let subject = |entity: &str| format!("repo:{ANY}/{ANY}:{entity}");
    // A step has inputs of the same name.
    if let Some((line, below)) = find_first(job, "environment") {
        let name =
            if line.value.is_empty() { find(below, "name").map(|(line, _)| line.value) } else { Some(line.value) };
        let names = name.map_or(Vec::new(), |name| environments(job, name));
        return names.iter().map(|name| subject(&format!("environment:{name}"))).collect();
    }
    let triggers = values(lines, "on");
    let Some((_, below)) = find(lines, "on") else { return Vec::new() };
    match triggers.as_slice() {
        ["pull_request"] => vec![subject("pull_request")],
        ["push"] => {
            let push = find(below, "push").map(|(_, push)| push).unwrap_or_default();
            let has = |name: &str| push.iter().any(|line| line.name == name);
            let (branches, tags) = (values(push, "branches"), values(push, "tags"));
            let each = |kind: &str, names: &[&str]| -> Vec<String> {
                of_filter(names).iter().map(|name| subject(&format!("ref:refs/{kind}/{name}"))).collect()
            };
            // A filter of one kind leaves the other kind out.
            match (has("branches") || has("branches-ignore"), has("tags") || has("tags-ignore")) {
                (true, false) => each("heads", &branches),
                (false, true) => each("tags", &tags),
                _ => vec![subject(&format!("ref:refs/{ANY}"))],
            }
        }
        all if !all.is_empty() && all.iter().all(|one| matches!(*one, "workflow_dispatch" | "schedule" | "push")) => {
            vec![subject(&format!("ref:refs/{ANY}"))]
        }
        _ => Vec::new(),
    }
}

/// The environments that a name stands for: itself, each value of a matrix, or what an expression leaves of it.
fn environments(job: &[Line<'_>], name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once("${{") else {
        let is_other = name.is_empty() || name.starts_with(['{', '*', '&']);
        return vec![if is_other { ANY.to_owned() } else { name.to_owned() }];
    };
    let (expression, after) = rest.split_once("}}").unwrap_or((rest, ""));
    let is_simple = |text: &&str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let key = expression.trim().strip_prefix("matrix.").filter(is_simple).filter(|_| !after.contains("${{"));
    let matrix = find(job, "matrix").map(|(_, below)| below).unwrap_or_default();
    let mut values: Vec<&str> = Vec::new();
    for (index, line) in matrix.iter().enumerate().filter(|(_, line)| Some(line.name) == key) {
        values.extend(listed(line, below(matrix, index)));
    }
    if values.is_empty() || values.iter().any(|value| value.contains(['$', '{', '*'])) {
        let rest = if after.contains("${{") { ANY } else { after };
        return vec![format!("{before}{ANY}{rest}").replace("******", ANY)];
    }
    values.iter().map(|value| format!("{before}{value}{after}")).collect()
}

/// What a filter of branches or tags lets through: the names, or the start that a pattern has.
fn of_filter(names: &[&str]) -> Vec<String> {
    const SIGNS: [char; 7] = ['*', '?', '!', '[', '+', '{', '$'];
    let of_one = |name: &&str| {
        let end = name.find(SIGNS).unwrap_or(name.len());
        let start = name.get(..end).unwrap_or_default();
        match name.get(end..).and_then(|rest| rest.chars().next()) {
            None => start.to_owned(),
            Some('*') => format!("{start}{ANY}"),
            // A question mark and a plus sign are about the character before them.
            Some(_) => ANY.to_owned(),
        }
    };
    // One that is taken out again leaves the others open.
    if names.is_empty() || names.iter().any(|name| name.starts_with('!')) {
        return vec![ANY.to_owned()];
    }
    names.iter().map(of_one).collect()
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
    let kind = find_first(lines, "kind")?.0.value;
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
        let (_, below) = find(pod, "labels")?;
        // The value of a label is a text: true without quotation marks is refused.
        of_identity(below, "/use").map(|(value, is_quoted)| value.contains('{') || value == "true" && is_quoted)
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
        let all = |text: &str| -> Vec<String> {
            recognise("deploy.yml", text).into_iter().filter_map(|one| one.claims.subject).collect()
        };
        let two = ["repo:***/***:ref:refs/heads/main", "repo:***/***:ref:refs/heads/dev"];
        assert_eq!(all(&workflow("on:\n  push:\n    branches: [main, dev]", "")), two);
        assert_eq!(all(&workflow("on: {push: {branches: [main, dev]}}", "")), two);
        let matrix = "    strategy:\n      matrix:\n        env: [dev, prod]\n    environment: ${{ matrix.env }}-eu\n";
        let two = ["repo:***/***:environment:dev-eu", "repo:***/***:environment:prod-eu"];
        assert_eq!(all(&workflow(main, matrix)), two);
        let include = "    strategy:\n      matrix:\n        include:\n          - env: dev\n            id: 1\n          - env: prod\n    environment:\n      name: ${{ matrix.env }}-eu\n";
        assert_eq!(all(&workflow(main, include)), two);
        let named = "    environment: ${{ vars.STAGE }}-blue\n";
        assert_eq!(all(&workflow(main, named)), ["repo:***/***:environment:***-blue"]);
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
        let audience = with
            .replace("          client-id:", "          audience: api://AzureADTokenExchange\n          client-id:");
        assert_eq!(recognise("ci.yml", &audience)[0].claims.audience.as_deref(), Some("api://AzureADTokenExchange"));
        let flow = "on: push\njobs:\n  a:\n    steps:\n      - uses: azure/login@v2\n        with: {client-id: x, auth-type: IDENTITY}\n";
        assert!(recognise("ci.yml", flow).is_empty());
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
