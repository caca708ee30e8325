// The assertion, explained: every header parameter and claim with its value, what it amounts to and its state.

import { copyButton, copyNamed } from "./copy.js";
import { byId, element, fromTemplate, buttonElement, show, symbol, within } from "./dom.js";
import { phrase, say } from "./language.js";
import { goToCharacters, goToFinding, highlight } from "./navigation.js";
import { mark } from "./status.js";
import { MAX_DRAWN, tokenPieces } from "./token.js";
import { visibleCharacters, shorten, valueElement } from "./values.js";

/** @import { AssertionReport, CaseReport, FindingReport, MemberReport, Status } from "./report" */

/** Members that are listed; a token with more is not a client assertion. */
const MAX_MEMBERS = 200;

/** The parts whose members are listed. */
const PARTS = {
  header: { title: phrase`Header`, copy: phrase`Copy the decoded header`, copied: phrase`Copied the decoded header` },
  claims: { title: phrase`Claims`, copy: phrase`Copy the decoded claims`, copied: phrase`Copied the decoded claims` },
};

/** @type {Record<AssertionReport["signature"]["status"], {status: Status, word: string}>} */
const SIGNATURES = {
  verified: { status: "pass", word: phrase`Verified` },
  failed: { status: "cause", word: phrase`Failed` },
  unverifiable: { status: "skipped", word: phrase`Not verified` },
};

/**
 * Draws the assertion of a case.
 * @param {CaseReport} shownCase
 */
export function drawAssertion({ assertion, findings }) {
  show(byId("assertion"), assertion !== null);
  if (!assertion) return;
  byId("assertion-title").textContent = say`Assertion from ${assertion.input}`;
  const token = byId("token");
  token.replaceChildren(...tokenPieces(assertion));
  token.onpointerover = (event) => pointAt(assertion, event.target);
  token.onpointerleave = () => pointAt(assertion, null);
  const claims = partElement("claims", assertion, findings);
  byId("members").replaceChildren(partElement("header", assertion, findings), claims);

  const { status, word } = SIGNATURES[assertion.signature.status];
  byId("signature").replaceChildren(symbol("sign-none", "sign"), element("strong", "", say(word)), ` ${assertion.signature.say}`);
  mark(byId("signature"), status, "");
}

/**
 * One part of the token with its members.
 * @param {"header" | "claims"} name
 * @param {AssertionReport} assertion
 * @param {FindingReport[]} findings
 */
function partElement(name, assertion, findings) {
  const { title, copy, copied } = PARTS[name];
  const members = assertion.members.filter((member) => member.part === name).slice(0, MAX_MEMBERS);
  const rows = members.map((member) => memberElement(member, assertion, findings));
  const shown = element("div", "part", element("h3", `part-${name}`, say(title)));
  shown.append(rows.length > 0 ? element("ul", "members", ...rows) : element("p", "quiet", say`This part cannot be read as JSON.`));
  const decoded = assertion.parts.find((part) => part.name === name)?.decoded;
  if (decoded) {
    const text = element("pre", "code", ...visibleCharacters(shorten(decoded, MAX_DRAWN), 0, MAX_DRAWN, null));
    text.tabIndex = 0;
    shown.append(element("details", "decoded", element("summary", "", say`As it was decoded`), copyButton(decoded, say(copy), say(copied)), text));
  }
  return shown;
}

/**
 * @param {MemberReport} member
 * @param {AssertionReport} assertion
 * @param {FindingReport[]} findings
 */
function memberElement(member, assertion, findings) {
  const row = fromTemplate("t-member", { ".member-name": member.name, ".member-meaning": member.meaning });
  mark(row, member.state);
  row.dataset.start = String(member.start);
  row.addEventListener("pointerenter", () => highlight(member.start, member.end));
  row.addEventListener("pointerleave", () => highlight(-1, -1));
  const name = within(row, ".member-name");
  name.title = say`Show it in the token`;
  name.addEventListener("focus", () => highlight(member.start, member.end));
  name.addEventListener("click", () => goToCharacters(member.start, member.end));

  const value = within(row, ".member-value");
  const plain = assertion[member.part === "header" ? "header" : "claims"]?.[member.name];
  value.append(valueElement(member.text), copyNamed(typeof plain === "string" ? plain : member.text, member.name));
  if (member.reading) value.append(element("p", "reading", member.reading));
  if (member.state === "cause" || member.state === "warning") {
    const finding = findings.find((one) => one.status === member.state && member.findings.includes(one.id));
    if (finding) value.append(buttonElement("link", () => goToFinding(finding.id), finding.title));
  }
  return row;
}

/**
 * Marks the member whose characters are pointed at.
 * @param {AssertionReport} assertion
 * @param {EventTarget | null} target
 */
function pointAt(assertion, target) {
  const start = target instanceof HTMLElement ? Number(target.dataset.start ?? -1) : -1;
  const member = assertion.members.find((one) => one.start <= start && start < one.end);
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (byId("members").querySelectorAll(".member"))) {
    row.classList.toggle("lit", row.dataset.start === String(member?.start));
  }
  if (member) highlight(member.start, member.end);
  else highlight(-1, -1);
}
