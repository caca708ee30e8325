//! Federated credentials as text: HCL, Bicep, YAML, PowerShell's lists and hash tables, the options of a command, and the
//! fields of the portal. All of them write a name, a sign and a value, so none of them is parsed.

use std::borrow::Cow;

use super::json::known;
use crate::evidence::federated_credential::{FederatedCredential, FederatedCredentials};
use crate::input::registered::tables;
use crate::limits;
use crate::notation::text::is_guid;

/// A field of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Issuer,
    Subject,
    Audiences,
    Expression,
    Owner,
    ClientId,
    Id,
}

/// Its names in small letters, without hyphens and underscores.
const NAMES: [(&str, Field); 18] = [
    ("issuer", Field::Issuer),
    ("issuerurl", Field::Issuer),
    ("subject", Field::Subject),
    ("subjectidentifier", Field::Subject),
    ("audience", Field::Audiences),
    ("audiences", Field::Audiences),
    ("claimsmatchingexpression", Field::Expression),
    ("name", Field::Name),
    ("displayname", Field::Name),
    ("federatedcredentialname", Field::Name),
    ("applicationid", Field::Owner),
    ("applicationobjectid", Field::Owner),
    ("identityname", Field::Owner),
    ("parentid", Field::Owner),
    ("userassignedidentityid", Field::Owner),
    ("appid", Field::ClientId),
    ("clientid", Field::ClientId),
    ("id", Field::Id),
];

/// Reads the credentials of a text, a result for each owner that it names.
pub(super) fn recognise(input: &str, text: &str) -> Vec<FederatedCredentials> {
    if text.len() > limits::MAX_PROGRAM_BYTES {
        return Vec::new();
    }
    let text = &*without_comments(text);
    let lower = text.to_ascii_lowercase();
    let has = |words: &str| lower.contains(words);
    if !has("issuer") || !(has("subject") || has("claims")) {
        return Vec::new();
    }
    let table = tables(text, "issuer");
    if table.is_empty() && !has("federated") && !has("audience") {
        return Vec::new();
    }
    let mut found = Found { input, is_whole: !table.is_empty(), owners: Vec::new() };
    let mut draft = Draft::default();
    for one in &table {
        let Some(field) = field(&one.name) else { continue };
        if draft.seen.contains(&field) {
            draft.end(&mut found);
        }
        draft.take(field, vec![one.value.clone()]);
    }
    draft.end(&mut found);
    // The fields of a table have been read.
    let text = if table.is_empty() { text } else { "" };
    for (field, values) in (Fields { text, at: 0 }) {
        if field.is_none() || field.is_some_and(|field| draft.seen.contains(&field)) {
            draft.end(&mut found);
        }
        if let Some(field) = field {
            draft.take(field, values);
        }
    }
    draft.end(&mut found);
    found.owners
}

/// Everything but what stands in comments of several lines. The marks also occur inside values: `repo:contoso/*`.
fn without_comments(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = text;
    let begins = |line: &str| line.trim_start().starts_with("/*");
    if !text.lines().any(begins) {
        return Cow::Borrowed(text);
    }
    while let Some(line) = rest.split_inclusive('\n').next() {
        let after = begins(line).then(|| rest.split_once("*/")).flatten();
        if let Some((_, after)) = after {
            rest = after;
        } else {
            kept.push_str(line);
            rest = rest.get(line.len()..).unwrap_or_default();
        }
    }
    Cow::Owned(kept)
}

/// The credentials read so far.
struct Found<'t> {
    input: &'t str,
    is_whole: bool,
    owners: Vec<FederatedCredentials>,
}

/// A credential that is being read.
#[derive(Default)]
struct Draft {
    seen: Vec<Field>,
    one: FederatedCredential,
    owner: Option<String>,
    client_id: Option<String>,
    has_id: bool,
}

