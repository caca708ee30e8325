// What the module's glue puts into the worker, for the type checker.

import type { Report } from "./report";

declare global {
  const wasm_bindgen: {
    (source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
    inspect(inputs: object[], options: object, progress: (check: string) => void): Report;
    examples(): object[];
  };
}
