//! The report: the outcome of an inspection as data, schema 1.
//!
//! The command line prints it, the page shows it, and scripts read it as JSON. Within a schema number, fields are only
//! ever added; none changes its meaning. Times are RFC 3339 in UTC; `sha1` and `sha256` are upper-case hexadecimal as
//! the Entra portal shows them; `x5t` and `x5t_s256` are base64url without padding (RFC 7515 §4.1.7–8). Offsets
//! (`start`, `end`) count characters of [`AssertionReport::token`], which is ASCII.

use serde::Serialize;
use serde_json::{Map, Value};

pub use crate::answer::{Answer, FoundKey, Mark};
pub use crate::case::clock::AtSource;
use crate::case::pairing::LeftOverKind;
pub use crate::checks::finding::{Confidence, Evidence, QuestionId, Status};
use crate::checks::guide_points::PointId;
use crate::evidence::assertion::Part;
use crate::evidence::certificate::KeyUsageName;
use crate::evidence::server_error::Reason;
use crate::input::InputKind;
use crate::language::Text;
use crate::report::redaction::secrets::SecretMaterial;

pub(crate) mod assembly;
pub(crate) mod chain;
pub(crate) mod groups;
pub(crate) mod guide;
pub(crate) mod members;
pub mod redaction;
pub mod render;
pub(crate) mod row;
pub(crate) mod thumbprint_table;
pub(crate) mod verdict;

/// The schema number of every report this version writes.
pub const SCHEMA: u32 = 1;

/// Everything one inspection found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// The program and version that wrote the report.
    pub tool: Tool,
    /// The time the inspection was made for.
    pub at: String,
    /// The source of `at`.
    pub at_source: AtSource,
    /// Every input in the order given, and what it was recognised as.
    pub inputs: Vec<InputReport>,
    /// Every certificate found in the inputs, each once.
    pub certificates: Vec<CertificateReport>,
    /// Every error text found in the inputs.
    pub errors: Vec<ErrorReport>,
    /// Every registered key found in the inputs.
    pub registered_keys: Vec<RegisteredKeyReport>,
    /// Every federated credential found in the inputs.
    pub federated_credentials: Vec<FederatedCredentialReport>,
    /// The cases by verdict and thumbprint, the largest group first.
    pub groups: Vec<CaseGroup>,
    /// One case for each assertion; if there are none, one case without an assertion.
    pub cases: Vec<CaseReport>,
    /// What was found but does not belong to a case, with the reason.
    pub unpaired: Vec<Unpaired>,
    /// The secrets of the inputs, for redaction.
    #[serde(skip)]
    pub(crate) secrets: SecretMaterial,
}

/// A federated credential.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct FederatedCredentialReport {
    /// Name of the input it came from.
    pub input: String,
    /// The application or identity it belongs to: an id or a name; `null` if the input does not say.
    pub owner: Option<String>,
    /// The client id of that, if the input says so.
    pub client_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The issuer; `null` if it is computed elsewhere.
    pub issuer: Option<String>,
    /// The subject; `null` if it is computed elsewhere or an expression takes its place.
    pub subject: Option<String>,
    /// The expression of a flexible one.
    pub expression: Option<String>,
    /// The audiences.
    pub audiences: Vec<String>,
}

/// Cases with the same verdict and thumbprint.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct CaseGroup {
    /// Id of the leading finding of each; `null` if nothing explains a refusal.
    pub verdict: Option<&'static str>,
    /// The thumbprint in each header, as in [`Summary::thumbprint`].
    pub thumbprint: Option<String>,
    /// How serious the verdict is.
    pub state: Status,
    /// The verdict of the first case in one sentence.
    pub sentence: Text,
    /// The earliest time of its cases, RFC 3339; `null` if none is known.
    pub first: Option<String>,
    /// The latest time.
    pub last: Option<String>,
    /// The indices of its cases in [`Report::cases`], from 0.
    pub cases: Vec<usize>,
    /// How many cases it has.
    pub count: usize,
    /// The applications of its cases: the first eight.
    pub client_ids: Vec<String>,
    /// Name of the input that the first case came from.
    pub input: String,
    /// Line of that input; `null` if it is the whole input.
    pub line: Option<usize>,
}

