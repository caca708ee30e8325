//! The fault matrix: good assertions of every shape, every fault alone, and every two faults together.
//!
//! A single fault must lead the verdict, always. Of two, one leads and the other is among the causes. The good ones
//! have none. The shapes are what libraries write: recorded by `tests/recipes`, or taken from their source (.NET, Java,
//! Go).

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "matrix/answers.rs"]
mod answers;
mod common;

use std::collections::BTreeSet;

use assertion_inspector::report::{CaseReport, Status};
use assertion_inspector::testing::notation::encoding::{base64url, to_base64, to_base64url, to_hex};
use common::{Forge, certificate, fixture};
use serde_json::{Value, json};

/// A good assertion: its name, and how it differs from the default one.
type Shape = (&'static str, fn(&mut Forge));

const SHAPES: &[Shape] = &[
    ("RS256, x5t", |_| {}),
    ("PS256, x5t#S256", |forge| {
        forge.header.insert("alg".into(), "PS256".into());
        name(forge, "x5t#S256", certificate("app").x5t_s256());
    }),
    ("RS256, x5t#S256, as MSAL for Java", |forge| name(forge, "x5t#S256", certificate("app").x5t_s256())),
    ("RS256, kid", |forge| name(forge, "kid", certificate("app").x5t())),
    ("MSAL for Python", |forge| {
        name(forge, "x5t", format!("{}=", certificate("app").x5t()));
        forge.claims.remove("nbf");
        forge.claims.insert("exp".into(), json!(1_795_428_600.25));
        forge.claims.insert("iat".into(), json!(1_795_428_000.25));
    }),
    ("MSAL for .NET", |forge| {
        forge.header.insert("alg".into(), "PS256".into());
        name(forge, "x5t#S256", certificate("app").x5t_s256());
        forge.header.insert("x5c".into(), to_base64(&certificate("app").der).into());
        forge.claims.insert("exp".into(), "1795428600".into());
        forge.claims.insert("nbf".into(), "1795428000".into());
        forge.claims.remove("iat");
    }),
    ("MSAL for Go", |forge| {
        forge.header.insert("alg".into(), "PS256".into());
        name(forge, "x5t#S256", to_base64(&certificate("app").sha256));
        forge.claims.remove("iat");
    }),
    ("recorded from MSAL for Python, x5c", |forge| recorded(forge, "msal-python-pem-x5c")),
    ("recorded from MSAL for Node", |forge| recorded(forge, "msal-node-sha256")),
    ("recorded from MSAL for Node, x5c", |forge| recorded(forge, "msal-node-x5c")),
    ("recorded from azure-identity", |forge| recorded(forge, "azure-identity")),
    ("recorded from PyJWT", |forge| recorded(forge, "pyjwt")),
    ("recorded from jose", |forge| recorded(forge, "jose")),
    ("recorded from jsonwebtoken", |forge| recorded(forge, "jsonwebtoken")),
    ("RS512, x5t, chain in x5c", |forge| {
        forge.header.insert("alg".into(), "RS512".into());
        forge.header.insert("x5c".into(), json!([to_base64(&certificate("app").der)]));
    }),
];

/// Header and claims as a library wrote them.
fn recorded(forge: &mut Forge, name: &str) {
    let token = String::from_utf8(fixture(&format!("{name}.jwt"))).expect("text");
    let part = |index: usize| base64url(token.split('.').nth(index).expect("a part")).expect("base64url");
    forge.header = serde_json::from_slice(&part(0)).expect("JSON");
    forge.claims = serde_json::from_slice(&part(1)).expect("JSON");
}

/// Makes one identifier, and no other, name the key.
fn name(forge: &mut Forge, header: &str, value: String) {
    for other in ["x5t", "x5t#S256", "kid"] {
        forge.header.remove(other);
    }
    forge.header.insert(header.into(), value.into());
}

/// A fault: its id, the fields it changes, which assertions it applies to, and how it is made.
struct Fault {
    id: &'static str,
    touches: &'static [&'static str],
    fits: fn(&Forge) -> bool,
    make: fn(&mut Forge),
}

