// The inputs: dropped, pasted, chosen or typed; listed with what each was recognised as, and removable.
"use strict";

/** @typedef {{id: number, name: string, file?: File, text?: string}} Item */

/**
 * Watches every way in.
 * @param {(because: "files" | "text" | "removed" | "cleared") => void} changed
 */
function watchInputs(changed) {
  const field = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const chooser = /** @type {HTMLInputElement} */ (byId("files"));
  const veil = byId("veil");
  /** @type {Item[]} */
  let items = [];
  /** @type {Item[]} those of an example, which one's own files replace */
  let lent = [];
  let next = 1;

  /** @param {Iterable<File>} files */
  function add(files) {
    const before = items.length;
    for (const file of files) {
      items.push({ id: next, name: file.name, file });
      next += 1;
    }
    if (items.length > before) changed("files");
  }

  chooser.addEventListener("change", () => {
    add([...(chooser.files ?? [])]);
    chooser.value = "";
  });
  byId("choose").addEventListener("click", () => chooser.click());

  let depth = 0;
  const holdsSomething = (/** @type {DragEvent} */ event) => (event.dataTransfer?.types.length ?? 0) > 0;
  document.addEventListener("dragenter", (event) => {
    if (!holdsSomething(event)) return;
    event.preventDefault();
    depth += 1;
    show(veil, true);
  });
  document.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(veil, false);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    show(veil, false);
    const files = [...(event.dataTransfer?.files ?? [])];
    const text = event.dataTransfer?.getData("text/plain") ?? "";
    if (files.length > 0) add(files);
    else if (text) addText(text);
  });

  /** @param {string} text */
  function addText(text) {
    field.value = field.value.trim() ? `${field.value.trim()}\n\n${text}` : text;
    changed("text");
  }

  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      add(files);
    } else if (!(event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement)) {
      addText(event.clipboardData?.getData("text/plain") ?? "");
    }
  });

  /** @type {number | undefined} */
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed("text"), 120);
  });

  /** What to inspect, in the order of the list. */
  function current() {
    const text = field.value.trim() ? [{ id: 0, name: "pasted text", text: field.value }] : [];
    return [...items, ...text];
  }

  return {
    current,
    /** @param {{name: string, text: string}[]} inputs */
    replace(inputs) {
      field.value = "";
      items = inputs.map((input) => ({ id: next++, ...input }));
      lent = items;
    },
    /** Takes an example's inputs out again. */
    dropExample() {
      items = items.filter((item) => !lent.includes(item));
      lent = [];
    },
    clear() {
      field.value = "";
      items = [];
      changed("cleared");
    },
    /**
     * Lists the inputs with what the report says of each.
     * @param {Item[]} inspected
     * @param {InspectionReport} report
     */
    list(inspected, report) {
      const rows = inspected.map((item, index) => {
        const said = report.inputs[index];
        const row = fromTemplate("t-input");
        mark(row, said?.problem ? "warning" : "pass");
        within(row, ".input-name").textContent = item.name;
        within(row, ".input-kind").textContent = said?.kind ?? "";
        const notes = [said?.problem ?? said?.detail ?? "", ...(said?.unwrapped ?? [])];
        within(row, ".input-say").textContent = notes.filter(Boolean).join(" · ");
        const remove = within(row, ".remove");
        remove.textContent = "✕";
        remove.setAttribute("aria-label", `Remove ${item.name}`);
        remove.addEventListener("click", () => {
          if (item.id === 0) field.value = "";
          items = items.filter((one) => one.id !== item.id);
          field.focus();
          changed("removed");
        });
        return row;
      });
      byId("inputs").replaceChildren(...rows);
    },
  };
}
