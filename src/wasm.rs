//! The boundary to JavaScript, and nothing else: takes files and options, gives the report.

use js_sys::{Array, Function, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use crate::case::Case;
use crate::examples;
use crate::gathering::Gathered;
use crate::input::Input;
use crate::input::stream::{self, TextStream};
use crate::inspection::{self, Inspection, Options};
use crate::instant::Instant;
use crate::language::Text;
use crate::language::{self, Catalogue};
use crate::redaction;
use crate::render::markdown;
use crate::repair::correction::Choice;
use crate::repair::{self, new_certificate};
use crate::report::{CaseReport, Report};
use crate::thumbprint::workbench;

/// What the functions take and give that Rust has no class for. `report` is `www/report.d.ts`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type Report = import("report").Report;
export type CaseReport = import("report").CaseReport;
export type Summary = import("report").Summary;
export type RepairReport = import("report").RepairReport;
export type Identified = import("report").Identified;

/** How to inspect. */
export interface SessionOptions {
  /** The time to inspect for. */
  at?: string;
  passwords?: string[];
  /** Checks that are left out. */
  skip?: string[];
  /** For tests: the check that panics. */
  break_check?: string;
}

/** What a correction is made for. */
export interface RepairOptions {
  tenant?: string;
  alg?: string;
}

/** Example inputs, and the time that they are of. */
export interface Example {
  id: string;
  title: string;
  say: string;
  at: string;
  inputs: { name: string; text: string }[];
}

/** A new certificate: PEM texts, the PFX, and the thumbprint. */
export interface MadeCertificate {
  certificate: string;
  key: string;
  pfx: Uint8Array<ArrayBuffer>;
  sha1: string;
}
"#;

/// From now on, tells the page where a panic is, as `{type: "panicked", place}`: the trap that follows cannot say. Of what
/// was being inspected it says nothing.
#[wasm_bindgen(start)]
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let message = js_sys::Object::new();
        for (key, value) in [("type", "panicked"), ("place", &place)] {
            // Nothing can be done where even this fails.
            let _ = Reflect::set(&message, &JsValue::from_str(key), &JsValue::from_str(value));
        }
        if let Ok(worker) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            let _ = worker.post_message(&message);
        }
    }));
}

/// Cases whose full report is kept; of the others only the summary is, and they are inspected again when asked for.
const KEPT_CASES: usize = 50;

/// Bytes at the start of a file that tell whether it is a stream.
#[wasm_bindgen]
pub fn head_bytes() -> u32 {
    stream::HEAD_BYTES as u32
}

/// Whether a file of this size that begins so is given as a stream; otherwise whole.
#[wasm_bindgen]
pub fn is_stream(size: f64, head: &[u8]) -> bool {
    stream::is_stream(size as u64, head)
}

/// One inspection: inputs are added, then paired, then each case is inspected.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    options: Options,
    gathered: Gathered,
    stream: Option<(String, TextStream)>,
    inspection: Option<Inspection>,
    kept: Vec<CaseReport>,
}

