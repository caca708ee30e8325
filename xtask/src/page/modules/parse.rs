//! What a module of the page imports, exports and declares, as far as putting modules together needs it.
//!
//! The page's modules are written in one way: named imports at the head, a declaration a statement, at the start of its line.
//! What is written otherwise is refused with its line, so that no case is left in which putting them together would change
//! what they mean.

use std::ops::Range;

use super::code::code_only;
use super::documentation::without_documentation;
use crate::page::refusal::Refusal;

/// A module that can be put together with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Module {
    /// Its path in `www/`.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) imports: Vec<Import>,
    pub(crate) declared: Vec<Declared>,
}

/// Names taken from another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) names: Vec<String>,
    /// The other module, as its path in `www/`.
    pub(crate) from: String,
    /// The whole statement with its line end.
    pub(crate) span: Range<usize>,
}

/// A name at the top of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) exported: bool,
    /// Where its statement begins.
    pub(crate) at: usize,
}

/// The keyword of an export, with the blank behind it.
pub(crate) const EXPORT: &str = "export ";

const DECLARATIONS: [&str; 5] = ["function ", "async function ", "class ", "const ", "let "];

impl Module {
    /// Reads a module.
    ///
    /// # Errors
    /// Every place that is not written as it has to be.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Module, Vec<Refusal>> {
        let code = code_only(text);
        let mut module =
            Module { name: name.to_owned(), text: text.to_owned(), imports: Vec::new(), declared: Vec::new() };
        let mut refusals = Vec::new();
        let mut refuse = |at: usize, why: &str| refusals.push(Refusal::new(name, text, at, why));
        let mut head = true;
        let (mut at, mut depth) = (0, 0_usize);
        let mut past_import = 0;
        for line in code.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let outside = depth == 0 && start >= past_import;
            depth = line.bytes().fold(depth, |depth, byte| match byte {
                b'{' | b'(' | b'[' => depth + 1,
                b'}' | b')' | b']' => depth.saturating_sub(1),
                _ => depth,
            });
            if let Some(inside) = line.find("import(").or_else(|| line.find("import.meta")) {
                refuse(start + inside, "a module is imported by name at the head of the file, not while the page runs");
            }
            if !outside || line.trim().is_empty() {
                continue;
            }
            if is_word(line, "import") {
                match import(name, text, &code, start) {
                    _ if !head => refuse(start, "imports stand at the head of a module"),
                    Ok(import) => {
                        past_import = import.span.end;
                        module.imports.push(import);
                    }
                    Err(why) => refuse(start, why),
                }
                continue;
            }
            head = false;
            let exported = is_word(line, "export");
            let statement = if exported { line.get(EXPORT.len()..).unwrap_or_default() } else { line };
            let declaration = DECLARATIONS.iter().find_map(|keyword| statement.strip_prefix(keyword));
            match declaration.map(identifier) {
                Some("") => refuse(start, "a declaration at the top of a module names one thing"),
                Some(declared) => {
                    module.declared.push(Declared { name: declared.to_owned(), exported, at: start });
                }
                None if is_word(statement, "default") => refuse(start, "an export has a name; there is no default"),
                None if exported => refuse(start, "`export` stands before the declaration that it exports"),
                None if is_word(statement, "var") => refuse(start, "use `const` or `let`"),
                None => {}
            }
        }
        if refusals.is_empty() { Ok(module) } else { Err(refusals) }
    }

    /// The module without imports, without the word `export` and without documentation.
    pub(crate) fn stripped(&self) -> String {
        let exports = self.declared.iter().filter(|one| one.exported).map(|one| one.at..one.at + EXPORT.len());
        let mut left_out: Vec<Range<usize>> = self.imports.iter().map(|one| one.span.clone()).chain(exports).collect();
        left_out.sort_by_key(|span| span.start);
        let mut stripped = String::with_capacity(self.text.len());
        let mut from = 0;
        for span in left_out {
            stripped += self.text.get(from..span.start).unwrap_or_default();
            from = span.end;
        }
        stripped += self.text.get(from..).unwrap_or_default();
        let mut stripped = without_documentation(&stripped);
        // Where the imports were, one empty line is enough.
        while stripped.contains("\n\n\n") {
            stripped = stripped.replace("\n\n\n", "\n\n");
        }
        stripped.trim().to_owned() + "\n"
    }
}

