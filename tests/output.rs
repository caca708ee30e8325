//! Output that other programs read: one line a case, CSV, groups, and logs read as they come.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Output, Stdio};

use assertion_inspector::testing::notation::encoding::to_base64url;
use serde_json::{Value, json};

const AT: &str = "2026-11-23T10:02:00Z";

/// The fields of a line, as scripts rely on them.
const FIELDS: [&str; 14] = [
    "schema",
    "input",
    "line",
    "time",
    "client_id",
    "tenant",
    "thumbprint",
    "verdict",
    "confidence",
    "headline",
    "causes",
    "code",
    "trace_id",
    "correlation_id",
];

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_assertion-inspector"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn run(arguments: &[&str], standard_input: &[u8]) -> Output {
    let mut child = start(arguments);
    let mut input = child.stdin.take().expect("a pipe");
    let bytes = standard_input.to_vec();
    let feeder = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    let _ = feeder.join();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn rows(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// Each record by the names in the first one.
fn records(output: &Output) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    reader.deserialize().map(|record| record.expect("a record")).collect()
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture")
}

/// A token whose claims have this `jti`, signed by nobody.
fn token(number: usize) -> String {
    let part = |value: &Value| to_base64url(value.to_string().as_bytes());
    let header = part(&json!({"alg": "RS256", "x5t": "swyM0RMZ8rPGfzoiU3cPttGWNd0"}));
    let app = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let aud = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token");
    let claims = part(&json!({"iss": app, "sub": app, "aud": aud, "exp": 1_795_428_600, "jti": number.to_string()}));
    format!("{header}.{claims}.{}", to_base64url(&[7; 256]))
}

/// A log with this many tokens, each among eight kilobytes of other lines.
fn log(from: usize, to: usize) -> String {
    let padding = "2026-11-23 10:00:00 INFO nothing of interest here\n".repeat(160);
    (from..to).map(|number| format!("2026-11-23 10:00:{:02} INFO {}\n{padding}", number % 60, token(number))).collect()
}

#[test]
fn a_line_has_the_fields_that_scripts_rely_on() {
    let error = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '42333043384344313133313946324233433637463341323235333737304642364431393633354444', Please visit the Azure Portal to see configured keys for app Id 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11'.] Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
    let log = format!("one line\n2026-11-23 10:01:55 {}\n{error}\n", fixture("x5t-hex-text.jwt").trim());
    let output = run(&["inspect", "--format", "jsonl", "app.pem", "-"], log.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output);
    let [row] = &rows[..] else { panic!("one line: {rows:?}") };
    let names: Vec<&String> = row.as_object().expect("an object").keys().collect();
    let mut expected = FIELDS.to_vec();
    expected.sort_unstable();
    assert_eq!(names, expected);
    for (field, value) in [
        ("schema", json!(1)),
        ("input", json!("-")),
        ("line", json!(2)),
        ("time", json!("2026-11-23T10:01:56Z")),
        ("client_id", json!("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11")),
        ("tenant", json!("72f988bf-86f1-41af-91ab-2d7cd011db47")),
        ("verdict", json!("thumbprint-hex-text-encoded")),
        ("confidence", json!("certain")),
        ("code", json!(700_027)),
        ("trace_id", json!("7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01")),
        ("correlation_id", json!("6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01")),
    ] {
        assert_eq!(row[field], value, "{field}");
    }
    assert_eq!(row["causes"][0], "thumbprint-hex-text-encoded");
    // The same verdict as the report.
    let output = run(&["inspect", "--format", "json", "app.pem", "-"], log.as_bytes());
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["cases"][0]["verdict"]["headline"], row["headline"]);
    // The whole report of the case, where it is asked for.
    let output = run(&["inspect", "--format", "jsonl", "--full", "app.pem", "-"], log.as_bytes());
    let mut whole: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(whole.as_object_mut().expect("an object").remove("schema"), Some(json!(1)));
    assert_eq!(whole, report["cases"][0]);
}

#[test]
fn csv_has_the_same_columns_and_values() {
    let files = ["app.pem", "x5t-hex-text.jwt", "in-order.jwt", "audience-graph.jwt", "requests/msal-python.http"];
    let of = |format: &str| run(&[&["inspect", "--at", AT, "--format", format][..], &files].concat(), b"");
    let (csv, jsonl) = (of("csv"), of("jsonl"));
    assert_eq!(text(&csv.stdout).lines().next().map(str::to_owned), Some(FIELDS.join(",")));
    assert!(text(&csv.stdout).lines().count() == text(&csv.stdout).matches("\r\n").count());
    let (records, rows) = (records(&csv), rows(&jsonl));
    assert!(rows.len() >= 4 && records.len() == rows.len(), "{rows:?}");
    for (record, row) in records.iter().zip(&rows) {
        for field in FIELDS {
            let value = match &row[field] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                other => other.to_string(),
            };
            assert_eq!(record[field], value, "{field}");
        }
    }
    assert_eq!((csv.status.code(), jsonl.status.code()), (Some(1), Some(1)));
}

