// Values as people compare them: monospaced, shortened in the middle, copied exactly, differing and unseen characters marked.
"use strict";

/** Characters that leave no trace on the screen, or turn its direction. */
const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/;

/** The two values of evidence. */
const SIDES = {
  found: { label: phrase`found`, copy: phrase`Copy the value found`, copied: phrase`Copied the value found` },
  expected: { label: phrase`expected`, copy: phrase`Copy the value expected`, copied: phrase`Copied the value expected` },
};

/**
 * A text shortened in the middle.
 * @param {string} text
 * @param {number} most
 */
function shorten(text, most) {
  const [head, tail] = ends(text, most);
  return tail === text.length ? text : `${text.slice(0, head)}…${text.slice(tail)}`;
}

/**
 * Where the middle begins and ends that is left out of a text; both the text's end where nothing is.
 * @param {string} text
 * @param {number} most
 * @returns {[number, number]}
 */
function ends(text, most) {
  if (text.length <= most) return [text.length, text.length];
  const behind = Math.floor((most - 1) / 3);
  return [most - 1 - behind, text.length - behind];
}

/**
 * A value, whole or with its middle behind a button.
 * @param {string} value
 * @param {{most?: number, marks?: boolean[] | null}} [how]
 */
function valueElement(value, { most = 96, marks = null } = {}) {
  const shown = element("code", "value");
  if (value === "") shown.append(element("i", "", say`empty`));
  const [head, tail] = ends(value, most);
  if (head === value.length || marks) {
    shown.append(...letters(value, 0, value.length, marks));
    return shown;
  }
  const middle = pressable("middle", () => fill(true), "…");
  const between = tail - head;
  middle.setAttribute("aria-label", between === 1 ? say`Show the character between` : say`Show the ${between} characters between`);
  const less = pressable("middle", () => fill(false), say`less`);
  const fill = (/** @type {boolean} */ whole, /** @type {boolean} */ first = false) => {
    if (whole) shown.replaceChildren(...letters(value, 0, value.length, null), less);
    else shown.replaceChildren(...letters(value, 0, head, null), middle, ...letters(value, tail, value.length, null));
    if (!first) (whole ? less : middle).focus({ preventScroll: true });
  };
  fill(false, true);
  return shown;
}

/**
 * The characters of a stretch: those that differ marked, those that nobody would see named.
 * @param {string} value
 * @param {number} from
 * @param {number} to
 * @param {boolean[] | null} marks
 */
function letters(value, from, to, marks) {
  const stretch = value.slice(from, to);
  if (!marks && !UNSEEN.test(stretch)) return [stretch];
  const pieces = [];
  for (let at = from; at < to; ) {
    const marked = marks?.[at] ?? false;
    let end = at + 1;
    const unseen = UNSEEN.test(value[at] ?? "");
    while (!unseen && end < to && (marks?.[end] ?? false) === marked && !UNSEEN.test(value[end] ?? "")) end += 1;
    const code = value.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    const piece = unseen ? element("span", "unseen", `U+${code}`) : value.slice(at, end);
    pieces.push(marked ? element("mark", "", piece) : piece);
    at = end;
  }
  return pieces;
}

/**
 * A button that copies a value exactly.
 * @param {string} value
 * @param {string} label what it does
 * @param {string} done what it did
 */
function copyButton(value, label, done) {
  /** @type {number | undefined} */
  let timer;
  const button = pressable("copy", async () => {
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
function copyNamed(value, name) {
  return copyButton(value, say`Copy ${name}`, say`Copied ${name}`);
}

/**
 * Copies, without the clipboard interface where an engine withholds it from local files.
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

/**
 * Evidence: both values, one under the other, each with what it is.
 * @param {Evidence} evidence
 */
function evidenceElement(evidence) {
  const shown = fromTemplate("t-evidence", { ".evidence-place": evidence.where });
  const { found, expected, at, exact } = evidence;
  if (at) within(shown, ".evidence-place").append(pressable("link", () => goToCharacters(at[0], at[1]), say`show in the token`));
  const marks = found !== null && expected !== null ? difference(found, expected) : null;
  const list = within(shown, "dl");
  list.append(...line("found", found, evidence.found_means, exact[0], marks?.[0]));
  list.append(...line("expected", expected, evidence.expected_means, exact[1], marks?.[1]));
  return shown;
}

/**
 * One line of evidence.
 * @param {"found" | "expected"} side
 * @param {string | null} value
 * @param {string | null} means
 * @param {boolean} exact it is the value itself
 * @param {boolean[]} [marks]
 */
function line(side, value, means, exact, marks) {
  if (value === null) return [];
  const { label, copy, copied } = SIDES[side];
  const cell = element("dd", `evidence-value is-${side}`, valueElement(value, { most: 160, marks }));
  // What is shortened, or described rather than shown, is of no use anywhere else.
  if (value && exact) cell.append(copyButton(value, say(copy), say(copied)));
  const parts = [element("dt", "", say(label)), cell];
  if (means) parts.push(element("dd", "means", means));
  return parts;
}
