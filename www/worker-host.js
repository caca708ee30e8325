// The worker that runs, and how it is talked to. A worker that is lost or given up is replaced by a fresh one.

import { dispatch } from "./dispatch.js";

/** @import { Catalogue, FromWorker, Handlers, ToWorker } from "./protocol" */

/**
 * @param {() => Worker} createWorker
 * @param {Promise<WebAssembly.Module>} module
 * @param {Handlers<FromWorker>} handlers
 * @param {(problem: string) => void} lost called if a worker or the module cannot be started, or a worker breaks
 */
export function createWorkerHost(createWorker, module, handlers, lost) {
  /** @type {Worker | undefined} */
  let worker;

  /**
   * @param {ToWorker} message
   * @param {Transferable[]} [transferred]
   */
  function post(message, transferred = []) {
    worker?.postMessage(message, transferred);
  }

  return {
    post,
    /**
     * Starts a worker in the place of the one that runs.
     * @param {Catalogue} catalogue what it speaks
     */
    async launch(catalogue) {
      worker?.terminate();
      try {
        const launched = createWorker();
        worker = launched;
        launched.onmessage = ({ data }) => dispatch(handlers, /** @type {FromWorker} */ (data));
        launched.onerror = (event) => {
          if (worker === launched) lost(event.message);
        };
        post({ type: "speak", catalogue });
        const compiled = await module;
        if (worker === launched) post({ type: "start", module: compiled });
      } catch (problem) {
        // Not before there is a page to say it on.
        await null;
        lost(problem instanceof Error ? problem.message : String(problem));
      }
    },
    /**
     * Reads a part of a file for the worker, and says so if the browser cannot.
     * @param {number} number
     * @param {Blob | undefined} part
     */
    async answerRead(number, part) {
      const reader = worker;
      const bytes = await part?.arrayBuffer().catch(() => undefined);
      if (worker === reader) post({ type: "bytes", number, ...(bytes && { bytes }) }, bytes ? [bytes] : []);
    },
  };
}
