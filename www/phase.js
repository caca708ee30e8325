// Which state the page as a whole is in. The style follows it, and so do the tests.

import { byId } from "./dom.js";

/** @import { State } from "./page" */

/** @param {State} state */
export function drawPhase({ phase, items, example }) {
  document.body.dataset.state = phase;
  document.body.dataset.inputs = items.length === 0 ? "none" : example ? "example" : "own";
  if (phase === "working") delete byId("verdict").dataset.ready;
}
