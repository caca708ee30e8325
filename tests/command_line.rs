//! The command line as scripts use it: exit statuses, JSON, standard input, one-line reasons.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], standard_input: Option<&[u8]>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assertion-inspector"));
    command.args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(standard_input.unwrap_or_default()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

const AT: &str = "2026-11-23T10:02:00Z";

#[test]
fn exit_statuses() {
    for (arguments, status) in [
        (&["inspect", "--at", AT, "in-order.jwt", "app.pem"][..], 0),
        (&["inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem"], 1),
        (&["inspect", "--at", "1795428120", "app.pem", "x5t-hex-text.jwt"], 1),
        (&["inspect", "--at", AT, "in-order.jwt", "no-such-file.pem"], 2),
        (&["inspect", "--at", AT, "in-order.jwt", "."], 2),
        (&["inspect", "--at", "tomorrow", "in-order.jwt"], 2),
        (&["inspect"], 2),
        (&["unknown"], 2),
    ] {
        assert_eq!(run(arguments, None).status.code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn an_unusable_input_is_told_in_one_line_and_the_others_are_reported() {
    let output =
        run(&["inspect", "--format", "json", "--at", AT, "x5t-hex-text.jwt", "app.pem", "-"], Some(b"%PDF-1.7"));
    assert_eq!(output.status.code(), Some(2));
    let reason = String::from_utf8(output.stderr).expect("text");
    assert_eq!(reason.lines().count(), 1, "{reason}");
    assert!(reason.contains("PDF"), "{reason}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["schema"], 1);
    assert_eq!(report["cases"][0]["verdict"]["finding"], "thumbprint-hex-text-encoded");
    assert_eq!(report["at_source"], "given");
}

#[test]
fn everything_from_standard_input_at_once() {
    let fixture =
        |name: &str| std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture");
    let both = [fixture("app.pem"), fixture("in-order.jwt")].concat();
    let output = run(&["inspect", "--format", "json", "--at", AT, "-"], Some(&both));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    assert_eq!(report["cases"][0]["assertion"]["signature"]["status"], "verified");
}
