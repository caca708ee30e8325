//! The workflows: what they use is pinned by hash, what they run is what a person can run, and they may do no more than they must.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use yaml_rust2::{Yaml, YamlLoader};

/// Every workflow by its name.
fn workflows() -> Vec<(String, Yaml)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    for file in std::fs::read_dir(folder).expect("a folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        for line in text.lines().filter(|line| line.contains("uses:")) {
            assert!(line.contains(" # v"), "{line}");
        }
    }
}

#[test]
fn they_may_read_and_nothing_else_unless_a_job_says_so() {
    for (name, workflow) in workflows() {
        let permissions = workflow["permissions"].as_hash().unwrap_or_else(|| panic!("{name} has no permissions"));
        assert_eq!(permissions.len(), 1, "{name}");
        assert_eq!(workflow["permissions"]["contents"].as_str(), Some("read"), "{name}");
        for (job, body) in workflow["jobs"].as_hash().expect("jobs") {
            assert!(body["timeout-minutes"].as_i64().is_some(), "{name}, {job:?} has no limit");
            let may_write = body["permissions"].as_hash().is_some();
            // Where something can be written, nothing of the repository is run.
            let builds = body["steps"]
                .as_vec()
                .expect("steps")
                .iter()
                .any(|step| step["run"].as_str().is_some_and(|run| run.contains("cargo")));
            assert!(!(may_write && builds), "{name}, {job:?}");
        }
    }
}

#[test]
fn what_they_run_can_be_run_by_anybody_and_holds_no_outside_text() {
    for (name, workflow) in workflows() {
        for step in steps(&workflow) {
            if let Some(action) = step["uses"].as_str().filter(|action| action.contains("checkout")) {
                assert_eq!(step["with"]["persist-credentials"].as_bool(), Some(false), "{name}: {action}");
            }
            let Some(run) = step["run"].as_str() else { continue };
            assert!(!run.contains("${{"), "{name}: what comes from outside goes through a variable: {run}");
            let is_known =
                ["cargo xtask ", "mkdir site", "gh release create"].iter().any(|start| run.starts_with(start));
            assert!(is_known, "{name}: {run}");
        }
    }
}
