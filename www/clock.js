// The time that the verdict is for: said with it, and changed there.

import { byId, show } from "./dom.js";
import { joinSentences, say } from "./language.js";
import { formatMoment } from "./times.js";

/** @import { CaseReport } from "./report" */
/** @import { State } from "./page" */

/** @type {Record<CaseReport["at_source"], (time: string) => string>} */
const CLOCKS = {
  error: (time) => say`Judged for ${time}, the error's own time.`,
  given: (time) => say`Judged for ${time}, the time you gave.`,
  now: (time) => say`Judged for ${time}, now.`,
};

/** @param {(clock: string, because: "typed" | "chosen" | "removed") => void} changed */
export function watchClock(changed) {
  const field = byId("at", HTMLInputElement);
  const open = (/** @type {boolean} */ yes) => {
    show(byId("clock-fields"), yes);
    byId("clock-change").ariaExpanded = String(yes);
  };
  byId("clock-change").addEventListener("click", () => {
    open(byId("clock-change").ariaExpanded !== "true");
    field.focus();
  });
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
  const source = shown?.case.at_source;
  field.placeholder = source === "error" ? say`as the error says` : say`now`;
  show(byId("at-now"), clock !== "");
  if (!shown || !source) {
    byId("clock-say").textContent = "";
    show(byId("clock-fields"), false);
    byId("clock-change").ariaExpanded = "false";
    return;
  }
  const said = [CLOCKS[source](formatMoment(shown.case.at))];
  if (source === "error" && clock.trim()) said.push(say`The error tells its own time, which goes before the one you gave.`);
  byId("clock-say").textContent = joinSentences(said);
}
