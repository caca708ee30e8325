// The guide: every point with its state after this inspection, and the findings that put it there.
"use strict";

/** @type {Record<GuideReport["state"], {status: Status, word: string}>} */
const GUIDE_STATES = {
  wrong: { status: "cause", word: "Wrong" },
  "needs-you": { status: "skipped", word: "Needs you" },
  "not-checked": { status: "skipped", word: "Not checked" },
  fine: { status: "pass", word: "Fine" },
  "does-not-apply": { status: "skipped", word: "Does not apply" },
};

/**
 * Draws the guide of a case.
 * @param {CaseReport} shownCase
 */
function drawGuide({ guide }) {
  const counts = Object.entries(GUIDE_STATES)
    .map(([state, { word }]) => ({ word: word.toLowerCase(), count: guide.filter((point) => point.state === state).length }))
    .filter(({ count }) => count > 0);
  const sections = [...new Set(guide.map((point) => point.section))].map((section) => {
    const points = guide.filter((point) => point.section === section).map(pointElement);
    return element("div", "guide-section", element("h3", "", section), element("ol", "points", ...points));
  });
  const summary = element("p", "quiet", `Of ${guide.length} points: ${counts.map(({ word, count }) => `${count} ${word}`).join(", ")}.`);
  byId("guide").replaceChildren(summary, element("div", "guide-sections", ...sections));
}

/** @param {GuideReport} point */
function pointElement(point) {
  const { status, word } = GUIDE_STATES[point.state];
  const shown = fromTemplate("t-point", { ".point-title": point.title, ".point-state": word, ".point-say": point.say });
  shown.dataset.guide = point.id;
  shown.dataset.state = point.state;
  mark(shown, status, "");
  if (point.state === "does-not-apply") within(shown, "use").setAttribute("href", "#sign-none");
  if (point.state === "wrong" || point.state === "needs-you") {
    within(shown, ".point-say").append(...point.findings.map((id) => pressable("link", () => goToFinding(id), id)));
  }
  return shown;
}

/**
 * Brings a point into view.
 * @param {string} id
 */
function goToPoint(id) {
  const found = byId("guide").querySelector(`[data-guide="${CSS.escape(id)}"]`);
  if (!(found instanceof HTMLElement)) return;
  found.tabIndex = -1;
  goTo(found);
}
