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
        (&["inspect", "--at", AT, "in-order.jwt", "no-such-folder/"], 2),
        (&["inspect", "--at", AT, "--password-file", "no-such-file", "in-order.jwt"], 2),
        (&["inspect", "--at", AT, "--format", "markdown", "in-order.jwt", "app.pem"], 0),
        (&["inspect", "--at", "tomorrow", "in-order.jwt"], 2),
        // A cause counts, whatever else was there.
        (&["inspect", "--at", AT, "x5t-hex-text.jwt", "app.pem", "no-such-file.pem"], 1),
        (&["inspect", "--at", AT, "--strict", "x5t-hex-text.jwt", "app.pem", "../../DESIGN.md"], 1),
        // An input that was not understood, beside one that was.
        (&["inspect", "--at", AT, "in-order.jwt", "app.pem", "../../DESIGN.md"], 0),
        (&["inspect", "--at", AT, "--strict", "in-order.jwt", "app.pem", "../../DESIGN.md"], 2),
        (&["inspect", "../../DESIGN.md"], 2),
        (&["inspect", "containers/openssl3.pfx"], 2),
        (&["inspect", "--at", "made", "expired.jwt", "app.pem"], 0),
        (&["inspect"], 2),
        (&["explain", "AADSTS700016"], 0),
        (&["explain", "certificate-mismatch"], 0),
        (&["explain", "AADSTS123456"], 2),
        (&["explain", "no-such-finding"], 2),
        // No page belongs to a program that no release built.
        (&["verify-page", "in-order.jwt"], 2),
        (&["verify-page", "no-such-file"], 2),
        (&["unknown"], 2),
        (&["mcp"], 2),
        (&["mcp", "--allow", "app.pem"], 2),
    ] {
        assert_eq!(run(arguments, None).status.code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn an_unusable_input_is_told_in_one_line_and_the_others_are_reported() {
    let output =
        run(&["inspect", "--format", "json", "--at", AT, "x5t-hex-text.jwt", "app.pem", "-"], Some(b"%PDF-1.7"));
    assert_eq!(output.status.code(), Some(1));
    let reason = String::from_utf8(output.stderr).expect("text");
    assert_eq!(reason.lines().count(), 1, "{reason}");
    assert!(reason.contains("PDF"), "{reason}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["schema"], 1);
    assert_eq!(report["cases"][0]["verdict"]["finding"], "thumbprint-hex-text-encoded");
    assert_eq!(report["at_source"], "given");
}

#[test]
fn nothing_is_printed_about_nothing() {
    let output = run(&["inspect", "no-such-file.pem"], None);
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-file.pem"));
}

#[test]
fn a_text_that_was_not_understood_is_repeated_nowhere() {
    let output = run(&["inspect", "-"], Some(b"correct horse battery staple"));
    let all = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&all).contains("horse"));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_locked_file_tells_how_to_open_it_and_a_password_may_be_utf_16() {
    let locked = run(&["inspect", "containers/openssl3.pfx"], None);
    let reason = String::from_utf8(locked.stderr).expect("text");
    assert!(reason.contains("--password-file"), "{reason}");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        ("utf-8", b"\xEF\xBB\xBFsecret\r\n".to_vec()),
        ("utf-16", [0xFF, 0xFE].into_iter().chain("secret\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let path = path.to_str().expect("text");
        let output = run(&["inspect", "--password-file", path, "containers/openssl3.pfx"], None);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
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

fn fixture(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture")
}

#[test]
fn a_folder_is_all_its_files() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("inner")).expect("a folder in it");
    std::fs::write(folder.path().join("inner/a.txt"), fixture("x5t-hex-text.jwt")).expect("a file");
    std::fs::write(folder.path().join("b"), fixture("app.pem")).expect("a file");
    let path = folder.path().to_str().expect("text");
    let output = run(&["inspect", "--format", "json", "--at", AT, path], None);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["cases"][0]["verdict"]["finding"], "thumbprint-hex-text-encoded");
    assert_eq!(report["inputs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn one_case_a_line_from_a_pipe() {
    let log: String = (0..50)
        .map(|number| {
            let token = if number % 2 == 0 { fixture("in-order.jwt") } else { fixture("x5t-hex-text.jwt") };
            // Each line is a case, though the token is the same: it was sent again.
            format!("2026-11-23 10:00:{number:02} INFO {}\n", token.trim())
        })
        .collect();
    let output = run(&["inspect", "--format", "jsonl", "--at", AT, "app.pem", "-"], Some(log.as_bytes()));
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines.len(), 50);
    for (number, line) in lines.iter().enumerate() {
        let verdict = (number % 2 == 1).then_some("thumbprint-hex-text-encoded");
        assert_eq!((line["verdict"].as_str(), line["line"].as_u64()), (verdict, Some(number as u64 + 1)));
        assert_eq!(line["schema"], 1);
    }
}

#[test]
fn what_is_redacted_cannot_be_sent() {
    for name in [
        "in-order.jwt",
        "x5t-hex-text.jwt",
        "signed-with-another-key.jwt",
        "cut-off.jwt",
        "bearer.jwt",
        "msal-node-x5c.jwt",
    ] {
        let token = fixture(name);
        let signature = token.trim().rsplit('.').next().expect("a signature").trim_matches('"').to_owned();
        for format in ["json", "jsonl", "jsonl --full", "csv", "human", "human --summary", "markdown"] {
            let mut arguments = vec!["inspect", "--redact", "--at", AT, name, "app.pem", "--format"];
            arguments.extend(format.split(' '));
            let output = run(&arguments, None);
            let text = String::from_utf8(output.stdout).expect("text");
            assert!(text.contains("app.pem") || text.contains(name), "{name} as {format}: {text}");
            let leaks = (0..signature.len().saturating_sub(60)).any(|at| text.contains(&signature[at..at + 60]));
            assert!(!leaks, "{name} as {format}: {text}");
        }
    }
}

#[test]
fn repair_prints_the_corrected_assertion_alone() {
    let output = run(&["repair", "--at", AT, "--key", "keys/app.key.pem", "x5t-hex-text.jwt", "app.pem"], None);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let token = String::from_utf8(output.stdout).expect("text");
    assert_eq!((token.lines().count(), token.trim().matches('.').count()), (1, 2));
    let again = run(&["inspect", "--at", AT, "-", "app.pem"], Some(token.as_bytes()));
    assert_eq!(again.status.code(), Some(0));
    for (arguments, says) in [
        (&["repair", "x5t-hex-text.jwt", "app.pem", "--key", "keys/other.key.pem"][..], "does not belong"),
        (&["repair", "audience-graph.jwt", "app.pem"], "no tenant is known"),
        (&["repair", "x5t-hex-text.jwt"], "no certificate"),
        (&["repair", "x5t-hex-text.jwt", "ec.pem"], "RSA only"),
        (&["repair", "x5t-hex-text.jwt", "small.pem"], "1024 bits"),
        (&["repair", "--at", AT, "x5t-hex-text.jwt", "app-expired.pem"], "expired"),
        (&["repair", "--key", "app.pem", "x5t-hex-text.jwt"], "no private key"),
        (&["repair", "--key", "containers/openssl3.pfx", "x5t-hex-text.jwt"], "needs its password"),
    ] {
        let output = run(arguments, None);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        let problem = String::from_utf8(output.stderr).expect("text");
        assert!(problem.lines().count() == 1 && problem.contains(says), "{arguments:?}: {problem}");
    }
}

#[test]
fn repair_prints_the_commands_for_a_federated_credential() {
    let listing = br#"[{"id":"1","name":"main","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/app:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}]"#;
    let workflow = "on: pull_request\npermissions:\n  id-token: write\njobs:\n  deploy:\n    steps:\n      - uses: azure/login@v2\n";
    let folder = std::env::temp_dir().join(format!("federated-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("ci.yml");
    std::fs::write(&file, workflow).expect("a file");
    let output = run(&["repair", "--at", AT, file.to_str().expect("a path"), "-"], Some(listing));
    std::fs::remove_dir_all(&folder).expect("it goes");
    let commands = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(2));
    assert!(commands.contains("az ad app federated-credential update"), "{commands}");
    assert_eq!(String::from_utf8(output.stderr).expect("text").lines().count(), 1);
}

#[test]
fn repair_without_a_key_prints_header_and_claims() {
    let output = run(
        &[
            "repair",
            "--at",
            AT,
            "--tenant",
            "contoso.onmicrosoft.com",
            "--alg",
            "RS256",
            "audience-graph.jwt",
            "app.pem",
        ],
        None,
    );
    assert_eq!(output.status.code(), Some(0));
    let unsigned: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(unsigned["header"]["alg"], "RS256");
    assert_eq!(
        unsigned["claims"]["aud"],
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
    );
    assert_eq!(unsigned["claims"]["exp"], 1_795_428_720);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--key"));
}

#[test]
fn a_new_certificate_is_written_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("text");
    let arguments = ["new-certificate", "--subject", "payroll sync", "--out", out];
    let output = run(&arguments, None);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let key = folder.path().join("payroll-sync.key.pem");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o600);
    }
    let before = std::fs::read(&key).expect("the key");
    let again = run(&arguments, None);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(std::fs::read(&key).expect("the key"), before);
    // The new pair can be used to sign in at once.
    let (key, certificate) = (key.to_str().expect("text"), folder.path().join("payroll-sync.cert.pem"));
    let output = run(&["repair", "--key", key, "x5t-hex-text.jwt", certificate.to_str().expect("text")], None);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn nothing_in_an_input_steers_the_terminal() {
    use assertion_inspector::testing::notation::encoding::to_base64url;
    let part = |text: &str| to_base64url(text.as_bytes());
    let token = format!(
        "{}.{}.AAAA",
        part(r#"{"alg":"\u001b[2J","x5t":"\u001b]0;x\u0007"}"#),
        part(r#"{"aud":"\u001b[31mred"}"#)
    );
    let output = run(&["inspect", "--at", AT, "-", "app.pem"], Some(token.as_bytes()));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[test]
fn no_id_is_left_where_ids_are_shortened() {
    let files = ["in-order.jwt", "audience-graph.jwt", "app.pem", "registered-other.json", "requests/msal-python.http"];
    let error = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11'.] Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
    for format in ["json", "jsonl", "csv", "human", "markdown"] {
        let arguments = [&["inspect", "--redact", "--shorten-ids", "--format", format, "--at", AT, "-"][..], &files];
        let output = run(&arguments.concat(), Some(error.as_bytes()));
        let mut text = String::from_utf8(output.stdout).expect("text");
        if format == "json" {
            let mut report: serde_json::Value = serde_json::from_str(&text).expect("a report");
            without_examples(&mut report);
            text = report.to_string();
        }
        assert!(text.contains("c3b1d9e2…"), "{format}: {text}");
        let is_id =
            |at: usize| text.get(at..at + 36).is_some_and(assertion_inspector::testing::notation::text::is_guid);
        let left: Vec<&str> = (0..text.len()).filter(|at| is_id(*at)).map(|at| &text[at..at + 36]).collect();
        assert!(left.is_empty(), "{format}: {left:?}");
        // What remains of a token does not reveal the ids either.
        let claims = fixture("in-order.jwt").split('.').nth(1).expect("claims").get(..60).expect("a start").to_owned();
        assert!(!text.contains(&claims), "{format}");
    }
}

/// Removes the reference pages' examples, which contain ids too.
fn without_examples(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            members.retain(|name, _| !["raises", "mended"].contains(&name.as_str()));
            members.values_mut().for_each(without_examples);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_examples),
        _ => {}
    }
}

/// A file chooses what is said about it, and its name; neither may write to the terminal's clipboard, or turn what follows.
#[test]
#[cfg(unix)]
fn nothing_that_is_printed_controls_the_terminal() {
    let is_unseen = |c: char| assertion_inspector::testing::notation::text::is_unseen(c) && c != '\n';
    let folder = tempfile::tempdir().expect("a folder");
    let name = "a\u{1b}]52;c;ZXZpbA==\u{7}\u{202e}b\nc.pem";
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let claims = r#"{"aud":"\u009b2J","iss":"\u202ex","\u001b]0;x\u0007":"\u200b"}"#;
    let token = |signature: &str| {
        let part = assertion_inspector::testing::notation::encoding::to_base64url;
        format!("{}.{}.{signature}", part(br#"{"alg":"RS256","x5t":"\u001b[2J"}"#), part(claims.as_bytes()))
    };
    std::fs::write(path(name), "%PDF-1.7 \u{1b}]52;c;ZXZpbA==\u{7}").expect("a file");
    std::fs::write(path("token\u{9b}.jwt"), token("AAAA")).expect("a file");
    let missing = path("missing\u{1b}]52;c;ZXZpbA==\u{7}");
    let (odd, jwt) = (path(name), path("token\u{9b}.jwt"));
    let out = path("out\u{1b}]52;c;x\u{7}' $(touch x)");
    std::fs::create_dir(&out).expect("a folder");
    let option = "--format=\u{1b}]52;c;ZXZpbA==\u{7}";
    for arguments in [
        &["inspect", &odd, &jwt, &missing][..],
        &["inspect", "--format", "json", &odd, &jwt, &missing],
        &["inspect", "--format", "jsonl", &odd, &jwt, &missing],
        &["inspect", "--format", "jsonl", "--full", &odd, &jwt, &missing],
        &["inspect", "--format", "csv", &odd, &jwt, &missing],
        &["inspect", "--summary", &odd, &jwt, &missing],
        &["inspect", "--summary", "--format", "csv", &odd, &jwt, &missing],
        &["inspect", "--summary", "--format", "json", &odd, &jwt, &missing],
        &["inspect", "--summary", "--format", "markdown", &odd, &jwt, &missing],
        &["inspect", "--format", "markdown", &odd, &jwt, &missing],
        &["inspect", "--password-file", &missing, &jwt],
        &["inspect", option, &jwt],
        &["inspect", "--at", "\u{1b}]52;c;ZXZpbA==\u{7}", &jwt],
        &["repair", &jwt],
        &["repair", "--key", &odd, &jwt],
        &["explain", "\u{1b}]52;c;ZXZpbA==\u{7}"],
        &["\u{1b}]52;c;ZXZpbA==\u{7}"],
        &["new-certificate", "--subject", "\u{1b}]52;c;x\u{7}", "--out", &missing],
        &["new-certificate", "--subject", "app", "--out", &out],
    ] {
        let output = run(arguments, None);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).expect("text");
            // The styles of a report are left out where there is no terminal.
            // CSV ends its lines as RFC 4180 does.
            let text = text.replace("\r\n", "\n");
            assert!(!text.chars().any(is_unseen), "{arguments:?}: {text:?}");
        }
    }
}
