//! The predicted answer, against the answers that the service really gave: each published error text is provoked with an
//! assertion, a certificate and a registration made from what it says, and prediction and text are compared field by field.
//!
//! `cargo test --test answer -- --nocapture` prints the shares that agree.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use assertion_inspector::Instant;
use assertion_inspector::testing::evidence::server_error::{Reason, ServerError};
use assertion_inspector::testing::notation::encoding::{hex, to_base64url, to_hex};
use common::{AT, Forge, certificate, good_credential};
use serde_json::{Value, json};

const APP: &str = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
const REQUEST: &str = "POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={jws}";
const ON_BEHALF_OF: &str = "POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&requested_token_use=on_behalf_of&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={jws}&assertion={user}";

/// A key credential as Microsoft Graph lists it.
fn key(sha1: &str, start: Option<Instant>, end: Option<Instant>) -> Value {
    json!({
        "keyId": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "customKeyIdentifier": sha1, "displayName": "CN=app", "key": null,
        "type": "AsymmetricX509Cert", "usage": "Verify",
        "startDateTime": start.unwrap_or(Instant(AT.0 - 20_000_000)).rfc3339(),
        "endDateTime": end.unwrap_or(Instant(AT.0 + 20_000_000)).rfc3339()
    })
}

fn registration(app: &str, keys: &[Value]) -> String {
    json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
        "id": "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": app, "displayName": "payroll", "keyCredentials": keys
    })
    .to_string()
}

/// A good assertion, whose certificate is registered.
fn good() -> Forge {
    let keys = [key(&to_hex(&certificate("app").sha1), None, None)];
    Forge { certificates: vec!["app".into()], registered: Some(registration(APP, &keys)), ..Forge::default() }
}

/// Sets when the assertion was made and inspected.
fn made_at(forge: &mut Forge, at: Instant) {
    for (name, time) in [("iat", at.0), ("nbf", at.0), ("exp", at.0 + 600)] {
        forge.claims.insert(name.into(), time.into());
    }
    forge.at = Some(at);
}

/// The bytes of a thumbprint, continued at will where the reporter cut it off; `None` if nothing of it is told.
fn thumbprint(id: &str, stated: &str) -> Option<Vec<u8>> {
    if let Some(bytes) = hex(stated) {
        return Some(bytes);
    }
    let told: String = stated.chars().take_while(char::is_ascii_hexdigit).collect();
    let app = certificate("app");
    let whole = match id {
        // By its note, the hexadecimal text encoded; by its note, SHA-256.
        "S14" => to_hex(format!("7E{}", &to_hex(&app.sha1)[2..]).as_bytes()),
        "S22" => to_hex(&app.sha256),
        _ => return None,
    };
    hex(&format!("{told}{}", &whole[told.len()..]))
}

