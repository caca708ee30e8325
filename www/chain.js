// Who signed, and who issued whom: the assertion, the certificate of its key, and the certificates above it, as a chain.

import { certificatesOfCase } from "./certificates-of-case.js";
import { byId, element, show, symbol, within } from "./dom.js";
import { say } from "./language.js";
import { chip, mark } from "./status.js";

/** @import { CaseReport, CertificateReport, FindingReport, Report, SignatureReport, Status } from "./report" */

/** Certificates that a chain is followed for; a real one has three or four. */
const MAX_CHAIN = 8;

/**
 * Draws the chain of a case, if there is a certificate to begin it with.
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
export function drawChain(report, shownCase) {
  const area = byId("chain");
  const bottom = signerOf(report, shownCase) ?? namedBy(report, shownCase) ?? certificatesOfCase(report, shownCase)[0];
  show(area, bottom !== undefined && shownCase.assertion !== null);
  if (!bottom || !shownCase.assertion) return;
  const chain = issuersOf(bottom, report.certificates);
  const { signature } = shownCase.assertion;
  const assertion = element("li", "chain-node", element("strong", "", say`Assertion`), element("span", "origin", signature.algorithm ?? ""));
  const links = chain.map((certificate, index) => {
    const link = index === 0 ? signedBy(signature, certificate, shownCase.findings) : plainLink(say`names as its issuer`);
    return linkElement(link, certificate.label, marksOf(certificate, shownCase));
  });
  const top = chain[chain.length - 1];
  const end = !top ? [] : top.self_issued ? [element("li", "chain-end", say`self-signed`)] : [linkElement(plainLink(say`names as its issuer`), top.issuer, [chip("skipped", say`Not at hand`)])];
  within(area, "ol").replaceChildren(assertion, ...links, ...end);
}

/**
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
function signerOf(report, shownCase) {
  return certificatesOfCase(report, shownCase).find((one) => one.sha1 === shownCase.assertion?.signature.certificate);
}

/**
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
function namedBy(report, shownCase) {
  const { rows, columns } = shownCase.thumbprints;
  const index = columns.findIndex((_, at) => rows.some((row) => row.header && row.cells[at]?.matches));
  return report.certificates.find((one) => one.sha1 === columns[index]?.sha1);
}

/**
 * A certificate and those above it, as far as they are at hand.
 * @param {CertificateReport} bottom
 * @param {CertificateReport[]} all
 */
function issuersOf(bottom, all) {
  const chain = [bottom];
  for (let last = bottom; chain.length < MAX_CHAIN && !last.self_issued; ) {
    const above = all.find((one) => one.subject === last.issuer && !chain.includes(one));
    if (!above) break;
    chain.push(above);
    last = above;
  }
  return chain;
}

/**
 * @param {SignatureReport} signature
 * @param {CertificateReport} certificate
 * @param {FindingReport[]} findings
 */
function signedBy({ certificate: signer }, { sha1 }, findings) {
  if (signer === sha1) return markedLink("pass", say`signed with the key of`);
  // That it does not verify does not say that another key made it.
  const foreign = findings.some(({ id, status }) => id === "signed-with-another-key" && status === "cause");
  return foreign ? markedLink("cause", say`not signed with the key of`) : markedLink("skipped", say`perhaps signed with the key of`);
}

/**
 * @param {Status} status
 * @param {string} words
 */
function markedLink(status, words) {
  const link = element("span", "chain-link", symbol("sign-none", "sign"), words);
  mark(link, status, "");
  return link;
}

/** @param {string} words */
function plainLink(words) {
  return element("span", "chain-link", words);
}

/**
 * @param {HTMLElement} link
 * @param {string} label
 * @param {HTMLElement[]} marks
 */
function linkElement(link, label, marks) {
  return element("li", "chain-node", link, element("strong", "", label), ...marks);
}

/**
 * What else there is to say of a certificate in the chain.
 * @param {CertificateReport} certificate
 * @param {CaseReport} shownCase
 */
function marksOf({ sha1, ca }, { thumbprints: { columns, rows } }) {
  const column = columns.findIndex((one) => one.sha1 === sha1);
  const same = rows.filter((row) => row.header && row.cells[column]?.matches);
  // A header that means it in a notation of its own does not name it.
  const named = same.some((row) => !row.header?.note);
  const name = named ? [chip("pass", say`named in the header`)] : same.length > 0 ? [chip("cause", say`meant in the header, in the wrong notation`)] : [];
  return [...name, ...(ca ? [chip("note", say`authority`)] : [])];
}
