// Keys that lead to a place or do something, and the list that says so.

import { byId, element } from "./dom.js";
import { askForText } from "./fold.js";
import { phrase, say } from "./language.js";
import { goToPlace } from "./navigation.js";

/**
 * Letters that do something together with Alt and Shift: so they stand in the way of no text, no browser and no screen
 * reader. The key is that which has the letter on an English keyboard.
 * @type {[string, string, () => void][]}
 */
const SHORTCUTS = [
  ["O", phrase`Choose files`, () => byId("choose").click()],
  ["T", phrase`To the text field`, () => askForText("")],
  ["V", phrase`To the verdict`, () => goToPlace("verdict")],
  ["M", phrase`To “Make it right”`, () => goToPlace("repair")],
  ["A", phrase`To the assertion`, () => goToPlace("assertion")],
  ["K", phrase`To the key`, () => goToPlace("key")],
  ["W", phrase`To the times`, () => goToPlace("when")],
  ["F", phrase`To the findings`, () => goToPlace("findings")],
  ["G", phrase`To the guide`, () => goToPlace("guide")],
  ["X", phrase`Start over`, () => byId("clear").click()],
];

/** Watches the keys. */
export function watchShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const found = SHORTCUTS.find(([letter]) => event.code === `Key${letter}`);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}

/** Lists the keys at the foot of the page. */
export function drawShortcuts() {
  const rows = SHORTCUTS.map(([letter, what]) => [say`Alt Shift ${letter}`, say(what)]);
  rows.push(
    [say`Ctrl V, ⌘ V`, say`Paste, anywhere on the page`],
    [say`Tab`, say`From one control to the next, in the order of the page`],
    [say`Esc`, say`Closes what explains why to trust the page`],
  );
  byId("shortcuts").replaceChildren(...rows.flatMap(([keys, what]) => [element("dt", "", element("kbd", "", keys ?? "")), element("dd", "", what ?? "")]));
}
