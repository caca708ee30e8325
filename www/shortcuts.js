// Keys that lead to a place or do something, and the list that says so.
"use strict";

/**
 * Letters that do something together with Alt and Shift: so they stand in the way of no text, no browser and no screen
 * reader. The key is that which has the letter on an English keyboard.
 * @type {[string, string, () => void][]}
 */
const SHORTCUTS = [
  ["O", "Choose files", () => byId("choose").click()],
  ["T", "To the text field", () => goTo(byId("drop"), byId("text"))],
  ["V", "To the verdict", () => goToPlace("verdict")],
  ["M", "To \u201cMake it right\u201d", () => goToPlace("repair")],
  ["A", "To the assertion", () => goToPlace("assertion")],
  ["F", "To the findings", () => goToPlace("findings")],
  ["G", "To the guide", () => goToPlace("guide")],
  ["X", "Start over", () => byId("clear").click()],
];

/** @param {string} id */
function goToPlace(id) {
  const place = byId(id);
  if (!place.checkVisibility()) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

/** Watches the keys, and lists them at the foot of the page. */
function watchShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const found = SHORTCUTS.find(([letter]) => event.code === `Key${letter}`);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
  const rows = SHORTCUTS.map(([letter, what]) => [`Alt Shift ${letter}`, what]);
  rows.push(["Ctrl V, \u2318 V", "Paste, anywhere on the page"], ["Tab", "From one control to the next, in the order of the page"], ["Esc", "Closes what explains why to trust the page"]);
  byId("shortcuts").append(...rows.flatMap(([keys, what]) => [element("dt", "", element("kbd", "", keys ?? "")), element("dd", "", what ?? "")]));
}
