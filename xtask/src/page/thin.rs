//! Leaves out of scripts and styles what only their reader needs: comments on lines of their own, indents, empty lines.
//!
//! No more than that: what is left is the source, line for line, and its names are untouched. The page's budget asks for it;
//! it saves a fifth of what is inlined besides the module.

/// Thins a script or a style. One that has a text over several lines (a template literal) is left as it is.
pub(crate) fn thin(text: &str) -> String {
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return text.to_owned();
    }
    let mut thinned = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if inside {
            inside = !line.ends_with("*/");
        } else if line.starts_with("/*") && !line.contains("*/") {
            inside = true;
        } else if !(line.is_empty() || line.starts_with("//") || is_comment(line)) {
            thinned.push_str(line);
            thinned.push('\n');
        }
    }
    thinned
}

/// One comment and nothing behind it; a cast for the type checker has the value behind it.
fn is_comment(line: &str) -> bool {
    line.starts_with("/*") && line.find("*/").is_some_and(|end| end + 2 == line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_and_comments_go() {
        let script = "// what it is\n\"use strict\";\n\n/**\n * @param {string} a\n */\nfunction f(a) {\n  // why\n  return /** @type {T} */ (a); // here\n  /* one */\n  /** @type {T} */ (a).b();\n}\n";
        let thinned =
            "\"use strict\";\nfunction f(a) {\nreturn /** @type {T} */ (a); // here\n/** @type {T} */ (a).b();\n}\n";
        assert_eq!(thin(script), thinned);
        assert_eq!(thin("/* a\n   b */\n.c {\n  color: red;\n}\n"), ".c {\ncolor: red;\n}\n");
    }

    #[test]
    fn a_text_over_several_lines_is_left_alone() {
        let script = "const a = `\n  // no comment\n`;\n";
        assert_eq!(thin(script), script);
    }
}
