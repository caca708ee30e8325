//! Requests that were really sent: recorded from a browser and from Microsoft's libraries, and inspected as they came.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use assertion_inspector::report::{CaseReport, Status};
use assertion_inspector::testing::input::{InputKind, Item, recognise, request};
use assertion_inspector::{Options, inspect};
use common::{AT, fixture, input};

/// The checks that every good request passes.
const PASSES: [&str; 6] = [
    "request-body-form",
    "request-parameters-complete",
    "request-credential",
    "request-grant-fits",
    "client-id-of-request",
    "audience-of-request",
];

fn case(name: &str, bytes: Vec<u8>) -> CaseReport {
    let inputs = [input(name, bytes), input("app.pem", fixture("app.pem"))];
    let report = inspect(&inputs, &Options::new(AT).at(AT));
    assert_eq!(report.inputs[0].problem, None, "{name}");
    assert_eq!(report.inputs[0].kind, InputKind::Request, "{name}");
    assert_eq!(report.cases.len(), 1, "{name}");
    report.cases.into_iter().next().expect("a case")
}

fn passes_all(name: &str, case: &CaseReport) {
    for id in PASSES {
        let found = case.findings.iter().find(|one| one.id == id).map(|one| one.status);
        assert_eq!(found, Some(Status::Pass), "{name}: {id}");
    }
    let wrapped = case.findings.iter().any(|one| one.id == "assertion-wrapped");
    assert!(!wrapped, "{name}: the form's encoding is no wrapping");
}

#[test]
fn what_msal_sends_is_in_order() {
    for name in ["msal-python.http", "msal-node.http"] {
        let case = case(name, fixture(&format!("requests/{name}")));
        assert_eq!(case.verdict.finding, None, "{name}: {}", case.verdict.headline);
        passes_all(name, &case);
    }
}

/// Made by `tests/recipes/clients.py`.
const SAVED: [&str; 8] = [
    "insomnia-4.json",
    "bruno.bru",
    "editor.http",
    "jetbrains.http",
    "wget.txt",
    "httpie.txt",
    "splatting.ps1",
    "insomnia-5.yaml",
];

#[test]
fn what_http_clients_save_is_read_as_they_send_it() {
    for name in SAVED {
        let case = case(name, fixture(&format!("requests/{name}")));
        assert_eq!(case.verdict.finding, None, "{name}: {}", case.verdict.headline);
        passes_all(name, &case);
    }
}

#[test]
fn a_postman_collection_and_its_environment_belong_together() {
    let [collection, environment] = ["collection", "environment"].map(|name| {
        let name = format!("postman.{name}.json");
        input(&name, fixture(&format!("requests/{name}")))
    });
    let pem = || input("app.pem", fixture("app.pem"));
    let options = Options::new(AT).at(AT);
    for inputs in [[collection.clone(), environment.clone(), pem()], [environment.clone(), pem(), collection.clone()]] {
        let report = inspect(&inputs, &options);
        assert_eq!(report.cases.len(), 1);
        let case = &report.cases[0];
        assert_eq!(case.verdict.finding, None, "{}", case.verdict.headline);
        passes_all("postman", case);
        let problems: Vec<_> = report.inputs.iter().filter_map(|one| one.problem.as_ref()).collect();
        assert!(problems.is_empty(), "{problems:?}");
    }
    // Each alone, and with an environment that says nothing of the assertion: nobody is blamed.
    let bare = String::from_utf8(environment.bytes.clone()).expect("text").replace("\"client_assertion\"", "\"other\"");
    let no_token = input(
        "environment.json",
        r#"{"name":"a","values":[{"key":"tenantId","value":"72f988bf-86f1-41af-91ab-2d7cd011db47","enabled":true}],"_postman_variable_scope":"environment"}"#,
    );
    for inputs in [
        vec![collection.clone()],
        vec![environment, pem()],
        vec![collection.clone(), input("environment.json", bare), pem()],
        vec![collection.clone(), no_token.clone()],
        vec![no_token],
    ] {
        let report = inspect(&inputs, &options);
        let case = &report.cases[0];
        assert_eq!(case.verdict.finding, None, "{}", case.verdict.headline);
    }
    // What is wrong with the value is said as if the request held it.
    let wrapped = String::from_utf8(fixture("requests/postman.environment.json")).expect("text");
    let wrapped = wrapped.replace("\"value\": \"eyJ", "\"value\": \"Bearer eyJ");
    let report = inspect(&[collection, input("environment.json", wrapped), pem()], &options);
    assert_eq!(report.cases[0].verdict.finding, Some("assertion-wrapped"), "{}", report.cases[0].verdict.headline);
}

