//! What the npm package calls: whole reports, where the page takes one case after the other. `npm/api.js` is the other side.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

use crate::input::Input;
use crate::inspection::{Inspection, Options};
use crate::intake::Intake;
use crate::report::render::markdown;
use crate::report::{Report, redaction};
use crate::wasm::{get, read_options, read_repair_options, round, to_js};

/// Reads everything. `inputs`: `[name, bytes][]`.
fn read(inputs: &Array, options: &Options) -> Inspection {
    let mut intake = Intake::new(options);
    for pair in inputs.iter() {
        let pair = Array::from(&pair);
        let name = pair.get(0).as_string().unwrap_or_default();
        intake.add(&Input { name, bytes: Uint8Array::new(&pair.get(1)).to_vec() });
    }
    intake.finish()
}

fn plain(mut report: Report) -> Result<JsValue, JsValue> {
    report.cases.iter_mut().for_each(round);
    to_js(&report)
}

/// The report. `options`: `{at, passwords, skip}`.
///
/// # Errors
/// A time that cannot be read.
#[wasm_bindgen]
pub fn inspect(inputs: &Array, options: &JsValue) -> Result<JsValue, JsValue> {
    let read_as = read_options(options)?;
    plain(read(inputs, &read_as).report_all(&read_as))
}

/// The report that may be handed over, `[report, markdown]`. `options`: `{at, passwords, skip, shortenIds}`.
///
/// # Errors
/// See [`inspect`].
#[wasm_bindgen]
pub fn redact(inputs: &Array, options: &JsValue) -> Result<Array, JsValue> {
    let read_as = read_options(options)?;
    let mut report = read(inputs, &read_as).report_all(&read_as);
    redaction::redact(&mut report);
    if get(options, "shortenIds").is_some_and(|value| value.is_truthy()) {
        redaction::shorten_ids(&mut report);
    }
    let text = markdown::render(&report);
    Ok(Array::of2(&plain(report)?, &JsValue::from_str(&text)))
}

/// The correction of the first case with a cause, made for now. `options`: `{at, passwords, skip, tenant, alg}`.
///
/// # Errors
/// See [`inspect`].
#[wasm_bindgen]
pub fn repair(inputs: &Array, options: &JsValue) -> Result<JsValue, JsValue> {
    let read_as = read_options(options)?;
    let inspection = read(inputs, &read_as);
    to_js(&inspection.repair(inspection.to_repair(&read_as), &read_as, &read_repair_options(options)))
}

/// What a finding's id or a server's code means; nothing if neither is known.
#[wasm_bindgen]
pub fn explain(what: &str) -> Option<String> {
    crate::explain(what)
}
