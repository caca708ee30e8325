//! The report's types as TypeScript declarations, for the page's scripts: `www/report.d.ts`.
//!
//! The file is committed so that editors and the type checker know the report without a build. The test below fails if
//! the Rust types have changed since, and `cargo xtask types` regenerates the file.

use std::collections::BTreeMap;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::report::Report;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/report.d.ts");

const HEAD: &str =
    "// The report of an inspection. Written from the types of src/report by `cargo xtask types`; do not edit.\n";

#[test]
fn report_d_ts_says_what_report_rs_says() {
    let declared = declarations();
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(FILE, &declared).expect("www/report.d.ts can be written");
    }
    let committed = std::fs::read_to_string(Path::new(FILE)).unwrap_or_default();
    assert!(committed == declared, "www/report.d.ts is out of date: write it anew with `cargo xtask types`");
}

/// Declares [`Report`] and every type it is made of, each once and sorted by name.
fn declarations() -> String {
    // JavaScript reads every number of the report as a double; none of them comes close to 2^53.
    let config = Config::new().with_large_int("number");
    let mut writer = Writer { config, declared: BTreeMap::new() };
    writer.visit::<Report>();
    writer.visit::<crate::repair::RepairReport>();
    writer.visit::<crate::tools::convert::Identified>();
    // Sorted by name: the visiting order changes from build to build.
    writer.declared.into_values().fold(HEAD.to_owned(), |text, declaration| text + "\n" + &declaration)
}

struct Writer {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl TypeVisitor for Writer {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types without a file of their own, such as strings, numbers and lists, have no declaration.
        if T::output_path().is_none() {
            return T::visit_generics(self);
        }
        let name = T::ident(&self.config);
        if !self.declared.contains_key(&name) {
            let declaration = T::docs().unwrap_or_default() + "export " + &T::decl(&self.config);
            self.declared.insert(name, tidy(&declaration));
            T::visit_dependencies(self);
        }
    }
}

/// Indents members, puts one-line comments on one line, and the closing brace on a line of its own.
fn tidy(declaration: &str) -> String {
    let separate = declaration.replace(", };", ",\n};");
    let mut lines: Vec<String> = Vec::new();
    let mut indent = "";
    for line in separate.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line == "};" {
            indent = "";
        }
        match lines.last_mut() {
            Some(last) if last.ends_with("/**") => last.push_str(line.trim_start_matches('*')),
            Some(last) if line == "*/" && last.trim_start().starts_with("/** ") => last.push_str(" */"),
            _ => lines.push(format!("{indent}{line}")),
        }
        if line.ends_with('{') {
            indent = "  ";
        }
    }
    lines.join("\n") + "\n"
}
