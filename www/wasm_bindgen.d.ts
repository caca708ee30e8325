// What only the worker has, for the type checker: the module's glue.

import type { CaseReport, Identified, RepairReport, Report, Summary } from "./report";

declare global {
  interface ModuleSession {
    add(name: string, bytes: Uint8Array): void;
    begin(name: string): void;
    feed(bytes: Uint8Array): number;
    end(): void;
    pair(): number;
    inspect(index: number, progress: (check: string) => void): Summary;
    case(index: number): CaseReport;
    repair(index: number, wish: object): RepairReport;
    report(): Report;
    identify(text: string): Identified;
    share(redacted: boolean, shortIds: boolean): string;
    share_data(redacted: boolean, shortIds: boolean): Report | null;
    printable(index: number, redacted: boolean, shortIds: boolean): Report | null;
    free(): void;
  }

  const wasm_bindgen: {
    (source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
    head_bytes(): number;
    is_stream(size: number, head: Uint8Array): boolean;
    Session: new (options: object) => ModuleSession;
    new_certificate(key: Uint8Array, subject: string, days: number, password: string): MadeCertificate;
    examples(): object[];
    speak(fingerprints: Uint32Array, sentences: string[]): void;
  };
}