fn any(_: &Forge) -> bool {
    true
}

fn has_x5t(forge: &Forge) -> bool {
    forge.header.contains_key("x5t")
}

fn has_s256(forge: &Forge) -> bool {
    forge.header.contains_key("x5t#S256")
}

fn has_thumbprint(forge: &Forge) -> bool {
    has_x5t(forge) || has_s256(forge)
}

fn is_rs256(forge: &Forge) -> bool {
    forge.header["alg"] == "RS256"
}

/// Rewrites the thumbprint in whichever header parameter names the key.
fn rewrite(forge: &mut Forge, write: fn(&[u8]) -> String) {
    let app = certificate("app");
    if has_x5t(forge) {
        forge.header.insert("x5t".into(), write(&app.sha1).into());
    } else {
        forge.header.insert("x5t#S256".into(), write(&app.sha256).into());
    }
}

fn set(forge: &mut Forge, claim: &str, value: Value) {
    if value.is_null() {
        forge.claims.remove(claim)
    } else {
        forge.claims.insert(claim.into(), value)
    };
}

const FAULTS: &[Fault] = &[
    Fault {
        id: "algorithm-none",
        touches: &["alg", "sig"],
        fits: any,
        make: |f| drop(f.header.insert("alg".into(), "none".into())),
    },
    Fault {
        id: "algorithm-symmetric",
        touches: &["alg", "sig"],
        fits: any,
        make: |f| drop(f.header.insert("alg".into(), "HS256".into())),
    },
    Fault {
        id: "algorithm-misspelled",
        touches: &["alg", "sig"],
        fits: is_rs256,
        make: |f| drop(f.header.insert("alg".into(), "RSA256".into())),
    },
    Fault {
        id: "algorithm-unknown",
        touches: &["alg", "sig"],
        fits: any,
        make: |f| drop(f.header.insert("alg".into(), "FOO".into())),
    },
    Fault {
        id: "thumbprint-hex-text-encoded",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |bytes| to_base64url(to_hex(bytes).as_bytes())),
    },
    Fault {
        id: "thumbprint-hex-text-encoded",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |bytes| to_base64(to_hex(bytes).to_lowercase().as_bytes())),
    },
    Fault { id: "thumbprint-hex-as-is", touches: &["id"], fits: has_thumbprint, make: |f| rewrite(f, to_hex) },
    Fault {
        id: "thumbprint-stray-characters",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |bytes| format!("\u{200e}{}", to_base64url(bytes))),
    },
    Fault {
        id: "thumbprint-trailing-newline",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |bytes| to_base64url(&[bytes, b"\n"].concat())),
    },
    Fault {
        id: "thumbprint-encoded-twice",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |bytes| to_base64url(to_base64url(bytes).as_bytes())),
    },
    Fault { id: "thumbprint-empty", touches: &["id"], fits: has_thumbprint, make: |f| rewrite(f, |_| String::new()) },
    Fault {
        id: "thumbprint-is-guid",
        touches: &["id"],
        fits: has_thumbprint,
        make: |f| rewrite(f, |_| "b2f3a5b2-7350-4d33-ae4d-6cdd7b096cf7".into()),
    },
    Fault {
        id: "thumbprint-of-other-bytes",
        touches: &["id"],
        fits: has_x5t,
        make: |f| {
            use sha1::Digest as _;
            f.header.insert("x5t".into(), to_base64url(&sha1::Sha1::digest(fixture("app.pem"))).into());
        },
    },
    Fault {
        id: "thumbprint-sha256-in-x5t",
        touches: &["id"],
        fits: has_x5t,
        make: |f| drop(f.header.insert("x5t".into(), certificate("app").x5t_s256().into())),
    },
    Fault {
        id: "thumbprint-sha1-in-x5t-s256",
        touches: &["id"],
        fits: has_s256,
        make: |f| drop(f.header.insert("x5t#S256".into(), certificate("app").x5t().into())),
    },
    Fault {
        id: "thumbprint-header-misspelled",
        touches: &["id"],
        fits: has_s256,
        make: |f| {
            let value = f.header.remove("x5t#S256").expect("a thumbprint");
            f.header.insert("x5t#s256".into(), value);
        },
    },
    Fault {
        id: "identifier-missing",
        touches: &["id"],
        fits: any,
        make: |f| {
            for one in ["x5t", "x5t#S256", "kid"] {
                f.header.remove(one);
            }
        },
    },
    Fault { id: "identifier-kid-only", touches: &["id"], fits: any, make: |f| name(f, "kid", "signing-key-1".into()) },
    Fault {
        id: "certificate-mismatch",
        touches: &["id"],
        fits: |f| !f.header.contains_key("x5c"),
        make: |f| {
            let other = certificate("other");
            for (header, value) in [("x5t", other.x5t()), ("x5t#S256", other.x5t_s256()), ("kid", other.x5t())] {
                if f.header.contains_key(header) {
                    f.header.insert(header.into(), value.into());
                }
            }
        },
    },
    Fault { id: "signed-with-another-key", touches: &["sig", "key"], fits: any, make: |f| f.key = "other".into() },
    Fault {
        id: "signature-padding-mismatch",
        touches: &["sig", "alg"],
        fits: |f| f.header["alg"] == "PS256",
        make: |f| f.sign = Some("pkcs1-sha256".into()),
    },
    Fault {
        id: "signature-padding-mismatch",
        touches: &["sig", "alg"],
        fits: is_rs256,
        make: |f| f.sign = Some("pss-sha256".into()),
    },
    Fault {
        id: "signature-padding-mismatch",
        touches: &["sig", "alg"],
        fits: |f| f.header["alg"] == "PS256",
        make: |f| f.sign = Some("pss-sha256-salt-max".into()),
    },
    Fault {
        id: "signature-hash-mismatch",
        touches: &["sig", "alg"],
        fits: is_rs256,
        make: |f| f.sign = Some("pkcs1-sha1".into()),
    },
    Fault {
        id: "signature-double-hashed",
        touches: &["sig"],
        fits: is_rs256,
        make: |f| f.sign = Some("double-hashed".into()),
    },
    Fault {
        id: "signed-bytes-differ",
        touches: &["sig"],
        fits: is_rs256,
        make: |f| f.sign = Some("trailing-newline".into()),
    },
    Fault {
        id: "signed-bytes-differ",
        touches: &["sig"],
        fits: is_rs256,
        make: |f| f.sign = Some("hex-digest".into()),
    },
    Fault { id: "signature-encoding", touches: &["sig"], fits: any, make: |f| f.signature = "hex".into() },
    Fault { id: "signature-encoding", touches: &["sig"], fits: any, make: |f| f.signature = "reversed".into() },
    Fault { id: "signature-encoding", touches: &["sig"], fits: any, make: |f| f.signature = "twice".into() },
    Fault { id: "issuer-missing", touches: &["iss"], fits: any, make: |f| set(f, "iss", Value::Null) },
    Fault { id: "subject-missing", touches: &["sub"], fits: any, make: |f| set(f, "sub", Value::Null) },
    Fault {
        id: "issuer-subject-differ",
        touches: &["iss", "sub"],
        fits: any,
        make: |f| set(f, "sub", "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10".into()),
    },
    Fault {
        id: "client-id-not-guid",
        touches: &["iss", "sub"],
        fits: any,
        make: |f| {
            set(f, "iss", "payroll".into());
            set(f, "sub", "payroll".into());
        },
    },
    Fault { id: "audience-missing", touches: &["aud"], fits: any, make: |f| set(f, "aud", Value::Null) },
    Fault {
        id: "audience-resource",
        touches: &["aud"],
        fits: any,
        make: |f| set(f, "aud", "https://graph.microsoft.com/".into()),
    },
    Fault {
        id: "audience-common",
        touches: &["aud"],
        fits: any,
        make: |f| set(f, "aud", "https://login.microsoftonline.com/common/oauth2/v2.0/token".into()),
    },
    Fault {
        id: "audience-misspelled",
        touches: &["aud"],
        fits: any,
        make: |f| {
            set(
                f,
                "aud",
                "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token/".into(),
            )
        },
    },
    Fault {
        id: "audience-array",
        touches: &["aud"],
        fits: any,
        make: |f| set(f, "aud", json!(["https://login.microsoftonline.com/a", "b"])),
    },
    Fault { id: "exp-missing", touches: &["times"], fits: any, make: |f| set(f, "exp", Value::Null) },
    Fault { id: "time-unit", touches: &["times"], fits: any, make: |f| set(f, "exp", json!(1_795_428_600_000_i64)) },
    Fault { id: "assertion-expired", touches: &["times"], fits: any, make: |f| times(f, -7_700) },
    Fault { id: "time-zone-offset", touches: &["times"], fits: any, make: |f| times(f, 7_200) },
    Fault { id: "clock-skew", touches: &["times"], fits: any, make: |f| times(f, 1_000) },
    Fault {
        id: "times-contradict",
        touches: &["times"],
        fits: any,
        make: |f| {
            times(f, 0);
            set(f, "nbf", json!(1_795_427_000));
            set(f, "exp", json!(1_795_426_000));
        },
    },
    Fault { id: "assertion-wrapped", touches: &["text"], fits: any, make: |f| f.text = Some("\"{jws}\"".into()) },
    Fault {
        id: "certificate-not-registered",
        touches: &["registration", "id", "key", "sig"],
        fits: any,
        make: |f| registered(f, json!([key("other", json!({}))])),
    },
    Fault {
        id: "certificate-rotated-one-side",
        touches: &["registration", "id", "key", "sig"],
        fits: any,
        make: |f| registered(f, json!([key("app-renewed", json!({"displayName": "CN=payroll-sync"}))])),
    },
    Fault {
        id: "certificate-reissued-same-key",
        touches: &["registration", "id", "key", "sig"],
        fits: any,
        make: |f| {
            let der = to_base64(&certificate("app-reissued").der);
            registered(f, json!([key("app-reissued", json!({"key": der}))]));
        },
    },
    Fault {
        id: "registered-for-another-use",
        touches: &["registration", "id"],
        fits: any,
        make: |f| registered(f, json!([key("app", json!({"usage": "Sign"}))])),
    },
    Fault {
        id: "registration-dates-narrower",
        touches: &["registration", "id"],
        fits: any,
        make: |f| registered(f, json!([key("app", json!({"endDateTime": "2026-10-01T00:00:00Z"}))])),
    },
    Fault { id: "no-registered-keys", touches: &["registration"], fits: any, make: |f| registered(f, json!([])) },
    Fault {
        id: "wrong-application",
        touches: &["registration", "iss", "sub"],
        fits: any,
        make: |f| {
            registered(f, json!([key("app", json!({}))]));
            let text = f.registered.take().expect("a registration");
            f.registered = Some(text.replace("c3b1d9e2", "d4c2e0f3"));
        },
    },
    Fault {
        id: "wrong-cloud",
        touches: &["registration", "aud"],
        fits: any,
        make: |f| {
            registered(f, json!([key("app", json!({}))]));
            let text = f.registered.take().expect("a registration");
            f.registered = Some(text.replace("graph.microsoft.com", "graph.microsoft.us"));
        },
    },
    Fault {
        id: "private-key-mismatch",
        touches: &["private", "sig", "key", "alg", "text"],
        fits: any,
        make: |f| {
            f.private_key = Some("other".into());
            f.key = "other".into();
        },
    },
    Fault {
        id: "client-id-mismatch",
        touches: &["request", "iss", "sub", "text"],
        fits: any,
        make: |f| {
            request(
                f,
                "client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
                "client_id=d4c2e0f3-5a44-4b6f-8d0e-0f2a7c6b9e11",
            )
        },
    },
    Fault {
        id: "audience-tenant",
        touches: &["request", "aud", "text"],
        fits: any,
        make: |f| request(f, "/72f988bf-86f1-41af-91ab-2d7cd011db47/", "/11111111-86f1-41af-91ab-2d7cd011db47/"),
    },
    Fault {
        id: "audience-cloud",
        touches: &["request", "aud", "text"],
        fits: any,
        make: |f| request(f, "login.microsoftonline.com", "login.microsoftonline.us"),
    },
    Fault {
        id: "request-assertion-type",
        touches: &["request", "text"],
        fits: any,
        make: |f| request(f, "jwt-bearer", "saml2-bearer"),
    },
    Fault {
        id: "request-two-credentials",
        touches: &["request", "text"],
        fits: any,
        make: |f| request(f, "&scope", "&client_secret=x&scope"),
    },
    Fault {
        id: "request-parameter-missing",
        touches: &["request", "text"],
        fits: any,
        make: |f| request(f, "grant_type=client_credentials&", ""),
    },
    Fault {
        id: "assertion-truncated",
        touches: &["text", "sig"],
        fits: any,
        make: |f| f.text = Some("{jws-20}".into()),
    },
];

