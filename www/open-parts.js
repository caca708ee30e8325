// Which parts of the page somebody has opened, so that they are open again after it was drawn anew.

import { byId } from "./dom.js";

/** @typedef {Map<string, boolean[]>} OpenParts */

/** Areas that a case is drawn into, with parts that can be opened. */
export const CASE_AREAS = ["members", "certificates", "findings"];

/** @param {string} id */
function partsOf(id) {
  return [...byId(id).querySelectorAll("details")];
}

/**
 * Which parts are open, in every area that is drawn anew.
 * @returns {OpenParts}
 */
export function openParts() {
  return new Map(["cases", ...CASE_AREAS, "repair-body"].map((id) => [id, partsOf(id).map(({ open }) => open)]));
}

/**
 * Opens what was open, if an area still has the same parts.
 * @param {string[]} areas
 * @param {OpenParts} open
 */
export function reopen(areas, open) {
  for (const id of areas) {
    const [parts, before] = [partsOf(id), open.get(id) ?? []];
    if (parts.length === before.length) parts.forEach((part, index) => (part.open = before[index] ?? part.open));
  }
}