impl Draft {
    fn take(&mut self, field: Field, values: Vec<String>) {
        self.seen.push(field);
        let first = || values.first().filter(|value| !value.is_empty()).cloned();
        match field {
            Field::Name => self.one.name = first(),
            Field::Issuer => self.one.issuer = first().and_then(known),
            Field::Subject => self.one.subject = first().and_then(known),
            Field::Expression => self.one.expression = first().filter(|text| text.contains("claims[")),
            // PowerShell shows a list in braces, and what is too long for its column cut off.
            Field::Audiences => {
                let all = values.iter().flat_map(|value| value.trim_matches(['{', '}']).split(','));
                let all = all.map(str::trim).filter(|one| !one.is_empty() && !one.ends_with(['.', '…']));
                self.one.audiences = all.map(str::to_owned).filter_map(known).collect();
            }
            Field::Owner => self.owner = first().and_then(known),
            Field::ClientId => self.client_id = first().filter(|id| is_guid(id)),
            Field::Id => self.has_id = first().is_some_and(|id| is_guid(&id)),
        }
    }

    /// Ends it, and begins the next one.
    fn end(&mut self, found: &mut Found<'_>) {
        let Self { seen, one, owner, client_id, has_id } = std::mem::take(self);
        let has = |field| seen.contains(&field);
        let is_issuer = one.issuer.as_ref().is_none_or(|issuer| issuer.starts_with("http"));
        if has(Field::Issuer) && is_issuer && (has(Field::Subject) || one.expression.is_some()) {
            // Only what the service lists has an id of its own.
            found.is_whole |= has_id;
            let owner = owner.map(|path| path.rsplit('/').next().unwrap_or_default().to_owned());
            let is_same = |known: &&mut FederatedCredentials| known.owner == owner && known.client_id == client_id;
            let (is_whole, has_room) = (found.is_whole, found.owners.len() < limits::MAX_FEDERATED);
            match found.owners.iter_mut().find(is_same) {
                Some(known) => {
                    known.is_whole |= is_whole;
                    if known.list.len() < limits::MAX_FEDERATED && !known.list.contains(&one) {
                        known.list.push(one);
                    }
                }
                None if has_room => found.owners.push(FederatedCredentials {
                    input: found.input.to_owned(),
                    owner,
                    client_id,
                    list: vec![one],
                    is_whole,
                }),
                None => {}
            }
        }
    }
}

/// The fields in a text with their values; `None` stands for the start of another block.
struct Fields<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Fields<'_> {
    type Item = (Option<Field>, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at + rest.find(|c: char| c.is_ascii_alphabetic())?;
            let before = self.text.get(..start)?;
            let rest = head(self.text.get(start..)?, 64);
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let run = rest.get(..end)?;
            // A field of the portal has two words; an option ends at the first.
            let is_option = before.ends_with('-');
            let run =
                if is_option { run.split(' ').next().unwrap_or(run) } else { run.split("  ").next().unwrap_or(run) };
            let word = run.trim_end();
            self.at = start + run.find(' ').unwrap_or(run.len()).max(1);
            if word == "resource" || run.starts_with("resource ") && is_first(before) {
                return Some((None, Vec::new()));
            }
            let Some(field) = field(word) else { continue };
            let opens = before.trim_end_matches(['"', '\'', '\\']).trim_end_matches([' ', '\t']);
            let is_place = is_option || is_first(before) || opens.ends_with(['{', ';', ',', '(']);
            let after = head(self.text.get(start + word.len()..)?, limits::MAX_FEDERATED_BYTES);
            let Some((values, length)) = (if is_place { values(after, is_option) } else { None }) else { continue };
            self.at = start + word.len() + length;
            return Some((Some(field), values));
        }
    }
}

/// Whether nothing but marks of a list and quotation marks stand before this in its line.
fn is_first(before: &str) -> bool {
    let from = before.floor_char_boundary(before.len().saturating_sub(200));
    let line = before.get(from..).and_then(|near| near.rsplit('\n').next()).unwrap_or_default();
    line.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '*' | '"' | '\'' | '\\' | '│' | '|' | '+' | '~'))
}

/// The start of a text.
fn head(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}

fn field(word: &str) -> Option<Field> {
    if word.len() > 30 {
        return None;
    }
    let bare: String = word.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.iter().find(|(name, _)| *name == bare).map(|(_, field)| *field)
}

