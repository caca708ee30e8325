//! What a repair hands over is carried out, not only shown: the shell script signs, the request is read by our own reader
//! of requests, the registration by our own reader of registered keys.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::process::Command;

use assertion_inspector::case::Case;
use assertion_inspector::gathering::Gathered;
use assertion_inspector::inspection::{self, Inspection, Options};
use assertion_inspector::instant::Instant;
use assertion_inspector::repair::{self, RepairReport, correction::Choice};
use assertion_inspector::{Input, inspect};
use common::{AT, fixture, input};

fn repaired(files: &[&str], at: Instant) -> RepairReport {
    let options = Options { at: Some(AT), now: AT, passwords: vec!["secret".into()], ..Options::default() };
    let mut gathered = Gathered::default();
    files.iter().for_each(|name| gathered.take(&input(name, fixture(name)), &options.passwords));
    let inspection = Inspection::of(gathered);
    let case = Case::new(inspection.pieces(0, &options));
    let findings = inspection::findings(&case, &options, &mut |_| {});
    repair::report(&case, &findings, at, None, Choice::Ps256)
}

fn snippet<'r>(report: &'r RepairReport, id: &str) -> &'r str {
    &report.snippets.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("no snippet {id}")).text
}

fn clean(inputs: &[Input], at: Instant) {
    let report = inspect(inputs, &Options { at: Some(at), now: at, ..Options::default() });
    let case = &report.cases[0];
    assert_eq!(case.verdict.finding, None, "{}", case.verdict.headline);
    let assertion = case.assertion.as_ref().expect("an assertion");
    assert!(assertion.signature.say.contains("verifies"), "{}", assertion.signature.say);
}

#[test]
fn the_shell_script_signs_with_openssl() {
    let report = repaired(&["x5t-hex-text.jwt", "app.pem"], AT);
    assert!(report.token.is_none() && report.problem.is_none());
    let key = format!("{}/tests/fixtures/keys/app.key.pem", env!("CARGO_MANIFEST_DIR"));
    let script = snippet(&report, "openssl").replace("<path to private key>", &key);
    let output = Command::new("bash").args(["-c", &script]).output().expect("bash starts");
    let token = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success() && token.lines().count() == 1, "{}", String::from_utf8_lossy(&output.stderr));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs();
    clean(&[input("token", token), input("app.pem", fixture("app.pem"))], Instant(now as i64));
}

#[test]
fn the_signing_command_signs_the_signing_input() {
    let report = repaired(&["x5t-hex-text.jwt", "app.pem"], AT);
    let key = format!("{}/tests/fixtures/keys/app.key.pem", env!("CARGO_MANIFEST_DIR"));
    let command = snippet(&report, "sign-openssl").replace("<path to private key>", &key);
    let output = Command::new("bash").args(["-c", &command]).output().expect("bash starts");
    let signature = String::from_utf8(output.stdout).expect("text");
    clean(&[input("token", format!("{}.{signature}", report.signing_input)), input("app.pem", fixture("app.pem"))], AT);
    assert!(snippet(&report, "sign-key-vault").contains(&report.signing_input));
}

#[test]
fn the_request_and_the_registration_are_read_by_our_own_readers() {
    let report = repaired(&["x5t-hex-text.jwt", "containers/openssl3.pfx"], AT);
    let token = report.token.clone().expect("the PFX has the key");
    assert!(report.snippets.iter().all(|one| one.group != "sign"));
    // The body of the PATCH, between its quotes.
    let text = snippet(&report, "register-graph");
    let body = text.split_once("--body '").expect("a body").1.trim_end().trim_end_matches('\'');
    let registration = format!(
        r#"{{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyId":"x","keyCredentials":{}}}"#,
        serde_json::from_str::<serde_json::Value>(body).expect("JSON")["keyCredentials"]
    );
    for id in ["curl", "curl-powershell"] {
        let request = snippet(&report, id);
        assert!(request.contains(&token));
        let inputs =
            [input("request", request), input("app.json", registration.clone()), input("app.pem", fixture("app.pem"))];
        clean(&inputs, AT);
        let report = inspect(&inputs, &Options { at: Some(AT), now: AT, ..Options::default() });
        assert_eq!(report.inputs[0].kind, "request");
        let found = |id: &str| report.cases[0].findings.iter().any(|one| one.id == id);
        assert!(found("certificate-registered") && found("client-id-of-request") && found("audience-of-request"));
    }
}

