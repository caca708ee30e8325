//! Registered keys in JSON from any source. Member names are compared case-insensitively, because PowerShell writes
//! `KeyCredentials` and `AppId`.

use serde_json::{Map, Value};

use super::dates::{Order, date};
use super::{Origin, read_value};
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat, Secret};
use crate::notation::encoding;

/// Finds every registration in a JSON document, at any depth.
pub(in crate::input) fn recognise(input: &str, document: &Value) -> Vec<Registration> {
    let host = document.as_object().and_then(|object| text(object, "@odata.context")).and_then(|url| graph_host(&url));
    let mut found = Vec::new();
    let mut texts = Vec::new();
    strings(document, &mut texts);
    walk(Origin { input, order: Order::of(texts) }, document, &mut found);
    for registration in &mut found {
        if registration.graph_host.is_none() {
            registration.graph_host.clone_from(&host);
        }
    }
    found
}

/// Every string of a document.
fn strings<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, texts)),
        Value::Object(members) => members.values().for_each(|member| strings(member, texts)),
        _ => {}
    }
}

fn walk(origin: Origin<'_>, value: &Value, found: &mut Vec<Registration>) {
    match value {
        Value::Array(items) => {
            let keys: Vec<RegisteredKey> = items
                .iter()
                .filter_map(Value::as_object)
                .filter(|one| is_key(one))
                .map(|one| key(origin, one))
                .collect();
            if keys.is_empty() {
                items.iter().for_each(|item| walk(origin, item, found));
            } else {
                found.push(list(origin, keys));
            }
        }
        // The restrictions of a policy have the names of an application's keys.
        Value::Object(object) if is_policy(object) => {}
        Value::Object(object) if is_key(object) => found.push(list(origin, vec![key(origin, object)])),
        Value::Object(object) if is_application(object) => found.push(application(origin, object)),
        Value::Object(object) => {
            // The response to a query for the keys alone: `{"@odata.context": …/keyCredentials, "value": []}`.
            let context = text(object, "@odata.context").unwrap_or_default().to_ascii_lowercase();
            match member(object, "value") {
                Some(Value::Array(items)) if items.is_empty() && context.contains("keycredentials") => {
                    found.push(list(origin, Vec::new()));
                }
                _ => object.values().for_each(|one| walk(origin, one, found)),
            }
        }
        _ => {}
    }
}

fn list(origin: Origin<'_>, keys: Vec<RegisteredKey>) -> Registration {
    Registration {
        input: origin.input.to_owned(),
        format: RegistrationFormat::KeyCredentials,
        keys: Some(keys),
        ..Registration::default()
    }
}

/// Returns a member by name, ignoring case.
pub(in crate::input) fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value))
        .filter(|value| !value.is_null())
}

