// The certificates: which signed, which the header names, how long each is valid, and its facts.
"use strict";

/** Certificates that are drawn. */
const CARDS = 40;

/**
 * Draws a card for each certificate.
 * @param {InspectionReport} report
 * @param {CaseReport} shownCase
 */
function drawCertificates(report, shownCase) {
  const at = Date.parse(report.at);
  byId("certificates").replaceChildren(...report.certificates.slice(0, CARDS).map((certificate) => certificateElement(certificate, shownCase, at)));
}

/**
 * @param {CertificateReport} certificate
 * @param {CaseReport} shownCase
 * @param {number} at
 */
function certificateElement(certificate, shownCase, at) {
  const { key, label, input, not_before, not_after } = certificate;
  const card = fromTemplate("t-certificate", { h3: label });
  within(card, "h3").append(element("span", "origin", `${input}, ${key.type}${key.type === "RSA" ? ` ${key.bits}` : ""}`));
  const [start, end] = [Date.parse(not_before), Date.parse(not_after)];
  const inside = at >= start && at <= end;
  const says = within(card, ".certificate-says");
  says.append(chip(inside ? "pass" : "cause", `${inside ? "Valid" : "Not valid"}: ${sayWhere(start, end, at)}`));
  const { columns, rows } = shownCase.thumbprints;
  const column = columns.findIndex((one) => one.sha1 === certificate.sha1);
  const same = rows.filter((row) => row.header && row.cells[column]?.matches);
  // A header that means it in a notation of its own does not name it.
  if (same.length > 0) says.append(same.some((row) => !row.header?.note) ? chip("pass", "The header names it") : chip("cause", "The header means it, in the wrong notation"));
  const signature = shownCase.assertion?.signature;
  if (signature?.certificate === certificate.sha1) says.append(chip("pass", "Its key made the signature"));
  if (certificate.has_private_key) says.append(chip("note", "With its private key"));
  within(card, ".timeline").append(timeline(start, end, at, "Valid"));
  within(card, ".facts").append(
    ...facts([
      ["Subject", certificate.subject],
      ["Issuer", certificate.self_issued ? "itself (self-signed)" : certificate.issuer],
      ["Serial", certificate.serial],
      ["Valid", `${sayTime(not_before)} to ${sayTime(not_after)}`],
      ["Usage", certificate.key_usage.join(", ") || "not restricted"],
      ["Authority", certificate.ca ? "yes, a certification authority" : "no"],
    ]),
  );
  return card;
}

/**
 * A few words with a sign.
 * @param {Status} status
 * @param {string} words
 */
function chip(status, words) {
  const shown = element("span", "chip", symbol("sign-none", "sign"), words);
  mark(shown, status, "");
  return shown;
}

/**
 * Names and values for a list; what has no value is left out.
 * @param {[string, string | null][]} pairs
 */
function facts(pairs) {
  return pairs.flatMap(([name, value]) => (value ? [element("dt", "", name), element("dd", "", value)] : []));
}
