// The inputs: what was given, and what becomes of it when something is added or taken out.

import { say } from "./language.js";

/** @import { Item, State } from "./page" */

/**
 * What stands in the text field, as an input. It is always the same one, so that its row stays while somebody types.
 * @type {Item}
 */
const typed = { name: "", text: "" };

/** How many texts were pasted since the page was empty. */
let pasted = 0;

/**
 * What to inspect, in the order of the list.
 * @param {Pick<State, "given" | "text">} state
 */
export function itemsOf({ given, text }) {
  for (const item of given) if (item.pasted) item.name = item.pasted > 1 ? say`pasted text ${item.pasted}` : say`pasted text`;
  if (!text.trim()) return given;
  Object.assign(typed, { name: say`typed text`, text });
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
 * What is given with a text that was pasted. It does not stay in the field, where it could be read by whoever comes by.
 * @param {Item[]} given
 * @param {string} text
 * @returns {Item[]}
 */
export function withText(given, text) {
  pasted += 1;
  return [...given, { name: "", text, pasted }];
}

/** Forgets what was typed, and how much was pasted. */
export function forgetTexts() {
  pasted = 0;
  typed.text = "";
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
