// Notes what must not happen on a page.
(() => {
  const noted = { violations: [], errors: [] };
  Object.assign(window, { noted });
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    noted.violations.push(`${effectiveDirective} by ${blockedURI}`);
  });
  addEventListener("error", (event) => noted.errors.push(event.message));
  addEventListener("unhandledrejection", (event) => noted.errors.push(String(event.reason)));
  for (const method of ["error", "assert"]) {
    const original = console[method].bind(console);
    console[method] = (...words) => {
      if (method === "error" || !words[0]) noted.errors.push(words.map(String).join(" "));
      original(...words);
    };
  }
})()
