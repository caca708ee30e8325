// The engine: one worker with the module in it; starts it, asks it, stops it, and works around a check that breaks.
"use strict";

/** @typedef {{name: string, file?: Blob, text?: string}} EngineInput */
/** @typedef {{at?: string, skip?: string[], break_check?: string}} EngineOptions */
/**
 * @typedef {object} EngineEvents
 * @property {(examples: Example[]) => void} ready
 * @property {(report: InspectionReport) => void} report
 * @property {(check: string) => void} progress
 * @property {(message: string) => void} refused the options could not be used
 * @property {(message: string) => void} failed the module could not be started
 */
/** @typedef {{id: string, title: string, say: string, at: string, inputs: {name: string, text: string}[]}} Example */

/**
 * Starts the engine.
 * @param {EngineEvents} events
 */
function startEngine(events) {
  const address = workerAddress();
  const packed = byId("module").textContent ?? "";
  /** @type {Worker} */
  let worker;
  /** @type {WebAssembly.Module | undefined} */
  let module;
  let ready = false;
  let run = 0;
  /** @type {{inputs: EngineInput[], options: EngineOptions} | null} */
  let wanted = null;

  function launch() {
    ready = false;
    worker = new Worker(/** @type {string} */ (/** @type {unknown} */ (address)));
    worker.onmessage = (event) => hear(event.data);
    worker.onerror = (event) => events.failed(event.message || "the worker could not be started");
    worker.postMessage(module ? { type: "start", module } : { type: "start", packed });
  }

  function send() {
    if (!ready || !wanted) return;
    run += 1;
    worker.postMessage({ type: "inspect", run, ...wanted });
  }

  /** @param {any} message */
  function hear(message) {
    if (message.type === "ready") {
      module = message.module;
      ready = true;
      events.ready(message.examples);
      send();
    } else if (message.type === "failed") {
      events.failed(message.message);
    } else if (message.run !== run) {
      // An answer to a question that is no longer asked.
    } else if (message.type === "progress") {
      events.progress(message.check);
    } else if (message.type === "report") {
      wanted = null;
      events.report(message.report);
    } else if (message.type === "refused") {
      wanted = null;
      events.refused(message.message);
    } else if (message.type === "trapped") {
      trapped(message.check, message.message);
    }
  }

  /**
   * The instance is lost; a fresh one inspects again without the check that broke it.
   * @param {string} check
   * @param {string} message
   */
  function trapped(check, message) {
    worker.terminate();
    const skip = wanted?.options.skip ?? [];
    if (!wanted || !check || skip.includes(check)) {
      wanted = null;
      launch();
      events.failed(`The inspection broke and could not be completed: ${message}`);
      return;
    }
    wanted = { inputs: wanted.inputs, options: { ...wanted.options, skip: [...skip, check] } };
    launch();
  }

  launch();
  return {
    /**
     * Inspects; an inspection that still runs is no longer of interest.
     * @param {EngineInput[]} inputs
     * @param {EngineOptions} options
     */
    inspect(inputs, options) {
      const busy = ready && wanted !== null;
      wanted = { inputs, options };
      if (busy) {
        worker.terminate();
        launch();
      } else {
        send();
      }
    },
    /** Stops what runs; the next inspection starts afresh. */
    stop() {
      wanted = null;
      worker.terminate();
      launch();
    },
  };
}

/** The worker's script, as an address that the policy allows: glue, unpacker and worker in one. */
function workerAddress() {
  const source = [byId("glue-source"), byId("unpack-source"), byId("worker-source")].map((part) => part.textContent ?? "");
  const url = URL.createObjectURL(new Blob(source, { type: "text/javascript" }));
  const types = /** @type {any} */ (window).trustedTypes;
  if (!types) return url;
  const policy = types.createPolicy("assertion-inspector", {
    createScriptURL: (/** @type {string} */ wanted) => {
      if (wanted !== url) throw new TypeError("only the page's own worker is allowed");
      return wanted;
    },
  });
  return policy.createScriptURL(url);
}