/// Reads the value or values after a name, and how many bytes they take; `None` if there is none.
fn values(after: &str, is_option: bool) -> Option<(Vec<String>, usize)> {
    let rest = after.trim_start_matches(['\\', '"', '\'']);
    let inline = rest.trim_start_matches([' ', '\t']);
    let gap = rest.len() - inline.len();
    let has_tab = rest.get(..gap).is_some_and(|gap| gap.contains('\t'));
    let (rest, sign) = match inline.chars().next()? {
        ':' => (inline.get(1..)?, ':'),
        '=' => (inline.get(1..)?.trim_start_matches('>'), '='),
        _ if is_option || gap >= 2 || has_tab => (inline, ' '),
        // A field of the portal, with its value in the next line.
        '\n' | '\r' => (inline, '\n'),
        _ => return None,
    };
    let rest = rest.trim_start_matches([' ', '\t']);
    let opened = rest.strip_prefix("@(").or(rest.strip_prefix(['[', '(', '{']));
    let listed = rest.trim_start().strip_prefix("- ").filter(|_| sign == ':' && rest.starts_with(['\n', '\r']));
    if let Some(inner) = opened {
        let end = inner.find([']', ')', '}'])?;
        let items = || inner.get(..end).into_iter().flat_map(|all| all.split([',', '\n'])).map(str::trim);
        let quotes = |one: &str| one.chars().filter(|c| matches!(c, '"' | '\'')).count();
        if items().any(|one| quotes(one) % 2 == 1) {
            return None;
        }
        // A plan marks what it takes away and what it adds.
        let is_plan = items().any(|one| one.starts_with("- "));
        let items = items().filter(|one| !is_plan || !one.starts_with('+'));
        let items = items.map(|one| one.trim_start_matches(['-', '+', ' ']).trim_matches(['"', '\'', '\\']));
        let items = items.filter(|one| !one.is_empty()).map(str::to_owned).collect();
        return Some((items, after.len() - inner.len() + end + 1));
    }
    if let Some(inner) = listed {
        let mut items = Vec::new();
        let mut left = inner;
        loop {
            let (line, next) = left.split_once('\n').unwrap_or((left, ""));
            items.push(line.trim().trim_matches(['"', '\'']).to_owned());
            match next
                .trim_start_matches(' ')
                .strip_prefix("- ")
                .filter(|next| !next.contains(": ") || items.len() < 20)
            {
                Some(next) if !next.lines().next().unwrap_or_default().contains(": ") => left = next,
                _ => return Some((items, after.len() - next.len())),
            }
        }
    }
    let rest = if sign == '\n' { rest.trim_start_matches(['\r', '\n', ' ', '\t']) } else { rest };
    let escaped = rest.strip_prefix('\\').unwrap_or(rest);
    let (value, length) = match escaped.chars().next()? {
        mark @ ('"' | '\'') => {
            let inner = escaped.get(1..)?;
            // A value that goes on in the next line was broken by whoever showed it.
            let end =
                inner.find([mark, '\n']).filter(|end| !inner.get(*end..).unwrap_or_default().starts_with('\n'))?;
            (inner.get(..end)?.trim_end_matches('\\'), after.len() - inner.len() + end + 1)
        }
        _ => {
            let line = escaped.lines().next()?;
            let end = if is_option { line.find(char::is_whitespace) } else { line.find([',', ';', '}', '│']) };
            let value = line.get(..end.unwrap_or(line.len()))?.trim_end();
            (value, after.len() - escaped.len() + value.len())
        }
    };
    // A shell takes quotation marks in the middle of a word away.
    let unquoted = value.replace('"', "");
    let value = if is_option && !escaped.starts_with(['"', '\'']) { unquoted.as_str() } else { value };
    let is_bare = !escaped.starts_with(['"', '\'']);
    // A name in the place of a value refers to something that is not here.
    let is_value = value.contains([':', '/', '|']) || is_guid(value) || value.bytes().all(|b| b.is_ascii_digit());
    let refers = is_bare && (sign == '=' || sign == ':') && !is_value && value.contains('.');
    let value = if refers { format!("${{{value}}}") } else { value.to_owned() };
    Some((vec![value], length))
}
