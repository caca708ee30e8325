// What the page knows and shows.

import type { CaseReport, RepairReport } from "./report";
import type { Example, Outcome, Progress, RepairOptions } from "./protocol";

/** An input: a file, or a text. */
export interface Item {
  name: string;
  file?: File;
  text?: string;
  /** Its number among the texts that were pasted. */
  pasted?: number;
}

/** Why there is no result. */
export type Problem =
  /** The time to inspect for cannot be read. */
  | { kind: "clock"; message: string }
  /** The inputs cannot be inspected. */
  | { kind: "refused"; message: string }
  /** The inspection broke off. */
  | { kind: "broke"; message: string }
  /** The inspector cannot be started. */
  | { kind: "failed"; message: string };

/** Everything that the page shows follows from this. */
export interface State {
  phase: "starting" | "ready" | "working" | "failed";
  language: string;
  /** Files, and the inputs of an example. */
  given: Item[];
  /** Those of them that are an example's, and go when somebody adds something. */
  exampleItems: Item[];
  /** What stands in the text field. */
  text: string;
  /** Passwords that were given, for as long as there are inputs. */
  passwords: string[];
  /** What is inspected, in the order of the list. */
  items: Item[];
  /** The way in is folded to one line, open because somebody wants it so, or open because an input needs its password. */
  intake: "folded" | "open" | "locked";
  /** The time to inspect for, as it was given; empty for now. */
  clock: string;
  examples: Example[];
  /** The id of the example that is shown, if one is. */
  example: string;
  /** What is being done, as soon as something is known of it. */
  progress: Progress | null;
  /** The inspection takes so long that it is said to be running. */
  slow: boolean;
  /** Nothing has been heard from the worker for long. */
  silent: boolean;
  /** Somebody wants it to stop. */
  stopping: boolean;
  /** What is left of an inspection that was stopped. */
  stopped: { inspected: number; count: number } | "nothing" | null;
  problem: Problem | null;
  /** What was found, and among which inputs. */
  outcome: (Outcome & { items: Item[] }) | null;
  /** The case that is shown. */
  shown: { case: CaseReport; index: number } | null;
  /** The correction that is shown, or awaited. */
  repair: { index: number; options: RepairOptions; report: RepairReport } | "awaited" | null;
  /** Where to be again once the report comes in another language: the case, its correction, and what was open. */
  restore: { index: number; options: RepairOptions; open: Map<string, boolean[]> } | null;
}

declare global {
  interface Window {
    trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
    };
  }
}
