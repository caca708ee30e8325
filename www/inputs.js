// The ways in: anything can be dropped, pasted, chosen or typed.

import { byId } from "./dom.js";
import { watchDrops } from "./drops.js";

/** @import { State } from "./page" */

/** Milliseconds without a keystroke after which typed text is inspected. */
const TYPING_MS = 120;

/**
 * What is done with what comes in.
 * @typedef {object} Intake
 * @property {(files: File[]) => void} addFiles
 * @property {(text: string) => void} addText
 * @property {(text: string) => void} changeText the text field has another text, and somebody may still be typing
 * @property {() => void} typed nobody is typing any more
 */

/** @param {Intake} intake */
export function watchInputs({ addFiles, addText, changeText, typed }) {
  watchDrops(addFiles, addText);
  watchChooser("files", "choose", addFiles);
  watchChooser("folder", "choose-folder", addFiles);
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const typing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    if (files.length > 0) {
      event.preventDefault();
      addFiles(files);
    } else if (!typing || isNew(event)) {
      event.preventDefault();
      addText(event.clipboardData?.getData("text/plain") ?? "");
    }
  });
  const field = byId("text", HTMLTextAreaElement);
  /** @type {number | undefined} */
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    changeText(field.value);
    timer = setTimeout(typed, TYPING_MS);
  });
}

/**
 * Whether what is pasted into the text field is an input of its own, and not part of a text that somebody is writing.
 * @param {ClipboardEvent} event
 */
function isNew({ target, clipboardData }) {
  if (!(target instanceof HTMLTextAreaElement) || target.id !== "text") return false;
  return !target.value.trim() || (clipboardData?.getData("text/plain") ?? "").includes("PRIVATE KEY");
}

/**
 * A button that opens a list of files to choose from.
 * @param {string} id
 * @param {string} button
 * @param {(files: File[]) => void} addFiles
 */
function watchChooser(id, button, addFiles) {
  const chooser = byId(id, HTMLInputElement);
  chooser.addEventListener("change", () => {
    const files = [...(chooser.files ?? [])];
    if (files.length > 0) addFiles(files);
    chooser.value = "";
  });
  byId(button).addEventListener("click", () => chooser.click());
}

/** @param {State} state */
export function drawText({ text }) {
  const field = byId("text", HTMLTextAreaElement);
  if (field.value !== text) field.value = text;
}
