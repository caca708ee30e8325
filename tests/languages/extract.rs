//! Every user-facing sentence, as written in the source: the keys of the catalogues.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use assertion_inspector::language::names;
use assertion_inspector::testing::checks;
use assertion_inspector::testing::checks::guide_points as guide;
use html5gum::{Token, Tokenizer};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A sentence as written in the source.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentence {
    /// The English; the singular if it has a plural.
    pub english: String,
    /// The plural.
    pub many: Option<String>,
    /// What distinguishes it from the same English with another meaning.
    pub context: Option<String>,
}

impl From<String> for Sentence {
    fn from(english: String) -> Self {
        Self { english, ..Self::default() }
    }
}

/// Every sentence, and where it is used.
pub type Sentences = BTreeMap<Sentence, Vec<String>>;

/// Collects every sentence.
pub fn all() -> Sentences {
    let mut all = Sentences::new();
    let mut add = |sentence: Sentence, file: &str| {
        let places = all.entry(sentence).or_default();
        if !places.iter().any(|place| place == file) {
            places.push(file.to_owned());
        }
    };
    for path in files("src", "rs") {
        let (name, text) = read(&path);
        // Texts in tests are not user-facing.
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        rust(tokens, &mut |sentence| add(sentence, &name));
    }
    // These are in a table built by a macro.
    for point in guide::ALL {
        add(point.section.english().to_owned().into(), "src/checks/guide_points.rs");
        add(point.title.english().to_owned().into(), "src/checks/guide_points.rs");
    }
    for path in files("src/repair/templates", "txt") {
        let (name, text) = read(&path);
        for head in text.lines().filter_map(|line| line.strip_prefix("=== ")) {
            let parts: Vec<&str> = head.split('|').map(str::trim).collect();
            add(parts[parts.len() - 2].to_owned().into(), &name);
        }
    }
    for path in files("www", "js") {
        let (name, text) = read(&path);
        for tag in ["say`", "phrase`"] {
            script(&text, tag, &mut |english| add(english.into(), &name));
        }
        // one`…` comes with its many`…`.
        let (mut ones, mut manies) = (Vec::new(), Vec::new());
        script(&text, "one`", &mut |english| ones.push(english));
        script(&text, "many`", &mut |english| manies.push(english));
        assert_eq!(ones.len(), manies.len(), "{name}");
        for (english, many) in ones.into_iter().zip(manies) {
            add(Sentence { english, many: Some(many), context: None }, &name);
        }
    }
    let (name, text) = read(Path::new("www/index.html"));
    html(&text, &mut |english| add(english.into(), &name));
    // The module lists these itself, so that the page needs no list of them.
    for english in checks::sentences() {
        let places = all.entry(english.into()).or_default();
        places.retain(|place| !TABLES.contains(&place.as_str()));
        places.insert(0, LISTED.to_owned());
    }
    all
}

/// What the catalogues say of a sentence that the module lists.
const LISTED: &str = "src/checks (listed by the module)";

/// Tables whose sentences the module lists.
const TABLES: [&str; 3] = ["src/checks/code_families.rs", "src/checks/codes.rs", "src/checks/guide_points.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> (String, String) {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (path.display().to_string().replace('\\', "/"), text)
}

/// The files below a folder, sorted by name.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).expect("a folder").flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|one| one == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `say!("…", …)`, `say!(in "…", "…", …)`, `say_n!(…, "…", "…", …)` and `phrase!("…")` anywhere in Rust. The value
/// names must match those in the sentence.
fn rust(tokens: TokenStream, add: &mut dyn FnMut(Sentence)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        rust(group.stream(), add);
        let is = |back: usize, wanted: &str| {
            at.checked_sub(back).and_then(|at| tokens.get(at)).is_some_and(|one| one.to_string() == wanted)
        };
        let known = ["say", "say_n", "phrase"].into_iter().find(|name| is(2, name));
        let Some(name) = known.filter(|_| group.delimiter() == Delimiter::Parenthesis && is(1, "!")) else { continue };
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        let arguments: Vec<&[TokenTree]> = inside.split(|token| token.to_string() == ",").collect();
        let literal = |argument: Option<&&[TokenTree]>| match argument? {
            [.., TokenTree::Literal(literal)] => {
                Some(syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?.value())
            }
            _ => None,
        };
        let in_context = inside.first().is_some_and(|token| token.to_string() == "in");
        // The macros' own definitions do not have literals there.
        let (sentence, values) = match name {
            "say_n" => {
                let (Some(english), many @ Some(_)) = (literal(arguments.get(1)), literal(arguments.get(2))) else {
                    continue;
                };
                (Sentence { english, many, context: None }, arguments.get(3..))
            }
            _ if in_context => {
                let (context @ Some(_), Some(english)) = (literal(arguments.first()), literal(arguments.get(1))) else {
                    continue;
                };
                (Sentence { english, many: None, context }, arguments.get(2..))
            }
            _ => match literal(arguments.first()) {
                Some(english) => (english.into(), arguments.get(1..)),
                None => continue,
            },
        };
        let mut given: Vec<String> =
            values.into_iter().flatten().filter_map(|one| one.first()).map(ToString::to_string).collect();
        let mut named: Vec<String> = placeholders(&sentence).into_iter().collect();
        given.extend(named.iter().find(|one| *one == "count" && name == "say_n").cloned());
        given.sort_unstable();
        named.dedup();
        // A phrase is filled in where it is used.
        assert!(name == "phrase" || named == given, "the values of: {sentence:?} {given:?}");
        add(sentence);
    }
}

