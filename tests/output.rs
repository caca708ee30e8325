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

#[test]
fn packed_logs_are_read_as_they_are_unpacked() {
    let log = log(0, 550);
    assert!(log.len() > 4 << 20);
    let (start, end) = log.split_at(1 << 20);
    let gzip = |text: &str| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text.as_bytes()).expect("room");
        packer.finish().expect("room")
    };
    let zstandard =
        |text: &str| ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let skipped = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    for (kind, packed) in [
        ("gzip", [gzip(start), gzip(end)].concat()),
        ("zstandard", [skipped, zstandard(start), zstandard(end)].concat()),
    ] {
        let output = run(&["inspect", "--format", "jsonl", "--at", AT, "-"], &packed);
        let lines: Vec<Option<u64>> = rows(&output).iter().map(|row| row["line"].as_u64()).collect();
        let expected: Vec<Option<u64>> = (0..550).map(|number| Some(number * 161 + 1)).collect();
        assert!(lines == expected, "{kind}: {} lines, {}", lines.len(), text(&output.stderr));
    }
    // What is no log is read whole.
    for packed in [gzip(&fixture("x5t-hex-text.jwt")), zstandard(&fixture("x5t-hex-text.jwt"))] {
        let output = run(&["inspect", "--format", "jsonl", "--at", AT, "app.pem", "-"], &packed);
        assert_eq!(rows(&output)[0]["verdict"], "thumbprint-hex-text-encoded", "{}", text(&output.stderr));
    }
    // What is damaged is said in one line.
    let mut damaged = zstandard(&log);
    let middle = damaged.len() / 2;
    damaged.truncate(middle);
    let output = run(&["inspect", "--format", "jsonl", "--at", AT, "-"], &damaged);
    assert_eq!((output.status.code(), text(&output.stderr).lines().count()), (Some(2), 1), "{}", text(&output.stderr));
}

#[test]
fn every_failed_sign_in_of_a_large_csv_is_a_line() {
    let header = "Date (UTC),Request ID,Application ID,Sign-in error code,Failure reason\r\n";
    let filler = "x".repeat(5_900);
    let csv: String = (0..900)
        .map(|number| {
            let code = if number % 3 == 0 { 700_027 } else { 0 };
            format!("2026-11-23T10:00:05Z,{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01,c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11,{code},\"Client assertion\r\n{filler}\"\r\n")
        })
        .collect();
    let csv = format!("{header}{csv}");
    assert!(csv.len() > 4 << 20);
    let output = run(&["inspect", "--format", "jsonl", "-"], csv.as_bytes());
    let rows = rows(&output);
    assert_eq!((rows.len(), output.status.code()), (300, Some(0)), "{}", text(&output.stderr));
    for (number, row) in rows.iter().enumerate() {
        assert_eq!(row["line"], number * 6 + 2);
        assert_eq!(row["trace_id"], format!("{:08}-94c5-4f49-a5a4-4f3c5f2d1a01", number * 3));
        assert_eq!(row["code"], 700_027);
    }
    let output = run(&["inspect", "--format", "json", "-"], csv.as_bytes());
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(300));
}

