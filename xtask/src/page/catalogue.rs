//! The languages of the page: `lang/*.po` as the lists that `www/language.js` reads.
//!
//! English is the key to every catalogue, so it stands in the page once: `en.catalogue` is a list of all English sentences,
//! and the catalogue of a language has its own in the same order, as JSON. An empty one is said in English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};

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
    let english: BTreeSet<&String> = catalogues.iter().flat_map(|(_, sentences)| sentences.keys()).collect();
    let write = |code: &str, sentences: &[&str]| -> Result<()> {
        std::fs::write(folder.join(code).with_extension("catalogue"), serde_json::to_vec(sentences)?)?;
        Ok(())
    };
    write(ENGLISH, &english.iter().map(|one| one.as_str()).collect::<Vec<_>>())?;
    for (code, sentences) in &catalogues {
        let said: Vec<&str> = english.iter().map(|one| sentences.get(*one).map_or("", String::as_str)).collect();
        write(code, &said)?;
    }
    Ok(())
}

/// Every translated sentence of a catalogue, by its English.
fn read(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    // An empty comment, which other programs write at the head, is more than the parser takes.
    let tidy: String = text.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    let catalogue = match polib::po_file::parse_from_reader(tidy.as_bytes()) {
        Ok(catalogue) => catalogue,
        Err(problem) => bail!("{} cannot be read: {problem}", path.display()),
    };
    let translated = catalogue.messages().filter_map(|message| {
        // What is missing is said in English; the tests of the core do not let it get that far.
        let said = message.msgstr().ok().filter(|said| !said.is_empty())?;
        Some((message.msgid().to_owned(), said.to_owned()))
    });
    Ok(translated.collect())
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
        let sentences = sentences.iter().map(|(id, said)| format!("\nmsgid \"{id}\"\nmsgstr \"{said}\"\n"));
        "msgid \"\"\nmsgstr \"Language: de\\n\"\n".to_owned() + &sentences.collect::<String>()
    }

    #[test]
    fn a_language_has_its_sentences_in_the_order_of_the_english() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("de.po"), po(&[("b", "B"), ("a", "")])).unwrap();
        std::fs::write(folder.path().join("ja.po"), po(&[("a", "あ"), ("b", "い")])).unwrap();
        let languages =
            BTreeMap::from([("de", "Deutsch"), ("ja", "日本語")].map(|(code, name)| (code.into(), name.into())));
        write_all(folder.path(), &languages, folder.path()).unwrap();
        let written = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(written("en.catalogue"), r#"["a","b"]"#);
        assert_eq!(written("de.catalogue"), r#"["","B"]"#);
        assert_eq!(written("ja.catalogue"), r#"["あ","い"]"#);
        assert!(options(&languages).contains("<option value=\"ja\" lang=\"ja\" translate=\"no\">日本語</option>"));
        assert_eq!(elements(&languages).lines().count(), 3);
    }

    #[test]
    fn a_catalogue_that_nobody_could_choose_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fr.po"), po(&[])).unwrap();
        let error = write_all(folder.path(), &BTreeMap::new(), folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("fr.po has no line in [languages] of wasm-pack.toml"), "{error}");
    }
}
