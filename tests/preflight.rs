//! Whether it will work, asked before anything is sent: through the program, as pipelines ask it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use assertion_inspector::testing::notation::encoding::to_base64;
use common::fixture;
use serde_json::{Value, json};

const AT: &str = "2026-11-23T10:00:00Z";
const APP: &str = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";

fn preflight(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assertion-inspector"));
    command.args(["preflight", "--at", AT]).args(arguments).current_dir(folder);
    command.output().expect("the program starts")
}

/// A folder with the fixtures of these names, and files with these texts.
fn folder(fixtures: &[&str], texts: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in fixtures {
        let plain = name.rsplit('/').next().expect("a name");
        std::fs::write(folder.path().join(plain), fixture(name)).expect("a file");
    }
    for (name, text) in texts {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn sha1(name: &str) -> String {
    assertion_inspector::testing::notation::encoding::to_hex(&common::certificate(name).sha1)
}

/// A registered key as Graph lists it, with these members replaced.
fn key(name: &str, changed: Value) -> Value {
    let mut key = json!({"customKeyIdentifier": sha1(name), "displayName": "CN=payroll-sync", "endDateTime": "2027-06-01T00:00:00Z",
        "key": null, "keyId": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "startDateTime": "2026-06-01T00:00:00Z",
        "type": "AsymmetricX509Cert", "usage": "Verify"});
    let members = changed.as_object().expect("members").clone();
    key.as_object_mut().expect("an object").extend(members);
    key
}

fn application(keys: Vec<Value>) -> String {
    json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
        "id": "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": APP, "displayName": "payroll",
        "createdDateTime": "2024-02-01T08:00:00Z", "keyCredentials": keys})
    .to_string()
}

/// The tenant's default policy, as Graph answers.
fn policy(rules: Value) -> String {
    json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/defaultAppManagementPolicy/$entity",
        "id": "00000000-0000-0000-0000-000000000000", "displayName": "Default app management tenant policy",
        "description": "Default tenant policy that enforces app management restrictions.", "isEnabled": true,
        "applicationRestrictions": {"passwordCredentials": [{"restrictionType": "passwordAddition", "state": "enabled",
            "maxLifetime": null, "restrictForAppsCreatedAfterDateTime": "2021-01-01T10:37:00Z"}], "keyCredentials": rules},
        "servicePrincipalRestrictions": {"passwordCredentials": [], "keyCredentials": []}})
    .to_string()
}

fn lifetime(most: &str, since: Value) -> Value {
    json!([{"restrictionType": "asymmetricKeyLifetime", "state": "enabled", "maxLifetime": most, "restrictForAppsCreatedAfterDateTime": since}])
}

/// Status and JSON of a preflight.
fn judged(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = preflight(folder, &[&["--format", "json"], arguments].concat());
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    let value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {problem}"));
    (output.status.code().expect("a status"), value)
}

fn ids(app: &Value) -> Vec<&str> {
    app["because"].as_array().expect("reasons").iter().map(|one| one["id"].as_str().expect("an id")).collect()
}

#[test]
fn the_form_of_the_answer() {
    let folder = folder(&["app.pem", "keys/app.key.pem"], &[("app.json", application(vec![key("app", json!({}))]))]);
    let (status, answer) = judged(folder.path(), &["app.pem", "app.key.pem", "app.json"]);
    assert_eq!((status, &answer["schema"]), (0, &json!(1)));
    let app = &answer["apps"][0];
    let mut because = app.as_object().expect("an app").clone();
    let because = because.remove("because").expect("reasons");
    for reason in because.as_array().expect("a list") {
        let names: Vec<&String> = reason.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["id", "says"]);
        assert!(!reason["says"].as_str().expect("a sentence").is_empty());
    }
    let mut rest = app.clone();
    rest.as_object_mut().expect("an app").remove("because");
    let certificate = common::certificate("app");
    let want = json!({"app_id": APP, "works": true, "until": "2027-06-01T00:00:00Z", "x5t": certificate.x5t(), "x5t_s256": certificate.x5t_s256()});
    assert_eq!(rest, want);
    assert!(!answer.to_string().contains("PRIVATE KEY"));
}

