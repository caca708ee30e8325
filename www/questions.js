// The four questions, each with its answer; pressing one leads to the finding that gave it.

import { byId, fromTemplate, within } from "./dom.js";
import { goToFinding } from "./navigation.js";
import { WORST_FIRST, mark } from "./status.js";

/** @import { CaseReport, FindingReport } from "./report" */

/**
 * Draws the four questions of a case.
 * @param {CaseReport} shownCase
 */
export function drawQuestions(shownCase) {
  const rows = shownCase.questions.map((question) => {
    const row = fromTemplate("t-question", { ".question-title": question.title, ".question-answer": question.answer });
    const button = within(row, "button");
    mark(button, question.state);
    const rank = (/** @type {FindingReport} */ finding) => WORST_FIRST.indexOf(finding.status);
    const mine = shownCase.findings.filter((finding) => finding.question === question.id).sort((a, b) => rank(a) - rank(b));
    const first = mine.find((finding) => finding.title === question.answer) ?? mine[0];
    if (first) button.addEventListener("click", () => goToFinding(first.id));
    return row;
  });
  byId("questions").replaceChildren(...rows);
}
