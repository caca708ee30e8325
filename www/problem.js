// Why there is no result.

import { byId, show } from "./dom.js";
import { say } from "./language.js";

/** @import { Problem, State } from "./page" */

/** @type {Record<Problem["kind"], (message: string) => string>} */
const SENTENCES = {
  clock: (message) => say`${message} The result is still the one for the time before.`,
  refused: (message) => say`This could not be inspected: ${message}`,
  broke: (message) => say`The inspection broke off, and that is a fault of this page, not of your files. They are still here and unchanged; take one out and see whether the rest can be inspected. Report it with what the module said, and without your files: ${message}`,
  failed(message) {
    // The event may come after the failure, or not at all; the message then has the policy in it.
    const directive = refused || (/Content Security Policy|\bCSP\b/.test(message) ? "script-src" : "");
    if (directive) return say`A policy that is not this page's own keeps the inspector from running (${directive}): that of the server it comes from, or one of this browser. Save the file, and open it from where you saved it.`;
    // Where there is what runs and unpacks it, and memory, it is this file that is amiss.
    const able = typeof WebAssembly === "object" && typeof DecompressionStream === "function" && !/memory/i.test(message);
    if (able) return say`This copy of the page is probably damaged: the inspector in it could not be started. Get the file again, and compare its SHA-256 with the one that was published. What the browser said: ${message}`;
    return say`The inspector could not be started in this browser. It needs WebAssembly and workers, which a current Firefox, Chrome, Edge or Safari has unless they were switched off. What the browser said: ${message}`;
  },
};

/** The directive of a policy by which the browser refused what the page's own policy allows. */
let refused = "";
/** @type {State | undefined} */
let drawn;

document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === "worker-src" || blockedURI === "wasm-eval") refused = effectiveDirective;
  if (drawn) drawProblem(drawn);
});

/** @param {State} state */
export function drawProblem(state) {
  const { problem } = (drawn = state);
  const ofClock = problem?.kind === "clock";
  for (const [id, holds] of /** @type {[string, boolean][]} */ ([["at-problem", ofClock], ["failure", !ofClock]])) {
    byId(id).textContent = problem && holds ? SENTENCES[problem.kind](problem.message) : "";
    show(byId(id), problem !== null && holds);
  }
  if (ofClock) byId("at").setAttribute("aria-invalid", "true");
  else byId("at").removeAttribute("aria-invalid");
}
