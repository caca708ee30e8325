//! Puts the page's modules together: one script from an entry module and everything that it imports.
//!
//! A page from `file://` cannot import another file, so the modules become one. Nothing is renamed and nothing is shortened:
//! the modules stand in it as they are written, each under its name, those that others need before them; only the documentation of
//! their functions is left out. What would change its meaning that way is refused.

mod code;
pub(crate) mod documentation;
mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};

use super::refusal::Refusal;
use parse::Module;

/// A script of the page, put together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) text: String,
    /// Every module in it, by name, as it was written.
    pub(crate) modules: BTreeMap<String, String>,
    exports: BTreeSet<Name>,
    imports: BTreeSet<Name>,
    refusals: Vec<Refusal>,
}

/// An exported name, with its module.
type Name = (String, String);

/// Puts a module and everything that it imports together.
///
/// # Errors
/// A module cannot be read. What is not as it must be is found in [`check`].
pub(crate) fn put_together(source: &Path, entry: &str) -> Result<Script> {
    let mut found = Found { source, modules: BTreeMap::new(), order: Vec::new(), refusals: Vec::new() };
    found.visit(entry, &mut Vec::new())?;
    Ok(found.script())
}

/// What is wrong with the scripts of a page: with any of them, or with a name that none of them imports.
pub(crate) fn check(scripts: &[&Script]) -> Vec<Refusal> {
    let imported: BTreeSet<&Name> = scripts.iter().flat_map(|script| &script.imports).collect();
    let mut refusals: Vec<Refusal> = scripts.iter().flat_map(|script| script.refusals.clone()).collect();
    for script in scripts {
        for name in script.exports.iter().filter(|name| !imported.contains(name)) {
            let (module, name) = name;
            let text = script.modules.get(module).map_or("", String::as_str);
            let at = text.match_indices("export ").find(|(at, _)| declares(text.get(*at..).unwrap_or_default(), name));
            let why = format!("`{name}` is exported, and nothing imports it");
            refusals.push(Refusal::new(module, text, at.map_or(0, |(at, _)| at), why));
        }
    }
    // A module that is part of two scripts is refused once.
    refusals.sort_by_key(ToString::to_string);
    refusals.dedup();
    refusals
}

/// Whether an export is the one of this name.
fn declares(export: &str, name: &str) -> bool {
    let mut words = export.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).skip(1);
    words.find(|word| !["async", "function", "class", "const", "let", ""].contains(word)) == Some(name)
}

struct Found<'s> {
    source: &'s Path,
    modules: BTreeMap<String, Module>,
    /// Names of the modules, those that others need before them.
    order: Vec<String>,
    refusals: Vec<Refusal>,
}

