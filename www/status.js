// The statuses: each has a sign and a word; colour comes third.

import { element, symbol, within } from "./dom.js";
import { phrase, say } from "./language.js";

/** @import { Status } from "./report" */

/** @type {Status[]} the most telling first */
export const WORST_FIRST = ["cause", "warning", "note", "pass", "skipped"];

export const STATUSES = {
  cause: { sign: "sign-cause", word: phrase`Stops sign-in` },
  warning: { sign: "sign-warning", word: phrase`May cause trouble` },
  note: { sign: "sign-pass", word: phrase`Fine, worth knowing` },
  pass: { sign: "sign-pass", word: phrase`Fine` },
  skipped: { sign: "sign-skipped", word: phrase`Not checked` },
};

/**
 * Marks an element with a status: its `.sign` is drawn, and the word added for those who do not see it.
 * @param {HTMLElement} marked
 * @param {Status} status
 * @param {string} [word] another word than the status has; none where it stands there already
 */
export function mark(marked, status, word = say(STATUSES[status].word)) {
  marked.dataset.status = status;
  const sign = within(marked, ".sign");
  within(sign, "use").setAttribute("href", `#${STATUSES[status].sign}`);
  if (sign.nextElementSibling?.matches(".word")) sign.nextElementSibling.remove();
  if (word) sign.after(element("span", "word visually-hidden", say`${word}:`, " "));
}

/**
 * A few words with a sign.
 * @param {Status} status
 * @param {string} words
 */
export function chip(status, words) {
  const shown = element("span", "chip", symbol("sign-none", "sign"), words);
  mark(shown, status, "");
  return shown;
}
