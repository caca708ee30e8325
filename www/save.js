// Saving something as a file.

import { element, buttonElement } from "./dom.js";

/**
 * A button that saves something as a file.
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} label
 */
export function saveButton(name, content, type, label) {
  return buttonElement("", () => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = /** @type {HTMLAnchorElement} */ (element("a"));
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }, label);
}
