// Many cases as rows: one for each application and cause, the gravest first, the newest first among equals.

import { gravity } from "./case-status.js";

/** @import { Status, Summary } from "./report" */

/**
 * @typedef {object} CaseRow
 * @property {Status} status
 * @property {string} finding the leading finding's id, or empty
 * @property {string} sentence
 * @property {string} client
 * @property {string} first the earliest time, or empty
 * @property {string} last
 * @property {number[]} cases their places, the newest first
 * @property {string} words what a filter looks through, in lower case
 */

/**
 * @param {Summary[]} summaries
 * @returns {CaseRow[]}
 */
export function rowsOf(summaries) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  summaries.forEach((summary, index) => {
    const key = JSON.stringify([summary.client_id, summary.verdict, summary.state]);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  const rows = [...groups.values()].flatMap((cases) => {
    const time = (/** @type {number} */ index) => summaries[index]?.time ?? "";
    // RFC 3339 in UTC sorts as text.
    cases.sort((one, other) => (time(other) > time(one) ? 1 : time(other) < time(one) ? -1 : one - other));
    const summary = summaries[cases[0] ?? 0];
    if (!summary) return [];
    const words = new Set(cases.flatMap((index) => {
      const { input, code, thumbprint } = summaries[index] ?? summary;
      return [input, thumbprint ?? "", code === null ? "" : `aadsts${code}`];
    }));
    const { client_id: client, verdict, sentence, state: status } = summary;
    return [{
      status,
      finding: verdict ?? "",
      sentence,
      client: client ?? "",
      first: cases.map(time).filter(Boolean).at(-1) ?? "",
      last: time(cases[0] ?? 0),
      cases,
      words: [sentence, client, verdict, ...words].join("\n").toLowerCase(),
    }];
  });
  return rows.sort((one, other) => gravity(one.status) - gravity(other.status) || compare(other.last, one.last));
}

/**
 * @param {string | number} one
 * @param {string | number} other
 */
export function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