/// A key credential as Microsoft Graph lists it: by thumbprint, without the certificate.
fn key(name: &str, more: Value) -> Value {
    let mut key = json!({
        "keyId": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "customKeyIdentifier": to_hex(&certificate(name).sha1),
        "displayName": format!("CN={name}"), "key": null, "type": "AsymmetricX509Cert", "usage": "Verify",
        "startDateTime": "2026-06-01T00:00:00Z", "endDateTime": "2027-06-01T00:00:00Z"
    });
    for (member, value) in more.as_object().expect("an object") {
        key[member] = value.clone();
    }
    key
}

/// Adds the application with these registered keys.
fn registered(forge: &mut Forge, keys: Value) {
    let application = json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
        "id": "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
        "displayName": "payroll", "keyCredentials": keys
    });
    forge.registered = Some(application.to_string());
}

/// Sends the assertion in a request with one part replaced.
fn request(forge: &mut Forge, found: &str, replaced: &str) {
    let request = "POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={jws}";
    assert!(request.contains(found), "{found}");
    forge.request = Some(request.replace(found, replaced));
}

/// Moves all times by some seconds, keeping their form.
fn times(forge: &mut Forge, by: i64) {
    for (claim, at) in [("nbf", 1_795_428_000), ("iat", 1_795_428_000), ("exp", 1_795_428_600)] {
        if claim == "nbf" && forge.claims.contains_key("nbf") || claim != "nbf" && forge.claims.contains_key(claim) {
            set(forge, claim, json!(at + by));
        }
    }
    // Without nbf, an assertion cannot be too early; with it, one from the future is refused.
    set(forge, "nbf", json!(1_795_428_000 + by));
}

