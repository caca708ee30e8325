// The cases, where the inputs hold several assertions: a list to choose from, each with its verdict.
"use strict";

/** Cases that are listed. */
const MOST = 500;

/**
 * Lists the cases where there are several, and draws the chosen one.
 * @param {InspectionReport} report
 * @param {(shownCase: CaseReport) => void} draw
 */
function drawCases(report, draw) {
  const { cases } = report;
  const states = cases.map((one) => one.findings.find((finding) => finding.id === one.verdict.finding)?.status ?? "pass");
  const buttons = cases.slice(0, MOST).map((one, index) => {
    const words = element("span", "case-words", element("span", "origin", `${index + 1}. ${one.assertion?.input ?? "no assertion"}`), sentences(one.verdict)[0]);
    const button = pressable("case", () => choose(index), symbol("sign-none", "sign"), words);
    mark(button, states[index] ?? "pass");
    return button;
  });
  const choose = (/** @type {number} */ chosen) => {
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === chosen)));
    const shownCase = cases[chosen];
    if (shownCase) draw(shownCase);
  };
  const more = cases.length > MOST ? `, the first ${MOST} of which are listed` : "";
  const title = element("h2", "", `${cases.length} assertions${more}`);
  title.id = "cases-title";
  const list = element("ul", "case-list", ...buttons.map((button) => element("li", "", button)));
  byId("cases").replaceChildren(title, list);
  show(byId("cases"), cases.length > 1);
  // The first that explains a refusal is what was asked for.
  choose(Math.max(0, states.indexOf("cause")));
}