/// Inputs that the service would refuse with this text; `None` if nothing that can be given shows it.
fn provoke(id: &str, text: &str, error: &ServerError) -> Option<Forge> {
    let mut forge = good();
    made_at(&mut forge, error.time().unwrap_or(AT));
    let app = error.app_id.as_deref().unwrap_or(APP);
    let app = app.trim();
    let at = forge.at.expect("a time");
    // The registered certificate is valid whenever it was.
    let always = (Some(Instant(at.0 - 1_000_000)), Some(Instant(at.0 + 1_000_000)));
    match error.code()? {
        700_027 => {
            forge.claims.insert("iss".into(), app.into());
            forge.claims.insert("sub".into(), app.into());
            let shown = error.thumbprint.as_deref().and_then(|stated| thumbprint(id, stated));
            let sent = shown.clone().unwrap_or_else(|| certificate("other").sha1.to_vec());
            forge.header.insert("x5t".into(), to_base64url(&sent).into());
            if error.thumbprint.is_none() && error.reason == Some(Reason::KeyNotFound) {
                forge.header.remove("x5t");
                // By the notes: Keycloak names a key of its own by kid; the other names a certificate by its SHA-256.
                match id {
                    "S13" => forge.header.insert("x5t#S256".into(), certificate("other").x5t_s256().into()),
                    _ => forge.header.insert("kid".into(), "pV0XyXB9Dz7HaVOc4zRHcXrZ6yYHYSxpWNyD0B8wYw0".into()),
                };
            }
            let registered = match error.reason? {
                Reason::KeyNotFound => key(&to_hex(&certificate("app").sha1), always.0, always.1),
                Reason::KeyExpired => {
                    let (start, end) = error.found_dates();
                    if error.time().is_none() {
                        let outside = end.map_or_else(|| start.map(|one| one.0 - 60), |end| Some(end.0 + 60));
                        made_at(&mut forge, Instant(outside?));
                    }
                    key(&to_hex(&sent), start, end.or(start.map(|one| Instant(one.0 + 31_536_000))))
                }
                _ => return None,
            };
            forge.registered = Some(registration(app, &[registered]));
        }
        50_032 => {
            made_at(&mut forge, AT);
            forge.key = "small".into();
            forge.certificates = vec!["small".into()];
            forge.header.insert("x5t".into(), certificate("small").x5t().into());
            forge.registered = Some(registration(APP, &[key(&to_hex(&certificate("small").sha1), None, None)]));
        }
        50_013 if error.reason == Some(Reason::SignatureMismatch) => {
            // A token for Microsoft Graph, which nobody else can verify.
            made_at(&mut forge, AT);
            let x5t = error.thumbprint.as_deref().and_then(hex).unwrap_or_else(|| hex("E41DED91").expect("hex"));
            let header = json!({"typ": "JWT", "nonce": "x", "alg": "RS256", "x5t": to_base64url(&x5t)}).to_string();
            let claims = json!({
                "aud": "00000003-0000-0000-c000-000000000000", "appid": APP, "scp": "User.Read", "ver": "1.0",
                "iss": "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/",
                "tid": "72f988bf-86f1-41af-91ab-2d7cd011db47", "iat": AT.0, "nbf": AT.0, "exp": AT.0 + 3_600
            })
            .to_string();
            let parts = [header.as_bytes(), claims.as_bytes(), &[7; 256]].map(to_base64url);
            forge.request = Some(ON_BEHALF_OF.replace("{user}", &parts.join(".")));
        }
        5_002_738 => {
            forge.header.insert("alg".into(), error.quoted.first()?.as_str().into());
        }
        5_002_723 => {
            forge.header.remove("x5t");
        }
        5_002_726 => {
            forge.header.insert("jku".into(), "https://uaa.example.com/token_keys".into());
        }
        90_014 => {
            forge.claims.remove(error.quoted.first()?);
        }
        700_024 => {
            // The certificate of the tests is younger than the texts: move both to its time.
            let by = AT.0 - error.current_time?.0;
            made_at(&mut forge, AT);
            let exp = error.expiry?.0 + by;
            forge.claims.insert("exp".into(), exp.into());
            forge.claims.insert("iat".into(), (exp - 600).into());
            forge.claims.remove("nbf");
        }
        700_021 => {
            made_at(&mut forge, AT);
            forge.request = Some(REQUEST.replace("client_id=c3b1", "client_id=d4c2"));
        }
        700_023 => {
            made_at(&mut forge, AT);
            forge.request = Some(REQUEST.replace("72f988bf", "11111111"));
        }
        700_026 => forge.registered = Some(registration(APP, &[])),
        900_144 => {
            made_at(&mut forge, AT);
            forge.request = Some(REQUEST.replace("grant_type=client_credentials&", ""));
        }
        70_021 | 7_002_137 => {
            forge.registered = None;
            forge.github_token();
            made_at(&mut forge, at);
            let mut credential = good_credential();
            for (claim, value) in [
                ("iss", &error.presented.issuer),
                ("sub", &error.presented.subject),
                ("aud", &error.presented.audience),
            ] {
                if let Some(value) = value {
                    forge.claims.insert(claim.into(), value.as_str().into());
                }
            }
            if let Some((_, wanted)) = text.split_once("credential Subject is '") {
                let wanted = wanted.split('\'').next()?;
                // An application of Entra ID itself; the text tells which subject is registered.
                let issuer = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
                forge.claims.insert("iss".into(), issuer.into());
                credential.insert("issuer".into(), issuer.into());
                credential.insert("subject".into(), wanted.into());
            }
            forge.federated = Some(vec![credential.into()]);
        }
        _ => return None,
    }
    Some(forge)
}

