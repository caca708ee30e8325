//! A rotation: the new certificate, the proof of possession and the requests, as a shell, PyJWT and our own reader take them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use assertion_inspector::testing::notation::encoding::{base64_any, to_base64, to_hex};
use assertion_inspector::{Input, Instant, Options, inspect};
use common::{fixture, input, libraries};
use serde_json::{Value, json};

const AT: &str = "2026-11-23T10:00:00Z";
const APP: &str = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
const OBJECT: &str = "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10";
const KEY: &str = "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assertion-inspector"));
    command.args(arguments).current_dir(folder).output().expect("the program starts")
}

fn registration(context: &str, changed: Value) -> String {
    let key = json!({"customKeyIdentifier": to_hex(&common::certificate("app").sha1), "displayName": "CN=payroll-sync", "keyId": KEY,
        "endDateTime": "2027-06-01T00:00:00Z", "startDateTime": "2026-06-01T00:00:00Z", "key": null, "type": "AsymmetricX509Cert", "usage": "Verify"});
    let mut application = json!({"@odata.context": context, "id": OBJECT, "appId": APP, "displayName": "payroll", "keyCredentials": [key]});
    let members = changed.as_object().expect("members").clone();
    application.as_object_mut().expect("an object").extend(members);
    application.to_string()
}

const CONTEXT: &str = "https://graph.microsoft.com/v1.0/$metadata#applications/$entity";

/// A folder with the certificate, its key and the registration.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, file) in [
        ("app.pem", "app.pem"),
        ("app.key.pem", "keys/app.key.pem"),
        ("app.pfx", "containers/openssl3.pfx"),
        ("other.pem", "other.pem"),
        ("other.key.pem", "keys/other.key.pem"),
    ] {
        std::fs::write(folder.path().join(name), fixture(file)).expect("a file");
    }
    std::fs::write(folder.path().join("app.json"), registration(CONTEXT, json!({}))).expect("a file");
    std::fs::write(folder.path().join("password"), "secret\n").expect("a file");
    folder
}