/// The placeholder names in any form of a sentence, sorted, since each language has its own order.
pub fn placeholders(sentence: &Sentence) -> Vec<String> {
    let forms = [Some(&sentence.english), sentence.many.as_ref()];
    let all: BTreeSet<String> = forms.into_iter().flatten().flat_map(|form| names(form)).map(str::to_owned).collect();
    all.into_iter().collect()
}

/// Tagged templates in a script, with their values numbered.
fn script(text: &str, tag: &str, add: &mut dyn FnMut(String)) {
    for (at, _) in text.match_indices(tag) {
        let before = text[..at].chars().next_back();
        let in_comment = text[..at].rsplit('\n').next().is_some_and(|line| {
            let line = line.trim_start();
            line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
        });
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') || in_comment {
            continue;
        }
        let (mut english, mut count, mut depth) = (String::new(), 0, 0);
        let mut rest = text[at + tag.len()..].chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '`' if depth == 0 => break,
                '$' if depth == 0 && rest.peek() == Some(&'{') => {
                    rest.next();
                    depth = 1;
                    english.push_str(&format!("{{{count}}}"));
                    count += 1;
                }
                '{' if depth > 0 => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '\\' if depth == 0 => panic!("write the character itself: {english}\\"),
                c if depth == 0 => english.push(c),
                _ => {}
            }
        }
        add(english);
    }
}

/// Elements whose text is not translated.
const VERBATIM: [&str; 6] = ["code", "pre", "kbd", "script", "style", "svg"];
const VOID: [&str; 4] = ["meta", "link", "input", "br"];

/// The texts of index.html, as `collect` in www/language.js finds them.
fn html(text: &str, add: &mut dyn FnMut(String)) {
    struct Open {
        /// `translate="no"`: neither text nor attributes.
        untouched: bool,
        /// Whether it has no text of its own.
        verbatim: bool,
        english: String,
        children: usize,
        has_text: bool,
    }
    let mut open: Vec<Open> =
        vec![Open { untouched: false, verbatim: false, english: String::new(), children: 0, has_text: false }];
    let string = |bytes: &html5gum::HtmlString| String::from_utf8_lossy(bytes).into_owned();
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = string(&tag.name);
                let attribute = |wanted: &str| {
                    tag.attributes.iter().find(|(name, _)| string(name) == wanted).map(|(_, value)| string(value))
                };
                let parent = open.last_mut().expect("a root");
                parent.english.push_str(&format!("{{{}}}", parent.children));
                parent.children += 1;
                let untouched = parent.untouched || attribute("translate").as_deref() == Some("no");
                let verbatim = parent.verbatim || untouched || VERBATIM.contains(&name.as_str());
                if !untouched {
                    ["aria-label", "placeholder", "title"]
                        .into_iter()
                        .filter_map(attribute)
                        .filter(|value| !value.is_empty())
                        .for_each(&mut *add);
                }
                if !VOID.contains(&name.as_str()) && !tag.self_closing {
                    open.push(Open { untouched, verbatim, english: String::new(), children: 0, has_text: false });
                }
            }
            Token::EndTag(_) => {
                let closed = open.pop().expect("what was opened");
                if closed.has_text && !closed.verbatim {
                    add(closed.english.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
            Token::String(text) => {
                let text = string(&text);
                let inside = open.last_mut().expect("a root");
                inside.has_text |= !text.trim().is_empty();
                inside.english.push_str(&text);
            }
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "index.html closes what it opens");
}
