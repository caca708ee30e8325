// The library as CommonJS.
"use strict";
const assert = require("node:assert/strict");
const { explain, inspect, redact, repair } = require("assertion-inspector");

(async () => {
  assert.match(await explain("AADSTS700027"), /^AADSTS700027: /);
  const report = await inspect("AADSTS700027: [Reason - The key was not found.]");
  assert.deepEqual(report.errors[0].codes, [700027]);
  assert.ok((await redact("")).report);
  assert.ok((await repair("")).problem);
})();
