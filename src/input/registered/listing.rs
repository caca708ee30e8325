//! Registered keys as tools print them for people: blocks of `Name : value` (PowerShell) or `name: value` (YAML), tables with a
//! line of dashes under their heading (PowerShell, `az -o table`), and lines of values with tabs between them (`az -o tsv`).

use super::dates::{Order, date};
use super::{Origin, read_value};
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat};
use crate::notation::encoding;
use crate::notation::text::is_guid;

/// Names of a key's members, in lower case.
const KEY_MEMBERS: [&str; 11] = [
    "customkeyidentifier",
    "displayname",
    "enddate",
    "enddatetime",
    "key",
    "keyid",
    "startdate",
    "startdatetime",
    "type",
    "usage",
    "value",
];
/// Names that begin another application, after an empty line.
const IDS_OF_APPLICATION: [&str; 3] = ["appid", "id", "objectid"];
/// Members that only password credentials have.
const OF_PASSWORDS: [&str; 2] = ["hint", "secrettext"];

/// Columns of a table that are read: the cost of a row grows with their number.
const MAX_COLUMNS: usize = 64;

/// A name in lower case with its value.
pub(in crate::input) struct Member {
    pub name: String,
    pub value: String,
    /// Whether an empty line stands before it.
    apart: bool,
}

/// Reads the registrations of a listing, one for each application that it names; none if the text is not a listing.
pub(in crate::input) fn recognise(input: &str, text: &str) -> Vec<Registration> {
    let head = text.get(..text.floor_char_boundary(200_000)).unwrap_or_default();
    let lower = head.to_ascii_lowercase();
    let has = |name: &str| lower.contains(name);
    let has_keys = has("keyid") && (has("usage") || has("customkeyidentifier"));
    if !(has_keys || has("asymmetricx509cert") || has("keycredential") && has("appid")) {
        return Vec::new();
    }
    let members = [tabbed(text), tables(text, "keyid")]
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| blocks(text));
    let origin = Origin { input, order: Order::of(members.iter().map(|member| member.value.as_str())) };
    let current = empty(input);
    let mut listing = Listing { origin, found: Vec::new(), current, key: RegisteredKey::default(), seen: Vec::new() };
    members.iter().for_each(|member| listing.read(member));
    listing.end_key();
    listing.found.push(listing.current);
    listing.found.retain(|one| one.keys.is_some() || one.app_id.is_some() && has("keycredential"));
    listing.found
}

/// A registration of which nothing is known yet.
fn empty(input: &str) -> Registration {
    Registration { input: input.to_owned(), format: RegistrationFormat::PowerShell, ..Registration::default() }
}

struct Listing<'a> {
    origin: Origin<'a>,
    found: Vec<Registration>,
    /// The registration that is being read.
    current: Registration,
    /// The key that is being read.
    key: RegisteredKey,
    /// Names read since the key or the application began.
    seen: Vec<String>,
}

impl Listing<'_> {
    fn read(&mut self, Member { name, value, apart }: &Member) {
        let of_application = IDS_OF_APPLICATION.contains(&name.as_str());
        let is_key_member = KEY_MEMBERS.contains(&name.as_str());
        if self.seen.contains(name) && (of_application || is_key_member) || of_application && *apart {
            self.end_key();
        }
        match name.as_str() {
            "appid" if is_guid(value) => {
                let id = Some(value.to_ascii_lowercase());
                if self.current.app_id.is_some() && self.current.app_id != id {
                    self.found.push(std::mem::replace(&mut self.current, empty(self.origin.input)));
                }
                self.current.app_id = id;
            }
            "keycredentials" if value == "{}" || value == "[]" => {
                self.current.keys.get_or_insert_default();
            }
            "serviceprincipaltype" | "serviceprincipalnames" => {
                self.current.format = RegistrationFormat::ServicePrincipal;
            }
            _ if is_key_member => read(self.origin, name, value, &mut self.key),
            _ => {}
        }
        self.seen.push(name.clone());
    }

    /// Keeps what was read as a key, if it is one. A password credential has an id, too, and neither usage nor type.
    fn end_key(&mut self) {
        let key = std::mem::take(&mut self.key);
        let has = |names: &[&str]| self.seen.iter().any(|name| names.contains(&name.as_str()));
        let is_key = key.key_id.is_some() && (has(&["usage", "type"]) || key.is_comparable()) && !has(&OF_PASSWORDS);
        self.seen.clear();
        if is_key {
            self.current.keys.get_or_insert_default().push(key);
        }
    }
}

