// The verdict: one sentence, both values, how sure, what to do, and what was not checked.

import { copyButton, copyLabelled } from "./copy.js";
import { byId, element, fromTemplate, buttonElement, show, within } from "./dom.js";
import { evidenceElement } from "./evidence.js";
import { askForText } from "./fold.js";
import { capitalized, many, one, phrase, say, sayCount } from "./language.js";
import { adviceList, citation } from "./lists.js";
import { goToFinding, goToPlace } from "./navigation.js";
import { STATUSES, mark } from "./status.js";

/** @import { CaseReport, RepairReport, Unchecked, Wanted } from "./report" */

/** Characters of a value that are shown with the verdict at first. */
const MAX_SHOWN = 72;

const SURE = { certain: phrase`certain, your inputs prove it`, likely: phrase`likely, your inputs speak for it`, possible: phrase`possible, your inputs allow it` };

/** What a button says that asks for an input, and whether it is a file that people have. */
/** @type {Record<Wanted, {label: string, file: boolean}>} */
const ASKS = {
  assertion: { label: phrase`Paste the assertion`, file: false },
  certificate: { label: phrase`Choose the certificate`, file: true },
  "registered-keys": { label: phrase`Paste the app's registered keys`, file: false },
  "federated-token": { label: phrase`Paste the token, the log or the error`, file: false },
  "federated-credentials": { label: phrase`Paste the federated credentials`, file: false },
  "user-token": { label: phrase`Paste the user's token`, file: false },
};

/**
 * Draws the verdict of a case.
 * @param {CaseReport} shownCase
 */
export function drawVerdict(shownCase) {
  const { verdict, findings, assertion, summary } = shownCase;
  const lead = findings.find((finding) => finding.id === verdict.finding);
  const status = summary.state;
  const shown = fromTemplate("t-verdict", {
    ".verdict-word": lead ? say(STATUSES[status].word) : wordWithout(shownCase),
    ".verdict-sure": lead?.confidence ? say(SURE[lead.confidence]) : !lead && assertion ? unchecked(verdict.unchecked.length) : "",
    // What was not checked stands below as a list.
    ".verdict-title": verdict.sentence,
    ".verdict-why": lead?.explanation ?? "",
  });
  mark(within(shown, ".verdict-top"), status, "");
  within(shown, ".verdict-evidence").append(...(lead?.evidence ?? []).slice(0, 3).map((one) => evidenceElement(one, MAX_SHOWN)));

  const steps = lead?.advice.length ? lead.advice : verdict.next.length > 0 ? verdict.next : verdict.advice ? [verdict.advice] : [];
  const todo = within(shown, ".verdict-do");
  within(todo, ".verdict-actions").before(adviceList(steps));
  if (verdict.next.length > 0) within(todo, "h3").textContent = say`Look next, in this order:`;
  within(todo, ".verdict-actions").append(...actions(shownCase));
  show(todo, steps.length > 0);
  const links = within(shown, ".links");
  if (lead) links.append(buttonElement("link", () => goToFinding(lead.id), say`The whole finding`), ...lead.citations.map(citation));

  within(shown, ".unchecked").append(...verdict.unchecked.map(uncheckedElement));
  show(within(shown, ".verdict-open"), verdict.unchecked.length > 0);

  drawAnswer(within(shown, ".verdict-answer"), shownCase);

  const area = byId("verdict");
  // Where a finding leads, why comes before what was not checked.
  if (lead) within(shown, ".verdict-body").append(within(shown, ".verdict-open"));
  byId("verdict-said").replaceChildren(...shown.children);
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
    area.append(element("p", "", finding.title), ...finding.evidence.map((one) => evidenceElement(one, MAX_SHOWN)));
  }
}

/**
 * The verdict in a word if no finding leads.
 * @param {CaseReport} shownCase
 */
function wordWithout({ assertion, summary }) {
  if (!assertion) return say`Not enough to tell`;
  return summary.state === "pass" || summary.code !== null ? say`No cause found` : say`So far fine`;
}

/** @param {number} count */
function unchecked(count) {
  return count > 0 ? sayCount(count, one`1 thing unchecked`, many`${count} things unchecked`) : "";
}

/**
 * What can be done about the verdict before its correction is known.
 * @param {CaseReport} shownCase
 */
function actions({ verdict, assertion, at_source: source, at, issued_at: made }) {
  const buttons = [];
  // By today's clock alone, it is too old: what was wrong when it was made, another time tells.
  if (verdict.finding === "assertion-expired" && made && source !== "error" && made !== at) {
    buttons.push(buttonElement("primary", () => document.dispatchEvent(new CustomEvent("clock", { detail: made })), say`Judge it as it was made`));
  }
  if (verdict.finding && assertion) buttons.push(buttonElement(buttons.length > 0 ? "" : "primary", () => goToPlace("repair"), say`Make it right`));
  return buttons;
}

/**
 * Offers what mends it: the signed assertion or the command, to be copied.
 * @param {RepairReport} repair
 */
export function drawRemedy({ remedy, token, snippets }) {
  const place = document.querySelector("#verdict .verdict-actions");
  place?.querySelector(".remedy")?.remove();
  if (!place || remedy === null) return;
  const command = snippets.find(({ id }) => id === remedy);
  const button = command
    ? copyLabelled(() => command.text.trimEnd(), say`Copy command`, say`Copied "${command.title}"`)
    : copyLabelled(() => token ?? "", say`Copy signed assertion`, say`Copied the signed assertion`);
  button.classList.add("remedy");
  for (const other of place.children) other.classList.remove("primary");
  place.prepend(button);
}

/** Takes the verdict away. */
export function clearVerdict() {
  const area = byId("verdict");
  byId("verdict-said").replaceChildren();
  delete area.dataset.ready;
  delete area.dataset.finding;
  show(area, false);
}

/** @param {Unchecked} unchecked */
function uncheckedElement({ what, needs, commands, wanted }) {
  const shown = fromTemplate("t-unchecked", { ".unchecked-what": capitalized(what), ".unchecked-needs": say`Needs ${needs}.` });
  mark(shown, "skipped", "");
  const { label, file } = ASKS[wanted];
  within(shown, ".unchecked-ask").append(buttonElement("", () => (file ? byId("files").click() : askForText(say(label))), say(label)));
  within(shown, ".unchecked-commands").append(...commands.map((command) => element("div", "", element("code", "", command), copyButton(command, say`Copy the command`, say`Copied the command`))));
  return shown;
}
