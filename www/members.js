// The assertion, explained: every header parameter and claim with its value, what it amounts to and its state.
"use strict";

/** Members that are listed; a token with more is no client assertion. */
const LISTED = 200;

/**
 * Draws the assertion of a case.
 * @param {CaseReport} shownCase
 * @param {number} at the time of the inspection
 */
function drawAssertion({ assertion, findings }, at) {
  show(byId("assertion"), assertion !== null);
  if (!assertion) return;
  byId("assertion-title").textContent = `Assertion from ${assertion.input}`;
  const token = byId("token");
  token.replaceChildren(...tokenPieces(assertion));
  token.onpointerover = (event) => pointAt(assertion, event.target);
  token.onpointerleave = () => pointAt(assertion, null);
  const claims = partElement("Claims", "claims", assertion, findings);
  const life = lifetime(assertion, at);
  if (life) claims.append(life);
  byId("members").replaceChildren(partElement("Header", "header", assertion, findings), claims);

  const states = /** @type {const} */ ({ verified: "pass", failed: "cause", unverifiable: "skipped" });
  const words = { verified: "Verified", failed: "Failed", unverifiable: "Not verified" };
  const { status, say } = assertion.signature;
  const sign = symbol("sign-none", "sign");
  byId("signature").replaceChildren(sign, element("strong", "", words[status]), ` ${say}`);
  mark(byId("signature"), states[status], "");
}

/**
 * One part of the token with its members.
 * @param {string} title
 * @param {string} name
 * @param {AssertionReport} assertion
 * @param {FindingReport[]} findings
 */
function partElement(title, name, assertion, findings) {
  const members = assertion.members.filter((member) => member.part === name).slice(0, LISTED);
  const rows = members.map((member) => memberElement(member, assertion, findings));
  const shown = element("div", "part", element("h3", `part-${name}`, title));
  shown.append(rows.length > 0 ? element("ul", "members", ...rows) : element("p", "quiet", "This part cannot be read as JSON."));
  const decoded = assertion.parts.find((part) => part.name === name)?.decoded;
  if (decoded) {
    const text = element("pre", "code", ...letters(shorten(decoded, DRAWN), 0, DRAWN, null));
    text.tabIndex = 0;
    shown.append(element("details", "decoded", element("summary", "", "As it was decoded"), copyButton(decoded, `the decoded ${name}`), text));
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
  row.addEventListener("pointerenter", () => light(member.start, member.end));
  row.addEventListener("pointerleave", () => light(-1, -1));
  const name = within(row, ".member-name");
  name.title = "Show it in the token";
  name.addEventListener("focus", () => light(member.start, member.end));
  name.addEventListener("click", () => goToCharacters(member.start, member.end));

  const value = within(row, ".member-value");
  const plain = assertion[member.part === "header" ? "header" : "claims"]?.[member.name];
  value.append(valueElement(member.text), copyButton(typeof plain === "string" ? plain : member.text, member.name));
  if (member.reading) value.append(element("p", "reading", member.reading));
  if (member.state === "cause" || member.state === "warning") {
    const finding = findings.find((one) => one.status === member.state && member.findings.includes(one.id));
    if (finding) value.append(pressable("link", () => goToFinding(finding.id), finding.title));
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
  if (member) light(member.start, member.end);
  else light(-1, -1);
}

/**
 * The assertion's time as a line, where its claims give one.
 * @param {AssertionReport} assertion
 * @param {number} at
 */
function lifetime({ claims }, at) {
  const [start, end] = [claims?.nbf ?? claims?.iat, claims?.exp].map((seconds) => Number(seconds ?? NaN) * 1000);
  // Times in other units than seconds are a finding, not a line.
  if (!start || !end || !(start < end) || end > 1e13) return null;
  return element("div", "timeline", timeline(start, end, at, "The assertion is valid"));
}
