// What one whole inspection takes, both inputs as text until the report is an object, beside what jose takes to import the
// certificate and verify the signature alone. Called with the folder of the package and that of jose's node_modules.
// Prints lines of JSON: what, milliseconds (median, least, most).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [packageFolder, modules, fixtures] = process.argv.slice(2);
const { inspect } = await import(pathToFileURL(join(packageFolder, "node.js")).href);
const jose = await import(pathToFileURL(createRequire(join(modules, "x.js")).resolve("jose")).href);

const ROUNDS = 200;
const AT = "2026-11-23T10:00:00Z";

async function measure(work) {
  const took = [];
  for (let round = 0; round < ROUNDS + 20; round += 1) {
    const begun = performance.now();
    await work();
    // The first ones are compiled while they run.
    if (round >= 20) took.push(performance.now() - begun);
  }
  took.sort((one, other) => one - other);
  return [took[ROUNDS / 2], took[0], took[ROUNDS - 1]];
}

for (const [algorithm, token, certificate] of [["RS256", "azure-identity.jwt", "app.pem"], ["PS256", "in-order.jwt", "app.pem"]]) {
  const jwt = readFileSync(join(fixtures, token), "utf8").trim();
  const pem = readFileSync(join(fixtures, certificate), "utf8");
  const ours = async () => {
    const report = await inspect([jwt, pem], { at: AT });
    if (report.cases.length !== 1) throw new Error("not one case");
  };
  const theirs = async () => {
    await jose.jwtVerify(jwt, await jose.importX509(pem, algorithm), { currentDate: new Date(AT) });
  };
  for (const [what, work] of [["inspected", ours], ["imported and verified by jose", theirs]]) {
    console.log(JSON.stringify([`${algorithm}: ${what}`, ...(await measure(work))]));
  }
}