fn forge(shape: &Shape) -> Forge {
    let mut forge = Forge { certificates: vec!["app".into()], ..Forge::default() };
    (shape.1)(&mut forge);
    forge
}

fn inspect(forge: &Forge) -> CaseReport {
    forge.example().inspect().cases[0].clone()
}

fn causes(case: &CaseReport) -> BTreeSet<&'static str> {
    case.findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id).collect()
}

#[test]
fn good_assertions_have_no_cause() {
    for shape in SHAPES {
        let case = inspect(&forge(shape));
        assert_eq!(case.verdict.finding, None, "{}: {}", shape.0, case.verdict.headline);
        assert!(case.findings.iter().all(|one| one.status > Status::Warning), "{}", shape.0);
    }
}

#[test]
fn a_good_registration_and_a_good_request_change_nothing() {
    for shape in SHAPES {
        let mut forge = forge(shape);
        registered(&mut forge, json!([key("other", json!({})), key("app", json!({}))]));
        let case = inspect(&forge);
        assert_eq!(case.verdict.finding, None, "{}: {}", shape.0, case.verdict.headline);
        // Without the certificate, SHA-1 and SHA-256 cannot be compared; nothing is claimed then.
        forge.certificates = Vec::new();
        let case = inspect(&forge);
        assert_eq!(case.verdict.finding, None, "{}: {}", shape.0, case.verdict.headline);
        forge.certificates = vec!["app".into()];
        request(&mut forge, "/oauth2/v2.0/token", "/oauth2/v2.0/token");
        let case = inspect(&forge);
        assert_eq!(case.verdict.finding, None, "{}: {}", shape.0, case.verdict.headline);
        assert!(case.findings.iter().all(|one| one.status > Status::Warning), "{}", shape.0);
    }
}

