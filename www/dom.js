// Small helpers around the document: elements by id, templates, signs and words of a status.
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
 * A fresh copy of a template's first element.
 * @param {string} id
 * @returns {HTMLElement}
 */
function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (byId(id));
  const first = template.content.firstElementChild;
  if (!first) throw new Error(`the template #${id} is empty`);
  return /** @type {HTMLElement} */ (document.importNode(first, true));
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

/** Each status has a sign and a word; colour comes third. */
const STATUSES = {
  cause: { sign: "✕", word: "stops sign-in" },
  warning: { sign: "!", word: "may cause trouble" },
  note: { sign: "✓", word: "fine, worth knowing" },
  pass: { sign: "✓", word: "fine" },
  skipped: { sign: "○", word: "not checked" },
};

/**
 * Marks an element with a status, and its `.sign` with the sign.
 * @param {HTMLElement} marked
 * @param {Status} status
 */
function mark(marked, status) {
  marked.dataset.status = status;
  within(marked, ".sign").textContent = STATUSES[status].sign;
}

/**
 * Shows or hides.
 * @param {HTMLElement} shown
 * @param {boolean} yes
 */
function show(shown, yes) {
  shown.hidden = !yes;
}
