// The examples: three with a button of their own, the others in a list.

import { byId, element } from "./dom.js";
import { say } from "./language.js";

/** @import { State } from "./page" */

function exampleButtons() {
  return [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-example]"))];
}

/** @param {(id: string) => void} load */
export function watchExamples(load) {
  const list = byId("more-examples", HTMLSelectElement);
  for (const button of exampleButtons()) button.addEventListener("click", () => load(button.dataset.example ?? ""));
  list.addEventListener("change", () => load(list.value));
}

/**
 * Offers what the module has.
 * @param {State} state
 */
export function drawExamples({ examples }) {
  const list = byId("more-examples", HTMLSelectElement);
  const own = new Set(exampleButtons().map((button) => button.dataset.example));
  const options = examples.filter(({ id }) => !own.has(id)).map(({ id, title, say: summary }) => {
    const option = /** @type {HTMLOptionElement} */ (element("option", "", say`${title}: ${summary}`));
    option.value = id;
    return option;
  });
  for (const former of [...list.options].slice(1)) former.remove();
  list.append(...options);
  list.disabled = examples.length === 0;
  for (const button of exampleButtons()) button.disabled = examples.length === 0;
}

/**
 * Marks the example that is shown.
 * @param {State} state
 */
export function drawChosenExample({ example }) {
  const list = byId("more-examples", HTMLSelectElement);
  for (const button of exampleButtons()) button.setAttribute("aria-pressed", String(button.dataset.example === example));
  list.value = example;
  if (list.value !== example) list.value = "";
}
