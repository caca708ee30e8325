// What is shown of each input: its name, what it was recognised as, what is inside.

import { visibleCharacters } from "./values.js";
import { fromTemplate, within } from "./dom.js";
import { joinTexts, say } from "./language.js";
import { mark } from "./status.js";

/** @import { Item } from "./page" */
/** @import { InputReport, Status } from "./report" */

/**
 * @param {Item} item
 * @param {() => void} remove
 */
export function inputRow(item, remove) {
  const row = fromTemplate("t-input");
  within(row, ".input-name").append(...visibleCharacters(item.name, 0, item.name.length, null));
  mark(row, "skipped", "");
  const button = within(row, ".remove");
  button.setAttribute("aria-label", say`Remove ${item.name}`);
  button.title = say`Remove`;
  button.addEventListener("click", remove);
  return row;
}

/**
 * A file that was found inside another.
 * @param {InputReport} said
 * @param {Status} status what the verdict says of it
 */
export function insideRow(said, status) {
  const row = fromTemplate("t-member-inside", { ".input-name": said.name, ".input-kind": said.kind_said, ".input-say": said.problem ?? said.detail });
  mark(row, said.problem ? "warning" : status, wordOf(said.problem, status));
  return row;
}

/**
 * What is said of an input to those who do not see its sign.
 * @param {string | null | undefined} problem
 * @param {Status} status
 */
function wordOf(problem, status) {
  if (problem) return say`Not used`;
  return status === "skipped" ? say`Read` : undefined;
}

/**
 * Asks in place for the password of an input that is encrypted. What is being typed stays.
 * @param {HTMLElement} row
 * @param {boolean} locked
 * @param {(password: string) => void} give
 */
export function askPassword(row, locked, give) {
  const form = row.querySelector("form");
  if (!locked) {
    form?.remove();
    return;
  }
  if (form) {
    const field = /** @type {HTMLInputElement} */ (within(form, "input"));
    if (form.dataset.tried) {
      field.value = "";
      field.setAttribute("aria-invalid", "true");
      // Once: what is added later is no reason to come back here.
      delete form.dataset.tried;
      field.focus();
    }
    return;
  }
  const asked = /** @type {HTMLFormElement} */ (fromTemplate("t-password"));
  const field = /** @type {HTMLInputElement} */ (within(asked, "input"));
  const name = within(row, ".input-name").textContent;
  field.setAttribute("aria-label", say`Password for ${name}`);
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    asked.dataset.tried = "true";
    give(field.value);
  });
  row.append(asked);
}

/**
 * Says of an input what it was recognised as, or why it could not be used.
 * @param {HTMLElement} row
 * @param {InputReport | undefined} said
 * @param {boolean} unreadable
 * @param {Status} status what the verdict says of it
 * @returns {Status} what is shown
 */
export function describeInput(row, said, unreadable, status) {
  const problem = unreadable ? say`The browser could not read it. If it was moved, changed or deleted since you dropped it, drop it again; a folder is taken in with the button for folders.` : said?.problem;
  const notes = problem ? [problem] : [said?.detail ?? "", ...(said?.unwrapped ?? [])];
  within(row, ".input-kind").textContent = unreadable || !said ? "" : said.kind_said;
  within(row, ".input-say").textContent = joinTexts(notes.filter(Boolean));
  const shown = problem ? "warning" : status;
  mark(row, shown, wordOf(problem, status));
  return shown;
}
