//! A JSON object that keeps the position, digits and duplicates of its members.
//!
//! serde_json does the parsing; its raw values reveal the position of each member. Sources: RFC 8259; RFC 7515 §4 and
//! RFC 7519 §4 require member names to be unique.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::language::Phrase;

/// A JSON object with its members in text order.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Every member, duplicates included.
    pub members: Vec<Member>,
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// Byte range in the text, from the name's opening quote to the end of the value.
    pub span: Range<usize>,
    /// The value exactly as written.
    pub text: String,
    /// The parsed value. A number that no float can represent is kept as its text.
    pub value: Value,
}

/// Why a text is not a readable JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonProblem {
    /// Not JSON from this byte on, as described by the parser.
    Syntax {
        /// Byte offset.
        at: usize,
        /// What the parser expected.
        expected: String,
    },
    /// JSON, but an array, a string or a number; or nothing at all.
    NotAnObject {
        /// What it is instead.
        found: Phrase,
    },
    /// A value nested deeper than in any real claim.
    TooDeep {
        /// The member that contains it.
        member: String,
    },
}

impl std::error::Error for JsonProblem {}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Syntax { at, expected } => {
                say!("not JSON at byte {number}: {expected}", number = at + 1, expected)
            }
            Self::NotAnObject { found } => say!("a JSON object is expected, this is {found}", found),
            Self::TooDeep { member } => {
                say!("the member {member} is nested more than 127 levels deep", member = format!("{member:?}"))
            }
        })
    }
}

impl Object {
    /// Returns the first member of this name.
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Members whose name an earlier member already has.
    pub fn duplicates(&self) -> impl Iterator<Item = &Member> {
        let mut seen = BTreeSet::new();
        self.members.iter().filter(move |member| !seen.insert(member.name.as_str()))
    }

    /// The object for the report; of duplicate members, the first is kept.
    pub fn to_map(&self) -> serde_json::Map<String, Value> {
        let mut map = serde_json::Map::new();
        for member in &self.members {
            map.entry(member.name.clone()).or_insert_with(|| member.value.clone());
        }
        map
    }
}

/// Parses one JSON object.
///
/// # Errors
/// If the text is not valid JSON, is not an object, or is nested too deeply.
pub fn object(text: &str) -> Result<Object, JsonProblem> {
    let found = match text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().next() {
        Some('{') => None,
        Some('[') => Some(phrase!("an array")),
        Some('"') => Some(phrase!("a string")),
        Some('-' | '0'..='9') => Some(phrase!("a number")),
        None => Some(phrase!("empty")),
        Some(_) => None,
    };
    if let Some(found) = found {
        return Err(JsonProblem::NotAnObject { found });
    }
    let Entries(entries) = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    let mut members = Vec::with_capacity(entries.len());
    let mut after = 0;
    for (name, raw) in entries {
        // RawValue borrows from `text`, so the difference of the two addresses is the value's offset.
        let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let end = start + raw.get().len();
        let key = text.get(after..start).and_then(|gap| gap.find('"')).map_or(start, |quote| after + quote);
        let value = match serde_json::from_str(raw.get()) {
            Ok(value) => value,
            Err(error) if error.to_string().contains("recursion") => return Err(JsonProblem::TooDeep { member: name }),
            Err(_) => Value::String(raw.get().to_owned()),
        };
        members.push(Member { name, span: key..end, text: raw.get().to_owned(), value });
        after = end;
    }
    Ok(Object { members })
}

fn syntax(text: &str, error: &serde_json::Error) -> JsonProblem {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let words = error.to_string();
    let expected = words.split(" at line ").next().unwrap_or(&words).to_owned();
    JsonProblem::Syntax { at: (line_start + error.column().saturating_sub(1)).min(text.len()), expected }
}

struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_places_digits_and_duplicates() {
        let text = "{ \"exp\" : 1795428600.0000001, \"a\\u0062\":\"x\", \"exp\": 1e400 }";
        let object = object(text).unwrap();
        let [first, second, third] = object.members.as_slice() else { panic!("three members") };
        assert_eq!(first.text, "1795428600.0000001");
        assert_eq!(&text[first.span.clone()], "\"exp\" : 1795428600.0000001");
        assert_eq!((second.name.as_str(), &text[second.span.clone()]), ("ab", "\"a\\u0062\":\"x\""));
        assert_eq!(third.value, Value::String("1e400".into()));
        assert_eq!(object.duplicates().count(), 1);
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(object("[1]"), Err(JsonProblem::NotAnObject { found: phrase!("an array") }));
        assert!(matches!(object("{\"a\":1,}"), Err(JsonProblem::Syntax { at: 7, .. })), "{:?}", object("{\"a\":1,}"));
        assert!(matches!(object("{\n\"a\" 1}"), Err(JsonProblem::Syntax { at: 6, .. })), "{:?}", object("{\n\"a\" 1}"));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(object(&deep), Err(JsonProblem::TooDeep { member: "a".into() }));
    }
}
