
/** Something to inspect: what it is, is recognised from its content. */
export type Content = string | Uint8Array | ArrayBuffer;

/** A content with the name that the report calls it by. */
export interface Input {
  name?: string;
  content: Content;
}

/** Any mix of assertions, certificates, errors, logs, registrations and requests, in any order. */
export type Inputs = Content | Input | readonly (Content | Input)[];

/** How to inspect. */
export interface Options {
  /** The time of the refusal: RFC 3339 or seconds since 1970. Without it, the error's own, or now. */
  at?: string | Date;
  /** Tried on whatever is encrypted. */
  passwords?: readonly string[];
}

/** What a report that is handed over leaves out, besides signatures and secrets. */
export interface RedactOptions extends Options {
  /** Leave out the middle of ids, too. */
  shortenIds?: boolean;
}

/** What a correction is made for. */
export interface RepairOptions extends Options {
  /** The tenant, an id or a domain, where neither the audience nor the request tells it. */
  tenant?: string;
  /** PS256, unless it is given. */
  alg?: "PS256" | "RS256";
}

/** A report without signatures and secrets. */
export interface Shareable {
  report: Report;
  markdown: string;
}

/** Says what is wrong with each assertion, and what was checked. It never fails because of an input. */
export function inspect(inputs: Inputs, options?: Options): Promise<Report>;

/** The same without signatures and secrets, to be handed over, also as Markdown. */
export function redact(inputs: Inputs, options?: RedactOptions): Promise<Shareable>;

/** Corrects the first assertion that has something wrong, for now; it is signed if its private key is among the inputs. */
export function repair(inputs: Inputs, options?: RepairOptions): Promise<RepairReport>;

/** What the id of a finding or a code of the server (with or without `AADSTS`) means, in Markdown; `null` if it is not known. */
export function explain(what: string | number): Promise<string | null>;
