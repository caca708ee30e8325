// The words of the page in the reader's language. English stands where it is said and is the key to a catalogue; what a
// catalogue lacks is said in English. The module has its words in the same catalogue.
"use strict";

/** @typedef {{fingerprints: Uint32Array, sentences: string[]}} Catalogue */
/** @typedef {{element: Element, english: string, children: Element[]}} Block */

/** What stands for what, in the language that is spoken. */
/** @type {Map<number, string>} */
let spoken = new Map();

/** @type {Block[]} every text of the page that stands in its markup, with the elements inside it */
const blocks = [];

/** @type {{element: Element, attribute: string, english: string}[]} the same for attributes */
const attributes = [];

/** Elements whose text is in no language; what attributes say of them is. */
const VERBATIM = "code, pre, kbd, script, style, svg";

/** Where an element stands in a sentence that is said by a script: woven(say`Its thumbprint is ${HERE}`, [value]). */
const HERE = "{0}";

/**
 * Says a sentence: say`Stopped after ${count} cases.`. In a catalogue the values are numbered: `Stopped after {0} cases.`
 * @param {TemplateStringsArray | string} english
 * @param {...unknown} values
 */
function say(english, ...values) {
  const key = typeof english === "string" ? english : phrase(english);
  return (spoken.get(fingerprint(key)) ?? key).replace(/\{(\d)\}/g, (place, number) => (number in values ? String(values[number]) : place));
}

/**
 * English in a table, to be said when it is needed.
 * @param {TemplateStringsArray} english
 */
function phrase(english) {
  return english.reduce((text, piece, index) => `${text}{${index - 1}}${piece}`);
}

/**
 * Several texts in a row, as the language separates them.
 * @param {string[]} texts
 */
function listed(texts) {
  return texts.join(say`, `);
}

/**
 * Sentences, one behind the other.
 * @param {string[]} sentences
 */
function inARow(sentences) {
  return sentences.join(say` `);
}

/**
 * FNV-1a of the UTF-16 units, the lower 24 bits, as in src/language/fingerprint.rs.
 * @param {string} english
 */
function fingerprint(english) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < english.length; at += 1) hash = Math.imul(hash ^ english.charCodeAt(at), 0x01000193);
  return hash & 0xffffff;
}

/**
 * What stands packed in an element.
 * @param {string} id
 */
function unpacked(id) {
  return unlzma(undense(document.getElementById(id)?.textContent ?? ""));
}

/**
 * The catalogue of a language. The fingerprints of all sentences stand by themselves, as the distance from each to the next in
 * groups of seven bits; a language has its sentences in that order, an empty one for what it lacks.
 * @param {string} wanted
 * @returns {Catalogue}
 */
function catalogue(wanted) {
  if (wanted === "en") return { fingerprints: new Uint32Array(), sentences: [] };
  const bytes = unpacked(`language-${wanted}`);
  const all = new TextDecoder(bytes[0] === 255 ? "utf-16le" : "utf-8").decode(bytes).split("\0");
  const [fingerprints, sentences] = [/** @type {number[]} */ ([]), /** @type {string[]} */ ([])];
  let [last, held, shift, index] = [0, 0, 0, 0];
  for (const byte of unpacked("fingerprints")) {
    held |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    last += held;
    const sentence = all[index];
    if (sentence) {
      fingerprints.push(last);
      sentences.push(sentence);
    }
    [held, shift, index] = [0, 0, index + 1];
  }
  return { fingerprints: new Uint32Array(fingerprints), sentences };
}

/**
 * From now on, the page speaks a language. Gives its catalogue, for the module.
 * @param {string} wanted
 */
function speak(wanted) {
  const { fingerprints, sentences } = catalogue(wanted);
  language = wanted;
  spoken = new Map([...fingerprints].map((key, index) => [key, sentences[index] ?? ""]));
  document.documentElement.lang = wanted;
  for (const { element, english, children } of blocks) element.replaceChildren(...woven(say(english), children));
  for (const { element, attribute, english } of attributes) element.setAttribute(attribute, say(english));
  delete document.documentElement.dataset.language;
  return { fingerprints, sentences };
}

/**
 * A sentence with elements at the places of their numbers.
 * @param {string} sentence
 * @param {Node[]} children
 */
function woven(sentence, children) {
  return sentence.split(/\{(\d)\}/).flatMap((piece, index) => (index % 2 === 0 ? piece || [] : (children[Number(piece)] ?? [])));
}

/**
 * Collects the texts below an element, those of templates too. A text with elements inside is one sentence, in which they
 * are numbered.
 * @param {ParentNode} root
 */
function collect(root) {
  for (const element of root.querySelectorAll("*")) {
    if (element instanceof HTMLTemplateElement) collect(element.content);
    if (element.closest("[translate=no]")) continue;
    for (const attribute of ["aria-label", "placeholder", "title"]) {
      const english = element.getAttribute(attribute);
      if (english) attributes.push({ element, attribute, english });
    }
    if (element.closest(VERBATIM)) continue;
    const nodes = [...element.childNodes];
    if (!nodes.some((node) => node instanceof Text && node.data.trim())) continue;
    const children = [...element.children];
    const pieces = nodes.map((node) => (node instanceof Element ? `{${children.indexOf(node)}}` : node instanceof Text ? node.data : ""));
    blocks.push({ element, english: pieces.join("").replace(/\s+/g, " ").trim(), children });
  }
}

collect(document);

/** The catalogue of the language that is spoken. */
let words = speak(language);