impl Found<'_> {
    /// Reads a module and, before it is put in its place, what it imports. `path` is how it was reached.
    fn visit(&mut self, name: &str, path: &mut Vec<String>) -> Result<()> {
        if self.modules.contains_key(name) {
            return Ok(());
        }
        let file = self.source.join(name);
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let module = match Module::parse(name, &text.replace("\r\n", "\n")) {
            Ok(module) => module,
            Err(refusals) => {
                self.refusals.extend(refusals);
                return Ok(());
            }
        };
        path.push(name.to_owned());
        for import in &module.imports {
            if path.contains(&import.from) {
                let circle: Vec<&str> = path
                    .iter()
                    .skip_while(|one| **one != import.from)
                    .map(String::as_str)
                    .chain([import.from.as_str()])
                    .collect();
                let why = format!("this closes a circle: {}", circle.join(" → "));
                self.refusals.push(Refusal::new(name, &module.text, import.span.start, why));
                continue;
            }
            self.visit(&import.from, path)?;
        }
        path.pop();
        self.order.push(name.to_owned());
        self.modules.insert(name.to_owned(), module);
        Ok(())
    }

    fn script(mut self) -> Script {
        let mut text = String::new();
        let (mut exports, mut imports) = (BTreeSet::new(), BTreeSet::new());
        let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
        for name in &self.order {
            let Some(module) = self.modules.get(name) else { continue };
            for one in &module.declared {
                if let Some(other) = declared.insert(&one.name, name) {
                    let why = format!("`{}` is declared in {other} as well", one.name);
                    self.refusals.push(Refusal::new(name, &module.text, one.at, why));
                }
                if one.exported {
                    exports.insert((name.clone(), one.name.clone()));
                }
            }
            for import in &module.imports {
                for wanted in &import.names {
                    imports.insert((import.from.clone(), wanted.clone()));
                    let other = self.modules.get(&import.from);
                    if other.is_some_and(|other| !other.declared.iter().any(|one| one.exported && one.name == *wanted))
                    {
                        let why = format!("{} does not export `{wanted}`", import.from);
                        self.refusals.push(Refusal::new(name, &module.text, import.span.start, why));
                    }
                }
            }
            text += &format!("// --- {name}\n{}\n", module.stripped());
        }
        let modules = self.modules.iter().map(|(name, module)| (name.clone(), module.text.clone())).collect();
        Script { text: text.trim_end().to_owned() + "\n", modules, exports, imports, refusals: self.refusals }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts modules together, the first one the entry.
    fn together(modules: &[(&str, &str)]) -> Script {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in modules {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        put_together(folder.path(), modules[0].0).unwrap()
    }

    fn refused(modules: &[(&str, &str)]) -> Vec<String> {
        check(&[&together(modules)]).iter().map(ToString::to_string).collect()
    }

    const MAIN: &str = "// The page.\nimport { a } from \"./a.js\";\nimport { b } from \"./b.js\";\n\na(b);\n";

    #[test]
    fn what_others_need_stands_before_them_and_once() {
        let modules = [
            ("main.js", MAIN),
            (
                "a.js",
                "// A.\nimport { b } from \"./b.js\";\n\n/** Does it. */\nexport function a() {\n  return b;\n}\n",
            ),
            ("b.js", "// B.\n\nexport const b = 1;\n"),
        ];
        let script = together(&modules);
        assert_eq!(check(&[&script]), []);
        assert_eq!(
            script.text,
            "// --- b.js\n// B.\n\nconst b = 1;\n\n// --- a.js\n// A.\n\nfunction a() {\n\treturn b;\n}\n\n\
             // --- main.js\n// The page.\n\na(b);\n"
        );
    }

    #[test]
    fn each_of_these_is_refused_at_its_line() {
        let b = ("b.js", "export const b = 1;\n");
        for (a, why) in [
            (
                "import { main } from \"./main.js\";\nexport const a = main;\n",
                "a.js:1: this closes a circle: main.js → a.js → main.js",
            ),
            ("import { c } from \"./b.js\";\nexport const a = c;\n", "a.js:1: b.js does not export `c`"),
            ("export const a = 1;\nexport const other = 2;\n", "a.js:2: `other` is exported, and nothing imports it"),
            ("export const a = 1;\nfunction b() {}\n", "b.js:1: `b` is declared in a.js as well"),
        ] {
            let refusals = refused(&[("main.js", MAIN), ("a.js", a), b]);
            assert_eq!(refusals.last().map(String::as_str), Some(why), "{a}");
        }
    }

    #[test]
    fn what_another_script_imports_is_not_unused() {
        let shared = ("shared.js", "export const a = 1;\nexport const b = 2;\n");
        let page = together(&[("main.js", "import { a } from \"./shared.js\";\ngo(a);\n"), shared]);
        let worker = together(&[("worker.js", "import { b } from \"./shared.js\";\ngo(b);\n"), shared]);
        assert_eq!(check(&[&page, &worker]), []);
        assert_eq!(check(&[&page]).len(), 1);
    }

    #[test]
    fn a_module_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("main.js"), "import { a } from \"./a.js\";\n").unwrap();
        let error = put_together(folder.path(), "main.js").unwrap_err().to_string();
        assert!(error.contains("a.js cannot be read"), "{error}");
    }
}