#[wasm_bindgen]
impl Session {
    /// Begins. `options`: `{at, passwords, skip, break_check}`, all optional.
    ///
    /// # Errors
    /// A time that is neither RFC 3339 nor seconds since 1970.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "SessionOptions")] options: &JsValue) -> Result<Session, JsValue> {
        Ok(Self {
            options: read_options(options)?,
            gathered: Gathered::default(),
            stream: None,
            inspection: None,
            kept: Vec::new(),
        })
    }

    /// Adds an input, whole.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.gathered.take(&Input { name, bytes }, &self.options.passwords);
    }

    /// Begins an input that is given in pieces.
    pub fn begin(&mut self, name: &str) {
        self.stream = Some((name.to_owned(), TextStream::new(name, &self.options.passwords)));
    }

    /// The next piece. Returns how many assertions there are by now.
    pub fn feed(&mut self, bytes: &[u8]) -> usize {
        if let Some((name, stream)) = &mut self.stream
            && let Some(found) = stream.feed(bytes)
        {
            self.gathered.keep_piece(name, found);
        }
        self.gathered.assertions.len()
    }

    /// The input given in pieces ends.
    pub fn end(&mut self) {
        if let Some((name, stream)) = self.stream.take() {
            self.gathered.keep_piece(&name, stream.end());
            self.gathered.end_stream(&name);
        }
    }

    /// Pairs what was added. Returns the number of cases.
    #[expect(clippy::panic, reason = "the tests' way to break what no check is to blame for")]
    pub fn pair(&mut self) -> usize {
        if self.options.break_check.as_deref() == Some("pair") {
            panic!("broken on purpose");
        }
        let inspection = Inspection::of(std::mem::take(&mut self.gathered));
        let cases = inspection.cases();
        self.inspection = Some(inspection);
        cases
    }

    /// Inspects a case and returns its summary. `progress` is told the name of each check before it runs.
    ///
    /// # Errors
    /// Never in practice; serialisation is fallible by its type.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn inspect(
        &mut self,
        index: usize,
        #[wasm_bindgen(unchecked_param_type = "(check: string) => void")] progress: &Function,
    ) -> Result<JsValue, JsValue> {
        let mut tell = |check: &str| {
            // Whoever listens cannot stop the inspection; a listener that throws is its own affair.
            let _ = progress.call1(&JsValue::NULL, &JsValue::from_str(check));
        };
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        let case = inspection.case(index, &self.options, &mut tell);
        let summary = to_js(&case.summary);
        if index == self.kept.len() && index < KEPT_CASES {
            self.kept.push(case);
        }
        summary
    }

    /// The whole report of a case.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "CaseReport")]
    pub fn case(&self, index: usize) -> Result<JsValue, JsValue> {
        self.whole(index).map_or(Ok(JsValue::NULL), case_to_js)
    }

    /// The corrected assertion of a case, and what carries it out. `options`: `{tenant, alg}`, both optional; `alg` is
    /// `PS256` or `RS256`. It is made for now.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "RepairReport")]
    pub fn repair(
        &self,
        index: usize,
        #[wasm_bindgen(unchecked_param_type = "RepairOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        let text = |key| get(options, key).and_then(|value| value.as_string()).filter(|text| !text.trim().is_empty());
        let choice = if text("alg").as_deref() == Some("RS256") { Choice::Rs256 } else { Choice::Ps256 };
        let case = Case::new(inspection.pieces(index, &self.options));
        let findings = inspection::findings(&case, &self.options, &mut |_| {});
        to_js(&repair::report(&case, &findings, now(), text("tenant").as_deref().map(str::trim), choice))
    }

    /// What a value is, in every notation, and whose it is among what is at hand.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Identified")]
    pub fn identify(&self, text: &str) -> Result<JsValue, JsValue> {
        let gathered = self.inspection.as_ref().map_or(&self.gathered, Inspection::gathered);
        to_js(&workbench::identify(text, gathered))
    }

    /// The report to hand over as Markdown, with the cases that are kept.
    pub fn share(&self, redacted: bool, short_ids: bool) -> String {
        self.handed_over(self.kept.clone(), redacted, short_ids).as_ref().map(markdown::render).unwrap_or_default()
    }

    /// The same as data. Its numbers above 2^53 are rounded, as JavaScript's are; the members have all their digits.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report | null")]
    pub fn share_data(&self, redacted: bool, short_ids: bool) -> Result<JsValue, JsValue> {
        let Some(mut report) = self.handed_over(self.kept.clone(), redacted, short_ids) else {
            return Ok(JsValue::NULL);
        };
        report.cases.iter_mut().for_each(round);
        to_js(&report)
    }

    /// The report with one case, as it may be printed: without what a report to hand over lacks.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report | null")]
    pub fn printable(&self, index: usize, redacted: bool, short_ids: bool) -> Result<JsValue, JsValue> {
        let case = self.whole(index).into_iter().collect();
        let Some(mut report) = self.handed_over(case, redacted, short_ids) else { return Ok(JsValue::NULL) };
        report.cases.iter_mut().for_each(round);
        to_js(&report)
    }

    /// The report with everything but the cases.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        to_js::<Report>(&inspection.report(Vec::new(), &self.options))
    }
}