/// Something that does not belong to a case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unpaired {
    /// What it is.
    pub kind: LeftOverKind,
    /// The same in words.
    #[serde(rename = "kind_said")]
    pub kind_label: Text,
    /// Name of the input it came from.
    pub input: String,
    /// Line of the input, from 1; `null` if it is the whole input.
    pub line: Option<usize>,
    /// What it is, in a few words.
    pub what: Text,
    /// Why it does not belong to a case.
    pub why: Text,
}

/// The program that wrote a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Tool {
    /// `assertion-inspector`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One input and what became of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct InputReport {
    /// The file's name, or a substitute for it.
    pub name: String,
    /// What it was recognised as.
    pub kind: InputKind,
    /// The same in words.
    #[serde(rename = "kind_said")]
    pub kind_label: Text,
    /// One line on what it contributed, such as `CN=app · RSA 2048 · until 2027-06-01`.
    pub detail: Text,
    /// Why it could not be used, in one sentence; `null` if it could be used.
    pub problem: Option<Text>,
    /// What was corrected when it was read, such as `line breaks removed`.
    pub unwrapped: Vec<Text>,
    /// Whether it is encrypted and none of the given passwords opens it.
    pub needs_password: bool,
    /// Name of the archive it was in; `null` if it was given directly.
    pub inside: Option<String>,
}

/// The facts of one certificate.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct CertificateReport {
    /// Name of the input it came from.
    pub input: String,
    /// A short name to show: the common name, or the whole subject.
    pub label: String,
    /// Subject, RFC 4514.
    pub subject: String,
    /// Issuer, RFC 4514.
    pub issuer: String,
    /// Serial number, upper-case hexadecimal.
    pub serial: String,
    /// Start of validity.
    pub not_before: String,
    /// End of validity.
    pub not_after: String,
    /// SHA-1 of the DER encoding: the thumbprint that the portal shows.
    pub sha1: String,
    /// SHA-256 of the DER encoding.
    pub sha256: String,
    /// The value for the `x5t` header.
    pub x5t: String,
    /// The value for the `x5t#S256` header.
    pub x5t_s256: String,
    /// Its public key.
    pub key: KeyReport,
    /// Whether the basic constraints say it is a certification authority.
    pub ca: bool,
    /// Whether subject and issuer are the same name.
    pub self_issued: bool,
    /// Key usage (RFC 5280 §4.2.1.3), empty if the extension is absent.
    pub key_usage: Vec<KeyUsageName>,
    /// Whether the input also contains the private key of this certificate.
    pub has_private_key: bool,
}

/// A public key: its type and size.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct KeyReport {
    /// `RSA`, `EC P-256`, `EC P-384`, `EC P-521`, or the algorithm's object identifier.
    #[serde(rename = "type")]
    pub kind: String,
    /// Size in bits, 0 if unknown.
    pub bits: usize,
}

/// What an error text says.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorReport {
    /// Name of the input it came from.
    pub input: String,
    /// Line of the input, from 1; `null` if the error is the whole input.
    pub line: Option<usize>,
    /// Character of that line, from 1.
    pub column: Option<usize>,
    /// Every AADSTS code, in the order of the text.
    pub codes: Vec<u64>,
    /// Why the server refused the key.
    pub reason: Option<Reason>,
    /// `Thumbprint of key used by client`, as written.
    pub thumbprint: Option<String>,
    /// The `x5t` header that this thumbprint was decoded from.
    pub x5t_seen: Option<String>,
    /// `Found key`, as written.
    pub found_key: Option<String>,
    /// `Configured keys`, as written.
    pub configured_keys: Vec<String>,
    /// The application the server looked at.
    pub app_id: Option<String>,
    /// The server's `Current time`.
    pub current_time: Option<String>,
    /// The server's `Timestamp`.
    pub timestamp: Option<String>,
    /// `Trace ID`.
    pub trace_id: Option<String>,
    /// `Correlation ID`.
    pub correlation_id: Option<String>,
    /// What the leading code means, in one sentence.
    pub meaning: Text,
}

