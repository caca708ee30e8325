// The worker: inspects, and knows which check was running if the module breaks. It says nothing to people: the module does, in
// the language that it is told, and the page. The module's glue, `wasm_bindgen`, stands before this text.

import { rowsOf } from "./case-rows.js";
import { dispatch } from "./dispatch.js";
import { createPageReader } from "./page-reader.js";
import { progressReporter } from "./progress-reporter.js";

/** @import { Answer, Catalogue, FromWorker, Handlers, InputDescription, Question, SessionOptions, ToWorker } from "./protocol" */
/** @import { ReadBytes } from "./page-reader.js" */
/** @import { ReportProgress } from "./progress-reporter.js" */

/** Bytes of a large file that are read at once. */
const CHUNK_BYTES = 1 << 20;

const pageReader = createPageReader(post);

const worker = {
  /** The module is up. */
  started: false,
  /** @type {Catalogue | undefined} what the module speaks as soon as it is up */
  catalogue: undefined,
  /** @type {wasm_bindgen.Session | undefined} the session whose cases can be asked for */
  session: undefined,
  /** The inspection that runs is to stop. */
  stopped: false,
  /** The check that runs. */
  check: "",
};

/** @param {FromWorker} message */
function post(message) {
  postMessage(message);
}

/** @param {unknown} problem */
function messageOf(problem) {
  return problem instanceof Error ? problem.message : String(problem);
}

/** @param {WebAssembly.Module} module */
async function start(module) {
  try {
    await wasm_bindgen({ module_or_path: module });
    worker.started = true;
    if (worker.catalogue) wasm_bindgen.speak(worker.catalogue.fingerprints, worker.catalogue.translations);
    post({ type: "ready", examples: wasm_bindgen.examples() });
  } catch (problem) {
    post({ type: "failed", message: messageOf(problem) });
  }
}

/** @param {Catalogue} catalogue */
function changeLanguage(catalogue) {
  worker.catalogue = catalogue;
  if (!worker.started) return;
  wasm_bindgen.speak(catalogue.fingerprints, catalogue.translations);
  post({ type: "spoken", examples: wasm_bindgen.examples() });
}

/** Inputs whose first bytes are asked for before it is their turn, because the browser takes longer to read than the module. */
const READ_AHEAD = 4;

/**
 * The first bytes of an input, which are all of a small one; undefined if it cannot be read.
 * @param {InputDescription} input
 * @param {ReadBytes} read
 */
async function readHead({ size, text }, read) {
  return text === undefined ? read(0, Math.min(size, wasm_bindgen.head_bytes())) : new TextEncoder().encode(text);
}

/**
 * Takes in an input, a large file piece by piece. Returns whether all of it could be read.
 * @param {wasm_bindgen.Session} session
 * @param {InputDescription} input
 * @param {Uint8Array | undefined} head
 * @param {ReadBytes} read
 * @param {ReportProgress} report
 */
async function takeIn(session, { name, size, text }, head, read, report) {
  const most = wasm_bindgen.head_bytes();
  let bytes = head;
  if (text !== undefined || !bytes || !wasm_bindgen.is_stream(size, bytes)) {
    if (bytes && text === undefined && size > most) bytes = await read(0, size);
    session.add(name, bytes ?? new Uint8Array());
    return bytes !== undefined;
  }
  session.begin(name);
  for (let at = 0; at < size && bytes && !worker.stopped; at += CHUNK_BYTES) {
    bytes = await read(at, at + CHUNK_BYTES);
    const found = bytes && session.feed(bytes);
    await report({ step: "reading", name, at, size, found: found ?? 0 }, at / size);
  }
  session.end();
  return bytes !== undefined;
}

/**
 * @param {number} run
 * @param {InputDescription[]} inputs
 * @param {SessionOptions} options
 */
async function inspect(run, inputs, options) {
  worker.stopped = false;
  worker.check = "";
  const report = progressReporter(run, post);
  /** @type {"options" | "inputs"} */
  let at = "options";
  try {
    const session = new wasm_bindgen.Session(options);
    worker.session?.free();
    worker.session = session;
    at = "inputs";
    const unreadable = [];
    /** @type {Promise<Uint8Array | undefined>[]} the heads of the next inputs */
    const heads = [];
    let asked = 0;
    for (const [index, input] of inputs.entries()) {
      for (; asked < Math.min(inputs.length, index + READ_AHEAD); asked += 1) {
        const ahead = inputs[asked];
        if (ahead) heads.push(readHead(ahead, pageReader.reader(run, asked)));
      }
      unreadable.push(!(await takeIn(session, input, await heads.shift(), pageReader.reader(run, index), report)));
    }
    const count = session.pair();
    const summaries = [];
    for (let index = 0; index < count && !(worker.stopped && index > 0); index += 1) {
      summaries.push(session.inspect(index, (name) => (worker.check = name)));
      await report({ step: "inspecting", index, count, check: worker.check.replaceAll("_", " ") }, index / count);
    }
    const whole = session.report();
    // The first row of the table, if there is one.
    const chosen = rowsOf(summaries)[0]?.cases[0] ?? 0;
    const outcome = { report: whole, summaries, count, chosen, shown: session.case(chosen), unreadable, stopped: worker.stopped };
    post({ type: "report", run, outcome });
  } catch (problem) {
    // A panic in Rust is a trap here, and leaves the instance in an unknown state. Anything else is a refusal.
    const trapped = problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError;
    if (trapped) post({ type: "trapped", run, check: worker.check, message: messageOf(problem) });
    else post({ type: "refused", run, at, message: messageOf(problem) });
  }
}

/**
 * The answer to a question that is not an inspection.
 * @param {Question} question
 * @returns {Answer}
 */
function answerTo({ what, request }) {
  // Without inputs there is no session yet, and nothing that a value could belong to.
  const session = (worker.session ??= new wasm_bindgen.Session({}));
  switch (what) {
    case "share":
      return request.format === "json"
        ? JSON.stringify(session.share_data(request.redacted, request.short_ids), null, 2)
        : session.share(request.redacted, request.short_ids);
    case "print":
      return session.printable(request.index, request.redacted, request.short_ids);
    case "identify":
      return session.identify(request.text);
    case "certify":
      return session.new_certificate(request.key, request.subject, request.days, request.password);
    case "preflight":
      return session.preflight();
  }
}

/** @type {Handlers<ToWorker>} */
const handlers = {
  start: ({ module }) => start(module),
  speak: ({ catalogue }) => changeLanguage(catalogue),
  inspect: ({ run, inputs, options }) => inspect(run, inputs, options),
  bytes: ({ number, bytes }) => pageReader.receive(number, bytes),
  stop() {
    worker.stopped = true;
    post({ type: "stopping" });
  },
  case({ run, index }) {
    if (worker.session) post({ type: "case", run, index, shown: worker.session.case(index) });
  },
  repair({ run, index, options }) {
    if (worker.session) post({ type: "repair", run, index, options, repair: worker.session.repair(index, options) });
  },
  ask({ number, question }) {
    try {
      post({ type: "answer", number, answer: answerTo(question) });
    } catch (problem) {
      post({ type: "unanswered", number, problem: messageOf(problem) });
    }
  },
};

onmessage = ({ data }) => dispatch(handlers, /** @type {ToWorker} */ (data));
