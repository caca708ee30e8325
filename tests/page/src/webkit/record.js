// Notes what must not happen on a page.
(() => {
  const noted = { violations: [], errors: [] };
  Object.assign(window, { noted });
  const observer = new ReportingObserver(
    (reports) => noted.violations.push(...reports.map(({ body }) => `${body.effectiveDirective} by ${body.blockedURL}`)),
    { types: ["csp-violation"], buffered: true },
  );
  observer.observe();
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