/// One key that is registered on an application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct RegisteredKeyReport {
    /// Name of the input it came from.
    pub input: String,
    /// The application's client id.
    pub app_id: Option<String>,
    /// The key's `keyId`.
    pub key_id: Option<String>,
    /// Its display name, or its certificate's name.
    pub name: Option<String>,
    /// SHA-1 thumbprint.
    pub sha1: Option<String>,
    /// Start of validity.
    pub start: Option<String>,
    /// End of validity.
    pub end: Option<String>,
    /// `Verify` or `Sign`.
    pub usage: Option<String>,
    /// `AsymmetricX509Cert`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// One assertion with everything that concerns it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct CaseReport {
    /// The time this case was inspected for.
    pub at: String,
    /// The source of that time.
    pub at_source: AtSource,
    /// The case as one row of a table.
    pub summary: Summary,
    /// When the assertion says it was made (`iat`, or else `nbf`), RFC 3339; `null` if it does not.
    pub issued_at: Option<String>,
    /// The assertion, or `null` if there is none.
    pub assertion: Option<AssertionReport>,
    /// The place of its error among [`Report::errors`] of the same inspection, from 0; `null` if it has none.
    pub error: Option<usize>,
    /// The four questions, always in the same order: `readable`, `key`, `signature`, `claims`.
    pub questions: Vec<Question>,
    /// The certificate of the assertion's key, and those above it.
    pub chain: Vec<ChainLink>,
    /// Each certificate in each notation, compared with the header.
    pub thumbprints: ThumbprintTable,
    /// Every check's outcome, most telling first.
    pub findings: Vec<FindingReport>,
    /// The leading cause.
    pub verdict: Verdict,
    /// What Entra ID would answer to this case; `null` if it has no assertion.
    pub answer: Option<Answer>,
    /// Every point of the troubleshooting guide with its state.
    pub guide: Vec<GuideReport>,
    /// The secrets of the inputs, for redaction.
    #[serde(skip)]
    pub(crate) secrets: SecretMaterial,
}

/// A case as one row of a table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// Name of the input that the assertion came from, or else the error.
    pub input: String,
    /// Line of that input, from 1; `null` if it is the whole input.
    pub line: Option<usize>,
    /// Character of that line, from 1.
    pub column: Option<usize>,
    /// When the assertion was refused, sent or made: the first of these that is known.
    pub time: Option<String>,
    /// The application, as the assertion names itself.
    pub client_id: Option<String>,
    /// The tenant, an id or a domain: from the request's address or the audience, else from the error.
    pub tenant: Option<String>,
    /// The thumbprint in the header: upper-case hexadecimal, or the text if it is not a thumbprint.
    pub thumbprint: Option<String>,
    /// The error's leading code.
    pub code: Option<u64>,
    /// The error's trace id.
    pub trace_id: Option<String>,
    /// The error's correlation id.
    pub correlation_id: Option<String>,
    /// What it amounts to: the status of the leading finding; without one, `pass` if the token is proved and nobody refused it,
    /// and else `skipped`.
    pub state: Status,
    /// Id of the leading finding; `null` if nothing explains a refusal.
    pub verdict: Option<&'static str>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// The verdict in one sentence.
    pub headline: Text,
    /// The headline without what was not checked.
    pub sentence: Text,
    /// Whether the signature was verified, or a federated credential found that takes the token.
    pub proved: bool,
}

/// A decoded assertion.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct AssertionReport {
    /// Name of the input it came from.
    pub input: String,
    /// Line of the input, from 1; `null` if the token is the whole input.
    pub line: Option<usize>,
    /// Character of that line, from 1.
    pub column: Option<usize>,
    /// The compact serialisation as it was inspected, without any wrapping.
    pub token: String,
    /// The positions of header, claims and signature in `token`.
    pub parts: Vec<PartReport>,
    /// The JOSE header; `null` if it is not a JSON object.
    pub header: Option<Map<String, Value>>,
    /// The claims; `null` if they are not a JSON object.
    pub claims: Option<Map<String, Value>>,
    /// Every header parameter and claim, explained, in the order of the text.
    pub members: Vec<MemberReport>,
    /// What is known about the signature.
    pub signature: SignatureReport,
}

