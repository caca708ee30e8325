// The token in three colours, cut so that every header parameter and claim can be lit in it.
"use strict";

/** Characters of a token that are drawn; of a longer one the middle of each long stretch is left out. */
const DRAWN = 12_000;

/** Members that get a stretch of their own. */
const CUT_OUT = 300;

/**
 * The token cut at every part and member.
 * @param {AssertionReport} assertion
 */
function tokenPieces({ token, parts, members }) {
  const own = members.slice(0, CUT_OUT);
  const places = [...new Set([0, token.length, ...[...parts, ...own].flatMap(({ start, end }) => [start, end])])];
  places.sort((a, b) => a - b);
  const most = token.length > DRAWN ? 1500 : DRAWN;
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
function light(start, end) {
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
function goToCharacters(start, end) {
  const token = byId("token");
  const first = light(start, end);
  token.focus({ preventScroll: true });
  token.scrollIntoView({ block: "center" });
  if (first) token.scrollTop = first.offsetTop - token.offsetTop - token.clientHeight / 3;
}
