//! The recipes of `docs/at-scale`, run in the real engines, and what they rest on: that no cut of a log changes an answer.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use common::libraries;
use serde_json::{Value, json};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_assertion-inspector");
/// Beside each part of a log.
const CERTIFICATE: &str = "tests/fixtures/app.pem";

/// A line of a sign-in log as Azure Monitor has it: that of a diagnostic setting for every other number.
fn line(number: usize) -> String {
    let codes = [
        (0, ""),
        (700027, "Client assertion failed signature validation."),
        (700024, "Client assertion is not within its valid time range."),
        (7000222, "The provided client secret keys are expired."),
        (700016, "Application was not found in the directory."),
    ];
    let (code, reason) = codes[number * 7 % codes.len()];
    let app = format!("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e{:02}", number % 9);
    let (id, correlation) =
        (format!("7a0dd2a2-94c5-4f49-a5a4-{number:012}"), format!("11d24b5c-0000-4000-8000-{number:012}"));
    let at = format!("2026-11-23T10:{:02}:{:02}Z", number / 60 % 60, number % 60);
    let thumbprint =
        ["B30C8CD11319F2B3C67F3A2253770FB6D19635DD", "AF33656401AD2E76C0B9E4A9E4E8D37A3C559A05"][number % 2];
    let row = if number.is_multiple_of(2) {
        json!({ "TimeGenerated": at, "Id": id, "AppId": app, "CorrelationId": correlation, "ResultType": code.to_string(),
            "ResultDescription": reason, "ServicePrincipalCredentialThumbprint": thumbprint })
    } else {
        json!({ "time": at, "category": "ServicePrincipalSignInLogs", "resultType": code.to_string(),
            "resultDescription": reason, "correlationId": correlation, "properties": { "id": id, "createdDateTime": at,
            "appId": app, "servicePrincipalCredentialThumbprint": thumbprint, "status": { "errorCode": code } } })
    };
    row.to_string()
}

fn log(count: usize) -> Vec<String> {
    (0..count).map(line).collect()
}

/// What the program prints for these lines of a log.
fn cases(lines: &[String]) -> Vec<String> {
    let mut command = Command::new(PROGRAM);
    command.current_dir(ROOT).args(["--quiet", "inspect", "--format", "jsonl", "-", CERTIFICATE]);
    let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut text = lines.join("\n");
    text.push('\n');
    let mut to = program.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || to.write_all(text.as_bytes()));
    let output = program.wait_with_output().expect("it ends");
    writer.join().expect("a thread").expect("everything is read");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

/// Lines without what depends on the part that they were in, in order.
fn comparable(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let without_place = |line: String| {
        let mut case: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        case["line"] = Value::Null;
        case["input"] = Value::Null;
        case.to_string()
    };
    let mut all: Vec<String> = lines.into_iter().map(without_place).collect();
    all.sort();
    all
}

/// Fails with the first line that only one of two lists has.
fn assert_same(one: &[String], other: &[String], what: &str) {
    let alone = |one: &[String], other: &[String]| one.iter().find(|line| other.binary_search(line).is_err()).cloned();
    let sizes = (one.len(), other.len());
    assert!(one == other, "{what}: {sizes:?} lines; {:?} against {:?}", alone(one, other), alone(other, one));
}

#[test]
fn no_cut_at_the_end_of_a_line_changes_an_answer() {
    let log = log(600);
    let whole = comparable(cases(&log));
    let failed = log.iter().filter(|line| !line.contains("\"0\"")).count();
    assert_eq!(whole.len(), failed, "a case for each sign-in that failed");
    let mut state = 7_usize;
    for most in [40, 150, 400] {
        let (mut rest, mut parts) = (log.as_slice(), Vec::new());
        while !rest.is_empty() {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
            let (part, others) = rest.split_at(rest.len().min(1 + state / 65_536 % most));
            parts.extend(cases(part));
            rest = others;
        }
        assert_same(&comparable(parts), &whole, &format!("parts of at most {most} lines"));
    }
    let mut shuffled = log.clone();
    shuffled.sort_by_key(|line| line.bytes().map(u64::from).fold(7, |sum, byte| sum * 31 % 1_000_003 + byte));
    assert_same(&comparable(cases(&shuffled)), &whole, "the order of the lines");
}

