//! Every language says everything: its catalogue has each sentence of the source, with its values, and no other.
//!
//! `UPDATE_LANGUAGES=1 cargo test --test languages` writes `lang/messages.pot` anew and brings the catalogues in line with it:
//! what is new stands in them untranslated, what is gone is taken out.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod extract;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assertion_inspector::checks;
use assertion_inspector::language::{self, Catalogue};
use common::Forge;
use extract::{Sentences, placeholders};
use polib::catalog::Catalog;
use polib::message::Message;
use serde_json::Value;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lang").join(name)
}

/// Every language that there is a catalogue of.
fn languages() -> Vec<String> {
    let entries = std::fs::read_dir(file("")).expect("the catalogues' folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut codes: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "po"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    codes.sort_unstable();
    assert!(codes.len() > 1, "{codes:?}");
    codes
}

fn catalogue(code: &str) -> Catalog {
    let path = file(&format!("{code}.po"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    // As in xtask/src/page/catalogue.rs: an empty comment is more than the parser takes.
    let tidy: String = text.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    polib::po_file::parse_from_reader(tidy.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A catalogue with these sentences and what `translated` knows of them.
fn written(sentences: &Sentences, code: &str, translated: &BTreeMap<String, String>) -> Catalog {
    let mut catalog = Catalog::new(polib::metadata::CatalogMetadata {
        project_id_version: "assertion-inspector".into(),
        mime_version: "1.0".into(),
        content_type: "text/plain; charset=UTF-8".into(),
        content_transfer_encoding: "8bit".into(),
        language: code.into(),
        ..Default::default()
    });
    for (english, places) in sentences {
        let mut message = Message::build_singular();
        message.with_msgid(english.clone()).with_source(places.join(" "));
        message.with_msgstr(translated.get(english).cloned().unwrap_or_default());
        catalog.append_or_update(message.done());
    }
    catalog
}

fn write(catalog: &Catalog, name: &str) {
    polib::po_file::write_to_file(catalog, &file(name)).expect("a catalogue can be written");
}

fn translations(catalog: &Catalog) -> BTreeMap<String, String> {
    catalog
        .messages()
        .map(|message| (message.msgid().to_owned(), message.msgstr().unwrap_or_default().to_owned()))
        .collect()
}

#[test]
fn every_catalogue_has_every_sentence_with_its_values_and_no_other() {
    let sentences = extract::all();
    if std::env::var_os("UPDATE_LANGUAGES").is_some() {
        write(&written(&sentences, "", &BTreeMap::new()), "messages.pot");
        for code in languages() {
            let known = translations(&catalogue(&code));
            write(&written(&sentences, &code, &known), &format!("{code}.po"));
        }
    }
    let mut faults = Vec::new();
    let template = translations(&polib::po_file::parse(&file("messages.pot")).expect("the template"));
    for english in sentences.keys().filter(|english| !template.contains_key(*english)) {
        faults.push(format!("messages.pot lacks: {english}"));
    }
    for english in template.keys().filter(|english| !sentences.contains_key(*english)) {
        faults.push(format!("messages.pot has what nothing says: {english}"));
    }
    for code in languages() {
        let said = translations(&catalogue(&code));
        for english in sentences.keys() {
            match said.get(english).map(String::as_str) {
                None | Some("") => faults.push(format!("{code} lacks: {english}")),
                Some(text) if placeholders(text) != placeholders(english) => {
                    faults.push(format!("{code} has other values: {english} → {text}"));
                }
                // What frames a value frames it in every language.
                Some(text) if english.trim() == english && text.trim() != text => {
                    faults.push(format!("{code} has blanks around it: {english} → {text}"));
                }
                Some(_) => {}
            }
        }
        for english in said.keys().filter(|english| !sentences.contains_key(*english)) {
            faults.push(format!("{code} has what nothing says: {english}"));
        }
    }
    let shown = faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults; UPDATE_LANGUAGES=1 helps with those of the source:\n{shown}", faults.len());
}

#[test]
fn every_language_can_be_chosen_on_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm-pack.toml");
    let settings = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for code in languages() {
        assert!(settings.contains(&format!("\n{code} = \"")), "wasm-pack.toml has no line for {code} in [languages]");
    }
}

/// Keys of the report whose values are words for people.
const WORDS: [&str; 22] = [
    "title",
    "explanation",
    "advice",
    "looks_at",
    "why",
    "where",
    "found_means",
    "expected_means",
    "headline",
    "sentence",
    "what",
    "needs",
    "say",
    "section",
    "reading",
    "meaning",
    "problem",
    "detail",
    "unwrapped",
    "answer",
    "note",
    "label",
];

/// The texts of a report that are words for people, wherever they stand.
fn words<'r>(key: &str, value: &'r Value, found: &mut Vec<(String, &'r str)>) {
    match value {
        Value::String(text) if WORDS.contains(&key) => found.push((key.to_owned(), text)),
        Value::Array(items) => items.iter().for_each(|item| words(key, item, found)),
        Value::Object(members) => {
            // The claims and headers are the inputs' own.
            let own = |name: &str| ["header", "claims"].contains(&name) && members.contains_key("token");
            members.iter().filter(|(name, _)| !own(name)).for_each(|(name, value)| words(name, value, found));
        }
        _ => {}
    }
}

/// A sentence with all of it in brackets but the places of its values.
fn bracketed(english: &str) -> String {
    let mut said = String::from("⟦");
    for c in english.chars() {
        match c {
            '{' => said.push_str("⟧{"),
            '}' => said.push_str("}⟦"),
            c => said.push(c),
        }
    }
    said + "⟧"
}

/// What stands outside of every bracket.
fn outside(text: &str) -> String {
    let mut depth = 0;
    let mut left = String::new();
    for c in text.chars() {
        match c {
            '⟦' => depth += 1,
            '⟧' => depth -= 1,
            c if depth == 0 => left.push(c),
            _ => {}
        }
    }
    left
}

/// Two words of lower-case letters in a row: English that nobody said.
fn is_english(text: &str) -> bool {
    let plain = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(|word| plain(word)))
}

#[test]
fn no_english_is_left_in_a_report_of_another_language() {
    // A language that says every sentence in brackets: what stands outside of them was not said.
    let brackets = extract::all().into_keys().map(|english| {
        let said = bracketed(&english);
        (english, said)
    });
    language::speak(Catalogue::new(brackets));
    let mut left = Vec::new();
    let mut seen = 0;
    for line in checks::all().iter().flat_map(|check| check.ids).flat_map(|id| {
        let page = id.page();
        page.raises.into_iter().chain(page.mended)
    }) {
        let report = serde_json::to_value(Forge::from_directives(&line).example().inspect()).expect("a report");
        let mut found = Vec::new();
        words("", &report, &mut found);
        seen += found.len();
        left.extend(
            found
                .into_iter()
                .filter(|(_, text)| is_english(&outside(text)))
                .map(|(key, text)| format!("{key}: {text}")),
        );
    }
    language::speak(Catalogue::default());
    left.sort();
    left.dedup();
    assert!(seen > 10_000, "{seen} texts were looked at");
    assert!(left.is_empty(), "{}", left.join("\n"));
}
