// Makes workers. The worker's script becomes an address that the policy allows. It stands in this file as text, because a page from file:// cannot
// load another file.

import { unpackText } from "./unpack.js";

/** The address. The page's one Trusted Types policy lets it through, and no other text. */
async function workerAddress() {
  // The module's glue is generated and packed; the worker's own script stands in this file as it was written.
  const sources = [await unpackText("glue").catch(() => ""), document.querySelector('script[type="text/js-worker"]')?.textContent ?? ""];
  const address = URL.createObjectURL(new Blob(sources, { type: "text/javascript" }));
  const policy = window.trustedTypes?.createPolicy("assertion-inspector", {
    createScriptURL(wanted) {
      if (wanted !== address) throw new TypeError("only the page's own worker is allowed");
      return wanted;
    },
  });
  return policy?.createScriptURL(address) ?? address;
}

/**
 * Prepares workers. The first one starts at once, because that takes longest: it does so while the page gets ready. What keeps it
 * from that is thrown when it is asked for.
 * @returns {Promise<() => Worker>}
 */
export async function prepareWorkers() {
  try {
    const address = await workerAddress();
    /** @type {Worker | undefined} */
    let first = new Worker(address);
    let problem = "";
    // A policy may refuse it before anybody listens.
    first.onerror = ({ message }) => (problem = message || "?");
    return () => {
      if (problem) throw new Error(problem);
      const next = first ?? new Worker(address);
      first = undefined;
      return next;
    };
  } catch (problem) {
    return () => {
      throw problem;
    };
  }
}
