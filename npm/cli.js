#!/usr/bin/env node
// The command line: the program itself, built for WASI, which Node runs.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parse, resolve } from "node:path";

// node:wasi says on standard error that it is experimental, where nobody expects it.
const { emitWarning } = process;
process.emitWarning = () => {};
const { WASI } = await import("node:wasi");
process.emitWarning = emitWarning;

const { root } = parse(process.cwd());
// Paths as the program has them: from the root, and with slashes.
const inside = (path) => `/${resolve(path).slice(root.length).replaceAll("\\", "/")}`;
const given = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  returnOnExit: true,
  args: ["assertion-inspector", ...(root === "/" ? given : given.map((one) => (existsSync(one) ? inside(one) : one)))],
  env: { ...process.env, PWD: inside(".") },
  preopens: { "/": root },
});
const module = await WebAssembly.compile(await readFile(new URL("./cli.wasm", import.meta.url)));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