#[test]
fn an_access_token_that_a_client_saved_is_no_assertion() {
    let token = String::from_utf8(fixture("audience-graph.jwt")).expect("text");
    let environment = format!(
        r#"{{"name":"a","values":[{{"key":"accessToken","value":"{}","enabled":true}}],"_postman_variable_scope":"environment"}}"#,
        token.trim()
    );
    let report = inspect(&[input("environment.json", environment)], &Options::new(AT).at(AT));
    assert_eq!((report.cases[0].verdict.finding, report.inputs[0].problem.as_deref()), (None, None));
}

#[test]
fn a_har_of_chromium_brings_request_assertion_and_error() {
    let name = "chromium.har";
    let text = String::from_utf8(fixture(&format!("requests/{name}"))).expect("text");
    let found = request::recognise(name, &text);
    // The page itself and the CORS preflight are not token requests.
    assert_eq!((found.requests.len(), found.others), (1, 2));
    assert!(found.requests[0].at.is_some());
    let evidence = recognise(&input(name, text.clone()), &[]).items;
    assert!(matches!(evidence[..], [Item::Assertion(_), Item::Error(_), Item::Request(_)]), "{evidence:?}");
    let case = case(name, text.into_bytes());
    passes_all(name, &case);
    assert!(case.findings.iter().any(|one| one.id == "signature-verifies" && one.status == Status::Pass));
}

const GOOD: &str = "grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}";
const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

/// Directives, with `GOOD` for the good body, and what each raises: the leading finding, or a warning or note if there
/// is none.
const FAULTS: &[(&str, &str, Status)] = &[
    ("request GOOD&client_secret=a", "request-two-credentials", Status::Cause),
    (
        "request curl -u a:b https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "request-two-credentials",
        Status::Cause,
    ),
    (
        "request POST https://login.microsoftonline.com/TENANT/oauth2/v2.0/token\\nContent-Type: text/plain\\n\\nGOOD",
        "request-body-format",
        Status::Cause,
    ),
    (
        "request curl -X GET https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "request-body-format",
        Status::Cause,
    ),
    (
        "request curl https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -F grant_type=client_credentials -F client_assertion={jws}",
        "request-body-format",
        Status::Cause,
    ),
    (
        "request curl -G https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "request-body-format",
        Status::Cause,
    ),
    (
        "request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=a/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&assertion={jws}",
        "request-wrong-parameter",
        Status::Cause,
    ),
    (
        "request grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=a/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&clientAssertion={jws}",
        "request-wrong-parameter",
        Status::Cause,
    ),
    (
        "request curl https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d grant_type=client_credentials&client_id=a",
        "request-parameter-missing",
        Status::Cause,
    ),
    (
        "request grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=a/.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}",
        "request-parameter-missing",
        Status::Cause,
    ),
    (
        "request curl https://login.microsoftonline.com/TENANT/oauth2/token -d 'GOOD'",
        "request-parameter-missing",
        Status::Warning,
    ),
    ("request GOOD&client_assertion={jws}", "request-parameter-twice", Status::Cause),
    ("request client_id=0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10&GOOD", "client-id-mismatch", Status::Cause),
    (
        "request curl https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token -d 'GOOD'",
        "audience-tenant",
        Status::Note,
    ),
    (
        "request curl https://login.partner.microsoftonline.cn/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "audience-cloud",
        Status::Cause,
    ),
    (
        "request curl https://login.microsoftonline.com/organizations/oauth2/v2.0/token -d 'GOOD'",
        "audience-tenant",
        Status::Cause,
    ),
    // A signature in standard base64: it is refused however it is escaped; that it was not escaped is reported as well.
    ("signature base64 ; request GOOD ; only-request", "request-unescaped", Status::Cause),
    // The server went on to look at the assertion, so the secret did not stop the request.
    (
        "error AADSTS700027: x [Reason - The key was not found.] ; request GOOD&client_secret=a",
        "request-two-credentials",
        Status::Warning,
    ),
];

