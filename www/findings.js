// All findings, by what they amount to; each opens to its evidence, why it matters, what to do, and where the rule stands.

import { byId, element, fromTemplate, buttonElement, within } from "./dom.js";
import { evidenceElement } from "./evidence.js";
import { capitalized, joinSentences, phrase, say } from "./language.js";
import { adviceList, citation } from "./lists.js";
import { goToPoint } from "./navigation.js";
import { mark } from "./status.js";

/** @import { CaseReport, FindingReport, GuideReport, Status } from "./report" */

/** @type {[Status, string, boolean][]} status, heading, and whether its group starts open */
const GROUPS = [
  ["cause", phrase`Stops sign-in`, true],
  ["warning", phrase`May cause trouble`, true],
  ["note", phrase`Worth knowing`, true],
  ["pass", phrase`Checked, and fine`, false],
  ["skipped", phrase`Not checked`, false],
];

const CONFIDENCES = { certain: phrase`Certain.`, likely: phrase`Likely.`, possible: phrase`Possible.` };

/**
 * Draws the findings of a case.
 * @param {CaseReport} shownCase
 */
export function drawFindings({ findings, guide }) {
  const groups = [];
  for (const [status, title, open] of GROUPS) {
    const mine = findings.filter((finding) => finding.status === status);
    if (mine.length === 0) continue;
    const summary = element("summary", "", element("h3", "", say(title), " ", element("span", "count", String(mine.length))));
    const group = /** @type {HTMLDetailsElement} */ (element("details", "group", summary));
    group.open = open;
    group.append(...mine.map((finding) => findingElement(finding, guide)));
    groups.push(group);
  }
  byId("findings").replaceChildren(...groups);
}

/**
 * @param {FindingReport} finding
 * @param {GuideReport[]} guide
 */
function findingElement(finding, guide) {
  const why = finding.confidence ? joinSentences([say(CONFIDENCES[finding.confidence]), finding.explanation]) : finding.explanation;
  const shown = fromTemplate("t-finding", { ".finding-title": finding.title, ".finding-id": finding.id, ".finding-why": why });
  shown.dataset.findingId = finding.id;
  mark(shown, finding.status);
  if (finding.why) within(shown, ".finding-title").append(element("span", "origin", capitalized(finding.why)));
  within(shown, ".finding-evidence").append(...finding.evidence.map((one) => evidenceElement(one)));
  if (finding.advice.length > 0) within(shown, ".finding-advice").append(element("h4", "", say`Do this`), adviceList(finding.advice));
  within(shown, ".links").append(...finding.citations.map(citation));
  // What is fine or was not asked needs no explanation, on paper least of all.
  if (!["pass", "skipped"].includes(finding.status)) within(shown, ".links").after(reference(finding));
  const points = guide.filter((point) => finding.guide.includes(point.id));
  if (points.length > 0) {
    const buttons = points.map((point) => buttonElement("link", () => goToPoint(point.id), point.title));
    within(shown, ".finding-points").append(say`In the guide:`, " ", ...buttons);
  }
  return shown;
}

/**
 * What the check looks at.
 * @param {FindingReport} finding
 */
function reference(finding) {
  return element("details", "reference", element("summary", "", say`How this is checked`), element("p", "", finding.looks_at));
}
