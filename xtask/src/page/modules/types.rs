//! Leaves the types out of a script's comments: they are for the type checker, which has read the modules before they are put
//! together. What a tag says to people stays.

/// Leaves out every tag of a comment, such as `@param {Status} status`, that says no more than a type, and every comment in
/// which nothing else stood.
pub(crate) fn without_types(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut lines = script.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if !line.trim_start().starts_with("/**") {
            kept += line;
            continue;
        }
        let mut comment = vec![line];
        while !comment.last().is_some_and(|last| last.trim_end().ends_with("*/")) {
            let Some(next) = lines.next() else { break };
            comment.push(next);
        }
        match comment.as_slice() {
            [only] => {
                let inside = only.trim().trim_start_matches("/**").trim_end_matches("*/").trim();
                if !says_only_a_type(inside) {
                    kept += only;
                }
            }
            [first, inner @ .., last] => {
                let inner = inner_lines(inner);
                if !inner.is_empty() || first.trim() != "/**" || last.trim() != "*/" {
                    kept.extend(std::iter::once(*first).chain(inner).chain([*last]));
                }
            }
            [] => {}
        }
    }
    kept
}

/// The lines between the first and the last of a comment, without the tags that say only a type.
fn inner_lines<'s>(lines: &[&'s str]) -> Vec<&'s str> {
    let mut kept = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        // A tag goes on to the next one.
        let more = after.iter().take_while(|next| !text(next).starts_with('@')).count();
        let (tag, next) = if text(line).starts_with('@') { rest.split_at(more + 1) } else { rest.split_at(1) };
        let whole: Vec<&str> = tag.iter().map(|line| text(line)).collect();
        if !says_only_a_type(&whole.join(" ")) {
            kept.extend(tag);
        }
        rest = next;
    }
    kept
}

/// A line of a comment without what marks it as one.
fn text(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix('*').unwrap_or(line).trim()
}

/// Whether a tag has nothing but a type and the name that has it. An import of types is one, too.
fn says_only_a_type(tag: &str) -> bool {
    let Some((keyword, rest)) = tag.strip_prefix('@').and_then(|tag| tag.split_once(' ')) else { return false };
    let rest = rest.trim();
    if keyword == "import" {
        return true;
    }
    let mut depth = 0_usize;
    let end = rest.char_indices().find_map(|(at, letter)| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    });
    let Some(after) = end.filter(|_| rest.starts_with('{')).and_then(|end| rest.get(end + 1..)) else { return false };
    after.split_whitespace().count() <= usize::from(["param", "property", "typedef"].contains(&keyword))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::modules::code::code_only;

    #[test]
    fn types_go_and_what_is_said_to_people_stays() {
        let script = "/** @import { A } from \"./report\" */\n\n/** @type {[A, { b: string }]} */\nconst a = 1;\n\n\
            /**\n * Does it.\n * @param {{\n *   a: A,\n * }} options\n * @param {number} size in bytes\n * @returns {A}\n */\n\
            function go(options, size) {}\n\n/**\n * @param {A} a\n */\nconst inner = (a) => a;\n\n/** @type {A} the last one */\nlet last;\n";
        let left = "\nconst a = 1;\n\n/**\n * Does it.\n * @param {number} size in bytes\n */\nfunction go(options, size) {}\n\n\
            const inner = (a) => a;\n\n/** @type {A} the last one */\nlet last;\n";
        assert_eq!(without_types(script), left);
    }

    #[test]
    fn no_code_of_the_page_goes_with_them() {
        let mut tried = 0;
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../www")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "js") {
                let script = std::fs::read_to_string(&path).unwrap();
                let code = |text: &str| code_only(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                assert_eq!(code(&without_types(&script)), code(&script), "{}", path.display());
                tried += 1;
            }
        }
        assert!(tried > 40, "{tried}");
    }
}
