// For Node and Deno, which read the module from the disk.
import { readFile } from "node:fs/promises";
import load, * as module from "./module/assertion_inspector.js";
import { api } from "./api.js";

export const { inspect, redact, repair, explain } = api(async () => {
  await load({ module_or_path: await readFile(new URL("./module/assertion_inspector_bg.wasm", import.meta.url)) });
  return module;
});
