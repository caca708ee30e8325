// The time to inspect for.

import { byId, show } from "./dom.js";
import { say } from "./language.js";

/** @import { State } from "./page" */

/** @param {(clock: string, because: "typed" | "chosen" | "removed") => void} changed */
export function watchClock(changed) {
  const field = byId("at", HTMLInputElement);
  field.addEventListener("change", () => changed(field.value, "typed"));
  document.addEventListener("clock", (event) => changed(/** @type {CustomEvent<string>} */ (event).detail, "chosen"));
  byId("at-now").addEventListener("click", () => {
    changed("", "removed");
    field.focus();
  });
}

/** @param {State} state */
export function drawClock({ clock, shown }) {
  const field = byId("at", HTMLInputElement);
  if (field.value !== clock) field.value = clock;
  field.placeholder = shown?.case.at_source === "error" ? say`as the error says` : say`now`;
  show(byId("at-now"), clock !== "");
}
