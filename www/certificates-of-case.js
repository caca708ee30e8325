// Which certificates belong to a case.

/** @import { CaseReport, Report } from "./report" */

/**
 * The certificates of a case.
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
export function certificatesOfCase({ certificates }, { thumbprints: { columns } }) {
  return columns.flatMap(({ sha1 }) => certificates.find((one) => one.sha1 === sha1) ?? []);
}
