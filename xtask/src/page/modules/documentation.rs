//! Leaves the comments that document functions and types out of a script: they are for who writes the modules and for the type
//! checker, which has read them before they are put together, and so are the types of values. What a comment says beside the
//! code stays.

/// Leaves out every comment that begins with `/**` at the start of its line.
pub(crate) fn without_documentation(script: &str) -> String {
    let mut inside = false;
    let stays = |line: &&str| {
        inside |= line.trim_start().starts_with("/**") && !is_cast(line);
        let outside = !inside;
        inside &= !line.trim_end().ends_with("*/");
        outside
    };
    script.split_inclusive('\n').filter(stays).map(|line| tabbed(&without_types(line))).collect()
}

/// Indents a line by tabs instead of twice as many spaces. No text of several lines stands in the page's scripts.
pub(crate) fn tabbed(line: &str) -> String {
    let code = line.trim_start_matches(' ');
    let spaces = line.len() - code.len();
    format!("{}{}{code}", "\t".repeat(spaces / 2), " ".repeat(spaces % 2))
}

/// Leaves out what says of which type a value is: `/** @type {Status} */ (text)`.
fn without_types(line: &str) -> String {
    let mut left = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, (_, after))) =
        rest.split_once("/** @type ").and_then(|(before, after)| Some((before, after.split_once("*/")?)))
    {
        left.push_str(before);
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    left + rest
}

/// Whether code follows a comment on its line: `/** @type {Status} */ (text)`.
fn is_cast(line: &str) -> bool {
    line.split_once("*/").is_some_and(|(_, after)| !after.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::modules::code::code_only;

    #[test]
    fn documentation_goes_and_what_is_said_beside_the_code_stays() {
        let script = "// A module.\n\n/** @type {[A, { b: string }]} */\nconst a = 1;\n\n\
            /**\n * Does it.\n * @param {A} options\n */\n\
            function go(options) {\n  // Twice, because.\n  return [\n    /** @type {A} */ (a),\n    a, // once\n  ];\n}\n";
        let left = "// A module.\n\nconst a = 1;\n\n\
            function go(options) {\n\t// Twice, because.\n\treturn [\n\t\t(a),\n\t\ta, // once\n\t];\n}\n";
        assert_eq!(without_documentation(script), left);
    }

    #[test]
    fn no_code_of_the_page_goes_with_it() {
        let mut tried = 0;
        for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../www")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "js") {
                let script = std::fs::read_to_string(&path).unwrap();
                let code = |text: &str| code_only(text).split_whitespace().collect::<String>();
                assert_eq!(code(&without_documentation(&script)), code(&script), "{}", path.display());
                // A text of several lines would be changed by tabs.
                let is_open = |line: &&str| line.matches('`').count() % 2 == 1;
                assert_eq!(script.lines().find(is_open), None, "{}", path.display());
                tried += 1;
            }
        }
        assert!(tried > 40, "{tried}");
    }
}
