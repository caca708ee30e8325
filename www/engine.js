// The engine: one worker with the module in it; starts it, asks it, stops it, and works around a check that breaks.
"use strict";

/** @typedef {{name: string, file?: Blob, text?: string}} EngineInput */
/** @typedef {{at?: string, passwords?: string[], skip?: string[], break_check?: string}} EngineOptions */
/** @typedef {import("./report").Summary} Summary */
/**
 * @typedef {object} Outcome
 * @property {InspectionReport} report everything but the cases
 * @property {Summary[]} summaries one for each case that was inspected
 * @property {number} count how many cases there are
 * @property {number} chosen the case to show first
 * @property {CaseReport} shown that case
 * @property {boolean[]} unreadable which inputs the browser cannot read
 * @property {boolean} stopped the inspection was stopped before its end
 */
/** @typedef {{id: string, title: string, say: string, at: string, inputs: {name: string, text: string}[]}} Example */
/**
 * @typedef {{share: number} & ({step: "reading", name: string, at: number, size: number, found: number}
 *   | {step: "inspecting", index: number, count: number, check: string})} Progress what is being done, and how much of it is done
 */
/**
 * @typedef {object} EngineEvents
 * @property {(examples: Example[]) => void} ready the module is up, for the first time
 * @property {(examples: Example[]) => void} spoken the examples in the language that is spoken now
 * @property {(outcome: Outcome) => void} report
 * @property {(shown: CaseReport, index: number) => void} shown a case that was asked for
 * @property {(repair: import("./report").RepairReport, index: number, wish: RepairWish) => void} repaired a correction that was asked for
 * @property {(progress: Progress) => void} progress
 * @property {(message: string, at: "options" | "inputs") => void} refused the inputs or options could not be used
 * @property {(message: string) => void} broke the inspection could not be completed
 * @property {(message: string) => void} failed the module cannot be started here
 */

/** Milliseconds that a worker has to stop by itself and keep what it found, before it is ended. */
const MERCY = 1500;

/**
 * Starts the engine.
 * @param {EngineEvents} events
 * @param {Catalogue} catalogue what the module speaks
 */