/// Outside text may be as long as it likes, and look like a formula.
#[test]
fn a_line_is_short_and_no_cell_is_a_formula() {
    let part = |value: &Value| to_base64url(value.to_string().as_bytes());
    let long = "\u{202e}\"\\é".repeat(2_000);
    for client in [format!("=HYPERLINK({long})"), "+1".into(), "-1".into(), "@x".into(), "\t=1".into(), "\r=1".into()] {
        let header = part(&json!({"alg": "RS256", "x5t": format!("={long}")}));
        let claims = part(&json!({"iss": client, "sub": long, "aud": long, "exp": 1}));
        let token = format!("{header}.{claims}.{}", to_base64url(&[7; 256]));
        let error = format!("AADSTS700027: Trace ID: {long} Correlation ID: ={long}");
        let both = format!("{token}\n{error}\n");
        let line = text(&run(&["inspect", "--format", "jsonl", "-"], both.as_bytes()).stdout);
        assert!(!line.is_empty() && line.lines().all(|line| line.len() < 1_024), "{line}");
        for options in [&["--format", "csv"][..], &["--format", "csv", "--summary"]] {
            let output = run(&[&["inspect", "-"][..], options].concat(), both.as_bytes());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(output.stdout.as_slice());
            for cell in reader
                .records()
                .flat_map(|record| record.expect("a record").iter().map(str::to_owned).collect::<Vec<_>>())
            {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell}");
            }
        }
    }
}

#[test]
fn lines_come_before_the_log_has_ended() {
    let mut child = start(&["inspect", "--format", "jsonl", "--at", AT, "-"]);
    let mut input = child.stdin.take().expect("a pipe");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let feeder = std::thread::spawn(move || {
        input.write_all(log(0, 620).as_bytes()).expect("it reads");
        // The pipe stays open until lines have come.
        let _ = wait.recv();
    });
    let mut release = Some(release);
    let mut seen = 0;
    for line in lines {
        let line: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
        assert!(line["line"].is_u64());
        seen += 1;
        if seen == 300 {
            release = None;
        }
    }
    assert!(release.is_none() && seen == 620, "{seen}");
    feeder.join().expect("everything was read");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let log: String = (0..400).map(|number| token(number) + "\n").collect();
    for options in [&["--format", "jsonl"][..], &["--format", "csv"], &["--format", "jsonl", "--full"]] {
        let mut child = start(&[&["inspect", "--at", AT, "-"][..], options].concat());
        let mut input = child.stdin.take().expect("a pipe");
        let bytes = log.clone();
        let feeder = std::thread::spawn(move || input.write_all(bytes.as_bytes()));
        let mut output = child.stdout.take().expect("a pipe");
        output.read_exact(&mut [0; 100]).expect("a beginning");
        drop(output);
        let _ = feeder.join();
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(text(&output.stderr), "", "{options:?}");
        assert!(output.status.code().is_some_and(|code| code < 2), "{options:?}");
    }
}

#[test]
fn times_and_states_choose_the_cases() {
    let lines: Vec<String> = ["in-order.jwt", "x5t-hex-text.jwt", "audience-graph.jwt"]
        .iter()
        .enumerate()
        .map(|(hour, name)| format!("2026-11-23T0{hour}:00:00Z INFO {}", fixture(name).trim()))
        .collect();
    let log = lines.join("\n");
    let seen = |options: &[&str]| {
        let all = [&["inspect", "--at", AT, "--format", "jsonl", "app.pem", "-"][..], options].concat();
        let output = run(&all, log.as_bytes());
        let lines: Vec<u64> = rows(&output).iter().filter_map(|row| row["line"].as_u64()).collect();
        (lines, output.status.code())
    };
    assert_eq!(seen(&[]), (vec![1, 2, 3], Some(1)));
    assert_eq!(seen(&["--since", "2026-11-23T01:00:00Z"]), (vec![2, 3], Some(1)));
    assert_eq!(seen(&["--until", "2026-11-23T01:00:00Z"]), (vec![1], Some(0)));
    assert_eq!(seen(&["--since", "2026-11-23T01:00:00Z", "--until", "2026-11-23T02:00:00Z"]), (vec![2], Some(1)));
    assert_eq!(seen(&["--only", "cause"]), (vec![2, 3], Some(1)));
    assert_eq!(seen(&["--only", "pass,warning"]), (vec![1], Some(1)));
    // The report as a whole goes by them, too.
    let output = run(
        &["inspect", "--at", AT, "--format", "json", "--only", "cause", "--since", "1795395600", "app.pem", "-"],
        log.as_bytes(),
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (report["cases"].as_array().map(Vec::len), report["groups"].as_array().map(Vec::len)),
        (Some(2), Some(2))
    );
}

#[test]
fn a_summary_has_a_row_for_each_group() {
    let good = fixture("in-order.jwt");
    let log = format!("{}\n{}\n{}\n", fixture("x5t-hex-text.jwt").trim(), good.trim(), token(1));
    let of =
        |format: &str| run(&["inspect", "--at", AT, "--summary", "--format", format, "app.pem", "-"], log.as_bytes());
    let document: Value = serde_json::from_slice(&of("json").stdout).expect("JSON");
    assert_eq!((&document["cases"], document["groups"].as_array().map(Vec::len)), (&json!(3), Some(3)));
    let lines = rows(&of("jsonl"));
    let counted: u64 = lines.iter().filter_map(|line| line["count"].as_u64()).sum();
    assert_eq!((lines.len(), counted), (3, 3));
    assert_eq!(records(&of("csv")).len(), 3);
    assert!(text(&of("human").stdout).contains("3 cases"));
    assert_eq!(text(&of("markdown").stdout).matches("\n- ").count(), 3);
    assert_eq!(of("json").status.code(), Some(1));
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for arguments in [
        &["inspect", "--full", "in-order.jwt"][..],
        &["inspect", "--full", "--format", "csv", "in-order.jwt"],
        &["inspect", "--full", "--summary", "--format", "jsonl", "in-order.jwt"],
    ] {
        let output = run(arguments, b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
}