/// The same sign-ins as the portal, Microsoft Graph and Azure Monitor write them, with as many failures.
fn sign_ins(failed: usize) -> [String; 3] {
    let reason = "AADSTS700027: Client assertion failed signature validation.";
    let (app, at) = ("d3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "2026-11-23T10:00:05Z");
    let rows: Vec<(String, u32, &str)> = (0..6)
        .map(|number| (format!("{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01"), number < failed))
        .map(|(id, is_failed)| if is_failed { (id, 700_027, reason) } else { (id, 0, "Other.") })
        .collect();
    let csv = rows.iter().map(|(id, code, reason)| format!("{at},{id},{app},{code},\"{reason}\"\n"));
    let graph: Vec<Value> = rows
        .iter()
        .map(|(id, code, reason)| json!({"id": id, "createdDateTime": at, "appId": app, "status": {"errorCode": code, "failureReason": reason}}))
        .collect();
    let monitor = rows.iter().map(|(id, code, reason)| {
        json!({"TimeGenerated": at, "Id": id, "AppId": app, "ResultType": code.to_string(), "ResultDescription": reason})
            .to_string()
            + "\n"
    });
    [
        "Date (UTC),Request ID,Application ID,Sign-in error code,Failure reason\n".to_owned()
            + &csv.collect::<String>(),
        serde_json::to_string_pretty(&json!({ "value": graph })).expect("JSON"),
        monitor.collect(),
    ]
}

#[test]
fn a_failed_sign_in_is_one_case() {
    for log in sign_ins(4) {
        let output = run(&["inspect", "--format", "jsonl", "-"], log.as_bytes());
        let mut traces: Vec<String> = rows(&output).iter().map(|row| row["trace_id"].to_string()).collect();
        traces.sort_unstable();
        let expected: Vec<String> =
            (0..4).map(|number| format!("\"{number:08}-94c5-4f49-a5a4-4f3c5f2d1a01\"")).collect();
        assert_eq!(traces, expected, "{log}");
    }
}

#[test]
fn a_sign_in_log_without_failures_is_understood() {
    let large = sign_ins(0)[2].repeat(5_000);
    assert!(large.len() > 4 << 20);
    for (index, log) in sign_ins(0).into_iter().chain([large]).enumerate() {
        for format in ["jsonl", "json", "human"].into_iter().filter(|format| *format == "jsonl" || log.len() < 1 << 20)
        {
            let output = run(&["inspect", "--strict", "--format", format, "-"], log.as_bytes());
            let said = text(&output.stderr).to_lowercase();
            assert_eq!(output.status.code(), Some(0), "{index}, {format}: {said}");
            assert!(said.contains("there is no failed sign-in in it"), "{index}, {format}: {said}");
            assert!(format != "jsonl" || output.stdout.is_empty(), "{index}");
        }
    }
}

#[test]
fn a_sign_in_log_may_have_other_lines() {
    let error = "2026-11-23T10:00:06Z ERROR AADSTS700016: Application was not found. Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01";
    let [.., rows_of_log] = sign_ins(6);
    for filler in [0, 5_000] {
        let filler = sign_ins(0)[2].repeat(filler);
        let log = format!("{rows_of_log}INFO {}\n{filler}{error}\n{rows_of_log}", token(1));
        let rows = rows(&run(&["inspect", "--format", "jsonl", "--at", AT, "-"], log.as_bytes()));
        let first = filler.lines().count() as u64 + 8;
        let lines: Vec<u64> = rows.iter().filter_map(|row| row["line"].as_u64()).collect();
        // The rows behind them are the same sign-ins again.
        assert_eq!(lines, [1, 2, 3, 4, 5, 6, 7, first]);
    }
}

/// Cut into files at whichever lines, a log has the same cases, but for the names and lines of the files.
#[test]
fn a_log_cut_into_files_has_the_same_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = Vec::new();
    for number in 0..60 {
        let id = |kind: &str| format!("{kind}0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a{number:02}");
        let error = format!(
            "AADSTS700027: Client assertion failed. Trace ID: {} Correlation ID: {} Timestamp: 2026-11-23 10:01:56Z",
            id("7a"),
            id("6a")
        );
        match number % 4 {
            0 => log.push(format!("INFO {} {error}", token(number))),
            1 => log.extend([format!("INFO {} {}", id("6a"), token(number)), "INFO nothing".into(), error]),
            2 => log.extend([error.clone(), format!("WARN {error}")]),
            _ => log.push(format!("INFO {}", token(number - 3))),
        }
    }
    let lines = |files: &[String]| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let output = run(&[&["inspect", "--format", "jsonl", "--at", AT][..], &files].concat(), b"");
        let mut lines: Vec<String> = rows(&output)
            .into_iter()
            .map(|mut row| {
                let members = row.as_object_mut().expect("an object");
                members.remove("input");
                members.remove("line");
                row.to_string()
            })
            .collect();
        lines.sort_unstable();
        lines
    };
    let write = |name: String, lines: &[String]| {
        let path = folder.path().join(name);
        std::fs::write(&path, lines.join("\n") + "\n").expect("room");
        path.to_str().expect("text").to_owned()
    };
    let whole = lines(&[write("whole.log".into(), &log)]);
    assert_eq!(whole.len(), 60);
    let mut state = 7_usize;
    for round in 0..4 {
        let mut files = Vec::new();
        let mut rest = log.as_slice();
        while !rest.is_empty() {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
            let (file, others) = rest.split_at(rest.len().min(1 + state / 65_536 % 40));
            files.push(write(format!("{round}-{:02}.log", files.len()), file));
            rest = others;
        }
        assert_eq!(lines(&files), whole, "{round}");
    }
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    for (arguments, coloured) in [
        (&["--color", "always", "inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem"][..], true),
        (&["inspect", "--color", "always", "--summary", "--at", AT, "x5t-hex-text.jwt", "app.pem"], true),
        (&["inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem"], false),
        (&["inspect", "--color", "never", "--at", AT, "x5t-hex-text.jwt", "app.pem"], false),
    ] {
        assert_eq!(text(&run(arguments, b"").stdout).contains("\u{1b}[1m\u{1b}[31m"), coloured, "{arguments:?}");
    }
    // Where there is no terminal, nothing is wrapped.
    let output = text(&run(&["inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem"], b"").stdout);
    assert!(output.lines().any(|line| line.chars().count() > 120), "{output}");
}