#[test]
fn every_single_fault_leads() {
    let (mut tried, mut failures) = (0, Vec::new());
    for shape in SHAPES {
        for fault in FAULTS.iter().filter(|fault| (fault.fits)(&forge(shape))) {
            let mut forge = forge(shape);
            (fault.make)(&mut forge);
            let case = inspect(&forge);
            tried += 1;
            if case.verdict.finding != Some(fault.id) {
                failures.push(format!("{} + {}: {:?} {:?}", shape.0, fault.id, case.verdict.finding, causes(&case)));
            }
        }
    }
    println!("fault matrix: {} of {tried} single faults named", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures.join("\n"));
    assert!(tried > 300, "{tried}");
}

#[test]
fn every_single_fault_is_repaired() {
    use assertion_inspector::repair::{Choice, RepairOptions};
    use assertion_inspector::{Intake, Options};
    let (mut tried, mut failures) = (0, Vec::new());
    for shape in SHAPES {
        for fault in FAULTS.iter().filter(|fault| (fault.fits)(&forge(shape))) {
            // Correcting the assertion cannot change what is registered or which key is used.
            if fault.touches.contains(&"registration") || fault.touches.contains(&"private") {
                continue;
            }
            let mut forge = forge(shape);
            (fault.make)(&mut forge);
            forge.private_key = Some("app".into());
            let options = Options::new(common::AT).at(common::AT);
            let mut intake = Intake::new(&options);
            forge.example().inputs.iter().for_each(|input| intake.add(input));
            let inspection = intake.finish();
            for choice in [Choice::Ps256, Choice::Rs256] {
                tried += 1;
                // If the audience has no tenant, the user is asked for it.
                let tenant = Some("72f988bf-86f1-41af-91ab-2d7cd011db47");
                let wanted = RepairOptions::new(common::AT).tenant(tenant.map(str::to_owned)).algorithm(choice);
                let repaired = inspection.repair(0, &options, &wanted);
                if fault.id == "client-id-not-guid" {
                    // A name is not a client id, and the right one cannot be guessed.
                    assert!(repaired.problem.expect("a problem").contains("no client id is known"));
                    continue;
                }
                assert_eq!(repaired.problem, None);
                let token = repaired.token.expect("it is signed");
                let inputs = [common::input("repaired", token), common::input("app.pem", fixture("app.pem"))];
                let again = assertion_inspector::inspect(&inputs, &options).cases.remove(0);
                let clean = again.findings.iter().all(|one| one.status > Status::Note);
                let changed = repaired.changes.iter().any(|change| !change.findings.is_empty());
                let in_members = !fault.touches.iter().any(|field| ["sig", "text", "request", "key"].contains(field));
                if !clean || in_members && !changed {
                    failures.push(format!("{} + {}: {:?}", shape.0, fault.id, again.verdict.headline));
                }
            }
        }
    }
    println!("fault matrix: {} of {tried} single faults repaired", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn of_two_faults_one_leads_and_the_other_is_a_cause() {
    let (mut tried, mut failures) = (0, Vec::new());
    for shape in SHAPES.iter().take(2) {
        for (index, first) in FAULTS.iter().enumerate() {
            for second in FAULTS.iter().skip(index + 1) {
                if first.touches.iter().any(|field| second.touches.contains(field)) {
                    continue;
                }
                let mut forge = forge(shape);
                if !(first.fits)(&forge) || !(second.fits)(&forge) {
                    continue;
                }
                (first.make)(&mut forge);
                (second.make)(&mut forge);
                let case = inspect(&forge);
                let causes = causes(&case);
                tried += 1;
                let leads = case.verdict.finding.is_some_and(|id| id == first.id || id == second.id);
                if !leads || !causes.contains(first.id) || !causes.contains(second.id) {
                    failures.push(format!(
                        "{} + {} + {}: {:?} {causes:?}",
                        shape.0, first.id, second.id, case.verdict.finding
                    ));
                }
            }
        }
    }
    println!("fault matrix: {} of {tried} pairs named", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures.join("\n"));
}