/// Parses lines of `Name : value`. A line without a name continues the previous value. The members of password credentials
/// are left out.
fn blocks(text: &str) -> Vec<Member> {
    let empty = text.lines().filter(|line| line.trim().is_empty()).count();
    // Between all lines, empty ones separate nothing.
    let separates = empty * 2 < text.lines().count();
    let mut members: Vec<Member> = Vec::new();
    let (mut apart, mut passwords) = (false, false);
    for line in text.lines() {
        let tidy = line.trim();
        apart |= tidy.is_empty() && separates;
        let (name, value) = tidy.strip_prefix("- ").unwrap_or(tidy).split_once(':').unwrap_or_default();
        let name = name.trim().to_ascii_lowercase();
        let nested = line.starts_with("  ") || line.starts_with("- ");
        let is_name = !name.is_empty()
            && name.len() < 40
            && name.chars().all(|c| c.is_ascii_alphanumeric())
            && (!line.starts_with("  ")
                || KEY_MEMBERS.contains(&name.as_str())
                || OF_PASSWORDS.contains(&name.as_str()));
        if is_name {
            passwords = if nested { passwords } else { name == "passwordcredentials" };
            if !(passwords && nested) {
                members.push(Member { name, value: plain(value), apart: std::mem::take(&mut apart) });
            }
        } else if line.starts_with("  ")
            && let Some(last) = members.last_mut()
        {
            last.value.push_str(tidy);
        }
    }
    members
}

/// A value without its quotation marks; nothing for what stands for none.
fn plain(value: &str) -> String {
    let value = value.trim().trim_start_matches(':').trim();
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    match inner('\'').or_else(|| inner('"')).unwrap_or(value) {
        "null" | "None" | "System.Byte[]" => String::new(),
        value => value.to_owned(),
    }
}

/// The rows of every table that has a column of this name. A line of dashes shows where its columns begin.
pub(in crate::input) fn tables(text: &str, column: &str) -> Vec<Member> {
    let mut members = Vec::new();
    let mut columns: Vec<(usize, String)> = Vec::new();
    let mut before = "";
    for line in text.lines() {
        let is_rule = line.trim_start().starts_with("--") && line.chars().all(|c| c == '-' || c.is_whitespace());
        if is_rule {
            let starts = line.char_indices().filter(|(at, c)| {
                *c == '-' && line.get(..*at).is_none_or(|before| before.is_empty() || before.ends_with(' '))
            });
            let starts: Vec<usize> = starts.map(|(at, _)| at).take(MAX_COLUMNS).collect();
            columns =
                cells(before, &starts).zip(&starts).map(|(name, start)| (*start, name.to_ascii_lowercase())).collect();
            if !columns.iter().any(|(_, name)| name == column) {
                columns.clear();
            }
        } else if line.trim().is_empty() {
            columns.clear();
        } else {
            let starts: Vec<usize> = columns.iter().map(|(start, _)| *start).collect();
            for (value, (_, name)) in cells(line, &starts).zip(&columns) {
                members.push(Member { name: name.clone(), value: plain(value), apart: false });
            }
        }
        before = line;
    }
    members
}

/// The cells of a row whose columns begin at these characters.
fn cells<'l>(line: &'l str, starts: &'l [usize]) -> impl Iterator<Item = &'l str> {
    let place = |character: usize| line.char_indices().nth(character).map_or(line.len(), |(at, _)| at);
    starts.iter().enumerate().map(move |(index, start)| {
        let end = starts.get(index + 1).map_or(line.len(), |end| place(*end));
        line.get(place(*start)..end).unwrap_or_default().trim()
    })
}

