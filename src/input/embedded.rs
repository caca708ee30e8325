//! Certificates, keys and PFX files that a text holds as the value of something: base64, hexadecimal or numbers in JSON,
//! YAML, HCL, `.env`, source code, a dump, or below a prompt.
//!
//! None of these formats is parsed, because the values speak for themselves: DER begins with a SEQUENCE that states its
//! own length, and base64 of PEM decodes to its BEGIN line. So each run of letters is tried, and whatever stands between
//! two lines of one value (line breaks, quotation marks, plus signs) is skipped until the stated length is reached.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::budget::Budget;
use super::recognised::{Item, Recognised};
use super::values::{Notation, Values};
use super::{bytes, der, pem};
use crate::evidence::certificate::PublicKey;
use crate::evidence::request::RequestFormat;
use crate::language::Text;
use crate::limits;
use crate::notation::text::is_guid;

/// Adds what the values in a text contain to what was found in the text otherwise.
pub(super) fn add(name: &str, text: &str, budget: &Budget<'_>, found: &mut Recognised) {
    // A recorded answer may carry the certificates of any server, such as the keys that Entra ID signs with.
    let is_record = |item: &Item| matches!(item, Item::Request(request) if matches!(request.format, RequestFormat::Har | RequestFormat::Http));
    if found.items.iter().any(is_record) {
        return;
    }
    let mut inside = scan(name, text, budget, 0);
    // A registered certificate is not one that the client has, and a certificate counts once.
    let known: Vec<[u8; 32]> = found.items.iter().flat_map(certificates).collect();
    inside.items.retain(|item| !matches!(item, Item::Certificate(one) if known.contains(&one.sha256)));
    if !inside.items.is_empty() || inside.needs_password || found.items.is_empty() && found.problems.is_empty() {
        found.merge(inside);
    }
}

/// The SHA-256 thumbprints of the certificates of an item.
fn certificates(item: &Item) -> Vec<[u8; 32]> {
    match item {
        Item::Certificate(one) => vec![one.sha256],
        Item::Registration(one) => {
            one.keys().iter().filter_map(|key| key.certificate.as_ref()).map(|one| one.sha256).collect()
        }
        Item::Authorities(one) => one.certificates.iter().map(|one| one.sha256).collect(),
        _ => Vec::new(),
    }
}

/// Finds what the values in a text contain. `depth` counts the texts around this one, each of which held the next as a
/// value.
fn scan(name: &str, text: &str, budget: &Budget<'_>, depth: usize) -> Recognised {
    let mut found = Recognised::default();
    let mut problem: Option<Recognised> = None;
    let (mut line, mut counted, mut passed_over) = (1, 0, None);
    // A plan or a state holds the same value several times, and each may cost a key derivation.
    let mut seen: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for value in Values::new(text) {
        let label = label(text, value.start);
        if is_of_others(text, &value.span(), label, passed_over) {
            passed_over = Some(value.end);
            continue;
        }
        if seen.insert(Sha256::digest(&value.bytes).into(), value.start).is_some() {
            continue;
        }
        let Some(inside) = read(name, &value.bytes, budget, depth) else { continue };
        if inside.items.is_empty() && !inside.needs_password {
            problem = problem.or(Some(inside).filter(|one| !one.problems.is_empty()));
            continue;
        }
        line += text.get(counted..value.start).unwrap_or_default().matches('\n').count();
        counted = value.start;
        // In a text, the certificates count, not what they were packed in.
        let kind = inside.kind.filter(|_| inside.items.is_empty());
        found.merge(Recognised { kind, unwrapped: Vec::new(), ..inside });
        if depth == 0 && found.unwrapped.len() < limits::MAX_LISTED_VALUES {
            found.unwrapped.push(place(value.notation, line, label));
        }
    }
    if found.items.is_empty() && !found.needs_password { problem.unwrap_or(found) } else { found }
}

/// Where a value stands and how it is written.
fn place(notation: Notation, line: usize, label: Option<&str>) -> Text {
    let notation = notation.label();
    match label {
        Some(label) => say!("{notation} in line {line} ({label})", notation, line, label),
        None => say!("{notation} in line {line}", notation, line),
    }
}

/// Reads a value; `None` if it is nothing of use.
fn read(name: &str, value: &[u8], budget: &Budget<'_>, depth: usize) -> Option<Recognised> {
    if value.first() == Some(&0x30) {
        let found = der::recognise(name, value, budget);
        // A public key alone, as a certificate's details show it.
        let known = found.as_ref().is_some_and(|found| !found.items.is_empty() || found.needs_password);
        let key = PublicKey::from_der(value).filter(|key| !known && !matches!(key, PublicKey::Other { .. }));
        return key.map(|key| Recognised::item(Item::PublicKey(Box::new(key), None))).or(found);
    }
    let text = bytes::text(value).ok()?;
    let (mut found, gaps) = pem::recognise(name, &text, budget);
    if depth < limits::MAX_VALUE_DEPTH {
        gaps.into_iter().for_each(|gap| found.merge(scan(name, gap, budget, depth + 1)));
    }
    (!found.items.is_empty() || !found.problems.is_empty()).then_some(found)
}

/// Returns whether a value belongs to somebody other than the client: an issuer's own keys, a registration, an authority.
fn is_of_others(text: &str, span: &std::ops::Range<usize>, label: Option<&str>, passed_over: Option<usize>) -> bool {
    // The next certificate of the same list.
    let between = passed_over.and_then(|end| text.get(end..span.start));
    if between.is_some_and(|between| {
        between.len() < 80 && between.chars().all(|c| c.is_whitespace() || "=\"'\\,nr".contains(c))
    }) {
        return true;
    }
    let label = label.unwrap_or_default().to_ascii_lowercase();
    let authority = ["ca.", "ca_", "ca-", "cacert", "cabundle"].iter().any(|start| label.starts_with(start))
        || label.contains("certificate-authority")
        || label.contains("_ca_")
        || label == "ca";
    if authority || label == "x5c" || label.ends_with("x509certificate") {
        return true;
    }
    let before = text.get(boundary(text, span.start.saturating_sub(limits::VALUE_CONTEXT_BYTES))..span.start);
    let after = text.get(span.end..boundary(text, span.end.saturating_add(limits::VALUE_CONTEXT_BYTES)));
    [before, after].into_iter().flatten().any(|context| {
        let context = context.to_ascii_lowercase();
        context.contains("customkeyidentifier") || context.contains("keycredentials")
    })
}

/// The nearest character boundary at or before a position.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The name before a value: a member, a key, a variable or a file.
fn label(text: &str, start: usize) -> Option<&str> {
    let before = text.get(boundary(text, start.saturating_sub(2 * limits::VALUE_LABEL_CHARS))..start)?;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = before.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let name = name.rsplit(|c| !part(c)).next()?.trim_matches(['-', '.']);
    let fits = (2..=limits::VALUE_LABEL_CHARS).contains(&name.len());
    (fits && !is_guid(name) && name.contains(|c: char| c.is_ascii_alphabetic())).then_some(name)
}