function startEngine(events, catalogue) {
  /** @type {Worker | undefined} */
  let worker;
  /** @type {WebAssembly.Module | undefined} */
  let module;
  let ready = false;
  let run = 0;
  /** @type {{inputs: EngineInput[], options: EngineOptions} | null} what is asked and not answered yet */
  let wanted = null;
  /** @type {Map<number, {resolve: (given: any) => void, reject: (problem: Error) => void}>} */
  const questions = new Map();
  let asked = 0;
  /** Where in the source the module broke last. */
  let place = "";
  const address = workerAddress();

  function launch() {
    ready = false;
    worker?.terminate();
    // Nobody will answer these any more.
    for (const { reject } of questions.values()) reject(new Error(say`the inspection was begun anew`));
    questions.clear();
    worker = new Worker(/** @type {string} */ (/** @type {unknown} */ (address)));
    worker.onmessage = (event) => hear(event.data);
    worker.onerror = (event) => events.failed(event.message || say`the worker could not be started`);
    worker.postMessage(module ? { type: "start", module } : { type: "start", packed: byId("module").textContent });
    worker.postMessage({ type: "speak", ...catalogue });
  }

  function send() {
    if (!ready || !wanted) return;
    run += 1;
    const inputs = wanted.inputs.map(({ name, file, text }) => ({ name, text, size: file?.size ?? 0 }));
    worker?.postMessage({ type: "inspect", run, inputs, options: wanted.options });
  }

  /**
   * Reads bytes of a file for the worker, and says so where the browser cannot.
   * @param {{number: number, input: number, from: number, to: number}} message
   */
  async function read({ number, input, from, to }) {
    const reader = worker;
    const part = wanted?.inputs[input]?.file?.slice(from, to);
    const bytes = await part?.arrayBuffer().catch(() => undefined);
    reader?.postMessage({ type: "bytes", number, bytes }, bytes ? [bytes] : []);
  }

  /** @param {any} message */
  function hear(message) {
    if (message.type === "answer") {
      const waiting = questions.get(message.number);
      questions.delete(message.number);
      if (message.problem === undefined) waiting?.resolve(message.given);
      else waiting?.reject(new Error(message.problem));
    } else if (message.type === "ready") {
      ready = true;
      if (module) events.spoken(message.examples);
      else events.ready(message.examples);
      module = message.module;
      send();
    } else if (message.type === "spoken") {
      events.spoken(message.examples);
    } else if (message.type === "panicked") {
      place = message.place;
    } else if (message.type === "failed") {
      events.failed(message.message);
    } else if (message.run === run && message.type === "case") {
      events.shown(message.shown, message.index);
    } else if (message.run === run && message.type === "repair") {
      events.repaired(message.repair, message.index, message.wish);
    } else if (message.run !== run || !wanted) {
      // An answer to a question that is no longer asked.
    } else if (message.type === "read") {
      read(message);
    } else if (message.type === "progress") {
      events.progress(message);
    } else if (message.type === "trapped") {
      trapped(message.check, message.message);
    } else {
      wanted = null;
      if (message.type === "report") events.report(message.outcome);
      if (message.type === "refused") events.refused(message.message, message.at);
    }
  }

  /**
   * The instance is lost; a fresh one inspects again without the check that broke it.
   * @param {string} check
   * @param {string} message
   */
  function trapped(check, message) {
    const skip = wanted?.options.skip ?? [];
    if (wanted && check && !skip.includes(check)) {
      wanted = { inputs: wanted.inputs, options: { ...wanted.options, skip: [...skip, check] } };
    } else {
      wanted = null;
      events.broke(`${message} ${place}`);
    }
    launch();
  }

  launch();
  return {
    /**
     * From now on, the module speaks another language; what it has said stays in the former one.
     * @param {Catalogue} other
     */
    speak(other) {
      catalogue = other;
      worker?.postMessage({ type: "speak", ...catalogue });
    },
    /**
     * Inspects; an inspection that still runs is no longer of interest.
     * @param {EngineInput[]} inputs
     * @param {EngineOptions} options
     */
    inspect(inputs, options) {
      const busy = ready && wanted !== null;
      wanted = { inputs, options };
      if (busy) launch();
      else send();
    },
    /**
     * Asks for a case of the last inspection.
     * @param {number} index
     */
    show(index) {
      worker?.postMessage({ type: "case", run, index });
    },
    /**
     * Asks for the correction of a case.
     * @param {number} index
     * @param {RepairWish} wish
     */
    repair(index, wish) {
      worker?.postMessage({ type: "repair", run, index, wish });
    },
    /**
     * Asks something that is no inspection.
     * @param {"share" | "print" | "certify" | "identify"} what
     * @param {object} wish
     * @returns {Promise<any>}
     */
    ask(what, wish) {
      asked += 1;
      const number = asked;
      worker?.postMessage({ type: "ask", number, what, wish });
      return new Promise((resolve, reject) => questions.set(number, { resolve, reject }));
    },
    /** Forgets what runs; the next inspection starts afresh. */
    drop() {
      if (wanted && ready) launch();
      wanted = null;
    },
    /**
     * Stops what runs and keeps what was found; calls back where nothing could be kept.
     * @param {() => void} lost
     */
    stop(lost) {
      const stopping = run;
      worker?.postMessage({ type: "stop" });
      setTimeout(() => {
        if (wanted === null || run !== stopping) return;
        this.drop();
        lost();
      }, MERCY);
    },
  };
}

/** The worker's script, as an address that the policy allows: unpacker, glue and worker in one. */
function workerAddress() {
  const source = [document.getElementById("unpack-source")?.textContent ?? "", ...workerParts];
  const url = URL.createObjectURL(new Blob(source, { type: "text/javascript" }));
  ownScripts.add(url);
  return scriptPolicy?.createScriptURL(url) ?? url;
}
