//! The boundary to JavaScript, and nothing else: takes files and options, gives the report.

use js_sys::{Array, Function, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FileReaderSync};

use crate::examples;
use crate::input::Input;
use crate::inspection::{self, Options};
use crate::instant::Instant;

/// Inspects inputs.
///
/// `inputs`: an array of `{name, file}` (a Blob, read here) or `{name, text}`. `options`: `{at, skip, break_check}`, all
/// optional. `progress`: called with the name of each check before it runs. Gives the report of [`crate::report`].
///
/// # Errors
/// A file that the browser cannot read, or a time that is neither RFC 3339 nor seconds since 1970.
#[wasm_bindgen]
pub fn inspect(inputs: &Array, options: &JsValue, progress: &Function) -> Result<JsValue, JsValue> {
    let inputs = inputs.iter().map(|input| read(&input)).collect::<Result<Vec<Input>, JsValue>>()?;
    let options = read_options(options)?;
    let mut tell = |check: &str| {
        // Whoever listens cannot stop the inspection; a listener that throws is its own affair.
        let _ = progress.call1(&JsValue::NULL, &JsValue::from_str(check));
    };
    to_js(&inspection::inspect(&inputs, &options, &mut tell))
}

/// The example inputs.
///
/// # Errors
/// Never in practice; serialisation is fallible by its type.
#[wasm_bindgen]
pub fn examples() -> Result<JsValue, JsValue> {
    to_js(&examples::ALL)
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible().serialize_large_number_types_as_bigints(true);
    Ok(value.serialize(&serializer)?)
}

fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn read(input: &JsValue) -> Result<Input, JsValue> {
    let name = get(input, "name").and_then(|name| name.as_string()).unwrap_or_else(|| "input".into());
    let bytes = match get(input, "text").and_then(|text| text.as_string()) {
        Some(text) => text.into_bytes(),
        None => {
            let blob: Blob =
                get(input, "file").and_then(|file| file.dyn_into().ok()).ok_or("an input needs a file or a text")?;
            Uint8Array::new(&FileReaderSync::new()?.read_as_array_buffer(&blob)?.into()).to_vec()
        }
    };
    Ok(Input { name, bytes })
}

fn read_options(options: &JsValue) -> Result<Options, JsValue> {
    let text = |key| get(options, key).and_then(|value| value.as_string());
    let at = match text("at").filter(|at| !at.trim().is_empty()) {
        None => None,
        Some(at) => Some(
            Instant::read(&at)
                .ok_or_else(|| js_sys::Error::new("The time is neither RFC 3339 nor seconds since 1970."))?,
        ),
    };
    let skip = get(options, "skip").map(|list| Array::from(&list).iter().filter_map(|name| name.as_string()).collect());
    Ok(Options {
        at,
        now: Instant((js_sys::Date::now() / 1000.0) as i64),
        skip: skip.unwrap_or_default(),
        break_check: text("break_check"),
    })
}
