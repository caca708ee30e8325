// Who signed, and who issued whom: the assertion, the certificate of its key, and the certificates above it, as a chain.

import { byId, element, show, symbol, within } from "./dom.js";
import { phrase, say } from "./language.js";
import { chip, mark } from "./status.js";

/** @import { CaseReport, ChainLink, ChainRelation, Status } from "./report" */

/** What ties a certificate to what stands below it, in words, and what that amounts to. */
/** @type {Record<ChainRelation, {status: Status | null, words: string}>} */
const RELATIONS = {
  signed: { status: "pass", words: phrase`signed with the key of` },
  "not-signed": { status: "cause", words: phrase`not signed with the key of` },
  "perhaps-signed": { status: "skipped", words: phrase`perhaps signed with the key of` },
  issuer: { status: null, words: phrase`names as its issuer` },
};

/**
 * Draws the chain of a case, if it has one.
 * @param {CaseReport} shownCase
 */
export function drawChain({ chain, assertion }) {
  const area = byId("chain");
  show(area, chain.length > 0);
  const bottom = element("li", "chain-node", element("strong", "", say`Assertion`), element("span", "origin", assertion?.signature.algorithm ?? ""));
  const end = chain.at(-1)?.self_signed ? [element("li", "chain-end", say`self-signed`)] : [];
  within(area, "ol").replaceChildren(bottom, ...chain.map(linkElement), ...end);
}

/** @param {ChainLink} link */
function linkElement(link) {
  const { status, words } = RELATIONS[link.relation];
  const tie = status ? element("span", "chain-link", symbol("sign-none", "sign"), say(words)) : element("span", "chain-link", say(words));
  if (status) mark(tie, status, "");
  return element("li", "chain-node", tie, element("strong", "", link.label), ...marksOf(link));
}

/**
 * What else there is to say about a certificate in the chain.
 * @param {ChainLink} link
 */
function marksOf({ sha1, named, ca }) {
  if (sha1 === null) return [chip("skipped", say`Not at hand`)];
  const names = { named: () => chip("pass", say`named in the header`), meant: () => chip("cause", say`meant in the header, in the wrong notation`) };
  return [...(named ? [names[named]()] : []), ...(ca ? [chip("note", say`authority`)] : [])];
}
