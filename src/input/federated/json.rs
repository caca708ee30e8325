//! Federated credentials in JSON: Microsoft Graph, the Azure CLI, Azure Resource Manager, Terraform's plan and state.

use serde_json::{Map, Value};

use crate::evidence::federated_credential::{FederatedCredential, FederatedCredentials};
use crate::input::registered::json::{member, text};
use crate::limits;
use crate::notation::text::is_guid;

/// Finds the federated credentials in a JSON document, at any depth: one result for each owner.
pub(in crate::input) fn recognise(input: &str, document: &Value) -> Vec<FederatedCredentials> {
    let mut found = Vec::new();
    let owner = FederatedCredentials { input: input.to_owned(), ..FederatedCredentials::default() };
    walk(&owner, document, &mut found);
    found
}

fn walk(owner: &FederatedCredentials, value: &Value, found: &mut Vec<FederatedCredentials>) {
    match value {
        Value::Array(items) => {
            let list: Vec<&Map<String, Value>> = items.iter().filter_map(Value::as_object).collect();
            let all: Vec<FederatedCredential> =
                list.iter().filter_map(|one| credential(one)).take(limits::MAX_FEDERATED).collect();
            if all.is_empty() {
                items.iter().for_each(|item| walk(owner, item, found));
                return;
            }
            // What Resource Manager is told to make has no id yet.
            let is_listed = |one: &&Map<String, Value>| member(one, "issuer").is_some() || one.contains_key("id");
            let is_whole = list.iter().all(is_listed);
            let path = list.iter().find_map(|one| text(one, "id"));
            add(found, FederatedCredentials { list: all, is_whole, ..of_path(owner, path.as_deref()) });
        }
        Value::Object(object) => of_object(owner, object, found),
        _ => {}
    }
}

fn of_object(owner: &FederatedCredentials, object: &Map<String, Value>, found: &mut Vec<FederatedCredentials>) {
    if let Some(one) = credential(object) {
        let inner = ["values", "attributes", "properties"].iter().find_map(|name| member(object, name)?.as_object());
        let inner = inner.unwrap_or(object);
        let path = ["application_id", "application_object_id", "parent_id", "user_assigned_identity_id", "id"];
        let path = path.iter().find_map(|name| text(inner, name).or_else(|| text(object, name)));
        add(found, FederatedCredentials { list: vec![one], ..of_path(owner, path.as_deref()) });
        return;
    }
    // A plan holds what is, what will be, and both once more as a tree.
    if let (Some(before), Some(after)) = (object.get("before"), object.get("after")) {
        return walk(owner, if before.is_object() { before } else { after }, found);
    }
    let mut owner = owner.clone();
    let is_application = member(object, "federatedIdentityCredentials").is_some();
    if let Some(id) = text(object, "appId").filter(|id| is_application && is_guid(id)) {
        owner.client_id = Some(id.to_ascii_lowercase());
        owner.owner = text(object, "id").or_else(|| text(object, "displayName"));
    }
    let context = text(object, "@odata.context").unwrap_or_default();
    if context.contains("federatedIdentityCredentials") {
        super::add_owner(&context, &mut owner);
    }
    for (name, value) in object {
        let lists = name == "federatedIdentityCredentials" || context.contains("federatedIdentityCredentials");
        if lists && value.as_array().is_some_and(Vec::is_empty) {
            found.push(FederatedCredentials { is_whole: true, ..owner.clone() });
        } else if !(name == "planned_values" && object.contains_key("resource_changes")) {
            walk(&owner, value, found);
        }
    }
}

/// Adds credentials to those of the same owner that were found one by one.
fn add(found: &mut Vec<FederatedCredentials>, new: FederatedCredentials) {
    let is_same = |one: &&mut FederatedCredentials| {
        !one.is_whole && !new.is_whole && one.owner == new.owner && one.client_id == new.client_id
    };
    let has_room = found.len() < limits::MAX_FEDERATED;
    match found.iter_mut().rev().find(is_same) {
        Some(known) if known.list.len() < limits::MAX_FEDERATED => {
            let more: Vec<_> = new.list.into_iter().filter(|one| !known.list.contains(one)).collect();
            known.list.extend(more);
        }
        None if has_room => found.push(new),
        _ => {}
    }
}

/// The owner that the id of a resource names: `/applications/ID`, `…/userAssignedIdentities/NAME/…`.
fn of_path(owner: &FederatedCredentials, path: Option<&str>) -> FederatedCredentials {
    let mut owner = owner.clone();
    if let Some(path) = path.filter(|path| path.starts_with('/') && owner.owner.is_none()) {
        let after = |mark: &str| path.split_once(mark).and_then(|(_, rest)| rest.split('/').next());
        owner.owner = after("/userAssignedIdentities/").or_else(|| after("/applications/")).map(str::to_owned);
    }
    owner
}

/// Reads an object as a credential; `None` if it is none. A certificate has an issuer and a subject, too.
fn credential(object: &Map<String, Value>) -> Option<FederatedCredential> {
    let inner = ["properties", "values", "attributes"].iter().find_map(|name| member(object, name)?.as_object());
    if let Some(found) = inner.and_then(credential) {
        return Some(FederatedCredential { name: found.name.or_else(|| text(object, "name")), ..found });
    }
    let issuer = text(object, "issuer")?;
    let expression =
        member(object, "claimsMatchingExpression").or_else(|| member(object, "claims_matching_expression"));
    let expression = expression.and_then(|one| match one {
        Value::String(text) => Some(text.clone()),
        Value::Object(inner) => text(inner, "value"),
        _ => None,
    });
    let subject = text(object, "subject");
    let audiences = ["audiences", "audience"].iter().find_map(|name| member(object, name));
    let is_issuer = issuer.starts_with("http")
        || audiences.is_some() && known(issuer.clone()).is_none_or(|one| one.starts_with("***"));
    let is_one = (subject.is_some() || expression.is_some()) && is_issuer;
    is_one.then(|| FederatedCredential {
        name: text(object, "name").or_else(|| text(object, "display_name")),
        issuer: known(issuer),
        subject: subject.and_then(known),
        expression,
        audiences: match audiences {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        },
    })
}

/// A value as far as it stands here. What it takes from elsewhere (`${var.org}`, `$(org)`, `$ORG`, `{{org}}`, or the rest that a
/// table cut off) is masked as a log masks it: `***`. `None` if nothing else is left, or if all of it is computed:
/// `[variables('issuer')]`, `var.issuer`, `format("…")`.
pub(super) fn known(value: String) -> Option<String> {
    let word = value.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(0);
    let is_expression = word > 0 && value.get(word..).is_some_and(|rest| rest.starts_with(['.', '(']));
    if value.starts_with('[') && value.ends_with(']') || is_expression && !value.starts_with("http") {
        return None;
    }
    let mut masked = String::with_capacity(value.len());
    let mut rest = value.as_str();
    while let Some(c) = rest.chars().next() {
        let closed = |open: &str, close: &str| rest.strip_prefix(open)?.split_once(close).map(|(_, after)| after);
        let name = |rest: &str| rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let variable = rest.strip_prefix('$').filter(|after| after.starts_with(|c: char| c.is_ascii_alphabetic()));
        let after = closed("${", "}").or_else(|| closed("$(", ")")).or_else(|| closed("{{", "}}"));
        let after = after.or_else(|| variable.and_then(|after| after.get(name(after)..)));
        let after = after.or_else(|| (rest == "…" || rest == "...").then_some(""));
        match after {
            Some(after) => {
                masked.push_str("***");
                rest = after;
            }
            None => {
                masked.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    masked.chars().any(|c| c != '*').then_some(masked)
}
