//! The languages of the page: `lang/*.po` as the lists that `www/language.js` reads.
//!
//! English is the key to every catalogue, and stands where it is said. `en.catalogue` is the fingerprints of the English sentences,
//! four bytes each, and the catalogue of a language has its own sentences in the same order, as JSON. An empty one is said in English. The sentences of the
//! reference pages and tables are in the module, which lists them itself: they follow at the end of each catalogue, in the order of their
//! English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

use fingerprint::fingerprint;
use plural::PluralForms;
use polib::message::MessageView;

/// The core's own code, so that the page and the module have the same keys.
#[path = "../../../src/language/fingerprint.rs"]
#[allow(unreachable_pub, reason = "the core shows it")]
mod fingerprint;

/// The same for the forms of numbers.
#[path = "../../../src/language/plural.rs"]
#[allow(dead_code, unreachable_pub, reason = "the core uses the rest, and shows it")]
mod plural;

/// The language of the keys.
pub(crate) const ENGLISH: &str = "en";

/// Writes the English sentences and those of every language to `folder`: `en.catalogue`, `de.catalogue` and so on.
///
/// # Errors
/// A catalogue cannot be read, or is not among the `languages`.
pub(crate) fn write_all(source: &Path, languages: &BTreeMap<String, String>, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(source).with_context(|| format!("{} cannot be read", source.display()))? {
        let path = entry?.path();
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "po") && !languages.contains_key(&code) {
            bail!("{} has no line in [languages] of wasm-pack.toml", path.display());
        }
    }
    let mut catalogues = Vec::new();
    for code in languages.keys() {
        catalogues.push((code, read(&source.join(code).with_extension("po"))?));
    }
    let all = || catalogues.iter().flat_map(|(_, sentences)| sentences);
    let english: BTreeSet<&String> = all().filter(|(_, one)| one.elsewhere).map(|(english, _)| english).collect();
    let listed: BTreeSet<&String> = all().filter(|(_, one)| one.is_listed).map(|(english, _)| english).collect();
    let write = |code: &str, sentences: &[&str]| -> Result<()> {
        std::fs::write(folder.join(code).with_extension("catalogue"), serde_json::to_vec(sentences)?)?;
        Ok(())
    };
    let mut known: BTreeMap<u32, &str> = BTreeMap::new();
    for sentence in english.iter().chain(&listed) {
        if let Some(other) = known.insert(fingerprint(sentence), sentence).filter(|other| other != sentence) {
            bail!("`{sentence}` and `{other}` have the same fingerprint: change a word of one of them");
        }
    }
    let fingerprints: Vec<u8> = english.iter().flat_map(|sentence| fingerprint(sentence).to_le_bytes()).collect();
    std::fs::write(folder.join(ENGLISH).with_extension("catalogue"), fingerprints)?;
    for (code, sentences) in &catalogues {
        let said = |english: &&String| sentences.get(*english).map_or("", |one| one.said.as_str());
        write(code, &english.iter().chain(&listed).map(said).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// A translated sentence.
struct Sentence {
    said: String,
    /// Whether the module lists it.
    is_listed: bool,
    /// Whether it stands anywhere else.
    elsewhere: bool,
}

/// How a catalogue says that the module lists a sentence itself.
const LISTED: &str = "src/checks (listed by the module)";

/// What only the command line says, in every language, and the page never.
const COMMAND_LINE: [&str; 2] = ["src/bin/", "src/tools/rotate.rs"];

/// Every translated sentence of a catalogue that the page may say, by its English: behind its context and U+0004, if it has one. Plural forms have
/// NUL between them, as in a compiled gettext catalogue; the empty sentence stands for the form of each number as a digit.
fn read(path: &Path) -> Result<BTreeMap<String, Sentence>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    // An empty comment, which other programs write at the head, is more than the parser takes.
    let tidy: String = text.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    let catalogue = match polib::po_file::parse_from_reader(tidy.as_bytes()) {
        Ok(catalogue) => catalogue,
        Err(problem) => bail!("{} cannot be read: {problem}", path.display()),
    };
    let rule = catalogue.metadata.plural_rules.dump();
    let Some(plural) = PluralForms::parse(&rule) else { bail!("{}: {rule} is not a rule for plurals", path.display()) };
    let digits = plural.table().iter().map(|form| char::from(b'0' + form)).collect();
    let of_command_line = |message: &dyn MessageView| {
        let places: Vec<&str> = message.source().split_whitespace().collect();
        !places.is_empty() && places.iter().all(|place| COMMAND_LINE.iter().any(|folder| place.starts_with(folder)))
    };
    let translated = catalogue.messages().filter(|message| !of_command_line(*message)).filter_map(|message| {
        let said = match message.msgstr_plural() {
            Ok(forms) => forms.join("\0"),
            Err(_) => message.msgstr().ok()?.to_owned(),
        };
        let context = message.msgctxt().map(|context| format!("{context}\u{4}")).unwrap_or_default();
        let is_listed = message.source().contains(LISTED);
        let elsewhere = !is_listed || !message.source().replace(LISTED, "").trim().is_empty();
        // What is missing is said in English; the tests of the core do not let it get that far.
        (!said.is_empty()).then(|| (context + message.msgid(), Sentence { said, is_listed, elsewhere }))
    });
    let digits = Sentence { said: digits, is_listed: false, elsewhere: true };
    Ok(translated.chain([(String::new(), digits)]).collect())
}

/// The elements of the page that carry the catalogues.
pub(crate) fn elements(languages: &BTreeMap<String, String>) -> String {
    let element = |code: &str| {
        format!(
            "<script type=\"application/x-catalogue\" id=\"catalogue-{code}\" src=\"generated/{code}.catalogue\"></script>"
        )
    };
    let codes = [ENGLISH].into_iter().chain(languages.keys().map(String::as_str));
    codes.map(element).collect::<Vec<_>>().join("\n")
}

/// The options of the list in which a language is chosen.
pub(crate) fn options(languages: &BTreeMap<String, String>) -> String {
    let option = |(code, name): (&String, &String)| {
        format!("<option value=\"{code}\" lang=\"{code}\" translate=\"no\">{name}</option>")
    };
    languages.iter().map(option).collect::<Vec<_>>().join("\n      ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn po(sentences: &[(&str, &str)]) -> String {
        let place = |id: &str| if id.starts_with("Page") { format!("#: {LISTED}\n") } else { String::new() };
        let sentences =
            sentences.iter().map(|(id, said)| format!("\n{}msgid \"{id}\"\nmsgstr \"{said}\"\n", place(id)));
        "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n".to_owned()
            + &sentences.collect::<String>()
    }

    #[test]
    fn a_language_has_its_sentences_in_the_order_of_the_english() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("de.po"),
            po(&[("b", "B"), ("Page 2", "Zwei"), ("a", ""), ("Page 1", "Eins")]),
        )
        .unwrap();
        std::fs::write(folder.path().join("ja.po"), po(&[("a", "あ"), ("Page 1", "一"), ("b", "い")])).unwrap();
        let languages =
            BTreeMap::from([("de", "Deutsch"), ("ja", "日本語")].map(|(code, name)| (code.into(), name.into())));
        write_all(folder.path(), &languages, folder.path()).unwrap();
        let written = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let bytes = std::fs::read(folder.path().join("en.catalogue")).unwrap();
        let expected: Vec<u8> = ["", "a", "b"].iter().flat_map(|one| fingerprint(one).to_le_bytes()).collect();
        assert_eq!(bytes, expected);
        let digits = format!("10{}", "1".repeat(198)).replacen("10", "10", 1);
        assert_eq!(written("de.catalogue"), format!(r#"["{digits}","","B","Eins","Zwei"]"#));
        assert_eq!(written("ja.catalogue"), format!(r#"["{digits}","あ","い","一",""]"#));
        assert!(options(&languages).contains("<option value=\"ja\" lang=\"ja\" translate=\"no\">日本語</option>"));
        assert_eq!(elements(&languages).lines().count(), 3);
    }

    #[test]
    fn what_only_the_command_line_says_is_not_in_the_page() {
        let folder = tempfile::tempdir().unwrap();
        let text = po(&[("a", "A")])
            + "\n#: src/tools/rotate.rs\nmsgid \"b\"\nmsgstr \"B\"\n\n#: src/bin/x.rs www/x.js\nmsgid \"c\"\nmsgstr \"C\"\n";
        std::fs::write(folder.path().join("de.po"), text).unwrap();
        write_all(folder.path(), &BTreeMap::from([("de".into(), "Deutsch".into())]), folder.path()).unwrap();
        let expected: Vec<u8> = ["", "a", "c"].iter().flat_map(|one| fingerprint(one).to_le_bytes()).collect();
        assert_eq!(std::fs::read(folder.path().join("en.catalogue")).unwrap(), expected);
    }

    #[test]
    fn a_catalogue_that_nobody_could_choose_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fr.po"), po(&[])).unwrap();
        let error = write_all(folder.path(), &BTreeMap::new(), folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("fr.po has no line in [languages] of wasm-pack.toml"), "{error}");
    }
}
