// Keys that lead to a place or do something, and the list that says so.

import { byId, element, within } from "./dom.js";
import { askForText } from "./fold.js";
import { phrase, say } from "./language.js";
import { goToPlace } from "./navigation.js";

/**
 * Letters that do something alone where nothing is typed, and together with Alt and Shift everywhere: there the key is that
 * which has the letter on an English keyboard.
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
    if (event.ctrlKey || event.metaKey) return;
    const both = event.altKey && event.shiftKey;
    const alone = !event.altKey && !isTyping(event.target);
    if (alone && event.key === "?") return openList(event);
    // A single key does not start over: nobody should lose anything by a slip.
    const found = SHORTCUTS.find(([letter]) => (both ? event.code === `Key${letter}` : alone && !event.shiftKey && letter !== "X" && event.key.toUpperCase() === letter));
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}

/**
 * Whether keys belong to what has the focus.
 * @param {EventTarget | null} target
 */
function isTyping(target) {
  return target instanceof Element && target.matches("input, textarea, select");
}

/**
 * Opens the list of keys.
 * @param {KeyboardEvent} event
 */
function openList(event) {
  event.preventDefault();
  const list = /** @type {HTMLDetailsElement} */ (byId("shortcuts").parentElement);
  list.open = true;
  list.scrollIntoView({ block: "center" });
  within(list, "summary").focus({ preventScroll: true });
}

/** Lists the keys at the foot of the page. */
export function drawShortcuts() {
  const rows = SHORTCUTS.map(([letter, what]) => [letter === "X" ? say`Alt Shift ${letter}` : say`${letter}, Alt Shift ${letter}`, say(what)]);
  rows.push(
    [say`?`, say`This list`],
    [say`Ctrl V, ⌘ V`, say`Paste, anywhere on the page`],
    [say`Tab`, say`From one control to the next, in the order of the page`],
    [say`Esc`, say`Closes what explains why to trust the page`],
  );
  byId("shortcuts").replaceChildren(...rows.flatMap(([keys, what]) => [element("dt", "", element("kbd", "", keys ?? "")), element("dd", "", what ?? "")]));
}
