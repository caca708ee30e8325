// The four questions, each with its answer; pressing one leads to the finding that gave it.

import { byId, fromTemplate, within } from "./dom.js";
import { goToFinding } from "./navigation.js";
import { mark } from "./status.js";

/** @import { CaseReport } from "./report" */

/**
 * Draws the four questions of a case.
 * @param {CaseReport} shownCase
 */
export function drawQuestions(shownCase) {
  const rows = shownCase.questions.map((question) => {
    const row = fromTemplate("t-question", { ".question-title": question.title, ".question-answer": question.answer });
    const button = within(row, "button");
    mark(button, question.state);
    const { finding } = question;
    if (finding) button.addEventListener("click", () => goToFinding(finding));
    return row;
  });
  byId("questions").replaceChildren(...rows);
}
