// Evidence: what was found and what was expected.

import { copyButton } from "./copy.js";
import { difference } from "./difference.js";
import { element, fromTemplate, buttonElement, within } from "./dom.js";
import { phrase, say } from "./language.js";
import { goToCharacters } from "./navigation.js";
import { valueElement } from "./values.js";

/** @import { Evidence } from "./report" */

/** The two values of evidence. */
const SIDES = {
  found: { label: phrase`found`, copy: phrase`Copy the value found`, copied: phrase`Copied the value found` },
  expected: { label: phrase`expected`, copy: phrase`Copy the value expected`, copied: phrase`Copied the value expected` },
};

/**
 * Evidence: both values, one under the other, each with what it is.
 * @param {Evidence} evidence
 * @param {number} [most] characters of a value that are shown at first
 */
export function evidenceElement(evidence, most = 160) {
  const shown = fromTemplate("t-evidence", { ".evidence-place": evidence.where });
  const { found, expected, at, exact } = evidence;
  if (at) within(shown, ".evidence-place").append(buttonElement("link", () => goToCharacters(at[0], at[1]), say`show in the token`));
  const marks = found !== null && expected !== null ? difference(found, expected) : null;
  const list = within(shown, "dl");
  list.append(...evidenceLine("found", found, evidence.found_means, exact[0], { most, marks: marks?.[0] }));
  list.append(...evidenceLine("expected", expected, evidence.expected_means, exact[1], { most, marks: marks?.[1] }));
  return shown;
}

/**
 * One line of evidence.
 * @param {"found" | "expected"} side
 * @param {string | null} value
 * @param {string | null} means
 * @param {boolean} exact it is the value itself
 * @param {{most: number, marks?: boolean[]}} how
 */
function evidenceLine(side, value, means, exact, how) {
  if (value === null) return [];
  const { label, copy, copied } = SIDES[side];
  const cell = element("dd", `evidence-value is-${side}`, valueElement(value, how));
  // What is shortened, or described rather than shown, is of no use anywhere else.
  if (value && exact) cell.append(copyButton(value, say(copy), say(copied)));
  const parts = [element("dt", "", say(label)), cell];
  if (means) parts.push(element("dd", "means", means));
  return parts;
}
