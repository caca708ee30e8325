//! The boundary with JavaScript and nothing else: takes files and options, and returns the report.

use js_sys::{Array, Function, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use crate::checks;
use crate::examples;
use crate::input::Input;
use crate::inspection::{Inspection, Options};
use crate::intake::Intake;
use crate::language::Text;
use crate::language::{self, Catalogue, PluralForms};
use crate::notation::instant::Instant;
use crate::preflight::{App, Outcome, Preflight, Reason};
use crate::repair::{Choice, RepairOptions};
use crate::report::redaction;
use crate::report::render::markdown;
use crate::report::{CaseReport, Report, Status};
use crate::tools::new_certificate;

/// Types of parameters and results that are not Rust classes. `report` is `www/report.d.ts`.
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
  /** For how many days it is valid. */
  days: number;
}

/** Whether what was given will work, and until when. */
export interface Foresight {
  apps: {
    label: string;
    outcome: "works" | "fails" | "unknown";
    until: string | null;
    /** Whole days until then. */
    days: number | null;
    because: { says: string; status: import("report").Finding["status"] }[];
    x5t: string | null;
    x5t_s256: string | null;
  }[];
  /** Applications without any credential. */
  left_out: number;
}
"#;

/// From now on, reports where a panic occurs to the page, as `{type: "panicked", place}`: the trap that follows cannot
/// say. It reveals nothing about what was being inspected.
#[wasm_bindgen(start)]
pub fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        let message = js_sys::Object::new();
        for (key, value) in [("type", "panicked"), ("place", &place)] {
            // Nothing can be done if even this fails.
            let _ = Reflect::set(&message, &JsValue::from_str(key), &JsValue::from_str(value));
        }
        if let Ok(worker) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
            let _ = worker.post_message(&message);
        }
    }));
}

/// Cases whose full report is kept; only the summary of the others is kept, and they are inspected again when
/// requested.
const KEPT_CASES: usize = 50;

/// Bytes at the start of a file that show whether it is a stream.
#[wasm_bindgen]
pub fn head_bytes() -> u32 {
    Intake::HEAD_BYTES as u32
}

/// Whether a file of this size with this beginning should be given as a stream rather than whole.
#[wasm_bindgen]
pub fn is_stream(size: f64, head: &[u8]) -> bool {
    Intake::is_stream(size as u64, head)
}

/// One inspection: inputs are added, then paired, then each case is inspected.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    options: Options,
    intake: Intake,
    inspection: Option<Inspection>,
    kept: Vec<CaseReport>,
}

