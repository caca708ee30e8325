//! App management policies and trusted authorities in JSON: from Microsoft Graph, or from its PowerShell module.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::recognised::Item;
use super::registered::json::{is_policy, is_restrictions, member, text};
use crate::evidence::app_policy::{AppPolicy, Scope, TrustedAuthorities};
use crate::evidence::certificate::Certificate;
use crate::limits;
use crate::notation::duration::Duration;
use crate::notation::encoding;
use crate::notation::instant::Instant;

/// The members that hold the restrictions, and whether they are those of a policy for single applications. What holds for
/// applications from other tenants is left out: their certificates are registered there.
const HOLDERS: [(&str, bool); 2] = [("applicationRestrictions", false), ("restrictions", true)];

/// Finds every policy, and every list of trusted authorities, in a JSON document, at any depth.
pub(super) fn recognise(input: &str, document: &Value) -> Vec<Item> {
    let mut found = Vec::new();
    walk(input, document, &mut found);
    found
}

fn walk(input: &str, value: &Value, found: &mut Vec<Item>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(input, item, found)),
        Value::Object(object) if is_policy(object) => found.push(Item::AppPolicy(Box::new(policy(input, object)))),
        Value::Object(object) => match member(object, "trustedCertificateAuthorities").and_then(Value::as_array) {
            Some(list) => found.push(Item::Authorities(Box::new(authorities(input, object, list)))),
            None => object.values().for_each(|one| walk(input, one, found)),
        },
        _ => {}
    }
}

fn policy(input: &str, object: &Map<String, Value>) -> AppPolicy {
    let held = HOLDERS.iter().find_map(|(name, is_custom)| {
        Some((member(object, name)?.as_object().filter(|one| is_restrictions(one))?, *is_custom))
    });
    let mut policy = AppPolicy {
        input: input.to_owned(),
        name: text(object, "displayName"),
        is_custom: held.is_some_and(|(_, is_custom)| is_custom),
        is_enabled: member(object, "isEnabled").and_then(Value::as_bool).unwrap_or(true),
        ..AppPolicy::default()
    };
    let list = held.and_then(|(restrictions, _)| member(restrictions, "keyCredentials")?.as_array());
    for rule in list.into_iter().flatten().filter_map(Value::as_object) {
        // Older texts have no state: a rule that was there was in force.
        if text(rule, "state").is_some_and(|state| !state.eq_ignore_ascii_case("enabled")) {
            continue;
        }
        let created_after = text(rule, "restrictForAppsCreatedAfterDateTime").and_then(|date| Instant::read(&date));
        let scope = Scope { created_after };
        let kind = text(rule, "restrictionType").unwrap_or_default();
        if kind.eq_ignore_ascii_case("asymmetricKeyLifetime") {
            policy.lifetime = member(rule, "maxLifetime").and_then(duration).map(|most| (most, scope));
        } else if kind.eq_ignore_ascii_case("trustedCertificateAuthority") {
            let ids = member(rule, "certificateBasedApplicationConfigurationIds").and_then(Value::as_array);
            let ids = ids.into_iter().flatten().filter_map(Value::as_str).map(str::to_ascii_lowercase);
            policy.authorities = Some((ids.take(limits::MAX_AUTHORITIES).collect(), scope));
        }
    }
    policy
}

/// A duration as Graph writes it, or as PowerShell writes a `TimeSpan`.
fn duration(value: &Value) -> Option<Duration> {
    match value {
        Value::String(text) => Duration::read(text),
        Value::Object(parts) => {
            member(parts, "TotalSeconds")?.as_f64().map(|seconds| Duration::seconds(seconds as i64))
        }
        _ => None,
    }
}

