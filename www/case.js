// One case: everything that the page shows of it.

import { byId, within } from "./dom.js";
import { say } from "./language.js";
import { drawAssertion } from "./members.js";
import { drawCertificates } from "./certificates.js";
import { drawChain } from "./chain.js";
import { drawErrors } from "./errors.js";
import { drawFindings } from "./findings.js";
import { drawGuide } from "./guide.js";
import { drawQuestions } from "./questions.js";
import { drawThumbprints } from "./thumbprints.js";
import { drawUnpaired } from "./cases.js";
import { drawVerdict } from "./verdict.js";
import { drawWhen } from "./when.js";

/** @import { CaseReport, Report } from "./report" */

/**
 * Draws a case of a report.
 * @param {CaseReport} shownCase
 * @param {Report} report
 * @param {string} clock the time that was given to inspect for
 */
export function drawCase(shownCase, report, clock) {
  drawErrors(report);
  drawUnpaired(report);
  drawVerdict(shownCase);
  if (shownCase.at_source === "error" && clock) {
    within(byId("verdict"), ".verdict-clock").append(" ", say`The error tells its own time, which goes before the one you gave.`);
  }
  drawQuestions(shownCase);
  drawAssertion(shownCase);
  drawThumbprints(shownCase);
  drawCertificates(report, shownCase);
  drawChain(shownCase);
  drawWhen(report, shownCase);
  drawFindings(shownCase);
  drawGuide(shownCase);
}
