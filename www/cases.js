// The cases, where the inputs hold several assertions: a table from which each is opened, and what belongs to none.

import { compare, rowsOf } from "./case-rows.js";
import { gravity } from "./case-status.js";
import { copyButton } from "./copy.js";
import { byId, element, fromTemplate, buttonElement, headCell, show, within } from "./dom.js";
import { capitalized, phrase, say } from "./language.js";
import { saveButton } from "./save.js";
import { STATUSES, mark } from "./status.js";

/** @import { CaseRow } from "./case-rows.js" */
/** @import { Outcome } from "./protocol" */
/** @import { Report, Summary } from "./report" */

/** Rows that are drawn at once. */
const ROWS_AT_ONCE = 50;

/** @type {[string, (row: CaseRow) => string | number][]} the columns, and what each is sorted by: the largest count first, all else the other way round */
const COLUMNS = [
  [phrase`What`, ({ status }) => gravity(status)],
  [phrase`Application`, ({ client }) => client],
  [phrase`Count`, ({ cases }) => cases.length],
  [phrase`First (UTC)`, ({ first }) => first],
  [phrase`Last (UTC)`, ({ last }) => last],
];

/** The column of counts. */
const COUNT = 2;

/**
 * Lists the cases if there are several.
 * @param {Outcome} outcome
 * @param {(index: number) => void} choose
 */
export function drawCases({ summaries, chosen }, choose) {
  const area = byId("cases");
  show(area, summaries.length > 1);
  if (summaries.length < 2) {
    area.replaceChildren();
    return;
  }
  const rows = rowsOf(summaries);
  const shown = fromTemplate("t-cases", { h2: say`${summaries.length} assertions` });
  const [table, filter] = [within(shown, "table"), /** @type {HTMLInputElement} */ (within(shown, "input"))];
  const list = within(shown, ".case-list");
  /** The case that is shown. */
  let current = chosen;
  /** Whether rows without a cause are shown, too. */
  let unfolded = rows.every(({ finding }) => !finding);
  let [sorted, order, most] = [-1, 1, ROWS_AT_ONCE];

  const open = (/** @type {number} */ index) => {
    current = index;
    draw();
    choose(index);
  };
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const found = wanted ? rows.filter(({ words }) => words.includes(wanted)) : unfolded ? rows : rows.filter(({ finding }) => finding);
    const by = COLUMNS[sorted]?.[1];
    const ordered = by ? [...found].sort((one, other) => order * compare(by(one), by(other))) : found;
    within(table, "tbody").replaceChildren(...ordered.slice(0, most).map((row) => rowElement(row, row.cases.includes(current), open)));
    const row = rows.find(({ cases }) => cases.includes(current));
    drawList(list, row?.cases ?? [], summaries, current, open);
    const left = ordered.length - most;
    more.textContent = say`${left} more`;
    show(more, left > 0);
    const fine = rows.filter(({ finding }) => !finding);
    const count = fine.reduce((sum, { cases }) => sum + cases.length, 0);
    fold.textContent = fine.every(({ status }) => status === "pass") ? say`${count} in order` : say`${count} without a cause`;
    fold.ariaExpanded = String(unfolded);
    show(fold, count > 0 && count < summaries.length && !wanted);
    show(within(shown, ".case-none"), ordered.length === 0);
  };
  const more = buttonElement("link", () => {
    most += ROWS_AT_ONCE;
    draw();
  });
  const fold = buttonElement("link", () => {
    unfolded = !unfolded;
    draw();
  });
  within(table, "thead").append(element("tr", "", ...COLUMNS.map(([name], column) => headCell("col", buttonElement("plain", () => {
    order = sorted === column ? -order : column === COUNT ? -1 : 1;
    sorted = column;
    for (const head of table.querySelectorAll("th")) head.ariaSort = null;
    const head = table.querySelectorAll("th")[column];
    if (head) head.ariaSort = order > 0 ? "ascending" : "descending";
    draw();
  }, say(name))))));
  filter.addEventListener("input", draw);
  within(shown, ".cases-head").append(saveButton("assertions.csv", csvOf(rows), "text/csv", say`Save as CSV`));
  within(shown, ".cases-more").prepend(fold, more);
  draw();
  area.replaceChildren(shown);
}

/**
 * @param {CaseRow} row
 * @param {boolean} pressed
 * @param {(index: number) => void} open
 */
function rowElement({ status, sentence, client, first, last, cases }, pressed, open) {
  const button = buttonElement("case", () => open(cases[0] ?? 0), sentence);
  button.setAttribute("aria-pressed", String(pressed));
  const shown = fromTemplate("t-case-row");
  mark(within(shown, ".case-what"), status);
  within(shown, ".case-what").append(button);
  if (client) within(shown, ".case-client").append(element("code", "", client), copyButton(client, say`Copy the client id`, say`Copied the client id`));
  within(shown, ".case-count").textContent = `${cases.length} ×`;
  within(shown, ".case-first").textContent = plainTime(first);
  within(shown, ".case-last").textContent = plainTime(last);
  return shown;
}

/**
 * A time without what says that it is UTC, which the column says.
 * @param {string} time
 */
function plainTime(time) {
  return time.replace("T", " ").replace(/(\.\d+)?Z$/, "");
}

/**
 * The cases of a row, where it has several.
 * @param {HTMLElement} list
 * @param {number[]} cases
 * @param {Summary[]} summaries
 * @param {number} current
 * @param {(index: number) => void} open
 */
function drawList(list, cases, summaries, current, open) {
  show(list, cases.length > 1);
  within(list, "summary").textContent = say`The ${cases.length} cases of this row`;
  const lines = cases.slice(0, ROWS_AT_ONCE).flatMap((index) => {
    const summary = summaries[index];
    if (!summary) return [];
    const button = buttonElement("one-case", () => open(index), describePlace(summary));
    button.setAttribute("aria-pressed", String(index === current));
    return element("li", "", button, ` ${plainTime(summary.time ?? "")}`, summary.code === null ? "" : ` AADSTS${summary.code}`);
  });
  const left = cases.length - ROWS_AT_ONCE;
  if (left > 0) lines.push(element("li", "quiet", say`${left} more`));
  within(list, "ul").replaceChildren(...lines);
}

/** @param {CaseRow[]} rows */
function csvOf(rows) {
  const lines = rows.map(({ status, finding, sentence, client, cases, first, last }) => [say(STATUSES[status].word), finding, sentence, client, String(cases.length), first, last]);
  return [["status", "finding", "sentence", "client_id", "count", "first", "last"], ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n");
}

/**
 * A value that no spreadsheet takes for a formula.
 * @param {string} text
 */
function csvCell(text) {
  return `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
}

/**
 * Where something stands among the inputs.
 * @param {{input: string, line: number | null}} place
 */
function describePlace({ input, line }) {
  return line === null ? input : say`${input}, line ${line}`;
}

/**
 * Lists what belongs to no case, with the reason.
 * @param {Report} report
 */
export function drawUnpaired({ unpaired }) {
  const area = byId("unpaired");
  show(area, unpaired.length > 0);
  const lines = unpaired.slice(0, ROWS_AT_ONCE).map((one) => {
    const [kind, place] = [capitalized(one.kind_said), describePlace(one)];
    return element("li", "", element("strong", "", say`${kind}: ${one.what}`), element("span", "origin", say`${place}: ${one.why}.`));
  });
  const left = unpaired.length - ROWS_AT_ONCE;
  if (left > 0) lines.push(element("li", "quiet", say`${left} more`));
  within(area, "ul").replaceChildren(...lines);
}