#[test]
fn each_fault_has_its_reason_and_status() {
    let der = to_base64(&common::certificate("app").der);
    let registered = |changed: Value| application(vec![key("app", changed)]);
    type Row<'r> = (&'r str, &'r [&'r str], String, i32, Option<&'r str>);
    let cases: Vec<Row<'_>> = vec![
        ("right", &["app.pem"], registered(json!({})), 0, None),
        (
            "right, with the certificate itself",
            &["app.pem"],
            registered(json!({"customKeyIdentifier": null, "key": der})),
            0,
            None,
        ),
        ("another key", &["app.pem", "keys/other.key.pem"], registered(json!({})), 1, Some("private-key-mismatch")),
        (
            "not registered",
            &["other.pem"],
            registered(json!({"displayName": "x"})),
            1,
            Some("certificate-not-registered"),
        ),
        ("renewed", &["app-renewed.pem"], registered(json!({})), 1, Some("certificate-rotated-one-side")),
        ("no keys", &["app.pem"], application(vec![]), 1, Some("no-registered-keys")),
        ("usage", &["app.pem"], registered(json!({"usage": "Sign"})), 1, Some("registered-for-another-use")),
        (
            "ended",
            &["app.pem"],
            registered(json!({"endDateTime": "2026-10-01T00:00:00Z"})),
            1,
            Some("registration-dates-narrower"),
        ),
        (
            "begins",
            &["app.pem"],
            registered(json!({"startDateTime": "2026-12-01T00:00:00Z"})),
            1,
            Some("registration-dates-narrower"),
        ),
        (
            "expired",
            &["app-expired.pem"],
            application(vec![key("app-expired", json!({}))]),
            1,
            Some("certificate-expired"),
        ),
        (
            "future",
            &["app-future.pem"],
            application(vec![key("app-future", json!({}))]),
            1,
            Some("certificate-not-yet-valid"),
        ),
        ("small", &["small.pem"], application(vec![key("small", json!({}))]), 1, Some("certificate-key-too-small")),
        ("elliptic", &["ec.pem"], application(vec![key("ec", json!({}))]), 1, Some("certificate-key-elliptic")),
        ("request", &["keys/request.pem"], application(vec![key("app", json!({}))]), 1, Some("certificate-request")),
        (
            "not comparable",
            &["app.pem"],
            registered(json!({"customKeyIdentifier": null})),
            2,
            Some("registration-unknown"),
        ),
        (
            "no list of keys",
            &["app.pem"],
            json!({"appId": APP, "signInAudience": "AzureADMyOrg"}).to_string(),
            2,
            Some("registration-unknown"),
        ),
    ];
    for (what, fixtures, registration, status, id) in cases {
        let folder = folder(fixtures, &[("app.json", registration)]);
        let names: Vec<&str> = fixtures.iter().map(|one| one.rsplit('/').next().expect("a name")).collect();
        let mut arguments = names.clone();
        arguments.push("app.json");
        let (found, answer) = judged(folder.path(), &arguments);
        assert_eq!(found, status, "{what}: {answer:#}");
        assert_eq!(answer["apps"].as_array().map(Vec::len), Some(1), "{what}");
        assert_eq!(answer["apps"][0]["works"], json!(status == 0), "{what}");
        match id {
            Some(id) => assert_eq!(ids(&answer["apps"][0])[0], id, "{what}: {answer:#}"),
            None => assert!(ids(&answer["apps"][0]).contains(&"certificate-registered"), "{what}"),
        }
        // The order of the files says nothing.
        arguments.reverse();
        let (again, turned) = judged(folder.path(), &arguments);
        assert_eq!((again, ids(&turned["apps"][0])), (found, ids(&answer["apps"][0])), "{what}");
    }
}

