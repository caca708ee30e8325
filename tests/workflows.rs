//! The workflows: what they use is pinned by hash, what they run is what a person can run, and they may do no more than they must.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use yaml_rust2::{Yaml, YamlLoader};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows")
}

/// Every workflow by its name.
fn workflows() -> Vec<(String, Yaml)> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder()).expect("a folder") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        all.push((name, YamlLoader::load_from_str(&text).expect("YAML").remove(0)));
    }
    assert!(all.len() >= 3);
    all
}

/// Every step of every job.
fn steps(workflow: &Yaml) -> Vec<&Yaml> {
    let jobs = workflow["jobs"].as_hash().expect("jobs");
    jobs.values().flat_map(|job| job["steps"].as_vec().expect("steps")).collect()
}

#[test]
fn actions_are_pinned_by_hash_with_their_version_beside() {
    for (name, workflow) in workflows() {
        for step in steps(&workflow) {
            let Some(action) = step["uses"].as_str() else { continue };
            let hash = action.split_once('@').expect("a version").1;
            assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}: {action}");
            assert!(action.starts_with("actions/"), "{name}: {action} is of somebody else");
        }
    }
    for file in std::fs::read_dir(folder()).expect("a folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        for line in text.lines().filter(|line| line.contains("uses:")) {
            assert!(line.contains(" # v"), "{line}");
        }
    }
}

/// What each job runs, and what it may do beyond reading: nothing else stands in any workflow. Where something can be written,
/// nothing of the repository runs.
const JOBS: [(&str, &[&str], &[&str]); 7] = [
    (
        "page.yml fetch",
        &[
            "cargo xtask site",
            "gh release download \"$TAG\" --repo \"$REPOSITORY\" --dir site --pattern 'assertion-inspector.*' --pattern SHA256SUMS",
            "cd site && sha256sum --check --ignore-missing SHA256SUMS && cp assertion-inspector.html index.html && mv ../dist/site docs",
        ],
        &[],
    ),
    ("page.yml deploy", &[], &["pages: write", "id-token: write"]),
    ("release.yml build", &["cargo xtask release"], &[]),
    ("release.yml macos", &["cargo xtask release-macos"], &[]),
    (
        "release.yml draft",
        &[
            "cd release && sha256sum --check SHA256SUMS && rm SHA256SUMS && sha256sum -- * > ../SHA256SUMS && mv ../SHA256SUMS .",
            "gh release create \"$TAG\" --repo \"$REPOSITORY\" --draft --verify-tag --generate-notes release/*",
        ],
        &["contents: write", "id-token: write", "attestations: write"],
    ),
    ("test.yml linux", &["cargo xtask test"], &[]),
    ("test.yml others", &["cargo xtask quick"], &[]),
];

fn permissions(of: &Yaml) -> Vec<String> {
    let all = of["permissions"].as_hash().into_iter().flatten();
    all.map(|(name, value)| format!("{}: {}", name.as_str().expect("a name"), value.as_str().expect("a word")))
        .collect()
}

#[test]
fn each_job_runs_exactly_this_and_may_do_no_more() {
    let mut found = Vec::new();
    for (name, workflow) in workflows() {
        assert_eq!(permissions(&workflow), ["contents: read"], "{name}");
        for (job, body) in workflow["jobs"].as_hash().expect("jobs") {
            let job = format!("{name} {}", job.as_str().expect("a name"));
            assert!(body["timeout-minutes"].as_i64().is_some(), "{job} has no limit");
            let steps = body["steps"].as_vec().expect("steps");
            for step in steps {
                let one = step["uses"].as_str().is_some() != step["run"].as_str().is_some();
                assert!(one && step["shell"].is_badvalue(), "{job}: {step:?}");
                if step["uses"].as_str().is_some_and(|action| action.contains("checkout")) {
                    assert_eq!(step["with"]["persist-credentials"].as_bool(), Some(false), "{job}");
                }
            }
            let runs: Vec<String> = steps.iter().filter_map(|step| step["run"].as_str()).map(str::to_owned).collect();
            found.push((job, runs, permissions(body)));
        }
    }
    found.sort();
    let mut expected: Vec<_> = JOBS.map(|(job, runs, may)| (job, runs.to_vec(), may.to_vec())).into();
    expected.sort();
    let found: Vec<_> = found
        .iter()
        .map(|(job, runs, may)| {
            (job.as_str(), runs.iter().map(String::as_str).collect(), may.iter().map(String::as_str).collect())
        })
        .collect();
    assert_eq!(found, expected as Vec<(&str, Vec<&str>, Vec<&str>)>);
}

/// What zizmor finds in a folder of workflows, without the network; `None` if it is not installed.
fn zizmor(folder: &Path) -> Option<(bool, String)> {
    let program = common::libraries()?.join("python/bin/zizmor");
    let run = Command::new(program)
        .args(["--offline", "--no-progress", "--no-config", "--format", "plain"])
        .arg(folder)
        .output();
    let run = run.expect("zizmor runs");
    let printed = [run.stdout, run.stderr].concat();
    Some((run.status.success(), String::from_utf8_lossy(&printed).into_owned()))
}

#[test]
fn zizmor_finds_nothing_in_them_and_something_in_a_bad_one() {
    let Some((passed, printed)) = zizmor(&folder()) else { return };
    assert!(passed, "{printed}");
    let bad = tempfile::tempdir().expect("a folder");
    let workflows = bad.path().join(".github/workflows");
    std::fs::create_dir_all(&workflows).expect("a folder");
    let text = "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n\
                \x20     - run: echo ${{ github.event.pull_request.title }}\n";
    std::fs::write(workflows.join("bad.yml"), text).expect("it is written");
    let (passed, printed) = zizmor(&workflows).expect("as before");
    assert!(!passed);
    for fault in ["dangerous-triggers", "excessive-permissions", "template-injection", "unpinned-uses", "artipacked"] {
        assert!(printed.contains(fault), "{fault}: {printed}");
    }
}