/// Reads the import that begins at `start`.
fn import(module: &str, text: &str, code: &str, start: usize) -> Result<Import, &'static str> {
    const HOW: &str = "an import is written `import { name, … } from \"./module.js\";`";
    let rest = code.get(start..).unwrap_or_default();
    let end = rest.find(";\n").map(|at| start + at + 2).ok_or(HOW)?;
    let statement = code.get(start..end).unwrap_or_default();
    let inside = statement.strip_prefix("import").map(str::trim_start).unwrap_or_default();
    let Some((names, from)) = inside.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return Err(match inside.bytes().next() {
            Some(b'"') => "a module that is imported without a name would run for its effects; export what does it",
            Some(b'*') => "names are imported one by one, not as a namespace",
            _ => "an import names what it takes; there is no default",
        });
    };
    if !from.trim_start().starts_with("from") {
        return Err(HOW);
    }
    let names: Vec<String> = names.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    if names.iter().any(|one| one.contains(char::is_whitespace)) {
        return Err("a name is the same in both modules; it is not changed by `as`");
    }
    let address = text.get(start..end).and_then(|whole| whole.split('"').nth(1)).ok_or(HOW)?;
    let Some(beside) = address.strip_prefix("./") else { return Err("a module imports modules beside it: \"./…\"") };
    let folder = module.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    Ok(Import { names, from: folder + beside, span: start..end })
}

/// Whether a statement begins with this word.
fn is_word(statement: &str, word: &str) -> bool {
    statement
        .strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
}

/// The name at the start of a text, or nothing.
fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        Module::parse("a.js", text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn imports_exports_and_declarations_are_found() {
        let text = "// A module.\nimport { one, two } from \"./b.js\";\nimport {\n  three,\n} from \"./c.js\";\n\n\
                    export const LIST = [\n  one,\n];\n\n/** Says it. */\nexport async function go() {\n  const inside = 1;\n}\n\nlet last;\n";
        let module = Module::parse("a.js", text).unwrap();
        let imports: Vec<_> = module.imports.iter().map(|one| (one.from.as_str(), one.names.join(" "))).collect();
        assert_eq!(imports, [("b.js", "one two".to_owned()), ("c.js", "three".to_owned())]);
        let declared: Vec<_> = module.declared.iter().map(|one| (one.name.as_str(), one.exported)).collect();
        assert_eq!(declared, [("LIST", true), ("go", true), ("last", false)]);
        assert_eq!(
            module.stripped(),
            "// A module.\n\nconst LIST = [\n\tone,\n];\n\nasync function go() {\n\tconst inside = 1;\n}\n\nlet last;\n"
        );
    }

    #[test]
    fn words_in_comments_and_texts_are_no_code() {
        let text = "/** @type {import(\"./b\").B} */\nconst a = `\nexport default ${1}\n`;\n// import x from \"y\";\n";
        assert_eq!(Module::parse("a.js", text).unwrap().imports, []);
    }

    #[test]
    fn each_of_these_is_refused_at_its_line() {
        for (statement, why) in [
            ("import { a as b } from \"./b.js\";", "a name is the same in both modules"),
            ("import a from \"./b.js\";", "an import names what it takes"),
            ("import * as a from \"./b.js\";", "names are imported one by one"),
            ("import \"./b.js\";", "a module that is imported without a name"),
            ("import { a } from \"b\";", "a module imports modules beside it"),
            ("import { a } from \"./b.js\"", "an import is written"),
            ("const b = await import(\"./b.js\");", "a module is imported by name at the head"),
            ("go(import.meta.url);", "a module is imported by name at the head"),
            ("export default function go() {}", "there is no default"),
            ("export { a };", "`export` stands before the declaration"),
            ("export { a as b };", "`export` stands before the declaration"),
            ("export { a } from \"./b.js\";", "`export` stands before the declaration"),
            ("export * from \"./b.js\";", "`export` stands before the declaration"),
            ("const { a, b } = c;", "names one thing"),
            ("const [a, b] = c;", "names one thing"),
            ("var a = 1;", "use `const` or `let`"),
        ] {
            let refusals = refused(&format!("// first\n{statement}\n"));
            assert_eq!(refusals.len(), 1, "{statement}: {refusals:?}");
            assert!(refusals[0].starts_with("a.js:2: ") && refusals[0].contains(why), "{statement}: {}", refusals[0]);
        }
    }

    #[test]
    fn an_import_below_code_is_refused() {
        assert_eq!(
            refused("const a = 1;\nimport { b } from \"./b.js\";\n"),
            ["a.js:2: imports stand at the head of a module"]
        );
    }
}
