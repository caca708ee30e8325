//! Everything that is printed as JSON is what `docs/report.schema.json` says, by Python's `jsonschema`.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::io::Write as _;
use std::process::{Command, Stdio};

use assertion_inspector::{Input, Intake, Options, redact};
use common::{AT, fixture, fixture_names, input, libraries};
use serde_json::{Value, json};

/// Validates each line, `[part of the schema, document]`, and prints what is wrong. The schema is closed, so that a member that
/// it lacks is wrong, too.
const VALIDATE: &str = r##"
import json, sys
from jsonschema import Draft202012Validator as Validator
schema = json.load(open(sys.argv[1]))
Validator.check_schema(schema)
of = lambda name: {"$defs": schema["$defs"], "$ref": "#/$defs/" + name}
parts = {"Report": Validator(schema), "Row": Validator(of("Row")), "Preflight": Validator(of("Preflight"))}
count = 0
for line in sys.stdin:
    part, document = json.loads(line)
    count += 1
    for error in parts[part].iter_errors(document):
        print(part, error.json_path, error.message[:300])
print(count, "validated")
"##;

/// What Python says of these documents.
fn validate(python: &std::path::Path, documents: &[(&str, Value)]) -> String {
    let mut command = Command::new(python);
    command.args(["-c", VALIDATE, concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json")]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
    let mut lines = child.stdin.take().expect("a pipe");
    let writing = {
        let text: String = documents.iter().map(|(part, one)| format!("{}\n", json!([part, one]))).collect();
        std::thread::spawn(move || lines.write_all(text.as_bytes()))
    };
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("it reads");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

fn value(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).expect("JSON")
}

/// Everything that is printed of these inputs, the report as it is or as it may be handed over.
fn printed(inputs: &[Input], is_redacted: bool, all: &mut Vec<(&'static str, Value)>) {
    let options = Options::new(AT).at(AT).passwords(vec!["secret".to_owned()]);
    let read = |mut intake: Intake| {
        inputs.iter().for_each(|input| intake.add(input));
        intake
    };
    let inspection = read(Intake::new(&options)).finish();
    let mut report = inspection.report_all(&options);
    if is_redacted {
        redact::redact(&mut report);
        redact::shorten_ids(&mut report);
    }
    all.push(("Report", value(&report)));
    all.push(("Preflight", value(&inspection.preflight(&options))));
    let (list, refusals) = read(Intake::of_list(&options)).finish_list();
    all.extend(refusals.into_iter().map(|index| ("Row", value(&list.row(index, &options)))));
}

#[test]
fn what_is_printed_is_what_the_schema_says() {
    let Some(libraries) = libraries() else { return };
    let mut documents = Vec::new();
    let names = fixture_names();
    for (index, name) in names.iter().enumerate() {
        printed(&[input(name, fixture(name)), input("app.pem", fixture("app.pem"))], index % 2 == 1, &mut documents);
    }
    printed(&names.iter().step_by(9).map(|name| input(name, fixture(name))).collect::<Vec<_>>(), false, &mut documents);
    let printed = validate(&libraries.join("python/bin/python"), &documents);
    assert_eq!(printed, format!("{} validated\n", documents.len()));
    for part in ["Report", "Row", "Preflight"] {
        assert!(documents.iter().filter(|(name, _)| *name == part).count() >= names.len(), "{part}");
    }
}

#[test]
fn what_the_schema_does_not_say_is_noticed() {
    let Some(libraries) = libraries() else { return };
    let mut documents = Vec::new();
    printed(&["x5t-hex-text.jwt", "app.pem"].map(|name| input(name, fixture(name))), false, &mut documents);
    let mut broken = Vec::new();
    let mut break_it = |part: &'static str, change: &dyn Fn(&mut Value)| {
        let (_, document) = documents.iter().find(|(name, _)| *name == part).expect("one");
        let mut document = document.clone();
        change(&mut document);
        broken.push((part, document));
    };
    break_it("Report", &|one| one["more"] = 1.into());
    break_it("Report", &|one| one["schema"] = 2.into());
    break_it("Report", &|one| one["cases"][0]["findings"][0]["status"] = "bad".into());
    break_it("Report", &|one| one["cases"][0]["findings"][0]["evidence"][0]["more"] = Value::Null);
    break_it("Report", &|one| drop(one["cases"][0].as_object_mut().expect("an object").remove("verdict")));
    break_it("Row", &|one| one["code"] = "700027".into());
    break_it("Row", &|one| one["more"] = 1.into());
    break_it("Preflight", &|one| one["apps"][0]["works"] = Value::Null);
    break_it("Preflight", &|one| one["more"] = 1.into());
    let count = broken.len();
    let printed = validate(&libraries.join("python/bin/python"), &broken);
    assert_eq!(printed.lines().count(), count + 1, "{printed}");
}
