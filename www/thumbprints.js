// The thumbprint table: what the header says and what each certificate has, in every notation.

import { copyButton } from "./copy.js";
import { byId, element, headCell, show, symbol, within } from "./dom.js";
import { say } from "./language.js";
import { valueElement } from "./values.js";

/** @import { CaseReport, ThumbprintCell } from "./report" */

/**
 * Draws the thumbprint table of a case.
 * @param {CaseReport} shownCase
 */
export function drawThumbprints({ thumbprints: { columns, rows }, assertion }) {
  const table = byId("thumbprints");
  const said = assertion !== null || rows.some((row) => row.header);
  const head = element("tr", "", headCell("col", say`Notation`));
  if (said) head.append(headCell("col", assertion ? say`The header says` : say`The error says`));
  for (const column of columns) head.append(headCell("col", column.label, element("span", "origin", column.origin)));
  within(table, "thead").replaceChildren(head);
  const comparable = columns.length > 0;
  const lines = rows.map((row) => {
    const line = element("tr", "", headCell("row", row.label));
    line.dataset.notation = row.id;
    if (said) line.append(row.header ? thumbprintElement(row.header, comparable) : element("td", "quiet", "–"));
    line.append(...row.cells.map((cell) => thumbprintElement(cell, row.header !== null)));
    return line;
  });
  within(table, "tbody").replaceChildren(...lines);
  const useful = comparable || said;
  show(/** @type {HTMLElement} */ (table.parentElement), useful);
  show(byId("key"), useful);
}

/**
 * @param {ThumbprintCell} cell
 * @param {boolean} comparable whether there is anything to be the same as
 */
function thumbprintElement(cell, comparable) {
  const copies = copyButton(cell.value, say`Copy this thumbprint`, say`Copied this thumbprint`);
  const shown = element("td", "", element("div", "thumbprint", valueElement(cell.value, { most: 16 }), copies));
  shown.dataset.match = String(cell.matches);
  if (comparable) shown.append(element("span", "match", symbol(cell.matches ? "sign-pass" : "sign-none", "sign"), cell.matches ? say`the same` : say`differs`));
  if (cell.note) shown.append(element("p", "means", cell.note));
  return shown;
}
