// The library as a module: run where the package is installed, with the folder of fixtures. Prints the report that it got.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { explain, inspect, redact, repair } from "assertion-inspector";

const [folder, at] = process.argv.slice(2);
const file = async (name) => ({ name, content: await readFile(`${folder}/${name}`) });
const inputs = [await file("x5t-hex-text.jwt"), await file("app.pem")];

const report = await inspect(inputs, { at });
assert.deepEqual(await inspect(inputs, { at: new Date(at) }), report);
assert.equal(report.cases[0].verdict.finding, "thumbprint-hex-text-encoded");

const token = String(inputs[0].content).trim();
const [, , signature] = token.split(".");
const shared = await redact(inputs, { at, shortenIds: true });
assert.ok(JSON.stringify(report).includes(signature) && !JSON.stringify(shared).includes(signature));
assert.ok(shared.markdown.includes(shared.report.cases[0].verdict.headline.slice(0, 10)));
const clientId = report.cases[0].assertion.claims.iss;
assert.ok(!JSON.stringify(shared).includes(clientId) && JSON.stringify(await redact(inputs, { at })).includes(clientId));

const mended = await repair([...inputs, await file("keys/app.key.pem")], { alg: "RS256" });
assert.equal(mended.header.alg, "RS256");
assert.equal((await inspect([mended.token, inputs[1]])).cases[0].verdict.finding, null);
assert.equal((await repair(inputs)).token, null);

assert.match(await explain(700027), /^AADSTS700027: /);
assert.equal(await explain("nothing"), null);

// One content alone, in every form that it may have.
for (const content of [token, new TextEncoder().encode(token), new TextEncoder().encode(token).slice().buffer, { content: token }]) {
  assert.equal((await inspect(content)).cases[0].assertion.token, token);
}
assert.equal((await inspect([])).cases[0].assertion, null);
await assert.rejects(inspect(token, { at: "yesterday" }), /This time cannot be read\. Write 2026-11-25 17:20 for UTC/);
await assert.rejects(inspect(5), TypeError);

console.log(JSON.stringify(report));
