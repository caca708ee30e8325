// The report of an inspection. Written from the types of src/report by `cargo xtask types`; do not edit.

/** What Entra ID would answer to exactly this. */
export type Answer = {
  /** The HTTP status: 200 is a token; `null` if it cannot be told. */
  status: number | null,
  /** `error` in the answer's JSON; `null` for a token, and if it cannot be told. */
  error: string | null,
  /** The number after `AADSTS`; `null` for a token, and if it cannot be told. */
  code: number | null,
  /** Why the key would be refused. */
  reason: Reason | null,
  /** `Thumbprint of key used by client`: upper-case hexadecimal, empty for an empty `x5t`; `null` if the answer has no such
  * part.
  */
  thumbprint: string | null,
  /** `Found key`; `null` if the answer has no such part. */
  found_key: FoundKey | null,
  /** `error_description`, as far as it can be predicted, in the server's English; empty if there is none. */
  text: string,
  /** How well it is known; `null` if it cannot be told. */
  mark: Mark | null,
  /** The answer in one sentence. */
  say: Text,
  /** Why it cannot be told: the input that it needs, or what is not known of the service. */
  needs: Text | null,
  /** Whether the error at hand says the same, as far as its text goes; `false` too if no refusal is predicted. `null` without
  * an error.
  */
  agrees: boolean | null,
};

/** A decoded assertion. */
export type AssertionReport = {
  /** Name of the input it came from. */
  input: string,
  /** Line of the input, from 1; `null` if the token is the whole input. */
  line: number | null,
  /** Character of that line, from 1. */
  column: number | null,
  /** The compact serialisation as it was inspected, without any wrapping. */
  token: string,
  /** The positions of header, claims and signature in `token`. */
  parts: Array<PartReport>,
  /** The JOSE header; `null` if it is not a JSON object. */
  header: { [key in string]: JsonValue } | null,
  /** The claims; `null` if they are not a JSON object. */
  claims: { [key in string]: JsonValue } | null,
  /** Every header parameter and claim, explained, in the order of the text. */
  members: Array<MemberReport>,
  /** What is known about the signature. */
  signature: SignatureReport,
};

/** Where the time of an inspection comes from. */
export type AtSource = "error" | "given" | "now";

/** Cases with the same verdict and thumbprint. */
export type CaseGroup = {
  /** Id of the leading finding of each; `null` if nothing explains a refusal. */
  verdict: string | null,
  /** The thumbprint in each header, as in [`Summary::thumbprint`]. */
  thumbprint: string | null,
  /** How serious the verdict is. */
  state: Status,
  /** The verdict of the first case in one sentence. */
  sentence: Text,
  /** The earliest time of its cases, RFC 3339; `null` if none is known. */
  first: string | null,
  /** The latest time. */
  last: string | null,
  /** The indices of its cases in [`Report::cases`], from 0. */
  cases: Array<number>,
  /** How many cases it has. */
  count: number,
  /** The applications of its cases: the first eight. */
  client_ids: Array<string>,
  /** Name of the input that the first case came from. */
  input: string,
  /** Line of that input; `null` if it is the whole input. */
  line: number | null,
};

/** One assertion with everything that concerns it. */
export type CaseReport = {
  /** The time this case was inspected for. */
  at: string,
  /** The source of that time. */
  at_source: AtSource,
  /** The case as one row of a table. */
  summary: Summary,
  /** When the assertion says it was made (`iat`, or else `nbf`), RFC 3339; `null` if it does not. */
  issued_at: string | null,
  /** The assertion, or `null` if there is none. */
  assertion: AssertionReport | null,
  /** The place of its error among [`Report::errors`] of the same inspection, from 0; `null` if it has none. */
  error: number | null,
  /** The four questions, always in the same order: `readable`, `key`, `signature`, `claims`. */
  questions: Array<Question>,
  /** The certificate of the assertion's key, and those above it. */
  chain: Array<ChainLink>,
  /** Each certificate in each notation, compared with the header. */
  thumbprints: ThumbprintTable,
  /** Every check's outcome, most telling first. */
  findings: Array<FindingReport>,
  /** The leading cause. */
  verdict: Verdict,
  /** What Entra ID would answer to this case; `null` if it has no assertion. */
  answer: Answer | null,
  /** Every point of the troubleshooting guide with its state. */
  guide: Array<GuideReport>,
};