/// The fields of a text that a prediction can be compared with, by name. What the text does not state is not among them.
fn fields(text: &str, error: Option<&str>, of_text: &ServerError) -> BTreeMap<&'static str, String> {
    let mut fields = BTreeMap::new();
    let mut add = |name: &'static str, value: Option<String>| {
        value.map(|value| fields.insert(name, value));
    };
    add("error", error.map(str::to_owned));
    add("code", of_text.code().map(|code| code.to_string()));
    add("reason", of_text.reason.map(|reason| format!("{reason:?}")));
    add("thumbprint", of_text.thumbprint.clone());
    let (start, end) = of_text.found_dates();
    add("found key, start", start.map(Instant::rfc3339));
    add("found key, end", end.map(Instant::rfc3339));
    add("application", of_text.app_id.clone());
    add("headline", headline(text));
    let quoted = of_text.quoted.first().filter(|_| of_text.reason.is_none() && of_text.app_id.is_none());
    add("quoted value", quoted.cloned());
    fields
}

/// The first sentence after the last code, without its values.
fn headline(text: &str) -> Option<String> {
    let (_, behind) = text.rsplit_once("AADSTS")?;
    let (_, words) = behind.split_once(": ")?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = words.split(['[', '\'']).next()?;
    let end = sentence.find(". ").map_or(sentence.len(), |at| at + 1);
    Some(sentence[..end].trim().trim_end_matches("...").to_owned())
}

/// Whether a stated value is the predicted one, as far as the reporter left it.
fn is_same(field: &str, predicted: Option<&String>, stated: &str) -> bool {
    let Some(predicted) = predicted else { return false };
    match field {
        "thumbprint" => {
            let told: String = stated.chars().take_while(char::is_ascii_hexdigit).collect();
            if told.len() == stated.len() { *predicted == stated } else { predicted.starts_with(&told) }
        }
        _ => predicted == stated,
    }
}

