// When: what lasts how long, drawn on a scale of years and one of minutes, and every moment in UTC, in local time and from the
// inspection's time.

import { certificatesOfCase } from "./certificates-of-case.js";
import { byId, element, headCell, svgElement, show, symbol } from "./dom.js";
import { joinTexts, say } from "./language.js";
import { mark } from "./status.js";
import { DAY_MS, localMoment, formatDuration, formatTime, describePosition } from "./times.js";

/** @import { CaseReport, Report } from "./report" */

/** @typedef {{name: string, start: number, end: number}} Period */
/** @typedef {{name: string, at: number, kind: string}} Moment */

/** Stretches that are drawn. */
const MAX_PERIODS = 8;

/**
 * Draws the times of a case.
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
export function drawWhen(report, shownCase) {
  const at = Date.parse(shownCase.at);
  const long = [...validities(report, shownCase), ...registrations(report, shownCase)].slice(0, MAX_PERIODS);
  const short = lifetimes(shownCase);
  const moments = momentsOf(shownCase);
  const useful = long.length + short.length > 0;
  show(byId("when"), useful);
  if (!useful) return;
  const outside = [...long, ...short].filter(({ start, end }) => at < start || at > end);
  byId("when-say").textContent = outside.length > 0 ? joinTexts(outside.map(({ name }) => name)) : say`all within its time`;
  byId("when", HTMLDetailsElement).open = outside.length > 0;
  byId("when-drawn").replaceChildren(...[long, short].filter((group) => group.length > 0).map((group) => scaleElement(group, moments, at)));
  byId("when-listed").replaceChildren(momentTable([...long, ...short], moments, at));
}

/**
 * @param {Report} report
 * @param {CaseReport} shownCase
 * @returns {Period[]}
 */
function validities(report, shownCase) {
  return certificatesOfCase(report, shownCase).map(({ label, not_before, not_after }) => ({
    name: say`Certificate ${label}`, start: Date.parse(not_before), end: Date.parse(not_after),
  }));
}

/**
 * The registered keys of the application that the case is of.
 * @param {Report} report
 * @param {CaseReport} shownCase
 * @returns {Period[]}
 */
function registrations({ registered_keys: keys }, { summary: { client_id: client } }) {
  const mine = keys.filter(({ app_id: app }) => !app || !client || app.toLowerCase() === client.toLowerCase());
  return mine.flatMap(({ name, key_id, start, end }) =>
    start && end ? [{ name: say`Registered key ${name ?? key_id ?? ""}`, start: Date.parse(start), end: Date.parse(end) }] : []);
}

/**
 * The assertion's own time, if its claims give one in seconds.
 * @param {CaseReport} shownCase
 * @returns {Period[]}
 */
function lifetimes({ assertion }) {
  const claims = assertion?.claims;
  const [start, end] = [claims?.nbf ?? claims?.iat, claims?.exp].map((seconds) => Number(seconds ?? NaN) * 1000);
  // Times in other units than seconds are a finding, not a line.
  return start && end && start < end && end < 1e13 ? [{ name: say`Assertion`, start, end }] : [];
}

/**
 * The time of the inspection, which is the error's if there is one, and now.
 * @param {CaseReport} shownCase
 * @returns {Moment[]}
 */
function momentsOf({ at, at_source: source }) {
  const name = source === "error" ? say`The error, inspected for` : source === "now" ? say`Now, inspected for` : say`Inspected for`;
  const now = source === "now" ? [] : [{ name: say`Now`, at: Date.now(), kind: "present" }];
  return [{ name, at: Date.parse(at), kind: source === "error" ? "inspected error" : "inspected" }, ...now];
}

/**
 * Stretches on one scale, with the moments that fall on it.
 * @param {Period[]} group
 * @param {Moment[]} moments
 * @param {number} at
 */
function scaleElement(group, moments, at) {
  const starts = group.map(({ start }) => start);
  const ends = group.map(({ end }) => end);
  const margin = Math.max((Math.max(...ends) - Math.min(...starts)) * 0.06, 1);
  const from = Math.min(...starts.map((start) => start - margin), at - margin);
  const to = Math.max(...ends.map((end) => end + margin), at + margin);
  const place = (/** @type {number} */ time) => ((time - from) / (to - from)) * 100;
  const seen = moments.filter((moment) => moment.at >= from && moment.at <= to);
  const rows = group.map((stretch) => periodElement(stretch, seen, at, place));
  return element("div", "when-scale", element("ul", "when-rows", ...rows), legend(seen));
}

/**
 * @param {Period} period
 * @param {Moment[]} moments
 * @param {number} at
 * @param {(time: number) => number} place
 */
function periodElement({ name, start, end }, moments, at, place) {
  const inside = at >= start && at <= end;
  const line = svgElement("svg", { class: "when-line", "aria-hidden": "true", height: 26, width: "100%" },
    svgElement("line", { x1: "0%", x2: "100%", y1: 13, y2: 13, class: "axis" }),
    svgElement("rect", { x: `${place(start)}%`, width: `${Math.max(place(end) - place(start), 0.8)}%`, y: 9, height: 8, rx: 4, class: inside ? "span inside" : "span outside" }),
    ...moments.map((moment) => svgElement("line", { x1: `${place(moment.at)}%`, x2: `${place(moment.at)}%`, y1: 0, y2: 26, class: `moment ${moment.kind}` })));
  const short = end - start < 2 * DAY_MS;
  const label = (/** @type {number} */ time) => new Date(time).toISOString().slice(...(short ? [11, 19] : [0, 10]));
  const says = element("span", "when-says", symbol("sign-none", "sign"), describePosition(start, end, at));
  mark(says, inside ? "pass" : "cause", "");
  return element("li", "when-row", element("span", "when-name", name), says, line, element("span", "when-dates", element("span", "", label(start)), element("span", "", label(end))));
}

/** @param {Moment[]} moments */
function legend(moments) {
  return element("p", "when-legend", ...moments.map(({ name, kind }) => element("span", `when-key ${kind}`, name)));
}

/**
 * Every moment, the earliest first.
 * @param {Period[]} stretches
 * @param {Moment[]} moments
 * @param {number} at
 */
function momentTable(stretches, moments, at) {
  const all = [
    ...stretches.flatMap(({ name, start, end }) => [{ name: say`${name}: from`, time: start }, { name: say`${name}: until`, time: end }]),
    ...moments.map((moment) => ({ name: moment.name, time: moment.at })),
  ].sort((one, other) => one.time - other.time);
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const head = element("tr", "", ...[say`What`, say`UTC`, say`Your time (${zone})`, say`From the inspection`].map((name) => headCell("col", name)));
  const rows = all.map(({ name, time }) => element("tr", "", headCell("row", name), ...[formatTime(new Date(time).toISOString()), localMoment(time), formatDistance(time, at)].map((text) => element("td", "", text))));
  return element("table", "", element("thead", "", head), element("tbody", "", ...rows));
}

/**
 * How far a time is from another.
 * @param {number} time
 * @param {number} at
 */
function formatDistance(time, at) {
  const length = Math.abs(time - at);
  if (length < 1000) return say`the same`;
  return time > at ? say`${formatDuration(length)} later` : say`${formatDuration(length)} before`;
}
