// The worker's script as an address that the policy allows. It stands in this file as text, because a page from file:// cannot
// load another file.

/** Makes the address. The page's one Trusted Types policy lets this address through, and no other text. */
export function createWorkerAddress() {
  const sources = [...document.querySelectorAll('script[type="text/js-worker"]')].map((script) => script.textContent);
  const address = URL.createObjectURL(new Blob(sources, { type: "text/javascript" }));
  const policy = window.trustedTypes?.createPolicy("assertion-inspector", {
    createScriptURL(wanted) {
      if (wanted !== address) throw new TypeError("only the page's own worker is allowed");
      return wanted;
    },
  });
  return policy?.createScriptURL(address) ?? address;
}