/// The rotation as JSON.
fn rotated(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, &[&["rotate", "--at", AT, "--format", "json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).and_then(base64_any).expect("base64url");
    serde_json::from_slice(&part.bytes).expect("JSON")
}

/// What the inspection says of a token or request, beside the certificate of the fixtures.
fn inspected(name: &str, text: &str) -> assertion_inspector::report::CaseReport {
    let inputs: Vec<Input> = vec![input(name, text), input("app.pem", fixture("app.pem"))];
    let at = Instant::read(AT);
    inspect(&inputs, &Options::new(at.expect("a time")).at(at)).cases.swap_remove(0)
}

#[test]
fn the_proof_is_signed_by_the_old_key_and_the_new_certificate_is_whole() {
    let folder = folder();
    let rotation =
        rotated(folder.path(), &["--subject", "payroll next", "--password-file", "password", "app.pfx", "app.json"]);
    assert_eq!(rotation["request"]["url"], format!("https://graph.microsoft.com/v1.0/applications/{OBJECT}/addKey"));
    let body: Value = serde_json::from_str(rotation["request"]["body"].as_str().expect("a body")).expect("JSON");
    let made = std::fs::read_to_string(folder.path().join("payroll-next.cert.pem")).expect("the certificate");
    let der: String = made.lines().filter(|line| !line.starts_with("-----")).collect();
    let proof = body["proof"].as_str().expect("a proof");
    assert_eq!(
        body,
        json!({"keyCredential": {"type": "AsymmetricX509Cert", "usage": "Verify", "key": der}, "passwordCredential": null, "proof": proof})
    );
    assert_eq!(rotation["proof"], proof);
    // The proof is made with the old certificate.
    assert_eq!(part(proof, 0), json!({"alg": "RS256", "typ": "JWT", "x5t": common::certificate("app").x5t()}));
    assert_eq!(
        part(proof, 1),
        json!({"aud": "00000002-0000-0000-c000-000000000000", "iss": OBJECT, "nbf": 1_795_428_000, "exp": 1_795_428_600})
    );
    let case = inspected("proof", proof);
    assert_eq!(case.verdict.finding, Some("key-proof"), "{}", case.verdict.headline);
    assert!(case.assertion.expect("a token").signature.say.contains("verifies"));
    if let Some(libraries) = libraries() {
        verified_by_pyjwt(proof, &libraries);
    }
    // The new pair works once it is registered; the PFX has the old password.
    let key = json!({"keyCredentials": [{"keyId": KEY, "key": der, "type": "AsymmetricX509Cert", "usage": "Verify"}]});
    std::fs::write(folder.path().join("after.json"), registration(CONTEXT, key)).expect("a file");
    for files in
        [&["payroll-next.cert.pem", "payroll-next.key.pem"][..], &["--password-file", "password", "payroll-next.pfx"]]
    {
        let output = run(folder.path(), &[&["preflight", "--at", AT, "after.json"], files].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode =
            |name: &str| std::fs::metadata(folder.path().join(name)).expect("a file").permissions().mode() & 0o777;
        assert_eq!((mode("payroll-next.key.pem"), mode("payroll-next.pfx")), (0o600, 0o600));
    }
    let secret = std::fs::read_to_string(folder.path().join("payroll-next.key.pem")).expect("the key");
    let line = secret.lines().nth(3).expect("a line of the key");
    assert!(!rotation.to_string().contains(line), "the private key is in the output");
}

/// PyJWT verifies the proof with the public key of the old certificate, and its audience and issuer.
fn verified_by_pyjwt(proof: &str, libraries: &Path) {
    let code = "import sys, jwt\nfrom cryptography.x509 import load_pem_x509_certificate\n\
                key = load_pem_x509_certificate(open(sys.argv[1], 'rb').read()).public_key()\n\
                jwt.decode(sys.argv[2], key, algorithms=['RS256'], audience='00000002-0000-0000-c000-000000000000', issuer=sys.argv[3], options={'verify_exp': False, 'verify_nbf': False, 'require': ['exp', 'nbf']})";
    let certificate = format!("{}/tests/fixtures/app.pem", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(libraries.join("python/bin/python"));
    let output = command.args(["-c", code, &certificate, proof, OBJECT]).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[cfg(unix)]
fn a_shell_sends_what_the_requests_say() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path();
    let arguments = [
        "rotate",
        "--at",
        AT,
        "--subject",
        "next",
        "--tenant",
        "contoso.onmicrosoft.com",
        "app.pem",
        "app.key.pem",
        "app.json",
    ];
    let output = run(path, &arguments);
    let script = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    // Instead of curl, a program that keeps its arguments, one a line, and answers as the service does.
    std::fs::create_dir(path.join("bin")).expect("a folder");
    let curl = "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$SENT\"\necho '{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"e.y.J\"}'\n";
    std::fs::write(path.join("bin/curl"), curl).expect("a file");
    std::fs::set_permissions(path.join("bin/curl"), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let search = format!("{}/bin:{}", path.display(), std::env::var("PATH").expect("a path"));
    let ran = Command::new("bash").args(["-c", &script]).env("PATH", search).env("SENT", path.join("sent")).output();
    assert!(ran.expect("bash starts").status.success());
    let sent = std::fs::read_to_string(path.join("sent")).expect("what was sent");
    let lines: Vec<&str> = sent.lines().collect();
    let after = |name: &str, from: usize| from + lines[from..].iter().position(|line| *line == name).expect(name) + 1;
    let form = after("--data-raw", 0);
    let json = after("--data-raw", form);
    // Our own reader takes the request for the token, and the assertion in it is clean.
    let request = format!(
        "POST {} HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n{}",
        lines[form - 2],
        lines[form]
    );
    let case = inspected("request.txt", &request);
    assert_eq!(case.verdict.finding, None, "{}", case.verdict.headline);
    assert!(case.assertion.expect("an assertion").signature.say.contains("verifies"));
    assert!(lines.contains(&"Authorization: Bearer e.y.J"), "{sent}");
    let body: Value = serde_json::from_str(lines[json]).expect("JSON");
    assert!(body["passwordCredential"].is_null() && body["keyCredential"]["usage"] == "Verify");
    // The notes say how to go on, with the new pair.
    let later = script.lines().find(|line| line.contains("--remove")).expect("the command for later");
    let words: Vec<&str> = later.split(" rotate ").nth(1).expect("a command").split(' ').collect();
    let removed = rotated(path, &words);
    assert_eq!(removed["request"]["url"], format!("https://graph.microsoft.com/v1.0/applications/{OBJECT}/removeKey"));
    let body: Value = serde_json::from_str(removed["request"]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(body, json!({"keyId": KEY, "proof": removed["proof"]}));
    let certificate = std::fs::read(path.join("next.cert.pem")).expect("the new certificate");
    let inputs = [input("proof", removed["proof"].as_str().expect("a proof")), input("next.cert.pem", certificate)];
    let at = Instant::read(AT);
    let case = inspect(&inputs, &Options::new(at.expect("a time")).at(at)).cases.swap_remove(0);
    assert!(case.assertion.expect("a token").signature.say.contains("verifies"), "the new key signs the removal");
}

#[test]
fn powershell_can_be_read_by_its_grammar() {
    let Some(libraries) = libraries() else { return };
    let folder = folder();
    let arguments = [
        "rotate",
        "--at",
        AT,
        "--format",
        "powershell",
        "--subject",
        "next",
        "--tenant",
        "contoso.onmicrosoft.com",
        "app.pem",
        "app.key.pem",
        "app.json",
    ];
    let output = run(folder.path(), &arguments);
    let script = String::from_utf8(output.stdout).expect("text");
    assert!(script.contains("addKey") && script.contains("access_token"), "{script}");
    for (text, is_right) in [(script.clone(), true), (script.replacen("@{", "@{(", 1), false)] {
        std::fs::write(folder.path().join("script.ps1"), text).expect("a file");
        let file = std::fs::File::open(folder.path().join("script.ps1")).expect("a file");
        let grammar = format!("{}/tests/stacks/powershell.py", env!("CARGO_MANIFEST_DIR"));
        let output =
            Command::new(libraries.join("python/bin/python")).arg(grammar).stdin(file).output().expect("Python starts");
        assert_eq!(output.status.success(), is_right, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn what_is_missing_or_would_be_refused_is_said_in_one_line_and_nothing_is_written() {
    let folder = folder();
    let path = folder.path();
    let write = |name: &str, text: String| std::fs::write(path.join(name), text).expect("a file");
    write(
        "ended.json",
        registration(
            CONTEXT,
            json!({"keyCredentials": [{"keyId": KEY, "customKeyIdentifier": to_hex(&common::certificate("app").sha1), "endDateTime": "2026-10-01T00:00:00Z", "type": "AsymmetricX509Cert", "usage": "Verify"}]}),
        ),
    );
    write(
        "twin.json",
        registration(
            CONTEXT,
            json!({"id": "1d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": "d3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"}),
        ),
    );
    write("authority.json", json!({"isEnabled": true, "applicationRestrictions": {"keyCredentials": [{"restrictionType": "trustedCertificateAuthority", "state": "enabled", "certificateBasedApplicationConfigurationIds": ["eec5ba11-2fc0-4113-83a2-ed986ed13743"]}]}}).to_string());
    write("hostile.json", registration(CONTEXT, json!({"id": "'; touch x; '"})));
    for (arguments, says) in [
        (&["app.pem", "app.json"][..], "private key"),
        (&["app.pfx", "app.json"], "private key"),
        (&["app.pem", "app.key.pem"], "object id"),
        (&["--object-id", APP, "app.pem", "app.key.pem", "app.json"], "client id"),
        (&["--object-id", "payroll", "app.pem", "app.key.pem"], "GUID"),
        (&["app.pem", "app.key.pem", "hostile.json"], "GUID"),
        (&["--tenant", "x'y", "app.pem", "app.key.pem", "app.json"], "tenant"),
        (&["other.pem", "other.key.pem", "app.json"], "not registered"),
        (&["app.pem", "app.key.pem", "ended.json"], "registration ended"),
        (&["--bits", "1024", "app.pem", "app.key.pem", "app.json"], "1024 bits"),
        (&["--policy", "app.json", "app.pem", "app.key.pem", "app.json"], "policy"),
        (&["--client-id", "payroll", "app.pem", "app.key.pem", "app.json"], "GUID"),
        (&["--graph", "graph.evil.example", "app.pem", "app.key.pem", "app.json"], "Graph"),
        (&["app.pem", "app.key.pem", "app.json", "twin.json"], "several applications"),
        (&["app.pem", "app.key.pem", "app.json", "authority.json"], "self-signed"),
    ] {
        let output = run(path, &[&["rotate", "--at", AT, "--subject", "next"], arguments].concat());
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {said}");
        assert!(said.lines().last().is_some_and(|line| line.contains(says)), "{arguments:?}: {said}");
        assert!(!path.join("next.cert.pem").exists() && !path.join("next.key.pem").exists(), "{arguments:?}");
    }
    let output = run(path, &["rotate", "--at", AT, "--remove", "not-an-id", "app.pem", "app.key.pem", "app.json"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_token_is_sent_to_no_host_that_a_file_names() {
    let folder = folder();
    for (host, graph) in [
        ("graph.microsoft.us", "graph.microsoft.us"),
        ("microsoftgraph.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn"),
        ("graph.microsoft.com.evil.example", "graph.microsoft.com"),
        ("graph.evil.example", "graph.microsoft.com"),
    ] {
        let text = registration(&format!("https://{host}/v1.0/$metadata#applications/$entity"), json!({}));
        std::fs::write(folder.path().join("app.json"), text).expect("a file");
        let rotation = rotated(
            folder.path(),
            &["--remove", KEY, "--tenant", "contoso.onmicrosoft.com", "app.pem", "app.key.pem", "app.json"],
        );
        assert!(!rotation.to_string().contains("evil"), "{rotation:#}");
        let url = rotation["request"]["url"].as_str().expect("an address");
        assert!(url.starts_with(&format!("https://{graph}/v1.0/")), "{host}: {url}");
    }
}

#[test]
fn the_command_for_later_goes_to_the_same_cloud_and_tenant() {
    let folder = folder();
    let path = folder.path();
    let context = "https://graph.microsoft.us/v1.0/$metadata#applications/$entity";
    std::fs::write(path.join("us.json"), registration(context, json!({}))).expect("a file");
    let files = ["--tenant", "contoso.onmicrosoft.us", "app.pem", "app.key.pem", "us.json"];
    let later = |format: &str, out: &str| {
        let arguments = ["rotate", "--at", AT, "--format", format, "--subject", "next", "--out", out];
        let script = String::from_utf8(run(path, &[&arguments[..], &files].concat()).stdout).expect("text");
        script.lines().find(|line| line.contains("--remove")).expect("the command for later").to_owned()
    };
    let first = rotated(path, &[&["--remove", KEY][..], &files].concat());
    let command = later("curl", "out");
    let removed = rotated(path, &command.split(" rotate ").nth(1).expect("a command").split(' ').collect::<Vec<_>>());
    for request in ["request", "token_request"] {
        assert_eq!(removed[request]["url"], first[request]["url"], "{command}");
    }
    let token = removed["token_request"]["url"].as_str().expect("a URL");
    assert!(token.starts_with("https://login.microsoftonline.us/contoso.onmicrosoft.us/"), "{token}");
    let command = later("powershell", "it's here");
    let end = std::path::MAIN_SEPARATOR;
    assert!(
        command
            .ends_with(&format!(" --format powershell 'it''s here{end}next.cert.pem' 'it''s here{end}next.key.pem'")),
        "{command}"
    );
}

#[test]
fn a_policy_caps_the_lifetime_of_new_certificates() {
    let folder = folder();
    let path = folder.path();
    let policy = |name: &str, most: &str| {
        let text = json!({"isEnabled": true, "applicationRestrictions": {"keyCredentials": [{"restrictionType": "asymmetricKeyLifetime", "state": "enabled", "maxLifetime": most}]}});
        std::fs::write(path.join(name), text.to_string()).expect("a file");
    };
    policy("short.json", "P90D");
    policy("long.json", "P5Y");
    policy("hours.json", "PT12H");
    let days = |file: &str| {
        let bytes = std::fs::read(path.join(file)).expect("a certificate");
        let text = String::from_utf8(bytes).expect("PEM");
        let der: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = base64_any(&der).expect("base64").bytes;
        let certificate = assertion_inspector::testing::evidence::certificate::Certificate::from_der(file, &der)
            .expect("a certificate");
        assert_eq!(to_base64(&certificate.der), to_base64(&der));
        certificate.not_after.since(certificate.not_before) / 86_400
    };
    for (policy, subject, most) in [("short.json", "a", 90), ("long.json", "b", 365)] {
        let output = run(path, &["new-certificate", "--policy", policy, "--subject", subject]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(days(&format!("{subject}.cert.pem")), most);
    }
    rotated(path, &["--policy", "short.json", "--days", "700", "--subject", "c", "app.pem", "app.key.pem", "app.json"]);
    assert_eq!(days("c.cert.pem"), 90);
    rotated(path, &["--policy", "short.json", "--days", "30", "--subject", "d", "app.pem", "app.key.pem", "app.json"]);
    assert_eq!(days("d.cert.pem"), 30);
    // One among the files counts, too, and not for the certificate that is registered already.
    rotated(path, &["--subject", "f", "app.pem", "app.key.pem", "app.json", "short.json"]);
    assert_eq!(days("f.cert.pem"), 90);
    rotated(path, &["--subject", "g", "--object-id", OBJECT, "app.pem", "app.key.pem", "short.json"]);
    assert_eq!(days("g.cert.pem"), 90);
    // It is for applications that are younger than this one.
    let text = std::fs::read_to_string(path.join("short.json")).expect("a policy");
    let since =
        text.replace("\"enabled\"", "\"enabled\",\"restrictForAppsCreatedAfterDateTime\":\"2025-01-01T00:00:00Z\"");
    std::fs::write(path.join("since.json"), since).expect("a file");
    std::fs::write(path.join("old.json"), registration(CONTEXT, json!({"createdDateTime": "2024-02-01T08:00:00Z"})))
        .expect("a file");
    rotated(path, &["--policy", "since.json", "--subject", "h", "app.pem", "app.key.pem", "old.json"]);
    assert_eq!(days("h.cert.pem"), 365);
    // A folder is as good as the policies in it.
    for folder in ["policies", "nothing"] {
        std::fs::create_dir(path.join(folder)).expect("a folder");
    }
    std::fs::copy(path.join("short.json"), path.join("policies/short.json")).expect("a file");
    std::fs::copy(path.join("app.json"), path.join("nothing/app.json")).expect("a file");
    let output = run(path, &["new-certificate", "--policy", "policies", "--subject", "i"]);
    assert_eq!((output.status.code(), days("i.cert.pem")), (Some(0), 90));
    for policy in ["hours.json", "app.json", "no-such-file", "nothing"] {
        assert_eq!(
            run(path, &["new-certificate", "--policy", policy, "--subject", "e"]).status.code(),
            Some(2),
            "{policy}"
        );
    }
    assert!(!path.join("e.cert.pem").exists());
    // What was made within a policy meets it.
    let output = run(path, &["preflight", "--format", "json", "--policy", "short.json", "a.cert.pem"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(!answer.to_string().contains("policy-lifetime"), "{answer:#}");
}
