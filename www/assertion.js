// The assertion: the token in three colours, every header parameter and claim explained, each linked with its characters.
"use strict";

/** Characters of a token that are drawn; of a longer one the middle is left out. */
const DRAWN = 8000;

/**
 * Draws the assertion of a case.
 * @param {AssertionReport | null} assertion
 */
function drawAssertion(assertion) {
  show(byId("assertion"), assertion !== null);
  if (!assertion) return;
  const signature = byId("signature");
  const states = /** @type {const} */ ({ verified: "pass", failed: "cause", unverifiable: "skipped" });
  const status = states[assertion.signature.status];
  const sign = element("span", "sign");
  sign.setAttribute("aria-hidden", "true");
  signature.replaceChildren(sign, ` Signature ${assertion.signature.status}. `, assertion.signature.say);
  mark(signature, status);
  byId("token").replaceChildren(...tokenPieces(assertion));
  byId("members").replaceChildren(
    memberTable("Header", assertion.members, "header"),
    memberTable("Claims", assertion.members, "claims"),
  );
}

/**
 * The token cut at every part and member, so that each can be lit.
 * @param {AssertionReport} assertion
 */
function tokenPieces(assertion) {
  const { token, parts, members } = assertion;
  const cuts = new Set([0, token.length]);
  for (const range of [...parts, ...members]) cuts.add(range.start).add(range.end);
  const places = [...cuts].filter((place) => place <= token.length).sort((a, b) => a - b);
  const left = token.length > DRAWN ? DRAWN / 2 : token.length;
  const right = token.length > DRAWN ? token.length - DRAWN / 4 : 0;
  const pieces = [];
  let omitted = false;
  for (let index = 0; index + 1 < places.length; index += 1) {
    const start = places[index] ?? 0;
    const end = places[index + 1] ?? 0;
    if (start >= left && end <= right) {
      if (!omitted) pieces.push(element("span", "omitted", ` … ${token.length - DRAWN} characters … `));
      omitted = true;
      continue;
    }
    const part = parts.find((one) => start >= one.start && end <= one.end);
    const piece = element("span", part ? `part-${part.name}` : "dot", shorten(token.slice(start, end), DRAWN));
    piece.dataset.start = String(start);
    piece.dataset.end = String(end);
    pieces.push(piece);
  }
  return pieces;
}

/**
 * Lights the characters of a range, or none.
 * @param {number} start
 * @param {number} end
 * @param {boolean} lit
 */
function light(start, end, lit) {
  for (const piece of byId("token").querySelectorAll("span[data-start]")) {
    const { start: from, end: to } = /** @type {HTMLElement} */ (piece).dataset;
    if (Number(from) < end && Number(to) > start) piece.classList.toggle("lit", lit);
  }
}

/**
 * Scrolls to a character of the token and lights its piece.
 * @param {number} at
 */
function goToCharacter(at) {
  const token = byId("token");
  for (const lit of token.querySelectorAll(".lit")) lit.classList.remove("lit");
  for (const piece of token.querySelectorAll("span[data-start]")) {
    const { start, end } = /** @type {HTMLElement} */ (piece).dataset;
    if (Number(start) <= at && at < Number(end)) {
      piece.classList.add("lit");
      piece.scrollIntoView({ block: "center" });
    }
  }
  token.focus({ preventScroll: true });
}

/**
 * The members of one part, explained.
 * @param {string} title
 * @param {MemberReport[]} members
 * @param {string} part
 */
function memberTable(title, members, part) {
  const mine = members.filter((member) => member.part === part).slice(0, 200);
  const list = element("ul", "members");
  for (const member of mine) {
    const row = element("li", "member", element("span", "sign"));
    row.tabIndex = 0;
    within(row, ".sign").setAttribute("aria-hidden", "true");
    mark(row, member.state);
    const value = element("span", "member-value", valueElement(member.text));
    if (member.reading) value.append(element("span", "means", `= ${member.reading}`));
    row.append(element("code", "member-name", member.name), value, element("span", "member-meaning", member.meaning));
    for (const [event, lit] of /** @type {[string, boolean][]} */ ([["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]])) {
      row.addEventListener(event, () => light(member.start, member.end, lit));
    }
    list.append(row);
  }
  const heading = element("h3", `part-${part}`, title);
  return element("div", "member-part", heading, mine.length > 0 ? list : element("p", "quiet", "cannot be read"));
}