#[test]
fn each_fault_of_a_request() {
    for (line, id, status) in FAULTS {
        let line = line.replace("GOOD", GOOD).replace("TENANT", TENANT);
        let report = common::Forge::from_directives(&line).example().inspect();
        let case = &report.cases[0];
        let found: Vec<_> =
            case.findings.iter().filter(|one| one.status <= Status::Note).map(|one| (one.id, one.status)).collect();
        assert!(found.contains(&(id, *status)), "{line}\n{found:?}");
        assert!(
            found.len() == 1
                || line.contains("error ")
                || line.contains("base64")
                || line.contains("-F ")
                || line.contains("client_id=0d3"),
            "{line}\n{found:?}"
        );
    }
}

#[test]
fn what_is_right_in_other_clothes() {
    for line in [
        "request curl https://login.windows.net/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "request curl https://westeurope.login.microsoft.com/TENANT/oauth2/v2.0/token -d 'GOOD'",
        "request curl \"https://login.microsoftonline.com/$TENANT_ID/oauth2/v2.0/token\" -d \"client_id=$ID\" -d scope=a/.default -d grant_type=client_credentials -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer -d \"client_assertion=$JWT\"",
        "request curl https://login.microsoftonline.com/TENANT/oauth2/token -d 'GOOD&resource=https://graph.microsoft.com'",
        "request curl https://adfs.contoso.com/adfs/oauth2/token -d 'GOOD'",
        "request curl https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'grant_type=authorization_code&code=0.ab&redirect_uri=https://a.b&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'",
        "request curl https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&requested_token_use=on_behalf_of&assertion=eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2ln&scope=openid&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={jws}'",
        "request curl https://login.microsoftonline.com/TENANT/oauth2/v2.0/token -d 'grant_type=client_credentials&client_id=a&scope=a/.default&client_secret=b'",
    ] {
        let line = line.replace("GOOD", GOOD).replace("/TENANT/", &format!("/{TENANT}/"));
        let report = common::Forge::from_directives(&line).example().inspect();
        assert_eq!(report.cases.len(), 1, "{line}");
        let found: Vec<_> = report.cases[0]
            .findings
            .iter()
            .filter(|one| one.status <= Status::Note)
            .map(|one| (one.id, &one.title))
            .collect();
        assert!(found.is_empty(), "{line}\n{found:?}");
    }
}

#[test]
fn a_secret_is_nowhere_in_the_report() {
    let token = String::from_utf8(fixture("in-order.jwt")).expect("text");
    let url = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token";
    for text in [
        format!(
            "curl -u me:Gehe1m {url} -d 'grant_type=client_credentials&client_secret=Gehe1m&client_secret=Gehe1m&client_assertion={token}'"
        ),
        format!(
            "curl '{url}?client_secret=Gehe1m' -H 'Content-Type: application/json' -d '{{\"grant_type\":\"x\",\"client_secret\":\"Gehe1m\",\"client_assertion\":\"{token}\"}}'"
        ),
        format!(
            "grant_type=password&password=Gehe1m&client_secret=Gehe1m&code=Gehe1m&refresh_token=Gehe1m&client_assertion={token}"
        ),
    ] {
        let report = inspect(&[input("x", text)], &Options::new(AT));
        assert_eq!(report.inputs[0].kind, InputKind::Request);
        assert!(!serde_json::to_string(&report).expect("JSON").contains("Gehe1m"));
    }
}

#[test]
fn damaged_requests_break_no_check() {
    let token = String::from_utf8(fixture("in-order.jwt")).expect("text");
    let texts = [
        String::from_utf8(fixture("requests/msal-python.http")).expect("text"),
        String::from_utf8(fixture("requests/chromium.har")).expect("text"),
        format!(
            "curl -X POST https://login.microsoftonline.us/common/oauth2/token \\\n -d grant_type=client_credential -F 'a=b' --data-urlencode 'client_assertion={token}'"
        ),
    ];
    for text in &texts {
        let step = text.len() / 60 + 1;
        for at in (0..text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            let (start, end) = text.split_at(at);
            for damaged in [
                start.to_owned(),
                end.to_owned(),
                format!("{start}%+&=\"'\\{{{end}"),
                format!("{start}{}", end.replace("client_", "ä")),
            ] {
                let report = inspect(&[input("x", damaged)], &Options::new(AT));
                let broken =
                    report.cases.iter().flat_map(|case| &case.findings).find(|one| one.id == "internal-check-failed");
                assert!(broken.is_none(), "{at}: {}", broken.map(|one| &*one.title).unwrap_or_default());
            }
        }
    }
}