/// Lines of values without names: each is known by its shape, and of two dates the later one is the end.
fn tabbed(text: &str) -> Vec<Member> {
    let mut members = Vec::new();
    for line in text.lines().filter(|line| line.contains('\t')) {
        let values: Vec<&str> = line.split('\t').map(str::trim).collect();
        if !values.iter().any(|value| matches!(*value, "AsymmetricX509Cert" | "X509CertAndPassword")) {
            continue;
        }
        let order = Order::of(values.iter().copied());
        let dates = || values.iter().filter_map(|value| Some((date(value, order)?, *value)));
        let (start, end) = (dates().min(), dates().max());
        for value in values.iter().copied().filter(|value| !plain(value).is_empty()) {
            let name = match value {
                "Verify" | "Sign" => "usage",
                "AsymmetricX509Cert" | "X509CertAndPassword" => "type",
                _ if is_guid(value) => "keyid",
                _ if end.is_some_and(|(_, end)| end == value) => "enddatetime",
                _ if start.is_some_and(|(_, start)| start == value) => "startdatetime",
                _ if matches!(value.len(), 40 | 64) && encoding::hex(value).is_some() => "customkeyidentifier",
                _ if value.len() > 300 && !value.contains(' ') => "key",
                _ => "displayname",
            };
            members.push(Member { name: name.to_owned(), value: plain(value), apart: false });
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
    let cut = value.contains("...") || value.contains('…');
    let Some(inner) = value.strip_prefix('{') else {
        let visible = value.trim_end_matches(['.', '…']);
        return (Some(visible.to_owned()).filter(|value| !value.is_empty()), cut);
    };
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
        let found = recognise("keys.txt", text);
        let [first, second] = found[0].keys() else { panic!("two keys: {found:?}") };
        assert_eq!(first.visible(), Some(vec![0x84, 0xE0, 0x5D, 0x1C]));
        assert_eq!(first.end.map(|end| end.rfc3339()).as_deref(), Some("2027-06-01T00:00:00Z"));
        assert!(first.is_for_verification() && !second.is_for_verification());
        assert_eq!((second.name.as_deref(), second.sha1().is_some()), (Some("CN=old"), true));
        assert!(recognise("x", "the keyId and its usage").is_empty());
    }

    const SHA1: &str = "84E05C1D98BCE3A5421D225B140B36E86A3D5534";

    fn keys(text: &str) -> Vec<(Option<String>, Vec<String>)> {
        recognise("keys", text)
            .iter()
            .map(|registration| {
                let key = |key: &RegisteredKey| {
                    let end = key.end.map(|end| end.rfc3339()).unwrap_or_default();
                    format!("{} {} {end}", key.key_id.as_deref().unwrap_or("-")[..2].to_owned(), key.sha1().is_some())
                };
                (
                    registration.app_id.as_ref().map(|id| id[..2].to_owned()),
                    registration.keys().iter().map(key).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn every_output_format_of_the_azure_cli() {
        let table = format!(
            "CustomKeyIdentifier                       DisplayName    EndDateTime           KeyId                                 StartDateTime         Type                Usage\n\
             ----------------------------------------  -------------  --------------------  ------------------------------------  --------------------  ------------------  -------\n\
             {SHA1}  CN=the app     2027-06-01T00:00:00Z  6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01  2026-06-01T00:00:00Z  AsymmetricX509Cert  Verify\n"
        );
        let tsv = format!(
            "{SHA1}\tCN=the app\t2027-06-01T00:00:00Z\tNone\t6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\t2026-06-01T00:00:00Z\tAsymmetricX509Cert\tVerify\n"
        );
        let yaml = format!(
            "- customKeyIdentifier: {SHA1}\n  displayName: CN=the app\n  endDateTime: '2027-06-01T00:00:00Z'\n  key: null\n  keyId: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\n  startDateTime: '2026-06-01T00:00:00Z'\n  type: AsymmetricX509Cert\n  usage: Verify\n"
        );
        for text in [&table, &tsv, &yaml] {
            let found = recognise("keys", text);
            let [key] = found[0].keys() else { panic!("one key: {text}") };
            assert_eq!(keys(text), [(None, vec!["6a true 2027-06-01T00:00:00Z".to_owned()])], "{text}");
            assert_eq!(key.name.as_deref(), Some("CN=the app"), "{text}");
            assert!(key.is_for_verification() && key.start < key.end, "{text}");
        }
        let application = format!(
            "appId: c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\nid: 0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10\nkeyCredentials:\n{yaml}\
             passwordCredentials:\n- customKeyIdentifier: null\n  displayName: x\n  endDateTime: '2027-06-01T00:00:00Z'\n  hint: abc\n  keyId: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\npublisherDomain: contoso.com\n"
        );
        assert_eq!(keys(&application), [(Some("c3".to_owned()), vec!["6a true 2027-06-01T00:00:00Z".to_owned()])]);
    }

    #[test]
    fn applications_of_one_listing_keep_their_own_keys() {
        let application = |id: &str, keys: &[&str]| {
            let key = |id: &&str| {
                format!(
                    "class KeyCredential {{\n                            CustomKeyIdentifier: {SHA1}\n                            EndDate: 6/1/2027 12:00:00 AM\n                            KeyId: {id}a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\n                            StartDate: 6/1/2026 12:00:00 AM\n                            Type: AsymmetricX509Cert\n                            Usage: Verify\n                            Value: System.Byte[]\n                          }}\n                          , "
                )
            };
            format!(
                "\nObjectId                  : {id}\nAppId                     : {id}\nDisplayName               : payroll\nKeyCredentials            : {{{}}}\nPasswordCredentials       : {{class PasswordCredential {{\n                              CustomKeyIdentifier: \n                              EndDate: 6/1/2027 12:00:00 AM\n                              KeyId: 9a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\n                              Value: \n                            }}\n                            }}\nPublicClient              :\n\n",
                keys.iter().map(key).collect::<String>()
            )
        };
        let text = application("c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", &["1", "2"])
            + &application("d4b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", &[])
            + &application("e5b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", &["3"]);
        let end = |id: &str| format!("{id}a true 2027-06-01T00:00:00Z");
        assert_eq!(
            keys(&text),
            [
                (Some("c3".to_owned()), vec![end("1"), end("2")]),
                (Some("d4".to_owned()), vec![]),
                (Some("e5".to_owned()), vec![end("3")])
            ]
        );
        // A column of the script's own.
        let rows = "KeyId : 1a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\nUsage : Verify\nAppId : c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n\nKeyId : 2a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01\nUsage : Verify\nAppId : d4b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n";
        let ids: Vec<_> = keys(rows).into_iter().map(|(id, keys)| (id.unwrap_or_default(), keys.len())).collect();
        assert_eq!(ids, [("c3".to_owned(), 1), ("d4".to_owned(), 1)]);
    }
}
