// Ways to places of the page.

import { byId, within } from "./dom.js";

/**
 * Opens what an element is folded into.
 * @param {Element | null} target
 */
function reveal(target) {
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
}

/**
 * Brings an element into view and gives it the focus.
 * @param {HTMLElement} target
 * @param {HTMLElement} [focused]
 */
function goTo(target, focused = target) {
  reveal(target);
  target.scrollIntoView({ block: "center" });
  focused.focus({ preventScroll: true });
}

/**
 * Brings a part of the page into view, if it is shown.
 * @param {string} id
 */
export function goToPlace(id) {
  const place = byId(id);
  if (place.closest("[hidden]")) return;
  reveal(place);
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

/**
 * Opens a finding and brings it into view.
 * @param {string} id
 */
export function goToFinding(id) {
  const found = byId("findings").querySelector(`[data-finding-id="${CSS.escape(id)}"]`);
  if (!(found instanceof HTMLDetailsElement)) return;
  found.open = true;
  goTo(found, within(found, "summary"));
}

/**
 * Brings a point into view.
 * @param {string} id
 */
export function goToPoint(id) {
  const found = byId("guide").querySelector(`[data-guide="${CSS.escape(id)}"]`);
  if (!(found instanceof HTMLElement)) return;
  found.tabIndex = -1;
  goTo(found);
}

/**
 * The pieces that carry some of these characters.
 * @param {number} start
 * @param {number} end
 */
function piecesOf(start, end) {
  const pieces = /** @type {NodeListOf<HTMLElement>} */ (byId("token").querySelectorAll("[data-start]"));
  return [...pieces].filter(({ dataset }) => Number(dataset.start) < end && Number(dataset.end) > start);
}

/**
 * Lights these characters and no others.
 * @param {number} start
 * @param {number} end
 */
export function highlight(start, end) {
  for (const lit of byId("token").querySelectorAll(".lit")) lit.classList.remove("lit");
  const pieces = piecesOf(start, end);
  for (const piece of pieces) piece.classList.add("lit");
  return pieces[0];
}

/**
 * Brings characters of the token into view, lit.
 * @param {number} start
 * @param {number} end
 */
export function goToCharacters(start, end) {
  const token = byId("token");
  reveal(token);
  const first = highlight(start, end);
  token.focus({ preventScroll: true });
  token.scrollIntoView({ block: "center" });
  if (first) token.scrollTop = first.offsetTop - token.offsetTop - token.clientHeight / 3;
}

/** Lets the link at the very top lead to the verdict, without a fragment in the address. */
export function watchSkipLink() {
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    const verdict = byId("verdict");
    (verdict.hidden ? byId("text") : verdict).focus();
  });
}
