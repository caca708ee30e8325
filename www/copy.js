// Buttons that copy a value exactly.

import { announce, element, buttonElement, symbol } from "./dom.js";
import { say } from "./language.js";

/** Milliseconds for which a button says that it has copied. */
const DONE_MS = 1600;

/**
 * A button that copies a value exactly.
 * @param {string} value
 * @param {string} label what it does
 * @param {string} done what it did
 */
export function copyButton(value, label, done) {
  const button = copyingButton("copy", () => value, done, () => [symbol("icon-copy", "icon")], () => [symbol("sign-pass", "icon")]);
  button.setAttribute("aria-label", label);
  button.title = label;
  return button;
}

/**
 * A button with words that copies what is the value when it is pressed.
 * @param {() => string | Promise<string>} value
 * @param {string} label
 * @param {string} done
 */
export function copyLabelled(value, label, done) {
  return copyingButton("primary", value, done, () => [label], () => [say`Copied`]);
}

/**
 * @param {string} className
 * @param {() => string | Promise<string>} value
 * @param {string} done
 * @param {() => (Node | string)[]} before what stands on it
 * @param {() => (Node | string)[]} after what stands on it for a while
 */
function copyingButton(className, value, done, before, after) {
  /** @type {number | undefined} */
  let timer;
  const button = buttonElement(className, async () => {
    const copied = await copy(await value(), button);
    button.parentElement?.querySelector(".copy-refused")?.remove();
    if (!copied) {
      const refused = say`Your browser refused to copy. Select the value and press Ctrl C or ⌘ C.`;
      announce(refused);
      button.after(element("span", "copy-refused", refused));
      return;
    }
    button.replaceChildren(...after());
    announce(done);
    clearTimeout(timer);
    timer = setTimeout(() => button.replaceChildren(...before()), DONE_MS);
  });
  button.append(...before());
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
 * Copies, without the clipboard interface if an engine withholds it from local files. Says whether it could.
 * @param {string} value
 * @param {HTMLElement} from
 */
async function copy(value, from) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const field = /** @type {HTMLTextAreaElement} */ (element("textarea", "visually-hidden"));
    field.value = value;
    from.after(field);
    field.select();
    const copied = document.execCommand("copy");
    field.value = "";
    field.remove();
    from.focus({ preventScroll: true });
    return copied;
  }
}
