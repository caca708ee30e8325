// The verdict: one sentence, both values, how sure, what to do, and what was not checked.

import { copyButton } from "./copy.js";
import { byId, element, fromTemplate, buttonElement, show, within } from "./dom.js";
import { evidenceElement } from "./evidence.js";
import { capitalized, phrase, say } from "./language.js";
import { adviceList, citation } from "./lists.js";
import { goToFinding, goToPlace } from "./navigation.js";
import { STATUSES, mark } from "./status.js";
import { formatMoment } from "./times.js";

/** @import { CaseReport, Unchecked } from "./report" */

const SURE = { certain: phrase`certain, your inputs prove it`, likely: phrase`likely, your inputs speak for it`, possible: phrase`possible, your inputs allow it` };

/** @type {Record<CaseReport["at_source"], (time: string) => string>} */
const CLOCKS = {
  error: (time) => say`Inspected for ${time}, the error's own time.`,
  given: (time) => say`Inspected for ${time}, the time you gave.`,
  now: (time) => say`Inspected for ${time}, now.`,
};

/**
 * Draws the verdict of a case.
 * @param {CaseReport} shownCase
 */
export function drawVerdict(shownCase) {
  const { verdict, findings } = shownCase;
  const lead = findings.find((finding) => finding.id === verdict.finding);
  const status = lead?.status ?? (shownCase.assertion ? "pass" : "skipped");
  const shown = fromTemplate("t-verdict", {
    ".verdict-word": lead ? say(STATUSES[status].word) : shownCase.assertion ? say`No cause found` : say`Not enough to tell`,
    ".verdict-sure": lead?.confidence ? say(SURE[lead.confidence]) : "",
    // What was not checked stands below as a list.
    ".verdict-title": verdict.sentence,
    ".verdict-why": lead?.explanation ?? "",
    ".verdict-clock": CLOCKS[shownCase.at_source](formatMoment(shownCase.at)),
  });
  mark(within(shown, ".verdict-top"), status, "");
  within(shown, ".verdict-evidence").append(...(lead?.evidence ?? []).slice(0, 3).map(evidenceElement));

  const steps = lead?.advice.length ? lead.advice : verdict.advice ? [verdict.advice] : [];
  within(shown, ".verdict-do").append(adviceList(steps));
  show(within(shown, ".verdict-do"), steps.length > 0);
  if (lead && shownCase.assertion) within(shown, ".verdict-do").append(buttonElement("primary", () => goToPlace("repair"), say`Make it right`));
  const links = within(shown, ".links");
  if (lead) links.append(buttonElement("link", () => goToFinding(lead.id), say`The whole finding`), ...lead.citations.map(citation));

  const made = shownCase.issued_at;
  if (made && shownCase.at_source !== "error" && made !== shownCase.at) {
    const set = () => document.dispatchEvent(new CustomEvent("clock", { detail: made }));
    within(shown, ".verdict-clock").append(" ", buttonElement("link", set, say`As the assertion was made`));
  }

  within(shown, ".unchecked").append(...verdict.unchecked.map(uncheckedElement));
  show(within(shown, ".verdict-open"), verdict.unchecked.length > 0);

  drawAnswer(within(shown, ".verdict-answer"), shownCase);

  const area = byId("verdict");
  area.replaceChildren(...shown.children);
  area.dataset.status = status;
  area.dataset.finding = verdict.finding ?? "none";
  area.dataset.ready = "true";
  show(area, true);
}

/**
 * Draws what Entra ID would answer, beside what the error says.
 * @param {HTMLElement} area
 * @param {CaseReport} shownCase
 */
function drawAnswer(area, { answer, findings }) {
  show(area, answer !== null);
  if (!answer) return;
  within(area, "summary").textContent = answer.say;
  within(area, "code").textContent = answer.text;
  for (const finding of findings.filter(({ id }) => id === "answer-agrees" || id === "answer-differs")) {
    area.append(element("p", "", finding.title), ...finding.evidence.map(evidenceElement));
  }
}

/** Takes the verdict away. */
export function clearVerdict() {
  const area = byId("verdict");
  area.replaceChildren();
  delete area.dataset.ready;
  delete area.dataset.finding;
  show(area, false);
}

/** @param {Unchecked} unchecked */
function uncheckedElement({ what, needs, commands }) {
  const shown = fromTemplate("t-unchecked", { ".unchecked-what": capitalized(what), ".unchecked-needs": say`Needs ${needs}.` });
  mark(shown, "skipped", "");
  within(shown, ".unchecked-commands").append(...commands.map((command) => element("div", "", element("code", "", command), copyButton(command, say`Copy the command`, say`Copied the command`))));
  return shown;
}
