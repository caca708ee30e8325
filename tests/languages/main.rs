//! Every translation is complete: each catalogue has every sentence in the source, with its values, and no others.
//!
//! `UPDATE_LANGUAGES=1 cargo test --test languages` regenerates `lang/messages.pot` and updates the catalogues to
//! match: new sentences are added untranslated, and those no longer used are removed.

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

use assertion_inspector::language::{self, Catalogue, Entry, PluralForms};
use assertion_inspector::testing::checks;
use assertion_inspector::testing::notation::text::distance;
use common::{AT, Example, Forge, fixture, fixture_names, input};
use extract::{Sentence, Sentences, placeholders};
use polib::catalog::Catalog;
use polib::message::{Message, MessageFlags, MessageView};
use polib::metadata::CatalogMetadata;
use serde_json::Value;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lang").join(name)
}

/// Every language that has a catalogue.
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
    // As in xtask/src/page/catalogue.rs: the parser does not accept an empty comment.
    let tidy: String = text.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    polib::po_file::parse_from_reader(tidy.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A catalogue's translation of a sentence.
#[derive(Debug, Clone, Default)]
struct Translation {
    said: Vec<String>,
    fuzzy: bool,
}

type Translations = BTreeMap<Sentence, Translation>;

fn translations(catalog: &Catalog) -> Translations {
    let read = |message: &dyn MessageView| {
        let said = message.msgstr_plural().cloned().or_else(|_| message.msgstr().map(|one| vec![one.to_owned()]));
        let sentence = Sentence {
            english: message.msgid().to_owned(),
            many: message.msgid_plural().ok().map(str::to_owned),
            context: message.msgctxt().map(str::to_owned),
        };
        (sentence, Translation { said: said.unwrap_or_default(), fuzzy: message.is_fuzzy() })
    };
    catalog.messages().map(read).collect()
}

/// A catalogue of these sentences, with the translations in `known`.
fn written(sentences: &Sentences, code: &str, metadata: &CatalogMetadata, known: &Translations) -> Catalog {
    let plural = &metadata.plural_rules;
    let mut catalog = Catalog::new(CatalogMetadata {
        project_id_version: "assertion-inspector".into(),
        mime_version: "1.0".into(),
        content_type: "text/plain; charset=UTF-8".into(),
        content_transfer_encoding: "8bit".into(),
        language: code.into(),
        plural_rules: plural.clone(),
        ..Default::default()
    });
    // A sentence that is no longer used may be the former wording of one without a translation.
    let gone: Vec<&Sentence> = known.keys().filter(|sentence| !sentences.contains_key(*sentence)).collect();
    for (sentence, places) in sentences {
        let forms = if sentence.many.is_some() { plural.nplurals } else { 1 };
        let mut message = match &sentence.many {
            Some(many) => {
                let mut message = Message::build_plural();
                message.with_msgid_plural(many.clone());
                message
            }
            None => Message::build_singular(),
        };
        message.with_msgid(sentence.english.clone()).with_source(places.join(" "));
        if let Some(context) = &sentence.context {
            message.with_msgctxt(context.clone());
        }
        let former = || gone.iter().copied().max_by(|a, b| likeness(sentence, a).total_cmp(&likeness(sentence, b)));
        let mut said = match known.get(sentence).filter(|one| one.said.iter().any(|said| !said.is_empty())) {
            Some(translation) => {
                if translation.fuzzy {
                    message.with_flags(fuzzy());
                }
                translation.said.clone()
            }
            None => match former().filter(|former| likeness(sentence, former) >= ALIKE) {
                Some(former) => {
                    message.with_flags(fuzzy());
                    message.with_translator_comments(format!("Formerly: {}", former.english));
                    known.get(former).map(|one| one.said.clone()).unwrap_or_default()
                }
                None => Vec::new(),
            },
        };
        let last = said.last().cloned().unwrap_or_default();
        said.resize(forms, last);
        match &sentence.many {
            Some(_) => message.with_msgstr_plural(said),
            None => message.with_msgstr(said.swap_remove(0)),
        };
        catalog.append_or_update(message.done());
    }
    catalog
}

/// The plural forms of English.
fn two_forms() -> CatalogMetadata {
    CatalogMetadata::parse("Plural-Forms: nplurals=2; plural=(n != 1);\n").expect("a rule")
}

fn fuzzy() -> MessageFlags {
    let mut flags = MessageFlags::new();
    flags.add_flag("fuzzy");
    flags
}

/// Similarity from which a sentence counts as a new wording of one that was removed.
const ALIKE: f64 = 0.7;

/// How similar two sentences are, from 0 to 1.
fn likeness(a: &Sentence, b: &Sentence) -> f64 {
    let same_kind = a.context == b.context && a.many.is_some() == b.many.is_some();
    let length = a.english.chars().count().max(b.english.chars().count());
    if !same_kind || length == 0 {
        return 0.0;
    }
    1.0 - distance(&a.english, &b.english) as f64 / length as f64
}

fn write(catalog: &Catalog, name: &str) {
    polib::po_file::write_to_file(catalog, &file(name)).expect("a catalogue can be written");
}

#[test]
fn every_catalogue_has_every_sentence_with_its_values_and_no_other() {
    let sentences = extract::all();
    if std::env::var_os("UPDATE_LANGUAGES").is_some() {
        let english = two_forms();
        write(&written(&sentences, "", &english, &Translations::new()), "messages.pot");
        for code in languages() {
            let known = catalogue(&code);
            write(&written(&sentences, &code, &known.metadata, &translations(&known)), &format!("{code}.po"));
        }
    }
    let mut faults = Vec::new();
    let template = translations(&polib::po_file::parse(&file("messages.pot")).expect("the template"));
    for sentence in sentences.keys().filter(|sentence| !template.contains_key(*sentence)) {
        faults.push(format!("messages.pot lacks: {sentence:?}"));
    }
    for sentence in template.keys().filter(|sentence| !sentences.contains_key(*sentence)) {
        faults.push(format!("messages.pot has what nothing says: {sentence:?}"));
    }
    for code in languages() {
        let catalogue = catalogue(&code);
        let rule = catalogue.metadata.plural_rules.dump();
        if PluralForms::parse(&rule).is_none() {
            faults.push(format!("{code} has a rule for plurals that is none: {rule}"));
        }
        let known = translations(&catalogue);
        for sentence in sentences.keys() {
            let Some(translation) = known.get(sentence) else {
                faults.push(format!("{code} lacks: {sentence:?}"));
                continue;
            };
            faults.extend(faults_of(&code, sentence, translation, catalogue.metadata.plural_rules.nplurals));
        }
        for sentence in known.keys().filter(|sentence| !sentences.contains_key(*sentence)) {
            faults.push(format!("{code} has what nothing says: {sentence:?}"));
        }
    }
    let shown = faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults; UPDATE_LANGUAGES=1 helps with those of the source:\n{shown}", faults.len());
}

/// What is wrong with a language's translation of a sentence.
fn faults_of(code: &str, sentence: &Sentence, translation: &Translation, nplurals: usize) -> Vec<String> {
    let english = &sentence.english;
    let wanted = if sentence.many.is_some() { nplurals } else { 1 };
    let mut faults = Vec::new();
    if translation.fuzzy {
        faults.push(format!(
            "{code}: the English has changed; look at the translation, and take the mark away: {english}"
        ));
    }
    if translation.said.len() != wanted || translation.said.iter().any(String::is_empty) {
        faults.push(format!("{code} lacks: {sentence:?}"));
    }
    for said in &translation.said {
        let own = placeholders(&Sentence::from(said.clone()));
        let named = placeholders(sentence);
        // A singular form may omit its number.
        let complete =
            named.iter().all(|name| own.contains(name) || (name == "count" || name == "0") && sentence.many.is_some());
        if !complete || !own.iter().all(|name| named.contains(name)) {
            faults.push(format!("{code} has other values: {english} → {said}"));
        }
        // A translation begins or ends with white space only if the English does.
        if english.trim() == english && said.trim() != said {
            faults.push(format!("{code} has blanks around it: {english} → {said}"));
        }
    }
    faults
}

#[test]
fn an_edited_sentence_keeps_its_translation_until_somebody_has_looked_at_it() {
    let plural = two_forms();
    let before = Sentence::from("The assertion has expired.".to_owned());
    let said = Translation { said: vec!["Die Assertion ist abgelaufen.".to_owned()], fuzzy: false };
    let known = Translations::from([(before, said)]);
    let sentence = |english: &str| Sentence::from(english.to_owned());
    let edited = sentence("The assertion has already expired.");
    let new = sentence("Nothing like it.");
    let sentences = Sentences::from([(edited.clone(), Vec::new()), (new.clone(), Vec::new())]);
    let after = translations(&written(&sentences, "de", &plural, &known));
    assert_eq!((after[&edited].fuzzy, after[&edited].said[0].as_str()), (true, "Die Assertion ist abgelaufen."));
    assert_eq!((after[&new].fuzzy, after[&new].said[0].as_str()), (false, ""));
    assert_eq!(faults_of("de", &edited, &after[&edited], 2).len(), 1);
    // It stays marked when the catalogue is rewritten.
    assert!(translations(&written(&sentences, "de", &plural, &after))[&edited].fuzzy);
}

#[test]
fn every_language_can_be_chosen_on_the_page() {
    let settings =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm-pack.toml")).expect("the settings");
    let (_, list) = settings.split_once("\n[languages]\n").expect("a list of languages");
    let list = list.split("\n[").next().unwrap_or_default();
    for code in languages() {
        let lines = list.lines().filter(|line| line.starts_with(&format!("{code} = "))).count();
        assert_eq!(lines, 1, "{code} has one line in [languages] of wasm-pack.toml");
    }
}

/// Keys of the report whose values are user-facing.
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

/// All user-facing texts in a report, wherever they occur.
fn words<'r>(key: &str, value: &'r Value, found: &mut Vec<(String, &'r str)>) {
    match value {
        Value::String(text) if WORDS.contains(&key) => found.push((key.to_owned(), text)),
        Value::Array(items) => items.iter().for_each(|item| words(key, item, found)),
        Value::Object(members) => {
            // Claims and headers come from the inputs.
            let own = |name: &str| ["header", "claims"].contains(&name) && members.contains_key("token");
            members.iter().filter(|(name, _)| !own(name)).for_each(|(name, value)| words(name, value, found));
        }
        _ => {}
    }
}

/// Puts everything in a sentence but its placeholders in brackets.
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

/// The text outside all brackets.
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

/// Whether there are two consecutive lower-case words: English that was not translated.
fn is_english(text: &str) -> bool {
    let plain = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(|word| plain(word)))
}

