// The list of inputs, each with what it was recognised as.

import { byId, within } from "./dom.js";
import { askPassword, inputRow, insideRow, describeInput } from "./input-rows.js";
import { inputStates } from "./case-status.js";
import { drawGlimpse } from "./fold.js";
import { spokenLanguage } from "./language.js";

/** @import { Item } from "./page" */
/** @import { Outcome } from "./protocol" */
/** @import { Status } from "./report" */

/**
 * A list whose rows stay while their inputs do, so that nothing jumps and the focus is not lost.
 * @param {(item: Item) => void} remove
 * @param {(password: string) => void} givePassword
 */
export function createInputList(remove, givePassword) {
  const list = byId("inputs");
  /** @type {Map<Item, HTMLElement>} */
  let rows = new Map();
  let language = "";

  /** @param {Item} item */
  const removeRow = (item) => {
    const at = [...list.children].findIndex((row) => row.contains(document.activeElement));
    remove(item);
    const left = list.querySelectorAll("button");
    (left[Math.min(at, left.length - 1)] ?? byId("choose")).focus();
  };

  return {
    /**
     * Lists inputs, with what was found of each once that is known.
     * @param {Item[]} items
     * @param {Outcome | null} outcome
     */
    draw(items, outcome) {
      // Rows that were made in another language do not stay.
      if (language !== spokenLanguage()) rows = new Map();
      language = spokenLanguage();
      const kept = items.map((item) => rows.get(item) ?? inputRow(item, () => removeRow(item)));
      rows = new Map(items.map((item, index) => [item, /** @type {HTMLElement} */ (kept[index])]));
      if (kept.length !== list.children.length || kept.some((row, index) => list.children[index] !== row)) {
        list.replaceChildren(...kept);
      }
      drawGlimpse(items, []);
      if (!outcome) return;
      const { report, unreadable } = outcome;
      const states = inputStates(outcome);
      /** @type {Status[]} */
      const shown = [];
      const own = report.inputs.filter(({ inside }) => inside === null);
      kept.forEach((row, index) => {
        const said = own[index];
        shown.push(describeInput(row, said, unreadable[index] ?? false, (said && states.get(said.name)) ?? "skipped"));
        const members = report.inputs.filter(({ inside }) => said && inside !== null && `${inside}/`.startsWith(`${said.name}/`));
        within(row, ".members-inside").replaceChildren(...members.map((one) => insideRow(one, states.get(one.name) ?? "skipped")));
        const locked = (said?.needs_password || members.some(({ needs_password }) => needs_password)) ?? false;
        askPassword(row, locked, givePassword);
      });
      drawGlimpse(items, shown);
      // What asks for something is in sight, however long the list is.
      const asking = /** @type {HTMLElement | null} */ (list.querySelector(".input:has(.password)"));
      if (asking) list.scrollTop = asking.offsetTop - list.offsetTop;
    },
  };
}
