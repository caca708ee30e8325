//! Registered keys as printed by PowerShell: blocks of `Name : value`, separated by empty lines.

use super::dates::{Order, date};
use super::{Origin, read_value};
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat};
use crate::notation::encoding;
use crate::notation::text::is_guid;

/// Reads the keys of a listing; returns `None` if the text is not one.
pub(in crate::input) fn recognise(input: &str, text: &str) -> Option<Registration> {
    let head = text.get(..text.floor_char_boundary(200_000)).unwrap_or_default();
    let lower = head.to_ascii_lowercase();
    if !lower.contains("keyid") || !lower.contains("usage") && !lower.contains("customkeyidentifier") {
        return None;
    }
    let mut registration =
        Registration { input: input.to_owned(), format: RegistrationFormat::PowerShell, ..Registration::default() };
    let mut keys: Vec<RegisteredKey> = Vec::new();
    let mut current: Option<RegisteredKey> = None;
    let mut seen: Vec<String> = Vec::new();
    let members = members(text);
    let origin = Origin { input, order: Order::of(members.iter().map(|(_, value)| value.as_str())) };
    for (name, value) in members {
        // A repeated name starts the next key, with or without an empty line before it.
        if seen.contains(&name)
            && matches!(name.as_str(), "customkeyidentifier" | "keyid" | "displayname" | "enddatetime" | "enddate")
        {
            keys.extend(current.take().filter(|key| key.key_id.is_some()));
            seen.clear();
        }
        if name == "appid" && is_guid(&value) {
            registration.app_id = Some(value.to_ascii_lowercase());
            continue;
        }
        read(origin, &name, &value, current.get_or_insert_with(RegisteredKey::default));
        seen.push(name);
    }
    keys.extend(current.filter(|key| key.key_id.is_some()));
    registration.keys = Some(keys);
    (!registration.keys().is_empty()).then_some(registration)
}

/// Parses lines of `Name : value`, with names in lower case; a line without a name continues the previous value.
fn members(text: &str) -> Vec<(String, String)> {
    let mut members: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let named = line.split_once(" :").or_else(|| line.split_once(':')).filter(|(name, _)| {
            let name = name.trim();
            !name.is_empty()
                && name.len() < 40
                && name.chars().all(|c| c.is_ascii_alphanumeric())
                && !line.starts_with("    ")
        });
        match (named, members.last_mut()) {
            (Some((name, value)), _) => {
                members.push((name.trim().to_ascii_lowercase(), value.trim_start_matches(':').trim().to_owned()));
            }
            (None, Some((_, value))) if line.starts_with("  ") && !line.trim().is_empty() => {
                value.push_str(line.trim())
            }
            _ => {}
        }
    }
    members
}

fn read(origin: Origin<'_>, name: &str, value: &str, key: &mut RegisteredKey) {
    let text = Some(value.to_owned()).filter(|value| !value.is_empty());
    match name {
        "keyid" => key.key_id = text,
        "displayname" => key.name = text,
        "usage" => key.usage = text,
        "type" => key.kind = text,
        "startdatetime" | "startdate" => key.start = date(value, origin.order),
        "enddatetime" | "enddate" => key.end = date(value, origin.order),
        "customkeyidentifier" => (key.identifier, key.identifier_cut) = identifier(value),
        "key" | "value" if !value.is_empty() && !value.starts_with('{') => read_value(origin.input, value, key),
        _ => {}
    }
}

/// Parses `{132, 224, 93, 28...}` (bytes in decimal, truncated after four by default) or a text. Also returns whether it was
/// truncated.
fn identifier(value: &str) -> (Option<String>, bool) {
    let Some(inner) = value.strip_prefix('{') else {
        return (Some(value.to_owned()).filter(|value| !value.is_empty()), false);
    };
    let cut = inner.contains("...") || inner.contains('…');
    let bytes: Option<Vec<u8>> = inner
        .trim_end_matches('}')
        .trim_end_matches(['.', '…'])
        .split(',')
        .map(|number| number.trim().parse().ok())
        .collect();
    (bytes.filter(|bytes| !bytes.is_empty()).map(|bytes| encoding::to_hex(&bytes)), cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_one_cut_one_whole() {
        let text = "\nCustomKeyIdentifier  : {132, 224, 93, 28...}\nDisplayName          : CN=app\nEndDateTime          : 6/1/2027 12:00:00 AM\nKey                  : \nKeyId                : 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\nStartDateTime        : 6/1/2026 12:00:00 AM\nType                 : AsymmetricX509Cert\nUsage                : Verify\nAdditionalProperties : {}\n\nCustomKeyIdentifier  : BB5D1064437D8720A5C53078185E6A361A78B10A\nDisplayName          : CN=\n                       old\nEndDateTime          : 2027-06-01\nKeyId                : 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\nType                 : AsymmetricX509Cert\nUsage                : Sign\n";
        let found = recognise("keys.txt", text).unwrap();
        let [first, second] = found.keys() else { panic!("two keys: {found:?}") };
        assert_eq!(first.visible(), Some(vec![0x84, 0xE0, 0x5D, 0x1C]));
        assert_eq!(first.end.map(|end| end.rfc3339()).as_deref(), Some("2027-06-01T00:00:00Z"));
        assert!(first.is_for_verification() && !second.is_for_verification());
        assert_eq!((second.name.as_deref(), second.sha1().is_some()), (Some("CN=old"), true));
        assert!(recognise("x", "the keyId and its usage").is_none());
    }
}
