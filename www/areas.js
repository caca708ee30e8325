// What is drawn of the state: each area of the page, and what of the state it shows.

import { drawCase } from "./case.js";
import { drawCases } from "./cases.js";
import { drawClock } from "./clock.js";
import { byId, show } from "./dom.js";
import { emptyCase } from "./empty.js";
import { drawChosenExample, drawExamples } from "./examples.js";
import { drawFold } from "./fold.js";
import { createInputList } from "./input-list.js";
import { drawText } from "./inputs.js";
import { watchNewCertificate } from "./new-certificate.js";
import { CASE_AREAS, reopen } from "./open-parts.js";
import { drawPhase } from "./phase.js";
import { watchPreflight } from "./preflight.js";
import { watchPrint } from "./print.js";
import { drawProblem } from "./problem.js";
import { drawProgress, drawStopped } from "./progress.js";
import { drawRepair, forgetRepair } from "./repair.js";
import { watchSharing } from "./sharing.js";
import { drawShortcuts } from "./shortcuts.js";
import { drawTheme } from "./theme.js";
import { drawTrust } from "./trust.js";
import { clearVerdict, drawRemedy } from "./verdict.js";
import { watchWorkbench } from "./workbench.js";

/** @import { State } from "./page" */
/** @import { Area } from "./state.js" */
/** @import { createInspections } from "./inspections.js" */

/**
 * @param {ReturnType<typeof createInspections>} inspections
 * @returns {Area[]}
 */
export function createAreas({ engine, remove, addPassword }) {
  const inputList = createInputList(remove, addPassword);
  const sharing = watchSharing((request) => engine.ask("share", request), () => printing.prepare());
  const printing = watchPrint((shownCase, report) => drawCase(shownCase, report), (index) => engine.ask("print", { index, ...sharing.redaction() }));
  const drawCertificate = watchNewCertificate((request) => engine.ask("certify", request));
  const drawPreflight = watchPreflight(() => engine.ask("preflight", null));
  const drawWorkbench = watchWorkbench((text) => engine.ask("identify", { text }));

  /** @param {State} now */
  function drawOutcome({ outcome, restore }) {
    for (const id of ["result", "share"]) show(byId(id), outcome !== null);
    if (!outcome) {
      for (const id of ["cases", "unpaired"]) show(byId(id), false);
      return;
    }
    const many = outcome.summaries.length > 1;
    show(byId("result-say"), many);
    if (!restore) byId("result", HTMLDetailsElement).open = !many;
    drawCases(outcome, (index) => engine.show(index));
    if (restore) reopen(["cases"], restore.open);
    sharing.draw();
  }

  /** @param {State} now */
  function drawShown({ shown, outcome, restore }) {
    if (!shown || !outcome) {
      clearVerdict();
      emptyCase();
      forgetRepair();
      printing.clear();
      return;
    }
    drawCase(shown.case, outcome.report);
    printing.draw(shown.case, outcome.report, shown.index);
    if (restore?.index === shown.index) reopen(CASE_AREAS, restore.open);
  }

  /** @param {State} now */
  function drawCorrection({ repair, restore }) {
    show(byId("repair"), repair !== null);
    byId("repair").ariaBusy = String(repair === "awaited");
    if (repair === null || repair === "awaited") return;
    const { index, options, report } = repair;
    drawRepair(report, options, (other) => engine.repair(index, other));
    drawRemedy(report);
    if (restore?.index === index) reopen(["repair-body"], restore.open);
  }

  /** What the scripts have said, in another language. */
  function drawWords() {
    drawTrust();
    drawTheme();
    drawShortcuts();
    drawCertificate();
    drawPreflight();
  }

  return [
    { shows: ["phase", "items", "example"], draw: drawPhase },
    { shows: ["problem", "language"], draw: drawProblem },
    { shows: ["text"], draw: drawText },
    { shows: ["items", "intake", "problem", "phase", "language"], draw: drawFold },
    { shows: ["clock", "shown", "language"], draw: drawClock },
    { shows: ["examples"], draw: drawExamples },
    { shows: ["examples", "example"], draw: drawChosenExample },
    { shows: ["slow", "silent", "progress", "stopping", "phase"], draw: drawProgress },
    { shows: ["stopped"], draw: drawStopped },
    { shows: ["items", "outcome"], draw: ({ items, outcome }) => inputList.draw(items, outcome?.items === items ? outcome : null) },
    { shows: ["outcome"], draw: drawOutcome },
    { shows: ["shown"], draw: drawShown },
    { shows: ["repair"], draw: drawCorrection },
    { shows: ["outcome", "language"], draw: () => void drawWorkbench() },
    { shows: ["outcome", "phase"], draw: ({ phase }) => drawPreflight(phase) },
    { shows: ["language"], draw: drawWords },
  ];
}