#[test]
fn the_report_speaks_the_language_asked_for() {
    let said = |language: &str, format: &str| {
        let arguments = ["--lang", language, "inspect", "--at", AT, "--format", format, "x5t-hex-text.jwt", "app.pem"];
        let output = run(&arguments, b"");
        assert_eq!(output.status.code(), Some(1));
        text(&output.stdout)
    };
    // A question that every format has.
    for format in ["human", "markdown"] {
        for language in ["en", "de", "ja"] {
            let text = said(language, format);
            for (other, question) in [("en", "Is it readable?"), ("de", "Ist sie lesbar?"), ("ja", "読み取れますか")]
            {
                assert_eq!(text.contains(question), other == language, "{language}, {format}, {question}: {text}");
            }
        }
    }
    assert_eq!(run(&["--lang", "tlh", "inspect", "in-order.jwt"], b"").status.code(), Some(2));
}

/// A catalogue is all that a language needs.
#[test]
fn every_catalogue_is_a_language_of_the_command_line() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/lang")).expect("a folder").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "po") {
            let code = path.file_stem().and_then(|name| name.to_str()).expect("a name");
            assert_eq!(run(&["--lang", code, "man"], b"").status.code(), Some(0), "{code}");
        }
    }
}

#[test]
fn counts_have_their_plurals() {
    let output = text(&run(&["inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem"], b"").stdout);
    assert!(output.contains("1 cause,") && output.contains("0 warnings,"), "{output}");
    let output = text(&run(&["inspect", "--summary", "--at", AT, "x5t-hex-text.jwt", "app.pem"], b"").stdout);
    assert!(output.contains("1 case\n") && output.contains("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"), "{output}");
}

#[test]
fn quiet_leaves_out_remarks_and_keeps_failures() {
    let arguments = ["inspect", "--at", AT, "in-order.jwt", "app.pem", "../../DESIGN.md"];
    assert!(text(&run(&arguments, b"").stderr).contains("DESIGN.md"));
    let quiet = run(&[&arguments[..], &["--quiet"]].concat(), b"");
    assert_eq!((text(&quiet.stderr).as_str(), quiet.status.code()), ("", Some(0)));
    let failed = run(&["-q", "inspect", "no-such-file"], b"");
    assert_eq!((text(&failed.stderr).lines().count(), failed.status.code()), (1, Some(2)));
}

#[test]
fn what_is_piped_in_is_read_without_being_named() {
    let output = run(&["inspect", "--at", AT, "--format", "jsonl"], fixture("x5t-hex-text.jwt").as_bytes());
    assert_eq!((output.status.code(), &rows(&output)[0]["input"]), (Some(1), &json!("-")));
    let both = format!("{}{}", fixture("app.pem"), fixture("x5t-hex-text.jwt"));
    assert_eq!(run(&["repair", "--at", AT], both.as_bytes()).status.code(), Some(0));
}

