//! The table for comparing thumbprints: certificates × notations, and what the header says.

use crate::case::{Case, Identifier};
use crate::evidence::certificate::Certificate;
use crate::language::{Phrase, Text};
use crate::limits::MEMBER_TEXT_CHARS;
use crate::notation::encoding::{to_base64url, to_hex};
use crate::notation::text::shorten;
use crate::report::{ThumbprintCell, ThumbprintColumn, ThumbprintNotation, ThumbprintRow, ThumbprintTable};

type Notation = (ThumbprintNotation, Phrase, fn(&Certificate) -> String);

const NOTATIONS: [Notation; 4] = [
    (ThumbprintNotation::X5t, phrase!("x5t: SHA-1, base64url"), |one| one.x5t()),
    (ThumbprintNotation::Sha1, phrase!("SHA-1, hexadecimal (the portal's thumbprint)"), |one| to_hex(&one.sha1)),
    (ThumbprintNotation::X5tS256, phrase!("x5t#S256: SHA-256, base64url"), |one| one.x5t_s256()),
    (ThumbprintNotation::Sha256, phrase!("SHA-256, hexadecimal"), |one| to_hex(&one.sha256)),
];

/// Builds the table of a case. If the header has a `kid`, it gets a row of its own.
pub fn build(case: &Case<'_>) -> ThumbprintTable {
    let columns = case
        .candidates
        .iter()
        .map(|candidate| ThumbprintColumn {
            label: candidate.certificate.label(),
            origin: match (candidate.given, candidate.x5c) {
                (true, Some(index)) => say!("{input} and x5c[{index}]", input = candidate.certificate.input, index),
                (_, None) => Text::verbatim(&candidate.certificate.input),
                (false, Some(index)) => Text::verbatim(format!("x5c[{index}]")),
            },
            sha1: to_hex(&candidate.certificate.sha1),
        })
        .collect();
    let mut rows: Vec<ThumbprintRow> = NOTATIONS.iter().map(|notation| row(case, *notation)).collect();
    if let Some(kid) = case.identifier("kid") {
        rows.push(kid_row(case, kid));
    }
    ThumbprintTable { columns, rows }
}

/// What the header says in a notation, and the bytes it stands for.
fn header(case: &Case<'_>, id: ThumbprintNotation) -> Option<(String, Vec<u8>, Text)> {
    let name = match id {
        ThumbprintNotation::X5t | ThumbprintNotation::Sha1 => "x5t",
        _ => "x5t#S256",
    };
    let identifier = case.identifier(name)?;
    let (bytes, note) = (identifier.reading.bytes.clone(), identifier.reading.describe());
    match id {
        ThumbprintNotation::X5t | ThumbprintNotation::X5tS256 if identifier.is_proper() => {
            Some((identifier.text.clone(), bytes, Text::default()))
        }
        ThumbprintNotation::X5t | ThumbprintNotation::X5tS256 => Some((identifier.text.clone(), Vec::new(), note)),
        // The hexadecimal row shows the bytes that the header stands for, however it is written, so that wrong ones are
        // obvious at once.
        _ if bytes.is_empty() => None,
        _ => Some((to_hex(&bytes), bytes, if identifier.is_proper() { Text::default() } else { say!("meant") })),
    }
}

fn row(case: &Case<'_>, (id, label, write): Notation) -> ThumbprintRow {
    let header = header(case, id);
    let sha256 = matches!(id, ThumbprintNotation::X5tS256 | ThumbprintNotation::Sha256);
    let digest = |one: &Certificate| if sha256 { one.sha256.to_vec() } else { one.sha1.to_vec() };
    let says = header.as_ref().map(|(_, bytes, _)| bytes.clone()).filter(|bytes| !bytes.is_empty());
    let cells: Vec<ThumbprintCell> = case
        .certificates()
        .into_iter()
        .map(|one| ThumbprintCell {
            value: write(one),
            matches: says.as_ref() == Some(&digest(one)),
            note: Text::default(),
        })
        .collect();
    let matches = cells.iter().any(|cell| cell.matches);
    let header =
        header.map(|(value, _, note)| ThumbprintCell { value: shorten(&value, MEMBER_TEXT_CHARS), matches, note });
    ThumbprintRow { id, label: label.say(), header, cells }
}

fn kid_row(case: &Case<'_>, kid: &Identifier) -> ThumbprintRow {
    let cells: Vec<ThumbprintCell> = case
        .certificates()
        .into_iter()
        .map(|one| ThumbprintCell {
            value: to_base64url(&one.sha1),
            matches: kid.is_proper() && kid.reading.bytes == one.sha1,
            note: Text::default(),
        })
        .collect();
    let note = if kid.is_proper() { Text::default() } else { kid.reading.describe() };
    let header = ThumbprintCell {
        value: shorten(&kid.text, MEMBER_TEXT_CHARS),
        matches: cells.iter().any(|cell| cell.matches),
        note,
    };
    ThumbprintRow { id: ThumbprintNotation::Kid, label: say!("kid: SHA-1, base64url"), header: Some(header), cells }
}