/** The facts of one certificate. */
export type CertificateReport = {
  /** Name of the input it came from. */
  input: string,
  /** A short name to show: the common name, or the whole subject. */
  label: string,
  /** Subject, RFC 4514. */
  subject: string,
  /** Issuer, RFC 4514. */
  issuer: string,
  /** Serial number, upper-case hexadecimal. */
  serial: string,
  /** Start of validity. */
  not_before: string,
  /** End of validity. */
  not_after: string,
  /** SHA-1 of the DER encoding: the thumbprint that the portal shows. */
  sha1: string,
  /** SHA-256 of the DER encoding. */
  sha256: string,
  /** The value for the `x5t` header. */
  x5t: string,
  /** The value for the `x5t#S256` header. */
  x5t_s256: string,
  /** Its public key. */
  key: KeyReport,
  /** Whether the basic constraints say it is a certification authority. */
  ca: boolean,
  /** Whether subject and issuer are the same name. */
  self_issued: boolean,
  /** Key usage (RFC 5280 §4.2.1.3), empty if the extension is absent. */
  key_usage: Array<KeyUsageName>,
  /** Whether the input also contains the private key of this certificate. */
  has_private_key: boolean,
};

/** A certificate in the chain above an assertion. */
export type ChainLink = {
  /** How it relates to the one below: the assertion or another certificate. */
  relation: ChainRelation,
  /** Its short name. */
  label: string,
  /** SHA-1, to find it among [`Report::certificates`]; `null` for an issuer whose certificate is missing. */
  sha1: string | null,
  /** How the header identifies it; `null` if it does not. */
  named: ChainNaming | null,
  /** Whether it is a certification authority. */
  ca: boolean,
  /** Whether it is its own issuer, which ends the chain. */
  self_signed: boolean,
};

/** How a header identifies a certificate. */
export type ChainNaming = "named" | "meant";

/** How a certificate relates to what is below it in the chain. */
export type ChainRelation = "signed" | "not-signed" | "perhaps-signed" | "issuer";

/** A member that was changed. */
export type Change = {
  /** The part it belongs to: header or claims. */
  part: Part,
  /** Its name. */
  name: string,
  /** Its JSON text before; `null` if it was absent. */
  before: string | null,
  /** Its JSON text now; `null` if it was removed. */
  after: string | null,
  /** Ids of the findings that require the change; empty if it is only refreshed. */
  findings: Array<string>,
};

/** How sure a cause is. */
export type Confidence = "certain" | "likely" | "possible";

/** What an error text says. */
export type ErrorReport = {
  /** Name of the input it came from. */
  input: string,
  /** Line of the input, from 1; `null` if the error is the whole input. */
  line: number | null,
  /** Character of that line, from 1. */
  column: number | null,
  /** Every AADSTS code, in the order of the text. */
  codes: Array<number>,
  /** Why the server refused the key. */
  reason: Reason | null,
  /** `Thumbprint of key used by client`, as written. */
  thumbprint: string | null,
  /** The `x5t` header that this thumbprint was decoded from. */
  x5t_seen: string | null,
  /** `Found key`, as written. */
  found_key: string | null,
  /** `Configured keys`, as written. */
  configured_keys: Array<string>,
  /** The application the server looked at. */
  app_id: string | null,
  /** The server's `Current time`. */
  current_time: string | null,
  /** The server's `Timestamp`. */
  timestamp: string | null,
  /** `Trace ID`. */
  trace_id: string | null,
  /** `Correlation ID`. */
  correlation_id: string | null,
  /** What the leading code means, in one sentence. */
  meaning: Text,
};

