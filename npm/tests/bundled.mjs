// Runs what the bundler made, as far as a program without a page can: its addresses lead to the disk.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";

const assets = new URL("./bundle/dist/assets/", import.meta.url);
const names = await readdir(assets);
assert.equal(names.filter((name) => name.endsWith(".wasm")).length, 1, names.join());
globalThis.fetch = async (address) =>
  new Response(await readFile(new URL(address)), { headers: { "content-type": "application/wasm" } });
await import(new URL(names.find((name) => name.endsWith(".js")), assets));
assert.match(await globalThis.answer, /^AADSTS700027: /);
