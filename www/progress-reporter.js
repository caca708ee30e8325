// How far the worker is: said now and then, and each time messages are let in.

/** @import { FromWorker, Step } from "./protocol" */

/** Milliseconds of work after which the worker says how far it is, and lets messages in. */
const YIELD_MS = 80;

/**
 * @callback ReportProgress
 * @param {Step} step
 * @param {number} share
 * @returns {Promise<void>}
 */

/**
 * Reports how far a run is.
 * @param {number} run
 * @param {(message: FromWorker) => void} post
 * @returns {ReportProgress}
 */
export function progressReporter(run, post) {
  let last = performance.now();
  return async (step, share) => {
    if (performance.now() - last < YIELD_MS) return;
    post({ type: "progress", run, progress: { ...step, share } });
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