#[wasm_bindgen]
impl Session {
    /// Begins a session. `options`: `{at, passwords, skip}`, all optional.
    ///
    /// # Errors
    /// A time that cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "SessionOptions")] options: &JsValue) -> Result<Session, JsValue> {
        let options = read_options(options)?;
        Ok(Self { intake: Intake::new(&options), options, inspection: None, kept: Vec::new() })
    }

    /// Adds a whole input.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.intake.add(&Input { name, bytes });
    }

    /// Begins an input that is given in pieces.
    pub fn begin(&mut self, name: &str) {
        self.intake.begin(name);
    }

    /// Reads the next piece. Returns how many assertions there are so far.
    pub fn feed(&mut self, bytes: &[u8]) -> usize {
        self.intake.feed(bytes);
        self.intake.assertions()
    }

    /// Ends the input given in pieces.
    pub fn end(&mut self) {
        self.intake.end();
    }

    /// Pairs what was added. Returns the number of cases.
    pub fn pair(&mut self) -> usize {
        #[cfg(feature = "testing")]
        crate::testing::break_outside_checks(self.intake.inputs());
        let inspection = std::mem::replace(&mut self.intake, Intake::new(&self.options)).finish();
        let cases = inspection.cases();
        self.inspection = Some(inspection);
        cases
    }

    /// Inspects a case and returns its summary. `progress` is called with the name of each check before it runs.
    ///
    /// # Errors
    /// Never in practice; serialisation is only fallible by type.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn inspect(
        &mut self,
        index: usize,
        #[wasm_bindgen(unchecked_param_type = "(check: string) => void")] progress: &Function,
    ) -> Result<JsValue, JsValue> {
        let mut tell = |check: &str| {
            // A callback cannot stop the inspection, so an exception from it is ignored.
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

    /// The full report of a case.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "CaseReport")]
    pub fn case(&self, index: usize) -> Result<JsValue, JsValue> {
        self.whole(index).map_or(Ok(JsValue::NULL), case_to_js)
    }

    /// The corrected assertion of a case, and the code and commands to apply it. `options`: `{tenant, alg}`, both
    /// optional; `alg` is `PS256` or `RS256`. It is made for now.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "RepairReport")]
    pub fn repair(
        &self,
        index: usize,
        #[wasm_bindgen(unchecked_param_type = "RepairOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        to_js(&inspection.repair(index, &self.options, &read_repair_options(options)))
    }

    /// What a value is, in every notation, and which input it belongs to.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Identified")]
    pub fn identify(&self, text: &str) -> Result<JsValue, JsValue> {
        match &self.inspection {
            Some(inspection) => to_js(&inspection.identify(text)),
            None => to_js(&self.intake.identify(text)),
        }
    }

    /// Whether what was given will work, and until when; `null` before there is an inspection.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Foresight | null")]
    pub fn preflight(&self) -> Result<JsValue, JsValue> {
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        to_js(&Foresight::from(inspection.preflight(&self.options)))
    }

    /// Makes a certificate for a key in PKCS#8, which the browser has made, for no more days than the policies among the inputs
    /// allow. PEM texts, and the PFX as bytes under the password.
    ///
    /// # Errors
    /// Why no certificate was made, in one sentence.
    #[wasm_bindgen(unchecked_return_type = "MadeCertificate")]
    pub fn new_certificate(&self, key: &[u8], subject: &str, days: u32, password: &str) -> Result<JsValue, JsValue> {
        // For which application it is made is not known.
        let within = self.inspection.as_ref().map(|inspection| inspection.days_within(days, None));
        let days = within.transpose().map_err(refused)?.unwrap_or(days);
        let made = new_certificate::for_key(key, subject, days, now()).map_err(|error| refused(error.say()))?;
        let pfx = made.pfx(password).ok_or_else(|| refused(say!("this browser has no source of randomness")))?;
        object([
            ("certificate", JsValue::from_str(&made.certificate_pem())),
            ("key", JsValue::from_str(&made.key_pem())),
            ("pfx", Uint8Array::from(pfx.as_slice()).into()),
            ("sha1", JsValue::from_str(&made.sha1)),
            ("days", JsValue::from(days)),
        ])
    }

    /// The shareable report as Markdown, with the cases that are kept.
    pub fn share(&self, redacted: bool, short_ids: bool) -> String {
        self.handed_over(self.kept.clone(), redacted, short_ids).as_ref().map(markdown::render).unwrap_or_default()
    }

    /// The same as data. Numbers above 2^53 are rounded, as in JavaScript; the members keep all their digits.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report | null")]
    pub fn share_data(&self, redacted: bool, short_ids: bool) -> Result<JsValue, JsValue> {
        let Some(mut report) = self.handed_over(self.kept.clone(), redacted, short_ids) else {
            return Ok(JsValue::NULL);
        };
        report.cases.iter_mut().for_each(round);
        to_js(&report)
    }

    /// The report with one case, for printing: it leaves out the same things as a shared report.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report | null")]
    pub fn printable(&self, index: usize, redacted: bool, short_ids: bool) -> Result<JsValue, JsValue> {
        let case = self.whole(index).into_iter().collect();
        let Some(mut report) = self.handed_over(case, redacted, short_ids) else { return Ok(JsValue::NULL) };
        report.cases.iter_mut().for_each(round);
        to_js(&report)
    }

    /// The report without the cases.
    ///
    /// # Errors
    /// See [`Session::inspect`].
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        let Some(inspection) = &self.inspection else { return Ok(JsValue::NULL) };
        to_js(&inspection.report(Vec::new(), &self.options))
    }
}

impl Session {
    /// The report without what must not be shared.
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

    /// A case with all its findings; if it was not kept, it is inspected again.
    fn whole(&self, index: usize) -> Option<CaseReport> {
        let again = || self.inspection.as_ref().map(|one| one.case(index, &self.options, &mut |_| {}));
        self.kept.get(index).cloned().or_else(again)
    }
}

