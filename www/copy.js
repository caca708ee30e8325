// Buttons that copy a value exactly.

import { announce, element, buttonElement, symbol } from "./dom.js";
import { say } from "./language.js";

/**
 * A button that copies a value exactly.
 * @param {string} value
 * @param {string} label what it does
 * @param {string} done what it did
 */
export function copyButton(value, label, done) {
  /** @type {number | undefined} */
  let timer;
  const button = buttonElement("copy", async () => {
    await copy(value, button);
    button.replaceChildren(symbol("sign-pass", "icon"));
    announce(done);
    clearTimeout(timer);
    timer = setTimeout(() => button.replaceChildren(symbol("icon-copy", "icon")), 1600);
  });
  button.append(symbol("icon-copy", "icon"));
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

/**
 * A button that copies a value with a name of its own.
 * @param {string} value
 * @param {string} name
 */
export function copyNamed(value, name) {
  return copyButton(value, say`Copy ${name}`, say`Copied ${name}`);
}

/**
 * Copies, without the clipboard interface if an engine withholds it from local files.
 * @param {string} value
 * @param {HTMLElement} from
 */
async function copy(value, from) {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", "visually-hidden"));
    field.value = value;
    from.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    from.focus({ preventScroll: true });
  }
}
