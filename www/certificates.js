// The certificates: which signed, which the header names, whether each is valid, and its facts.

import { facts } from "./lists.js";
import { byId, element, fromTemplate, within } from "./dom.js";
import { joinTexts, say } from "./language.js";
import { chip } from "./status.js";
import { formatTime, describePosition } from "./times.js";

/** @import { CaseReport, CertificateReport, Report } from "./report" */

/** Certificates that are drawn. */
const MAX_CERTIFICATES = 40;

/**
 * Draws a card for each certificate.
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
export function drawCertificates(report, shownCase) {
  const at = Date.parse(report.at);
  byId("certificates").replaceChildren(...report.certificates.slice(0, MAX_CERTIFICATES).map((certificate) => certificateElement(certificate, shownCase, at)));
}

/**
 * @param {CertificateReport} certificate
 * @param {CaseReport} shownCase
 * @param {number} at
 */
function certificateElement(certificate, shownCase, at) {
  const { key, label, input, not_before, not_after } = certificate;
  const card = fromTemplate("t-certificate", { h3: label });
  within(card, "h3").append(element("span", "origin", joinTexts([input, key.type === "RSA" ? `RSA ${key.bits}` : key.type])));
  const [start, end] = [Date.parse(not_before), Date.parse(not_after)];
  const where = describePosition(start, end, at);
  const says = within(card, ".certificate-says");
  says.append(at >= start && at <= end ? chip("pass", say`Valid: ${where}`) : chip("cause", say`Not valid: ${where}`));
  const { columns, rows } = shownCase.thumbprints;
  const column = columns.findIndex((one) => one.sha1 === certificate.sha1);
  const same = rows.filter((row) => row.header && row.cells[column]?.matches);
  // A header that means it in a notation of its own does not name it.
  if (same.length > 0) says.append(same.some((row) => !row.header?.note) ? chip("pass", say`The header names it`) : chip("cause", say`The header means it, in the wrong notation`));
  const signature = shownCase.assertion?.signature;
  if (signature?.certificate === certificate.sha1) says.append(chip("pass", say`Its key made the signature`));
  if (certificate.has_private_key) says.append(chip("note", say`With its private key`));
  const [from, to] = [formatTime(not_before), formatTime(not_after)];
  within(card, ".facts").append(
    ...facts([
      [say`Subject`, certificate.subject, true],
      [say`Issuer`, certificate.self_issued ? say`itself (self-signed)` : certificate.issuer],
      [say`Serial`, certificate.serial, true],
      [say`Valid`, say`${from} to ${to}`],
      [say`Usage`, joinTexts(certificate.key_usage) || say`not restricted`],
      [say`Authority`, certificate.ca ? say`yes, a certification authority` : say`no`],
    ]),
  );
  return card;
}
