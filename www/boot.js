// Unpacks the scripts of the page and runs them. The policy in force has the fingerprint of the very text that is unpacked, so
// that nothing else could run in its place.
"use strict";

/** The worker's script in parts; the unpacker, which the page has as well, is not among them. */
const workerParts = new TextDecoder().decode(unlzma(undense(document.getElementById("scripts")?.textContent ?? ""))).split("\0");
const pageScript = workerParts.pop() ?? "";

/** @type {Set<string>} what may become a script, or the address of one */
const ownScripts = new Set([pageScript]);

/**
 * Lets the page's own scripts through the one Trusted Types policy, and nothing else.
 * @param {string} script
 */
function ownAlone(script) {
  if (!ownScripts.has(script)) throw new TypeError("only the page's own scripts are allowed");
  return script;
}

const scriptPolicy = /** @type {any} */ (window).trustedTypes?.createPolicy("assertion-inspector", { createScript: ownAlone, createScriptURL: ownAlone });

try {
  const running = document.createElement("script");
  running.text = scriptPolicy?.createScript(pageScript) ?? pageScript;
  document.body.append(running);
} finally {
  // Whatever became of it, nobody is left with an empty page.
  delete document.documentElement.dataset.language;
}
