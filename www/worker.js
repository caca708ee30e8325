// The worker: unpacks the module, inspects, and tells which check was running when the module broke.
//
// The page puts the module's glue and the unpacker before this text: `wasm_bindgen` and `unlzma`.
// In:  {type: "start", packed: string} or {type: "start", module: WebAssembly.Module}
//      {type: "inspect", run: number, inputs: object[], options: object}
// Out: {type: "ready", module, examples}, {type: "progress", run, check}, {type: "report", run, report, unreadable},
//      {type: "refused", run, message}, {type: "trapped", run, check, message}, {type: "failed", message}
"use strict";

/**
 * Base64 of the packed module, compiled.
 * @param {string} packed
 */
function unpack(packed) {
  return WebAssembly.compile(unlzma(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))));
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
