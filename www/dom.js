// Small helpers around the document: elements by id, new ones, and copies of templates.

/**
 * The element of this id, which the page has, and which is of this class.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`the page has no such element #${id}`);
  return /** @type {Kind} */ (found);
}

/**
 * The element that a selector finds inside another.
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function within(parent, selector) {
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
export function fromTemplate(id, texts = {}) {
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
export function element(name, className = "", ...content) {
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
export function buttonElement(className, act, ...content) {
  const made = /** @type {HTMLButtonElement} */ (element("button", className, ...content));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * The head of a column or a row.
 * @param {"col" | "row"} scope
 * @param {...(Node | string)} content
 */
export function headCell(scope, ...content) {
  const cell = element("th", "", ...content);
  cell.setAttribute("scope", scope);
  return cell;
}

/**
 * A shape of SVG.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} content
 */
export function svgElement(name, attributes, ...content) {
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
export function symbol(id, className) {
  return svgElement("svg", { class: className, "aria-hidden": "true" }, svgElement("use", { href: `#${id}` }));
}

/**
 * Shows or hides.
 * @param {HTMLElement} shown
 * @param {boolean} yes
 */
export function show(shown, yes) {
  shown.hidden = !yes;
}

/**
 * Tells those who listen to the page.
 * @param {string} text
 */
export function announce(text) {
  byId("announcer").textContent = text;
}
