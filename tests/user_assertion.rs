//! The user assertion of the on-behalf-of grant: good ones, and every fault in them, in every form of the request and beside
//! every error about one; and assertions for other services, to which no rule of Entra ID applies.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use assertion_inspector::report::{CaseReport, Status};
use assertion_inspector::testing::notation::encoding::to_base64url;
use assertion_inspector::{Input, Options, inspect};
use common::{AT, Forge, input};
use serde_json::{Value, json};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER_TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
const API: &str = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
const CLIENT: &str = "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01";

fn token(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| to_base64url(value.to_string().as_bytes());
    format!("{}.{}.{}", part(header), part(claims), to_base64url(&[7; 256]))
}

fn with(base: &Value, patch: &Value) -> Value {
    let mut all = base.as_object().expect("an object").clone();
    for (name, value) in patch.as_object().expect("an object") {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    all.into()
}

/// Claims of good access tokens of users for the API, of each version and of each form of the audience.
fn good() -> Vec<(&'static str, Value)> {
    let v2 = json!({
        "aud": API, "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "iat": 1_795_427_000, "nbf": 1_795_427_000,
        "exp": 1_795_431_000, "aio": "E2Zg", "azp": CLIENT, "azpacr": "0", "name": "A Person", "oid": "7e307b14-2a27-4f66-ada8-ec6400eb4977",
        "preferred_username": "a@contoso.example", "rh": "0.AX", "scp": "access_as_user", "sub": "x", "tid": TENANT, "uti": "u", "ver": "2.0"
    });
    let v1 = with(
        &v2,
        &json!({"iss": format!("https://sts.windows.net/{TENANT}/"), "azp": null, "azpacr": null, "appid": CLIENT, "appidacr": "0", "ver": "1.0", "unique_name": "a@contoso.example"}),
    );
    vec![
        ("version 2", v2.clone()),
        ("version 1, client id", v1.clone()),
        ("version 1, App ID URI", with(&v1, &json!({"aud": format!("api://{API}")}))),
        ("version 1, App ID URI with a slash", with(&v1, &json!({"aud": format!("api://{API}/")}))),
        ("version 1, a name of one's own", with(&v1, &json!({"aud": "api://payroll"}))),
        ("of an external tenant", with(&v2, &json!({"iss": format!("https://{TENANT}.ciamlogin.com/{TENANT}/v2.0")}))),
        ("version 1, an address with the tenant's id", with(&v1, &json!({"aud": format!("api://{TENANT}/payroll")}))),
        ("version 1, a verified domain", with(&v1, &json!({"aud": "https://contoso.example/payroll"}))),
        ("with roles of the user", with(&v2, &json!({"roles": ["Admin"]}))),
    ]
}

/// Faults in such a token: a patch of the claims, and the finding that names it.
fn faults() -> Vec<(&'static str, Value, &'static str)> {
    let audience = |aud: &str| json!({ "aud": aud });
    vec![
        ("Graph", audience("https://graph.microsoft.com"), "user-assertion-audience"),
        ("Graph with a slash", audience("https://graph.microsoft.com/"), "user-assertion-audience"),
        ("Graph's id", audience("00000003-0000-0000-c000-000000000000"), "user-assertion-audience"),
        ("Graph for the government", audience("https://graph.microsoft.us"), "user-assertion-audience"),
        ("Azure", audience("https://management.azure.com/"), "user-assertion-audience"),
        ("SharePoint", audience("https://contoso.sharepoint.com"), "user-assertion-audience"),
        ("another app", audience("5d2b7c1e-0f3a-4e8b-9c55-77aa00bb11cc"), "user-assertion-audience"),
        ("the client itself", audience(CLIENT), "user-assertion-audience"),
        (
            "an ID token",
            json!({"scp": null, "azp": null, "appid": null, "nonce": "n", "aud": API}),
            "user-assertion-kind",
        ),
        (
            "an ID token without nonce",
            json!({"scp": null, "azp": null, "appid": null, "aud": API}),
            "user-assertion-kind",
        ),
        ("an application's", json!({"scp": null, "idtyp": "app", "roles": ["Read.All"]}), "user-assertion-kind"),
        (
            "an application's of old",
            json!({"scp": null, "name": null, "preferred_username": null, "unique_name": null, "roles": ["Read.All"]}),
            "user-assertion-kind",
        ),
        (
            "an application's without roles",
            json!({"scp": null, "name": null, "preferred_username": null, "unique_name": null, "sub": "7e307b14-2a27-4f66-ada8-ec6400eb4977"}),
            "user-assertion-kind",
        ),
        ("GitHub's", json!({"iss": "https://token.actions.githubusercontent.com"}), "user-assertion-kind"),
        (
            "of Azure AD B2C",
            json!({"iss": format!("https://contoso.b2clogin.com/{TENANT}/v2.0/")}),
            "user-assertion-kind",
        ),
        ("for the exchange", audience("api://AzureADTokenExchange"), "user-assertion-kind"),
        ("another app's URI", audience(&format!("api://{CLIENT}")), "user-assertion-audience"),
        ("not valid yet", json!({"nbf": 1_795_429_000}), "user-assertion-expired"),
        ("another tenant", json!({ "tid": OTHER_TENANT }), "user-assertion-tenant"),
        (
            "expired",
            json!({"iat": 1_795_420_000, "nbf": 1_795_420_000, "exp": 1_795_424_000}),
            "user-assertion-expired",
        ),
    ]
}

type Form = (&'static str, fn(&str, &str) -> String);

/// Every form of request: of the user's token and the client's.
const FORMS: &[Form] = &[
    ("form", |user, own| body(user, own)),
    ("form by lines", |user, own| body(user, own).replace('&', "\n&")),
    ("HTTP", |user, own| {
        format!(
            "POST /{TENANT}/oauth2/v2.0/token HTTP/1.1\nHost: login.microsoftonline.com\nContent-Type: application/x-www-form-urlencoded\n\n{}\n",
            body(user, own)
        )
    }),
    ("curl", |user, own| {
        format!(
            "curl https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token -d '{}'",
            body(user, own).replace('&', "' \\\n  -d '")
        )
    }),
    ("HAR, parameters", |user, own| har_of_parameters(user, own, false)),
    ("HAR, encoded parameters", |user, own| har_of_parameters(user, own, true)),
    ("HAR", |user, own| {
        json!({"log": {"entries": [{"request": {"method": "POST", "url": format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"), "headers": [], "postData": {"mimeType": "application/x-www-form-urlencoded", "text": body(user, own)}}, "response": {"status": 400, "content": {}}}]}}).to_string()
    }),
];

fn har_of_parameters(user: &str, own: &str, is_encoded: bool) -> String {
    let decoded = |text: &str| text.replace("%3A", ":").replace("%2F", "/");
    let all: Vec<Value> = body(user, own)
        .split('&')
        .filter_map(|one| one.split_once('='))
        .map(|(name, value)| json!({"name": name, "value": if is_encoded { value.to_owned() } else { decoded(value) }}))
        .collect();
    let answer = "{\"error\":\"invalid_grant\",\"error_description\":\"The token was refused.\"}";
    json!({"log": {"entries": [{"request": {"method": "POST", "url": format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"), "headers": [], "postData": {"mimeType": "application/x-www-form-urlencoded", "params": all}}, "response": {"status": 400, "content": {"mimeType": "application/json", "text": answer}}}]}}).to_string()
}

fn body(user: &str, own: &str) -> String {
    format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id={API}&assertion={user}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&requested_token_use=on_behalf_of&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={own}"
    )
}

fn only_case(inputs: &[Input]) -> CaseReport {
    let mut report = inspect(inputs, &Options::new(AT).at(AT));
    assert_eq!(report.cases.len(), 1);
    report.cases.remove(0)
}

fn causes(case: &CaseReport) -> BTreeSet<&'static str> {
    case.findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id).collect()
}

/// A good client assertion with its certificate.
fn own() -> (String, Input) {
    (Forge::default().token(), input("app.pem", common::fixture("app.pem")))
}

#[test]
fn good_tokens_of_users_are_not_blamed() {
    let (own, certificate) = own();
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "nOo3ZDrODXEK1jKWhXslHR_KXEg"});
    for (name, claims) in good() {
        for (form, write) in FORMS {
            let case = only_case(&[input("request", write(&token(&header, &claims), &own)), certificate.clone()]);
            let fits = case.findings.iter().any(|one| one.id == "user-assertion-fits" && one.status == Status::Pass);
            assert!(fits && causes(&case).is_empty(), "{name}, {form}: {:?}", case.verdict.headline);
        }
        // Beside an error about it, the token is not judged as the client's.
        let error = "AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.]";
        let case = only_case(&[input("user.jwt", token(&header, &claims)), input("error.txt", error)]);
        assert_eq!(causes(&case).into_iter().collect::<Vec<_>>(), ["error-user-assertion"], "{name}");
    }
}

#[test]
fn every_fault_of_a_users_token_is_named_in_every_form() {
    let (own, certificate) = own();
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "nOo3ZDrODXEK1jKWhXslHR_KXEg"});
    let (mut tried, mut failures) = (0, Vec::new());
    for (kind, base) in good().into_iter().take(3) {
        for (name, patch, id) in faults() {
            let user = token(&header, &with(&base, &patch));
            for (form, write) in FORMS {
                // A body alone goes to no tenant that is known.
                if id == "user-assertion-tenant" && form.starts_with("form") {
                    continue;
                }
                tried += 1;
                let case = only_case(&[input("request", write(&user, &own)), certificate.clone()]);
                if case.verdict.finding != Some(id) || causes(&case).len() != 1 {
                    failures.push(format!("{kind}, {name}, {form}: {:?} {:?}", case.verdict.finding, causes(&case)));
                }
            }
            // Files beside each other, with an error about the user's token.
            // A token for the exchange is a client assertion, unless a request says otherwise.
            if id != "user-assertion-tenant" && name != "for the exchange" {
                tried += 1;
                let error = "AADSTS50013: Assertion failed signature validation. [Reason - The key was not found., Thumbprint of key used by client: '9F1D4C6A2B7E8D3F0A5C1B9E7D6F4A3C2B1E0D9F']";
                let inputs = [input("own.jwt", own.clone()), input("user.jwt", user), input("error.txt", error)];
                let case = only_case(&inputs);
                if case.verdict.finding != Some(id) {
                    failures.push(format!("{kind}, {name}, beside an error: {:?}", case.verdict.finding));
                }
            }
        }
    }
    println!("user assertions: {} of {tried} faults named", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures[..failures.len().min(12)].join("\n"));
}

#[test]
fn what_entra_id_never_issued_is_not_said_to_fit() {
    let (own, certificate) = own();
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "k"});
    let (_, claims) = good().remove(0);
    let good = token(&header, &claims);
    let cut = &good[..good.len() - 60];
    let symmetric = token(&with(&header, &json!({"alg": "HS256"})), &claims);
    for (name, user) in [
        ("Bearer", format!("Bearer%20{good}")),
        ("cut", cut.into()),
        ("HS256", symmetric),
        ("begun", good[..200].into()),
    ] {
        let case = only_case(&[input("request", body(&user, &own)), certificate.clone()]);
        assert_eq!(causes(&case).into_iter().collect::<Vec<_>>(), ["user-assertion-kind"], "{name}");
    }
    // A signature that was left out by whoever shows the token is no fault.
    let shown = format!("{}.", good.rsplit_once('.').expect("a signature").0);
    let case = only_case(&[input("request", body(&shown, &own)), certificate]);
    assert!(causes(&case).is_empty(), "{}", case.verdict.headline);
}

#[test]
fn assertions_for_other_services_are_judged_by_no_rule_of_entra_id() {
    let times = json!({"iat": 1_795_427_900, "exp": 1_795_428_300});
    let services = [
        ("GitHub", json!({"alg": "RS256", "typ": "JWT"}), json!({"iss": 123_456})),
        ("GitHub", json!({"alg": "RS256", "typ": "JWT"}), json!({"iss": "Iv23liAbCdEfGhIjKlMn"})),
        (
            "Google",
            json!({"alg": "RS256", "kid": "1"}),
            json!({"iss": "a@b.iam.gserviceaccount.com", "scope": "x", "aud": "https://oauth2.googleapis.com/token"}),
        ),
        ("Snowflake", json!({"alg": "RS256"}), json!({"iss": "ORG-ACC.ME.SHA256:aaaa=", "sub": "ORG-ACC.ME"})),
        (
            "Apple",
            json!({"alg": "ES256", "kid": "A"}),
            json!({"iss": "TEAM", "sub": "com.contoso", "aud": "https://appleid.apple.com"}),
        ),
        (
            "App Store Connect",
            json!({"alg": "ES256", "kid": "A"}),
            json!({"iss": "57246542-96fe-1a63-e053-0824d011072a", "aud": "appstoreconnect-v1"}),
        ),
        (
            "Okta",
            json!({"alg": "RS256"}),
            json!({"iss": "0oa1", "sub": "0oa1", "aud": "https://contoso.okta.com/oauth2/v1/token"}),
        ),
        (
            "Auth0",
            json!({"alg": "RS256"}),
            json!({"iss": "abc", "sub": "abc", "aud": "https://contoso.eu.auth0.com/", "jti": "1"}),
        ),
        (
            "Keycloak",
            json!({"alg": "RS256", "kid": "1"}),
            json!({"iss": "c", "sub": "c", "aud": "https://id.example.org/realms/main", "jti": "1"}),
        ),
        (
            "fhir.example.org",
            json!({"alg": "RS384", "kid": "1"}),
            json!({"iss": "c", "sub": "c", "aud": "https://fhir.example.org/auth/token", "jti": "1"}),
        ),
        (
            "as.bank.example",
            json!({"alg": "PS256", "kid": "1"}),
            json!({"iss": "c", "sub": "c", "aud": "https://as.bank.example/token", "jti": "1"}),
        ),
    ];
    for (service, header, claims) in services {
        let jws = token(&header, &with(&times, &claims));
        let case = only_case(&[input("a.jwt", jws.clone())]);
        let named = case.findings.iter().find(|one| one.id == "foreign-assertion");
        assert!(
            causes(&case).is_empty() && named.is_some_and(|one| one.title.contains(service)),
            "{service}: {:?}",
            case.verdict.headline
        );
        // What the service itself refused it for is looked for all the same.
        let late = Options::new(AT).at(assertion_inspector::Instant(AT.0 + 86_400));
        let report = inspect(&[input("a.jwt", jws)], &late);
        assert_eq!(report.cases[0].verdict.finding, Some("assertion-expired"), "{service}");
    }
}

#[test]
fn a_log_of_refusals_keeps_the_token_of_each() {
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "k"});
    let (_, base) = good().remove(0);
    let line = |number: usize| {
        let graph = with(&base, &json!({"aud": "https://graph.microsoft.com", "uti": number.to_string()}));
        format!(
            "2026-11-23T10:00:0{number}Z token {} AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.] Trace ID: 76a0dd2a-94c5-4f49-a5a4-4f3c5f2d1a0{number} Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a0{number} Timestamp: 2026-11-23 10:00:0{number}Z\n",
            token(&header, &graph)
        )
    };
    let log: String = (0..3).map(line).collect();
    let report = inspect(&[input("api.log", log)], &Options::new(AT).at(AT));
    let found: Vec<_> = report.cases.iter().map(|case| case.verdict.finding).collect();
    assert_eq!(found, [Some("user-assertion-audience"); 3]);
}

#[test]
fn of_an_access_token_and_an_id_token_beside_one_refusal_the_first_was_passed_on() {
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "k"});
    let (_, base) = good().remove(0);
    let graph = token(&header, &with(&base, &json!({"aud": "https://graph.microsoft.com"})));
    let id = token(&header, &with(&base, &json!({"scp": null, "azp": null, "nonce": "n"})));
    let both = input("tokens.json", json!({"id_token": id, "access_token": graph}).to_string());
    let error =
        input("error.txt", "AADSTS50013: Assertion failed signature validation. [Reason - The key was not found.]");
    for inputs in [[both.clone(), error.clone()], [error, both]] {
        assert_eq!(only_case(&inputs).verdict.finding, Some("user-assertion-audience"));
    }
}
