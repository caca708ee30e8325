//! The output of a repair is executed, not just displayed: the shell script signs, the request is read by our own
//! request reader, and the registration by our own reader of registered keys.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use assertion_inspector::Instant;
use assertion_inspector::repair::{Choice, RepairOptions, RepairReport};
use assertion_inspector::testing::checks;
use assertion_inspector::testing::input::InputKind;
use assertion_inspector::{Input, Intake, Options, inspect};
use common::{AT, Forge, fixture, input};

fn repaired(files: &[&str], at: Instant) -> RepairReport {
    let inputs: Vec<Input> = files.iter().map(|name| input(name, fixture(name))).collect();
    common::repaired(&inputs, at)
}

fn snippet<'r>(report: &'r RepairReport, id: &str) -> &'r str {
    &report.snippets.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("no snippet {id}")).text
}

fn clean(inputs: &[Input], at: Instant) {
    let report = inspect(inputs, &Options::new(at).at(at));
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
    let Some(libraries) = common::libraries() else { return };
    let report = repaired(&["x5t-hex-text.jwt", "containers/openssl3.pfx"], AT);
    let token = report.token.clone().expect("the PFX has the key");
    assert!(report.snippets.iter().all(|one| one.group != "sign"));
    let present = r#"{"keyCredentials":[{"keyId":"x","type":"AsymmetricX509Cert","usage":"Verify","key":"AQID"}]}"#;
    let keys = patched(snippet(&report, "register-graph"), present, &libraries);
    assert_eq!((keys[0]["keyId"].as_str(), keys[0]["key"].as_str()), (Some("x"), Some("AQID")), "what was there stays");
    let mut own = keys[1].clone();
    own["keyId"] = "y".into();
    let registration = serde_json::json!({
        "appId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "keyCredentials": [own],
    })
    .to_string();
    assert_eq!(
        patched(snippet(&report, "register-graph"), r#"{"keyCredentials":[]}"#, &libraries).as_array().map(Vec::len),
        Some(1)
    );
    for id in ["curl", "curl-powershell"] {
        let request = snippet(&report, id);
        assert!(request.contains(&token));
        let inputs =
            [input("request", request), input("app.json", registration.clone()), input("app.pem", fixture("app.pem"))];
        clean(&inputs, AT);
        let report = inspect(&inputs, &Options::new(AT).at(AT));
        assert_eq!(report.inputs[0].kind, InputKind::Request);
        let found = |id: &str| report.cases[0].findings.iter().any(|one| one.id == id);
        assert!(found("certificate-registered") && found("client-id-of-request") && found("audience-of-request"));
    }
}

/// The keys that the commands would write. They run with a stand-in for `az` that answers GET with `present`, evaluates
/// queries with the same library as the real one, and prints what is passed to PATCH.
fn patched(commands: &str, present: &str, libraries: &Path) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("present.json"), present).expect("a file");
    let stand_in = format!(
        "#!{}/python/bin/python\n{}",
        libraries.display(),
        r#"
import json, sys, jmespath
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if options["--method"] == "GET":
    assert options["--url"].endswith("?$select=keyCredentials"), options["--url"]
    print(json.dumps(jmespath.search(options["--query"], json.load(open("present.json")))))
else:
    print(open(options["--body"].removeprefix("@")).read())
"#
    );
    let az = folder.path().join("az");
    std::fs::write(&az, stand_in).expect("a file");
    let made = Command::new("chmod").arg("+x").arg(&az).status().expect("chmod starts");
    assert!(made.success());
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").expect("a path"));
    let output = Command::new("bash")
        .args(["-euc", commands])
        .env("PATH", path)
        .current_dir(folder.path())
        .output()
        .expect("bash");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut body: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    body["keyCredentials"].take()
}

