//! The words for people, in their language.
//!
//! A sentence is written in English where it is made, with named places for its values: `say!("It ended {span} ago.", span)`.
//! What comes of it is a [`Text`], and only [`say!`](crate::say) and a value as it stands make one, so that the compiler
//! finds every sentence that would stay English. English is the key to a [`Catalogue`]: a language is one file
//! (`lang/*.po`), and what it lacks is said in English.
//!
//! The language is that of the thread, as the time zone is in other programs: a check says what is so, and does not know to
//! whom. Ids, code, commands, names of parameters and values of the inputs have no language.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::ops::Deref;

use serde::{Serialize, Serializer};

/// A text for people, in the language that was spoken when it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(ts_rs::TS), ts(as = "String"))]
pub struct Text(String);

impl Text {
    /// A sentence: its English, with values for the names in it, in the order in which the English has them.
    pub fn say(english: &str, values: &[&dyn Display]) -> Self {
        CATALOGUE
            .with_borrow(|catalogue| Self(fill(catalogue.find(english).unwrap_or(english), &names(english), values)))
    }

    /// A value of an input, which is the same in every language.
    pub fn verbatim(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Several texts in a row, as the language separates them.
    pub fn list<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say(", ", &[]))
    }

    /// Sentences, one behind the other.
    pub fn sentences<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say(" ", &[]))
    }

    /// Several texts in a row that hold commas themselves.
    pub fn alternatives<T: Display>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::joined(texts, &Self::say("; ", &[]))
    }

    fn joined<T: Display>(texts: impl IntoIterator<Item = T>, between: &str) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| text.to_string()).collect();
        Self(texts.join(between))
    }

    /// Changes what a value has brought into it.
    pub fn edit(&mut self, edit: &mut dyn FnMut(&mut String)) {
        edit(&mut self.0);
    }
}

/// Makes a [`Text`] of English and the values that it names, in that order: `say!("{count} of {all}", count, all = list.len())`.
/// The tests prove that the names are those of the English: to carry them along would cost the page 20 KB.
#[macro_export]
macro_rules! say {
    ($english:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::language::Text::say($english, &[$(&$crate::say!(@value $name $($value)?) as &dyn std::fmt::Display),*])
    };
    (@value $name:ident $value:expr) => { $value };
    (@value $name:ident) => { $name };
}

/// English in a table of constants, to be said when it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase(&'static str);

impl Phrase {
    /// For [`phrase!`](crate::phrase) alone, by which the catalogue finds it.
    pub const fn of(english: &'static str) -> Self {
        Self(english)
    }

    /// The English itself.
    pub const fn english(self) -> &'static str {
        self.0
    }

    /// Says it.
    pub fn say(self) -> Text {
        Text::say(self.0, &[])
    }

    /// Says it with the values that it names, of those that may be named.
    pub fn fill(self, values: &[(&str, &dyn Display)]) -> Text {
        let (names, values): (Vec<&str>, Vec<&dyn Display>) = values.iter().copied().unzip();
        CATALOGUE.with_borrow(|catalogue| Text(fill(catalogue.find(self.0).unwrap_or(self.0), &names, &values)))
    }

    /// Says it where there is anything to say; a page of the reference may lack a part.
    pub(crate) fn said(english: &str) -> Text {
        if english.is_empty() { Text::default() } else { Text::say(english, &[]) }
    }
}

/// Makes a [`Phrase`] of a literal.
#[macro_export]
macro_rules! phrase {
    ($english:literal) => {
        $crate::language::Phrase::of($english)
    };
}

/// Every sentence of one language, by its English.
#[derive(Debug, Clone, Default)]
pub struct Catalogue(BTreeMap<String, String>);

impl Catalogue {
    /// A catalogue of English sentences, each with its translation.
    pub fn new(sentences: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(sentences.into_iter().collect())
    }

    fn find(&self, english: &str) -> Option<&str> {
        self.0.get(english).map(String::as_str)
    }
}

thread_local! {
    static CATALOGUE: RefCell<Catalogue> = RefCell::default();
}

/// From now on, this thread speaks the language of a catalogue; English with an empty one. Gives back the former one.
pub fn speak(catalogue: Catalogue) -> Catalogue {
    CATALOGUE.replace(catalogue)
}

/// The names in a sentence, each once, in its order. A brace around anything else stands for itself.
pub fn names(sentence: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (name, _) in sentence.split('{').skip(1).filter_map(|after| after.split_once('}')) {
        if is_name(name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether what stands in braces is a name; other braces stand for themselves.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// Puts values at the places of their names.
fn fill(sentence: &str, names: &[&str], values: &[&dyn Display]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 16 * values.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| {
            let place = names.iter().position(|known| *known == name)?;
            Some((values.get(place)?, behind))
        });
        if let Some((value, behind)) = named {
            // Writing into a string cannot fail.
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

    #[test]
    fn values_come_to_their_names_and_other_braces_stay() {
        let name = "{count}";
        assert_eq!(say!("{count} of {all}: {name} {no} {", count = 1, all = 2, name), "1 of 2: {count} {no} {");
    }

    #[test]
    fn a_language_says_it_its_own_way_and_what_it_lacks_in_english() {
        let german = [("{a} before {b}", "nach {b} kommt {a}"), (", ", " und ")];
        let catalogue = Catalogue::new(german.map(|(english, said)| (english.to_owned(), said.to_owned())));
        speak(catalogue);
        let said = [say!("{a} before {b}", a = 1, b = 2), say!("untold {a}", a = 3), Text::list(["x", "y"])];
        speak(Catalogue::default());
        assert_eq!(said, ["nach 2 kommt 1", "untold 3", "x und y"]);
        assert_eq!(say!("{a} before {b}", a = 1, b = 2), "1 before 2");
    }
}