/** A value that proves a finding. */
export type Evidence = {
  /** Where the value is, in words: `header x5t`, `certificate CN=app`, `signature`. */
  where: Text,
  /** The value found. */
  found: string | null,
  /** What that value is: `the text "84E0…5534"`. */
  found_means: Text | null,
  /** The value expected. */
  expected: string | null,
  /** What that value is: `SHA-1 of CN=app`. */
  expected_means: Text | null,
  /** The position of `found` in the case's token: its first character and one past its last. */
  at: [number, number] | null,
  /** Whether `found` and `expected` are the values themselves, which can be copied, and not descriptions of them. */
  exact: [boolean, boolean],
};

/** A federated credential. */
export type FederatedCredentialReport = {
  /** Name of the input it came from. */
  input: string,
  /** The application or identity it belongs to: an id or a name; `null` if the input does not say. */
  owner: string | null,
  /** The client id of that, if the input says so. */
  client_id: string | null,
  /** Its name. */
  name: string | null,
  /** The issuer; `null` if it is computed elsewhere. */
  issuer: string | null,
  /** The subject; `null` if it is computed elsewhere or an expression takes its place. */
  subject: string | null,
  /** The expression of a flexible one. */
  expression: string | null,
  /** The audiences. */
  audiences: Array<string>,
};

/** The outcome of one check. */
export type FindingReport = {
  /** The finding's stable id. */
  id: string,
  /** How serious it is. */
  status: Status,
  /** How sure it is, for a cause; otherwise `null`. */
  confidence: Confidence | null,
  /** Which of the four questions it belongs to. */
  question: QuestionId,
  /** What was found, in one sentence. */
  title: Text,
  /** The values that prove it, and where they are. */
  evidence: Array<Evidence>,
  /** Why it matters. */
  explanation: Text,
  /** What to do, one step per item. */
  advice: Array<Text>,
  /** What the check looks at, from its reference page. */
  looks_at: Text,
  /** Examples that raise it, in the language of `CONTRIBUTING.md`. */
  raises: Array<string>,
  /** Nearly identical examples that do not. */
  mended: Array<string>,
  /** Points of the guide that it concerns. */
  guide: Array<PointId>,
  /** Where the rule is written down. */
  citations: Array<string>,
  /** Why it was skipped; `null` if it was not skipped. */
  why: Text | null,
};

/** The registered key that the server would name. */
export type FoundKey = {
  /** Its start, RFC 3339 in UTC. */
  start: string | null,
  /** Its end. */
  end: string | null,
};

/** The state of a point of the guide after this inspection. */
export type GuideReport = {
  /** The point's id. */
  id: PointId,
  /** The section of the guide it belongs to: `Before you start`, `Steps`, … */
  section: Text,
  /** The point in a few words. */
  title: Text,
  /** Its state. */
  state: GuideState,
  /** Ids of the findings that determine its state. */
  findings: Array<string>,
  /** What to say about it in this case. */
  say: Text,
};

/** What an inspection says about a point of the guide. */
export type GuideState = "fine" | "wrong" | "does-not-apply" | "needs-you" | "not-checked";

/** What is known about a value. */
export type Identified = {
  /** What it is, in words. */
  what: Text,
  /** The same bytes in every notation; empty if it has no bytes. */
  notations: Array<Notation>,
  /** What it belongs to, one sentence each; empty if it matches none of the inputs. */
  belongs: Array<Text>,
};

/** What an input was recognised as. */
export type InputKind = "assertion" | "assertions" | "certificate" | "certificates" | "error" | "errors" | "registered keys" | "request" | "requests" | "private key" | "private keys" | "public key" | "public keys" | "federated credentials" | "pipeline log" | "workflow file" | "kubernetes manifest" | "app management policy" | "certificate request" | "variables" | "thumbprint" | "thumbprints" | "pkcs12" | "pkcs7" | "java key store" | "archive" | "log" | "program's message" | "password" | "mixed" | "text" | "empty" | "unknown";

