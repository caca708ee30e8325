// The inputs: what was given, and what becomes of it when something is added or taken out.

import { say } from "./language.js";

/** @import { Item, State } from "./page" */

/**
 * What stands in the text field, as an input. It is always the same one, so that its row stays while somebody types.
 * @type {Item}
 */
const typed = { name: "", text: "" };

/**
 * What to inspect, in the order of the list.
 * @param {Pick<State, "given" | "text">} state
 */
export function itemsOf({ given, text }) {
  if (!text.trim()) return given;
  Object.assign(typed, { name: say`pasted text`, text });
  return [...given, typed];
}

/**
 * What is given with more files. A file that is dropped twice is there once.
 * @param {Item[]} given
 * @param {File[]} files
 * @returns {Item[]}
 */
export function withFiles(given, files) {
  const added = files.map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  const again = (/** @type {Item} */ one) => added.some(({ name, file }) => name === one.name && file.size === one.file?.size && file.lastModified === one.file.lastModified);
  return [...given.filter((one) => !again(one)), ...added];
}

/**
 * The text of the field with more text below it.
 * @param {string} text
 * @param {string} more
 */
export function withText(text, more) {
  return text.trim() ? `${text.trim()}\n\n${more}` : more;
}

/**
 * What is left without an input.
 * @param {State} state
 * @param {Item} item
 * @returns {Partial<State>}
 */
export function withoutItem({ given }, item) {
  return item === typed ? { text: "" } : { given: given.filter((one) => one !== item) };
}
