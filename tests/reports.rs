//! Whole reports, compared with the committed ones (`cargo insta review` shows what changed).

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use assertion_inspector::render;
use assertion_inspector::report::{Report, SignatureStatus, Status};
use assertion_inspector::testing::case::Case;
use assertion_inspector::testing::checks;
use assertion_inspector::testing::checks::finding::{Check, Finding};
use assertion_inspector::{Options, inspect};
use common::{AT, fixture, input};

fn report(files: &[&str]) -> Report {
    let inputs: Vec<_> = files.iter().map(|name| input(name, fixture(name))).collect();
    inspect(&inputs, &Options::new(AT).at(AT))
}

#[test]
fn golden_reports() {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!("hex-text", report(&["x5t-hex-text.jwt", "app.pem"]), { ".tool.version" => "*" });
        insta::assert_json_snapshot!("msal-python", report(&["msal-python-pfx.jwt", "app.der"]), { ".tool.version" => "*" });
        insta::assert_json_snapshot!("only-a-certificate", report(&["app.pem"]), { ".tool.version" => "*" });
    });
}

#[test]
fn golden_terminal() {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        for name in ["x5t-hex-text", "other-certificate", "in-order", "cut-off"] {
            let text = render::terminal::render(&report(&[&format!("{name}.jwt"), "app.pem"]), Some(100));
            insta::assert_snapshot!(format!("terminal-{name}"), anstream::adapter::strip_str(&text).to_string());
        }
    });
}

/// Assertions written by libraries, recorded once by the recipes in `tests/recipes`.
const RECORDED: [&str; 11] = [
    "msal-python-pem",
    "msal-python-pem-x5c",
    "msal-python-pfx",
    "msal-node-sha1",
    "msal-node-sha256",
    "msal-node-x5c",
    "azure-identity",
    "azure-identity-x5c",
    "pyjwt",
    "jose",
    "jsonwebtoken",
];

#[test]
fn what_libraries_send_is_never_blamed() {
    for name in RECORDED {
        for certificate in ["app.pem", "app.der"] {
            let report = report(&[&format!("{name}.jwt"), certificate]);
            let case = &report.cases[0];
            assert_eq!(case.verdict.finding, None, "{name}: {}", case.verdict.headline);
            let loud: Vec<_> =
                case.findings.iter().filter(|one| one.status <= Status::Warning).map(|one| one.id).collect();
            assert!(loud.is_empty(), "{name}: {loud:?}");
            let assertion = case.assertion.as_ref().expect("an assertion");
            assert_eq!(assertion.signature.status, SignatureStatus::Verified, "{name}");
        }
    }
}

#[test]
fn a_check_that_panics_spoils_nothing_else() {
    fn panics(_: &Case<'_>) -> Vec<Finding> {
        panic!("broken on purpose")
    }
    let broken = checks::all().iter().map(|check| match check.name {
        "audience" => Check { run: panics, ..*check },
        _ => *check,
    });
    let broken: &'static [Check] = Vec::leak(broken.collect());
    let inputs = [input("a.jwt", fixture("x5t-hex-text.jwt")), input("app.pem", fixture("app.pem"))];
    let options = Options::new(AT).at(AT);
    let whole = inspect(&inputs, &options);
    for options in [options.clone().checks(broken), options.skip(vec!["audience".into()])] {
        let report = inspect(&inputs, &options);
        let case = &report.cases[0];
        assert_eq!(case.verdict.finding, Some("thumbprint-hex-text-encoded"));
        assert!(case.findings.iter().any(|one| one.id == "internal-check-failed" && one.status == Status::Warning));
        assert_eq!(case.findings.len(), whole.cases[0].findings.len());
    }
}

#[test]
fn the_four_questions_never_hide_one_another() {
    // Expired, from another certificate, and changed after signing: each is reported.
    let line = r#"header {"x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"} ; claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600} ; sign something-else"#;
    let report = common::Forge::from_directives(line).example().inspect();
    let causes: Vec<_> =
        report.cases[0].findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id).collect();
    for id in ["certificate-mismatch", "signed-bytes-differ", "assertion-expired"] {
        assert!(causes.contains(&id), "{causes:?}");
    }
    assert_eq!(report.cases[0].verdict.finding, Some("certificate-mismatch"));
}