#[test]
fn help_has_examples_and_exit_statuses() {
    let help = text(&run(&["--help"], b"").stdout);
    let (_, commands) = help.split_once("Commands:\n").expect("a list of commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    // A name stands at the beginning of its line, and more of what is said of it further in.
    let named = commands.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let commands: Vec<&str> =
        named.filter_map(|line| line.split_whitespace().next()).filter(|one| *one != "help").collect();
    assert!(commands.len() >= 9 && ["verify-page", "mcp"].iter().all(|one| commands.contains(one)), "{commands:?}");
    for command in commands {
        let output = run(&[command, "--help"], b"");
        let help = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0));
        assert!(help.contains("Exit status: ") && help.contains("Examples:"), "{help}");
        // The examples are calls that this program takes.
        for example in help.lines().filter_map(|line| line.trim().strip_prefix("assertion-inspector ")) {
            let call = example.split([' ', ')']).take_while(|word| !["|", ">", ""].contains(word));
            let output = run(&call.chain(["--help"]).collect::<Vec<_>>(), b"");
            assert!(!text(&output.stderr).contains("error: "), "{example}: {}", text(&output.stderr));
        }
    }
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell], b"");
        let script = text(&output.stdout);
        assert!(output.status.success() && script.contains("new-certificate") && script.contains("summary"), "{shell}");
    }
    let man = text(&run(&["man"], b"").stdout);
    assert!(man.starts_with(".ie") && man.contains(".SH INSPECT") && man.contains(".SH EXPLAIN"), "{man}");
    assert!(man.contains("\\-\\-format") && man.contains("Exit status"), "{man}");
    assert_eq!(run(&["completions", "no-such-shell"], b"").status.code(), Some(2));
}

#[test]
fn a_new_certificate_makes_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a/b");
    let output = run(&["new-certificate", "--subject", "app", "--out", out.to_str().expect("text")], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(out.join("app.cert.pem").exists() && out.join("app.key.pem").exists());
}

#[test]
fn what_is_not_known_is_told_in_one_line() {
    for what in ["no-such-finding", "AADSTS123456", "12", "\u{1b}[2J\n"] {
        let output = run(&["explain", what], b"");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{what}");
        assert_eq!(text(&output.stderr).lines().count(), 1, "{what}");
    }
}

#[test]
fn how_many_cores_there_are_changes_neither_the_lines_nor_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let token = |name: &str| std::fs::read_to_string(format!("{fixtures}/{name}.jwt")).expect("a fixture");
    let names = ["in-order", "x5t-hex-text", "signed-with-another-key", "expired", "jose"];
    let noise = "2026-11-23 10:00:00 INFO handled in 3 ms\n".repeat(120);
    let mut log = String::new();
    let mut count = 0;
    // Large enough to be read as a log, in several parts at once.
    while log.len() < 6 << 20 {
        log += &format!("2026-11-23 10:00:00 INFO sends {}\n{noise}", token(names[count % names.len()]).trim());
        count += 1;
    }
    std::fs::write(folder.path().join("app.log"), log).expect("a file");
    // And files that are read whole, one of which another one opens.
    for (number, name) in names.iter().cycle().take(20).enumerate() {
        std::fs::write(folder.path().join(format!("{number:02}.jwt")), token(name)).expect("a file");
    }
    std::fs::copy(format!("{fixtures}/containers/openssl3.pfx"), folder.path().join("05.pfx")).expect("a file");
    std::fs::write(folder.path().join("06.txt"), "secret").expect("a file");
    let folder = folder.path().to_str().expect("text");
    let with = |jobs: &str, format: &str| {
        let output =
            run(&["inspect", "--at", AT, "--jobs", jobs, "--format", format, "--lang", "de", "app.pem", folder], b"");
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let one = with("1", "jsonl");
    assert!(one.lines().count() >= count, "{} lines, {count} tokens in the log", one.lines().count());
    assert!(one.contains("Fingerabdruck"), "it speaks German");
    for jobs in ["2", "7"] {
        assert!(with(jobs, "jsonl") == one, "{jobs} cores");
    }
    assert!(with("3", "csv") == with("1", "csv"));
}