/// One of the three parts of a compact JWS.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct PartReport {
    /// Which one.
    pub name: PartName,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What it decodes to, as text; `null` for the signature and for parts that cannot be read.
    pub decoded: Option<String>,
}

/// The parts of a compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PartName {
    /// The JOSE header.
    Header,
    /// The claims.
    Claims,
    /// The signature.
    Signature,
    /// A surplus part.
    Extra,
}

impl From<Part> for PartName {
    fn from(part: Part) -> Self {
        match part {
            Part::Header => Self::Header,
            Part::Claims => Self::Claims,
            Part::Signature => Self::Signature,
        }
    }
}

/// One header parameter or claim.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct MemberReport {
    /// The part it belongs to: header or claims.
    pub part: Part,
    /// Its name.
    pub name: String,
    /// Its value, exactly as in the JSON text.
    pub text: String,
    /// What the value means, such as a date; empty if the text is clear by itself.
    pub reading: Text,
    /// What this member is for, in one sentence.
    pub meaning: Text,
    /// The worst status among its findings; `pass` if it was checked, `skipped` if no check looked at it.
    pub state: Status,
    /// Ids of the findings about it.
    pub findings: Vec<&'static str>,
    /// First character in `token` that encodes it.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Whether the signature verifies.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct SignatureReport {
    /// The outcome.
    pub status: SignatureStatus,
    /// The header's `alg`, as written.
    pub algorithm: Option<String>,
    /// SHA-1 of the certificate whose key verifies it or is proved to have made it.
    pub certificate: Option<String>,
    /// The outcome in one sentence.
    pub say: Text,
}

/// The outcome of verifying a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SignatureStatus {
    /// It verifies with one of the given certificates.
    Verified,
    /// It verifies with none of them.
    Failed,
    /// There was nothing to verify it with, or the algorithm is not supported.
    Unverifiable,
}

/// One of the four questions and its answer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Question {
    /// Which one.
    pub id: QuestionId,
    /// The question in two or three words.
    pub title: Text,
    /// The worst status among its findings.
    pub state: Status,
    /// The answer in a few words.
    pub answer: Text,
    /// Id of the finding that gives the answer; `null` if there is none.
    pub finding: Option<&'static str>,
}

/// A certificate in the chain above an assertion.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChainLink {
    /// How it relates to the one below: the assertion or another certificate.
    pub relation: ChainRelation,
    /// Its short name.
    pub label: String,
    /// SHA-1, to find it among [`Report::certificates`]; `null` for an issuer whose certificate is missing.
    pub sha1: Option<String>,
    /// How the header identifies it; `null` if it does not.
    pub named: Option<ChainNaming>,
    /// Whether it is a certification authority.
    pub ca: bool,
    /// Whether it is its own issuer, which ends the chain.
    pub self_signed: bool,
}

/// How a certificate relates to what is below it in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChainRelation {
    /// Its key is proved to have made the assertion's signature.
    Signed,
    /// Another key is proved to have made it.
    NotSigned,
    /// It is not known whether its key made it.
    PerhapsSigned,
    /// The certificate below names it as its issuer.
    Issuer,
}

/// How a header identifies a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChainNaming {
    /// As it should.
    Named,
    /// By its thumbprint, but in a notation that does not belong there.
    Meant,
}

/// Certificates × notations, compared with what the header says.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThumbprintTable {
    /// One for each available certificate.
    pub columns: Vec<ThumbprintColumn>,
    /// One for each notation.
    pub rows: Vec<ThumbprintRow>,
}

/// A certificate, as a column heading of the table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThumbprintColumn {
    /// A short name.
    pub label: String,
    /// Where it comes from: an input's name, or `x5c[0]`.
    pub origin: Text,
    /// SHA-1, to find it among [`Report::certificates`].
    pub sha1: String,
}

/// The notations of a thumbprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub enum ThumbprintNotation {
    /// SHA-1, base64url: the `x5t` header.
    #[serde(rename = "x5t")]
    X5t,
    /// SHA-1, hexadecimal: the portal's thumbprint.
    #[serde(rename = "sha1")]
    Sha1,
    /// SHA-256, base64url: the `x5t#S256` header.
    #[serde(rename = "x5t#S256")]
    X5tS256,
    /// SHA-256, hexadecimal.
    #[serde(rename = "sha256")]
    Sha256,
    /// SHA-1, base64url: the `kid` header.
    #[serde(rename = "kid")]
    Kid,
}

