//! Leaves out of the style what only its reader needs: comments, indents, empty lines, and blanks where the syntax has a mark
//! already.

/// Thins a style.
pub(crate) fn thin_style(text: &str) -> String {
    let mut thinned = String::with_capacity(text.len());
    let mut quote = None;
    for c in without_comments(text).chars() {
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

/// The lines that are no comment, without their indents.
fn without_comments(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if inside {
            inside = !line.ends_with("*/");
        } else if line.starts_with("/*") {
            inside = !line.contains("*/");
        } else if !line.is_empty() {
            left.push_str(line);
            left.push('\n');
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_loses_blanks_and_nothing_that_means_something() {
        let style = "/* a\n   b */\n.a .b:hover,\n.c > p { color: red; margin: 0 auto; }\n\n/* one */\n@media (width < 9px) {\n  .d::before { content: \"a: { b; }, c\"; width: calc(1px + 2px); }\n}\n";
        let thinned = ".a .b:hover,.c > p{color:red;margin:0 auto}@media (width < 9px){.d::before{content:\"a: { b; }, c\";width:calc(1px + 2px)}}\n";
        assert_eq!(thin_style(style), thinned);
    }
}
