// The worker: unpacks the module, inspects, and tells which check was running when the module broke.
//
// The page puts the module's glue and the unpacker before this text: `wasm_bindgen`, `unlzma` and `undense`.
// It says nothing to people: the module does, in the language that it is told, and the page.
// In:  {type: "start", packed: string} or {type: "start", module: WebAssembly.Module}
//      {type: "speak", fingerprints: Uint32Array, sentences: string[]}
//      {type: "inspect", run: number, inputs: object[], options: object}, {type: "stop"}
//      {type: "bytes", number: number, bytes?: ArrayBuffer}
//      {type: "case", run: number, index: number}, {type: "repair", run: number, index: number, wish: object}
//      {type: "ask", number: number, what: string, wish: object}
// Out: {type: "answer", number, given, problem}, {type: "ready", module, examples}, {type: "spoken", examples}, {type: "report", run, outcome},
//      {type: "progress", run, share, step: "reading", name, at, size, found} or {type: "progress", run, share, step: "inspecting", index, count, check},
//      {type: "case", run, index, shown}, {type: "repair", run, index, wish, repair}, {type: "refused", run, at: "options" | "inputs", message}, {type: "trapped", run, check, message},
//      {type: "read", run, number, input, from, to}, {type: "failed", message}; the module itself sends {type: "panicked", place}
"use strict";

/**
 * The packed module, compiled.
 * @param {string} packed
 */
function unpack(packed) {
  return WebAssembly.compile(unlzma(undense(packed.replace(/\s+/g, ""))));
}

let up = false;
/** @type {{fingerprints: Uint32Array, sentences: string[]} | undefined} what the module speaks, as soon as it is up */
let vocabulary;

/** @param {{fingerprints: Uint32Array, sentences: string[]}} message */
function heardLanguage(message) {
  vocabulary = message;
  if (!up) return;
  wasm_bindgen.speak(message.fingerprints, message.sentences);
  postMessage({ type: "spoken", examples: wasm_bindgen.examples() });
}

/** @param {{packed?: string, module?: WebAssembly.Module}} message */
async function start(message) {
  try {
    const module = message.module ?? (await unpack(message.packed ?? ""));
    await wasm_bindgen({ module_or_path: module });
    up = true;
    if (vocabulary) wasm_bindgen.speak(vocabulary.fingerprints, vocabulary.sentences);
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
  return async (/** @type {object} */ step, /** @type {number} */ share) => {
    if (performance.now() - last < BREATH) return;
    postMessage({ type: "progress", run, share, ...step });
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
    await tell({ step: "reading", name, at, size, found: found ?? 0 }, at / size);
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
  let at = "options";
  try {
    session?.free();
    session = undefined;
    session = new wasm_bindgen.Session(options);
    at = "inputs";
    const unreadable = [];
    for (const [index, input] of inputs.entries()) {
      unreadable.push(!(await take(session, input, (from, to) => read(run, index, from, to), tell)));
    }
    const count = session.pair();
    const summaries = [];
    for (let index = 0; index < count && !(stopped && index > 0); index += 1) {
      summaries.push(session.inspect(index, (/** @type {string} */ name) => (check = name)));
      await tell({ step: "inspecting", index, count, check: check.replaceAll("_", " ") }, index / count);
    }
    const chosen = mostTelling(summaries);
    const outcome = { report: session.report(), summaries, count, chosen, shown: session.case(chosen), unreadable, stopped };
    postMessage({ type: "report", run, outcome });
  } catch (problem) {
    // A panic in Rust is a trap here, and leaves the instance in an unknown state; anything else is a refusal.
    const trapped = problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError;
    postMessage({ type: trapped ? "trapped" : "refused", run, at, check, message: sayProblem(problem) });
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
    const given = what === "share" ? (wish.format === "json" ? JSON.stringify(session.share_data(wish.redacted, wish.short_ids), null, 2) : session.share(wish.redacted, wish.short_ids))
      : what === "print" ? session.printable(wish.index, wish.redacted, wish.short_ids)
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
  if (message.type === "speak") heardLanguage(message);
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
