// Small helpers around the document: elements by id, templates, and the sign and word of each status.
"use strict";

/** @typedef {import("./report").Report} InspectionReport */
/** @typedef {import("./report").CaseReport} CaseReport */
/** @typedef {import("./report").FindingReport} FindingReport */
/** @typedef {import("./report").Evidence} Evidence */
/** @typedef {import("./report").AssertionReport} AssertionReport */
/** @typedef {import("./report").MemberReport} MemberReport */
/** @typedef {import("./report").CertificateReport} CertificateReport */
/** @typedef {import("./report").GuideReport} GuideReport */
/** @typedef {import("./report").Status} Status */

/**
 * The element of this id, which the page has.
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

/**
 * The element that a selector finds inside another.
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {HTMLElement}
 */
function within(parent, selector) {
  const found = parent.querySelector(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * A fresh copy of a template's element, with texts put where selectors say.
 * @param {string} id
 * @param {Record<string, string>} [texts]
 * @returns {HTMLElement}
 */
function fromTemplate(id, texts = {}) {
  const first = /** @type {HTMLTemplateElement} */ (byId(id)).content.firstElementChild;
  if (!first) throw new Error(`the template #${id} is empty`);
  const made = /** @type {HTMLElement} */ (document.importNode(first, true));
  for (const [selector, text] of Object.entries(texts)) within(made, selector).textContent = text;
  return made;
}

/**
 * A new element with a class and content.
 * @param {string} name
 * @param {string} [className]
 * @param {...(Node | string)} content
 * @returns {HTMLElement}
 */
function element(name, className = "", ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/**
 * A button that does something.
 * @param {string} className
 * @param {() => void} act
 * @param {...(Node | string)} content
 * @returns {HTMLButtonElement}
 */
function pressable(className, act, ...content) {
  const made = /** @type {HTMLButtonElement} */ (element("button", className, ...content));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * A shape of SVG.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} content
 */
function shape(name, attributes, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...content);
  return made;
}

/**
 * One of the symbols at the head of the page.
 * @param {string} id
 * @param {string} className
 */
function symbol(id, className) {
  return shape("svg", { class: className, "aria-hidden": "true" }, shape("use", { href: `#${id}` }));
}

/** Each status has a sign and a word; colour comes third. */
const STATUSES = {
  cause: { sign: "sign-cause", word: phrase`Stops sign-in` },
  warning: { sign: "sign-warning", word: phrase`May cause trouble` },
  note: { sign: "sign-pass", word: phrase`Fine, worth knowing` },
  pass: { sign: "sign-pass", word: phrase`Fine` },
  skipped: { sign: "sign-skipped", word: phrase`Not checked` },
};

/**
 * Marks an element with a status: its `.sign` is drawn, and the word added for those who do not see it.
 * @param {HTMLElement} marked
 * @param {Status} status
 * @param {string} [word] another word than the status has; none where it stands there already
 */
function mark(marked, status, word = say(STATUSES[status].word)) {
  marked.dataset.status = status;
  const sign = within(marked, ".sign");
  within(sign, "use").setAttribute("href", `#${STATUSES[status].sign}`);
  if (sign.nextElementSibling?.matches(".word")) sign.nextElementSibling.remove();
  if (word) sign.after(element("span", "word visually-hidden", say`${word}:`, " "));
}

/**
 * Shows or hides.
 * @param {HTMLElement} shown
 * @param {boolean} yes
 */
function show(shown, yes) {
  shown.hidden = !yes;
}

/**
 * Brings an element into view and gives it the focus.
 * @param {HTMLElement} target
 * @param {HTMLElement} [focused]
 */
function goTo(target, focused = target) {
  target.scrollIntoView({ block: "center" });
  focused.focus({ preventScroll: true });
}

/**
 * Tells those who listen to the page.
 * @param {string} text
 */
function announce(text) {
  byId("announcer").textContent = text;
}
