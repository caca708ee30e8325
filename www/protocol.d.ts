// What page and worker say to each other.

import type { CaseReport, Identified, RepairReport, Report, Summary } from "./report";

export type SessionOptions = wasm_bindgen.SessionOptions;
export type RepairOptions = wasm_bindgen.RepairOptions;
export type Example = wasm_bindgen.Example;
export type MadeCertificate = wasm_bindgen.MadeCertificate;
export type Foresight = wasm_bindgen.Foresight;

/**
 * Fingerprints of English sentences, and at the same places of the other list what they are in a language. At the end of that one, those of
 * the reference pages follow, which the module knows. Without any, English is spoken.
 */
export interface Catalogue {
  fingerprints: Uint32Array;
  translations: string[];
}

/** An input as the worker knows it: its text, or how many bytes can be read of it. */
export interface InputDescription {
  name: string;
  size: number;
  text?: string;
}

/** What an inspection found. */
export interface Outcome {
  /** Everything but the cases. */
  report: Report;
  /** One for each case that was inspected. */
  summaries: Summary[];
  /** How many cases there are. */
  count: number;
  /** The case to show first. */
  chosen: number;
  /** That case. */
  shown: CaseReport;
  /** Which inputs the browser cannot read. */
  unreadable: boolean[];
  /** The inspection was stopped before its end. */
  stopped: boolean;
}

/** What is being done. */
export type Step =
  | { step: "reading"; name: string; at: number; size: number; found: number }
  | { step: "inspecting"; index: number; count: number; check: string };

/** What is being done, and which share of it is done. */
export type Progress = Step & { share: number };

/** What a report to hand over lacks. */
export interface Redaction {
  redacted: boolean;
  short_ids: boolean;
}

/** Questions that are no inspection, each with its answer. */
export interface Questions {
  share: { request: Redaction & { format: string }; answer: string };
  print: { request: Redaction & { index: number }; answer: Report | null };
  certify: { request: { key: Uint8Array; subject: string; days: number; password: string }; answer: MadeCertificate };
  preflight: { request: null; answer: Foresight | null };
  identify: { request: { text: string }; answer: Identified };
}

export type QuestionName = keyof Questions;

/** A question with its name. */
export type Question = { [Name in QuestionName]: { what: Name; request: Questions[Name]["request"] } }[QuestionName];
export type Answer = Questions[QuestionName]["answer"];

export type ToWorker =
  | { type: "start"; module: WebAssembly.Module }
  | { type: "speak"; catalogue: Catalogue }
  | { type: "inspect"; run: number; inputs: InputDescription[]; options: SessionOptions }
  | { type: "bytes"; number: number; bytes?: ArrayBuffer }
  | { type: "stop" }
  | { type: "case"; run: number; index: number }
  | { type: "repair"; run: number; index: number; options: RepairOptions }
  | { type: "ask"; number: number; question: Question };

export type FromWorker =
  | { type: "ready"; examples: Example[] }
  | { type: "failed"; message: string }
  | { type: "spoken"; examples: Example[] }
  | { type: "read"; run: number; number: number; input: number; from: number; to: number }
  | { type: "progress"; run: number; progress: Progress }
  | { type: "report"; run: number; outcome: Outcome }
  /** It has heard that it is to stop, and now brings together what was found. */
  | { type: "stopping" }
  | { type: "refused"; run: number; at: "options" | "inputs"; message: string }
  /** The module broke while this check ran, and its instance is lost. */
  | { type: "trapped"; run: number; check: string; message: string }
  /** Where in its source the module broke: the module itself says so, before the trap. */
  | { type: "panicked"; place: string }
  | { type: "case"; run: number; index: number; shown: CaseReport }
  | { type: "repair"; run: number; index: number; options: RepairOptions; repair: RepairReport }
  | { type: "answer"; number: number; answer: Answer }
  | { type: "unanswered"; number: number; problem: string };

/** What is done with each type of message. */
export type Handlers<Message extends { type: string }> = {
  [Type in Message["type"]]: (message: Extract<Message, { type: Type }>) => void;
};
