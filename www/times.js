// Times, said for people.

import { say, spokenLanguage } from "./language.js";

export const DAY_MS = 86_400_000;

/**
 * A time of the report as people write it, in UTC.
 * @param {string} time
 */
export function formatTime(time) {
  return time.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/**
 * A time in UTC, and in local time if that differs.
 * @param {string} time
 */
export function formatMoment(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime()) || date.getTimezoneOffset() === 0) return formatTime(time);
  const [utc, local] = [formatTime(time), localMoment(date.getTime())];
  return say`${utc} (${local} in your time zone)`;
}

/**
 * A moment in the reader's time zone.
 * @param {number} moment in milliseconds since 1970
 */
export function localMoment(moment) {
  return new Intl.DateTimeFormat(spokenLanguage(), { dateStyle: "medium", timeStyle: "medium" }).format(moment);
}

/**
 * How long a number of milliseconds is, in its largest unit.
 * @param {number} length
 */
export function formatDuration(length) {
  const steps = /** @type {[number, string][]} */ ([[365.25 * DAY_MS, "year"], [DAY_MS, "day"], [DAY_MS / 24, "hour"], [60_000, "minute"], [1000, "second"]]);
  const step = steps.find(([unit]) => length >= unit * 2) ?? [1000, "second"];
  const inWords = { style: "unit", unit: step[1], unitDisplay: "long", maximumFractionDigits: 0, useGrouping: false };
  return new Intl.NumberFormat(spokenLanguage(), /** @type {Intl.NumberFormatOptions} */ (inWords)).format(Math.floor(length / step[0]));
}

/**
 * Where a time stands relative to a period, in words.
 * @param {number} start
 * @param {number} end
 * @param {number} at
 */
export function describePosition(start, end, at) {
  if (at < start) return say`begins ${formatDuration(start - at)} later`;
  if (at > end) return say`ended ${formatDuration(at - end)} before`;
  return say`${formatDuration(end - at)} left`;
}
