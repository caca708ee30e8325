//! Documents: JSON of every kind, minified, and tables.

use crate::catalogue::{Family, input};
use crate::parts::{SIGNED, base64, base64url, certificate_der, error, guid, noise, token, token_with};
use crate::texts::repeat;

/// A document of a list: what stands before it, an entry, and what stands behind it.
fn list(name: &'static str, before: &'static str, entry: fn(usize) -> String, behind: &'static str) -> Family {
    Family::one(name, move |size| {
        let entries = repeat(size, |number| if number == 0 { entry(number) } else { format!(",{}", entry(number)) });
        format!("{before}{entries}{behind}").into_bytes()
    })
}

fn key(number: usize) -> String {
    format!(
        r#"{{"keyId":"{}","customKeyIdentifier":"{}","type":"AsymmetricX509Cert","usage":"Verify","startDateTime":"2026-06-01T00:00:00Z","endDateTime":"2027-06-01T00:00:00Z","key":"{}"}}"#,
        guid(number),
        base64(&noise(number, 20)),
        base64(&certificate_der(number))
    )
}

fn application(number: usize) -> String {
    format!(r#"{{"id":"{}","appId":"{}","keyCredentials":[{}]}}"#, guid(number), guid(number + 1), key(number))
}

fn federated(number: usize) -> String {
    format!(
        r#"{{"name":"payroll-{number}","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/payroll-{number}:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}}"#
    )
}

fn har_entry(number: usize) -> String {
    format!(
        r#"{{"startedDateTime":"2026-11-23T10:00:00Z","request":{{"method":"POST","url":"https://login.microsoftonline.com/{}/oauth2/v2.0/token","headers":[],"postData":{{"mimeType":"application/x-www-form-urlencoded","text":"grant_type=client_credentials&client_assertion={}"}}}},"response":{{"status":401,"content":{{"mimeType":"application/json","text":"{}"}}}}}}"#,
        guid(number),
        token(number),
        error(number)
    )
}

fn sign_in(number: usize) -> String {
    format!(
        r#"{{"id":"{}","createdDateTime":"2026-11-23T10:00:05Z","appId":"{}","correlationId":"{}","status":{{"errorCode":700027,"failureReason":"Client assertion failed signature validation."}}}}"#,
        guid(number),
        guid(1),
        guid(number + 2)
    )
}

fn federated_token(number: usize) -> String {
    let claims = format!(
        r#"{{"iss":"https://token.actions.githubusercontent.com","sub":"repo:contoso/payroll-{number}x:ref:refs/heads/main","aud":"api://AzureADTokenExchange","exp":1795428600,"nbf":1795428000}}"#
    );
    let header = base64url(br#"{"alg":"RS256","typ":"JWT","kid":"a"}"#);
    format!("{header}.{}.{}", base64url(claims.as_bytes()), base64url(&noise(number, 256)))
}

/// A token whose header and claims are as long as this, and are not what its author signed.
pub(crate) fn rewritten(number: usize, length: usize) -> String {
    let (header, signature) = (SIGNED.split('.').next().unwrap_or_default(), SIGNED.rsplit('.').next());
    let claims =
        format!(r#"{{"jti":"{number}","a":"{}"}}"#, base64(&noise(number, length * 9 / 16)).replace(['+', '/'], "a"));
    format!("{header}.{}.{}", base64url(claims.as_bytes()), signature.unwrap_or_default().trim())
}

pub(crate) fn families() -> Vec<Family> {
    let mut all = vec![
        list("a HAR in one line", r#"{"log":{"version":"1.2","entries":["#, har_entry, "]}}"),
        list(
            "a HAR of other requests",
            r#"{"log":{"version":"1.2","entries":["#,
            |number| {
                format!(
                    r#"{{"request":{{"method":"GET","url":"https://contoso.example/{number}","headers":[{{"name":"Authorization","value":"Bearer {}"}}]}}}}"#,
                    token(number)
                )
            },
            "]}}",
        ),
        list("registered keys", r#"{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":["#, key, "]}"),
        list("applications", r#"{"value":["#, application, "]}"),
        list("federated credentials", r#"{"value":["#, federated, "]}"),
        list("sign-ins", r#"{"value":["#, sign_in, "]}"),
        list(
            "keys of a JWKS",
            r#"{"keys":["#,
            |number| {
                format!(
                    r#"{{"kty":"RSA","kid":"{number}","n":"{}","e":"AQAB"}}"#,
                    base64url(&noise(number, 256).iter().map(|byte| byte | 1).collect::<Vec<u8>>())
                )
            },
            "]}",
        ),
        list("certificates of an x5c", "[", |number| format!("\"{}\"", base64(&certificate_der(number))), "]"),
        list(
            "requests of a Postman collection",
            r#"{"info":{"_postman_id":"a","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":["#,
            |number| {
                format!(
                    r#"{{"name":"{number}","request":{{"method":"POST","url":"https://login.microsoftonline.com/t/oauth2/v2.0/token","body":{{"mode":"urlencoded","urlencoded":[{{"key":"grant_type","value":"client_credentials"}},{{"key":"client_id","value":"{{{{id{number}}}}}"}},{{"key":"client_assertion","value":"{}"}}]}}}}}}"#,
                    token(number)
                )
            },
            "]}",
        ),
        list(
            "variables of an environment",
            r#"{"_postman_variable_scope":"environment","values":["#,
            |number| format!(r#"{{"key":"id{number}","value":"{{{{id{}}}}}"}}"#, number + 1),
            "]}",
        ),
        list("names and numbers", r#"{"appId":"a","#, |number| format!("\"a{number}\":{number}"), "}"),
        list("strings", "[", |number| format!("\"text number {number} of a list that is long\""), "]"),
        Family::one("nested objects", |size| "{\"keys\":".repeat(size / 8).into_bytes()),
        Family::one("nested arrays", |size| format!("\"kty\"{}", "[".repeat(size)).into_bytes()),
        Family::one("JSON in JSON in JSON", |size| {
            let inner = repeat(size / 4, |number| token(number) + "\\n");
            let wrap = |text: &str| format!("{{\"m\":\"{}\"}}", text.replace('\\', "\\\\").replace('"', "\\\""));
            wrap(&wrap(&wrap(&inner))).into_bytes()
        }),
        Family::one("documents in a text", |size| {
            repeat(size, |number| format!("PS C:\\> az ad app show\n{}\n", application(number))).into_bytes()
        }),
        Family::one("documents that are cut off", |size| {
            repeat(size, |number| format!("{{\"keyCredentials\":[{{\"keyId\":\"{number}\",\n")).into_bytes()
        }),
        Family::one("a table of sign-ins", |size| table(size, true)),
        Family::one("a table of sign-ins that succeeded", |size| table(size, false)),
        Family::one("a table with many columns", |size| {
            let names = repeat(size / 2, |number| format!("Name {number},"));
            let values = repeat(size / 2, |number| format!("{number},"));
            format!("Date (UTC),Application ID,Correlation ID,Sign-in error code,Failure reason,{names}\n2026-11-23T10:00:05Z,a,b,700027,c,{values}\n").into_bytes()
        }),
        Family::one("a table with a quotation mark that is left open", |size| {
            let rows = repeat(size, |number| format!("2026-11-23T10:00:05Z,a,b,700027,{number}\n"));
            format!("Date (UTC),Application ID,Correlation ID,Sign-in error code,Failure reason\n\"{rows}").into_bytes()
        }),
        Family::one("a table of registered keys", |size| {
            let rows =
                repeat(size, |number| format!("{}  2027-06-01T00:00:00Z  AsymmetricX509Cert  Verify\n", guid(number)));
            format!("KeyId                                 EndDateTime           Type                Usage\n------------------------------------  --------------------  ------------------  ------\n{rows}").into_bytes()
        }),
        Family::one("a listing of federated credentials", |size| {
            repeat(size, |number| format!("Name : payroll-{number}\nIssuer : https://token.actions.githubusercontent.com\nSubject : repo:contoso/payroll-{number}:ref:refs/heads/main\nAudiences : {{api://AzureADTokenExchange}}\n\n")).into_bytes()
        }),
        Family::one("a definition in Terraform", |size| {
            repeat(size, |number| format!("resource \"azuread_application_federated_identity_credential\" \"a{number}\" {{\n  display_name = \"a{number}\"\n  issuer = \"https://token.actions.githubusercontent.com\"\n  subject = \"repo:contoso/payroll-{number}:ref:refs/heads/main\"\n  audiences = [\"api://AzureADTokenExchange\"]\n}}\n")).into_bytes()
        }),
        Family::one("a collection of Insomnia", |size| {
            let items = repeat(size, |number| {
                format!(
                    "  - name: r{number}\n    method: POST\n    url: https://login.microsoftonline.com/t/oauth2/v2.0/token\n    body:\n      params:\n        - name: grant_type\n          value: client_credentials\n        - name: client_assertion\n          value: {}\n",
                    token(number)
                )
            });
            format!("type: collection.insomnia.rest/5.0\ncollection:\n{items}").into_bytes()
        }),
        Family::one("a request of Bruno", |size| {
            let fields = repeat(size, |number| format!("  a{number}: {number}\n"));
            format!("post {{\n  url: https://login.microsoftonline.com/t/oauth2/v2.0/token\n}}\n\nbody:form-urlencoded {{\n  grant_type: client_credentials\n{fields}}}\n").into_bytes()
        }),
        Family::one("a token that its author signed otherwise", |size| rewritten(1, size).into_bytes()),
    ];
    all.push(other("tokens that their author signed otherwise", |size| {
        vec![
            one("app.pem", crate::parts::CERTIFICATE.to_owned()),
            one("log", repeat(size, |number| rewritten(number, 3_000) + "\n")),
        ]
    }));
    all.push(other("tokens beside many certificates", |size| {
        let bundle = repeat(size / 2, |number| crate::parts::pem("CERTIFICATE", &certificate_der(number)));
        vec![one("store.pem", bundle), one("log", repeat(size / 2, |number| token(number) + "\n"))]
    }));
    all.push(other("a token beside many certificates", |size| {
        let bundle = repeat(size, |number| crate::parts::pem("CERTIFICATE", &certificate_der(number)));
        vec![one("store.pem", bundle), one("token", token(1))]
    }));
    all.push(other("a token beside large keys", |size| {
        let bundle =
            repeat(size, |number| crate::parts::pem("CERTIFICATE", &crate::parts::certificate_of_bits(number, 16_384)));
        vec![one("store.pem", bundle), one("token", token_with(1, &base64url(&noise(1, 2048))))]
    }));
    all.push(other("tokens beside large keys", |size| {
        let bundle = repeat(size / 2, |number| {
            crate::parts::pem("CERTIFICATE", &crate::parts::certificate_of_bits(number, 16_384))
        });
        let log = repeat(size / 2, |number| token_with(number, &base64url(&noise(number, 2047))) + "\n");
        vec![one("store.pem", bundle), one("log", log)]
    }));
    all.push(other("tokens beside keys of a JWKS", |size| {
        let key = |number: usize| {
            let modulus = noise(number, 256).iter().map(|byte| byte | 1).collect::<Vec<u8>>();
            format!(r#"{{"kty":"RSA","kid":"{number}","n":"{}","e":"AQAB"}},"#, base64url(&modulus))
        };
        vec![
            one("jwks.json", format!("{{\"keys\":[{}{{}}]}}", repeat(size / 2, key))),
            one("log", repeat(size / 2, |number| token(number) + "\n")),
        ]
    }));
    all.push(other("tokens beside errors", |size| {
        vec![
            one("tokens", repeat(size / 2, |number| token(number) + "\n")),
            one("errors", repeat(size / 2, |number| error(number * 3) + "\n")),
        ]
    }));
    all.push(other("tokens beside registrations", |size| {
        vec![
            one("apps.json", format!("{{\"value\":[{}{{}}]}}", repeat(size / 2, |number| application(number) + ","))),
            one("log", repeat(size / 2, |number| token(number) + "\n")),
        ]
    }));
    all.push(other("tokens beside federated credentials", |size| {
        vec![
            one(
                "credentials.json",
                format!("{{\"value\":[{}{{}}]}}", repeat(size / 2, |number| federated(number) + ",")),
            ),
            one("log", repeat(size / 2, |number| federated_token(number) + "\n")),
        ]
    }));
    all.push(other("many small inputs", |size| {
        (0..size / 1_000)
            .map(|number| (format!("{number}.txt"), format!("{} {}", guid(number), token(number))))
            .collect()
    }));
    all.push(other("many texts of nothing", |size| {
        (0..size / 100).map(|number| (format!("{number}.txt"), format!("nothing of interest {number}"))).collect()
    }));
    all.push(other("requests beside variables", |size| {
        let variable = |number: usize| format!(r#"{{"key":"id{number}","value":"{}"}},"#, guid(number));
        let request = |number: usize| format!("POST https://login.microsoftonline.com/t/oauth2/v2.0/token\n\ngrant_type=client_credentials&client_id={{{{id{number}}}}}&client_assertion={{{{a}}}}\n###\n");
        vec![
            one("env.json", format!(r#"{{"_postman_variable_scope":"environment","values":[{}{{"key":"a","value":"{}"}}]}}"#, repeat(size / 2, variable), token(1))),
            one("a.http", repeat(size / 2, request)),
        ]
    }));
    all
}

/// A family of several inputs.
fn other(name: &'static str, files: fn(usize) -> Vec<(String, String)>) -> Family {
    Family::several(name, move |size| files(size).into_iter().map(|(name, text)| input(&name, text)).collect())
}

fn one(name: &str, text: String) -> (String, String) {
    (name.to_owned(), text)
}

fn table(size: usize, failed: bool) -> Vec<u8> {
    let code = if failed { 700_027 } else { 0 };
    let rows = repeat(size, |number| {
        format!(
            "2026-11-23T10:00:05Z,{},{},\"payroll, sync\",c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11,Failure,{code},Client assertion failed signature validation.\n",
            guid(number),
            guid(number + 1)
        )
    });
    format!("Date (UTC),Request ID,Correlation ID,Application,Application ID,Status,Sign-in error code,Failure reason\n{rows}").into_bytes()
}
