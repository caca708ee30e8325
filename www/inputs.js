// The inputs: dropped, pasted, chosen or typed; listed with what each was recognised as, and removable.
"use strict";

/** @typedef {{name: string, file?: File, text?: string}} Item */

/** Milliseconds without a keystroke after which typed text is inspected. */
const TYPING = 120;

/**
 * Watches every way in.
 * @param {(because: "files" | "text" | "password" | "removed" | "cleared") => void} changed
 */
function watchInputs(changed) {
  const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const list = byId("inputs");
  /** @type {Item[]} */
  let items = [];
  /** @type {Item[]} those of an example, which one's own files replace */
  let lent = [];
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
    timer = setTimeout(() => changed("text"), TYPING);
  });

  return {
    /** What to inspect, in the order of the list. */
    current() {
      typed.name = say`pasted text`;
      typed.text = field.value;
      return field.value.trim() ? [...items, typed] : items;
    },
    /** @param {{name: string, text: string}[]} inputs */
    lend(inputs) {
      field.value = "";
      items = [];
      lent = add(inputs);
    },
    /** Takes an example's inputs out again. */
    dropExample() {
      items = items.filter((item) => !lent.includes(item));
      lent = [];
    },
    /** Every password that was given. */
    passwords: () => passwords,
    clear() {
      field.value = "";
      items = lent = [];
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
     * @param {InspectionReport} [report]
     * @param {boolean[]} [unreadable]
     */
    list(inspected, report, unreadable) {
      const kept = inspected.map((item) => rows.get(item) ?? inputElement(item, () => remove(item)));
      rows = new Map(inspected.map((item, index) => [item, /** @type {HTMLElement} */ (kept[index])]));
      if (kept.length !== list.children.length || kept.some((row, index) => list.children[index] !== row)) {
        list.replaceChildren(...kept);
      }
      if (!report) return;
      const own = report.inputs.filter(({ inside }) => inside === null);
      kept.forEach((row, index) => {
        const said = own[index];
        sayInput(row, said, unreadable?.[index] ?? false);
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

/**
 * @param {Item} item
 * @param {() => void} remove
 */
function inputElement(item, remove) {
  const row = fromTemplate("t-input");
  within(row, ".input-name").append(...letters(item.name, 0, item.name.length, null));
  mark(row, "skipped", "");
  const button = within(row, ".remove");
  button.setAttribute("aria-label", say`Remove ${item.name}`);
  button.title = say`Remove`;
  button.addEventListener("click", remove);
  return row;
}

/**
 * A file that was found inside another.
 * @param {import("./report").InputReport} said
 */
function insideElement(said) {
  const row = fromTemplate("t-member-inside", { ".input-name": said.name, ".input-kind": said.kind_said, ".input-say": said.problem ?? said.detail });
  mark(row, said.problem ? "warning" : "pass", said.problem ? say`Not used` : "");
  return row;
}

/**
 * Asks in place for the password of an input that is encrypted. What is being typed stays.
 * @param {HTMLElement} row
 * @param {boolean} locked
 * @param {(password: string) => void} give
 */
function askPassword(row, locked, give) {
  const form = row.querySelector("form");
  if (!locked) {
    form?.remove();
    return;
  }
  if (form) {
    const field = /** @type {HTMLInputElement} */ (within(form, "input"));
    if (form.dataset.tried) {
      field.value = "";
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
    return;
  }
  const asked = /** @type {HTMLFormElement} */ (fromTemplate("t-password"));
  const field = /** @type {HTMLInputElement} */ (within(asked, "input"));
  const name = within(row, ".input-name").textContent;
  field.setAttribute("aria-label", say`Password for ${name}`);
  asked.addEventListener("submit", (event) => {
    event.preventDefault();
    asked.dataset.tried = "true";
    give(field.value);
  });
  row.append(asked);
}

/**
 * Says of an input what it was recognised as, or why it could not be used.
 * @param {HTMLElement} row
 * @param {import("./report").InputReport | undefined} said
 * @param {boolean} unreadable
 */
function sayInput(row, said, unreadable) {
  const problem = unreadable ? say`The browser could not read it. If it is a folder, take it in with the button for folders.` : said?.problem;
  const notes = problem ? [problem] : [said?.detail ?? "", ...(said?.unwrapped ?? [])];
  within(row, ".input-kind").textContent = unreadable || !said ? "" : said.kind_said;
  within(row, ".input-say").textContent = listed(notes.filter(Boolean));
  mark(row, problem ? "warning" : "pass", problem ? say`Not used` : "");
}

/**
 * Lets anything be dropped anywhere on the page.
 * @param {(files: File[]) => void} addFiles
 * @param {(text: string) => void} addText
 */
function watchDrops(addFiles, addText) {
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
