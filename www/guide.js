// The guide: every point with its state after this inspection, and the findings that put it there.

import { byId, element, fromTemplate, buttonElement, within } from "./dom.js";
import { joinSentences, joinTexts, many, one, phrase, say, sayCount } from "./language.js";
import { goToFinding } from "./navigation.js";
import { mark } from "./status.js";

/** @import { CaseReport, GuideReport, Status } from "./report" */

/** @type {Record<GuideReport["state"], {status: Status, word: string, sum: (count: number) => string}>} */
const GUIDE_STATES = {
  wrong: { status: "cause", word: phrase`Wrong`, sum: (count) => say`${count} wrong` },
  "needs-you": { status: "skipped", word: phrase`Needs you`, sum: (count) => sayCount(count, one`1 needs you`, many`${count} need you`) },
  "not-checked": { status: "skipped", word: phrase`Not checked`, sum: (count) => say`${count} not checked` },
  fine: { status: "pass", word: phrase`Fine`, sum: (count) => say`${count} fine` },
  "does-not-apply": { status: "skipped", word: phrase`Does not apply`, sum: (count) => sayCount(count, one`1 does not apply`, many`${count} do not apply`) },
};

/** @type {Set<string>} points that the reader has ticked off; kept, as everything here, only while the page is open */
const ticked = new Set();

/** Forgets the ticks: the case is another one. */
export function forgetTicks() {
  ticked.clear();
}

/**
 * Draws the guide of a case.
 * @param {CaseReport} shownCase
 */
export function drawGuide({ guide }) {
  const counts = Object.entries(GUIDE_STATES).flatMap(([state, { sum }]) => {
    const count = guide.filter((point) => point.state === state).length;
    return count > 0 ? sum(count) : [];
  });
  const summary = element("p", "quiet");
  summary.setAttribute("role", "status");
  const sum = () => {
    const done = guide.filter(({ id }) => ticked.has(id)).length;
    const sentence = say`Of ${guide.length} points: ${joinTexts(counts)}.`;
    summary.textContent = done > 0 ? joinSentences([sentence, say`You ticked ${done}.`]) : sentence;
  };
  sum();
  const settled = guide.filter(({ state }) => SETTLED.includes(state));
  const open = guide.filter(({ state }) => !SETTLED.includes(state));
  const rest = element("details", "guide-rest", element("summary", "", sayCount(settled.length, one`1 point is fine or does not apply`, many`${settled.length} points are fine or do not apply`)), sectionsElement(settled, sum));
  byId("guide").replaceChildren(summary, sectionsElement(open, sum), ...(settled.length > 0 ? [rest] : []));
}

/** States of points that ask nothing of anybody. */
const SETTLED = ["fine", "does-not-apply"];

/**
 * Points below the titles of their sections.
 * @param {GuideReport[]} points
 * @param {() => void} sum counts the ticks
 */
function sectionsElement(points, sum) {
  const sections = [...new Set(points.map(({ section }) => section))].map((section) => {
    const mine = points.filter((point) => point.section === section).map((point) => pointElement(point, sum));
    return element("div", "guide-section", element("h3", "", section), element("ol", "points", ...mine));
  });
  return element("div", "guide-sections", ...sections);
}

/**
 * @param {GuideReport} point
 * @param {() => void} sum counts the ticks
 */
function pointElement(point, sum) {
  const { status, word } = GUIDE_STATES[point.state];
  const shown = fromTemplate("t-point", { ".point-title": point.title, ".point-state": say(word), ".point-say": point.say });
  shown.dataset.guide = point.id;
  shown.dataset.state = point.state;
  mark(shown, status, "");
  if (point.state === "does-not-apply") within(shown, "use").setAttribute("href", "#sign-none");
  if (point.state === "wrong" || point.state === "needs-you") {
    within(shown, ".point-say").append(...point.findings.map((id) => buttonElement("link", () => goToFinding(id), id)));
  }
  // What the inputs settle needs no person.
  if (point.state !== "fine" && point.state !== "wrong") {
    const box = /** @type {HTMLInputElement} */ (element("input"));
    box.type = "checkbox";
    box.checked = ticked.has(point.id);
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(point.id);
      else ticked.delete(point.id);
      sum();
    });
    shown.append(element("label", "point-tick", box, say`I looked at it`, element("span", "visually-hidden", `: ${point.title}`)));
  }
  return shown;
}
