//! Leaves out of scripts and styles what only their reader needs: comments on lines of their own, types for the checker,
//! indents, empty lines; of styles, blanks too.
//!
//! No more than that: what is left of a script is the source, line for line, and its names are untouched. The page's
//! budget asks for it; it saves a fifth of what is inlined besides the module.

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
            thinned.push_str(&without_casts(line));
            thinned.push('\n');
        }
    }
    thinned
}

/// A line without its comments for the type checker: `/** @type {T} */ (value)`. Where a text might begin before one, the
/// line is left as it is.
fn without_casts(line: &str) -> String {
    let mut left = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, comment)) = rest.split_once("/** @") {
        let quoted = |quote| left.matches(quote).count() + before.matches(quote).count();
        let Some((_, after)) =
            comment.split_once("*/").filter(|_| ['"', '\'', '`'].iter().all(|quote| quoted(*quote) % 2 == 0))
        else {
            break;
        };
        left.push_str(before);
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    left + rest
}

/// Thins a style further: outside of its texts, no blank stands where the syntax has a mark already.
pub(crate) fn thin_style(text: &str) -> String {
    let mut thinned = String::with_capacity(text.len());
    let mut quote = None;
    for c in thin(text).chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace()
                && thinned.ends_with(|last: char| last.is_whitespace() || "{};,:".contains(last)) =>
            {
                continue;
            }
            None if "{}".contains(c) => {
                while thinned.ends_with(|last: char| last.is_whitespace() || (c == '}' && last == ';')) {
                    thinned.pop();
                }
            }
            _ => {}
        }
        thinned.push(c);
    }
    thinned + "\n"
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
        let thinned = "\"use strict\";\nfunction f(a) {\nreturn (a); // here\n(a).b();\n}\n";
        assert_eq!(thin(script), thinned);
        assert_eq!(
            without_casts("f(/** @type {A} */ (a), /** @param {B} b */ (b) => \"/** @type\");"),
            "f((a), (b) => \"/** @type\");"
        );
        assert_eq!(thin("/* a\n   b */\n.c {\n  color: red;\n}\n"), ".c {\ncolor: red;\n}\n");
    }

    #[test]
    fn a_style_loses_blanks_and_nothing_that_means_something() {
        let style = "/* a */\n.a .b:hover,\n.c > p { color: red; margin: 0 auto; }\n@media (width < 9px) {\n  .d::before { content: \"a: { b; }, c\"; width: calc(1px + 2px); }\n}\n";
        let thinned = ".a .b:hover,.c > p{color:red;margin:0 auto}@media (width < 9px){.d::before{content:\"a: { b; }, c\";width:calc(1px + 2px)}}\n";
        assert_eq!(thin_style(style), thinned);
    }

    #[test]
    fn a_text_over_several_lines_is_left_alone() {
        let script = "const a = `\n  // no comment\n`;\n";
        assert_eq!(thin(script), script);
    }
}
