// What the error texts say, and which keys are registered.

import { facts } from "./lists.js";
import { byId, element, headCell, show } from "./dom.js";
import { joinTexts, say } from "./language.js";
import { formatTime } from "./times.js";

/** @import { CaseReport, ErrorReport, RegisteredKeyReport, Report } from "./report" */

/**
 * Draws what the error of a case says, and the registered keys.
 * @param {Report} report
 * @param {CaseReport} shownCase
 */
export function drawErrors({ errors: all, registered_keys: keys }, { error: index }) {
  const errors = all.filter((_, place) => place === index);
  const area = byId("errors");
  const title = element("h2", "", errors.length > 0 ? say`What the error says` : say`Registered keys`);
  title.id = "errors-title";
  area.replaceChildren(title, ...errors.map(errorElement));
  if (keys.length > 0) area.append(keyTable(keys.slice(0, 100)));
  show(area, errors.length + keys.length > 0);
}

/** @param {ErrorReport} error */
function errorElement(error) {
  const codes = joinTexts(error.codes.map((code) => `AADSTS${code}`));
  const time = error.current_time ?? error.timestamp;
  const list = element(
    "dl",
    "facts",
    ...facts([
      [say`Thumbprint`, error.thumbprint, true],
      [say`Sent as x5t`, error.x5t_seen, true],
      [say`Found key`, error.found_key],
      [say`Configured`, joinTexts(error.configured_keys)],
      [say`Application`, error.app_id, true],
      [say`Time`, time && formatTime(time)],
      [say`Trace id`, error.trace_id, true],
      [say`Correlation id`, error.correlation_id, true],
    ]),
  );
  return element("article", "error", element("h3", "", codes || say`No code`, element("span", "origin", error.input)), element("p", "", error.meaning), list);
}

/** @param {RegisteredKeyReport[]} keys */
function keyTable(keys) {
  const names = [say`Thumbprint`, say`From`, say`Until`, say`Key id`, say`Application`];
  const head = element("thead", "", element("tr", "", ...names.map((name) => headCell("col", name))));
  const lines = keys.map((key) => {
    const cells = [key.sha1, key.start && formatTime(key.start), key.end && formatTime(key.end), key.key_id, key.app_id];
    return element("tr", "", ...cells.map((cell) => element("td", "", cell ?? "–")));
  });
  const scroll = element("div", "scroll", element("table", "", element("caption", "", say`Keys that are registered on the application`), head, element("tbody", "", ...lines)));
  scroll.tabIndex = 0;
  return scroll;
}
