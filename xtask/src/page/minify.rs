//! Makes scripts short: comments, types, blanks and the long names inside of functions are for those who read the source.
//!
//! The page is near its budget, and a third of what is inlined besides the module goes. Names that another script uses stay,
//! because classic scripts share them. What is left is fixed by the policy's hashes, and anyone can build it again.

use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// Minifies a classic script.
///
/// # Errors
/// It is not JavaScript; the first error is told.
pub(crate) fn minify(name: &str, script: &str) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        bail!("{name} is not JavaScript: {error}");
    }
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let short = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(minified.scoping).build(&program);
    Ok(short.code + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_scripts_use_keeps_its_name() {
        let script = "// why\n\"use strict\";\n/** @param {string} long */\nfunction shown(long) {\n  return `${long}!`;\n}\nconst TABLE = [shown];\n";
        let short = minify("a.js", script).unwrap();
        assert!(short.starts_with("\"use strict\";"), "{short}");
        assert!(short.contains("function shown(") && short.contains("TABLE=") && !short.contains("long"), "{short}");
    }

    #[test]
    fn what_is_no_script_is_refused_with_its_name() {
        let error = minify("broken.js", "function (").unwrap_err().to_string();
        assert!(error.starts_with("broken.js is not JavaScript: "), "{error}");
    }
}
