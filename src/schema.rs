//! The JSON schema of what is printed as JSON: `docs/report.schema.json`.
//!
//! It is made from the Rust types, as the TypeScript declarations are. The test below fails if they have changed since, and
//! `cargo xtask types` writes it anew. `tests/schema.rs` validates reports with it.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::preflight::Preflight;
use crate::report::row::Row;
use crate::report::{Report, SCHEMA};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json");
/// Where the file of this version is.
const ID: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/v", env!("CARGO_PKG_VERSION"), "/docs/report.schema.json");

const COMMENT: &str = "What this version writes, and nothing else, so that a test finds what the schema lacks. Later versions add members \
    and change none while `schema` stays the same: who reads their reports lets members be that are not here.";

#[test]
fn the_schema_says_what_report_rs_says() {
    let made = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(FILE, &made).expect("docs/report.schema.json can be written");
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(committed == made, "docs/report.schema.json is out of date: write it anew with `cargo xtask types`");
}

/// The schema of a report. Beside the types that it is made of, `$defs` has those of what else is printed: `Row` is a line of
/// `--format jsonl`, and `Preflight` what `preflight --format json` prints.
fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.subschema_for::<Preflight>();
    let mut schema = generator.into_root_schema_for::<Report>().to_value();
    schema["$id"] = ID.into();
    schema["$comment"] = COMMENT.into();
    let row = row(&schema["$defs"]["Summary"]["properties"]);
    schema["$defs"]["Row"] = row;
    schema["properties"]["schema"]["const"] = SCHEMA.into();
    schema["$defs"]["Preflight"]["properties"]["schema"]["const"] = SCHEMA.into();
    close(&mut schema);
    schema
}

/// The schema of a line, whose members are those of a summary.
fn row(summary: &Value) -> Value {
    let member = |name: &str| match name {
        "schema" => json!({"const": SCHEMA}),
        "causes" => json!({"type": "array", "items": {"type": "string"}}),
        // A name without letters is left out.
        "input" => json!({"type": ["string", "null"]}),
        name => summary[name].clone(),
    };
    let members: Map<String, Value> = Row::COLUMNS.iter().map(|name| ((*name).to_owned(), member(name))).collect();
    assert!(!members.values().any(Value::is_null), "a column is no member of a summary: {members:?}");
    json!({
        "description": "A case, or an error that belongs to no assertion, as one line.",
        "type": "object",
        "properties": members,
        "required": Row::COLUMNS,
    })
}

/// Says of every object whose members are listed that it has no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.get("properties").is_some_and(Value::is_object) {
                members.insert("additionalProperties".to_owned(), false.into());
            }
        }
        _ => {}
    }
}
