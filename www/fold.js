// The way in, folded to one line once there are inputs, so that the verdict is in sight.

import { byId, element, show, symbol } from "./dom.js";
import { many, one, say, sayCount } from "./language.js";
import { mark } from "./status.js";
import { visible } from "./unseen.js";

/** @import { Item, State } from "./page" */
/** @import { Status } from "./report" */

/** Inputs that the line names; the list below it has all. */
const NAMED = 12;

/**
 * @param {() => void} toggle unfolds what is folded, and folds what is not
 * @param {() => void} unfold
 */
export function watchFold(toggle, unfold) {
  byId("unfold").addEventListener("click", toggle);
  byId("add").addEventListener("click", () => askForText(""));
  document.addEventListener("ask", (event) => {
    unfold();
    const field = byId("text", HTMLTextAreaElement);
    const { detail } = /** @type {CustomEvent<string>} */ (event);
    field.dataset.placeholder ??= field.placeholder;
    field.placeholder = detail || field.dataset.placeholder;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });
}

/**
 * Unfolds the way in, with the cursor where to paste.
 * @param {string} what what to paste, said where nothing stands yet
 */
export function askForText(what) {
  document.dispatchEvent(new CustomEvent("ask", { detail: what }));
}

/** @param {State} state */
export function drawFold({ items, intake, problem, phase }) {
  const some = items.length > 0;
  // Without a result, what was given is all there is to see.
  const folded = some && intake === "folded" && phase !== "failed" && (problem === null || problem.kind === "clock");
  show(byId("intake-bar"), some);
  show(byId("intake-grid"), !folded);
  show(byId("drop"), intake !== "locked");
  document.body.dataset.intake = folded ? "folded" : "open";
  const unfold = byId("unfold");
  unfold.ariaExpanded = String(!folded);
  unfold.textContent = sayCount(items.length, one`1 input`, many`${items.length} inputs`);
}

/**
 * Names the inputs in the line, each with what the verdict says of it.
 * @param {Item[]} items
 * @param {Status[]} states
 */
export function drawGlimpse(items, states) {
  const named = items.slice(0, NAMED).map(({ name }, index) => {
    const shown = element("span", "glimpse-one", symbol("sign-none", "sign"), visible(name));
    mark(shown, states[index] ?? "skipped", "");
    return shown;
  });
  byId("glimpse").replaceChildren(...named, items.length > NAMED ? say`${items.length - NAMED} more` : "");
}
