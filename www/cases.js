// The cases, where the inputs hold several assertions: a table grouped by verdict, from which each is opened.

import { byId, element, fromTemplate, buttonElement, show, within } from "./dom.js";
import { capitalized, say } from "./language.js";
import { mark } from "./status.js";

/** @import { Outcome } from "./protocol" */
/** @import { CaseGroup, Report, Summary } from "./report" */

/** Rows of a group that are drawn at once. */
const ROWS_AT_ONCE = 100;

/**
 * Lists the cases if there are several.
 * @param {Outcome} outcome
 * @param {(index: number) => void} choose
 */
export function drawCases({ summaries, report, chosen }, choose) {
  const area = byId("cases");
  show(area, summaries.length > 1);
  if (summaries.length < 2) {
    area.replaceChildren();
    return;
  }
  const title = element("h2", "", say`${summaries.length} assertions`);
  title.id = "cases-title";
  area.replaceChildren(title, ...report.groups.map((group) => groupElement(group, summaries, chosen, choose)));
}

/**
 * One verdict with all its cases.
 * @param {CaseGroup} group
 * @param {Summary[]} summaries
 * @param {number} chosen
 * @param {(index: number) => void} choose
 */
function groupElement({ cases, sentence, thumbprint, state }, summaries, chosen, choose) {
  const all = summaries.length;
  const shown = fromTemplate("t-group", {
    ".group-count": say`${cases.length} of ${all}`,
    ".group-say": sentence,
    ".group-thumbprint": thumbprint ?? say`no thumbprint`,
  });
  mark(within(shown, "summary"), state);
  within(shown, ".scroll").setAttribute("aria-label", thumbprint ? say`Cases: ${sentence} ${thumbprint}` : say`Cases: ${sentence}`);
  const body = within(shown, "tbody");
  let drawn = 0;
  const more = buttonElement("link", () => fill(), "");
  const fill = () => {
    const rows = cases.slice(drawn, drawn + ROWS_AT_ONCE).map((index) => {
      const summary = summaries[index];
      return summary ? [caseRow(summary, index, index === chosen, choose)] : [];
    });
    body.append(...rows.flat());
    drawn = Math.min(cases.length, drawn + ROWS_AT_ONCE);
    const left = cases.length - drawn;
    more.textContent = say`${left} more`;
    show(more, left > 0);
  };
  shown.append(more);
  const details = /** @type {HTMLDetailsElement} */ (shown);
  // Rows are drawn when somebody looks at them: there may be thousands.
  const open = () => {
    if (details.open && drawn === 0) fill();
  };
  details.addEventListener("toggle", open);
  details.open = all <= 10;
  open();
  return shown;
}

/**
 * Where something stands among the inputs.
 * @param {{input: string, line: number | null}} place
 */
function describePlace({ input, line }) {
  return line === null ? input : say`${input}, line ${line}`;
}

/**
 * @param {Summary} summary
 * @param {number} index
 * @param {boolean} pressed
 * @param {(index: number) => void} choose
 */
function caseRow(summary, index, pressed, choose) {
  const button = buttonElement("case", () => {
    for (const other of document.querySelectorAll("#cases .case")) other.setAttribute("aria-pressed", String(other === button));
    choose(index);
  }, `${index + 1}. ${describePlace(summary)}`);
  button.setAttribute("aria-pressed", String(pressed));
  const cell = (/** @type {string} */ text, className = "") => element("td", className, text);
  return element(
    "tr", "",
    element("td", "", button),
    cell(summary.time?.replace("T", " ").replace("Z", "") ?? ""),
    cell(summary.client_id ?? "", "mono"),
    cell(summary.code === null ? "" : `AADSTS${summary.code}`),
  );
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
