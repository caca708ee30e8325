// The theme: as the system, light, or dark. Not remembered: nothing is stored.
"use strict";

const THEMES = ["auto", "light", "dark"];

/** Lets the button go from theme to theme. */
function watchTheme() {
  let chosen = 0;
  byId("theme").addEventListener("click", () => {
    chosen = (chosen + 1) % THEMES.length;
    const name = THEMES[chosen] ?? "auto";
    document.documentElement.dataset.theme = name;
    byId("theme-name").textContent = name;
  });
}
