// On paper, or as PDF: the case without what a report to hand over lacks, and with what matters opened.
"use strict";

/**
 * Watches for printing. Gives what is to be told of each case that is drawn.
 * @param {(shownCase: CaseReport) => void} draw
 * @param {(index: number) => Promise<CaseReport>} ask for a case as it may be printed
 */
function watchPrint(draw, ask) {
  /** @type {{shown: CaseReport, index: number} | undefined} */
  let current;
  /** @type {CaseReport | undefined} */
  let printable;
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  const prepare = async () => {
    const asked = current;
    printable = undefined;
    delete document.body.dataset.printable;
    if (!asked) return;
    const given = await ask(asked.index).catch(() => undefined);
    if (current !== asked || !given) return;
    printable = given;
    // Until then the style lets nothing of a case onto paper.
    document.body.dataset.printable = "true";
  };
  /** @type {Element | null} */
  let focused = null;
  addEventListener("beforeprint", () => {
    focused = document.activeElement;
    if (printable) draw(printable);
    for (const middle of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#verdict .middle, #result .middle"))) middle.click();
    opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("#findings details:not([open], .reference), #when details:not([open])"))];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    if (current && printable) draw(current.shown);
    // What was drawn anew has lost the focus.
    const target = focused?.isConnected ? focused : byId("verdict");
    if (target instanceof HTMLElement && target !== document.body) target.focus({ preventScroll: true });
  });
  return {
    /** What is left out of a report has changed. */
    prepare,
    /**
     * @param {CaseReport} shown
     * @param {number} index
     */
    drawn(shown, index) {
      current = { shown, index };
      prepare();
    },
  };
}
