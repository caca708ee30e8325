// Lists that several parts of the page have: facts, steps to take, citations.

import { copyNamed } from "./copy.js";
import { element } from "./dom.js";
import { capitalized } from "./language.js";

/**
 * Names and values for a list; what has no value is left out.
 * @param {[string, string | null, boolean?][]} pairs with whether the value is one to copy
 */
export function facts(pairs) {
  return pairs.flatMap(([name, value, copied]) => (value ? [element("dt", "", name), element("dd", "", value, ...(copied ? [copyNamed(value, name)] : []))] : []));
}

/**
 * Steps to take, numbered if there are several.
 * @param {string[]} advice
 */
export function adviceList(advice) {
  return element(advice.length > 1 ? "ol" : "ul", "advice", ...advice.map((step) => element("li", "", step)));
}

/**
 * A citation as a link, named by what it is.
 * @param {string} url
 */
export function citation(url) {
  const rfc = /rfc(\d+)(?:#section-([\d.]+))?/.exec(url);
  const page = (url.split(/[#?]/)[0] ?? url).split("/").filter(Boolean).pop() ?? url;
  const section = rfc?.[2] ? ` §${rfc[2]}` : "";
  const link = element("a", "", rfc ? `RFC ${rfc[1]}${section}` : capitalized(page.replaceAll("-", " ")));
  link.setAttribute("href", url);
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noreferrer noopener");
  return link;
}