/** One input and what became of it. */
export type InputReport = {
  /** The file's name, or a substitute for it. */
  name: string,
  /** What it was recognised as. */
  kind: InputKind,
  /** The same in words. */
  kind_said: Text,
  /** One line on what it contributed, such as `CN=app · RSA 2048 · until 2027-06-01`. */
  detail: Text,
  /** Why it could not be used, in one sentence; `null` if it could be used. */
  problem: Text | null,
  /** What was corrected when it was read, such as `line breaks removed`. */
  unwrapped: Array<Text>,
  /** Whether it is encrypted and none of the given passwords opens it. */
  needs_password: boolean,
  /** Name of the archive it was in; `null` if it was given directly. */
  inside: string | null,
};

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/** A public key: its type and size. */
export type KeyReport = {
  /** `RSA`, `EC P-256`, `EC P-384`, `EC P-521`, or the algorithm's object identifier. */
  type: string,
  /** Size in bits, 0 if unknown. */
  bits: number,
};

/** What a certificate's key may be used for (RFC 5280 §4.2.1.3). */
export type KeyUsageName = "digital signature" | "non-repudiation" | "key encipherment" | "data encipherment" | "key agreement" | "certificate signing" | "CRL signing";

/** What may belong to no assertion. */
export type LeftOverKind = "error" | "request" | "registered keys" | "certificate" | "token";

/** How well a predicted answer is known. */
export type Mark = "seen" | "inferred";

/** One header parameter or claim. */
export type MemberReport = {
  /** The part it belongs to: header or claims. */
  part: Part,
  /** Its name. */
  name: string,
  /** Its value, exactly as in the JSON text. */
  text: string,
  /** What the value means, such as a date; empty if the text is clear by itself. */
  reading: Text,
  /** What this member is for, in one sentence. */
  meaning: Text,
  /** The worst status among its findings; `pass` if it was checked, `skipped` if no check looked at it. */
  state: Status,
  /** Ids of the findings about it. */
  findings: Array<string>,
  /** First character in `token` that encodes it. */
  start: number,
  /** One past the last. */
  end: number,
};

/** A value in one notation. */
export type Notation = {
  /** The name of the notation. */
  label: Text,
  /** The value. */
  value: string,
};

/** A part of a compact JWS. */
export type Part = "header" | "claims" | "signature";

/** The parts of a compact JWS. */
export type PartName = "header" | "claims" | "signature" | "extra";

/** One of the three parts of a compact JWS. */
export type PartReport = {
  /** Which one. */
  name: PartName,
  /** First character. */
  start: number,
  /** One past the last character. */
  end: number,
  /** What it decodes to, as text; `null` for the signature and for parts that cannot be read. */
  decoded: string | null,
};

/** The ids of the points. */
export type PointId = "intro" | "need-admin" | "need-mfa" | "step-portal" | "step-mfa" | "check-conditional-access" | "check-extra-security" | "diagnose-parameters" | "diagnose-assertion" | "diagnose-configuration" | "issue-assertion" | "issue-credentials" | "issue-configuration" | "fix-regenerate" | "fix-credentials" | "fix-configuration" | "fix-test" | "note-logs" | "note-docs" | "note-support";

/** One of the four questions and its answer. */
export type Question = {
  /** Which one. */
  id: QuestionId,
  /** The question in two or three words. */
  title: Text,
  /** The worst status among its findings. */
  state: Status,
  /** The answer in a few words. */
  answer: Text,
  /** Id of the finding that gives the answer; `null` if there is none. */
  finding: string | null,
};

/** One of the four questions that are answered separately. */
export type QuestionId = "readable" | "key" | "signature" | "claims";

/** The reason in the brackets of AADSTS700027 and its kin. */
export type Reason = "key-not-found" | "key-expired" | "signature-mismatch";

