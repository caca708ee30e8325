// The worker: unpacks the module, inspects, and tells which check was running when the module broke.
//
// The page puts the module's glue and the unpacker before this text: `wasm_bindgen` and `unlzma`.
// In:  {type: "start", packed: string} or {type: "start", module: WebAssembly.Module}
//      {type: "inspect", run: number, inputs: object[], options: object}, {type: "stop"}
//      {type: "bytes", number: number, bytes?: ArrayBuffer}
//      {type: "case", run: number, index: number}, {type: "repair", run: number, index: number, wish: object}
//      {type: "ask", number: number, what: string, wish: object}
// Out: {type: "answer", number, given, problem}, {type: "ready", module, examples}, {type: "progress", run, say, share}, {type: "report", run, outcome},
//      {type: "case", run, index, shown}, {type: "repair", run, index, wish, repair}, {type: "refused", run, message}, {type: "trapped", run, check, message},
//      {type: "read", run, number, input, from, to}, {type: "failed", message}; the module itself sends {type: "panicked", place}
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

/** @type {Map<number, (bytes: Uint8Array | undefined) => void>} bytes that were asked for */
const reading = new Map();
let reads = 0;

/**
 * Asks the page for bytes of an input: in WebKit, the worker of a page from `file://` cannot read files. There are none
 * where the file is a folder, or is gone or changed since it was dropped.
 * @param {number} run
 * @param {number} input
 * @param {number} from
 * @param {number} to
 * @returns {Promise<Uint8Array | undefined>}
 */
function read(run, input, from, to) {
  reads += 1;
  postMessage({ type: "read", run, number: reads, input, from, to });
  return new Promise((resolve) => reading.set(reads, resolve));
}

/** @param {{number: number, bytes?: ArrayBuffer}} message */
function heardBytes({ number, bytes }) {
  reading.get(number)?.(bytes && new Uint8Array(bytes));
  reading.delete(number);
}

/** Milliseconds of work after which the worker tells how far it is, and listens. */
const BREATH = 80;
/** Bytes of a large file that are read at once. */
const CHUNK = 1 << 20;

/** @type {ModuleSession | undefined} the session whose cases can be asked for */
let session;
let stopped = false;
/** The check that runs, for whoever wants to know which one broke. */
let check = "";

/** Lets messages in. */
function breathe() {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * Tells how far a run is, now and then.
 * @param {number} run
 */
function teller(run) {
  let last = performance.now();
  return async (/** @type {() => string} */ say, /** @type {number} */ share) => {
    if (performance.now() - last < BREATH) return;
    postMessage({ type: "progress", run, say: say(), share });
    await breathe();
    last = performance.now();
  };
}

/**
 * Takes in an input, a large file piece by piece. Gives whether all of it could be read.
 * @param {ModuleSession} session
 * @param {{name: string, size: number, text?: string}} input
 * @param {(from: number, to: number) => Promise<Uint8Array | undefined>} read
 * @param {ReturnType<typeof teller>} tell
 */
async function take(session, { name, size, text }, read, tell) {
  const most = wasm_bindgen.head_bytes();
  let bytes = text === undefined ? await read(0, Math.min(size, most)) : new TextEncoder().encode(text);
  if (text !== undefined || !bytes || !wasm_bindgen.is_stream(size, bytes)) {
    if (bytes && text === undefined && size > most) bytes = await read(0, size);
    session.add(name, bytes ?? new Uint8Array());
    return bytes !== undefined;
  }
  session.begin(name);
  for (let at = 0; at < size && bytes && !stopped; at += CHUNK) {
    bytes = await read(at, at + CHUNK);
    const found = bytes && session.feed(bytes);
    await tell(() => `Reading ${name}: ${Math.round(at / 1e6)} of ${Math.round(size / 1e6)} MB, ${found} assertions so far`, at / size);
  }
  session.end();
  return bytes !== undefined;
}

/**
 * The case to show first: of those that explain a refusal, the first with the most frequent verdict.
 * @param {import("./report").Summary[]} summaries
 */
function mostTelling(summaries) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const key = (/** @type {import("./report").Summary} */ { verdict, thumbprint }) => `${verdict} ${thumbprint}`;
  for (const one of summaries) if (one.state === "cause") counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return Math.max(0, summaries.findIndex((one) => one.state === "cause" && counts.get(key(one)) === most));
}

/** @param {{run: number, inputs: {name: string, size: number, text?: string}[], options: object}} message */
async function inspect({ run, inputs, options }) {
  stopped = false;
  check = "";
  const tell = teller(run);
  try {
    session?.free();
    session = undefined;
    session = new wasm_bindgen.Session(options);
    const unreadable = [];
    for (const [index, input] of inputs.entries()) {
      unreadable.push(!(await take(session, input, (from, to) => read(run, index, from, to), tell)));
    }
    const count = session.pair();
    const summaries = [];
    for (let index = 0; index < count && !(stopped && index > 0); index += 1) {
      summaries.push(session.inspect(index, (/** @type {string} */ name) => (check = name)));
      await tell(() => `Inspecting case ${index + 1} of ${count}: ${check.replaceAll("_", " ")}`, index / count);
    }
    const chosen = mostTelling(summaries);
    const outcome = { report: session.report(), summaries, count, chosen, shown: session.case(chosen), unreadable, stopped };
    postMessage({ type: "report", run, outcome });
  } catch (problem) {
    // A panic in Rust is a trap here, and leaves the instance in an unknown state; anything else is a refusal.
    const trapped = problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError;
    postMessage({ type: trapped ? "trapped" : "refused", run, check, message: sayProblem(problem) });
  }
}

/**
 * Answers a question that has no run: a report to hand over, a certificate.
 * @param {{number: number, what: string, wish: any}} message
 */
function answer({ number, what, wish }) {
  try {
    // Without inputs there is no session yet, and nothing that a value could belong to.
    session ??= new wasm_bindgen.Session({});
    const given = what === "share" ? session.share(wish.format, wish.redacted)
      : what === "identify" ? session.identify(wish.text)
      : wasm_bindgen.new_certificate(wish.key, wish.subject, wish.days, wish.password);
    postMessage({ type: "answer", number, given });
  } catch (problem) {
    postMessage({ type: "answer", number, problem: sayProblem(problem) });
  }
}

onmessage = (event) => {
  const message = event.data;
  if (message.type === "start") start(message);
  if (message.type === "inspect") inspect(message);
  if (message.type === "bytes") heardBytes(message);
  if (message.type === "stop") stopped = true;
  if (message.type === "ask") answer(message);
  if (message.type === "repair" && session) {
    postMessage({ type: "repair", run: message.run, index: message.index, wish: message.wish, repair: session.repair(message.index, message.wish) });
  }
  if (message.type === "case" && session) {
    postMessage({ type: "case", run: message.run, index: message.index, shown: session.case(message.index) });
  }
};
