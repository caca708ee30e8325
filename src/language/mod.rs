//! User-facing texts in the user's language.
//!
//! A sentence is written in English in the code that makes it, with named placeholders for its values: `say!("It ended
//! {span} ago.", span)`. The result is a [`Text`], which only [`say!`](crate::say) or a verbatim value can make, so
//! that the compiler finds every sentence that would remain in English. The English is the key in a [`Catalogue`]: a
//! language is one file (`lang/*.po`), and anything missing from it is shown in English.
//!
//! The language is set per thread, so that a check does not need to know who reads its findings. Ids, code, commands,
//! parameter names and input values are not translated.

mod fingerprint;
mod plural;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use fingerprint::extended;
pub use fingerprint::fingerprint;
pub use plural::PluralForms;

/// A user-facing text, in the language that was current when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(as = "String"))]
pub struct Text(String);

impl Text {
    /// A sentence: its English and the values of its placeholders. For [`say!`](crate::say).
    pub fn say(english: &str, values: &[Value<'_>]) -> Self {
        CATALOGUE.with_borrow(|catalogue| Self(fill(catalogue.find(None, english).unwrap_or(english), values)))
    }

    /// The same for a word with several meanings, which `context` distinguishes.
    pub fn say_in(context: &str, english: &str, values: &[Value<'_>]) -> Self {
        CATALOGUE.with_borrow(|catalogue| Self(fill(catalogue.find(Some(context), english).unwrap_or(english), values)))
    }

    /// A sentence about a number of things, in the language's form for that number. For [`say_n!`](crate::say_n).
    pub fn say_n(count: usize, one: &str, many: &str, values: &[Value<'_>]) -> Self {
        let english = if count == 1 { one } else { many };
        CATALOGUE.with_borrow(|catalogue| Self(fill(catalogue.find_form(one, count).unwrap_or(english), values)))
    }

    /// An input value, which is the same in every language.
    pub fn verbatim(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// A list of texts, separated as the language does it.
    pub fn list<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say(", ", &[]))
    }

    /// Sentences, one after another.
    pub fn sentences<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say(" ", &[]))
    }

    /// A list of texts that contain commas themselves.
    pub fn alternatives<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say("; ", &[]))
    }

    fn joined<T: Display>(texts: impl IntoIterator<Item = T>, between: &str) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| text.to_string()).collect();
        Self(texts.join(between))
    }

    /// Edits what came into it from a value.
    pub fn edit(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.0);
    }
}

/// A placeholder's value.
pub type Value<'v> = (&'static str, &'v dyn Display);

/// Makes a [`Text`] from English and the values it names: `say!("{count} of {all}", count, all = list.len())`. A
/// context distinguishes the meanings of an ambiguous word: `say!(in "kind of input", "text")`.
#[macro_export]
macro_rules! say {
    (in $context:literal, $english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::language::Text::say_in($context, $english, &[$($crate::say!(@value $name $($value)?)),*])
    };
    ($english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::language::Text::say($english, &[$($crate::say!(@value $name $($value)?)),*])
    };
    (@value $name:ident $value:expr) => { (stringify!($name), &$value as &dyn std::fmt::Display) };
    (@value $name:ident) => { (stringify!($name), &$name as &dyn std::fmt::Display) };
}

/// Makes a [`Text`] about a number of things, which the sentence calls `{count}`: `say_n!(count, "1 file", "{count}
/// files")`. Other values follow as in [`say!`]. The English singular comes first; other languages have as many forms
/// as they need.
#[macro_export]
macro_rules! say_n {
    ($count:expr, $one:literal, $many:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        let count: usize = $count;
        $crate::language::Text::say_n(
            count,
            $one,
            $many,
            &[("count", &count as &dyn std::fmt::Display) $(, $crate::say!(@value $name $($value)?))*],
        )
    }};
}

/// English in a table of constants, translated when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase(&'static str);

impl Phrase {
    /// Only for [`phrase!`](crate::phrase), which is how the catalogue finds it.
    pub const fn new(english: &'static str) -> Self {
        Self(english)
    }

    /// The English itself.
    pub const fn english(self) -> &'static str {
        self.0
    }

    /// Translates it.
    pub fn say(self) -> Text {
        Text::say(self.0, &[])
    }

    /// Translates it and fills in its placeholders from the given values.
    pub fn fill(self, values: &[Value<'_>]) -> Text {
        Text::say(self.0, values)
    }

    /// Translates a text if it is not empty: a part of a reference page may be missing.
    pub(crate) fn said(english: &str) -> Text {
        if english.is_empty() { Text::default() } else { Text::say(english, &[]) }
    }
}

/// Makes a [`Phrase`] from a literal.
#[macro_export]
macro_rules! phrase {
    ($english:literal) => {
        $crate::language::Phrase::new($english)
    };
}

/// A sentence of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What distinguishes it from the same English with another meaning.
    pub context: Option<String>,
    /// The English; the singular if it has a plural.
    pub english: String,
    /// The translation: one text, or one for each plural form. If empty, the English is used.
    pub said: Vec<String>,
}

/// Every sentence of one language, by the fingerprint of its English.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    // Shared by the threads that work for one reader.
    sentences: Arc<BTreeMap<u32, Vec<String>>>,
    plural: Option<PluralForms>,
}