/** One key that is registered on an application. */
export type RegisteredKeyReport = {
  /** Name of the input it came from. */
  input: string,
  /** The application's client id. */
  app_id: string | null,
  /** The key's `keyId`. */
  key_id: string | null,
  /** Its display name, or its certificate's name. */
  name: string | null,
  /** SHA-1 thumbprint. */
  sha1: string | null,
  /** Start of validity. */
  start: string | null,
  /** End of validity. */
  end: string | null,
  /** `Verify` or `Sign`. */
  usage: string | null,
  /** `AsymmetricX509Cert`, … */
  type: string | null,
};

/** A corrected assertion, and the code and commands to apply it, for a view. */
export type RepairReport = {
  /** Why there is none; `null` if there is one. */
  problem: Text | null,
  /** Whether the user has to give the tenant. */
  needs_tenant: boolean,
  /** The corrected header. */
  header: { [key in string]: JsonValue },
  /** The corrected claims. */
  claims: { [key in string]: JsonValue },
  /** What differs from the original assertion. */
  changes: Array<Change>,
  /** What a signature covers. */
  signing_input: string,
  /** The signed assertion; `null` without the private key. */
  token: string | null,
  /** When it expires, RFC 3339. */
  expires: string,
  /** Label and thumbprint of the certificate it names. */
  certificate: string,
  /** Code and commands to apply it. */
  snippets: Array<Snippet>,
  /** What mends the leading finding by itself: the id of the snippet to run as it is, or `token` for the signed assertion;
  * `null` if nothing here does.
  */
  remedy: string | null,
};

/** Everything one inspection found. */
export type Report = {
  /** Always [`SCHEMA`]. */
  schema: number,
  /** The program and version that wrote the report. */
  tool: Tool,
  /** The time the inspection was made for. */
  at: string,
  /** The source of `at`. */
  at_source: AtSource,
  /** Every input in the order given, and what it was recognised as. */
  inputs: Array<InputReport>,
  /** Every certificate found in the inputs, each once. */
  certificates: Array<CertificateReport>,
  /** Every error text found in the inputs. */
  errors: Array<ErrorReport>,
  /** Every registered key found in the inputs. */
  registered_keys: Array<RegisteredKeyReport>,
  /** Every federated credential found in the inputs. */
  federated_credentials: Array<FederatedCredentialReport>,
  /** The cases by verdict and thumbprint, the largest group first. */
  groups: Array<CaseGroup>,
  /** One case for each assertion; if there are none, one case without an assertion. */
  cases: Array<CaseReport>,
  /** What was found but does not belong to a case, with the reason. */
  unpaired: Array<Unpaired>,
};

/** Whether the signature verifies. */
export type SignatureReport = {
  /** The outcome. */
  status: SignatureStatus,
  /** The header's `alg`, as written. */
  algorithm: string | null,
  /** SHA-1 of the certificate whose key verifies it or is proved to have made it. */
  certificate: string | null,
  /** The outcome in one sentence. */
  say: Text,
};

/** The outcome of verifying a signature. */
export type SignatureStatus = "verified" | "failed" | "unverifiable";

/** A text to copy. */
export type Snippet = {
  /** Its id. */
  id: string,
  /** Its purpose: `stack`, `register`, `list`, `test`, `logs`, `sign`, `federated`. */
  group: string,
  /** Its title. */
  title: Text,
  /** The language, as Markdown names it. */
  language: string,
  /** The text. */
  text: string,
  /** Numbers of the lines that the leading finding is about, from 1. */
  marked: Array<number>,
};

/** How serious a finding is. */
export type Status = "cause" | "warning" | "note" | "pass" | "skipped";

