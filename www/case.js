// One case: everything that the page shows of it.

import { byId, show } from "./dom.js";
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
 */
export function drawCase(shownCase, report) {
  drawErrors(report, shownCase);
  drawUnpaired(report);
  drawVerdict(shownCase);
  drawQuestions(shownCase);
  drawAssertion(shownCase);
  drawThumbprints(shownCase);
  drawCertificates(report, shownCase);
  drawChain(shownCase);
  drawWhen(report, shownCase);
  drawFindings(shownCase);
  drawGuide(shownCase);
  // Without a case there is nothing to ask four questions about, nor to go through point by point.
  const some = shownCase.assertion !== null || shownCase.error !== null || shownCase.verdict.finding !== null;
  for (const id of ["questions", "all-findings", "guide-card"]) show(byId(id), some);
}