/// One notation of a thumbprint.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThumbprintRow {
    /// Which one.
    pub id: ThumbprintNotation,
    /// The notation in words.
    pub label: Text,
    /// What the assertion's header says in this notation; `null` if it says nothing.
    pub header: Option<ThumbprintCell>,
    /// One cell for each column.
    pub cells: Vec<ThumbprintCell>,
}

/// One value in the table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct ThumbprintCell {
    /// The value, ready to copy.
    pub value: String,
    /// For a certificate: whether the header says the same. For the header: whether a certificate has it.
    pub matches: bool,
    /// What the header's value actually is; empty if it is what it should be.
    pub note: Text,
}

/// The outcome of one check.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct FindingReport {
    /// The finding's stable id.
    pub id: &'static str,
    /// How serious it is.
    pub status: Status,
    /// How sure it is, for a cause; otherwise `null`.
    pub confidence: Option<Confidence>,
    /// Which of the four questions it belongs to.
    pub question: QuestionId,
    /// What was found, in one sentence.
    pub title: Text,
    /// The values that prove it, and where they are.
    pub evidence: Vec<Evidence>,
    /// Why it matters.
    pub explanation: Text,
    /// What to do, one step per item.
    pub advice: Vec<Text>,
    /// What the check looks at, from its reference page.
    pub looks_at: Text,
    /// Examples that raise it, in the language of `CONTRIBUTING.md`.
    pub raises: Vec<String>,
    /// Nearly identical examples that do not.
    pub mended: Vec<String>,
    /// Points of the guide that it concerns.
    pub guide: Vec<PointId>,
    /// Where the rule is written down.
    pub citations: Vec<&'static str>,
    /// Why it was skipped; `null` if it was not skipped.
    pub why: Option<Text>,
}

/// The leading cause.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Verdict {
    /// Id of the finding, or `null` if nothing explains a refusal.
    pub finding: Option<&'static str>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// One sentence, with the values in it, and what was not checked if nothing explains a refusal.
    pub headline: Text,
    /// The headline without what was not checked.
    pub sentence: Text,
    /// What to do first; empty if there is nothing to do.
    pub advice: Text,
    /// What to look at next, in this order, if everything is right and was refused all the same; else empty.
    pub next: Vec<Text>,
    /// What was not checked, and which input is needed to check it.
    pub unchecked: Vec<Unchecked>,
}

/// Something that was not checked because an input is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Unchecked {
    /// The kind of input that is needed to check it.
    pub wanted: Wanted,
    /// What was not checked.
    pub what: Text,
    /// The input needed to check it.
    pub needs: Text,
    /// Commands or requests that produce this input; one of them is enough.
    pub commands: Vec<String>,
}

/// The kinds of input that a check may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Wanted {
    /// The client assertion.
    Assertion,
    /// The application's certificate.
    Certificate,
    /// The keys that are registered on the application.
    RegisteredKeys,
    /// The token of another issuer, or what tells its claims.
    FederatedToken,
    /// The federated credentials of the application or identity.
    FederatedCredentials,
    /// The user's token.
    UserToken,
}

/// The state of a point of the guide after this inspection.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct GuideReport {
    /// The point's id.
    pub id: PointId,
    /// The section of the guide it belongs to: `Before you start`, `Steps`, …
    pub section: Text,
    /// The point in a few words.
    pub title: Text,
    /// Its state.
    pub state: GuideState,
    /// Ids of the findings that determine its state.
    pub findings: Vec<&'static str>,
    /// What to say about it in this case.
    pub say: Text,
}

/// What an inspection says about a point of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GuideState {
    /// Checked, and fine.
    Fine,
    /// Checked, and wrong.
    Wrong,
    /// Does not apply to this error.
    DoesNotApply,
    /// A person has to look.
    NeedsYou,
    /// An input is missing.
    NotChecked,
}
