//! Enforces one direction of imports: no layer imports from a later one, and no files import each other in a cycle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The layers, in the order in which data flows. The files at the root drive them and may use them all.
const LAYERS: [&str; 11] =
    ["notation", "evidence", "input", "analysis", "case", "checks", "answer", "preflight", "report", "repair", "tools"];
/// What every layer may use.
const EVERYWHERE: [&str; 6] = ["jobs", "limits", "language", "say", "say_n", "phrase"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Expands the braces of a path: `a::{b, c}` becomes `a::b` and `a::c`.
fn expand(path: &str) -> Vec<String> {
    let Some((before, inside)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (mut depth, mut item, mut items) = (0, String::new(), Vec::new());
    for c in inside.chars() {
        match c {
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            '}' if depth == 0 => break,
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                item.push(c);
            }
        }
    }
    items.push(item);
    items.iter().flat_map(|item| expand(&format!("{before}{item}"))).collect()
}

/// The modules that a file imports, as paths below `src`: those of `use` declarations and those written inline.
fn imports(module: &str, text: &str) -> BTreeSet<String> {
    // Test modules are not part of the layer.
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: String = code.lines().map(|line| line.split("//").next().unwrap_or_default().trim()).collect();
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let named = |prefix: &str, base: &str| -> Vec<String> {
        let rest = code
            .split(prefix)
            .skip(1)
            .map(|rest| rest.split([';', '(', ')', '<', '!', ' ']).next().unwrap_or_default());
        let whole = code.split(prefix).skip(1).map(|rest| rest.split(';').next().unwrap_or_default());
        rest.zip(whole)
            .flat_map(|(path, whole)| expand(if path.contains('{') { whole } else { path }))
            .map(|path| format!("{base}{}", path.split(" as ").next().unwrap_or_default().trim()))
            .collect()
    };
    let above = if parent.is_empty() { String::new() } else { format!("{parent}::") };
    named("crate::", "").into_iter().chain(named("super::", &above)).collect()
}

/// Every file below `src`, by module path, with what it imports.
fn import_graph() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources = files(&root).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let module = inside.to_string_lossy().replace(['/', '\\'], "::").trim_end_matches("::mod").to_owned();
        let imports = imports(&module, &std::fs::read_to_string(&path).unwrap());
        (module, imports)
    };
    sources
        .map(read)
        .filter(|(module, _)| module != "order" && !module.ends_with("tests") && !module.starts_with("bin"))
        .collect()
}

#[test]
fn nothing_imports_from_a_later_layer() {
    let rank = |path: &str| LAYERS.iter().position(|layer| path.split("::").next() == Some(layer));
    let mut wrong = Vec::new();
    for (file, imports) in import_graph() {
        let Some(mine) = rank(&file) else { continue };
        for import in imports {
            let first = import.split("::").next().unwrap_or_default();
            if !EVERYWHERE.contains(&first) && rank(&import).is_none_or(|other| other > mine) {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_files_import_each_other_in_a_cycle() {
    let graph = import_graph();
    // An import names an item in a file, which is the longest matching path.
    let target = |import: &str| {
        let parts: Vec<&str> = import.split("::").collect();
        (1..=parts.len()).rev().map(|count| parts[..count].join("::")).find(|path| graph.contains_key(path))
    };
    let mut edges: BTreeSet<(String, String)> = graph
        .iter()
        .flat_map(|(file, imports)| imports.iter().filter_map(|one| Some((file.clone(), target(one)?))))
        .filter(|(from, to)| from != to)
        .collect();
    // A file that imports nothing, or that nothing imports, is not in a cycle.
    loop {
        let count = edges.len();
        let (from, to): (BTreeSet<String>, BTreeSet<String>) = edges.iter().cloned().unzip();
        edges.retain(|edge| to.contains(&edge.0) && from.contains(&edge.1));
        if edges.len() == count {
            break;
        }
    }
    assert!(edges.is_empty(), "{edges:#?}");
}
