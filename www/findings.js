// All findings, by what they amount to; each opens to its evidence, why it matters, what to do, and where the rule stands.
"use strict";

/** @type {[Status, string, boolean][]} status, heading, and whether its group starts open */
const GROUPS = [
  ["cause", "Causes", true],
  ["warning", "May cause trouble", true],
  ["note", "Worth knowing", true],
  ["pass", "Fine", false],
  ["skipped", "Not checked", false],
];

/**
 * Draws the findings of a case.
 * @param {CaseReport} shownCase
 */
function drawFindings(shownCase) {
  const groups = [];
  for (const [status, title, open] of GROUPS) {
    const mine = shownCase.findings.filter((finding) => finding.status === status);
    if (mine.length === 0) continue;
    const heading = element("h3", "", title, " ", element("span", "count", String(mine.length)));
    const summary = element("summary", "", heading);
    const group = /** @type {HTMLDetailsElement} */ (element("details", "group", summary));
    group.open = open;
    group.append(...mine.map(findingElement));
    groups.push(group);
  }
  byId("findings").replaceChildren(...groups);
}

/** @param {FindingReport} finding */
function findingElement(finding) {
  const shown = fromTemplate("t-finding");
  shown.dataset.findingId = finding.id;
  shown.id = `finding-${finding.id}`;
  mark(shown, finding.status);
  within(shown, ".finding-word").textContent = `${STATUSES[finding.status].word}: `;
  within(shown, ".finding-title").textContent = finding.why ? `${finding.title} (${finding.why})` : finding.title;
  const meta = within(shown, ".finding-meta");
  meta.replaceChildren(element("code", "", finding.id), finding.confidence ? ` · ${finding.confidence}` : "");
  within(shown, ".finding-evidence").append(...finding.evidence.map((evidence) => evidenceElement(evidence)));
  within(shown, ".finding-why").textContent = finding.explanation;
  if (finding.advice.length > 0) within(shown, ".finding-advice").append(adviceList(finding.advice));
  const links = within(shown, ".finding-links");
  for (const url of finding.citations) links.append(citation(url), " ");
  return shown;
}

/**
 * A citation as a link, named by what it is.
 * @param {string} url
 */
function citation(url) {
  const rfc = /rfc(\d+)#section-([\d.]+)/.exec(url);
  const last = url.split("/").pop() ?? url;
  const name = rfc ? `RFC ${rfc[1]} §${rfc[2]}` : `Microsoft: ${last.replaceAll("-", " ")}`;
  const link = element("a", "citation", name);
  link.setAttribute("href", url);
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noreferrer noopener");
  return link;
}

/**
 * Opens a finding and brings it into view.
 * @param {string} id
 */
function goToFinding(id) {
  const found = document.getElementById(`finding-${id}`);
  if (!(found instanceof HTMLDetailsElement)) return;
  const group = found.parentElement;
  if (group instanceof HTMLDetailsElement) group.open = true;
  found.open = true;
  found.scrollIntoView({ block: "center" });
  within(found, "summary").focus({ preventScroll: true });
}
