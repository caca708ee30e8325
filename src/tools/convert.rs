//! The workbench: takes a value in any notation and shows it in every notation, with what it is and what it belongs to.

use serde::Serialize;

use crate::analysis::thumbprint as search;
use crate::case::inventory::Inventory;
use crate::evidence::certificate::Certificate;
use crate::language::{Phrase, Text};
use crate::notation::encoding::{to_base64, to_base64url, to_hex};
use crate::notation::thumbprint::{Form, Reading, digest_of_length};

/// What is known about a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Identified {
    /// What it is, in words.
    pub what: Text,
    /// The same bytes in every notation; empty if it has no bytes.
    pub notations: Vec<Notation>,
    /// What it belongs to, one sentence each; empty if it matches none of the inputs.
    pub belongs: Vec<Text>,
}

/// A value in one notation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Notation {
    /// The name of the notation.
    pub label: Text,
    /// The value.
    pub value: String,
}

/// Identifies a value. The certificates and registrations are those among the inputs.
pub fn identify(text: &str, inventory: &Inventory) -> Identified {
    let reading = Reading::parse(text.trim());
    let bytes = &reading.bytes;
    let header = match bytes.len() {
        20 => phrase!("x5t: base64url"),
        32 => phrase!("x5t#S256: base64url"),
        _ => phrase!("base64url"),
    };
    let colons = to_hex(bytes).as_bytes().chunks(2).map(String::from_utf8_lossy).collect::<Vec<_>>().join(":");
    let notation = |label: Phrase, value: String| Notation { label: label.say(), value };
    let notations = match bytes.is_empty() {
        true => Vec::new(),
        false => vec![
            notation(header, to_base64url(bytes)),
            notation(phrase!("hexadecimal, as the portal and Graph show it"), to_hex(bytes)),
            notation(phrase!("hexadecimal, lower case"), to_hex(bytes).to_ascii_lowercase()),
            notation(phrase!("with colons, as OpenSSL shows it"), colons),
            notation(phrase!("base64, as older tools write customKeyIdentifier"), to_base64(bytes)),
            notation(phrase!("by mistake: base64url of the hexadecimal text"), to_base64url(to_hex(bytes).as_bytes())),
        ],
    };
    Identified { what: what(&reading), notations, belongs: owners(bytes, inventory) }
}

fn what(reading: &Reading) -> Text {
    let what = reading.describe();
    let what = match (&reading.form, digest_of_length(reading.bytes.len())) {
        (Form::Bytes, _) | (_, None) => what,
        (_, Some(hash)) => {
            say!("{what}: {count} bytes, the size of {hash}", what, count = reading.bytes.len(), hash)
        }
    };
    let stray = reading.stray.iter().map(|one| Text::verbatim(one.to_string()));
    match stray.reduce(|one, other| say!("{one} and {other}", one, other)) {
        Some(stray) => say!("{what}, with {stray}", what, stray),
        None => what,
    }
}

fn owners(bytes: &[u8], inventory: &Inventory) -> Vec<Text> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let keys = || inventory.registrations.iter().flat_map(|one| one.keys().iter().map(move |key| (one, key)));
    let registered = keys().filter_map(|(_, key)| key.certificate.as_deref());
    let certificates: Vec<&Certificate> = inventory.certificates.iter().map(AsRef::as_ref).chain(registered).collect();
    let mut owners: Vec<Text> = Vec::new();
    for one in &certificates {
        let hash = if bytes == one.sha1 { "SHA-1" } else { "SHA-256" };
        if bytes == one.sha1 || bytes == one.sha256 {
            owners.push(say!(
                "It is the {hash} thumbprint of {certificate}, from {input}.",
                hash,
                certificate = one.label(),
                input = one.input
            ));
        }
    }
    for (registration, key) in keys().filter(|(_, key)| key.sha1().is_some_and(|sha1| bytes == sha1)) {
        owners.push(say!("It is registered on {app}: {key}.", app = registration.label(), key = key.label()));
    }
    if owners.is_empty()
        && let Some(origin) = search::origin(bytes, &certificates)
        && let Some(certificate) = certificates.get(origin.certificate)
    {
        owners.push(say!("It is no thumbprint of a certificate, but {origin}.", origin = origin.describe(certificate)));
    }
    owners.dedup();
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, recognise};

    #[test]
    fn every_notation_leads_to_every_other() {
        let mut inventory = Inventory::default();
        let pem = include_bytes!("../../tests/fixtures/app.pem");
        inventory.add("app.pem", recognise(&Input { name: "app.pem".into(), bytes: pem.to_vec() }, &[]));
        let hex = "B30C8CD11319F2B3C67F3A2253770FB6D19635DD";
        let first = identify(hex, &inventory);
        assert_eq!(first.notations[0].value, "swyM0RMZ8rPGfzoiU3cPttGWNd0");
        assert_eq!(first.belongs, ["It is the SHA-1 thumbprint of CN=payroll-sync, from app.pem."]);
        for notation in &first.notations {
            let again = identify(&notation.value, &inventory);
            assert_eq!((&again.notations, &again.belongs), (&first.notations, &first.belongs), "{}", notation.label);
        }
        assert_eq!(identify("b2f3a5b2-7350-4d33-ae4d-6cdd7b096cf7", &inventory).notations, []);
        assert!(identify("nothing of this kind!", &inventory).belongs.is_empty());
    }
}