/** A case as one row of a table. */
export type Summary = {
  /** Name of the input that the assertion came from, or else the error. */
  input: string,
  /** Line of that input, from 1; `null` if it is the whole input. */
  line: number | null,
  /** Character of that line, from 1. */
  column: number | null,
  /** When the assertion was refused, sent or made: the first of these that is known. */
  time: string | null,
  /** The application, as the assertion names itself. */
  client_id: string | null,
  /** The tenant, an id or a domain: from the request's address or the audience, else from the error. */
  tenant: string | null,
  /** The thumbprint in the header: upper-case hexadecimal, or the text if it is not a thumbprint. */
  thumbprint: string | null,
  /** The error's leading code. */
  code: number | null,
  /** The error's trace id. */
  trace_id: string | null,
  /** The error's correlation id. */
  correlation_id: string | null,
  /** What it amounts to: the status of the leading finding; without one, `pass` if the token is proved and nobody refused it,
  * and else `skipped`.
  */
  state: Status,
  /** Id of the leading finding; `null` if nothing explains a refusal. */
  verdict: string | null,
  /** How sure it is. */
  confidence: Confidence | null,
  /** The verdict in one sentence. */
  headline: Text,
  /** The headline without what was not checked. */
  sentence: Text,
  /** Whether the signature was verified, or a federated credential found that takes the token. */
  proved: boolean,
};

/** A user-facing text, in the language that was current when it was made. */
export type Text = string;

/** One value in the table. */
export type ThumbprintCell = {
  /** The value, ready to copy. */
  value: string,
  /** For a certificate: whether the header says the same. For the header: whether a certificate has it. */
  matches: boolean,
  /** What the header's value actually is; empty if it is what it should be. */
  note: Text,
};

/** A certificate, as a column heading of the table. */
export type ThumbprintColumn = {
  /** A short name. */
  label: string,
  /** Where it comes from: an input's name, or `x5c[0]`. */
  origin: Text,
  /** SHA-1, to find it among [`Report::certificates`]. */
  sha1: string,
};

/** The notations of a thumbprint. */
export type ThumbprintNotation = "x5t" | "sha1" | "x5t#S256" | "sha256" | "kid";

/** One notation of a thumbprint. */
export type ThumbprintRow = {
  /** Which one. */
  id: ThumbprintNotation,
  /** The notation in words. */
  label: Text,
  /** What the assertion's header says in this notation; `null` if it says nothing. */
  header: ThumbprintCell | null,
  /** One cell for each column. */
  cells: Array<ThumbprintCell>,
};

/** Certificates × notations, compared with what the header says. */
export type ThumbprintTable = {
  /** One for each available certificate. */
  columns: Array<ThumbprintColumn>,
  /** One for each notation. */
  rows: Array<ThumbprintRow>,
};

/** The program that wrote a report. */
export type Tool = {
  /** `assertion-inspector`. */
  name: string,
  /** Its version. */
  version: string,
};

/** Something that was not checked because an input is missing. */
export type Unchecked = {
  /** The kind of input that is needed to check it. */
  wanted: Wanted,
  /** What was not checked. */
  what: Text,
  /** The input needed to check it. */
  needs: Text,
  /** Commands or requests that produce this input; one of them is enough. */
  commands: Array<string>,
};

/** Something that does not belong to a case. */
export type Unpaired = {
  /** What it is. */
  kind: LeftOverKind,
  /** The same in words. */
  kind_said: Text,
  /** Name of the input it came from. */
  input: string,
  /** Line of the input, from 1; `null` if it is the whole input. */
  line: number | null,
  /** What it is, in a few words. */
  what: Text,
  /** Why it does not belong to a case. */
  why: Text,
};

/** The leading cause. */
export type Verdict = {
  /** Id of the finding, or `null` if nothing explains a refusal. */
  finding: string | null,
  /** How sure it is. */
  confidence: Confidence | null,
  /** One sentence, with the values in it, and what was not checked if nothing explains a refusal. */
  headline: Text,
  /** The headline without what was not checked. */
  sentence: Text,
  /** What to do first; empty if there is nothing to do. */
  advice: Text,
  /** What to look at next, in this order, if everything is right and was refused all the same; else empty. */
  next: Array<Text>,
  /** What was not checked, and which input is needed to check it. */
  unchecked: Array<Unchecked>,
};

/** The kinds of input that a check may lack. */
export type Wanted = "assertion" | "certificate" | "registered-keys" | "federated-token" | "federated-credentials" | "user-token";