#[test]
fn predictions_are_what_the_service_said() {
    let text = std::fs::read_to_string(format!("{}/tests/error-samples.json", env!("CARGO_MANIFEST_DIR")));
    let samples: Value = serde_json::from_str(&text.expect("the samples")).expect("JSON");
    let samples = samples["samples"].as_array().expect("a list");
    let (mut shares, mut whole, mut compared): (BTreeMap<&str, (usize, usize)>, usize, usize) = Default::default();
    let (mut not_provoked, mut differing) = (Vec::new(), Vec::new());
    for sample in samples {
        let (id, text) = (sample["id"].as_str().expect("an id"), sample["text"].as_str().expect("a text"));
        let error = ServerError::read("e", text);
        let Some(forge) = provoke(id, text, &error) else {
            not_provoked.push(id);
            continue;
        };
        let case = &forge.example().inspect().cases[0];
        let answer = case.answer.as_ref().expect("an answer");
        compared += 1;
        let stated = fields(text, sample["error"].as_str(), &error);
        let read = ServerError::read("e", &answer.text);
        let predicted = fields(&answer.text, answer.error, &read);
        // What stands in the fields stands in the text.
        assert_eq!(answer.code, read.code(), "{id}: code, in the field and in the text");
        assert_eq!(answer.reason, read.reason, "{id}: reason, in the field and in the text");
        assert_eq!(answer.thumbprint, read.thumbprint, "{id}: thumbprint, in the field and in the text");
        let status = if answer.error == Some("invalid_client") { 401 } else { 400 };
        assert_eq!(answer.status, Some(status), "{id}: status of {:?}", answer.error);
        let wrong: Vec<String> = stated
            .iter()
            .filter(|(field, value)| {
                let right = is_same(field, predicted.get(*field), value);
                let share = shares.entry(field).or_default();
                *share = (share.0 + usize::from(right), share.1 + 1);
                !right
            })
            .map(|(field, value)| format!("{field}: {value:?}, predicted {:?}", predicted.get(field)))
            .collect();
        // With the text at hand, the report says so itself. A text that had to be moved to another time is not of this case.
        let mut beside = forge;
        let is_of_its_time = error.time().is_none_or(|time| beside.at == Some(time));
        beside.error = Some(text.to_owned());
        let is_right =
            ["code", "reason", "thumbprint"].iter().all(|field| !wrong.iter().any(|one| one.starts_with(field)));
        let agrees = beside.example().inspect().cases[0].answer.as_ref().and_then(|answer| answer.agrees);
        if is_of_its_time && agrees != Some(is_right) && id != "S50" {
            differing.push(format!("{id} agrees: {agrees:?}, though code, reason and thumbprint say {is_right}"));
        }
        whole += usize::from(wrong.is_empty());
        if !wrong.is_empty() {
            differing.push(format!("{id} ({}): {}", sample["era"].as_str().unwrap_or("no date"), wrong.join("; ")));
        }
    }
    println!("{whole} of {compared} published error texts are predicted in every field that they state");
    for (field, (right, all)) in &shares {
        println!("  {field}: {right} of {all}");
    }
    // The document says the same.
    let document = std::fs::read_to_string(format!("{}/COMPARE.md", env!("CARGO_MANIFEST_DIR"))).expect("COMPARE.md");
    let document = document.split_whitespace().collect::<Vec<_>>().join(" ");
    let share = |field: &str| shares.get(field).map(|(right, all)| format!("{right} of {all}")).unwrap_or_default();
    let dates = shares.iter().filter(|(field, _)| field.starts_with("found key")).map(|(_, share)| share);
    let (right, all) = dates.fold((0, 0), |sum, share| (sum.0 + share.0, sum.1 + share.1));
    for stated in [
        format!("takes {} error texts", samples.len()),
        format!("{compared} can be provoked"),
        format!(
            "code {}, `error` {}, reason {}, thumbprint {}",
            share("code"),
            share("error"),
            share("reason"),
            share("thumbprint")
        ),
        format!(
            "application {}, headline {}, dates of the found key {right} of {all}",
            share("application"),
            share("headline")
        ),
        format!("{whole} texts in every field"),
    ] {
        assert!(document.contains(&stated), "COMPARE.md should say: {stated}");
    }
    println!("  not provoked, because no input shows it: {}", not_provoked.join(", "));
    println!("  {}", differing.join("\n  "));
    let known: Vec<&str> = DIFFERING.iter().flat_map(|(ids, _)| *ids).copied().collect();
    let is_of = |one: &String, id: &str| one.split(' ').next() == Some(id);
    let unknown: Vec<&String> = differing.iter().filter(|one| !known.iter().any(|id| is_of(one, id))).collect();
    assert!(unknown.is_empty(), "these are predicted otherwise: {unknown:#?}");
    let gone: Vec<&&str> = known.iter().filter(|id| !differing.iter().any(|one| is_of(one, id))).collect();
    assert!(gone.is_empty(), "these are predicted now, take them off the list: {gone:?}");
    assert_eq!(not_provoked, ["S29", "S49", "S55", "S56"]);
}

