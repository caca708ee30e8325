// Dropping anywhere on the page.

import { byId, show } from "./dom.js";

/**
 * Lets anything be dropped anywhere on the page.
 * @param {(files: File[]) => void} addFiles
 * @param {(text: string) => void} addText
 */
export function watchDrops(addFiles, addText) {
  let depth = 0;
  // What is dragged from the page itself, such as a word within the text field, is not one more input. Files always are.
  let own = false;
  document.addEventListener("dragstart", () => (own = true));
  document.addEventListener("dragend", () => (own = false));
  const moved = (/** @type {DragEvent} */ event) => own && !event.dataTransfer?.types.includes("Files");
  const movedInField = (/** @type {DragEvent} */ event) => moved(event) && event.target instanceof HTMLTextAreaElement;
  const enter = (/** @type {number} */ to) => {
    depth = Math.max(0, to);
    show(byId("veil"), depth > 0);
  };
  document.addEventListener("dragenter", (event) => {
    if (movedInField(event)) return;
    event.preventDefault();
    if (event.dataTransfer?.types.length && !moved(event)) enter(depth + 1);
  });
  document.addEventListener("dragleave", () => enter(depth - 1));
  document.addEventListener("dragover", (event) => {
    if (!movedInField(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (movedInField(event)) return;
    event.preventDefault();
    enter(0);
    if (moved(event)) return;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) addFiles(files);
    else addText(event.dataTransfer?.getData("text/plain") ?? "");
  });
}
