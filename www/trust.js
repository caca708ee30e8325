// Why this page can be trusted: what the policy in force allows, and what was asked of the network.

import { byId, element, symbol, within } from "./dom.js";
import { say } from "./language.js";
import { mark } from "./status.js";

/** Shows the policy that the browser enforces, in words and to the letter. */
export function drawTrust() {
  const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  const policy = meta?.getAttribute("content") ?? "";
  byId("policy").textContent = policy.replaceAll("; ", ";\n");
  const has = (/** @type {string} */ text) => policy.includes(text);
  const scripts = policy.match(/script-src[^;]*/)?.[0].match(/'sha256-/g)?.length ?? 0;
  const enforced = /** @type {[boolean, string][]} */ ([
    [has("default-src 'none'"), say`It refuses whatever a script, a picture, a font or a frame would load or send: no address is allowed. Links and WebRTC are beyond such a policy; the page follows no link by itself and has no WebRTC in it.`],
    [scripts === 1 && !has("'unsafe-inline'"), say`It runs the one script in this file, known by its fingerprint, and no other.`],
    [has("form-action 'none'"), say`It refuses to send forms.`],
    [has("require-trusted-types-for 'script'"), say`It refuses to turn any text, yours included, into markup or code.`],
  ]);
  byId("enforced").replaceChildren(
    ...enforced.map(([holds, words]) => {
      const line = element("li", "", symbol("sign-none", "sign"), words);
      mark(line, holds ? "pass" : "warning", holds ? say`In force` : say`Not in force`);
      return line;
    }),
  );
  drawRequests();
  if (byId("trust", HTMLDetailsElement).open) showHash();
}

/** Says what was asked of the network. */
function drawRequests() {
  const remote = performance.getEntriesByType("resource").filter((entry) => /^(https?|wss?):/.test(entry.name));
  byId("requests").textContent = say`Requests over the network since you opened it: ${remote.length}.`;
}

/** Lets the panel bring itself up to date, and close. */
export function watchTrust() {
  const trust = byId("trust", HTMLDetailsElement);
  trust.addEventListener("toggle", () => {
    if (trust.open) showHash();
    drawRequests();
  });
  trust.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    trust.open = false;
    within(trust, "summary").focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !trust.contains(event.target)) trust.open = false;
  });
}

/** Shows the fingerprint of the module as it stands in this file. */
async function showHash() {
  // A browser offers it to files and to https, and not to a page that somebody put on a plain http server.
  if (!crypto.subtle) return void (byId("module-hash").textContent = say`(not to be had over http)`);
  const packed = new TextEncoder().encode(byId("module").textContent.trim());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", packed));
  byId("module-hash").textContent = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
