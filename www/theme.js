// The theme: as the system, light, or dark. Not remembered: nothing is stored.

import { byId } from "./dom.js";
import { phrase, say } from "./language.js";

/** @type {[string, string][]} */
const THEMES = [["auto", phrase`auto`], ["light", phrase`light`], ["dark", phrase`dark`]];

/** Lets the button go from theme to theme. */
export function watchTheme() {
  byId("theme").addEventListener("click", () => {
    const [name] = THEMES[(chosenTheme() + 1) % THEMES.length] ?? ["auto"];
    document.documentElement.dataset.theme = name;
    drawTheme();
  });
}

/** The number of the theme that is chosen. */
function chosenTheme() {
  return Math.max(0, THEMES.findIndex(([name]) => name === document.documentElement.dataset.theme));
}

/** Says on the button which theme it is. */
export function drawTheme() {
  const word = say(THEMES[chosenTheme()]?.[1] ?? "");
  byId("theme-name").textContent = word;
  byId("theme").setAttribute("aria-label", say`Theme: ${word}`);
}