#[test]
fn duckdb_counts_what_was_written() {
    let Some(libraries) = libraries() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let found = cases(&log(400));
    fs::write(folder.path().join("cases.jsonl"), found.join("\n")).expect("a file");
    let script = "import duckdb, json, sys; rows = duckdb.sql(open(sys.argv[1]).read()).fetchall(); \
                  print(json.dumps(rows, default=str))";
    let output = Command::new(libraries.join("python/bin/python"))
        .args(["-c", script, &format!("{ROOT}/docs/at-scale/worst.sql")])
        .current_dir(folder.path())
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Vec<Vec<Value>> = serde_json::from_slice(&output.stdout).expect("JSON");
    let counted: BTreeMap<(String, String), u64> = rows
        .iter()
        .map(|row| {
            let text = |at: usize| row[at].as_str().expect("text").to_owned();
            assert!(text(3) <= text(4) && !text(5).is_empty(), "{row:?}");
            ((text(0), text(1)), row[2].as_u64().expect("a number"))
        })
        .collect();
    let mut expected = BTreeMap::new();
    for case in &found {
        let case: Value = serde_json::from_str(case).expect("JSON");
        if let (Some(app), Some(verdict)) = (case["client_id"].as_str(), case["verdict"].as_str()) {
            *expected.entry((app.to_owned(), verdict.to_owned())).or_insert(0) += 1;
        }
    }
    assert!(expected.len() > 5, "{expected:?}");
    assert_eq!(counted, expected);
}

/// The part of `spark.py` that runs on each machine, with nothing of Spark: lines go in, cases come out, a failure is one.
#[test]
fn a_part_of_the_log_is_inspected_as_spark_has_it_done() {
    let Some(libraries) = libraries() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let log = log(200);
    fs::write(folder.path().join("log"), log.join("\n") + "\n").expect("a file");
    let stub = folder.path().join("pyspark");
    fs::create_dir_all(&stub).expect("a folder");
    fs::write(stub.join("__init__.py"), "SparkFiles = None\n").expect("a file");
    fs::write(stub.join("sql.py"), "SparkSession = None\n").expect("a file");
    let script = "import sys; sys.path.append(sys.argv[1]); import spark; spark.PROGRAM[0] = sys.argv[2]\n\
                  assert list(spark.cases(iter([]), [])) == []\n\
                  lines = [line.rstrip('\\n') for line in open('log')]\n\
                  print(*spark.cases(iter(lines), [sys.argv[3]]), sep='\\n')\n\
                  def fails(how, beside):\n\
                  \x20try: list(spark.cases(iter(lines), beside))\n\
                  \x20except how as error: return str(error)\n\
                  assert fails(FileNotFoundError, ['no-such-file'])\n\
                  spark.PROGRAM[:] = ['sh', '-c', 'exit 9']\n\
                  assert 'ended with 9' in fails(RuntimeError, [])\n";
    let output = Command::new(libraries.join("python/bin/python"))
        .args(["-c", script, &format!("{ROOT}/docs/at-scale"), PROGRAM, &format!("{ROOT}/{CERTIFICATE}")])
        .current_dir(folder.path())
        .env("PYTHONPATH", folder.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("text");
    assert_same(&comparable(lines.lines().map(str::to_owned)), &comparable(cases(&log)), "Python");
}

/// The program fails once when it has answered already, as if its machine were lost, and the part is taken again.
#[test]
#[ignore = "needs Apache Spark, which `cargo xtask spark` fetches"]
fn spark_gives_the_same_lines_once_even_if_a_part_is_lost() {
    let spark = Path::new(ROOT).join("target/spark");
    assert!(spark.join("installed.txt").is_file(), "{} is missing: `cargo xtask spark` makes it", spark.display());
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let log = log(900);
    fs::create_dir_all(at("log")).expect("a folder");
    for (number, part) in log.chunks(300).enumerate() {
        fs::write(at("log").join(format!("{number}.jsonl")), part.join("\n") + "\n").expect("a file");
    }
    fs::copy(format!("{ROOT}/{CERTIFICATE}"), at("app.cer")).expect("a file");
    let bin = at("bin");
    fs::create_dir_all(&bin).expect("a folder");
    // The first to make the folder is the one that is lost, when it has answered already.
    let lost = format!(
        "#!/bin/sh\nif mkdir '{}' 2> /dev/null; then {PROGRAM} \"$@\"; exit 9; fi\nexec {PROGRAM} \"$@\"\n",
        at("once").display()
    );
    fs::write(bin.join("assertion-inspector"), lost).expect("a file");
    assert!(Command::new("chmod").arg("+x").arg(bin.join("assertion-inspector")).status().expect("chmod").success());

    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new(spark.join("deps/bin/spark-submit"))
        // Two machines in one process, each of which may fail three times.
        .args(["--master", "local[2,4]", "--conf", "spark.ui.enabled=false", "--files", "app.cer"])
        .arg(format!("{ROOT}/docs/at-scale/spark.py"))
        .args(["log/*.jsonl", "cases", "app.cer"])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("SPARK_HOME", spark.join("deps"))
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .env("PYTHONPATH", format!("{}:{}/lib/py4j-0.10.9.9-src.zip", spark.display(), spark.display()))
        .output()
        .expect("Spark starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    assert!(words.contains("ended with 9"), "a part was lost: {words}");
    let written = fs::read_dir(at("cases")).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    let written =
        written.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("part-")));
    let lines = written.flat_map(|path| {
        let text = fs::read_to_string(path).expect("text");
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    assert_same(&comparable(lines), &comparable(cases(&log)), "Spark");
}
