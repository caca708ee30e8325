// The guide: every point with its state after this inspection, and the findings that put it there.
"use strict";

/** @type {Record<GuideReport["state"], {status: Status, word: string}>} */
const GUIDE_STATES = {
  fine: { status: "pass", word: "checked, fine" },
  wrong: { status: "cause", word: "checked, wrong" },
  "does-not-apply": { status: "skipped", word: "does not apply" },
  "needs-you": { status: "warning", word: "needs you" },
  "not-checked": { status: "skipped", word: "not checked" },
};

/**
 * Draws the guide of a case.
 * @param {CaseReport} shownCase
 */
function drawGuide(shownCase) {
  const counts = Object.entries(GUIDE_STATES)
    .map(([state, { word }]) => [shownCase.guide.filter((point) => point.state === state).length, word])
    .filter(([count]) => Number(count) > 0)
    .map(([count, word]) => `${count} ${word}`);
  const parts = [element("p", "quiet", counts.join(" · "))];
  /** @type {HTMLElement | null} */
  let list = null;
  let section = "";
  for (const point of shownCase.guide) {
    if (point.section !== section || !list) {
      section = point.section;
      list = element("ol", "points");
      parts.push(element("h3", "", section), list);
    }
    list.append(pointElement(point));
  }
  byId("guide").replaceChildren(...parts);
}

/** @param {GuideReport} point */
function pointElement(point) {
  const shown = fromTemplate("t-point");
  const { status, word } = GUIDE_STATES[point.state];
  shown.dataset.guide = point.id;
  shown.dataset.state = point.state;
  mark(shown, status);
  within(shown, ".point-title").textContent = point.title;
  within(shown, ".point-state").textContent = word;
  const say = within(shown, ".point-say");
  say.textContent = point.say;
  if (point.state === "wrong" || point.state === "needs-you") {
    for (const id of point.findings) {
      const go = element("button", "more", id);
      go.setAttribute("type", "button");
      go.addEventListener("click", () => goToFinding(id));
      say.append(" ", go);
    }
  }
  return shown;
}
