//! Every sentence that the program says, as it stands in the source: the keys of the catalogues.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assertion_inspector::checks;
use assertion_inspector::checks::finding::Id;
use assertion_inspector::checks::guide_points as guide;
use assertion_inspector::language::names;
use html5gum::{Token, Tokenizer};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// English, and where it is said.
pub type Sentences = BTreeMap<String, Vec<String>>;

/// All of it.
pub fn all() -> Sentences {
    let mut all = Sentences::new();
    let mut add = |english: String, file: &str| {
        let places = all.entry(english).or_default();
        if !places.iter().any(|place| place == file) {
            places.push(file.to_owned());
        }
    };
    for path in files("src", "rs") {
        let (name, text) = read(&path);
        // What a test says, it says to itself.
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        rust(tokens, &mut |english| add(english, &name));
    }
    for id in checks::all().iter().flat_map(|check| check.ids).chain(checks::internal::IDS) {
        for english in page(id) {
            add(english, "src/checks (reference pages)");
        }
    }
    // These stand in a table that a macro makes.
    for point in guide::ALL {
        add(point.section.english().to_owned(), "src/guide/points.rs");
        add(point.title.english().to_owned(), "src/guide/points.rs");
    }
    for path in files("src/repair/templates", "txt") {
        let (name, text) = read(&path);
        for head in text.lines().filter_map(|line| line.strip_prefix("=== ")) {
            let parts: Vec<&str> = head.split('|').map(str::trim).collect();
            add(parts[parts.len() - 2].to_owned(), &name);
        }
    }
    for path in files("www", "js") {
        let (name, text) = read(&path);
        for tag in ["say`", "phrase`"] {
            script(&text, tag, &mut |english| add(english, &name));
        }
    }
    let (name, text) = read(Path::new("www/index.html"));
    html(&text, &mut |english| add(english, &name));
    all
}

/// What is shown of a reference page.
fn page(id: &Id) -> Vec<String> {
    let page = (*id.page()).clone();
    let shown = page.paragraphs.into_iter().take(2);
    [page.title].into_iter().chain(shown).chain(page.fixes).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> (String, String) {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (path.display().to_string().replace('\\', "/"), text)
}

/// The files below a folder, in their order by name.
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

/// `say!("…", …)` and `phrase!("…")` anywhere in Rust. The names of the values must be those of the sentence.
fn rust(tokens: TokenStream, add: &mut dyn FnMut(String)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        rust(group.stream(), add);
        let is = |back: usize, wanted: &str| {
            at.checked_sub(back).and_then(|at| tokens.get(at)).is_some_and(|one| one.to_string() == wanted)
        };
        if group.delimiter() != Delimiter::Parenthesis || !is(1, "!") || !(is(2, "say") || is(2, "phrase")) {
            continue;
        }
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        // The macro's own definition has no literal there.
        let Some(TokenTree::Literal(literal)) = inside.first() else { continue };
        let english = syn::parse_str::<syn::LitStr>(&literal.to_string()).expect("a text").value();
        let comma = |token: &TokenTree| token.to_string() == ",";
        let named: Vec<String> =
            inside.split(comma).skip(1).filter_map(|one| one.first()).map(ToString::to_string).collect();
        // A phrase is filled where it is said.
        assert!(is(2, "phrase") || names(&english) == named, "the values of: {english}");
        add(english);
    }
}

/// The names in a sentence, sorted: another language has an order of its own.
pub fn placeholders(sentence: &str) -> Vec<&str> {
    let mut names = names(sentence);
    names.sort_unstable();
    names
}

/// Templates behind a tag in a script, their values numbered.
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

/// Elements whose text is in no language.
const VERBATIM: [&str; 6] = ["code", "pre", "kbd", "script", "style", "svg"];
const VOID: [&str; 4] = ["meta", "link", "input", "br"];

/// The texts of index.html, as `collect` in www/language.js finds them.
fn html(text: &str, add: &mut dyn FnMut(String)) {
    struct Open {
        /// `translate="no"`: neither text nor attributes.
        untouched: bool,
        /// No text.
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
