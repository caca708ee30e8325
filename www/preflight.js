// Whether what was given will work, and until when.

import { copyNamed } from "./copy.js";
import { byId, element, symbol } from "./dom.js";
import { many, one, say, sayCount } from "./language.js";
import { chip, mark } from "./status.js";
import { DAY_MS, formatDuration } from "./times.js";
import { valueElement } from "./values.js";

/** @import { State } from "./page" */
/** @import { Foresight } from "./protocol" */

/** Applications that are listed: of those that the module puts first, because they fail, or end soonest. */
const MOST = 200;
/** Up to so many are unfolded. */
const UNFOLDED = 3;

/**
 * The card is drawn when it is opened, and as long as it is open.
 * @param {() => Promise<Foresight | null>} preflight
 * @returns {(phase?: State["phase"]) => void} draws it again
 */
export function watchPreflight(preflight) {
  const card = byId("preflight", HTMLDetailsElement);
  const area = byId("preflight-say");
  let working = false;
  let asked = 0;
  const draw = async () => {
    const number = (asked += 1);
    // While the inputs are read, nobody knows yet what is missing.
    const found = card.open && !working ? await preflight().catch(() => undefined) : undefined;
    // While it was worked out, the inputs may have changed.
    if (number === asked) area.replaceChildren(...(found === undefined ? [] : foresightElements(found)));
  };
  card.addEventListener("toggle", draw);
  return (phase) => {
    if (phase) working = phase === "working";
    draw();
  };
}

/** @param {Foresight | null} found */
function foresightElements(found) {
  if (!found || found.apps.length === 0) {
    return [element("p", "quiet", say`Add the certificate or PFX and the application's registration, or its federated credentials and the workflow file.`)];
  }
  const { apps, left_out: leftOut } = found;
  const rows = apps.slice(0, MOST).map((app) => appElement(app, apps.length <= UNFOLDED));
  const beyond = Math.max(0, apps.length - MOST);
  const notes = [
    beyond > 0 && sayCount(beyond, one`1 more is not shown`, many`${beyond} more are not shown`),
    leftOut > 0 && sayCount(leftOut, one`1 application has no credential at all`, many`${leftOut} applications have no credential at all`),
  ];
  return [...rows, ...notes.flatMap((note) => (note ? [element("p", "quiet", note)] : []))];
}

/**
 * @param {Foresight["apps"][number]} app
 * @param {boolean} open
 */
function appElement({ label, outcome, until, days, because, x5t, x5t_s256 }, open) {
  const status = outcome === "works" ? "pass" : outcome === "fails" ? "cause" : "skipped";
  const summary = element("summary", "", element("strong", "", label), " ", chip(status, outlook(outcome, until, days)));
  const reasons = because.map((reason) => {
    const line = element("li", "", symbol("sign-none", "sign"), reason.says);
    mark(line, reason.status);
    return line;
  });
  const sent = /** @type {[string, string | null][]} */ ([["x5t", x5t], ["x5t#S256", x5t_s256]]);
  const values = sent.flatMap(([name, value]) => (value ? [element("dt", "", name), element("dd", "", valueElement(value), copyNamed(value, name))] : []));
  const shown = /** @type {HTMLDetailsElement} */ (element("details", "foreseen", summary, element("ul", "", ...reasons)));
  if (values.length > 0) shown.append(element("dl", "facts", ...values));
  shown.open = open;
  return shown;
}

/**
 * @param {Foresight["apps"][number]["outcome"]} outcome
 * @param {string | null} until
 * @param {number | null} days
 */
function outlook(outcome, until, days) {
  if (outcome === "fails") return say`fails now`;
  const date = until?.slice(0, 10) ?? "";
  if (outcome === "unknown") return date ? say`cannot be told; until ${date} at the latest` : say`cannot be told`;
  if (days === null) return say`works; when it ends is not known`;
  return days < 1 ? say`works until ${date}` : say`works until ${date}, for another ${formatDuration(days * DAY_MS)}`;
}
