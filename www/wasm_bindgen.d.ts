// What only the worker has, for the type checker: the module's glue, and files read at once.

import type { Report } from "./report";

declare global {
  class FileReaderSync {
    readAsArrayBuffer(blob: Blob): ArrayBuffer;
  }

  const wasm_bindgen: {
    (source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
    inspect(inputs: object[], options: object, progress: (check: string) => void): Report;
    examples(): object[];
  };
}