impl Catalogue {
    /// A catalogue of sentences, and the language's rule for plurals; without a rule, every number takes the first
    /// form.
    pub fn new(plural: Option<PluralForms>, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::of_fingerprints(
            plural,
            entries.into_iter().map(|entry| (key(entry.context.as_deref(), &entry.english), entry.said)),
        )
    }

    /// The same, of translations whose English is known by its fingerprint alone.
    pub fn of_fingerprints(plural: Option<PluralForms>, entries: impl IntoIterator<Item = (u32, Vec<String>)>) -> Self {
        // Collecting would sort first, with a sort compiled for this type alone.
        let mut sentences = BTreeMap::new();
        sentences.extend(entries);
        Self { sentences: Arc::new(sentences), plural }
    }

    fn find(&self, context: Option<&str>, english: &str) -> Option<&str> {
        self.form(context, english, 0)
    }

    fn find_form(&self, english: &str, count: usize) -> Option<&str> {
        self.form(None, english, self.plural.as_ref().map_or(0, |plural| plural.form(count as u64)))
    }

    fn form(&self, context: Option<&str>, english: &str, form: usize) -> Option<&str> {
        if self.sentences.is_empty() {
            return None;
        }
        self.sentences.get(&key(context, english))?.get(form).map(String::as_str).filter(|said| !said.is_empty())
    }
}

/// The key of a sentence: the fingerprint of its English, preceded by its context, in gettext's format.
fn key(context: Option<&str>, english: &str) -> u32 {
    match context {
        None => fingerprint(english),
        Some(context) => extended(extended(fingerprint(context), "\u{4}"), english),
    }
}

thread_local! {
    static CATALOGUE: RefCell<Catalogue> = RefCell::default();
}

/// From now on, this thread uses a catalogue's language; English if the catalogue is empty. Returns the previous
/// catalogue.
///
/// ```
/// use assertion_inspector::language::{Catalogue, Entry, speak};
///
/// let entry = Entry { english: "certain".into(), said: vec!["sicher".into()], ..Entry::default() };
/// let before = speak(Catalogue::new(None, [entry]));
/// assert_eq!(assertion_inspector::say!("certain").to_string(), "sicher");
/// speak(before);
/// ```
pub fn speak(catalogue: Catalogue) -> Catalogue {
    CATALOGUE.replace(catalogue)
}

/// The catalogue of the language that this thread speaks.
#[cfg(all(feature = "cli", not(target_family = "wasm")))]
pub(crate) fn spoken() -> Catalogue {
    CATALOGUE.with_borrow(Catalogue::clone)
}

/// The placeholder names in a sentence, each once, in order. Braces around anything else are literal.
pub fn names(sentence: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (name, _) in sentence.split('{').skip(1).filter_map(|after| after.split_once('}')) {
        if is_name(name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether the text in braces is a name; other braces are literal.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// Replaces placeholders with their values.
fn fill(sentence: &str, values: &[Value<'_>]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 16 * values.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, behind))
        });
        if let Some((value, behind)) = named {
            // Writing to a string cannot fail.
            let _ = write!(filled, "{value}");
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say().fmt(f)
    }
}

impl From<Phrase> for Text {
    fn from(phrase: Phrase) -> Self {
        phrase.say()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(context: Option<&str>, english: &str, said: &[&str]) -> Entry {
        let said = said.iter().map(|text| (*text).to_owned()).collect();
        Entry { context: context.map(str::to_owned), english: english.to_owned(), said }
    }

    #[test]
    fn values_come_to_their_names_and_other_braces_stay() {
        let name = "{count}";
        assert_eq!(say!("{count} of {all}: {name} {no} {", count = 1, all = 2, name), "1 of 2: {count} {no} {");
    }

    #[test]
    fn a_language_says_it_its_own_way_and_what_it_lacks_in_english() {
        let german = [
            entry(None, "{a} before {b}", &["nach {b} kommt {a}"]),
            entry(None, ", ", &[" und "]),
            entry(None, "text", &["Text"]),
            entry(Some("type of a value"), "text", &["Zeichenfolge"]),
            entry(None, "empty", &[""]),
        ];
        speak(Catalogue::new(None, german));
        let said = [say!("{a} before {b}", a = 1, b = 2), say!("untold {a}", a = 3), Text::list(["x", "y"])];
        let told_apart = [say!("text"), say!(in "type of a value", "text"), say!(in "other", "text"), say!("empty")];
        speak(Catalogue::default());
        assert_eq!(said, ["nach 2 kommt 1", "untold 3", "x und y"]);
        assert_eq!(told_apart, ["Text", "Zeichenfolge", "text", "empty"]);
        assert_eq!(say!("{a} before {b}", a = 1, b = 2), "1 before 2");
    }

    #[test]
    fn numbers_take_the_forms_of_the_language() {
        let files = |count| say_n!(count, "1 file in {place}", "{count} files in {place}", place = "a");
        assert_eq!([files(0), files(1), files(2)], ["0 files in a", "1 file in a", "2 files in a"]);
        let polish = "nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;";
        let said = ["{place}: {count} plik", "{place}: {count} pliki", "{place}: {count} plików"];
        speak(Catalogue::new(PluralForms::parse(polish), [entry(None, "1 file in {place}", &said)]));
        let polish = [files(1), files(3), files(5), files(23)];
        speak(Catalogue::default());
        assert_eq!(polish, ["a: 1 plik", "a: 3 pliki", "a: 5 plików", "a: 23 pliki"]);
    }
}