/// Returns a string member by name, ignoring case; `None` if it is empty.
pub(in crate::input) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    member(object, name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Checks for a key credential, as opposed to a JWK or a password credential: it has a key id and something that only keys
/// have.
fn is_key(object: &Map<String, Value>) -> bool {
    let has = |name| object.keys().any(|known| known.eq_ignore_ascii_case(name));
    has("keyId")
        && (has("usage") || has("customKeyIdentifier") || has("type"))
        && !has("secretText")
        && !has("hint")
        && !has("keyCredentials")
}

/// Checks for an application, a service principal or a manifest: it has a client id or a list of keys.
fn is_application(object: &Map<String, Value>) -> bool {
    let has = |name| object.keys().any(|known| known.eq_ignore_ascii_case(name));
    let has_keys = matches!(member(object, "keyCredentials"), Some(Value::Array(_)))
        || has("keyCredentials") && (has("appId") || has("id"));
    has_keys || has("appId") && has("signInAudience") || has("appId") && has("identifierUris")
}

/// Whether an object is a policy: the restrictions that it holds look like the keys of an application.
pub(in crate::input) fn is_policy(object: &Map<String, Value>) -> bool {
    let holds = |name: &str| member(object, name).and_then(Value::as_object).is_some_and(is_restrictions);
    ["servicePrincipalRestrictions", "applicationRestrictions", "restrictions"].into_iter().any(holds)
}

/// Whether an object holds restrictions of credentials.
pub(in crate::input) fn is_restrictions(object: &Map<String, Value>) -> bool {
    let lists = ["keyCredentials", "passwordCredentials"].map(|name| member(object, name).and_then(Value::as_array));
    let mut items = lists.iter().flatten().flat_map(|list| list.iter()).filter_map(Value::as_object).peekable();
    let is_empty = items.peek().is_none() && lists.iter().any(Option::is_some);
    is_empty || items.any(|one| member(one, "restrictionType").is_some())
}

fn application(origin: Origin<'_>, object: &Map<String, Value>) -> Registration {
    let keys = member(object, "keyCredentials").and_then(Value::as_array).map(|items| {
        items.iter().filter_map(Value::as_object).map(|one| key(origin, one)).collect::<Vec<RegisteredKey>>()
    });
    let principal =
        member(object, "servicePrincipalType").is_some() || member(object, "servicePrincipalNames").is_some();
    let manifest =
        ["availableToOtherTenants", "oauth2AllowImplicitFlow", "accessTokenAcceptedVersion", "replyUrlsWithType"]
            .iter()
            .any(|name| object.contains_key(*name));
    let subjects = member(object, "trustedCertificateSubjects").and_then(Value::as_array);
    Registration {
        input: origin.input.to_owned(),
        format: match (principal, manifest) {
            (true, _) => RegistrationFormat::ServicePrincipal,
            (_, true) => RegistrationFormat::Manifest,
            _ => RegistrationFormat::Application,
        },
        app_id: text(object, "appId").map(|id| id.to_ascii_lowercase()),
        object_id: text(object, "id").or_else(|| text(object, "objectId")).map(|id| id.to_ascii_lowercase()),
        name: text(object, "displayName").or_else(|| text(object, "name")).or_else(|| text(object, "appDisplayName")),
        keys,
        trusted_subjects: subjects
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .filter_map(|one| text(one, "subjectName"))
            .collect(),
        is_public_client: ["isFallbackPublicClient", "allowPublicClient"]
            .into_iter()
            .find_map(|name| member(object, name)?.as_bool()),
        identifier_uris: member(object, "identifierUris")
            .and_then(Value::as_array)
            .map(|uris| uris.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        graph_host: text(object, "@odata.context").and_then(|url| graph_host(&url)),
        created: ["createdDateTime", "createdOn"].iter().find_map(|name| date(&text(object, name)?, origin.order)),
        secrets: member(object, "passwordCredentials").and_then(Value::as_array).map(|items| {
            items.iter().filter_map(Value::as_object).map(|one| secret(origin, one)).collect::<Vec<Secret>>()
        }),
    }
}

/// The dates of a client secret. The secret itself is in no listing, and is not looked at.
fn secret(origin: Origin<'_>, object: &Map<String, Value>) -> Secret {
    let dates = |names: [&str; 2]| names.iter().find_map(|name| date(&text(object, name)?, origin.order));
    Secret { start: dates(["startDateTime", "startDate"]), end: dates(["endDateTime", "endDate"]) }
}

fn key(origin: Origin<'_>, object: &Map<String, Value>) -> RegisteredKey {
    let dates = |names: [&str; 2]| names.iter().find_map(|name| date(&text(object, name)?, origin.order));
    let mut key = RegisteredKey {
        key_id: text(object, "keyId"),
        name: text(object, "displayName"),
        identifier: member(object, "customKeyIdentifier").and_then(identifier),
        start: dates(["startDateTime", "startDate"]),
        end: dates(["endDateTime", "endDate"]),
        usage: text(object, "usage"),
        kind: text(object, "type"),
        ..RegisteredKey::default()
    };
    for name in ["key", "value"] {
        match member(object, name) {
            Some(Value::String(value)) => read_value(origin.input, value, &mut key),
            // PowerShell writes bytes as a list of numbers.
            Some(Value::Array(bytes)) => read_value(origin.input, &encoding::to_base64(&byte_list(bytes)), &mut key),
            _ => continue,
        }
        break;
    }
    key
}

/// Returns the text of a `customKeyIdentifier`; bytes in hexadecimal.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(bytes) => Some(encoding::to_hex(&byte_list(bytes))),
        _ => None,
    }
}

fn byte_list(items: &[Value]) -> Vec<u8> {
    items.iter().filter_map(Value::as_u64).filter_map(|number| u8::try_from(number).ok()).collect()
}

