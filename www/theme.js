// The theme: as the system, light, or dark. Not remembered: nothing is stored.
"use strict";

const THEMES = [
  { name: "", sign: "◐", word: "as the system" },
  { name: "light", sign: "○", word: "light" },
  { name: "dark", sign: "●", word: "dark" },
];

/** Lets the button go from theme to theme. */
function watchTheme() {
  const button = byId("theme");
  let chosen = 0;
  button.addEventListener("click", () => {
    chosen = (chosen + 1) % THEMES.length;
    const theme = THEMES[chosen];
    if (!theme) return;
    document.documentElement.dataset.theme = theme.name;
    button.textContent = theme.sign;
    button.setAttribute("aria-label", `Theme: ${theme.word}`);
  });
}
