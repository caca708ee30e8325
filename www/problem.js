// Why there is no result.

import { byId, show } from "./dom.js";
import { say } from "./language.js";

/** @import { Problem, State } from "./page" */

/** @type {Record<Problem["kind"], (message: string) => string>} */
const SENTENCES = {
  clock: (message) => say`${message} The result is still the one for the time before.`,
  refused: (message) => say`This could not be inspected: ${message}`,
  broke: (message) => say`The inspection broke off, and that is a fault of this page, not of your files. They are still here and unchanged; take one out and see whether the rest can be inspected. Report it with what the module said, and without your files: ${message}`,
  damaged: (message) => say`This copy of the page is damaged: the inspector in it cannot be read. Get the file again, and compare its SHA-256 with the one that was published. What the browser said: ${message}`,
  failed: (message) => say`The inspector could not be started in this browser. It needs WebAssembly and workers, which a current Firefox, Chrome, Edge or Safari has unless they were switched off. What the browser said: ${message}`,
};

/** @param {State} state */
export function drawProblem({ problem }) {
  const ofClock = problem?.kind === "clock";
  // The verdict that stands is still that of the time before.
  if (ofClock) byId("verdict").dataset.ready = "true";
  for (const [id, holds] of /** @type {[string, boolean][]} */ ([["at-problem", ofClock], ["failure", !ofClock]])) {
    byId(id).textContent = problem && holds ? SENTENCES[problem.kind](problem.message) : "";
    show(byId(id), problem !== null && holds);
  }
  if (ofClock) byId("at").setAttribute("aria-invalid", "true");
  else byId("at").removeAttribute("aria-invalid");
}
