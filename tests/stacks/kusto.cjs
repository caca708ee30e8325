// Reads a Kusto query from standard input with Microsoft's own parser, and says what is wrong with it.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const folder = join(process.env.STACKS, "node/node_modules/@kusto/language-service-next");
require(join(folder, "bridge.min.js"));
require(join(folder, "Kusto.Language.Bridge.min.js"));

const code = Kusto.Language.KustoCode.Parse(readFileSync(0, "utf8"));
const wrong = Bridge.toArray(code.GetSyntaxDiagnostics());
for (const one of wrong) console.error(one.Message);
process.exitCode = wrong.length > 0 ? 1 : 0;