/// From now on, every sentence is translated by applying `change` to the English, in a language with English plurals.
fn speak(change: &dyn Fn(&str) -> String) {
    let entries = extract::all().into_keys().map(|Sentence { english, many, context }| Entry {
        said: [Some(&english), many.as_ref()].into_iter().flatten().map(|form| change(form)).collect(),
        english,
        context,
    });
    language::speak(Catalogue::new(PluralForms::parse("nplurals=2; plural=(n != 1);"), entries));
}

#[test]
fn no_english_is_left_in_a_report_of_another_language() {
    // A language that puts every sentence in brackets: anything outside them was not translated.
    speak(&bracketed);
    let mut left = Vec::new();
    let mut seen = 0;
    for line in checks::all().iter().flat_map(|check| check.ids).flat_map(|id| {
        let page = (*id.page()).clone();
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

/// Characters that the sentence of a verdict may have.
const MAX_SENTENCE: usize = 160;

/// Whether a text has an id or a whole thumbprint in it.
fn has_id(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_hexdigit() || c == '-';
    text.split(|c| !is_digit(c)).any(|run| {
        let digits = run.chars().filter(char::is_ascii_hexdigit).count();
        matches!(digits, 32 | 40 | 64) && run.chars().filter(|c| *c == '-').count() <= 4
    })
}

/// What may lead to a verdict without a finding: every fixture alone, the text of every code, and long values wherever such a
/// verdict says one.
fn without_findings() -> Vec<Example> {
    let long = "extraordinarily-".repeat(12);
    let codes = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codes.txt")).expect("the codes");
    let codes = codes.split(|c: char| !c.is_ascii_digit()).filter(|code| code.len() > 4);
    let errors = codes.map(|code| ("error.txt".to_owned(), format!("AADSTS{code}: it was refused.").into_bytes()));
    let mut workflow = Forge::from_directives(
        "only-source ; source permissions:\\n  id-token: write\\njobs:\\n  a:\\n    environment: prod",
    )
    .example();
    workflow.inputs.iter_mut().for_each(|input| input.name = format!("{long}.yml"));
    let registration =
        format!(r#"{{"appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","displayName":"{long}","keyCredentials":[]}}"#);
    let one = |name: String, bytes: Vec<u8>| Example { inputs: vec![input(&name, bytes)], at: Some(AT) };
    fixture_names()
        .into_iter()
        .map(|name| (name.clone(), fixture(&name)))
        .chain(errors)
        .chain([("app.json".to_owned(), registration.into_bytes())])
        .map(|(name, bytes)| one(name, bytes))
        .chain([
            workflow,
            Forge::from_directives(&format!(r#"claims {{"aud":"https://{long}.example/token"}}"#)).example(),
        ])
        .collect()
}

#[test]
fn a_verdict_is_a_short_sentence_in_every_language() {
    assert!(
        has_id("app c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11.") && has_id("(B30C8CD11319F2B3C67F3A2253770FB6D19635DD)")
    );
    assert!(!has_id("certificate B30C8CD1…35DD, until 2026-11-23T10:00:00Z"));
    let lines: Vec<String> = checks::all()
        .iter()
        .flat_map(|check| check.ids)
        .flat_map(|id| {
            let page = (*id.page()).clone();
            page.raises.into_iter().chain(page.mended)
        })
        .collect();
    let others: Vec<Example> = without_findings();
    let mut faults = Vec::new();
    for code in ["en"].into_iter().map(str::to_owned).chain(languages()) {
        let read = (code != "en").then(|| catalogue(&code));
        language::speak(read.map_or_else(Catalogue::default, |read| {
            let entries = translations(&read).into_iter().map(|(sentence, translation)| Entry {
                context: sentence.context,
                english: sentence.english,
                said: translation.said,
            });
            Catalogue::new(PluralForms::parse(&read.metadata.plural_rules.dump()), entries)
        }));
        for example in lines.iter().map(|line| Forge::from_directives(line).example()).chain(others.iter().cloned()) {
            for case in example.inspect().cases {
                let sentence = String::from(case.verdict.sentence);
                let length = sentence.chars().count();
                if length > MAX_SENTENCE || has_id(&sentence) {
                    faults.push(format!("{code}, {length}, {}: {sentence}", case.verdict.finding.unwrap_or("none")));
                }
            }
        }
    }
    language::speak(Catalogue::default());
    faults.sort();
    faults.dedup();
    assert!(lines.len() > 250, "{}", lines.len());
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

/// A sentence in an invented language, with every vowel in its words doubled and its placeholders unchanged.
fn doubled(english: &str) -> String {
    let mut depth = 0;
    let double = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        let vowel = depth == 0 && "aeiouAEIOU".contains(c);
        std::iter::repeat_n(c, if vowel { 2 } else { 1 })
    };
    english.chars().flat_map(double).collect()
}

#[test]
fn a_new_language_is_one_file() {
    // Written to a file and read back, like a translator's.
    let plural = two_forms();
    let sentences = extract::all();
    let known = sentences.keys().map(|sentence| {
        let forms = [Some(&sentence.english), sentence.many.as_ref()];
        let said = forms.into_iter().flatten().map(|form| doubled(form)).collect();
        (sentence.clone(), Translation { said, fuzzy: false })
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("xx.po");
    let catalog = written(&sentences, "xx", &plural, &known.collect());
    polib::po_file::write_to_file(&catalog, &path).expect("a catalogue can be written");
    let read = polib::po_file::parse(&path).expect("a catalogue");
    let entries = translations(&read).into_iter().map(|(sentence, translation)| Entry {
        context: sentence.context,
        english: sentence.english,
        said: translation.said,
    });
    language::speak(Catalogue::new(PluralForms::parse(&read.metadata.plural_rules.dump()), entries));
    // Names and values from the inputs are unchanged; the words around them have doubled vowels.
    let lines = checks::all().iter().flat_map(|check| check.ids).flat_map(|id| id.page().raises.clone());
    let lines: Vec<String> = lines.collect();
    let headline = |line: &String| {
        let case = Forge::from_directives(line).example().inspect().cases.swap_remove(0);
        String::from(case.verdict.headline)
    };
    let said: Vec<String> = lines.iter().map(headline).collect();
    language::speak(Catalogue::default());
    let english: Vec<String> = lines.iter().map(headline).collect();
    assert!(lines.len() > 130, "{}", lines.len());
    for (said, english) in said.iter().zip(&english) {
        let vowels = |text: &str| text.chars().filter(|c| "aeiou".contains(*c)).count();
        assert!(vowels(said) * 5 > vowels(english) * 6, "{said}");
    }
}
