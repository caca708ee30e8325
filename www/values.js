// Values as people compare them: monospaced, shortened in the middle, copied exactly, differing and unseen characters marked.

import { element, buttonElement } from "./dom.js";
import { many, one, say, sayCount } from "./language.js";

/** Characters that leave no trace on the screen, or turn its direction. */
const INVISIBLE = /[\p{Cc}\p{DI}\u00a0\u2028-\u202f]/u;

/**
 * A text shortened in the middle.
 * @param {string} text
 * @param {number} most
 */
export function shorten(text, most) {
  const [head, tail] = shortenedEnds(text, most);
  return tail === text.length ? text : `${text.slice(0, head)}…${text.slice(tail)}`;
}

/**
 * Where the part that is left out of a text begins and ends; both the text's end if nothing is.
 * @param {string} text
 * @param {number} most
 * @returns {[number, number]}
 */
function shortenedEnds(text, most) {
  if (text.length <= most) return [text.length, text.length];
  const behind = Math.floor((most - 1) / 3);
  return [most - 1 - behind, text.length - behind];
}

/**
 * A value, whole or with its middle behind a button.
 * @param {string} value
 * @param {{most?: number, marks?: boolean[] | null}} [how]
 */
export function valueElement(value, { most = 96, marks = null } = {}) {
  const shown = element("code", "value");
  if (value === "") shown.append(element("i", "", say`empty`));
  const [head, tail] = shortenedEnds(value, most);
  if (head === value.length || marks) {
    shown.append(...visibleCharacters(value, 0, value.length, marks));
    return shown;
  }
  const middle = buttonElement("middle", () => fill(true), "…");
  const between = tail - head;
  middle.setAttribute("aria-label", sayCount(between, one`Show the character between`, many`Show the ${between} characters between`));
  const less = buttonElement("middle", () => fill(false), say`less`);
  const fill = (/** @type {boolean} */ whole, /** @type {boolean} */ first = false) => {
    if (whole) shown.replaceChildren(...visibleCharacters(value, 0, value.length, null), less);
    else shown.replaceChildren(...visibleCharacters(value, 0, head, null), middle, ...visibleCharacters(value, tail, value.length, null));
    if (!first) (whole ? less : middle).focus({ preventScroll: true });
  };
  fill(false, true);
  return shown;
}

/**
 * The characters of a stretch: those that differ marked, those that nobody would see named.
 * @param {string} value
 * @param {number} from
 * @param {number} to
 * @param {boolean[] | null} marks
 */
export function visibleCharacters(value, from, to, marks) {
  const stretch = value.slice(from, to);
  if (!marks && !INVISIBLE.test(stretch)) return [stretch];
  const pieces = [];
  for (let at = from; at < to; ) {
    const marked = marks?.[at] ?? false;
    let end = at + 1;
    const unseen = INVISIBLE.test(value[at] ?? "");
    while (!unseen && end < to && (marks?.[end] ?? false) === marked && !INVISIBLE.test(value[end] ?? "")) end += 1;
    const code = value.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    const piece = unseen ? element("span", "unseen", `U+${code}`) : value.slice(at, end);
    pieces.push(marked ? element("mark", "", piece) : piece);
    at = end;
  }
  return pieces;
}
