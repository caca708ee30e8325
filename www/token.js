// The token in three colours, cut so that every header parameter and claim can be lit in it.

import { element } from "./dom.js";
import { WORST_FIRST } from "./status.js";
import { shorten } from "./values.js";

/** @import { AssertionReport } from "./report" */

/** Characters of a token that are drawn; of a longer one the middle of each long stretch is left out. */
export const MAX_DRAWN = 12_000;

/** Members that get a stretch of their own. */
const MAX_CUT_OUT = 300;

/**
 * The token cut at every part and member.
 * @param {AssertionReport} assertion
 */
export function tokenPieces({ token, parts, members }) {
  const own = members.slice(0, MAX_CUT_OUT);
  const places = [...new Set([0, token.length, ...[...parts, ...own].flatMap(({ start, end }) => [start, end])])];
  places.sort((a, b) => a - b);
  const most = token.length > MAX_DRAWN ? 1500 : MAX_DRAWN;
  return places.slice(1).map((end, index) => {
    const start = places[index] ?? 0;
    const part = parts.find((one) => start >= one.start && end <= one.end);
    const piece = element("span", part ? `part-${part.name}` : "dot", shorten(token.slice(start, end), most));
    const states = own.filter((member) => member.start < end && member.end > start).map((member) => member.state);
    const worst = WORST_FIRST.find((state) => states.includes(state));
    if (worst === "cause" || worst === "warning") piece.classList.add(`is-${worst}`);
    piece.dataset.start = String(start);
    piece.dataset.end = String(end);
    return piece;
  });
}
