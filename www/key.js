// The key: the thumbprint table, a card for each certificate with its validity drawn, and what an error said.
"use strict";

/**
 * Draws the thumbprint table of a case.
 * @param {CaseReport} shownCase
 */
function drawThumbprints(shownCase) {
  const { columns, rows } = shownCase.thumbprints;
  const table = byId("thumbprints");
  const head = element("tr", "", headCell("notation"), headCell("the header says"));
  for (const column of columns) {
    const cell = headCell(column.label);
    cell.append(element("span", "origin", column.origin));
    head.append(cell);
  }
  within(table, "thead").replaceChildren(head);
  const body = rows.map((row) => {
    const name = headCell(row.label);
    name.setAttribute("scope", "row");
    const line = element("tr", "", name);
    line.dataset.notation = row.id;
    if (row.header) line.append(thumbprintCell(row.header, columns.length > 0));
    else line.append(element("td", "quiet", "–"));
    line.append(...row.cells.map((cell) => thumbprintCell(cell, row.header !== null)));
    return line;
  });
  within(table, "tbody").replaceChildren(...body);
  const useful = columns.length > 0 || rows.some((row) => row.header);
  show(/** @type {HTMLElement} */ (table.parentElement), useful);
}

/** @param {string} text */
function headCell(text) {
  const cell = element("th", "", text);
  cell.setAttribute("scope", "col");
  return cell;
}

/**
 * @param {{value: string, matches: boolean, note: string}} cell
 * @param {boolean} comparable
 */
function thumbprintCell(cell, comparable) {
  const shown = element("td");
  shown.dataset.match = String(cell.matches);
  const sign = element("span", "sign", cell.matches ? "●" : comparable ? "○" : "");
  sign.setAttribute("aria-hidden", "true");
  const value = element("code", "value", shorten(cell.value, 22));
  value.title = cell.value;
  const same = comparable ? element("span", "visually-hidden", cell.matches ? " the same" : " another") : "";
  shown.append(sign, " ", value, same, " ", copyButton(cell.value, "this thumbprint"));
  if (cell.note) shown.append(element("span", "means", `= ${cell.note}`));
  return shown;
}

/**
 * Draws a card for each certificate.
 * @param {InspectionReport} report
 */
function drawCertificates(report) {
  const at = Date.parse(report.at);
  const cards = report.certificates.slice(0, 50).map((certificate) => {
    const card = fromTemplate("t-certificate");
    within(card, "h3").textContent = certificate.label;
    const facts = within(card, ".facts");
    const life = `${certificate.not_before.slice(0, 10)} to ${certificate.not_after.slice(0, 10)}`;
    for (const [name, value] of [
      ["from", certificate.input],
      ["subject", certificate.subject],
      ["issuer", certificate.self_issued ? "itself (self-signed)" : certificate.issuer],
      ["serial", certificate.serial],
      ["key", `${certificate.key.type}${certificate.key.type === "RSA" ? ` ${certificate.key.bits}` : ""}`],
      ["usage", certificate.key_usage.join(", ") || "any"],
      ["authority", certificate.ca ? "yes" : "no"],
      ["valid", life],
    ]) {
      facts.append(element("dt", "", name ?? ""), element("dd", "", value ?? ""));
    }
    within(card, ".timeline").append(timeline(certificate, at));
    return card;
  });
  byId("certificates").replaceChildren(...cards);
}

/**
 * The validity as a bar, with the time of the inspection on it.
 * @param {CertificateReport} certificate
 * @param {number} at
 */
function timeline(certificate, at) {
  const start = Date.parse(certificate.not_before);
  const end = Date.parse(certificate.not_after);
  const margin = Math.max((end - start) * 0.12, 1);
  const from = Math.min(start - margin, at);
  const to = Math.max(end + margin, at);
  const x = (/** @type {number} */ time) => 4 + ((time - from) / (to - from)) * 392;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 400 30");
  svg.setAttribute("role", "img");
  const inside = at >= start && at <= end;
  svg.setAttribute("aria-label", `valid from ${certificate.not_before} to ${certificate.not_after}; the inspection's time is ${inside ? "inside" : "outside"}`);
  svg.setAttribute("class", inside ? "line inside" : "line outside");
  const draw = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ attributes) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
    svg.append(shape);
    return shape;
  };
  draw("line", { x1: 4, x2: 396, y1: 20, y2: 20, class: "axis" });
  draw("rect", { x: x(start), y: 16, width: Math.max(x(end) - x(start), 2), height: 8, rx: 4, class: "valid" });
  draw("circle", { cx: x(at), cy: 20, r: 5, class: "now" });
  const label = draw("text", { x: Math.min(Math.max(x(at), 40), 360), y: 9, "text-anchor": "middle" });
  label.textContent = "inspected";
  return svg;
}

/**
 * Says what each error text says.
 * @param {InspectionReport} report
 */
function drawErrors(report) {
  const cards = report.errors.slice(0, 20).map((error) => {
    const card = element("article", "certificate", element("h3", "", error.codes.map((code) => `AADSTS${code}`).join(" · ")));
    const facts = element("dl", "facts");
    for (const [name, value] of [
      ["says", error.meaning],
      ["reason", error.reason],
      ["thumbprint", error.thumbprint],
      ["x5t sent", error.x5t_seen],
      ["found key", error.found_key],
      ["app", error.app_id],
      ["time", error.current_time ?? error.timestamp],
      ["trace id", error.trace_id],
      ["correlation", error.correlation_id],
    ]) {
      if (value) facts.append(element("dt", "", name ?? ""), element("dd", "", value));
    }
    card.append(facts);
    return card;
  });
  byId("errors").replaceChildren(...cards);
}
