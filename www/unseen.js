// What nobody would see, or what turns the direction of other text, is written out wherever the page shows it.

/** Control characters and what Unicode calls default ignorable, among them those of direction. */
const UNSEEN = /(?!\n|\t)[\p{Cc}\p{DI}\u2028\u2029\ufff9-\ufffb]/gu;

/**
 * A text with such characters as escapes. JSON stays the same data.
 * @param {string} text
 */
export function visible(text) {
  return text.replace(UNSEEN, (c) => c.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/**
 * @param {Node} node
 */
function writeOut(node) {
  if (node instanceof CharacterData) {
    const text = visible(node.data);
    if (text !== node.data) node.data = text;
  } else if (node instanceof Element) {
    for (const name of SHOWN) {
      const text = node.getAttribute(name);
      if (text && text !== visible(text)) node.setAttribute(name, visible(text));
    }
    node.childNodes.forEach(writeOut);
  }
}

/** Attributes that people see or hear. */
const SHOWN = ["title", "aria-label"];

/** Writes it out in whatever comes into the page from now on, before it is painted. */
export function watchUnseen() {
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) (type === "childList" ? addedNodes : [target]).forEach(writeOut);
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: SHOWN });
}