fn token(claims: &str) -> Input {
    let part = |text: &str| assertion_inspector::testing::notation::encoding::to_base64url(text.as_bytes());
    input("app.jwt", format!("{}.{}.{}", part(r#"{"alg":"RS256","typ":"JWT"}"#), part(claims), part(&"x".repeat(256))))
}

#[test]
fn of_two_certificates_of_one_key_the_valid_one_signs() {
    for files in [
        ["in-order.jwt", "app-expired.pem", "app.pem", "keys/app.key.pem"],
        ["in-order.jwt", "app.pem", "app-expired.pem", "keys/app.key.pem"],
    ] {
        let report = repaired(&files, AT);
        assert!(report.token.is_some(), "{:?}", report.problem);
    }
    let report = repaired(&["in-order.jwt", "app-expired.pem", "keys/app.key.pem"], AT);
    assert!(report.problem.as_deref().is_some_and(|words| words.contains("expired on")), "{:?}", report.problem);
}

#[test]
fn an_audience_of_two_tenants_tells_none() {
    let claims = |second: &str| {
        format!(
            r#"{{"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","aud":["https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token","https://login.microsoftonline.com/{second}/oauth2/v2.0/token"]}}"#
        )
    };
    let app = || input("app.pem", fixture("app.pem"));
    let two = common::repaired(&[token(&claims("11111111-2222-4333-8444-555555555555")), app()], AT);
    assert!(two.needs_tenant, "{:?}", two.problem);
    let one = common::repaired(&[token(&claims("72f988bf-86f1-41af-91ab-2d7cd011db47")), app()], AT);
    assert_eq!(one.problem, None);
}

#[test]
fn the_ids_of_another_kind_of_token_are_not_the_applications() {
    // Everything else is known, so only the client id can be missing.
    let aud = r#""aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token""#;
    let sub = r#""sub":"11111111-2222-4333-8444-555555555555""#;
    let iss = r#""iss":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0""#;
    let report = |claims: String| common::repaired(&[token(&claims), input("app.pem", fixture("app.pem"))], AT);
    let own = report(format!("{{{aud},{sub}}}"));
    assert_eq!(own.problem, None, "an assertion of its own with this sub is corrected");
    let foreign = report(format!(r#"{{{aud},{sub},{iss},"ver":"2.0"}}"#));
    assert!(foreign.problem.as_deref().is_some_and(|why| why.contains("no client id")), "{:?}", foreign.problem);
}

#[test]
fn a_token_of_another_issuer_gets_a_federated_credential() {
    let claims = r#"{"iss":"https://token.actions.example","aud":"api://AzureADTokenExchange","sub":"repo:org/app'; rm x\u202e\nEND"}"#;
    let report = common::repaired(&[token(claims)], AT);
    assert!(
        report.problem.as_deref().is_some_and(|words| words.contains("federated credential")),
        "{:?}",
        report.problem
    );
    let create = snippet(&report, "federated-create").replace("\naz ", "\ntrue ");
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new("bash").args(["-euc", &create]).current_dir(folder.path()).output().expect("bash starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let body = std::fs::read_to_string(folder.path().join("credential.json")).expect("it was written");
    assert!(body.is_ascii(), "{body}");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["issuer"], "https://token.actions.example");
    assert_eq!(body["subject"], "repo:org/app'; rm x\u{202e}\nEND");
    assert_eq!(body["audiences"], serde_json::json!(["api://AzureADTokenExchange"]));
    let terraform = snippet(&report, "federated-terraform");
    assert!(
        terraform.is_ascii() && terraform.contains(r#"subject        = "repo:org/app'; rm x\u202e\nEND""#),
        "{terraform}"
    );
    assert!(snippet(&report, "federated-identity").contains("--subject '<subject>'"));
    // A shell sees each value as one word, and Terraform no template.
    let claims =
        r#"{"iss":"https://token.actions.example","aud":"api://AzureADTokenExchange","sub":"a'; rm x $(b) ${c}"}"#;
    let report = common::repaired(&[token(claims)], AT);
    let command = snippet(&report, "federated-identity").replace("\naz ", "\nprintf '%s|' ");
    let output = Command::new("bash").args(["-euc", &command]).output().expect("bash starts");
    assert!(String::from_utf8_lossy(&output.stdout).contains("|a'; rm x $(b) ${c}|"), "{output:?}");
    assert!(snippet(&report, "federated-terraform").contains("$${c}"));
    assert!(snippet(&report, "federated-bicep").contains("\\${c}"), "{}", snippet(&report, "federated-bicep"));
    assert!(snippet(&report, "federated-graph").contains("applications(appId='"));
    assert!(snippet(&report, "federated-powershell").contains("@'\n{\n"), "a here-string without expansion");
    assert!(!report.snippets.iter().any(|one| one.id == "federated-update"));
    // The nearest credential is the one to change.
    let listed = r#"[{"name":"gh-main","issuer":"https://token.actions.example/","subject":"a'; rm x $(b) ${c}","audiences":["api://AzureADTokenExchange"]}]"#;
    let report = common::repaired(&[token(claims), input("list.json", listed)], AT);
    assert!(snippet(&report, "federated-update").contains("--federated-credential-id 'gh-main'"));
    // An audience of the exchange is the token's own, even if it is in a list. No credential should have any other.
    let created = |audience: &str| {
        let claims = format!(r#"{{"iss":"https://issuer.example","sub":"a","aud":["{audience}"]}}"#);
        snippet(&common::repaired(&[token(&claims)], AT), "federated-create").to_owned()
    };
    let china = created("api://AzureADTokenExchangeChina");
    assert!(china.contains("\"api://AzureADTokenExchangeChina\""), "{china}");
    let own = created("api://own");
    assert!(own.contains("\"api://AzureADTokenExchange\"") && !own.contains("api://own"), "{own}");
}

#[test]
fn no_name_ends_a_string_in_a_command() {
    use assertion_inspector::new_certificate;
    let name = "a'b’c‘d‚e‛f\"g`h$(i)\u{85}";
    let made = new_certificate::make(name, 30, 2048, AT).expect("a certificate");
    let report =
        common::repaired(&[input("x.jwt", fixture("in-order.jwt")), input("a.pem", made.certificate_pem())], AT);
    assert_eq!(report.problem, None);
    for id in ["register-graph", "register-powershell"] {
        let text = snippet(&report, id);
        assert!(text.contains("abcdefghi"), "{id}: {text}");
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
    // Characters that are special to a shell do not get into a command.
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
    use assertion_inspector::new_certificate::{self, Refused};
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
    // It is self-signed and fit for its purpose.
    openssl(&["verify", "-check_ss_sig", "-CAfile", &certificate, &certificate]);
    let text = openssl(&["x509", "-in", &certificate, "-noout", "-text", "-fingerprint"]);
    for words in ["Digital Signature", "CA:FALSE", "sha256WithRSAEncryption", "Version: 3"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(text.lines().last().expect("a fingerprint").split('=').nth(1).expect("hex").replace(':', ""), made.sha1);
    let opened = openssl(&["pkcs12", "-in", &pfx, "-passin", "pass:pässwörd", "-noenc"]);
    assert!(opened.contains("BEGIN CERTIFICATE") && opened.contains("BEGIN PRIVATE KEY"));
    // Our own reader opens it too, and its certificate verifies what its key signs.
    let options = Options::new(Instant(now as i64)).passwords(vec!["pässwörd".into()]);
    let mut intake = Intake::new(&options);
    intake.add(&input("app.pfx", std::fs::read(&pfx).expect("a file")));
    intake.add(&input("app.jwt", fixture("x5t-hex-text.jwt")));
    let inspection = intake.finish();
    let wanted = RepairOptions::new(Instant(now as i64)).algorithm(Choice::Rs256);
    let report = inspection.repair(0, &options, &wanted);
    assert!(report.token.is_some(), "{:?}", report.problem);
    for (name, days, bits, expected) in
        [("", 1, 2048, Refused::Name), ("a", 0, 2048, Refused::Days(0)), ("a", 1, 1024, Refused::Size(1024))]
    {
        assert_eq!(new_certificate::make(name, days, bits, Instant(0)).err(), Some(expected));
    }
}

/// For every example of every finding, with the key beside it: what a page offers to copy is one command that runs as it is, or
/// the assertion to send.
#[test]
fn a_remedy_is_a_command_without_a_place_to_fill_in_or_the_signed_assertion() {
    let mut offered: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    // A slip in a credential, and none at all for the token, with the application in the request.
    let known = ["federated-credential {\"issuer\":\"https://token.actions.githubusercontent.com/\"}", "no-federated-credentials"].map(|credentials| {
        format!("github-token ; {credentials} ; request client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&grant_type=client_credentials&client_assertion={{jws}}\
                 &scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer")
    });
    let examples = checks::all().iter().flat_map(|check| check.ids).map(|id| id.page().raises.clone());
    for lines in examples.chain([known.to_vec()]) {
        for line in &lines {
            let mut example = Forge::from_directives(line).example();
            example.inputs.push(input("app.key.pem", fixture("keys/app.key.pem")));
            let options = Options::new(AT).at(example.at);
            let mut intake = Intake::new(&options);
            example.inputs.iter().for_each(|input| intake.add(input));
            let inspection = intake.finish();
            if inspection.cases() == 0 {
                continue;
            }
            let report = inspection.repair(0, &options, &RepairOptions::new(example.at.unwrap_or(AT)));
            let Some(remedy) = &report.remedy else { continue };
            let lead = example.inspect().cases[0].verdict.finding.expect("only what leads has a remedy");
            offered.entry(remedy.clone()).or_default().insert(lead);
            if remedy == "token" {
                assert!(report.token.is_some(), "{line}");
                continue;
            }
            let found = report.snippets.iter().find(|one| one.id == *remedy).expect("a remedy is a snippet");
            assert!(["register-graph", "federated-create", "federated-update"].contains(&&*found.id), "{line}");
            let placeholder = found.text.replace("<<'END'", "").contains('<');
            assert!(found.language == "bash" && !placeholder, "{line}: {}", found.text);
        }
    }
    for (remedy, lead) in [
        ("token", "thumbprint-hex-text-encoded"),
        ("token", "assertion-expired"),
        ("register-graph", "certificate-not-registered"),
        ("federated-update", "federated-issuer"),
    ] {
        assert!(offered.get(remedy).is_some_and(|leads| leads.contains(lead)), "{remedy}: {offered:#?}");
    }
    // What is wrong beside the assertion is not mended by sending another one.
    let token = &offered["token"];
    let beside =
        |id: &&&str| ["request-", "federated-", "certificate-", "error-"].iter().any(|kind| id.starts_with(kind));
    assert_eq!(token.iter().find(beside), None);
}
