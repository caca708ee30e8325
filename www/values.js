// Values as people compare them: monospaced, shortened in the middle, copied exactly, differences marked.
"use strict";

/** Characters that are shown before a value is shortened. */
const SHOWN = 72;

/**
 * A text shortened in the middle.
 * @param {string} text
 * @param {number} most
 */
function shorten(text, most) {
  const letters = [...text];
  if (letters.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${letters.slice(0, most - 1 - tail).join("")}…${letters.slice(letters.length - tail).join("")}`;
}

/**
 * The stretch in which two values differ: both share what is before and behind it.
 * `null` where they are the same, or share too little for marks to help.
 * @param {string} one
 * @param {string} other
 * @returns {[number, number] | null} start, and letters from the end
 */
function difference(one, other) {
  if (one === other) return null;
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < least - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return (start + end) * 3 >= least ? [start, end] : null;
}

/**
 * A value: whole, or shortened behind a button that shows the rest.
 * @param {string} value
 * @param {[number, number] | null} [differs]
 */
function valueElement(value, differs = null) {
  const shown = element("code", "value");
  const fill = (/** @type {boolean} */ whole) => {
    if (differs && (whole || value.length <= SHOWN)) {
      const [start, end] = differs;
      const stop = value.length - end;
      shown.replaceChildren(value.slice(0, start), element("mark", "", value.slice(start, stop)), value.slice(stop));
    } else {
      shown.replaceChildren(whole ? value : shorten(value, SHOWN));
    }
  };
  fill(false);
  if (value === "") shown.replaceChildren(element("i", "", "empty"));
  if ([...value].length <= SHOWN) return shown;
  const more = element("button", "more", "show all");
  more.setAttribute("type", "button");
  more.setAttribute("aria-expanded", "false");
  more.addEventListener("click", () => {
    const whole = more.getAttribute("aria-expanded") === "false";
    more.setAttribute("aria-expanded", String(whole));
    more.textContent = whole ? "show less" : "show all";
    fill(whole);
  });
  return element("span", "long", shown, " ", more);
}

/**
 * A button that copies a value exactly.
 * @param {string} value
 * @param {string} what
 */
function copyButton(value, what) {
  const button = element("button", "copy", "copy");
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `Copy ${what}`);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      copyBySelection(value);
    }
    button.textContent = "copied";
    setTimeout(() => (button.textContent = "copy"), 1600);
  });
  return button;
}

/**
 * Copies without the clipboard interface, which some engines withhold from local files.
 * @param {string} value
 */
function copyBySelection(value) {
  const field = document.createElement("textarea");
  field.value = value;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/**
 * Evidence: both values, one under the other, each with what it is.
 * @param {Evidence} evidence
 * @param {boolean} [places] whether to name the place
 */
function evidenceElement(evidence, places = true) {
  const shown = fromTemplate("t-evidence");
  const place = within(shown, ".evidence-place");
  place.textContent = evidence.where;
  show(place, places);
  if (evidence.at) {
    const [start] = evidence.at;
    const go = element("button", "more", "show in the token");
    go.setAttribute("type", "button");
    go.addEventListener("click", () => goToCharacter(start));
    place.append(" ", go);
  }
  const list = within(shown, "dl");
  const both = evidence.found !== null && evidence.expected !== null;
  const differs = both ? difference(evidence.found ?? "", evidence.expected ?? "") : null;
  for (const [label, value, means] of [
    ["found", evidence.found, evidence.found_means],
    ["expected", evidence.expected, evidence.expected_means],
  ]) {
    if (value === null || value === undefined) continue;
    const cell = element("dd", `is-${label}`, valueElement(value, differs));
    if (value) cell.append(" ", copyButton(value, `the value ${label}`));
    if (means) cell.append(element("span", "means", `= ${means}`));
    list.append(element("dt", "", label ?? ""), cell);
  }
  return shown;
}