fn authorities(input: &str, object: &Map<String, Value>, list: &[Value]) -> TrustedAuthorities {
    let read = |one: &Value| {
        let text = text(one.as_object()?, "certificate")?;
        let bytes = encoding::base64_any(&text.split_whitespace().collect::<String>())?.bytes;
        Certificate::from_der(input, &bytes).ok().map(Arc::new)
    };
    let certificates: Vec<Arc<Certificate>> = list.iter().take(limits::MAX_AUTHORITIES).filter_map(read).collect();
    TrustedAuthorities {
        id: text(object, "id").map(|id| id.to_ascii_lowercase()),
        is_whole: certificates.len() == list.len(),
        certificates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(document: &Value) -> Vec<AppPolicy> {
        let policy = |item| if let Item::AppPolicy(policy) = item { Some(*policy) } else { None };
        recognise("policy.json", document).into_iter().filter_map(policy).collect()
    }

    const DAY: i64 = 86_400;

    #[test]
    fn what_graph_answers() {
        // The shapes of Graph's own documentation: the tenant's default, and a list of policies for single applications.
        let rules = json!([
            {"restrictionType": "asymmetricKeyLifetime", "state": "enabled", "maxLifetime": "P4DT12H30M5S", "restrictForAppsCreatedAfterDateTime": "2017-01-01T10:37:00Z"},
            {"restrictionType": "trustedCertificateAuthority", "restrictForAppsCreatedAfterDateTime": null, "certificateBasedApplicationConfigurationIds": ["EEC5BA11-2fc0-4113-83a2-ed986ed13743"], "maxLifetime": null}]);
        let passwords = json!([{"restrictionType": "passwordAddition", "maxLifetime": null}]);
        let tenant = json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/defaultAppManagementPolicy/$entity",
            "id": "00000000-0000-0000-0000-000000000000", "displayName": "Default app management tenant policy", "isEnabled": true,
            "applicationRestrictions": {"passwordCredentials": passwords, "keyCredentials": rules},
            "servicePrincipalRestrictions": {"passwordCredentials": [], "keyCredentials": []}});
        let custom = json!({"value": [{"displayName": "Custom", "isEnabled": false, "restrictions": {"passwordCredentials": passwords, "keyCredentials": rules}}]});
        for (document, is_custom) in [(&tenant, false), (&custom, true)] {
            let found = read(document);
            let [one] = found.as_slice() else { panic!("{found:?}") };
            assert_eq!((one.is_custom, one.is_enabled), (is_custom, !is_custom));
            let (most, scope) = one.lifetime.expect("a lifetime");
            assert_eq!(
                (most.most, scope.created_after.map(Instant::date).as_deref()),
                (4 * DAY + 45_005, Some("2017-01-01"))
            );
            let (ids, scope) = one.authorities.clone().expect("authorities");
            assert_eq!((ids, scope.created_after), (vec!["eec5ba11-2fc0-4113-83a2-ed986ed13743".to_owned()], None));
        }
        // A policy is no registration of an application.
        for document in [&tenant, &custom] {
            assert!(crate::input::registered::json::recognise("policy.json", document).is_empty());
        }
    }

    #[test]
    fn what_is_switched_off_and_what_powershell_writes() {
        let rule = |state: &str| json!({"isEnabled": true, "applicationRestrictions": {"keyCredentials": [{"restrictionType": "asymmetricKeyLifetime", "state": state, "maxLifetime": "P90D"}]}});
        assert!(read(&rule("enabled"))[0].lifetime.is_some() && read(&rule("disabled"))[0].lifetime.is_none());
        let shell = json!({"IsEnabled": true, "ApplicationRestrictions": {"KeyCredentials": [{"RestrictionType": "asymmetricKeyLifetime", "State": "enabled", "MaxLifetime": {"Days": 90, "TotalSeconds": 7_776_000.0}}]}});
        assert_eq!(read(&shell)[0].lifetime.map(|(most, _)| most.least), Some(90 * DAY));
        assert!(read(&json!({"restrictions": "none", "keyCredentials": []})).is_empty());
    }
}
