// The words of the page in the reader's language. English stands where it is said and is the key to a catalogue; what a
// catalogue lacks is said in English. The module takes its words from the same catalogue.

import { byId } from "./dom.js";
import { unpackNumbers, unpackTexts } from "./unpack.js";

/** @import { Catalogue } from "./protocol" */
/** @typedef {{element: Element, english: string, children: Element[]}} Block */

/** The language of the keys. */
const ENGLISH = "en";

/** Elements whose text is in no language; their attributes are. */
const VERBATIM = "code, pre, kbd, script, style, svg";

/** Where an element stands in a sentence of a script: interpolate(say`Its thumbprint is ${HERE}`, [value]). */
export const HERE = "{0}";

/** What is spoken: the language, and what stands for the English in it. */
const spoken = { language: ENGLISH, plural: "", sentences: /** @type {Map<number, string>} */ (new Map()) };

/** @type {Block[]} every text of the page's markup, with the elements inside it */
const blocks = [];

/** @type {{element: Element, attribute: string, english: string}[]} the same for attributes */
const attributes = [];

/** The language that is spoken. */
export function spokenLanguage() {
  return spoken.language;
}

/** The reader's first language that the page speaks, else English. The list to choose from has them all. */
export function preferredLanguage() {
  const known = [...byId("language", HTMLSelectElement).options].map(({ value }) => value);
  return navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => known.includes(tag)) ?? ENGLISH;
}

/**
 * Says a sentence: say`Stopped after ${count} cases.`. In a catalogue the values are numbered: `Stopped after {0} cases.`
 * @param {TemplateStringsArray | string} english
 * @param {...unknown} values
 */
export function say(english, ...values) {
  const key = typeof english === "string" ? english : phrase(english);
  return fill(translation(key) ?? key, values);
}

/**
 * What stands for an English sentence in the language that is spoken.
 * @param {string} english
 */
function translation(english) {
  return spoken.sentences.size > 0 ? spoken.sentences.get(fingerprint(english)) : undefined;
}

/**
 * What a catalogue has in the place of an English sentence: the 32-bit FNV-1a of its UTF-16 units.
 * @param {string} english
 */
function fingerprint(english) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < english.length; at += 1) hash = Math.imul(hash ^ english.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * A sentence with its values at the places of their numbers.
 * @param {string} sentence
 * @param {unknown[]} values
 */
function fill(sentence, values) {
  return sentence.replace(/\{(\d)\}/g, (place, number) => (Number(number) in values ? String(values[Number(number)]) : place));
}

/**
 * Says a sentence about so many things, which are its first value: sayCount(count, one`1 file`, many`${count} files`). Another
 * language has as many forms as it needs.
 * @param {number} count
 * @param {string} englishOne
 * @param {string} englishMany
 * @param {...unknown} others the values after the count
 */
export function sayCount(count, englishOne, englishMany, ...others) {
  const forms = translation(englishOne)?.split("\0");
  const form = Number(spoken.plural[count < spoken.plural.length ? count : 100 + (count % 100)] ?? 0);
  return fill(forms?.[form] || (count === 1 ? englishOne : englishMany), [count, ...others]);
}

/**
 * The English for one thing.
 * @param {TemplateStringsArray} english
 */
export function one(english) {
  return phrase(english);
}

/**
 * The English for several things. Its values only mark their places here; sayCount is given them.
 * @param {TemplateStringsArray} english
 * @param {...unknown} _values
 */
export function many(english, ..._values) {
  return phrase(english);
}

/**
 * English in a table, to be said when it is needed.
 * @param {TemplateStringsArray} english
 */
export function phrase(english) {
  return english.reduce((text, piece, index) => `${text}{${index - 1}}${piece}`);
}

/**
 * Several texts in a row, as the language separates them.
 * @param {string[]} texts
 */
export function joinTexts(texts) {
  return texts.join(say`, `);
}

/**
 * Sentences, one after the other.
 * @param {string[]} sentences
 */
export function joinSentences(sentences) {
  return sentences.join(say` `);
}

/**
 * A text with its first letter as at the start of a line.
 * @param {string} text
 */
export function capitalized(text) {
  return text.charAt(0).toLocaleUpperCase(spoken.language) + text.slice(1);
}

/**
 * The catalogue of a language. English needs none.
 * @param {string} language
 * @returns {Promise<Catalogue>}
 */
export async function loadCatalogue(language) {
  if (language === ENGLISH) return { fingerprints: new Uint32Array(), translations: [] };
  const [fingerprints, translations] = await Promise.all([unpackNumbers(`catalogue-${ENGLISH}`), unpackTexts(`catalogue-${language}`)]);
  return { fingerprints, translations };
}

/**
 * From now on, the page speaks a language.
 * @param {string} language
 * @param {Catalogue} catalogue
 */
export function speak(language, { fingerprints, translations }) {
  spoken.language = language;
  spoken.sentences = new Map();
  fingerprints.forEach((key, index) => {
    const said = translations[index];
    if (said) spoken.sentences.set(key, said);
  });
  // What stands for the empty sentence is the plural form of each number from 0 to 199.
  spoken.plural = translation("") ?? "";
  document.documentElement.lang = language;
  for (const { element, english, children } of blocks) element.replaceChildren(...interpolate(say(english), children));
  for (const { element, attribute, english } of attributes) element.setAttribute(attribute, say(english));
  delete document.documentElement.dataset.language;
}

/**
 * A sentence with elements at the places of their numbers.
 * @param {string} sentence
 * @param {Node[]} children
 */
export function interpolate(sentence, children) {
  return sentence.split(/\{(\d)\}/).flatMap((piece, index) => (index % 2 === 0 ? piece || [] : (children[Number(piece)] ?? [])));
}

/**
 * Collects the texts below an element, including those of templates. A text with elements inside is one sentence, in which they
 * are numbered.
 * @param {ParentNode} root
 */
export function collectTexts(root) {
  for (const element of root.querySelectorAll("*")) {
    if (element instanceof HTMLTemplateElement) collectTexts(element.content);
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