impl Session {
    /// The report without what is not to leave.
    fn handed_over(&self, cases: Vec<CaseReport>, redacted: bool, short_ids: bool) -> Option<Report> {
        let mut report = self.inspection.as_ref()?.report(cases, &self.options);
        if redacted {
            redaction::redact(&mut report);
        }
        if short_ids {
            redaction::shorten_ids(&mut report);
        }
        Some(report)
    }

    /// A case with all its findings; one that was not kept is inspected again.
    fn whole(&self, index: usize) -> Option<CaseReport> {
        let again = || self.inspection.as_ref().map(|one| one.case(index, &self.options, &mut |_| {}));
        self.kept.get(index).cloned().or_else(again)
    }
}

/// Makes a certificate for a key in PKCS#8, which the browser has made: `{certificate, key, pfx, sha1}`; PEM texts, and
/// the PFX as bytes under the password.
///
/// # Errors
/// A wish that is not fulfilled, in one sentence.
#[wasm_bindgen(unchecked_return_type = "MadeCertificate")]
pub fn new_certificate(key: &[u8], subject: &str, days: u32, password: &str) -> Result<JsValue, JsValue> {
    let refused = |words: Text| JsValue::from(js_sys::Error::new(&words));
    let made = new_certificate::for_key(key, subject, days, now()).map_err(|error| refused(error.say()))?;
    let pfx = made.pfx(password).ok_or_else(|| refused(say!("this browser has no source of randomness")))?;
    let object = js_sys::Object::new();
    let put = |name: &str, value: JsValue| Reflect::set(&object, &JsValue::from_str(name), &value).map(drop);
    put("certificate", JsValue::from_str(&made.certificate_pem()))?;
    put("key", JsValue::from_str(&made.key_pem()))?;
    put("pfx", Uint8Array::from(pfx.as_slice()).into())?;
    put("sha1", JsValue::from_str(&made.sha1))?;
    Ok(object.into())
}

/// From now on, everything is said in another language: each sentence of the one list is the translation of that at the same
/// place of the other. In English where there are none.
#[wasm_bindgen]
pub fn speak(english: Vec<String>, translations: Vec<String>) {
    language::speak(Catalogue::new(english.into_iter().zip(translations)));
}

/// The example inputs.
///
/// # Errors
/// Never in practice; serialisation is fallible by its type.
#[wasm_bindgen(unchecked_return_type = "Example[]")]
pub fn examples() -> Result<JsValue, JsValue> {
    to_js(&examples::ALL)
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

fn case_to_js(mut case: CaseReport) -> Result<JsValue, JsValue> {
    round(&mut case);
    to_js(&case)
}

/// JavaScript has no integers above 2^53: those of header and claims become floats. Their digits stand in the members.
fn round(case: &mut CaseReport) {
    fn plain(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Number(number) => {
                let large = number.as_f64().filter(|float| !number.is_f64() && float.abs() >= 9_007_199_254_740_992.0);
                if let Some(float) = large.and_then(serde_json::Number::from_f64) {
                    *number = float;
                }
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(plain),
            serde_json::Value::Object(members) => members.values_mut().for_each(plain),
            _ => {}
        }
    }
    if let Some(assertion) = &mut case.assertion {
        let objects = [&mut assertion.header, &mut assertion.claims];
        objects.into_iter().flatten().for_each(|object| object.values_mut().for_each(plain));
    }
}

/// The clock of this machine.
fn now() -> Instant {
    Instant((js_sys::Date::now() / 1000.0) as i64)
}

fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn read_options(options: &JsValue) -> Result<Options, JsValue> {
    let text = |key| get(options, key).and_then(|value| value.as_string());
    let at = match text("at").filter(|at| !at.trim().is_empty()) {
        None => None,
        Some(at) => Some(
            Instant::read(&at)
                .ok_or_else(|| js_sys::Error::new(&say!("The time is neither RFC 3339 nor seconds since 1970.")))?,
        ),
    };
    let list = |key| -> Vec<String> {
        get(options, key)
            .map(|list| Array::from(&list).iter().filter_map(|one| one.as_string()).collect())
            .unwrap_or_default()
    };
    Ok(Options { at, passwords: list("passwords"), now: now(), skip: list("skip"), break_check: text("break_check") })
}
