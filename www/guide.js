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

/** @type {Set<string>} points that the reader has ticked off; kept, as everything here, only while the page is open */
const ticked = new Set();

/** Forgets the ticks: the case is another one. */
function forgetTicks() {
  ticked.clear();
}

/**
 * Draws the guide of a case.
 * @param {CaseReport} shownCase
 */
function drawGuide({ guide }) {
  const counts = Object.entries(GUIDE_STATES)
    .map(([state, { word }]) => ({ word: word.toLowerCase(), count: guide.filter((point) => point.state === state).length }))
    .filter(({ count }) => count > 0);
  const summary = element("p", "quiet");
  summary.setAttribute("role", "status");
  const sum = () => {
    const done = guide.filter(({ id }) => ticked.has(id)).length;
    summary.textContent = `Of ${guide.length} points: ${counts.map(({ word, count }) => `${count} ${word}`).join(", ")}.${done > 0 ? ` You ticked ${done}.` : ""}`;
  };
  sum();
  const sections = [...new Set(guide.map((point) => point.section))].map((section) => {
    const points = guide.filter((point) => point.section === section).map((point) => pointElement(point, sum));
    return element("div", "guide-section", element("h3", "", section), element("ol", "points", ...points));
  });
  byId("guide").replaceChildren(summary, element("div", "guide-sections", ...sections));
}

/**
 * @param {GuideReport} point
 * @param {() => void} sum counts the ticks
 */
function pointElement(point, sum) {
  const { status, word } = GUIDE_STATES[point.state];
  const shown = fromTemplate("t-point", { ".point-title": point.title, ".point-state": word, ".point-say": point.say });
  shown.dataset.guide = point.id;
  shown.dataset.state = point.state;
  mark(shown, status, "");
  if (point.state === "does-not-apply") within(shown, "use").setAttribute("href", "#sign-none");
  if (point.state === "wrong" || point.state === "needs-you") {
    within(shown, ".point-say").append(...point.findings.map((id) => pressable("link", () => goToFinding(id), id)));
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
    shown.append(element("label", "point-tick", box, "I looked at it", element("span", "visually-hidden", `: ${point.title}`)));
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
