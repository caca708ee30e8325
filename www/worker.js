// The worker: unpacks the module, inspects, and tells which check was running when the module broke.
//
// The page puts the module's glue and the unpacker before this text: `wasm_bindgen` and `unlzma`.
// In:  {type: "start", packed: string} or {type: "start", module: WebAssembly.Module}
//      {type: "inspect", run: number, inputs: object[], options: object}
// Out: {type: "ready", module, examples}, {type: "progress", run, check}, {type: "report", run, report, unreadable},
//      {type: "refused", run, message}, {type: "trapped", run, check, message}, {type: "failed", message}
"use strict";

/**
 * The packed module, compiled.
 * @param {string} packed
 */
function unpack(packed) {
  return WebAssembly.compile(unlzma(undense(packed.replace(/\s+/g, ""))));
}

/**
 * Bytes of text in which every two characters hold 13 bits, the first the low end: 91 letters from `#` to `~`, without
 * `<`. A twelfth shorter than base64.
 * @param {string} text
 */
function undense(text) {
  const bytes = new Uint8Array(Math.floor(text.length * 6.5 / 8));
  const digit = (/** @type {number} */ at) => text.charCodeAt(at) - (text.charCodeAt(at) > 60 ? 36 : 35);
  let bits = 0;
  let held = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 2) {
    bits |= (digit(at) + digit(at + 1) * 91) << held;
    for (held += 13; held >= 8; held -= 8) {
      bytes[count] = bits & 255;
      count += 1;
      bits >>>= 8;
    }
  }
  return bytes;
}

/** @param {{packed?: string, module?: WebAssembly.Module}} message */
async function start(message) {
  try {
    const module = message.module ?? (await unpack(message.packed ?? ""));
    await wasm_bindgen({ module_or_path: module });
    postMessage({ type: "ready", module, examples: wasm_bindgen.examples() });
  } catch (problem) {
    postMessage({ type: "failed", message: sayProblem(problem) });
  }
}

/** @param {unknown} problem */
function sayProblem(problem) {
  return problem instanceof Error ? problem.message : String(problem);
}

/**
 * A report as JSON would give it: the module hands 64-bit numbers over as BigInt, with which nobody can calculate.
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/**
 * Whether the browser can read a file: it cannot where it is a folder, or is gone or changed since it was dropped.
 * @param {Blob | undefined} file
 */
function readable(file) {
  try {
    if (file) new FileReaderSync().readAsArrayBuffer(file.slice(0, 1));
    return true;
  } catch {
    return false;
  }
}

/** @param {{run: number, inputs: {name: string, file?: Blob, text?: string}[], options: object}} message */
function inspect({ run, inputs, options }) {
  const unreadable = inputs.map(({ file }) => !readable(file));
  const read = inputs.map((input, index) => (unreadable[index] ? { name: input.name, text: "" } : input));
  let check = "";
  /** @param {string} name */
  const progress = (name) => {
    check = name;
    postMessage({ type: "progress", run, check });
  };
  try {
    postMessage({ type: "report", run, report: plain(wasm_bindgen.inspect(read, options, progress)), unreadable });
  } catch (problem) {
    // A panic in Rust is a trap here, and leaves the instance in an unknown state; anything else is a refusal.
    const trapped = problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError;
    postMessage({ type: trapped ? "trapped" : "refused", run, check, message: sayProblem(problem) });
  }
}

onmessage = (event) => {
  if (event.data.type === "start") start(event.data);
  if (event.data.type === "inspect") inspect(event.data);
};