/// Returns `graph.microsoft.com` from `https://graph.microsoft.com/v1.0/$metadata#applications`.
fn graph_host(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://")?.split('/').next()?.to_ascii_lowercase();
    (host.contains("graph")).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::registration::ValueProblem;
    use serde_json::json;

    fn read(document: Value) -> Vec<Registration> {
        recognise("app.json", &document)
    }

    fn der() -> String {
        encoding::to_base64(include_bytes!("../../../tests/fixtures/app.der"))
    }

    #[test]
    fn graph_application_alone_and_in_a_list() {
        let application = json!({
            "id": "0D3C9A57-7C47-4C3E-9A0F-2F3F5F1F9D10", "appId": "C3B1D9E2-5A44-4B6F-8D0E-0F2A7C6B9E11",
            "displayName": "payroll", "signInAudience": "AzureADMyOrg", "isFallbackPublicClient": false,
            "keyCredentials": [{"customKeyIdentifier": "BB5D1064437D8720A5C53078185E6A361A78B10A", "displayName": "CN=app",
                "endDateTime": "2027-06-01T00:00:00Z", "key": null, "keyId": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01",
                "startDateTime": "2026-06-01T00:00:00Z", "type": "AsymmetricX509Cert", "usage": "Verify"}],
            "passwordCredentials": [{"keyId": "11111111-94c5-4f49-a5a4-4f3c5f2d1a01", "hint": "abc", "secretText": null}]
        });
        let context = "https://graph.microsoft.us/v1.0/$metadata#applications";
        for document in [application.clone(), json!({"@odata.context": context, "value": [application]})] {
            let found = read(document);
            let [one] = found.as_slice() else { panic!("one application: {found:?}") };
            assert_eq!(one.app_id.as_deref(), Some("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"));
            assert_eq!((one.format, one.keys().len()), (RegistrationFormat::Application, 1));
            assert_eq!(one.keys()[0].sha1().map(|sha1| sha1[0]), Some(0xBB));
            assert!(one.keys()[0].is_for_verification() && one.keys()[0].end.is_some());
        }
    }

    #[test]
    fn every_other_shape() {
        // az ad app credential list; a bare list without the application's ids.
        let list = json!([{"customKeyIdentifier": "ZEPpP/+KJe2fVDBNaPNOTDoJMac=", "keyId": "k", "type": "AsymmetricX509Cert", "usage": "Verify"}]);
        assert_eq!(read(list)[0].keys()[0].sha1().map(|sha1| sha1[0]), Some(0x64));
        // PowerShell's ConvertTo-Json: different case, bytes as numbers, dates as the old serialiser writes them.
        let shell = json!({"AppId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "KeyCredentials": [{"CustomKeyIdentifier": [187, 93, 16],
            "EndDateTime": "/Date(1795428000000)/", "KeyId": "k", "Type": "AsymmetricX509Cert", "Usage": "Verify", "Key": null}]});
        let found = read(shell);
        assert_eq!(found[0].keys()[0].identifier.as_deref(), Some("BB5D10"));
        assert_eq!(found[0].keys()[0].end.map(|end| end.rfc3339()).as_deref(), Some("2026-11-23T10:00:00Z"));
        // The older manifest, with the certificate in `value`, once as DER and once, by mistake, as PEM.
        for (value, problem) in [
            (der(), None),
            (encoding::to_base64(include_bytes!("../../../tests/fixtures/app.pem")), Some(ValueProblem::Pem)),
        ] {
            let manifest = json!({"id": "0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10", "appId": "a", "name": "payroll", "replyUrlsWithType": [],
                "keyCredentials": [{"customKeyIdentifier": null, "endDate": "2027-06-01T00:00:00Z", "keyId": "k", "type": "AsymmetricX509Cert", "usage": "Verify", "value": value}]});
            let found = read(manifest);
            assert_eq!(found[0].format, RegistrationFormat::Manifest);
            let key = &found[0].keys()[0];
            assert!(key.certificate.is_some() && key.problem == problem, "{:?}", key.problem);
        }
        // An empty list of keys differs from no list of keys.
        assert_eq!(read(json!({"appId": "a", "keyCredentials": []}))[0].keys.as_ref().map(Vec::len), Some(0));
        assert!(read(json!({"appId": "a", "signInAudience": "AzureADMyOrg"}))[0].keys.is_none());
        let empty = json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications('a')/keyCredentials", "value": []});
        assert_eq!(read(empty)[0].keys.as_ref().map(Vec::len), Some(0));
        for other in
            [json!({"error": "invalid_client"}), json!({"keys": [{"kid": "a", "kty": "RSA"}]}), json!([1, "a", null])]
        {
            assert!(read(other).is_empty());
        }
    }
}
