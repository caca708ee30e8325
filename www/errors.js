// What the error texts say, and which keys are registered.
"use strict";

/**
 * Draws what every error text says, and the registered keys.
 * @param {InspectionReport} report
 */
function drawErrors({ errors, registered_keys: keys }) {
  const area = byId("errors");
  const title = element("h2", "", errors.length > 0 ? "What the error says" : "Registered keys");
  title.id = "errors-title";
  area.replaceChildren(title, ...errors.slice(0, 20).map(errorElement));
  if (keys.length > 0) area.append(keyTable(keys.slice(0, 100)));
  show(area, errors.length + keys.length > 0);
}

/** @param {import("./report").ErrorReport} error */
function errorElement(error) {
  const codes = error.codes.map((code) => `AADSTS${code}`).join(", ");
  const time = error.current_time ?? error.timestamp;
  const list = element(
    "dl",
    "facts",
    ...facts([
      ["Thumbprint", error.thumbprint],
      ["Sent as x5t", error.x5t_seen],
      ["Found key", error.found_key],
      ["Configured", error.configured_keys.join(", ")],
      ["Application", error.app_id],
      ["Time", time && sayTime(time)],
      ["Trace id", error.trace_id],
      ["Correlation id", error.correlation_id],
    ]),
  );
  return element("article", "error", element("h3", "", codes || "No code", element("span", "origin", error.input)), element("p", "", error.meaning), list);
}

/** @param {import("./report").RegisteredKeyReport[]} keys */
function keyTable(keys) {
  const head = element("thead", "", element("tr", "", ...["Thumbprint", "From", "Until", "Key id", "Application"].map((name) => headCell("col", name))));
  const lines = keys.map((key) => {
    const cells = [key.sha1, key.start && sayTime(key.start), key.end && sayTime(key.end), key.key_id, key.app_id];
    return element("tr", "", ...cells.map((cell) => element("td", "", cell ?? "–")));
  });
  const scroll = element("div", "scroll", element("table", "", element("caption", "", "Keys that are registered on the application"), head, element("tbody", "", ...lines)));
  scroll.tabIndex = 0;
  return scroll;
}
