// For browsers, and for bundlers, which find the module by this address.
import load, * as module from "./module/assertion_inspector.js";
import { api } from "./api.js";

export const { inspect, redact, repair, explain } = api(async () => {
  await load({ module_or_path: fetch(new URL("./module/assertion_inspector_bg.wasm", import.meta.url)) });
  return module;
});
