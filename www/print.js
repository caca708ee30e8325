// On paper, or as PDF: the case without what a report to hand over lacks, and with what matters opened.

import { byId } from "./dom.js";
import { CASE_AREAS, openParts, reopen } from "./open-parts.js";

/** @import { CaseReport, Report } from "./report" */

/**
 * Watches for printing. Returns what has to be told of each case that is drawn.
 * @param {(shownCase: CaseReport, report: Report) => void} draw
 * @param {(index: number) => Promise<Report | null>} ask for the report with one case, as it may be printed
 */
export function watchPrint(draw, ask) {
  /** @type {{shown: CaseReport, report: Report, index: number} | undefined} */
  let current;
  /** @type {Report | null} */
  let printable = null;
  let asked = 0;
  /** What is open and has the focus, to be so again. */
  let [open, focused] = [openParts(), document.activeElement];
  let folded = false;
  const prepare = async () => {
    asked += 1;
    const mine = asked;
    printable = null;
    // Until it comes, the style lets nothing of a case onto paper.
    delete document.body.dataset.printable;
    const given = current ? await ask(current.index).catch(() => null) : null;
    if (mine !== asked || !given) return;
    printable = given;
    document.body.dataset.printable = "true";
  };
  /**
   * @param {Report} report
   * @param {CaseReport | undefined} shownCase
   */
  const drawQuietly = (report, shownCase) => {
    // It is the same verdict, and not said again.
    const area = /** @type {HTMLElement} */ (byId("verdict").parentElement);
    area.ariaLive = "off";
    if (shownCase) draw(shownCase, report);
    area.ariaLive = "polite";
  };
  addEventListener("beforeprint", () => {
    [open, focused] = [openParts(), document.activeElement];
    folded = !byId("result", HTMLDetailsElement).open;
    if (!printable) return;
    drawQuietly(printable, printable.cases[0]);
    for (const middle of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#verdict .middle, .result > :not(#repair) .middle"))) middle.click();
    for (const details of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("#result, #findings details:not(.reference), #when, #when details, #guide details"))) details.open = true;
  });
  addEventListener("afterprint", () => {
    if (!printable || !current) return;
    drawQuietly(current.report, current.shown);
    byId("when").querySelectorAll("details").forEach((details) => (details.open = false));
    byId("result", HTMLDetailsElement).open = !folded;
    reopen(CASE_AREAS, open);
    // What was drawn anew has lost the focus.
    const target = focused?.isConnected ? focused : byId("verdict");
    if (target instanceof HTMLElement && target !== document.body) target.focus({ preventScroll: true });
  });
  return {
    /** What is left out of a report has changed. */
    prepare,
    /**
     * @param {CaseReport} shown
     * @param {Report} report
     * @param {number} index
     */
    draw(shown, report, index) {
      current = { shown, report, index };
      prepare();
    },
    /** There is no case any more. */
    clear() {
      current = undefined;
      prepare();
    },
  };
}