/// Texts that are predicted otherwise, and why.
const DIFFERING: &[(&[&str], &str)] = &[
    (&["S01", "S02", "S04", "S05", "S07", "S08", "S20"], "the headline of before August 2022"),
    (&["S26", "S28"], "the dates of a key of Entra ID itself"),
    (&["S46"], "the list of header parameters, which is not the same for every key"),
    (&["S50"], "the code that has since been split into one for each claim"),
];

fn answer_of(line: &str) -> Option<assertion_inspector::report::Answer> {
    Forge::from_directives(line).example().inspect().cases[0].answer.clone()
}

/// The application that has the certificate, as a directive.
const REGISTERED: &str = r#"registered {"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","key":"{der:app}","type":"AsymmetricX509Cert","usage":"Verify"}]}"#;

#[test]
fn tokens_of_other_issuers_and_of_users_are_answered_too() {
    let on_behalf_of = format!("{REGISTERED} ; request {}", ON_BEHALF_OF.replace('\n', "\\n"));
    for (line, status, code) in [
        ("github-token", None, None),
        ("github-token ; federated-credential {}", Some(200), None),
        ("github-token ; no-federated-credentials", Some(401), Some(70_025)),
        (
            r#"github-token ; federated-credential {"issuer":"https://token.actions.githubusercontent.com/"}"#,
            Some(401),
            Some(700_211),
        ),
        (
            r#"github-token ; federated-credential {"subject":"repo:contoso/app:environment:prod"}"#,
            Some(401),
            Some(700_213),
        ),
        (
            r#"github-token ; federated-credential {"subject":"repo:Contoso/app:ref:refs/heads/main"}"#,
            Some(401),
            Some(7_002_138),
        ),
        (
            r#"github-token ; federated-credential {"audiences":["api://AzureADTokenExchangeUSGov"]}"#,
            Some(401),
            Some(700_212),
        ),
        (r#"github-token ; header {"typ":"at+jwt"} ; federated-credential {}"#, Some(400), Some(5_002_727)),
        (
            r#"github-token ; claims {"iat":1795420000,"nbf":1795420000,"exp":1795420600} ; federated-credential {}"#,
            Some(401),
            Some(700_024),
        ),
        (&format!("{on_behalf_of} ; user-token {{}}"), Some(200), None),
        (
            &format!(r#"{on_behalf_of} ; user-token {{"aud":"00000003-0000-0000-c000-000000000000"}}"#),
            Some(400),
            Some(500_131),
        ),
        (&format!(r#"{on_behalf_of} ; user-token {{"exp":1795420000}}"#), Some(400), Some(500_133)),
        (&format!(r#"{on_behalf_of} ; user-token {{"scp":null,"azp":null,"nonce":"x"}}"#), Some(400), Some(240_002)),
        // The client's own fault comes first.
        (
            &format!(r#"{on_behalf_of} ; user-token {{"exp":1795420000}} ; header {{"x5t":null}}"#),
            Some(401),
            Some(5_002_723),
        ),
    ] {
        let answer = answer_of(line).expect("an answer");
        assert_eq!((answer.status, answer.code), (status, code), "{line}: {answer:?}");
        assert_eq!(answer.needs.is_some(), status.is_none(), "{line}");
        assert_eq!(answer.mark.is_some(), status.is_some(), "{line}");
        assert!(
            answer.code.is_none_or(|code| answer.text.starts_with(&format!("AADSTS{code}: "))),
            "{line}: {answer:?}"
        );
    }
}

#[test]
fn what_the_server_would_show_is_in_the_fields() {
    let of = |more: &str| answer_of(&format!("{REGISTERED}{more}")).expect("an answer");
    let thumbprint = |more: &str| of(more).thumbprint;
    assert_eq!(thumbprint(r#" ; header {"x5t":""}"#).as_deref(), Some(""));
    assert_eq!(thumbprint(r#" ; header {"x5t":null,"kid":"signing-key-1"}"#), None);
    assert_eq!(thumbprint(r#" ; header {"x5t":null,"x5t#S256":"MMz6RwW8Y4UmpQyDCGlkEC4lDlUIpz_WxlfnpnhPQyk"}"#), None);
    assert_eq!(
        of(r#" ; header {"x5t":"{x5t:app-expired}"} ; certificate app-expired"#).thumbprint,
        Some(to_hex(&certificate("app-expired").sha1))
    );
    let expired = of(" ; at 2027-07-01T00:00:00Z ; claims {\"iat\":1814400000,\"nbf\":1814400000,\"exp\":1814400600}");
    assert_eq!(expired.reason, Some(Reason::KeyExpired));
    let found = expired.found_key.expect("a found key");
    assert_eq!(
        (found.start.as_deref(), found.end.as_deref()),
        (Some("2026-06-01T00:00:00Z"), Some("2027-06-01T00:00:00Z"))
    );
    assert!(
        expired.text.contains("Found key 'Start=06/01/2026 00:00:00, End=06/01/2027 00:00:00'"),
        "{}",
        expired.text
    );
    assert!(answer_of("only-certificate").is_none() && answer_of("only-error ; error AADSTS700026: x").is_none());
}

#[test]
fn by_todays_clock_an_expired_assertion_would_be_refused_though_its_age_is_no_cause() {
    let line = format!(r#"{REGISTERED} ; claims {{"iat":1795420000,"nbf":1795420000,"exp":1795420600}} ; at now"#);
    let case = &Forge::from_directives(&line).example().inspect().cases[0];
    assert_eq!(case.verdict.confidence, None);
    assert_eq!(case.answer.as_ref().and_then(|answer| answer.code), Some(700_024));
}

#[test]
fn a_disagreement_is_told_only_where_the_prediction_is_firm() {
    let missing = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD'] Timestamp: 2026-11-23 10:00:00Z";
    for (line, agrees, finding) in [
        // Nothing is known of the registration.
        (format!("error {missing}"), Some(false), None),
        (format!("{REGISTERED} ; error {missing}"), Some(false), Some("answer-differs")),
        (format!(r#"header {{"x5t":null}} ; error {missing}"#), Some(false), Some("answer-differs")),
        (
            r#"header {"x5t":null} ; error AADSTS5002723: Invalid JWT token. Timestamp: 2026-11-23 10:00:00Z"#.into(),
            Some(true),
            Some("answer-agrees"),
        ),
        // It is inferred that another one comes first.
        (format!(r#"{REGISTERED} ; claims {{"aud":["a","b"]}} ; error {missing}"#), Some(false), None),
        // What no input can show says nothing of them.
        (
            format!("{REGISTERED} ; error AADSTS53003: Access has been blocked. Timestamp: 2026-11-23 10:00:00Z"),
            Some(false),
            None,
        ),
        // Codes that depend on more than one fault, or that another fault turns into another one, are known as well.
        (
            format!("{REGISTERED} ; error AADSTS7000218: x. Timestamp: 2026-11-23 10:00:00Z"),
            Some(false),
            Some("answer-differs"),
        ),
        (
            format!("{REGISTERED} ; error AADSTS5002730: x. Timestamp: 2026-11-23 10:00:00Z"),
            Some(false),
            Some("answer-differs"),
        ),
        (
            format!("{REGISTERED} ; error AADSTS7002138: x. Timestamp: 2026-11-23 10:00:00Z"),
            Some(false),
            Some("answer-differs"),
        ),
        (REGISTERED.into(), None, None),
    ] {
        let case = &Forge::from_directives(&line).example().inspect().cases[0];
        let told = case.findings.iter().map(|one| one.id).find(|id| id.starts_with("answer-"));
        assert_eq!((case.answer.as_ref().and_then(|one| one.agrees), told), (agrees, finding), "{line}");
    }
}