/// Switches to another language from now on: each sentence in one list is the translation of the sentence whose fingerprint
/// has the same position in the other, and those of the reference pages follow. If there are none, the language is English.
///
/// A sentence with a context has the context and U+0004 before it. The plural forms of a translation are separated by
/// NUL, and the translation of the empty sentence is the form of each number from 0 to 199, as one digit each.
#[wasm_bindgen]
pub fn speak(fingerprints: Vec<u32>, translations: Vec<String>) {
    let listed = checks::sentences().into_iter().map(|english| language::fingerprint(&english));
    let said: Vec<(u32, String)> = fingerprints.into_iter().chain(listed).zip(translations).collect();
    let plural = said.iter().find(|(sentence, _)| *sentence == language::fingerprint(""));
    let digits = plural.map(|(_, digits)| digits.bytes());
    let plural = digits.map(|digits| PluralForms::from_table(digits.map(|digit| digit.wrapping_sub(b'0')).collect()));
    let entries = said.into_iter().map(|(key, said)| (key, said.split('\0').map(str::to_owned).collect()));
    language::speak(Catalogue::of_fingerprints(plural, entries));
}

/// The example inputs.
///
/// # Errors
/// Never in practice; serialisation is only fallible by type.
#[wasm_bindgen(unchecked_return_type = "Example[]")]
pub fn examples() -> Result<JsValue, JsValue> {
    to_js(&examples::ALL)
}

/// What a preflight says, as the page shows it.
#[derive(Serialize)]
struct Foresight {
    apps: Vec<Foreseen>,
    left_out: usize,
}

/// One application or credential of it.
#[derive(Serialize)]
struct Foreseen {
    label: Text,
    outcome: &'static str,
    until: Option<String>,
    days: Option<i64>,
    because: Vec<Because>,
    x5t: Option<String>,
    x5t_s256: Option<String>,
}

#[derive(Serialize)]
struct Because {
    says: Text,
    status: Status,
}

impl From<Preflight> for Foresight {
    fn from(preflight: Preflight) -> Self {
        let app = |app: App| Foreseen {
            days: app.days_left(preflight.at),
            outcome: match app.outcome {
                Outcome::Works | Outcome::Soon => "works",
                Outcome::Fails => "fails",
                Outcome::Unknown => "unknown",
            },
            because: app.because.into_iter().map(|Reason { says, status, .. }| Because { says, status }).collect(),
            label: app.label,
            until: app.until,
            x5t: app.x5t,
            x5t_s256: app.x5t_s256,
        };
        Self { apps: preflight.apps.into_iter().map(app).collect(), left_out: preflight.left_out }
    }
}

/// A sentence as what JavaScript catches.
fn refused(words: Text) -> JsValue {
    js_sys::Error::new(&words).into()
}

/// An object with these members.
fn object<const LENGTH: usize>(members: [(&str, JsValue); LENGTH]) -> Result<JsValue, JsValue> {
    let object = js_sys::Object::new();
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), &value)?;
    }
    Ok(object.into())
}

pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

fn case_to_js(mut case: CaseReport) -> Result<JsValue, JsValue> {
    round(&mut case);
    to_js(&case)
}

/// JavaScript has no integers above 2^53: those in the header and claims become floats. The members keep their digits.
pub(crate) fn round(case: &mut CaseReport) {
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

pub(crate) fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// Reads what a correction is made for.
pub(crate) fn read_repair_options(options: &JsValue) -> RepairOptions {
    let text = |key| get(options, key).and_then(|value| value.as_string()).filter(|text| !text.trim().is_empty());
    let choice = if text("alg").as_deref() == Some("RS256") { Choice::Rs256 } else { Choice::Ps256 };
    let tenant = text("tenant").map(|tenant| tenant.trim().to_owned());
    RepairOptions::new(now()).tenant(tenant).algorithm(choice)
}

pub(crate) fn read_options(options: &JsValue) -> Result<Options, JsValue> {
    let text = |key| get(options, key).and_then(|value| value.as_string());
    let at = match text("at").filter(|at| !at.trim().is_empty()) {
        None => None,
        Some(at) => Some(Instant::read_written(&at).ok_or_else(|| {
            js_sys::Error::new(&say!(
                "This time cannot be read. Write 2026-11-25 17:20 for UTC, or 2026-11-25 17:20+01:00."
            ))
        })?),
    };
    let list = |key| -> Vec<String> {
        get(options, key)
            .map(|list| Array::from(&list).iter().filter_map(|one| one.as_string()).collect())
            .unwrap_or_default()
    };
    Ok(Options::new(now()).at(at).passwords(list("passwords")).skip(list("skip")))
}