#[test]
fn with_only_now_an_expired_assertion_is_a_warning_that_leads_when_nothing_else_does() {
    let expired = r#"claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600} ; at now"#;
    let case = &common::Forge::from_directives(expired).example().inspect().cases[0];
    assert_eq!((case.verdict.finding, case.verdict.confidence), (Some("assertion-expired"), None));
    let both = format!(r#"{expired} ; header {{"x5t":null}}"#);
    let case = &common::Forge::from_directives(&both).example().inspect().cases[0];
    assert_eq!(case.verdict.finding, Some("identifier-missing"));
}

#[test]
fn every_point_of_the_guide_has_a_state_and_something_to_say() {
    for files in [&["x5t-hex-text.jwt", "app.pem"][..], &["in-order.jwt"], &["app.pem"], &[]] {
        for point in &report(files).cases[0].guide {
            assert!(!point.say.is_empty(), "{}", point.id);
        }
        assert_eq!(report(files).cases[0].guide.len(), 20);
    }
}

#[test]
fn a_registration_with_its_certificate_answers_every_question() {
    use assertion_inspector::testing::notation::encoding::to_base64;
    let manifest = format!(
        r#"{{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","name":"payroll","replyUrlsWithType":[],"keyCredentials":[{{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","usage":"Verify","type":"AsymmetricX509Cert","value":"{}"}}]}}"#,
        to_base64(&fixture("app.der"))
    );
    let inputs = [input("app.jwt", fixture("in-order.jwt")), input("manifest.json", manifest)];
    let report = inspect(&inputs, &Options::new(AT).at(AT));
    let case = &report.cases[0];
    assert!(case.questions.iter().all(|question| question.state == Status::Pass), "{:#?}", case.questions);
    assert_eq!((case.verdict.finding, case.verdict.unchecked.len()), (None, 0), "{}", case.verdict.headline);
    assert_eq!(report.registered_keys[0].sha1.as_deref(), Some("B30C8CD11319F2B3C67F3A2253770FB6D19635DD"));
    // An error that shows the SHA-1 of the certificate in the header's SHA-256 thumbprint is about this assertion.
    let error = "AADSTS700027: x [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD'] Timestamp: 2026-11-23 10:01:56Z";
    let inputs = [inputs[0].clone(), input("app.pem", fixture("app.pem")), input("error", error)];
    let report = inspect(&inputs, &Options::new(AT));
    assert_eq!(report.cases[0].verdict.finding, Some("certificate-not-registered"));
}

/// No point of the guide says that something was checked unless its check ran: each subject that it lists is the stage of a
/// finding that passed, refers to the point, and is named among its findings.
#[test]
fn what_a_point_of_the_guide_calls_checked_was_checked() {
    use assertion_inspector::testing::checks::finding::Stage;
    let ids = assertion_inspector::testing::checks::all().iter().flat_map(|check| check.ids);
    let stage: std::collections::BTreeMap<&str, Stage> = ids.map(|id| (id.name, id.stage)).collect();
    let mut checked = 0;
    for file in common::fixture_names() {
        let beside: &[&str] = if file.ends_with(".jwt") { &[&file, "app.pem"] } else { &[&file] };
        for case in report(&[&file]).cases.iter().chain(&report(beside).cases) {
            for point in &case.guide {
                let said = point.say.strip_prefix("Checked and fine: ").map(|text| text.split(". Not").next().unwrap());
                let Some(said) = said else {
                    assert!(!point.say.to_lowercase().contains("checked and fine"), "{file}: {}", point.say);
                    continue;
                };
                for subject in said.trim_end_matches('.').split(", ") {
                    let proof = case.findings.iter().find(|finding| {
                        finding.status == Status::Pass
                            && finding.guide.contains(&point.id)
                            && point.findings.contains(&finding.id)
                            && Stage::ALL.iter().any(|one| stage[finding.id] == *one && *one.subject() == *subject)
                    });
                    assert!(proof.is_some(), "{file}: {} says that {subject} was checked", point.id);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
}