#[test]
fn every_text_is_filled_in_and_marks_its_line() {
    let report = repaired(&["x5t-hex-text.jwt", "app.pem"], AT);
    let stacks: Vec<_> = report.snippets.iter().filter(|one| one.group == "stack").collect();
    assert_eq!(stacks.len(), 12);
    for one in &report.snippets {
        for name in [
            "client",
            "tenant",
            "host",
            "endpoint",
            "graph",
            "x5t_s256",
            "sha1",
            "sha256",
            "der",
            "label",
            "from",
            "to",
            "input",
            "assertion",
            "environment",
            "portal",
            "x5c_net",
            "x5c_msal_python",
            "x5c_node",
            "x5c_go",
            "x5c_azure_python",
            "x5c_azure_js",
        ] {
            assert!(!one.text.contains(&format!("{{{name}}}")), "{}: {name}", one.id);
        }
        assert!(!one.text.contains('§'), "{}", one.id);
    }
    assert!(stacks.iter().all(|one| !one.marked.is_empty()), "the finding is about the key");
    // What a shell would take for more than text does not get into a command.
    let hostile = repaired(&["hostile-tenant.jwt", "app.pem"], AT);
    assert!(hostile.needs_tenant, "{:?}", hostile.problem);
}

#[test]
fn who_sends_the_certificate_goes_on_sending_it() {
    let report = repaired(&["msal-python-pem-x5c.jwt", "app.pem"], AT);
    assert!(report.header.contains_key("x5c"));
    for (id, words) in [
        ("msal-net", "sendX5C: true"),
        ("msal-python", "\"public_certificate\": True"),
        ("msal-node", "x5c: readFileSync"),
        ("msal-go", "confidential.WithX5C()"),
        ("azure-identity-python", "send_certificate_chain=True"),
        ("azure-identity-js", "sendCertificateChain: true"),
    ] {
        assert!(snippet(&report, id).contains(words), "{id}");
        assert!(!snippet(&repaired(&["x5t-hex-text.jwt", "app.pem"], AT), id).contains(words), "{id}");
    }
}

#[test]
fn shell_and_javascript_are_read_by_their_own_parsers() {
    let report = repaired(&["x5t-hex-text.jwt", "app.pem"], AT);
    for one in &report.snippets {
        let (program, arguments): (&str, &[&str]) = match one.language.as_str() {
            "bash" => ("bash", &["-n", "-c"]),
            "javascript" => ("node", &["--check"]),
            _ => continue,
        };
        let output = if program == "bash" {
            Command::new(program).args(arguments).arg(&one.text).output()
        } else {
            let file = std::env::temp_dir().join(format!("{}-{}.cjs", one.id, std::process::id()));
            std::fs::write(&file, &one.text).expect("a file");
            Command::new(program).args(arguments).arg(&file).output()
        };
        let output = output.unwrap_or_else(|problem| panic!("{program}: {problem}"));
        assert!(output.status.success(), "{}: {}", one.id, String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_new_certificate_is_what_openssl_and_we_read() {
    use assertion_inspector::repair::new_certificate::{self, Refused};
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs();
    let made = new_certificate::make("payroll, \"sync\" é", 30, 2048, Instant(now as i64)).expect("a certificate");
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_str().expect("text").to_owned()
    };
    let certificate = file("cert.pem", made.certificate_pem().as_bytes());
    let pfx = file("app.pfx", &made.pfx("pässwörd").expect("a PFX"));
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().expect("openssl starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // It is signed by itself, and fit for its purpose.
    openssl(&["verify", "-check_ss_sig", "-CAfile", &certificate, &certificate]);
    let text = openssl(&["x509", "-in", &certificate, "-noout", "-text", "-fingerprint"]);
    for words in ["Digital Signature", "CA:FALSE", "sha256WithRSAEncryption", "Version: 3"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(text.lines().last().expect("a fingerprint").split('=').nth(1).expect("hex").replace(':', ""), made.sha1);
    let opened = openssl(&["pkcs12", "-in", &pfx, "-passin", "pass:pässwörd", "-noenc"]);
    assert!(opened.contains("BEGIN CERTIFICATE") && opened.contains("BEGIN PRIVATE KEY"));
    // Our own reader opens it too, and its key signs what its certificate verifies.
    let options = Options { now: Instant(now as i64), passwords: vec!["pässwörd".into()], ..Options::default() };
    let mut gathered = Gathered::default();
    gathered.take(&input("app.pfx", std::fs::read(&pfx).expect("a file")), &options.passwords);
    gathered.take(&input("app.jwt", fixture("x5t-hex-text.jwt")), &options.passwords);
    let inspection = Inspection::of(gathered);
    let case = Case::new(inspection.pieces(0, &options));
    let report = repair::report(&case, &[], options.now, None, Choice::Rs256);
    assert!(report.token.is_some(), "{:?}", report.problem);
    for (name, days, bits, expected) in
        [("", 1, 2048, Refused::Name), ("a", 0, 2048, Refused::Days(0)), ("a", 1, 1024, Refused::Size(1024))]
    {
        assert_eq!(new_certificate::make(name, days, bits, Instant(0)).err(), Some(expected));
    }
}
