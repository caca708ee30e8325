// The inputs: dropped, pasted, chosen or typed; listed with what each was recognised as, and removable.

import { byId, within } from "./dom.js";
import { watchDrops } from "./drops.js";
import { askPassword, inputElement, insideElement, sayInput } from "./input-rows.js";
import { say } from "./language.js";

/** @import { Item } from "./page" */
/** @import { Outcome } from "./protocol" */

/** Milliseconds without a keystroke after which typed text is inspected. */
const TYPING_MS = 120;

/**
 * Watches every way in.
 * @param {(because: "files" | "text" | "password" | "removed" | "cleared") => void} changed
 */
export function watchInputs(changed) {
  const field = byId("text", HTMLTextAreaElement);
  const list = byId("inputs");
  /** @type {Item[]} */
  let items = [];
  /** @type {Item[]} those of an example, which one's own files replace */
  let fromExample = [];
  /** @type {Item} what stands in the text field */
  const typed = { name: "", text: "" };
  /** @type {Map<Item, HTMLElement>} */
  let rows = new Map();
  /** @type {string[]} passwords that were given, for as long as there are inputs */
  let passwords = [];

  /** @param {{name: string, file?: File, text?: string}[]} more */
  const add = (more) => {
    items = [...items, ...more];
    return more;
  };
  /** @param {Iterable<File>} files */
  const addFiles = (files) => {
    const added = [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
    // What is dropped twice is there once.
    const again = (/** @type {Item} */ one) => added.some(({ name, file }) => name === one.name && file.size === one.file?.size && file.lastModified === one.file.lastModified);
    items = items.filter((one) => !again(one));
    if (add(added).length > 0) changed("files");
  };
  /** @param {string} text */
  const addText = (text) => {
    if (!text.trim()) return;
    field.value = field.value.trim() ? `${field.value.trim()}\n\n${text}` : text;
    changed("text");
  };
  /** @param {Item} item */
  const remove = (item) => {
    const at = [...list.children].findIndex((row) => row.contains(document.activeElement));
    if (item === typed) field.value = "";
    items = items.filter((one) => one !== item);
    changed("removed");
    const left = list.querySelectorAll("button");
    (left[Math.min(at, left.length - 1)] ?? byId("choose")).focus();
  };

  watchDrops(addFiles, addText);
  for (const [id, button] of [["files", "choose"], ["folder", "choose-folder"]]) {
    const chooser = /** @type {HTMLInputElement} */ (byId(id ?? ""));
    chooser.addEventListener("change", () => {
      addFiles(chooser.files ?? []);
      chooser.value = "";
    });
    byId(button ?? "").addEventListener("click", () => chooser.click());
  }
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const typing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    if (files.length > 0) {
      event.preventDefault();
      addFiles(files);
    } else if (!typing) addText(event.clipboardData?.getData("text/plain") ?? "");
  });
  /** @type {number | undefined} */
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed("text"), TYPING_MS);
  });

  return {
    /** What to inspect, in the order of the list. */
    current() {
      typed.name = say`pasted text`;
      typed.text = field.value;
      return field.value.trim() ? [...items, typed] : items;
    },
    /** @param {{name: string, text: string}[]} inputs */
    loadExample(inputs) {
      field.value = "";
      items = [];
      fromExample = add(inputs);
    },
    /** Takes an example's inputs out again. */
    dropExample() {
      items = items.filter((item) => !fromExample.includes(item));
      fromExample = [];
    },
    /** Every password that was given. */
    passwords: () => passwords,
    clear() {
      field.value = "";
      items = fromExample = [];
      passwords = [];
      changed("cleared");
    },
    /** Rows in another language are to come. */
    forgetRows() {
      rows = new Map();
    },
    /**
     * Lists the inputs, with what the report says of each once there is one. A row stays while its input does, so
     * that nothing jumps and the focus is not lost.
     * @param {Item[]} inspected
     * @param {Outcome} [outcome]
     */
    list(inspected, outcome) {
      const kept = inspected.map((item) => rows.get(item) ?? inputElement(item, () => remove(item)));
      rows = new Map(inspected.map((item, index) => [item, /** @type {HTMLElement} */ (kept[index])]));
      if (kept.length !== list.children.length || kept.some((row, index) => list.children[index] !== row)) {
        list.replaceChildren(...kept);
      }
      if (!outcome) return;
      const { report, unreadable } = outcome;
      const own = report.inputs.filter(({ inside }) => inside === null);
      kept.forEach((row, index) => {
        const said = own[index];
        sayInput(row, said, unreadable[index] ?? false);
        const members = report.inputs.filter(({ inside }) => said && inside !== null && `${inside}/`.startsWith(`${said.name}/`));
        within(row, ".members-inside").replaceChildren(...members.map(insideElement));
        const locked = (said?.needs_password || members.some(({ needs_password }) => needs_password)) ?? false;
        askPassword(row, locked, (password) => {
          passwords = [...passwords, password];
          changed("password");
        });
      });
    },
  };
}
