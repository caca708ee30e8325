// How grave the states of cases are, and what they say of the inputs.

/** @import { Outcome } from "./protocol" */
/** @import { CaseReport, Status } from "./report" */

/** @type {Status[]} the gravest first; what was not checked is not fine */
const GRAVEST = ["cause", "warning", "skipped", "note", "pass"];

/**
 * How grave a status is, from 0.
 * @param {Status} status
 */
export function gravity(status) {
  return GRAVEST.indexOf(status);
}

/**
 * What the verdict says of each input, by name. Those that it says nothing of are not in it.
 * @param {Outcome} outcome
 * @returns {Map<string, Status>}
 */
export function inputStates({ report, summaries, shown }) {
  /** @type {Map<string, Status>} */
  const states = new Map();
  const add = (/** @type {string} */ name, /** @type {Status} */ status) => {
    const known = states.get(name);
    if (known === undefined || gravity(status) < gravity(known)) states.set(name, status);
  };
  for (const summary of summaries) if (summary.input) add(summary.input, summary.state);
  for (const { sha1, input } of report.certificates) if (isProved(sha1, shown)) add(input, "pass");
  // What is inside stands behind what holds it.
  for (const { name, inside } of [...report.inputs].reverse()) {
    const status = states.get(name);
    if (inside !== null && status) add(inside, status);
  }
  return states;
}

/**
 * Whether a certificate's key made the signature of a case that names it.
 * @param {string} sha1
 * @param {CaseReport} shownCase
 */
function isProved(sha1, { assertion, summary }) {
  return summary.proved && assertion?.signature.certificate === sha1;
}
