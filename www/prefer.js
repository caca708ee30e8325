// Before anything is drawn: which language the reader prefers. The page waits unseen for it where that is not English.
"use strict";

/** Languages that there is a catalogue for; English needs none. */
const CATALOGUES = ["de", "ja"];

/** @type {string} the language that is spoken */
let language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || CATALOGUES.includes(tag)) ?? "en";

if (language !== "en") document.documentElement.dataset.language = "awaited";
