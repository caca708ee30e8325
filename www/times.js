// Times: said for people, and drawn as a line with the time of the inspection on it.
"use strict";

const DAY = 86_400_000;

/**
 * A time of the report as people write it, in UTC.
 * @param {string} time
 */
function sayTime(time) {
  return time.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/**
 * How long a stretch of milliseconds is, in its largest unit.
 * @param {number} length
 */
function sayLength(length) {
  const steps = /** @type {[number, string][]} */ ([[365.25 * DAY, "year"], [DAY, "day"], [DAY / 24, "hour"], [60_000, "minute"], [1000, "second"]]);
  const step = steps.find(([unit]) => length >= unit * 2) ?? [1000, "second"];
  const count = Math.floor(length / step[0]);
  return `${count} ${step[1]}${count === 1 ? "" : "s"}`;
}

/**
 * Where a time stands to a stretch, in words.
 * @param {number} start
 * @param {number} end
 * @param {number} at
 */
function sayWhere(start, end, at) {
  if (at < start) return `begins ${sayLength(start - at)} later`;
  if (at > end) return `ended ${sayLength(at - end)} before`;
  return `${sayLength(end - at)} left`;
}

/**
 * A stretch of time as a line, and the time of the inspection on it.
 * @param {number} start
 * @param {number} end
 * @param {number} at
 * @param {string} name what lasts that long
 */
function timeline(start, end, at, name) {
  const margin = Math.max((end - start) * 0.08, 1);
  const from = Math.min(start - margin, at - margin / 2);
  const to = Math.max(end + margin, at + margin / 2);
  const place = (/** @type {number} */ time) => ((time - from) / (to - from)) * 100;
  const left = place(start);
  const right = place(end);
  const now = place(at);
  const anchor = (/** @type {number} */ x) => (x < 18 ? "start" : x > 82 ? "end" : "middle");
  // Two dates that would run into one another stand at the ends of the line instead.
  const narrow = right - left < 40;
  const short = end - start < 2 * DAY;
  const label = (/** @type {number} */ time) => new Date(time).toISOString().slice(...(short ? [11, 19] : [0, 10]));
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words, /** @type {string} */ where, className = "") =>
    shape("text", { x: `${x}%`, y, "text-anchor": where, class: className }, words);
  return shape(
    "svg",
    { class: at >= start && at <= end ? "line-of-time inside" : "line-of-time outside", role: "img", height: 48, width: "100%",
      "aria-label": `${name} from ${sayTime(new Date(start).toISOString())} to ${sayTime(new Date(end).toISOString())}: ${sayWhere(start, end, at)}` },
    shape("line", { x1: "0%", x2: "100%", y1: 24, y2: 24, class: "axis" }),
    shape("rect", { x: `${left}%`, width: `${Math.max(right - left, 0.6)}%`, y: 21, height: 6, rx: 3, class: "span" }),
    shape("line", { x1: `${now}%`, x2: `${now}%`, y1: 15, y2: 33, class: "now" }),
    text(now, 10, "inspected at", anchor(now), "now-label"),
    text(narrow ? 0 : left, 45, `${narrow ? "from " : ""}${label(start)}`, "start"),
    text(narrow ? 100 : right, 45, `${narrow ? "to " : ""}${label(end)}`, "end"),
  );
}