#[test]
fn the_earliest_end_counts_and_soon_is_a_status() {
    let folder = folder(
        &["app.pem"],
        &[("app.json", application(vec![key("app", json!({"endDateTime": "2026-12-23T10:00:00Z"}))]))],
    );
    for (within, status) in [(None, 0), (Some("29d"), 0), (Some("30d"), 3), (Some("30"), 3), (Some("400d"), 3)] {
        let within: Vec<&str> = within.into_iter().flat_map(|days| ["--warn-within", days]).collect();
        let (found, answer) = judged(folder.path(), &[&within[..], &["app.pem", "app.json"]].concat());
        assert_eq!((found, &answer["apps"][0]["until"]), (status, &json!("2026-12-23T10:00:00Z")), "{within:?}");
        assert_eq!(answer["apps"][0]["works"], json!(true));
    }
    // The time is part of the question.
    let later = preflight(folder.path(), &["--at", "2027-01-01T00:00:00Z", "app.pem", "app.json"]);
    assert_eq!(later.status.code(), Some(2), "--at stands twice");
    for wrong in ["soon", "30h", "-3d"] {
        let output = preflight(folder.path(), &[&format!("--warn-within={wrong}"), "app.pem", "app.json"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn what_is_not_given_is_not_known() {
    let folder = folder(
        &["app.pem", "app-expired.pem", "containers/openssl3.pfx"],
        &[
            ("junk.txt", "nothing of this kind".into()),
            ("app.json", application(vec![key("app", json!({}))])),
            ("password", "secret\n".into()),
        ],
    );
    // A certificate alone cannot be said to work, and does not fail either.
    let (status, answer) = judged(folder.path(), &["app.pem"]);
    let app = &answer["apps"][0];
    assert_eq!((status, &app["works"], ids(app)[0]), (2, &json!(false), "registration-unknown"));
    assert_eq!(app["until"], "2027-06-01T00:00:00Z");
    // What is proved without the registration is proved.
    let (status, answer) = judged(folder.path(), &["app-expired.pem"]);
    assert_eq!((status, ids(&answer["apps"][0])[0]), (1, "certificate-expired"));
    for (arguments, status) in [
        (&["openssl3.pfx", "app.json"][..], 2),
        (&["--password-file", "password", "openssl3.pfx", "app.json"], 0),
        (&["--password-file", "no-such-file", "openssl3.pfx", "app.json"], 2),
        (&["junk.txt"], 2),
        (&["no-such-file"], 2),
        // The text that was not understood may be the certificate; where there is one, it is not.
        (&["junk.txt", "app.json"], 2),
        (&["junk.txt", "app.pem", "app.json"], 0),
        (&["no-such-file", "app.pem", "app.json"], 2),
        (&["--policy", "app.json", "app.pem", "app.json"], 2),
        (&[], 2),
    ] {
        let output = preflight(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(status == 0 || !output.stderr.is_empty(), "{arguments:?} says nothing");
    }
}

#[test]
fn a_policy_is_in_the_way_of_what_is_not_registered_yet() {
    let rules = lifetime("P180D", Value::Null);
    let registered = application(vec![key("app", json!({}))]);
    let old = lifetime("P180D", json!("2025-01-01T00:00:00Z"));
    let custom = json!({"value": [{"displayName": "Long", "isEnabled": true, "restrictions": {"keyCredentials": lifetime("P3Y", Value::Null)}}]});
    let of = |name: &str, most: &str| json!({"displayName": name, "isEnabled": true, "restrictions": {"keyCredentials": lifetime(most, Value::Null)}});
    let two = json!({"value": [of("Short", "P180D"), of("Long", "P3Y")]});
    let own = |value: Value| json!([{"restrictionType": "trustedCertificateAuthority", "state": "enabled", "certificateBasedApplicationConfigurationIds": ["eec5ba11-2fc0-4113-83a2-ed986ed13743"], "maxLifetime": null, "restrictForAppsCreatedAfterDateTime": value}]);
    let configuration = |name: &str| {
        let der = to_base64(&common::certificate(name).der);
        json!({"value": [{"id": "eec5ba11-2fc0-4113-83a2-ed986ed13743", "trustedCertificateAuthorities": [{"isRootAuthority": true, "certificate": der}]}]}).to_string()
    };
    let folder = folder(
        &["app.pem", "leaf.pem", "other.pem"],
        &[
            ("registered.json", registered),
            ("other.json", application(vec![key("other", json!({"displayName": "x"}))])),
            ("short.json", policy(rules)),
            ("year.json", policy(lifetime("P1Y", Value::Null))),
            ("new-apps.json", policy(old)),
            (
                "off.json",
                policy(
                    json!([{"restrictionType": "asymmetricKeyLifetime", "state": "disabled", "maxLifetime": "P180D"}]),
                ),
            ),
            ("custom.json", custom.to_string()),
            ("two.json", two.to_string()),
            ("undated.json", application(vec![key("app", json!({}))]).replace("createdDateTime", "x")),
            ("trusted.json", policy(own(Value::Null))),
            ("root.config.json", configuration("root")),
            ("foreign.config.json", configuration("other")),
        ],
    );
    for (arguments, status, works, id, is_there) in [
        // Already registered: it goes on working, and the next one has to comply.
        (&["--policy", "short.json", "app.pem", "registered.json"][..], 0, true, "policy-lifetime", true),
        (&["--policy", "short.json", "app.pem", "other.json"], 1, false, "policy-lifetime", true),
        // Without a registration, the question is whether it can be registered.
        (&["--policy", "short.json", "app.pem"], 1, false, "policy-lifetime", true),
        (&["short.json", "app.pem"], 1, false, "policy-lifetime", true),
        (&["--policy", "year.json", "app.pem"], 2, false, "policy-lifetime", false),
        (&["--policy", "off.json", "app.pem"], 2, false, "policy-lifetime", false),
        // The application was created before the rule's date.
        (&["--policy", "new-apps.json", "app.pem", "other.json"], 1, false, "policy-lifetime", false),
        // When it was created, nobody knows without its registration.
        (&["--policy", "new-apps.json", "app.pem"], 2, false, "policy-lifetime", true),
        (&["--policy", "new-apps.json", "app.pem", "undated.json"], 0, true, "policy-lifetime", true),
        // Of two that the application may have, one allows it.
        (&["--policy", "two.json", "app.pem"], 2, false, "policy-lifetime", true),
        (&["--policy", "two.json", "app.pem", "registered.json"], 0, true, "policy-lifetime", true),
        // A policy of its own takes the place of the tenant's.
        (&["--policy", "short.json", "--policy", "custom.json", "app.pem"], 2, false, "policy-lifetime", false),
        // Self-signed, issued by a trusted authority, and by one that is not trusted or not known.
        (&["--policy", "trusted.json", "app.pem"], 1, false, "policy-authority", true),
        (
            &["--policy", "trusted.json", "root.config.json", "app.pem", "registered.json"],
            0,
            true,
            "policy-authority",
            true,
        ),
        (&["--policy", "trusted.json", "root.config.json", "leaf.pem"], 2, false, "policy-authority", false),
        (&["--policy", "trusted.json", "leaf.pem"], 2, false, "policy-authority", true),
    ] {
        let (found, answer) = judged(folder.path(), arguments);
        let app = &answer["apps"][0];
        assert_eq!((found, &app["works"]), (status, &json!(works)), "{arguments:?}: {answer:#}");
        assert_eq!(ids(app).contains(&id), is_there, "{arguments:?}: {answer:#}");
        assert_eq!(answer["apps"].as_array().map(Vec::len), Some(1), "{arguments:?}");
        // Only a policy that allows it is said to.
        let says = app["because"].as_array().expect("reasons").iter().map(|one| one["says"].as_str().expect("text"));
        let says: Vec<&str> = says.collect();
        assert!(!says.iter().any(|one| one.contains("\"Short\" allows CN")), "{arguments:?}: {says:?}");
        assert!(!ids(app).contains(&"policy-met") || !arguments.contains(&"two.json"), "{arguments:?}: {says:?}");
    }
}

#[test]
fn every_entry_of_a_list_is_judged_as_a_certificate_is() {
    let der = |name: &str| to_base64(&common::certificate(name).der);
    let app = |keys: Value, secrets: Value| {
        json!({"id": "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": APP, "displayName": "payroll", "keyCredentials": keys, "passwordCredentials": secrets}).to_string()
    };
    let whole = |name: &str, changed: Value| {
        let mut key = key(name, changed);
        key["key"] = der(name).into();
        key
    };
    let secret = |start: &str, end: Value| json!([{"startDateTime": start, "endDateTime": end, "keyId": "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01"}]);
    for (what, keys, secrets, status, id) in [
        ("right", json!([whole("app", json!({}))]), json!([]), 0, "registered-key-usable"),
        ("elliptic", json!([whole("ec", json!({}))]), json!([]), 1, "certificate-key-elliptic"),
        (
            "Ed25519",
            json!([key("app", json!({"customKeyIdentifier": null, "key": ED25519}))]),
            json!([]),
            1,
            "certificate-key-elliptic",
        ),
        ("small", json!([whole("small", json!({}))]), json!([]), 1, "certificate-key-too-small"),
        (
            "small and right",
            json!([whole("small", json!({})), whole("app", json!({}))]),
            json!([]),
            0,
            "registered-key-usable",
        ),
        (
            "ended before its certificate",
            json!([whole("app", json!({"endDateTime": "2026-10-01T00:00:00Z"}))]),
            json!([]),
            1,
            "registration-dates-narrower",
        ),
        (
            "ended",
            json!([key("app", json!({"endDateTime": "2026-10-01T00:00:00Z"}))]),
            json!([]),
            1,
            "certificate-expired",
        ),
        (
            "begins",
            json!([key("app", json!({"startDateTime": "2026-12-01T00:00:00Z"}))]),
            json!([]),
            1,
            "certificate-not-yet-valid",
        ),
        ("expired", json!([whole("app-expired", json!({}))]), json!([]), 1, "certificate-expired"),
        (
            "PEM in it",
            json!([key("app", json!({"key": to_base64(&fixture("app.pem"))}))]),
            json!([]),
            0,
            "registered-value-malformed",
        ),
        (
            "a secret",
            json!([]),
            secret("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z".into()),
            0,
            "client-secret-valid",
        ),
        (
            "a secret that ended",
            json!([]),
            secret("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z".into()),
            1,
            "client-secret-expired",
        ),
        (
            "a secret that begins",
            json!([]),
            secret("2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z".into()),
            1,
            "client-secret-not-yet-valid",
        ),
        (
            "one without an end",
            json!([]),
            secret("2026-12-01T00:00:00Z", Value::Null),
            1,
            "client-secret-not-yet-valid",
        ),
        ("nothing", json!([]), json!([]), 1, "no-registered-keys"),
    ] {
        let folder = folder(&[], &[("app.json", app(keys, secrets))]);
        let (found, answer) = judged(folder.path(), &["app.json"]);
        assert_eq!((found, ids(&answer["apps"][0])[0]), (status, id), "{what}: {answer:#}");
        assert_eq!(answer["apps"][0]["works"], json!(status == 0), "{what}");
    }
}

/// A certificate of Ed25519, from June 2026 to June 2036.
const ED25519: &str = "MIHQMIGDoAMCAQICAQEwBQYDK2VwMBIxEDAOBgNVBAMMB2VkMjU1MTkwHhcNMjYwNjAxMDAwMDAwWhcNMzYwNjAxMDAwMDAwWjASMRAwDgYDVQQDDAdlZDI1NTE5MCowBQYDK2VwAyEA8qMRyrRGcjgIlDRWdvpPcREV2YJK7N196iIzWeBeb0MwBQYDK2VwA0EA3QhuM3t1wysqNI7qEPNDn2+xSr2R0LRnOi+QgvgSkJSJP6IpdSCBtG9fbRMteY0fgeTCWcsPEQxdnCQ1ztiFDg==";

#[test]
fn two_lists_of_one_application_say_the_same_in_any_order() {
    let other = key("other", json!({"keyId": "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "displayName": "x"}));
    let dates = json!({"endDateTime": "2026-12-23T10:00:00Z"});
    let folder = folder(
        &["app.pem", "other.pem", "leaf.pem"],
        &[
            ("before.json", application(vec![key("app", dates)])),
            ("after.json", application(vec![other])),
            ("none.json", application(vec![])),
            ("longer.json", application(vec![key("app", json!({}))])),
            ("ended.json", application(vec![key("app", json!({"endDateTime": "2026-10-01T00:00:00Z"}))])),
        ],
    );
    for (files, status) in [
        (&["app.pem", "before.json", "after.json"][..], 0),
        (&["other.pem", "before.json", "after.json"], 0),
        (&["leaf.pem", "before.json", "after.json"], 1),
        (&["app.pem", "before.json", "none.json"], 0),
        (&["app.pem", "ended.json", "longer.json"], 0),
        (&["before.json", "after.json", "none.json"], 0),
    ] {
        let (found, answer) = judged(folder.path(), files);
        let mut turned = files.to_vec();
        turned.reverse();
        assert_eq!((found, answer["apps"].as_array().map(Vec::len)), (status, Some(1)), "{files:?}: {answer:#}");
        assert_eq!(judged(folder.path(), &turned), (found, answer), "{files:?}");
    }
}

#[test]
fn a_list_of_applications_is_sorted_by_the_day_it_ends() {
    let app = |number: usize, name: &str, keys: Value, secrets: Value| {
        json!({"id": format!("0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d1{number}"), "appId": format!("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e1{number}"),
            "displayName": name, "keyCredentials": keys, "passwordCredentials": secrets})
    };
    let until = |end: &str| key("app", json!({"endDateTime": end}));
    let secret = |end: &str| json!({"endDateTime": end, "startDateTime": "2026-01-01T00:00:00Z", "hint": "abc", "keyId": "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "secretText": null});
    let list = json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications", "value": [
        app(1, "late", json!([until("2027-05-01T00:00:00Z")]), json!([])),
        app(2, "gone", json!([until("2026-08-01T00:00:00Z")]), json!([secret("2026-09-01T00:00:00Z")])),
        app(3, "soon", json!([until("2026-08-01T00:00:00Z"), until("2026-12-01T00:00:00Z")]), json!([])),
        app(4, "secret", json!([until("2026-08-01T00:00:00Z")]), json!([secret("2027-01-01T00:00:00Z")])),
        app(5, "none", json!([]), json!([])),
        app(6, "signs only", json!([key("app", json!({"usage": "Sign"}))]), json!([])),
    ]});
    let folder = folder(&["app.pem"], &[("apps.json", list.to_string())]);
    let (status, answer) = judged(folder.path(), &["--warn-within", "30d", "apps.json"]);
    let apps = answer["apps"].as_array().expect("apps");
    let rows: Vec<(char, bool, Option<&str>, &str)> = apps
        .iter()
        .map(|app| {
            let id = app["app_id"].as_str().and_then(|id| id.chars().last()).expect("an id");
            (
                id,
                app["works"].as_bool().expect("a verdict"),
                app["until"].as_str().and_then(|day| day.get(..10)),
                ids(app)[0],
            )
        })
        .collect();
    assert_eq!(status, 1);
    assert_eq!(
        rows,
        [
            ('2', false, Some("2026-09-01"), "certificate-expired"),
            ('6', false, Some("2027-06-01"), "registered-for-another-use"),
            ('3', true, Some("2026-12-01"), "registered-key-usable"),
            ('4', true, Some("2027-01-01"), "client-secret-valid"),
            ('1', true, Some("2027-05-01"), "registered-key-usable"),
        ]
    );
    let text = String::from_utf8(preflight(folder.path(), &["apps.json"]).stdout).expect("text");
    let at = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name}: {text}"));
    assert!(
        at("gone") < at("soon") && at("soon") < at("late") && text.contains("1 more without any credential"),
        "{text}"
    );
    // With a certificate, the list tells whose it is.
    let (_, answer) = judged(folder.path(), &["apps.json", "app.pem"]);
    assert_eq!(answer["apps"].as_array().map(Vec::len), Some(5), "{answer:#}");
}

#[test]
fn the_settings_name_the_certificate() {
    let settings = |name: &str| {
        json!({"AzureAd": {"TenantId": "contoso.onmicrosoft.com", "CertificateThumbprint": sha1(name)}}).to_string()
    };
    let pretty = |name: &str| {
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&settings(name)).expect("JSON")).expect("JSON")
    };
    let folder = folder(
        &["app.pem", "other.pem", "root.pem"],
        &[
            ("app.json", application(vec![key("app", json!({"endDateTime": "2026-12-23T10:00:00Z"}))])),
            ("settings.json", pretty("app")),
            ("wrong.json", pretty("leaf")),
        ],
    );
    // The certificate is in a store out of reach: its thumbprint and the registration tell.
    let (status, answer) = judged(folder.path(), &["settings.json", "app.json"]);
    assert_eq!((status, &answer["apps"][0]["until"]), (0, &json!("2026-12-23T10:00:00Z")), "{answer:#}");
    assert_eq!(answer["apps"][0]["x5t"], json!(common::certificate("app").x5t()));
    // Of several certificates, the one that the settings name.
    let (status, answer) = judged(folder.path(), &["settings.json", "other.pem", "app.pem", "app.json"]);
    assert_eq!((status, answer["apps"].as_array().map(Vec::len)), (0, Some(1)), "{answer:#}");
    let (status, answer) = judged(folder.path(), &["wrong.json", "app.pem", "app.json"]);
    assert_eq!((status, ids(&answer["apps"][0])[0]), (1, "certificate-mismatch"), "{answer:#}");
    let (status, answer) = judged(folder.path(), &["wrong.json", "app.json"]);
    assert_eq!((status, ids(&answer["apps"][0])[0]), (1, "certificate-not-registered"), "{answer:#}");
}

const WORKFLOW: &str = "on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: azure/login@v2\n        with:\n          client-id: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n          tenant-id: 72f988bf-86f1-41af-91ab-2d7cd011db47\n          subscription-id: 72f988bf-86f1-41af-91ab-2d7cd011db48\n";

#[test]
fn a_workflow_and_the_federated_credentials() {
    let credential = |subject: &str| {
        json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications('0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10')/federatedIdentityCredentials",
            "value": [{"id": "1", "name": "deploy", "issuer": "https://token.actions.githubusercontent.com", "subject": subject, "audiences": ["api://AzureADTokenExchange"]}]}).to_string()
    };
    let terraform = "resource \"azuread_application_federated_identity_credential\" \"deploy\" {\n  display_name = \"deploy\"\n  audiences    = [\"api://AzureADTokenExchange\"]\n  issuer       = \"https://token.actions.githubusercontent.com\"\n  subject      = \"repo:contoso/app:environment:staging\"\n}\n";
    let folder = folder(
        &[],
        &[
            ("workflow.yml", WORKFLOW.into()),
            ("no-permission.yml", WORKFLOW.replace("permissions:\n  id-token: write\n", "")),
            ("right.json", credential("repo:contoso/app:environment:production")),
            ("branch.json", credential("repo:contoso/app:ref:refs/heads/main")),
            ("staging.tf", terraform.into()),
        ],
    );
    for (files, status, id) in [
        (["workflow.yml", "right.json"], 0, "federated-matches"),
        (["workflow.yml", "branch.json"], 1, "federated-subject"),
        (["workflow.yml", "staging.tf"], 1, "federated-subject"),
        (["no-permission.yml", "right.json"], 1, "federated-token-missing"),
    ] {
        let (found, answer) = judged(folder.path(), &files);
        let app = &answer["apps"][0];
        assert_eq!((found, &app["works"], ids(app)[0]), (status, &json!(status == 0), id), "{files:?}: {answer:#}");
        assert!(app["until"].is_null() && app["x5t"].is_null() && app["x5t_s256"].is_null());
    }
    let (status, answer) = judged(folder.path(), &["workflow.yml"]);
    assert_eq!((status, ids(&answer["apps"][0])[0]), (2, "federated-token"), "{answer:#}");
    assert_eq!(preflight(folder.path(), &["right.json"]).status.code(), Some(2));
}

#[test]
fn nothing_outside_steers_a_runner() {
    let hostile = "x##vso[task.setvariable variable=a]b\r\n::error title=a,b::c%0A\u{1b}]0;t\u{7}";
    let mut registration: Value =
        serde_json::from_str(&application(vec![key("app", json!({"displayName": hostile}))])).expect("JSON");
    registration["displayName"] = json!(hostile);
    let folder = folder(&["app.pem"], &[("app.json", registration.to_string()), ("::error::x.json", "nothing".into())]);
    for arguments in [&["app.json"][..], &["app.json", "app.pem"], &["app.json", "app.pem", "::error::x.json"]] {
        for format in ["human", "json", "github"] {
            let output = preflight(folder.path(), &[&["--format", format], arguments].concat());
            for text in [output.stdout, output.stderr] {
                let text = String::from_utf8(text).expect("text");
                assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{format}: {text:?}");
                for line in text.lines() {
                    let is_own = format == "github"
                        && ["::error ", "::warning ", "::notice "].iter().any(|own| line.starts_with(own));
                    assert!(is_own || !line.contains("##") && !line.trim_start().starts_with("::"), "{format}: {line}");
                    // A runner reads up to the next colons, and splits at commas: there is one property, the title.
                    let head = line.split("::").nth(1).unwrap_or_default();
                    assert!(!is_own || !head.contains(',') && head.split_once(" title=").is_some(), "{line}");
                }
            }
        }
    }
    let output = preflight(folder.path(), &["--format", "json", "app.json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(
        answer["apps"][0]["because"][0]["says"].as_str().expect("a sentence").contains("##vso["),
        "the data is the same"
    );
}

/// Every text below a key of this name in a YAML document.
fn texts(yaml: &yaml_rust2::Yaml, name: &str, found: &mut Vec<String>) {
    if let Some(members) = yaml.as_hash() {
        for (key, value) in members {
            found.extend(value.as_str().filter(|_| key.as_str() == Some(name)).map(str::to_owned));
            texts(value, name, found);
        }
    }
    yaml.as_vec().into_iter().flatten().for_each(|item| texts(item, name, found));
}

/// The documented pipelines are YAML, and their scripts run as they stand, with an Azure CLI that answers from files.
#[test]
#[cfg(unix)]
fn the_documented_pipelines_run() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let answers = [
        ("app.answer", application(vec![key("app", json!({}))])),
        ("policy.answer", policy(lifetime("P2Y", Value::Null))),
        ("ended.answer", application(vec![key("app", json!({"endDateTime": "2026-10-01T00:00:00Z"}))])),
    ];
    let az = "#!/bin/sh\ncase \"$1\" in\n  ad) cat \"$ANSWERS/$APP_ANSWER\";;\n  rest) cat \"$ANSWERS/policy.answer\";;\nesac\n";
    for (file, name) in [("github-workflow.yml", "run"), ("azure-devops.yml", "inlineScript")] {
        let text =
            std::fs::read_to_string(format!("{}/docs/preflight/{file}", env!("CARGO_MANIFEST_DIR"))).expect(file);
        let documents = yaml_rust2::YamlLoader::load_from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let [document] = documents.as_slice() else { panic!("{file}: {} documents", documents.len()) };
        let mut scripts = Vec::new();
        texts(document, name, &mut scripts);
        let script = scripts.into_iter().find(|text| text.contains("assertion-inspector preflight")).expect(file);
        for (answer, within, status) in
            [("app.answer", "30d", 0), ("app.answer", "4000d", 3), ("ended.answer", "30d", 1)]
        {
            let folder = folder(&["containers/openssl3.pfx"], &answers);
            let path = folder.path();
            std::fs::create_dir(path.join("bin")).expect("a folder");
            symlink(env!("CARGO_BIN_EXE_assertion-inspector"), path.join("bin/assertion-inspector")).expect("a link");
            std::fs::write(path.join("bin/az"), az).expect("a file");
            std::fs::set_permissions(path.join("bin/az"), std::fs::Permissions::from_mode(0o755)).expect("permissions");
            let place = path.to_str().expect("text");
            // The fixtures' certificates are judged for the time that they were made for.
            let script = script.replace("--warn-within 30d", &format!("--at {AT} --warn-within {within}"));
            assert!(script.contains(AT), "{file}");
            let output = Command::new("bash")
                .args(["-eo", "pipefail", "-c", &script])
                .current_dir(path)
                .env("PATH", format!("{place}/bin:{}", std::env::var("PATH").expect("a path")))
                .envs([
                    ("RUNNER_TEMP", place),
                    ("AGENT_TEMPDIRECTORY", place),
                    ("ANSWERS", place),
                    ("APP_ANSWER", answer),
                ])
                .envs([("CLIENT_ID", APP), ("PFX_PASSWORD", "secret"), ("PFX", "openssl3.pfx")])
                .env("PFX_BASE64", to_base64(&fixture("containers/openssl3.pfx")))
                .output()
                .expect("bash starts");
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            // In Azure DevOps, a certificate that stops soon is a warning.
            let is_warning = file == "azure-devops.yml" && status == 3;
            assert_eq!(output.status.code(), Some(if is_warning { 0 } else { status }), "{file}, {answer}: {said}");
            assert!(!is_warning || said.contains("type=warning"), "{said}");
            assert!(!path.join("password").exists() && !path.join("app.pfx").exists(), "{file} leaves secrets");
        }
    }
}
